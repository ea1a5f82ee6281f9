"""The list of findings as a file to give to others: PDF or workbook, with its reasons and waivers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from jcm_desktop import __version__, clock
from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.finding import Severity
from jcm_desktop.domain.period import Span
from jcm_desktop.i18n import _, language
from jcm_desktop.services.checking import SEVERITY_WORDS, finding_rows
from jcm_desktop.services.dossiers import Loaded, load
from jcm_desktop.services.formatting import tonnes
from jcm_desktop.services.reports_shelf import write_whole
from jcm_desktop.services.session import Session
from jcm_desktop.services.views import Changes
from jcm_desktop.validation.catalogue import checks_that_run

if TYPE_CHECKING:
    from jcm_desktop.exports.findings_model import FindingsList

PDF, WORKBOOK = ".pdf", ".xlsx"


def suggested_name(project: str, span: Span, ending: str) -> str:
    """How the file is called unless somebody says otherwise."""
    return f"{project}_{span.first:%Y%m%d}-{span.last:%Y%m%d}_findings{ending}"


def export_findings(
    session: Session, project: str, span: Span, path: str, form: str = "", *, replace: bool = False
) -> Changes:
    """Write all findings of a period into a .pdf or .xlsx file, in a form such as `en` or `en+ja`.

    Without a form in the language that is spoken now. A file that is there is replaced only if that is asked for.
    UserErrors `findings.ending`, `findings.there_already`, `report.language`; WorldErrors of `write_whole`.
    """
    from jcm_desktop.exports.findings_pdf import write_findings_pdf
    from jcm_desktop.exports.findings_workbook import write_findings_workbook

    target = Path(path)
    writers = {PDF: write_findings_pdf, WORKBOOK: write_findings_workbook}
    if target.suffix.lower() not in writers:
        raise UserError("findings.ending", target.name)
    if target.exists() and not replace:
        raise UserError("findings.there_already", str(target))
    found = findings_list(session, load(session, project, span), form or language())
    write_whole(target, writers[target.suffix.lower()](found))
    return Changes(frozenset(), _("The list of findings is written: {file}.").format(file=target))


def findings_list(session: Session, loaded: Loaded, form: str) -> FindingsList:
    """What stands on the list, today; UserError `report.language`."""
    from jcm_desktop.exports.findings_model import FindingsList, ListedFinding
    from jcm_desktop.exports.tongue import Tongue

    tongue = Tongue(form)
    dossier, found = loaded.dossier, loaded.assessment.findings
    spoken = tongue.each_language(lambda: finding_rows(found, dossier))

    def words(at: int, name: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(str(getattr(rows[at], name)) for rows in spoken))

    listed = tuple(
        ListedFinding(
            code=one.code,
            severity=one.severity,
            severity_words=words(at, "severity_words"),
            title=words(at, "title"),
            place=words(at, "place_words"),
            message=words(at, "message"),
            remedy=words(at, "remedy"),
            clause=words(at, "clause"),
            value=spoken[0][at].value,
            limit=spoken[0][at].limit,
            tonnes=one.tonnes,
            reason=one.reason,
            by=spoken[0][at].reason_by,
        )
        for at, one in enumerate(found)
    )
    counts = tuple(
        (tuple(tongue.each(SEVERITY_WORDS[severity])), sum(one.severity is severity for one in found))
        for severity in Severity
    )
    return FindingsList(
        reference=dossier.project.reference,
        project=dossier.project.title,
        methodology=loaded.definition.name,
        rules=tuple(tongue.each(loaded.rules.title)),
        period=dossier.period,
        claimed=tuple(tongue.said(lambda: _claim(loaded))),
        made_at=clock.now(),
        made_by=session.actor,
        application=f"JCM Desktop {__version__}",
        constructed=tuple(tongue.each(dossier.project.constructed)) if dossier.project.constructed else (),
        language=form,
        checks=len(checks_that_run()),
        counts=tuple((words_, count) for words_, count in counts if count),
        findings=listed,
    )


def _claim(loaded: Loaded) -> str:
    result = loaded.assessment.result
    return tonnes(result.claimed) if result is not None else _("There is no result yet")
