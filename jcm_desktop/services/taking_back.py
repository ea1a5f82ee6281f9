"""Take in the files of a version that somebody signed on another computer: the full copy, the public copy, or both.

They must be the files of this version with more signatures, in turn, and nothing else;
whatever they are called, they are recognised by what they hold. A public copy whose new
signature says something that the copy withholds is not taken.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.period import Span
from jcm_desktop.domain.role import Role
from jcm_desktop.exports.report_model import Copy
from jcm_desktop.i18n import _
from jcm_desktop.packages.read import read_bytes
from jcm_desktop.services import reports_shelf as shelf
from jcm_desktop.services.identities import ROLE_WORDS
from jcm_desktop.services.public_words import telltale_of, told_by
from jcm_desktop.services.session import Session
from jcm_desktop.services.signed_files import PDF, WORKBOOK, kind_of, refuse_bad
from jcm_desktop.services.signing import refuse_superseded, store
from jcm_desktop.services.turns import COPY_WORDS, signature_of, with_signature
from jcm_desktop.services.views import Changes, Kind
from jcm_desktop.signing.attached import different_parts
from jcm_desktop.signing.certificate import read_certificate
from jcm_desktop.signing.verdict import SignatureVerdict, Trust


def take_signed(session: Session, project: str, span: Span, version: int, *paths: str) -> Changes:
    """Take back PDF and workbook of a copy, or of both copies, with the signatures they got elsewhere.

    UserErrors `signed.not_this_version`, `signed.twice`, `signed.other_file_missing`, `signed.not_good`,
    `signed.nothing_new`, `signed.files_differ`, `signed.gives_away`, `report.copies_signer`,
    `report.sign_in_order`, `file.*`, and those of `refuse_superseded`.
    """
    record = shelf.record(session.folder, project, span, version)
    refuse_superseded(session, record, f"{project} {span}")
    folder = shelf.version_folder(session.folder, record)
    mine = {name: (folder / name).read_bytes() for name in record.drawn}
    given = _recognised(mine, paths)
    changed, taken = msgspec.structs.replace(record, stamped_at=None, stamped_by=""), dict[str, bytes]()
    for copy in record.copies:
        names = shelf.names_of(copy)
        here = [name for name in names if name in given]
        if not here:
            continue
        if len(here) < len(names):
            raise UserError("signed.other_file_missing", Path(given[here[0]][0]).name, copy=_(COPY_WORDS[copy]))
        roles = tuple(one.role for one in record.signed(copy))
        added, beside = _added(copy, {name: given[name][1] for name in names}, roles)
        if copy is Copy.PUBLIC:
            _refuse_telling(session, record, (*added, *beside))
        for one in added:
            changed = _with(changed, copy, one)
        if added:
            taken |= {name: given[name][1] for name in names}
    if not taken:
        raise UserError("signed.nothing_new", ", ".join(Path(one).name for one in paths))
    new = [one for one in changed.signatures if one not in record.signatures]
    names_ = ", ".join(dict.fromkeys(one.signer for one in new))
    if shelf.PDF in taken:
        changed = msgspec.structs.replace(changed, package="")
    facts = {"signers": names_, "certificates": [one.certificate for one in new]}
    store(session, changed, taken, "report.signed_elsewhere", facts)
    return Changes(frozenset({Kind.REPORTS}), _("Taken: signed by {names}.").format(names=names_))


def _recognised(mine: Mapping[str, bytes], paths: Sequence[str]) -> dict[str, tuple[str, bytes]]:
    """Each file under the name it has here, by what it holds."""
    found: dict[str, tuple[str, bytes]] = {}
    for path in paths:
        body = read_bytes(Path(path))
        name = next((one for one, before in mine.items() if _continues(before, body, Path(path))), None)
        if name is None:
            raise UserError("signed.not_this_version", Path(path).name)
        if name in found:
            raise UserError("signed.twice", Path(path).name, other=Path(found[name][0]).name)
        found[name] = (path, body)
    return found


def _continues(before: bytes, body: bytes, place: Path) -> bool:
    """The file is the one here, with signatures more or none."""
    try:
        kind = kind_of(body, place)
        if kind == PDF:
            return body.startswith(before)  # updates only ever follow
        return kind == WORKBOOK and before.startswith(b"PK") and not different_parts(before, body)
    except (UserError, ValueError, KeyError):
        return False


def _added(
    copy: Copy, theirs: Mapping[str, bytes], roles: tuple[str, ...]
) -> tuple[tuple[SignatureVerdict, ...], tuple[SignatureVerdict, ...]]:
    """The signatures that a copy got elsewhere, in turn: in its PDF, and the same ones in its workbook."""
    from jcm_desktop.signing.opc import verify_workbook
    from jcm_desktop.signing.pdf import verify_pdf

    pdf, workbook = shelf.names_of(copy)
    for kind, name in ((PDF, pdf), (WORKBOOK, workbook)):
        try:
            refuse_bad(kind, theirs[name], name)
        except UserError as error:
            raise UserError("signed.not_good", name, detail=error.facts.get("detail", error.code)) from error
    in_pdf = verify_pdf(theirs[pdf], Trust()).signatures
    in_workbook = verify_workbook(theirs[workbook], Trust()).signatures
    order = [str(role) for role in Role][: len(in_pdf)]
    if [one.role for one in in_pdf] != order:
        raise UserError("report.sign_in_order", pdf, role=in_pdf[-1].role, first=order[-1])
    if [one.fingerprint for one in in_pdf] != [one.fingerprint for one in in_workbook]:
        raise UserError("signed.files_differ", workbook)
    return in_pdf[len(roles) :], in_workbook[len(roles) :]


def _refuse_telling(session: Session, record: shelf.ReportRecord, added: Sequence[SignatureVerdict]) -> None:
    """UserError `signed.gives_away`; the signer's own name is the signer's to give."""
    judge = telltale_of(session, record)
    if judge is None:
        return
    for one in added:
        told = next((text for text in (one.signed_in, one.meaning) if judge.gives_away(text)), "")
        told = told or (told_by(judge, [read_certificate(one.certificate)]) if one.certificate else "")
        if told:
            raise UserError("signed.gives_away", one.signer, text=told)


def _with(record: shelf.ReportRecord, copy: Copy, one: SignatureVerdict) -> shelf.ReportRecord:
    """The record with a signature that is now on this copy, too."""
    there = signature_of(record, one.role)
    if there is not None and there.certificate != one.fingerprint:
        raise UserError("report.copies_signer", there.signer, role=_(ROLE_WORDS[Role(one.role)]))
    if one.claimed_at is None:
        raise UserError("signed.not_good", one.signer, detail="signature.no_time")
    new = shelf.SignatureRecord(
        one.role, one.signer, one.claimed_at, one.signed_in, one.meaning, one.fingerprint, "", (copy,)
    )
    return msgspec.structs.replace(record, signatures=with_signature(record, new))
