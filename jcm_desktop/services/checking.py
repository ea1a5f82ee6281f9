"""The checks page: every finding in words, where it leads, the reasons people give, and the waivers there are."""

from __future__ import annotations

from jcm_desktop import clock
from jcm_desktop.domain.declaration import Waiver
from jcm_desktop.domain.dossier import Dossier
from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.finding import Finding, Place, Reason, Severity
from jcm_desktop.domain.period import Span
from jcm_desktop.exports.report_words import part_words
from jcm_desktop.i18n import N_, _, ngettext
from jcm_desktop.services.check_views import ChecksView, FindingRow, WaiverRow
from jcm_desktop.services.dossiers import load
from jcm_desktop.services.formatting import moment, month_label, signed_tonnes, span_words
from jcm_desktop.services.periods import refuse_frozen
from jcm_desktop.services.session import Session
from jcm_desktop.services.views import Changes, Kind
from jcm_desktop.storage import repositories
from jcm_desktop.validation.catalogue import check, checks_that_run, codes
from jcm_desktop.validation.reasons import about
from jcm_desktop.validation.runner import against, may_be_waived, message, remedy, title

SEVERITY_WORDS = {
    Severity.FATAL: N_("Cannot be read"),
    Severity.CRASHED: N_("The check itself failed"),
    Severity.ERROR: N_("Must be solved"),
    Severity.WARNING: N_("Needs a reason"),
    Severity.INFO: N_("For your information"),
    Severity.WAIVED: N_("Waived"),
}
PAGE_WORDS = {
    "plan": N_("Plan"),
    "readings": N_("Readings"),
    "evidence": N_("Evidence"),
    "result": N_("Result"),
    "project": N_("Project"),
    "library": N_("Library"),
}


def checks_page(session: Session, project: str, span: Span) -> ChecksView:
    """All findings of one period, worst first."""
    loaded = load(session, project, span)
    rows = finding_rows(loaded.assessment.findings, loaded.dossier)
    blocking, reasons = loaded.assessment.blocking, loaded.assessment.reasons_missing
    return ChecksView(
        project=project,
        span=span,
        constructed=_(loaded.dossier.project.constructed),
        findings=rows,
        blocking=blocking,
        reasons_missing=reasons,
        run_count=len(checks_that_run()),
        summary=_summary(blocking, reasons),
        waivers=_waiver_rows(loaded.dossier, loaded.assessment.findings),
    )


def _summary(blocking: int, reasons: int) -> str:
    if blocking:
        words = ngettext(
            "{count} problem blocks the report. Solve it first.",
            "{count} problems block the report. Solve them first.",
            blocking,
        )
        return words.format(count=blocking)
    if reasons:
        words = ngettext(
            "{count} warning still needs a reason before the report can be made.",
            "{count} warnings still need a reason before the report can be made.",
            reasons,
        )
        return words.format(count=reasons)
    return _("Nothing stands in the way of the report.")


def finding_rows(findings: tuple[Finding, ...], dossier: Dossier | None = None) -> tuple[FindingRow, ...]:
    """Findings as rows, in their order; with a dossier it is known who gave the reasons."""
    return tuple(_row(one, dossier) for one in findings)


def _row(one: Finding, dossier: Dossier | None) -> FindingRow:
    value, limit = against(one)
    return FindingRow(
        code=one.code,
        severity=one.severity,
        severity_words=_(SEVERITY_WORDS[one.severity]),
        title=title(one.code),
        message=message(one),
        remedy=remedy(one) or _("Nothing has to be done."),
        clause=_(one.clause),
        tonnes=signed_tonnes(one.tonnes),
        place=one.place,
        place_words=place_words(one.place),
        reason=one.reason,
        needs_reason=one.needs_reason,
        blocks=one.blocks,
        value=value,
        limit=limit,
        reason_by=_reason_by(one, dossier) if dossier is not None else "",
        reason_before=_reason_before(one, dossier) if dossier is not None else "",
        may_be_waived=may_be_waived(one),
        never_waived=_never_waived(one),
    )


def _never_waived(one: Finding) -> str:
    """Why no authority can let it stand."""
    if one.severity in (Severity.FATAL, Severity.CRASHED):
        return _("What could not be read or checked cannot be waived.")
    if one.severity in (Severity.ERROR, Severity.WARNING) and not may_be_waived(one):
        return _("This cannot be waived: no authority can change it.")
    return ""


def _reason_by(one: Finding, dossier: Dossier) -> str:
    """Who gave the reason, or recorded the waiver, and when."""
    if one.severity is Severity.WAIVED:
        waiver = next((each for each in _waivers(dossier) if each.lets_stand(one)), None)
        return recorded_by(waiver) if waiver else ""
    for reason in dossier.reasons if one.reason else ():
        if (reason.code, reason.place) == (one.code, str(one.place)):
            return ", ".join(part for part in (reason.by, reason.at[:10]) if part)
    return ""


def _reason_before(one: Finding, dossier: Dossier) -> str:
    """What somebody said at the same place of another value, where a reason is asked for."""
    given = (each for each in dossier.reasons if (each.code, each.place) == (one.code, str(one.place)))
    return next((each.text for each in given), "") if one.needs_reason else ""


def recorded_by(one: Waiver) -> str:
    """Who recorded it, and when."""
    return ", ".join(part for part in (one.by, moment(one.at) if one.at else "") if part)


def _waivers(dossier: Dossier) -> list[Waiver]:
    return [one for one in dossier.declarations if isinstance(one, Waiver)]


def _waiver_rows(dossier: Dossier, findings: tuple[Finding, ...]) -> tuple[WaiverRow, ...]:
    return tuple(_waiver_row(one, findings) for one in _waivers(dossier))


def _waiver_row(one: Waiver, findings: tuple[Finding, ...]) -> WaiverRow:
    standing = sum(each.severity is Severity.WAIVED and one.lets_stand(each) for each in findings)
    today = clock.now().date()
    if one.valid_until is not None and one.valid_until < today:
        state, tone = _("It is over; what it was for counts again."), "amber"
    elif one.valid_from is not None and one.valid_from > today:
        state, tone = _("It does not hold yet."), "amber"
    elif standing:
        words = ngettext("It lets {count} finding stand.", "It lets {count} findings stand.", standing)
        state, tone = words.format(count=standing), "green"
    else:
        state, tone = _("Nothing needs it now."), "plain"
    return WaiverRow(
        subject=one.subject,
        code=one.code,
        title=title(one.code) if one.code in codes() else "",  # a check that an earlier program had
        place_words=place_words(Place.parse(one.place)) if one.place else _("everywhere in the period"),
        authority=one.authority,
        reference=one.reference,
        reason=one.reason,
        days=_waiver_days(one),
        by=recorded_by(one),
        state=state,
        tone=tone,
    )


def _waiver_days(one: Waiver) -> str:
    if one.valid_from and one.valid_until:
        return span_words(Span(one.valid_from, one.valid_until))
    if one.valid_until:
        return _("until {day}").format(day=one.valid_until)
    return _("from {day}").format(day=one.valid_from) if one.valid_from else _("without an end")


def place_words(place: Place) -> str:
    """Where a finding is, for people: `Readings, point (1), March 2020`."""
    parts = [_(PAGE_WORDS.get(place.page, place.page))] if place.page else []
    if place.point:
        parts.append(_("point {no}").format(no=place.point))
    elif place.parameter:
        parts.append(part_words(place.parameter))
    if place.first:
        last = place.last or place.first
        parts.append(month_label(Span.parse(f"{place.first}..{last}")))
    return ", ".join(parts)


def give_reason(session: Session, project: str, span: Span, code: str, place: Place, text: str) -> Changes:
    """Say why a warning stands; printed in the report.

    UserErrors `reason.empty`, `reason.no_such_warning`, `period.frozen`.
    """
    if len(text.strip()) < 5:  # shorter than a word explains nothing
        raise UserError("reason.empty", code)
    loaded = load(session, project, span)
    found = (one for one in loaded.assessment.findings if one.code == code and str(one.place) == str(place))
    asked = next((one for one in found if one.severity is Severity.WARNING), None)
    if asked is None:
        raise UserError("reason.no_such_warning", f"{code} {place}")
    judged = about(check(code), asked.facts)
    reason = Reason(code, str(place), text.strip(), session.actor, clock.now().isoformat(), judged)
    with session.workspace.unit_of_work(session.actor) as work:
        refuse_frozen(work.connection, project, span)
        repositories.add_reason(work.connection, project, span, reason)
        work.record(project, "reason.given", f"{code} {place}", {"reason": reason})
    return Changes(frozenset({Kind.REASONS}), _("Reason saved for {code}.").format(code=code))
