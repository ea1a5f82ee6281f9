"""Run the catalogue over a dossier; give findings their words. A check never raises: it becomes `crashed`.

The same runner works at entry, sign-off, on the command line and for a verifier.
"""

from __future__ import annotations

import dataclasses
import logging
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date
from string import Formatter

import msgspec

from jcm_desktop.domain.declaration import Waiver
from jcm_desktop.domain.finding import Finding, Place, Reason, Severity
from jcm_desktop.domain.quantity import format_decimal
from jcm_desktop.domain.reading import Reading
from jcm_desktop.i18n import N_, _
from jcm_desktop.validation.catalogue import Check, check, checks_that_run
from jcm_desktop.validation.context import CheckContext, Hit
from jcm_desktop.validation.kinds import KINDS
from jcm_desktop.validation.reasons import still_counts

__all__ = ["KINDS", "CheckContext", "against", "asks", "message", "remedy", "run", "title"]

CRASHED = N_("This check could not be run ({detail}).")
CRASHED_REMEDY = N_("Please send us the log file. A report cannot be made until the check runs.")
_OWN_WORDS = ("problem", "column", "label", "choice", "constructed", "words", "way_out", "rules")
MAX_FINDINGS = 200  # of one check; more would only hide the others
_log = logging.getLogger(__name__)


def run(context: CheckContext, only: frozenset[str] | None = None) -> tuple[Finding, ...]:
    """All findings, or those of some scopes, worst first; with the reasons that people gave."""
    by_point: dict[str, list[Reading]] = defaultdict(list)
    for reading in context.dossier.active_readings:
        if reading.span.overlaps(context.dossier.period):
            by_point[reading.point].append(reading)
    prepared = _prepared(context, by_point)
    reasons = {(one.code, one.place): one for one in context.dossier.reasons}
    found: list[Finding] = []
    for one in checks_that_run():
        if only is None or one.scope in only:
            found.extend(_findings(one, prepared, reasons))
    waivers = tuple(one for one in context.dossier.declarations if isinstance(one, Waiver))
    found = [_waived(one, waivers, context.today) for one in found]
    return tuple(sorted(found, key=lambda finding: (finding.severity.rank, finding.code, finding.place)))


def may_be_waived(finding: Finding) -> bool:
    """Whether an authority can let it stand: not what could not be read or run, nor what nobody can change."""
    return finding.severity in (Severity.ERROR, Severity.WARNING) and check(finding.code).waivable


def _waived(finding: Finding, waivers: tuple[Waiver, ...], day: date) -> Finding:
    """The finding, let stand if an authority said so for this place and day."""
    if not may_be_waived(finding):
        return finding
    for waiver in waivers:
        if waiver.covers(finding, day):
            words = f"{waiver.authority}, {waiver.reference}: {waiver.reason}"
            return msgspec.structs.replace(finding, severity=Severity.WAIVED, reason=words)
    return finding


def _prepared(context: CheckContext, by_point: Mapping[str, list[Reading]]) -> CheckContext:
    return dataclasses.replace(context, by_point={no: tuple(readings) for no, readings in by_point.items()}, slips=[])


def _findings(one: Check, context: CheckContext, reasons: Mapping[tuple[str, str], Reason]) -> Iterator[Finding]:
    try:
        hits: list[Hit] = []
        for hit in KINDS[one.kind](context, one):
            hits.append(hit)
            if len(hits) == MAX_FINDINGS:
                break
    except Exception as error:  # noqa: BLE001 - a crashing check is a visible result, never a crash of the program
        _log.exception("check %s crashed", one.code)
        yield Finding(
            one.code, Severity.CRASHED, Place(), {"detail": f"{type(error).__name__}: {error}"[:200]}, one.clause
        )
        return
    for hit in hits:
        severity = hit.severity or one.severity
        reason = _reason(one, hit, reasons) if severity is Severity.WARNING else ""
        yield Finding(one.code, severity, hit.place, hit.facts, one.clause, hit.tonnes, reason)


def _reason(one: Check, hit: Hit, reasons: Mapping[tuple[str, str], Reason]) -> str:
    """What a person gave for this place and value, or for the place that an earlier version of the program named."""
    for place in (str(hit.place), one.before):
        given = reasons.get((one.code, place)) if place else None
        if given is not None and still_counts(one, given, hit.facts):
            return given.text
    return ""


class _Lenient(Formatter):
    def get_value(self, key: int | str, args: object, kwargs: Mapping[str, object]) -> object:
        return kwargs.get(str(key), f"{{{key}}}")


def _filled(template: str, facts: Mapping[str, str]) -> str:
    return _Lenient().vformat(_(template), (), facts) if template else ""


def asks(one: Check) -> str:
    """The question of a check with its limits, in the current language."""
    return _filled(one.asks, {name: format_decimal(value) for name, value in one.params.items()})


def against(finding: Finding) -> tuple[str, str]:
    """What was found and the limit it is held against, to stand side by side; empty where there is none."""
    if finding.severity is Severity.CRASHED:
        return "", ""
    one = check(finding.code)
    limits = {name: format_decimal(value) for name, value in one.params.items()}
    facts: dict[str, object] = {**_worded(finding.facts), "limit": limits}
    return _first_whole(one.value, facts), _first_whole(one.limit, facts)


def _first_whole(templates: tuple[str, ...], facts: Mapping[str, object]) -> str:
    """The first template whose facts are all there; empty where none is."""
    there = {name: fact for name, fact in facts.items() if fact != ""}
    for template in templates:
        with suppress(KeyError):
            return template.format_map(there)
    return ""


def title(code: str) -> str:
    """The short name of a check, in the current language."""
    return _(check(code).title)


def message(finding: Finding) -> str:
    """What is wrong, in the current language."""
    template = CRASHED if finding.severity is Severity.CRASHED else check(finding.code).message
    return _filled(template, _worded(finding.facts))


def remedy(finding: Finding) -> str:
    """What to do about it, in the current language; empty where nothing is to be done."""
    template = CRASHED_REMEDY if finding.severity is Severity.CRASHED else check(finding.code).remedy
    return _filled(template, _worded(finding.facts))


def _worded(facts: Mapping[str, str]) -> dict[str, str]:
    """Facts that are words of ours in the current language, with the other facts in them."""
    own = {name: _(text) for name, text in facts.items() if name in _OWN_WORDS and text}
    known = {**facts, **own}
    return {**known, **{name: _Lenient().vformat(text, (), known) for name, text in own.items()}}
