"""Which rules hold where and when; data in `rule_sets.yaml`. Knows no project and no words."""

from __future__ import annotations

from datetime import date
from functools import cache
from importlib import resources

import msgspec
import yaml

from jcm_desktop.calculation.result import RoundingPolicy


class RuleSet(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One generation of rules; `countries` says from which day a country follows it (empty: everyone else)."""

    key: str
    title: str
    countries: dict[str, date]
    rounding: RoundingPolicy
    evidence: str


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    rule_sets: tuple[RuleSet, ...]


@cache
def all_rule_sets() -> tuple[RuleSet, ...]:
    """Every rule set, oldest generation first."""
    text = (resources.files("jcm_desktop.validation") / "rule_sets.yaml").read_text(encoding="utf-8")
    return msgspec.convert(yaml.safe_load(text), _File).rule_sets


def rule_set_for(country: str, day: date) -> RuleSet:
    """The newest rule set that holds in a country on a day; the first one where no decision is known."""
    following = [one for one in all_rule_sets() if country in one.countries and one.countries[country] <= day]
    return following[-1] if following else all_rule_sets()[0]
