"""The report page: make a version, look at it, sign it, pack it.

A report is made only when nothing blocks and every warning has its reason. The
data it was made from are remembered by their hash: when they change later, the
version stays as it is and is shown as superseded.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import msgspec

from jcm_desktop import __version__, clock
from jcm_desktop.domain.dossier import Dossier
from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.period import Span
from jcm_desktop.domain.role import Role
from jcm_desktop.i18n import N_, _
from jcm_desktop.packages.manifest import MAX_EVIDENCE
from jcm_desktop.services import reports_shelf as shelf
from jcm_desktop.services.checking import finding_rows
from jcm_desktop.services.dossiers import Loaded, load
from jcm_desktop.services.formatting import moment, tonnes
from jcm_desktop.services.identities import identity, unlock
from jcm_desktop.services.session import Session
from jcm_desktop.services.views import Changes, Kind, PageImage, ReportRow, ReportView, SignatureRow
from jcm_desktop.storage import audit, logger_data

APPLICATION = f"JCM Desktop {__version__}"
ROLE_WORDS = {Role.OPERATOR: N_("Operator"), Role.MANAGER: N_("Monitoring manager"), Role.VERIFIER: N_("Verifier")}
MEANINGS = {
    Role.OPERATOR: N_("I prepared this report; the values are those I measured."),
    Role.MANAGER: N_("I checked and approve this report."),
    Role.VERIFIER: N_("I verified this report."),
}


def report_page(session: Session, project: str, span: Span) -> ReportView:
    """What stands in the way, the versions made so far, and the next thing to do."""
    loaded = load(session, project, span)
    blockers = tuple(one for one in loaded.assessment.findings if one.blocks or one.needs_reason)
    ready = not blockers and loaded.assessment.result is not None
    digest = dossier_sha256(loaded.dossier)
    rows = tuple(_row(session, one, digest) for one in reversed(shelf.records(session.folder, project, span)))
    card = identity(session)
    return ReportView(
        project=project,
        span=span,
        constructed=_(loaded.dossier.project.constructed),
        ready=ready,
        blockers=finding_rows(blockers),
        reports=rows,
        identity=card,
        next_step=_next_step(ready, rows, card is not None),
    )


def _next_step(ready: bool, rows: tuple[ReportRow, ...], has_key: bool) -> str:
    newest = rows[0] if rows else None
    if not ready and (newest is None or not newest.current):
        return _("Solve what stands in the way, then make the report.")
    if newest is None:
        return _("Make the report, and look at it before you sign.")
    if not newest.current:
        return _("The data changed since version {version}. Make a new version.").format(version=newest.version)
    if not newest.signatures and not has_key:
        return _("Make your signing key, then sign the report.")
    if not newest.signatures:
        return _("Read the report, then sign it.")
    if not newest.package:
        return _("Make the package and send that one file to the verifier.")
    return _("Send the package to the verifier.")


def _row(session: Session, one: shelf.ReportRecord, digest: str) -> ReportRow:
    folder = shelf.version_folder(session.folder, one)
    return ReportRow(
        version=one.version,
        made_at=moment(one.made_at),
        claimed=tonnes(one.claimed),
        pdf=str(folder / shelf.PDF),
        workbook=str(folder / shelf.WORKBOOK),
        package=str(folder / one.package) if one.package else "",
        signatures=tuple(
            SignatureRow(
                role=signature.role,
                role_words=_(ROLE_WORDS[Role(signature.role)]),
                signer=signature.signer,
                at=moment(signature.at),
                ok=True,
                words=_(signature.meaning),
            )
            for signature in one.signatures
        ),
        current=one.dossier_sha256 == digest,
    )


def dossier_sha256(dossier: Dossier) -> str:
    """The hash of the inputs in canonical JSON."""
    return hashlib.sha256(msgspec.json.encode(dossier, order="sorted")).hexdigest()


def make_report(session: Session, project: str, span: Span, language: str = "") -> Changes:
    """Draw workbook and PDF of the present data as a new version.

    UserErrors: `report.blocked`, `report.no_result`.
    """
    loaded = load(session, project, span)
    _refuse_blocked(loaded, f"{project} {span}")
    if loaded.assessment.result is None:
        raise UserError("report.no_result", f"{project} {span}")
    made_at = clock.now()
    version = max((one.version for one in shelf.records(session.folder, project, span)), default=0) + 1
    with session.workspace.read() as connection:
        count, head = audit.head(connection, project)
    record = shelf.ReportRecord(
        version=version,
        project=project,
        period=span,
        made_at=made_at,
        made_by=session.actor,
        claimed=loaded.assessment.result.claimed,
        dossier_sha256=dossier_sha256(loaded.dossier),
        audit_head=head,
        audit_count=count,
        language=language,
    )
    workbook, pdf = _draw(loaded, record, None)
    shelf.put(session.folder, record, {shelf.WORKBOOK: workbook, shelf.PDF: pdf})
    with session.workspace.unit_of_work(session.actor) as work:
        hashes = {shelf.WORKBOOK: _sha256(workbook), shelf.PDF: _sha256(pdf)}
        work.record(project, "report.made", f"v{version}", {"version": version, "period": str(span), "files": hashes})
    words_ = _("Version {version} is ready: {claimed}.").format(version=version, claimed=tonnes(record.claimed))
    return Changes(frozenset({Kind.REPORTS}), words_)


def _refuse_blocked(loaded: Loaded, place: str) -> None:
    blocking, reasons = loaded.assessment.blocking, loaded.assessment.reasons_missing
    if loaded.assessment.result is None and loaded.assessment.result_error is not None:
        raise loaded.assessment.result_error
    if blocking or reasons:
        raise UserError("report.blocked", place, blocking=blocking, reasons=reasons)


def _draw(loaded: Loaded, record: shelf.ReportRecord, signed_workbook: bytes | None) -> tuple[bytes, bytes]:
    """Workbook and PDF, with the empty signature fields; the PDF holds the workbook given or the one drawn."""
    from jcm_desktop.exports.pdf import write_pdf
    from jcm_desktop.exports.report_model import Report
    from jcm_desktop.exports.workbook import write_workbook
    from jcm_desktop.signing.pdf import prepare_fields
    from jcm_desktop.validation.runner import message, remedy

    result = loaded.assessment.result
    if result is None:
        raise UserError("report.no_result", record.project)
    report = Report(
        number=record.version,
        dossier=loaded.dossier,
        definition=loaded.definition,
        result=result,
        findings=loaded.assessment.findings,
        messages=tuple(f"{message(one)} {remedy(one)}".strip() for one in loaded.assessment.findings),
        audit_head=record.audit_head,
        audit_count=record.audit_count,
        made_at=record.made_at,
        made_by=record.made_by,
        application=APPLICATION,
        language=record.language,
    )
    workbook = signed_workbook if signed_workbook is not None else write_workbook(report)
    draft = write_pdf(report, workbook)
    return workbook, prepare_fields(draft.pdf, draft.signature_boxes)


def sign_report(
    session: Session,
    project: str,
    span: Span,
    version: int,
    passphrase: str,
    role: str = Role.OPERATOR,
    place: str = "",
    meaning: str = "",
) -> Changes:
    """Sign workbook and PDF of a version in a role; the first signature certifies the PDF.

    UserErrors: `report.superseded`, `report.already_signed`, `report.sign_in_order`, identity.*.
    """
    from jcm_desktop.signing.opc import sign_workbook
    from jcm_desktop.signing.pdf import sign_pdf

    record = shelf.record(session.folder, project, span, version)
    who = Role(role)
    if any(one.role == who for one in record.signatures):
        raise UserError("report.already_signed", f"{project} {span}", version=version, role=_(ROLE_WORDS[who]))
    if who is not Role.OPERATOR and not record.signatures:
        raise UserError("report.sign_in_order", f"{project} {span}", role=_(ROLE_WORDS[who]))
    loaded = load(session, project, span)
    if record.dossier_sha256 != dossier_sha256(loaded.dossier):
        raise UserError("report.superseded", f"{project} {span}", version=version)
    key = unlock(session, passphrase)
    at = clock.now()
    meaning = meaning or MEANINGS[who]
    folder = shelf.version_folder(session.folder, record)
    workbook = sign_workbook((folder / shelf.WORKBOOK).read_bytes(), key, at=at, comment=meaning)
    if record.signatures:
        pdf = (folder / shelf.PDF).read_bytes()
    else:  # the certified PDF carries the workbook with the operator's signature
        _workbook, pdf = _draw(_as_made(session, loaded, record), record, workbook)
    pdf = sign_pdf(pdf, key, who, meaning=_(meaning), place=place, at=at)
    signature = shelf.SignatureRecord(who, key.name, at, place, meaning)
    signed = msgspec.structs.replace(record, signatures=(*record.signatures, signature))
    shelf.put(session.folder, signed, {shelf.WORKBOOK: workbook, shelf.PDF: pdf})
    with session.workspace.unit_of_work(session.actor) as work:
        work.record(
            project,
            "report.signed",
            f"v{version}",
            {
                "version": version,
                "role": str(who),
                "signer": key.name,
                "certificate": key.fingerprint,
                "files": {shelf.WORKBOOK: _sha256(workbook), shelf.PDF: _sha256(pdf)},
            },
        )
    return Changes(
        frozenset({Kind.REPORTS}), _("Signed as {role}: {name}.").format(role=_(ROLE_WORDS[who]), name=key.name)
    )


def _as_made(session: Session, loaded: Loaded, record: shelf.ReportRecord) -> Loaded:
    """The same data assessed for the day the version was made, so that it is drawn again with equal content."""
    from jcm_desktop.validation.assessment import assess

    today = record.made_at.date()
    assessment = assess(loaded.dossier, loaded.definition, today=today, library=session.library)
    return Loaded(loaded.dossier, loaded.definition, assessment)


def make_package(session: Session, project: str, span: Span, version: int, passphrase: str) -> Changes:
    """Put a signed version with its data and evidence into one file for the verifier.

    UserErrors: `report.sign_first`, `report.superseded`, identity.*, `package.evidence_missing`.
    """
    from jcm_desktop.packages.write import write_package
    from jcm_desktop.signing.cms import sign_detached

    record = shelf.record(session.folder, project, span, version)
    if not record.signatures:
        raise UserError("report.sign_first", f"{project} {span}", version=version)
    loaded = load(session, project, span)
    if record.dossier_sha256 != dossier_sha256(loaded.dossier):
        raise UserError("report.superseded", f"{project} {span}", version=version)
    key = unlock(session, passphrase)
    at = clock.now()
    assessed = _as_made(session, loaded, record).assessment
    if assessed.result is None:
        raise UserError("report.no_result", f"{project} {span}")
    folder = shelf.version_folder(session.folder, record)
    with session.workspace.read() as connection:
        count, head = audit.head(connection, project)
        chain = b"".join(line.rstrip(b"\n") + b"\n" for line in audit.export_jsonl(connection, project))
        series = {
            one.id: [block.data for block in logger_data.blocks(connection, one.id)] for one in loaded.dossier.batches
        }
    data = write_package(
        dossier=loaded.dossier,
        definition=loaded.definition,
        findings=assessed.findings,
        result=assessed.result,
        pdf=(folder / shelf.PDF).read_bytes(),
        workbook=(folder / shelf.WORKBOOK).read_bytes(),
        audit=chain,
        audit_head=head,
        audit_count=count,
        evidence=_evidence_files(session, loaded.dossier),
        series=series,
        version=version,
        made_at=record.made_at,
        application=APPLICATION,
        sign=lambda manifest: sign_detached(manifest, key, at=at),
    )
    name = f"{project}_{span.first}_{span.last}_v{version}.jcmpkg"
    shelf.put(session.folder, msgspec.structs.replace(record, package=name), {name: data})
    with session.workspace.unit_of_work(session.actor) as work:
        work.record(project, "package.made", name, {"version": version, "sha256": _sha256(data)})
    return Changes(frozenset({Kind.REPORTS}), _("The package is ready: {path}").format(path=folder / name))


def _evidence_files(session: Session, dossier: Dossier) -> dict[str, bytes]:
    """The files to pack; data files that are too large stay, their blocks go."""
    imported = {one.file_sha256 for one in dossier.batches}
    wanted = [one for one in dossier.evidence if not (one.sha256 in imported and one.size > MAX_EVIDENCE)]
    return {one.sha256: session.workspace.evidence.get(one.sha256) for one in wanted}


def page_image(pdf_path: str, index: int, width: int) -> PageImage:
    """A page as pixels for the preview; pages are counted from 0 and clipped to those there are."""
    import pypdfium2

    document = pypdfium2.PdfDocument(Path(pdf_path))
    try:
        pages = len(document)
        page = document[max(0, min(index, pages - 1))]
        bitmap = page.render(scale=width / page.get_width(), rev_byteorder=False, prefer_bgrx=True)
        return PageImage(bitmap.width, bitmap.height, bytes(bitmap.buffer), pages)
    finally:
        document.close()


def _sha256(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()
