"""What is due and when: months to enter, calibrations that run out, periods to approve, reports to send. Reads only.

The most urgent comes first: what is late, by how long; then what comes soon; then what is good to know.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from jcm_desktop.domain.declaration import IntegrityCheck
from jcm_desktop.domain.dossier import Dossier
from jcm_desktop.domain.finding import Place
from jcm_desktop.domain.meter import gaps
from jcm_desktop.domain.period import DAY, Span
from jcm_desktop.domain.plan import MonitoringPoint
from jcm_desktop.i18n import _, ngettext
from jcm_desktop.services.formatting import day, month_label
from jcm_desktop.services.reports_shelf import ReportRecord
from jcm_desktop.services.views import ProjectCard, Reminder

SOON = timedelta(days=60)  # a laboratory needs weeks; our choice
LATE = timedelta(days=31)  # a month later it is late; our choice
TONES = ("red", "amber", "blue")


def reminders(
    dossier: Dossier,
    empty: Sequence[tuple[MonitoringPoint, Span]],
    records: Sequence[ReportRecord],
    today: date,
    *,
    frozen: bool,
    ready: bool,
    outdated: bool = False,
) -> tuple[Reminder, ...]:
    """What is due in one period; `empty` are its cells without a value or a cause, `ready` that nothing blocks it.

    `outdated` is that the data changed since the newest version of the report.
    """
    found: list[Reminder] = []
    if not frozen:
        found.extend(_values(dossier, empty, today))
    found.extend(_calibrations(dossier, today))
    found.extend(_looks(dossier, today))
    found.extend(_end(dossier, records, today, frozen=frozen, ready=ready and not empty, outdated=outdated))
    return in_order(found)


def in_order(found: Iterable[Reminder]) -> tuple[Reminder, ...]:
    """The most urgent first; the order of equals does not depend on the order given."""
    return tuple(sorted(found, key=lambda one: (TONES.index(one.tone), one.due, one.project, one.words)))


def all_due(cards: Iterable[ProjectCard]) -> tuple[Reminder, ...]:
    """What is due in all projects."""
    return in_order(one for card in cards for period in card.periods for one in period.reminders)


def _reminder(dossier: Dossier, tone: str, due: date, words: str, page: str, place: Place | None = None) -> Reminder:
    return Reminder(
        project=dossier.project.reference,
        span=dossier.period,
        tone=tone,
        due=due,
        words=words,
        page=page,
        place=place,
    )


def _values(dossier: Dossier, empty: Sequence[tuple[MonitoringPoint, Span]], today: date) -> Iterator[Reminder]:
    """Values of days that are over."""
    due = [(point, span) for point, span in empty if span.last < today]
    if not due:
        return
    point, span = due[0]
    words = ngettext("{count} value to enter, from {month} on", "{count} values to enter, from {month} on", len(due))
    place = Place("readings", point.no, point.key, span.first.isoformat(), span.last.isoformat())
    tone = "red" if today - span.last > LATE else "amber"
    yield _reminder(
        dossier, tone, span.last + DAY, words.format(count=len(due), month=month_label(span)), "readings", place
    )


def _calibrations(dossier: Dossier, today: date) -> Iterator[Reminder]:
    """Calibrations of meters in service that ran out, or will soon; of periods that still run or just ended."""
    if dossier.period.last + SOON < today:
        return
    named = {serial for point in dossier.plan.points for serial in point.meters}
    for meter in dossier.meters:
        if meter.serial not in named or meter.service(Span(today, today)) is None:
            continue
        ends = [one.valid_until for one in meter.history if one.valid_until is not None]
        until = max(ends, default=None)
        if until is None or until > today + SOON:
            continue
        words = (
            _("Calibration of meter {serial} ran out on {day}")
            if until < today
            else _("Calibration of meter {serial} runs out on {day}")
        )
        tone = "red" if until < today else "amber"
        text = words.format(serial=meter.serial, day=day(until))
        yield _reminder(dossier, tone, until, text, "plan", Place("plan", "", "meters"))


def _looks(dossier: Dossier, today: date) -> Iterator[Reminder]:
    """Months whose records nobody looked through, where the plan says that somebody does."""
    if dossier.plan.integrity_check != "monthly":
        return
    covers = [(one.first, one.last) for one in dossier.declarations if isinstance(one, IntegrityCheck) and one.person]
    open_ = [month for month in dossier.period.months() if month.last < today and gaps(month, covers)]
    if open_:
        words = ngettext(
            "Nobody noted looking through the records of {month}",
            "Nobody noted looking through the records of {count} months, from {month} on",
            len(open_),
        )
        text = words.format(count=len(open_), month=month_label(open_[0]))
        place = Place("evidence", "", "integrity", open_[0].first.isoformat(), open_[0].last.isoformat())
        yield _reminder(dossier, "amber", open_[0].last + DAY, text, "evidence", place)


def _end(
    dossier: Dossier, records: Sequence[ReportRecord], today: date, *, frozen: bool, ready: bool, outdated: bool
) -> Iterator[Reminder]:
    """A period that is over: approve it, make its report, send it, and make it anew when the data changed."""
    last = dossier.period.last
    if last >= today or (records and records[-1].package and not outdated):
        return
    if records and outdated:
        words = _("The data changed since version {version}. Make a new version.").format(version=records[-1].version)
        yield _reminder(dossier, "amber", records[-1].made_at.date(), words, "report")
    elif records:
        words = _("Report version {version} is made but not sent").format(version=records[-1].version)
        yield _reminder(dossier, "amber", records[-1].made_at.date(), words, "report")
    elif frozen:
        yield _reminder(dossier, "amber", last + DAY, _("The period is approved; its report is not made yet"), "report")
    elif ready:
        words = _("The period ended on {day} and waits for approval").format(day=day(last))
        yield _reminder(dossier, "amber", last + DAY, words, "start")
    else:
        words = _("The period ended on {day}; it is not complete yet").format(day=day(last))
        yield _reminder(dossier, "blue", last + DAY, words, "checks")
