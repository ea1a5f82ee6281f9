"""The one next thing to do for a period, or for a project without one, in the natural order of the work. Reads only."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from jcm_desktop.domain.declaration import Approval
from jcm_desktop.domain.finding import Place
from jcm_desktop.domain.period import DAY, Span
from jcm_desktop.domain.plan import MonitoringPoint, Plan
from jcm_desktop.i18n import _, ngettext
from jcm_desktop.methodologies.schema import Definition
from jcm_desktop.services.dossiers import Loaded
from jcm_desktop.services.formatting import day, month_label
from jcm_desktop.services.planning import fixed_rows
from jcm_desktop.services.reports_shelf import ReportRecord

NOT_OVER = "PER-09"  # no problem of somebody who enters month by month
Cells = Sequence[tuple[MonitoringPoint, Span]]


class Step(NamedTuple):
    """Words, the page it leads to, and the place there; the page `start` means to approve the period."""

    words: str
    page: str
    place: Place | None = None


def next_step(
    loaded: Loaded,
    empty: Cells,
    records: Sequence[ReportRecord],
    today: date,
    *,
    frozen: bool,
    ready: bool,
    outdated: bool = False,
) -> Step:
    """What to do next for a period; `empty` are its cells without a value or a cause.

    `outdated` is that the data changed since the newest version. A period that was opened again is approved again
    first: the approval is part of what the report is made from.
    """
    opened_again = any(isinstance(one, Approval) and not one.frozen for one in loaded.dossier.declarations)
    if frozen or (records and not (outdated and opened_again)):
        return _with_report(records, outdated=outdated) if frozen or ready else _to_mend(loaded, empty, today)
    if ready and loaded.dossier.period.last < today:
        return Step(_("Approve and freeze the period"), "start")
    return _to_mend(loaded, empty, today)


def first_step(plan: Plan, definition: Definition) -> Step:
    """What to do next for a project without a period."""
    return _plan_step(plan, definition) or Step(_("Open the period you want to report"), "period")


def problems(loaded: Loaded, today: date) -> int:
    """How many findings block a report, but for that the days are not over."""
    found = sum(one.blocks for one in loaded.assessment.findings if one.code != NOT_OVER)
    return found if loaded.dossier.period.last >= today else loaded.assessment.blocking


def _to_mend(loaded: Loaded, empty: Cells, today: date) -> Step:
    step = _plan_step(loaded.dossier.plan, loaded.definition)
    due = [(point, span) for point, span in empty if span.last < today]
    if step is None and due:
        point, span = due[0]
        words = _("Enter {month} for point {no}").format(month=month_label(span), no=point.no)
        step = Step(words, "readings", _cell(point, span))
    blocking, reasons = problems(loaded, today), loaded.assessment.reasons_missing
    if step is None and blocking:
        words = ngettext("Solve {count} problem", "Solve {count} problems", blocking)
        step = Step(words.format(count=blocking), "checks")
    if step is None and reasons:
        words = ngettext("Give a reason for {count} warning", "Give reasons for {count} warnings", reasons)
        step = Step(words.format(count=reasons), "checks")
    return step or _to_come(loaded.dossier.period, empty)


def _plan_step(plan: Plan, definition: Definition) -> Step | None:
    open_ = [name for name in definition.decisions if name not in plan.decisions]
    if open_:
        words = _("Decide on the plan: {decision}").format(decision=_(definition.decisions[open_[0]].label))
        return Step(words, "plan", Place(page="plan", parameter=open_[0]))
    missing = [row for row in fixed_rows(plan, definition) if row.missing]
    if missing:
        words = _("Enter {key} on the plan, with its source").format(key=missing[0].key)
        return Step(words, "plan", Place(page="plan", parameter=missing[0].key))
    return None


def _to_come(period: Span, empty: Cells) -> Step:
    """Everything that could be done is done; the next days have to pass first."""
    if not empty:
        words = _("Nothing to do until the period ends on {day}").format(day=day(period.last))
        return Step(words, "readings")
    point, span = empty[0]
    words = _("Enter {month} from {day} on").format(month=month_label(span), day=day(span.last + DAY))
    return Step(words, "readings", _cell(point, span))


def _with_report(records: Sequence[ReportRecord], *, outdated: bool) -> Step:
    """The newest version: made, signed, packed, sent; a new one where the data changed since."""
    if not records:
        return Step(_("Make the report and sign it"), "report")
    newest = records[-1]
    if outdated:
        return Step(_("Make a new version"), "report")  # why stands in the reminder
    if newest.package:
        return Step(_("Look at the report, or open the next period"), "report")
    if newest.signatures:
        return Step(_("Make the package of version {version}").format(version=newest.version), "report")
    return Step(_("Sign version {version} of the report").format(version=newest.version), "report")


def _cell(point: MonitoringPoint, span: Span) -> Place:
    return Place("readings", point.no, point.key, span.first.isoformat(), span.last.isoformat())
