"""The catalogue of checks: each with what it asks, what a finding does, whom it is about, and what to do.

Everything comes from the checks themselves, the rule sets and the library that are
installed; nothing is written down here a second time.
"""

from __future__ import annotations

import re

import msgspec

from jcm_desktop.catalogue.register import Register
from jcm_desktop.domain.finding import Severity
from jcm_desktop.exports.report_words import CONSEQUENCES
from jcm_desktop.i18n import _
from jcm_desktop.methodologies.library import Library
from jcm_desktop.services.checking import SEVERITY_WORDS
from jcm_desktop.services.library_views import Facet
from jcm_desktop.services.session import Session
from jcm_desktop.validation.catalogue import AREAS, Check, catalogue_of_checks
from jcm_desktop.validation.reach import REACH, RULES
from jcm_desktop.validation.rule_sets import RuleBook, RuleSet
from jcm_desktop.validation.runner import asks

_FACT = re.compile(r"\{[^}]*\}(?:\s*\{[^}]*\})*")  # one, or some side by side
FEWEST_LETTERS = 12  # of a finding without its facts; fewer say nothing
MOST_NAMED = 24  # methodologies of a check
_ELLIPSIS = "…"


class CheckFilter(msgspec.Struct, frozen=True):
    """What to look for; an empty field asks for nothing."""

    text: str = ""  # a code, or words of what is told about a check
    severity: str = ""
    area: str = ""


class CheckRow(msgspec.Struct, frozen=True):
    """One check of the catalogue."""

    code: str
    title: str
    area: str
    area_words: str
    severity: Severity
    severity_words: str
    consequence: str  # what a finding of it does
    asks: str
    says: str  # how a finding reads, with an ellipsis for each fact; empty where it is only facts
    remedy: str
    clause: str
    rules: str  # which rule sets it belongs to, with their countries and days
    methodologies: str  # whom it is about
    waiver: str  # whether an authority can let a finding stand
    params: dict[str, str] = {}  # its limits


class CheckCatalogue(msgspec.Struct, frozen=True):
    """What was found, and what there is to filter by."""

    rows: tuple[CheckRow, ...]
    total: int
    summary: str
    severities: tuple[Facet, ...]
    areas: tuple[Facet, ...]


def check_catalogue(session: Session, wanted: CheckFilter | None = None) -> CheckCatalogue:
    """The checks that a filter finds; the facets count what there is with the other filters."""
    return catalogue_view(session.library, session.rules, session.register, wanted or CheckFilter())


def catalogue_view(library: Library, rules: RuleBook, register: Register, wanted: CheckFilter) -> CheckCatalogue:
    """The same without a workspace, for what is installed."""
    every = tuple(_row(one, library, rules, register) for one in catalogue_of_checks())
    words = wanted.text.casefold().split()
    fitting = [row for row in every if all(word in _searched(row) for word in words)]
    found = tuple(row for row in fitting if _fits(row, wanted))
    summary = _("{count} of {total} checks")
    return CheckCatalogue(
        rows=found,
        total=len(every),
        summary=summary.format(count=len(found), total=len(every)),
        severities=tuple(
            Facet(str(one), _(SEVERITY_WORDS[one]), count)
            for one in Severity
            if (count := sum(row.severity is one and wanted.area in ("", row.area_words) for row in fitting))
        ),
        areas=tuple(
            Facet(words_, words_, count)
            for words_ in dict.fromkeys(_(one) for one in AREAS.values())
            if (count := sum(row.area_words == words_ and wanted.severity in ("", row.severity) for row in fitting))
        ),
    )


def _fits(row: CheckRow, wanted: CheckFilter) -> bool:
    return wanted.severity in ("", row.severity) and wanted.area in ("", row.area_words)


def _searched(row: CheckRow) -> str:
    parts = (row.code, row.title, row.asks, row.says, row.remedy, row.clause, row.area_words, row.methodologies)
    return " ".join(parts).casefold()


def _row(one: Check, library: Library, rules: RuleBook, register: Register) -> CheckRow:
    says = _FACT.sub(_ELLIPSIS, _(one.message)).replace(f"{_ELLIPSIS}.", _ELLIPSIS)
    return CheckRow(
        code=one.code,
        title=_(one.title),
        area=one.area,
        area_words=_(AREAS[one.area]),
        severity=one.severity,
        severity_words=_(SEVERITY_WORDS[one.severity]),
        consequence=_consequence(one),
        asks=asks(one),
        says=says if sum(letter.isalpha() for letter in says) >= FEWEST_LETTERS else "",
        remedy=_remedy(one),
        clause=_(one.clause),
        rules=_rules(one, rules, register),
        methodologies=_methodologies(one, library),
        waiver=_waiver(one),
        params={name: str(value) for name, value in one.params.items()},
    )


def _remedy(one: Check) -> str:
    """What to do; one that depends on what was found stands in the finding."""
    text = _FACT.sub(_ELLIPSIS, _(one.remedy))
    if not one.remedy:
        return _("Nothing has to be done.")
    return text if any(letter.isalpha() for letter in text) else _("The finding says what to do.")


def _consequence(one: Check) -> str:
    if one.refused:
        return _("It is refused as soon as it is entered, so there are no findings.")
    return _(CONSEQUENCES[one.severity])


def _waiver(one: Check) -> str:
    if one.refused or one.severity is Severity.INFO:
        return _("Nothing has to be waived.")
    if one.waivable:
        return _("A named authority can let a finding stand.")
    return _("This cannot be waived: no authority can change it.")


def _rules(one: Check, rules: RuleBook, register: Register) -> str:
    head = _("It is the same in every rule set:")
    if one.concerns == RULES:
        head = _("{reach}:").format(reach=_(REACH[RULES].words))
    return "\n".join((head, *(_rule_set(each, register) for each in rules.sets)))


def _rule_set(one: RuleSet, register: Register) -> str:
    """Its title, and who follows it since when."""
    names = {country.code: _(country.name) for country in register.countries}
    since = ", ".join(
        _("{country} from {day}").format(country=names.get(code, code), day=day) for code, day in one.countries.items()
    )
    who = since or _("every country that follows no newer one")
    return f"• {_(one.title)}: {who}"


def _methodologies(one: Check, library: Library) -> str:
    reach = REACH.get(one.concerns)
    if reach is None or one.concerns == RULES:
        return _("Every methodology")
    if reach.holds is None:
        return _(reach.words)
    definitions, _problems = library.readable()
    fitting = [str(own.ref) for own in definitions if reach.holds(own)]
    told = _("{words}: {count} of {total} in the library").format(
        words=_(reach.words), count=len(fitting), total=len(definitions)
    )
    return "\n".join(part for part in (told, _named(fitting) if len(fitting) < len(definitions) else "") if part)


def _named(refs: list[str]) -> str:
    named = ", ".join(refs[:MOST_NAMED])
    more = len(refs) - MOST_NAMED
    return _("{names} and {count} more").format(names=named, count=more) if more > 0 else named
