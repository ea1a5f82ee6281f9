"""Draw a version of a report, in either copy: from its record and the data as they were when it was made.

The same record and data give the same bytes, however often and for whichever signature
they are drawn.
"""

from __future__ import annotations

from dataclasses import dataclass

from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.plan import Plan
from jcm_desktop.exports.report_model import Copy, Report, Revision
from jcm_desktop.services import reports_shelf as shelf
from jcm_desktop.services.dossiers import Loaded
from jcm_desktop.services.session import Session
from jcm_desktop.storage import repositories


@dataclass(frozen=True, slots=True)
class Drawn:
    """The files of one copy; the PDF has its empty signature fields."""

    workbook: bytes
    pdf: bytes


def draw(
    session: Session,
    loaded: Loaded,
    record: shelf.ReportRecord,
    copy: Copy = Copy.FULL,
    signed_workbook: bytes | None = None,
) -> Drawn:
    """Workbook and PDF; the PDF holds the workbook given or the one drawn.

    UserErrors `report.no_result`, `report.cannot_withhold`.
    """
    from jcm_desktop.exports.copies import full_copy, public_of
    from jcm_desktop.exports.pdf import write_pdf
    from jcm_desktop.exports.workbook import write_workbook
    from jcm_desktop.signing.pdf import prepare_fields

    report = model_of(session, loaded, record)
    key = bytes.fromhex(record.salt)
    made = full_copy(report, key) if copy is Copy.FULL else public_of(report, key)
    workbook = signed_workbook if signed_workbook is not None else write_workbook(made.report)
    draft = write_pdf(made.report, workbook, made.data)
    return Drawn(workbook, prepare_fields(draft.pdf, draft.signature_boxes))


def model_of(session: Session, loaded: Loaded, record: shelf.ReportRecord) -> Report:
    """What is drawn: the record and the data as they were; UserError `report.no_result`."""
    from jcm_desktop.exports.report_build import build_report

    result = loaded.assessment.result
    if result is None:
        raise UserError("report.no_result", record.project)
    plans, revisions = history(session, record)
    return build_report(
        number=record.version,
        dossier=loaded.dossier,
        definition=loaded.definition,
        result=result,
        findings=loaded.assessment.findings,
        audit_head=record.audit_head,
        audit_count=record.audit_count,
        made_at=record.made_at,
        made_by=record.made_by,
        application=record.application,
        language=record.language,
        plans=plans,
        revisions=revisions,
    )


def history(session: Session, record: shelf.ReportRecord) -> tuple[tuple[Plan, ...], tuple[Revision, ...]]:
    """The plans the project had, and the earlier versions of this report."""
    with session.workspace.read() as connection:
        plans = repositories.plans(connection, record.project)
    earlier = [
        one for one in shelf.records(session.folder, record.project, record.period) if one.version < record.version
    ]
    return plans, tuple(Revision(one.version, one.made_at, one.made_by, one.claimed) for one in earlier)
