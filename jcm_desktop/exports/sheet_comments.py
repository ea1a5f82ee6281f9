"""What column (k) of the report sheet explains of a point: missing readings, values in their place, corrections.

Short, by day, for one calendar year; the report itself (PDF) tells all of it. A public
copy is drawn from a report whose withheld values are gone already.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from jcm_desktop.domain.declaration import MissingData
from jcm_desktop.domain.period import Span
from jcm_desktop.exports.numerals import shown
from jcm_desktop.exports.report_model import Report, sheet_span
from jcm_desktop.exports.report_words import CAUSES
from jcm_desktop.exports.tongue import ENGLISH, JOIN, Tongue, second_language
from jcm_desktop.i18n import N_, _

_MOST = 12  # statements in a cell; its row is as high as they are
_MISSING = N_("No reading for {days}: {cause}. Nothing is claimed for them.")
_UNSTATED = N_("No reading for {days}; why is not stated.")
_CAREFUL = N_("No reading for {days}: {cause}. The careful value {value} stands in its place.")
_LOWERED = N_("Readings of {days} lowered by {percent} %: late calibration of meter {meter}.")
_RAISED = N_("Readings of {days} raised by {percent} %: late calibration of meter {meter}.")
_MORE = N_("And {count} more, see the monitoring report.")


def comments(report: Report, no: str, own: str, days: Span) -> str:
    """The plan's own comment on a point, then what happened in these days, each on a line."""
    second = second_language(report.language)
    tongue = Tongue(f"{ENGLISH}{JOIN}{second}" if second else ENGLISH)
    found = sorted(_explained(report, no, days), key=lambda one: one[0])
    lines = [" / ".join(tongue.said(say)) for _day, say in found[:_MOST]]
    if len(found) > _MOST:
        lines.append(" / ".join(tongue.each(_MORE, count=len(found) - _MOST)))
    return "\n".join(line for line in (own, *lines) if line)


def _explained(report: Report, no: str, days: Span) -> Iterator[tuple[Span, Callable[[], str]]]:
    """Each with its days, and how it is said in the current language."""
    for gap in report.gaps:
        common = gap.span.common(days)
        if gap.point == no and common is not None:
            yield common, _of_gap(common, gap.declared)
    for careful in report.careful:
        common = careful.span.common(days)
        if careful.point == no and common is not None:
            yield common, _of_careful(common, careful.stated, careful.value)
    for one in report.calibrated:
        accepted, common = one.accepted, one.accepted.span.common(days)
        if accepted.point == no and common is not None:
            template = _RAISED if accepted.adds else _LOWERED
            yield common, _of_correction(template, common, shown(accepted.percent), accepted.meter)


def _of_gap(days: Span, stated: tuple[MissingData, ...]) -> Callable[[], str]:
    if not stated:
        return lambda: _(_UNSTATED).format(days=sheet_span(days))
    causes = dict.fromkeys(one.cause for one in stated)
    return lambda: _(_MISSING).format(days=sheet_span(days), cause=", ".join(_(CAUSES[one]) for one in causes))


def _of_careful(days: Span, stated: MissingData, value: str) -> Callable[[], str]:
    return lambda: _(_CAREFUL).format(days=sheet_span(days), cause=_(CAUSES[stated.cause]), value=value)


def _of_correction(template: str, days: Span, percent: str, meter: str) -> Callable[[], str]:
    return lambda: _(template).format(days=sheet_span(days), percent=percent, meter=meter)
