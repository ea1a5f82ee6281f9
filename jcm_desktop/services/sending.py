"""Send a version of a report: what there is to send, for whom it is encrypted, in which pieces, into which folder.

One act: encrypt, cut, copy, read back. What was encrypted or cut is kept in the
workspace until all of it arrived, so a copy that was interrupted goes on where it
stopped. Needs files only, not the open workspace, so that work can go on meanwhile.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.period import Span
from jcm_desktop.exports.file_names import report_name
from jcm_desktop.exports.report_model import Copy
from jcm_desktop.i18n import N_, _, ngettext
from jcm_desktop.packages import parts, stick
from jcm_desktop.packages.watch import NOBODY, Watch
from jcm_desktop.services import reports_shelf as shelf
from jcm_desktop.services import transfer, trust
from jcm_desktop.services.session import Session
from jcm_desktop.services.signing_views import TransferView
from jcm_desktop.signing.certificate import facts_of, read_certificate

OUTGOING = "outgoing"
PACKAGE = "package"
OFFER_WORDS = {
    PACKAGE: N_("The package, for the verifier"),
    Copy.FULL: N_("PDF and workbook, full copy"),
    Copy.PUBLIC: N_("PDF and workbook, public copy"),
}
BOTH = "both"
_CHUNK = 1024 * 1024


class Offer(msgspec.Struct, frozen=True):
    """Files that are sent together."""

    id: str
    words: str
    files: tuple[tuple[str, str], ...]  # path here, name there
    megabytes: str


class ReceiverRow(msgspec.Struct, frozen=True):
    """Somebody a file can be encrypted for."""

    fingerprint: str
    words: str  # name, organisation
    certificate: str  # PEM


class SendingView(msgspec.Struct, frozen=True):
    """What the dialog offers."""

    project: str
    span: Span
    version: int
    offers: tuple[Offer, ...]
    receivers: tuple[ReceiverRow, ...]  # of the trust list


class Wanted(msgspec.Struct, frozen=True):
    """What to send, and how."""

    files: tuple[tuple[str, str], ...]  # path here, name there
    folder: str
    receivers: tuple[str, ...] = ()  # certificates, PEM; none: as it is
    part_size: int = 0  # bytes; 0: in one piece


def sending_view(session: Session, project: str, span: Span, version: int) -> SendingView:
    """What of a version can be sent, and for whom it can be encrypted.

    UserErrors `report.unknown_version`, `trust.unreadable`.
    """
    record = shelf.record(session.folder, project, span, version)
    folder = shelf.version_folder(session.folder, record)
    offers = []
    if record.package:
        offers.append(_offer(PACKAGE, _(OFFER_WORDS[PACKAGE]), ((folder / record.package, record.package),)))
    everything: list[tuple[Path, str]] = []
    for copy in record.copies:
        names = shelf.names_of(copy)
        files = [
            (folder / one, report_name(project, span, version, Path(one).suffix.lstrip("."), copy)) for one in names
        ]
        offers.append(_offer(str(copy), _(OFFER_WORDS[copy]), files))
        everything += files
    if len(record.copies) > 1:
        offers.append(_offer(BOTH, _("Both copies, to be signed by somebody else"), everything))
    receivers = tuple(
        ReceiverRow(one.fingerprint, ", ".join(part for part in (one.name, one.organisation) if part), one.certificate)
        for one in trust.listed(session.folder).entries
        if facts_of(read_certificate(one.certificate.encode())).may_receive
    )
    return SendingView(project, span, version, tuple(offers), receivers)


def _offer(id: str, words: str, files: Sequence[tuple[Path, str]]) -> Offer:
    size = sum(path.stat().st_size for path, _name in files if path.exists())
    return Offer(id, words, tuple((str(path), name) for path, name in files), f"{size / 2**20:.1f}")


def receiver(pem_or_der: bytes) -> ReceiverRow:
    """A receiver from a certificate; UserErrors `identity.certificate_unreadable`, `receiver.not_for_encryption`."""
    from cryptography.hazmat.primitives.serialization import Encoding

    certificate = read_certificate(pem_or_der)
    facts = facts_of(certificate)
    if not facts.may_receive:
        raise UserError("receiver.not_for_encryption", facts.name)
    words = ", ".join(part for part in (facts.name, facts.organisation) if part)
    return ReceiverRow(facts.fingerprint, words, certificate.public_bytes(Encoding.PEM).decode())


def send(workspace: Path, wanted: Wanted, watch: Watch = NOBODY) -> TransferView:
    """Encrypt, cut, copy and read back; when this returns, a stick may be taken out.

    UserErrors `file.missing`, `receiver.*`, `parts.*`, `copy.*`; WorldErrors `copy.*` and of `write_whole`.
    """
    for path, _name in wanted.files:
        if not Path(path).exists():
            raise UserError("file.missing", path)
    sizes = [Path(path).stat().st_size for path, _name in wanted.files]
    works = 2 + bool(wanted.receivers) + bool(wanted.part_size)  # reading and writing back count as two
    total, done = works * sum(sizes), 0
    outgoing = _outgoing(workspace, wanted)
    copied: list[stick.Copied] = []
    for (path, name), size in zip(wanted.files, sizes, strict=True):
        source = Path(path)
        if wanted.receivers:
            sealed = outgoing / f"{name}{transfer.ENCRYPTED}"
            if not sealed.exists():
                certificates = [read_certificate(one.encode()) for one in wanted.receivers]
                transfer.seal(source, certificates, sealed, watch.stage(done, size, total))
            source, name, done = sealed, sealed.name, done + size
        pieces = [(source, name)]
        if wanted.part_size:
            pieces = list(_cut(source, name, wanted.part_size, outgoing, watch.stage(done, size, total)))
            done += size
        for piece, its_name in pieces:
            share = 2 * size * piece.stat().st_size // max(sum(one.stat().st_size for one, _n in pieces), 1)
            copied.append(stick.copy_to_stick(piece, Path(wanted.folder), watch.stage(done, share, total), its_name))
            done += share
    shutil.rmtree(outgoing, ignore_errors=True)
    watch.tell(total, total)
    return _told(copied, wanted)


def _outgoing(workspace: Path, wanted: Wanted) -> Path:
    """Where encrypted and cut files wait; what was for another act goes."""
    digest = hashlib.sha256(msgspec.json.encode((wanted.receivers, wanted.part_size)))
    for path, name in wanted.files:
        with Path(path).open("rb") as file:
            digest.update(name.encode() + hashlib.file_digest(file, "sha256").digest())
    mine = workspace / OUTGOING / digest.hexdigest()[:16]
    if mine.parent.is_dir():
        for other in mine.parent.iterdir():
            if other != mine:
                shutil.rmtree(other, ignore_errors=True)
    if wanted.receivers or wanted.part_size:
        with shelf.told(mine):
            mine.mkdir(parents=True, exist_ok=True)
    return mine


def _cut(source: Path, name: str, size: int, folder: Path, watch: Watch) -> Iterator[tuple[Path, str]]:
    """The parts and their index, cut now or before; the file itself if it is small enough."""
    if source.name != name:  # parts are called after the file
        named = folder / name
        if not named.exists():
            with shelf.told(named):
                shutil.copyfile(source, named.with_name(f"{name}.new"))
                named.with_name(f"{name}.new").replace(named)
        source = named
    index = folder / f"{name}{parts.INDEX}"
    with shelf.told(folder):
        made = [*sorted(folder.glob(f"{name}.[0-9][0-9][0-9]")), index] if index.exists() else []
        made = made or list(parts.split(source, size, folder, watch))
    for one in made or [source]:
        yield one, one.name


def _told(copied: Sequence[stick.Copied], wanted: Wanted) -> TransferView:
    words = ngettext(
        "{count} file is in {folder}, read back and the same. It is safe to remove the stick.",
        "{count} files are in {folder}, read back and the same. It is safe to remove the stick.",
        len(copied),
    ).format(count=len(copied), folder=wanted.folder)
    notes = []
    if wanted.receivers:
        names = ", ".join(facts_of(read_certificate(one.encode())).name for one in wanted.receivers)
        notes.append(_("Encrypted for {names}; nobody else can open it.").format(names=names))
    if any(one.path.name.endswith(parts.INDEX) for one in copied):
        notes.append(
            _("Send all parts and the index, one or more in a mail. Dropped on this program together, they join.")
        )
    if any(one.resumed_at and not one.already for one in copied):
        notes.append(_("The copy went on where it had stopped."))
    if copied and all(one.already for one in copied):
        notes.append(_("Everything was there already, whole."))
    return TransferView(words, tuple(str(one.path) for one in copied), tuple(notes))
