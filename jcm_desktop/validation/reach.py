"""Whom a check is about, where that is not everybody: methodologies of some kind, or countries by their rules.

The catalogue of checks names a key of this table; a check is silent where its key
does not hold. Knows no project.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from jcm_desktop.domain.plan import EvidenceLevel
from jcm_desktop.i18n import N_
from jcm_desktop.methodologies.decisions import rows_for
from jcm_desktop.methodologies.schema import Definition

RULES = "rules"  # what it asks is said by the rule set of country and day
SEVERAL = "several"  # projects with several methodologies, whichever they are


@dataclass(frozen=True, slots=True)
class Reach:
    """Words for those it is about, and which methodologies they are; without `holds` any may be."""

    words: str
    holds: Callable[[Definition], bool] | None = None


def _offers(option: str) -> Callable[[Definition], bool]:
    return lambda own: any(option in one.options for one in own.monitored.values())


def _listed(own: Definition) -> bool:
    asked = {one.parameter for one in own.checks if one.kind == "among_choices"}
    return any(one.default is not None or (name in asked and one.choices) for name, one in own.fixed.items())


REACH: dict[str, Reach] = {
    RULES: Reach(N_("Answers by the rules of the country on the last day of the period")),
    SEVERAL: Reach(N_("Projects with several methodologies")),
    "option A": Reach(N_("Methodologies that offer monitoring option A"), _offers("A")),
    "option B": Reach(N_("Methodologies that offer monitoring option B"), _offers("B")),
    "option C": Reach(N_("Methodologies that offer monitoring option C"), _offers("C")),
    "yearly": Reach(
        N_("Methodologies that calculate by whole calendar years"),
        lambda own: any(one.kind == "one_calendar_year" for one in own.checks),
    ),
    "sets": Reach(
        N_("Methodologies with several units of a kind"), lambda own: any(one.over for one in own.monitored.values())
    ),
    "fixed": Reach(N_("Methodologies with values fixed before the start"), lambda own: bool(own.fixed)),
    "range": Reach(
        N_("Methodologies that give a monitored parameter a range"),
        lambda own: any((one.range.min, one.range.max) != (None, None) for one in own.monitored.values()),
    ),
    "listed": Reach(N_("Methodologies that list values to take"), _listed),
    "decisions": Reach(N_("Methodologies that leave something open"), lambda own: bool(own.decisions)),
    "lists": Reach(
        N_("Methodologies with lists that members are taken from"),
        lambda own: any(rows_for(own, name) for name in own.sets),
    ),
    "criteria": Reach(N_("Methodologies with eligibility criteria"), lambda own: bool(own.eligibility)),
    "unapproved": Reach(N_("Proposals and templates"), lambda own: own.status != "approved"),
    "unofficial": Reach(
        N_("Methodologies whose formula was not read in the approved text"),
        lambda own: own.evidence.formula is not EvidenceLevel.APPROVED_TEXT,
    ),
}
