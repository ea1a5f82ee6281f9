"""The catalogue of checks: code, kind, severity, clause and words, read from `checks.yaml`. No logic."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from importlib import resources
from typing import Literal

import msgspec
import yaml

from jcm_desktop.domain.finding import Severity


class Check(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One check: an instance of a kind of rule, with its words in English."""

    code: str
    title: str
    kind: str
    scope: Literal["project", "period", "plan", "readings", "result", "evidence"]
    severity: Severity
    clause: str
    message: str
    remedy: str
    params: dict[str, Decimal] = {}
    before: str = ""  # where an earlier version of the program kept reasons for it; they still count


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    checks: tuple[Check, ...]


@cache
def catalogue_of_checks() -> tuple[Check, ...]:
    """Every check, in the order of the file."""
    text = (resources.files("jcm_desktop.validation") / "checks.yaml").read_text(encoding="utf-8")
    return msgspec.convert(yaml.safe_load(text), _File).checks


@cache
def check(code: str) -> Check:
    """The check with this code; KeyError if there is none."""
    for one in catalogue_of_checks():
        if one.code == code:
            return one
    raise KeyError(code)
