"""The catalogue of checks: code, kind, severity, clause and words, read from `checks.yaml`. No logic."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from importlib import resources
from typing import Literal

import msgspec

from jcm_desktop.domain.finding import Severity
from jcm_desktop.i18n import N_
from jcm_desktop.methodologies.strict_yaml import decode

# What a check is about, by the letters its code begins with, in the natural order of work.
AREAS = {
    "ID": N_("Project and registration"),
    "PER": N_("Monitoring period"),
    "PAR": N_("Plan and parameters"),
    "DEF": N_("Methodology"),
    "RUL": N_("Rules"),
    "VAL": N_("Readings"),
    "LOG": N_("Logger data"),
    "EVD": N_("Evidence"),
    "CAL": N_("Calibration"),
    "ELG": N_("Eligibility"),
    "DBL": N_("Double registration"),
    "MSS": N_("Monitoring structure"),
    "PRC": N_("Changes since registration"),
    "ER": N_("Result"),
    "RES": N_("Result"),
    "SMP": N_("Samples"),
}


class Check(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One check: an instance of a kind of rule, with its words in English. What its fields say stands in the file."""

    code: str
    title: str
    asks: str
    scope: Literal["project", "period", "plan", "readings", "result", "evidence"]
    severity: Severity
    clause: str
    message: str
    remedy: str
    kind: str = ""
    refused: tuple[str, ...] = ()
    params: dict[str, Decimal] = {}
    concerns: str = ""
    waivable: bool = True
    value: tuple[str, ...] = ()
    limit: tuple[str, ...] = ()
    judged: str = ""
    leeway: Decimal = Decimal(0)
    before: str = ""  # where an earlier version of the program kept reasons for it; they still count

    @property
    def area(self) -> str:
        """A key of AREAS."""
        return self.code.partition("-")[0]


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    checks: tuple[Check, ...]


@cache
def catalogue_of_checks() -> tuple[Check, ...]:
    """Every check, in the order of the file."""
    text = (resources.files("jcm_desktop.validation") / "checks.yaml").read_text(encoding="utf-8")
    return decode(text, "checks.yaml", _File).checks


@cache
def checks_that_run() -> tuple[Check, ...]:
    """Those that look at a dossier; the others are refused before there is anything to look at."""
    return tuple(one for one in catalogue_of_checks() if one.kind)


@cache
def _by_code() -> dict[str, Check]:
    return {one.code: one for one in catalogue_of_checks()}


def codes() -> frozenset[str]:
    """Of every check."""
    return frozenset(_by_code())


def check(code: str) -> Check:
    """The check with this code; KeyError if there is none."""
    return _by_code()[code]
