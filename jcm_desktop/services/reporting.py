"""The report page: make a version and look at it. `signing` signs it, `packing` packs it.

A report is made only when nothing blocks and every warning has its reason. The
data it was made from are remembered by their hash: when they change later, or a newer
version is made, the version stays as it is and is shown as superseded.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from pathlib import Path

import msgspec

from jcm_desktop import __version__, clock, settings
from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.period import Span
from jcm_desktop.domain.project import ESTIMATE
from jcm_desktop.domain.role import Role
from jcm_desktop.exports.report_model import Copy
from jcm_desktop.exports.tongue import ENGLISH, FORMS
from jcm_desktop.i18n import N_, _
from jcm_desktop.services import reports_shelf as shelf
from jcm_desktop.services.checking import finding_rows
from jcm_desktop.services.clock_back import refuse_report_before
from jcm_desktop.services.confirming import record_relied_on
from jcm_desktop.services.dossiers import Loaded, load
from jcm_desktop.services.formatting import moment, tonnes
from jcm_desktop.services.identities import ROLE_WORDS, identity
from jcm_desktop.services.periods import in_the_way
from jcm_desktop.services.report_current import definition_sha256, dossier_sha256, is_current
from jcm_desktop.services.report_drawing import draw
from jcm_desktop.services.report_views import CopyRow, PageImage, ReportRow, ReportView, SignatureRow
from jcm_desktop.services.session import Session
from jcm_desktop.services.turns import COPY_WORDS, missing_roles
from jcm_desktop.services.views import Changes, Kind
from jcm_desktop.storage import audit

_LETTERS_SHOWN = 12
_NO_REPORT = N_("This is an estimate: look at its result. No report for verification is made of it.")
APPLICATION = f"JCM Desktop {__version__}"
__all__ = ["ROLE_WORDS", "make_report", "page_image", "report_page", "signature_rows", "superseded"]


def report_page(session: Session, project: str, span: Span) -> ReportView:
    """What stands in the way, the versions made so far, and the next thing to do."""
    loaded = load(session, project, span)
    blockers = tuple(one for one in loaded.assessment.findings if one.blocks or one.needs_reason)
    ready = not blockers and loaded.assessment.result is not None
    records = shelf.records(session.folder, project, span)
    rows = tuple(_row(session, one, superseded(one, records, loaded)) for one in reversed(records))
    card, estimate = identity(session), loaded.dossier.project.status == ESTIMATE
    return ReportView(
        project=project,
        span=span,
        constructed=_(loaded.dossier.project.constructed),
        ready=ready,
        blockers=finding_rows(blockers, loaded.dossier),
        reports=rows,
        identity=card,
        forms=tuple((form, _(words)) for form, words in FORMS.items()),
        marks=len(loaded.dossier.project.confidential) + sum(one.confidential for one in loaded.dossier.evidence),
        stamp_server=settings.load(session.folder).timestamp_url,
        next_step=_(_NO_REPORT) if estimate else _next_step(ready, rows, card is not None),
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
    ahead = max(newest.copies, key=lambda one: len(one.signatures))
    behind = min(newest.copies, key=lambda one: len(one.signatures))
    if len(behind.signatures) < len(ahead.signatures):
        return _("{copy}: not signed yet as {role}, as the other copy is. Take it back, or let it be signed.").format(
            copy=behind.words, role=behind.missing[0]
        )
    if not newest.package:
        return _("Make the package and send that one file to the verifier.")
    return _("Send the package to the verifier.")


def superseded(one: shelf.ReportRecord, records: tuple[shelf.ReportRecord, ...], loaded: Loaded) -> str:
    """Why a version is no longer the one to sign and send, in words; empty while it is."""
    newest = max((each.version for each in records), default=one.version)
    if one.version < newest:
        return _("Superseded by version {version}.").format(version=newest)
    if not is_current(one, loaded.dossier, loaded.definition):
        return _("Superseded: the data changed since it was made.")
    return ""


def _row(session: Session, one: shelf.ReportRecord, why_not: str) -> ReportRow:
    folder = shelf.version_folder(session.folder, one)
    whole = shelf.as_recorded(session.folder, one)
    return ReportRow(
        version=one.version,
        made_at=moment(one.made_at),
        claimed=tonnes(one.claimed),
        pdf=str(folder / shelf.PDF),
        workbook=str(folder / shelf.WORKBOOK),
        package=str(folder / one.package) if one.package else "",
        signatures=signature_rows(one.signatures, whole),
        current=not why_not,
        superseded=why_not,
        public_pdf=str(folder / shelf.PUBLIC_PDF) if one.public else "",
        public_workbook=str(folder / shelf.PUBLIC_WORKBOOK) if one.public else "",
        language=_(FORMS.get(one.language or ENGLISH, one.language)),
        stamped=_("Time stamps by {server}, {when}.").format(server=one.stamped_by, when=moment(one.stamped_at))
        if one.stamped_at
        else "",
        copies=tuple(_copy_row(one, copy, folder, whole) for copy in one.copies),
    )


def _copy_row(one: shelf.ReportRecord, copy: Copy, folder: Path, whole: bool) -> CopyRow:
    return CopyRow(
        copy=str(copy),
        words=_(COPY_WORDS[copy]),
        pdf=str(folder / shelf.names_of(copy)[0]),
        signatures=signature_rows(one.signed(copy), whole),
        missing=tuple(_(ROLE_WORDS[role]) for role in missing_roles(one, copy)),
    )


def signature_rows(signatures: Iterable[shelf.SignatureRecord], whole: bool) -> tuple[SignatureRow, ...]:
    """Signatures as recorded, in the order they were made; good as long as the files are `whole`."""
    return tuple(
        SignatureRow(
            role=signature.role,
            role_words=_(ROLE_WORDS[Role(signature.role)]),
            signer=signature.signer,
            at=moment(signature.at),
            ok=whole,
            words=_(signature.meaning),
        )
        for signature in signatures
    )


def make_report(
    session: Session, project: str, span: Span, language: str = "", *, public: bool | None = None
) -> Changes:
    """Draw workbook and PDF of the present data as a new version, with a public copy where something is marked.

    `language` is a form such as `en`, `ja` or `en+ja`; `public` asks for a public copy or does without.
    UserErrors: `report.blocked`, `report.no_result`, `report.language`, `report.cannot_withhold`,
    `report.clock_back`.
    """
    from jcm_desktop.exports.copies import SALT_BYTES
    from jcm_desktop.exports.fonts import without_font
    from jcm_desktop.exports.redaction import is_marked, texts_in
    from jcm_desktop.exports.tongue import languages_of

    languages_of(language)
    loaded = load(session, project, span, thorough=True)
    _refuse_blocked(loaded, f"{project} {span}")
    if loaded.assessment.result is None:
        raise UserError("report.no_result", f"{project} {span}")
    made_at = clock.now()
    refuse_report_before(session, project, made_at)
    record_relied_on(session, project, loaded.dossier)
    earlier = shelf.records(session.folder, project, span)
    version = max((one.version for one in earlier), default=0) + 1
    with session.workspace.read() as connection:
        count, head = audit.head(connection, project)
    marked = is_marked(loaded.dossier)
    record = shelf.ReportRecord(
        version=version,
        project=project,
        period=span,
        made_at=made_at,
        made_by=session.actor,
        claimed=loaded.assessment.result.claimed,
        dossier_sha256=dossier_sha256(loaded.dossier),
        definition_sha256=definition_sha256(loaded.definition),
        audit_head=head,
        audit_count=count,
        language=language,
        public=marked if public is None else public,
        salt=secrets.token_hex(SALT_BYTES) if marked else "",
        application=APPLICATION,
    )
    files: dict[str, bytes] = {}
    for copy in record.copies:
        drawn = draw(session, loaded, record, copy)
        files.update(zip(shelf.names_of(copy), (drawn.pdf, drawn.workbook), strict=True))
    with shelf.writing(session.folder, record, files), session.workspace.unit_of_work(session.actor) as work:
        hashes = {name: _sha256(body) for name, body in files.items()}
        work.record(project, "report.made", f"v{version}", {"version": version, "period": str(span), "files": hashes})
        if earlier and earlier[-1].signatures:  # said aloud, because somebody put a name to it
            work.record(project, "report.superseded", f"v{version - 1}", {"version": version - 1, "by": version})
    words_ = _("Version {version} is ready: {claimed}.").format(version=version, claimed=tonnes(record.claimed))
    boxes = without_font(texts_in(msgspec.to_builtins(loaded.dossier)))[:_LETTERS_SHOWN]
    warning = boxes and _("The PDF shows a box for letters that no font here has: {letters}.").format(letters=boxes)
    return Changes(frozenset({Kind.REPORTS}), " ".join(filter(None, (words_, warning))), warning=warning)


def _refuse_blocked(loaded: Loaded, place: str) -> None:
    blocking, reasons = loaded.assessment.blocking, loaded.assessment.reasons_missing
    if loaded.assessment.result is None and loaded.assessment.result_error is not None:
        raise loaded.assessment.result_error
    if blocking or reasons:
        raise UserError("report.blocked", place, todo=in_the_way(blocking, reasons))


def page_image(pdf_path: str, index: int, width: int) -> PageImage:
    """A page as pixels for the preview; pages are counted from 0 and clipped to those there are."""
    import pypdfium2

    document = pypdfium2.PdfDocument(Path(pdf_path))
    try:
        document.init_forms()  # else what is drawn in the places for signatures would not show
        pages = len(document)
        page = document[max(0, min(index, pages - 1))]
        bitmap = page.render(scale=width / page.get_width(), rev_byteorder=False, prefer_bgrx=True)
        return PageImage(bitmap.width, bitmap.height, bytes(bitmap.buffer), pages)
    finally:
        document.close()


def _sha256(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()
