"""The days of a period and the files that cover them, as bars; what counts of a file that goes beyond the period.

One bar for each monitoring point and kind of file. Invoices of a point with option B must cover every
day once (check EVD-04); other files say their days, and nobody asks for more.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

import msgspec

from jcm_desktop.domain.evidence import KINDS, Evidence
from jcm_desktop.domain.evidence_days import Coverage, Portion, Stretch, backing, coverage
from jcm_desktop.domain.period import Span
from jcm_desktop.domain.plan import MonitoringPoint
from jcm_desktop.domain.plan_versions import in_force
from jcm_desktop.i18n import _, ngettext
from jcm_desktop.services.evidence_words import kind_words
from jcm_desktop.services.formatting import equals, number, span_words
from jcm_desktop.services.session import Session
from jcm_desktop.storage import repositories

REQUIRED = ("B", "invoice")  # option and kind: every day in exactly one


class DayState(StrEnum):
    """What holds on some days."""

    IN_ONE = "in one file"
    IN_NONE = "in no file"
    IN_SEVERAL = "in several files"
    # The same of invoices that must cover each day once.
    BILLED = "billed"
    UNBILLED = "not billed"
    BILLED_TWICE = "billed twice"

    @property
    def is_wrong(self) -> bool:
        """Whether the check finds it."""
        return self in (DayState.UNBILLED, DayState.BILLED_TWICE)


_FREE = (DayState.IN_NONE, DayState.IN_ONE, DayState.IN_SEVERAL)
_ASKED = (DayState.UNBILLED, DayState.BILLED, DayState.BILLED_TWICE)


class CoverStretch(msgspec.Struct, frozen=True):
    """Some days, what holds on them, and their files: names, and numbers (from 1) among the row's portions."""

    span: Span
    state: DayState
    files: tuple[str, ...]
    numbers: tuple[int, ...]


class PortionRow(msgspec.Struct, frozen=True):
    """A file, how many of its days count, and what that makes of its total."""

    item: Evidence
    name: str
    days: str
    counted: str  # how many of them, and the exact share where it is not all
    amount: str  # of its total, with how it was worked out; empty where the file states no total
    is_cut: bool

    @property
    def words(self) -> str:
        """The whole in one line."""
        return "  ·  ".join(part for part in (self.name, self.days, self.counted, self.amount) if part)


class CoverRow(msgspec.Struct, frozen=True):
    """The bar of a monitoring point's files of one kind."""

    point: str
    about: str  # what the point measures
    kind: str
    kind_words: str
    required: bool
    stretches: tuple[CoverStretch, ...]
    portions: tuple[PortionRow, ...]
    complete: bool
    summary: str
    amount: str  # what all files state for the period; empty where they do not all do


def cover_page(session: Session, project: str, span: Span) -> tuple[CoverRow, ...]:
    """A bar for every point whose invoices must cover the period, and for every kind of file that says its days."""
    with session.workspace.read() as connection:
        plan = in_force(repositories.plans(connection, project), span.last)
        evidence = repositories.evidence(connection, project)
    return tuple(row for point in plan.points for row in cover_rows(point, evidence, span))


def cover_rows(point: MonitoringPoint, evidence: tuple[Evidence, ...], period: Span) -> Iterator[CoverRow]:
    """The bars of one point."""
    for kind in KINDS:
        required = (point.option, kind) == REQUIRED
        found = coverage(backing(evidence, point.no, kind), period)
        if required or found.portions:
            yield _row(point, kind, found, required=required)


def _row(point: MonitoringPoint, kind: str, found: Coverage, *, required: bool) -> CoverRow:
    return CoverRow(
        point=point.no,
        about=_(point.description),
        kind=kind,
        kind_words=kind_words(kind),
        required=required,
        stretches=tuple(_stretch(one, found, _ASKED if required else _FREE) for one in found.stretches),
        portions=tuple(_portion(one, point.unit) for one in found.portions),
        complete=not found.gaps and not (required and found.overlaps),
        summary=_required_words(found) if required else _free_words(found),
        amount=_sum_words(found, point.unit),
    )


def _sum_words(found: Coverage, unit: str) -> str:
    if found.amount is None:
        return ""
    return _("In the period, by days: {amount}").format(amount=f"{equals(found.amount)} {unit}".removeprefix("= "))


def _stretch(one: Stretch, found: Coverage, states: tuple[DayState, DayState, DayState]) -> CoverStretch:
    names = tuple(dict.fromkeys(_name(each.item) for each in one.portions))
    numbers = tuple(found.portions.index(each) + 1 for each in one.portions)
    return CoverStretch(one.span, states[min(len(one.portions), 2)], names, numbers)


def _name(item: Evidence) -> str:
    return f"{item.name}, {item.page}" if item.page else item.name


def _required_words(found: Coverage) -> str:
    missing, twice = (sum(one.days for one in spans) for spans in (found.gaps, found.overlaps))
    if not missing and not twice:
        return _("Every day is in exactly one invoice.")
    parts = []
    if missing:
        words = ngettext("{count} day is in no invoice", "{count} days are in no invoice", missing)
        parts.append(words.format(count=f"{missing:,}"))
    if twice:
        words = ngettext("{count} day is in more than one invoice", "{count} days are in more than one invoice", twice)
        parts.append(words.format(count=f"{twice:,}"))
    return "; ".join(parts)


def _free_words(found: Coverage) -> str:
    words = ngettext(
        "{count} of {all} day of the period is covered",
        "{count} of {all} days of the period are covered",
        found.period.days,
    )
    return words.format(count=f"{found.covered_days:,}", all=f"{found.period.days:,}")


def _portion(one: Portion, unit: str) -> PortionRow:
    if one.is_cut:
        words = _("{count} of its {all} days count ({share})")
    else:
        words = ngettext("its {all} day counts", "all of its {all} days count", one.whole.days)
    share = f"{one.share.numerator}/{one.share.denominator}"
    return PortionRow(
        item=one.item,
        name=_name(one.item),
        days=span_words(one.whole),
        counted=words.format(count=f"{one.counted.days:,}", all=f"{one.whole.days:,}", share=share),
        amount=_portion_amount(one, share, unit),
        is_cut=one.is_cut,
    )


def _portion_amount(one: Portion, share: str, unit: str) -> str:
    if one.item.total is None or one.amount is None:
        return ""
    total = f"{number(one.item.total)} {unit}"
    return f"{total} × {share} {equals(one.amount)} {unit}" if one.is_cut else total
