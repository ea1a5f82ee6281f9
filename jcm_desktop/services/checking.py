"""The checks page: every finding in words, where it leads, and the reasons people give for warnings."""

from __future__ import annotations

from jcm_desktop import clock
from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.finding import Finding, Place, Reason, Severity
from jcm_desktop.domain.period import Span
from jcm_desktop.i18n import N_, _, ngettext
from jcm_desktop.services.dossiers import load
from jcm_desktop.services.formatting import month_label, signed_tonnes
from jcm_desktop.services.periods import refuse_frozen
from jcm_desktop.services.session import Session
from jcm_desktop.services.views import Changes, ChecksView, FindingRow, Kind
from jcm_desktop.storage import repositories
from jcm_desktop.validation.runner import catalogue_of_checks, message, remedy, title

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
    rows = finding_rows(loaded.assessment.findings)
    blocking, reasons = loaded.assessment.blocking, loaded.assessment.reasons_missing
    return ChecksView(
        project=project,
        span=span,
        constructed=_(loaded.dossier.project.constructed),
        findings=rows,
        blocking=blocking,
        reasons_missing=reasons,
        run_count=len(catalogue_of_checks()),
        summary=_summary(blocking, reasons),
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
            "Nothing blocks the report. {count} warning still needs a reason.",
            "Nothing blocks the report. {count} warnings still need a reason.",
            reasons,
        )
        return words.format(count=reasons)
    return _("Nothing stands in the way of the report.")


def finding_rows(findings: tuple[Finding, ...]) -> tuple[FindingRow, ...]:
    """Findings as rows, in their order."""
    return tuple(_row(one) for one in findings)


def _row(one: Finding) -> FindingRow:
    return FindingRow(
        code=one.code,
        severity=one.severity,
        severity_words=_(SEVERITY_WORDS[one.severity]),
        title=title(one.code),
        message=message(one),
        remedy=remedy(one),
        clause=_(one.clause),
        tonnes=signed_tonnes(one.tonnes),
        place=one.place,
        place_words=place_words(one.place),
        reason=one.reason,
        needs_reason=one.needs_reason,
        blocks=one.blocks,
    )


def place_words(place: Place) -> str:
    """Where a finding is, for people: `Readings, point (1), March 2020`."""
    parts = [_(PAGE_WORDS.get(place.page, place.page))] if place.page else []
    if place.point:
        parts.append(_("point {no}").format(no=place.point))
    elif place.parameter:
        parts.append(place.parameter)
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
    asked = [one for one in loaded.assessment.findings if one.code == code and str(one.place) == str(place)]
    if not any(one.severity is Severity.WARNING for one in asked):
        raise UserError("reason.no_such_warning", f"{code} {place}")
    reason = Reason(code, str(place), text.strip(), session.actor, clock.now().isoformat())
    with session.workspace.unit_of_work(session.actor) as work:
        refuse_frozen(work.connection, project, span)
        repositories.add_reason(work.connection, project, span, reason)
        work.record(project, "reason.given", f"{code} {place}", {"reason": reason})
    return Changes(frozenset({Kind.REASONS}), _("Reason saved for {code}.").format(code=code))
