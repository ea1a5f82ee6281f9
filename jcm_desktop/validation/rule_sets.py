"""Which rules hold where and when: those shipped in `rule_sets.yaml`, under those of a workspace's packs.

A pack's rule set takes the place of one with the same key, or is a further one; of
two packs the one issued later counts, and one issued before the shipped rules counts
for nothing. Knows no project and no words.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from pathlib import Path

import msgspec

from jcm_desktop.calculation.result import RoundingPolicy
from jcm_desktop.domain.errors import UserError
from jcm_desktop.methodologies.comparing import said_by
from jcm_desktop.methodologies.library import SHIPPED, Origin, installed_packs, sealed_text
from jcm_desktop.methodologies.strict_yaml import decode

FILE = "rule_sets.yaml"  # here, and in a pack's folder


class RuleSet(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One generation of rules; `countries` says from which day a country follows it (empty: everyone else)."""

    key: str
    title: str
    countries: dict[str, date]
    rounding: RoundingPolicy
    evidence: str

    @property
    def sha256(self) -> str:
        """The hash of what it says."""
        return hashlib.sha256(msgspec.json.encode(said_by(self, frozenset()), order="sorted")).hexdigest()


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    rule_sets: tuple[RuleSet, ...]
    issued: date | None = None  # of the shipped rules; a pack's day is in its list of files


@dataclass(frozen=True, slots=True)
class RuleBook:
    """Rule sets, oldest generation first, with where each came from, and packs whose rules are left out."""

    sets: tuple[RuleSet, ...]
    origins: Mapping[str, Origin]
    problems: tuple[UserError, ...] = ()

    def holding(self, country: str, day: date) -> RuleSet:
        """The newest rule set that holds in a country on a day; the first one where no decision is known."""
        following = [one for one in self.sets if country in one.countries and one.countries[country] <= day]
        return following[-1] if following else self.sets[0]

    def overlaid(self, origin: Origin, sets: Iterable[RuleSet]) -> RuleBook:
        """With a pack's rule sets: known ones in their old place, further ones at the end."""
        kept = {one.key: one for one in self.sets}
        origins = dict(self.origins)
        for one in sets:
            kept[one.key] = one
            origins[one.key] = origin
        return RuleBook(tuple(kept.values()), origins, self.problems)


def read_rule_sets(text: str, place: str) -> tuple[RuleSet, ...]:
    """A pack's rule sets, read strictly; UserErrors yaml.* and `rules.bad` name the place."""
    found = decode(text, place, _File)
    keys = [one.key for one in found.rule_sets]
    if found.issued is not None or not keys:
        raise UserError("rules.bad", place, detail="issued" if keys else "rule_sets")
    for one in found.rule_sets:
        if keys.count(one.key) > 1 or not one.key.strip():
            raise UserError("rules.bad", place, detail=one.key or "key")
        if one.rounding != RoundingPolicy():  # claims are whole tonnes wherever the program prints or adds them
            raise UserError("rules.bad", place, detail=f"{one.key}: rounding")
        for code in one.countries:
            if len(code) != 2 or not (code.isascii() and code.isupper()):
                raise UserError("rules.bad", place, detail=code)
    return found.rule_sets


@cache
def _shipped() -> tuple[RuleBook, date]:
    text = (resources.files("jcm_desktop.validation") / FILE).read_text(encoding="utf-8")
    found = decode(text, FILE, _File)
    if found.issued is None:
        raise ValueError("the shipped rules name no day")
    return RuleBook(found.rule_sets, {one.key: SHIPPED for one in found.rule_sets}), found.issued


def shipped_rules() -> RuleBook:
    """What comes with the program."""
    return _shipped()[0]


def rules_of(definitions: Path) -> RuleBook:
    """The shipped rules under those of the packs in a workspace's folder of definitions."""
    book, since = _shipped()
    problems = []
    packs, _left_out = installed_packs(definitions)  # the library tells which packs cannot be read
    for own, folder in packs:
        if own.issued < since or not (folder / FILE).is_file():
            continue
        try:
            sets = read_rule_sets(sealed_text(folder / FILE, FILE, own.files), f"{folder.name}/{FILE}")
        except UserError as error:
            problems.append(error)
            continue
        book = book.overlaid(own.origin, sets)
    return RuleBook(book.sets, book.origins, tuple(problems))


def rule_set_for(country: str, day: date) -> RuleSet:
    """The newest shipped rule set that holds in a country on a day."""
    return shipped_rules().holding(country, day)
