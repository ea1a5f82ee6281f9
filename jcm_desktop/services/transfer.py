"""Bring a package to somebody: encrypted for the receiver, cut for mail, copied to a stick; and the way back.

None of it needs a workspace, but for the key that opens what was encrypted.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from cryptography import x509

from jcm_desktop.domain.errors import UserError
from jcm_desktop.files import same_file, whole_or_none
from jcm_desktop.i18n import _
from jcm_desktop.packages import parts, stick
from jcm_desktop.packages.read import SMALL_FILE, read_bytes
from jcm_desktop.packages.watch import NOBODY, Watch
from jcm_desktop.services.identities import CERTIFICATE_FILE, stored, unlock_for_opening
from jcm_desktop.services.reports_shelf import into_folder, told
from jcm_desktop.services.session import Session
from jcm_desktop.services.signing_views import TransferView
from jcm_desktop.signing import envelope
from jcm_desktop.signing.certificate import facts_of, read_certificate
from jcm_desktop.signing.identity import Identity

ENCRYPTED = ".p7m"


def encrypt_file(path: str, receivers: Sequence[str], out: str = "", watch: Watch = NOBODY) -> TransferView:
    """Encrypt a file for the holders of these certificate files; `.p7m` is put behind its name.

    UserErrors `receiver.*`, `identity.certificate_unreadable`, `file.missing`; WorldErrors of `write_whole`.
    """
    certificates = [read_certificate(read_bytes(Path(one), SMALL_FILE)) for one in receivers]
    target = Path(out or f"{path}{ENCRYPTED}")
    seal(Path(path), certificates, target, watch)
    names = ", ".join(facts_of(one).name for one in certificates)
    words = _("Encrypted for {names}: {file}").format(names=names, file=target)
    how = _("Without this program: openssl cms -decrypt -binary -inform DER -in FILE -inkey KEY.pem -out FILE")
    return TransferView(words, (str(target),), (how,))


def seal(source: Path, certificates: Sequence[x509.Certificate], target: Path, watch: Watch = NOBODY) -> None:
    """Write the encrypted file; errors as above."""
    _refuse_same(source, target)
    with _opened(source) as (file, size), _new(target) as new:
        envelope.encrypt(file, size, new, certificates, lambda done: watch.step(done, size))


def decrypt_file(path: str, identity: Identity, out: str = "", watch: Watch = NOBODY) -> TransferView:
    """Open a file that was encrypted for this identity.

    UserErrors `envelope.*`, `file.there_already`, `file.missing`; WorldErrors of `write_whole`.
    A wrong key or a damaged file leaves nothing behind.
    """
    source = Path(path)
    target = Path(out or (path.removesuffix(ENCRYPTED) if path.endswith(ENCRYPTED) else f"{path}.opened"))
    if not out and target.exists():
        raise UserError("file.there_already", str(target))
    _refuse_same(source, target)
    with _opened(source) as (file, size), _new(target) as new:
        envelope.decrypt(file, size, new, identity, lambda done: watch.step(done, size))
    return TransferView(_("Opened: {file}").format(file=target), (str(target),))


def decrypt_with_own_key(
    session: Session, path: str, passphrase: str = "", key: str = "", out: str = "", watch: Watch = NOBODY
) -> TransferView:
    """The same with a key of this workspace: the one named, or the one it was encrypted for.

    Without a passphrase a key that is still unlocked serves. Errors as above, and identity.*.
    """
    named = key or receiving_key(session, path)
    return decrypt_file(path, unlock_for_opening(session, passphrase, named), out, watch)


def receiving_key(session: Session, path: str) -> str:
    """Fingerprint of the key of this workspace that opens a file; UserErrors `envelope.*`, `identity.none`."""
    own = stored(session)
    if not own:
        raise UserError("identity.none")
    with _opened(Path(path)) as (file, size):
        head = envelope.read_head(file, size)
    for one in own:
        if envelope.is_for(head, x509.load_pem_x509_certificate((one.folder / CERTIFICATE_FILE).read_bytes())):
            return one.facts.fingerprint
    raise UserError("envelope.not_for_you", ", ".join(one.facts.name for one in own), receivers=len(head.receivers))


def receiver_here(session: Session, path: str) -> str:
    """Name of the holder of the key that opens a file; errors as `receiving_key`."""
    fingerprint = receiving_key(session, path)
    return next(one.facts.name for one in stored(session) if one.facts.fingerprint == fingerprint)


def is_encrypted(path: str) -> bool:
    """The file is encrypted in our way; UserError `file.missing`."""
    with _opened(Path(path)) as (file, _size):
        return envelope.is_envelope(file.read(64))


def split_file(path: str, part_size: int, folder: str = "", watch: Watch = NOBODY) -> TransferView:
    """Cut a file into parts for mail; UserErrors `parts.*`, `file.missing`; WorldErrors of `write_whole`."""
    source = Path(path)
    place = Path(folder) if folder else source.parent
    with _opened(source):
        pass
    with into_folder(place), told(place):
        made = parts.split(source, part_size, place, watch)
    if not made:
        return TransferView(_("{file} is small enough to be sent whole.").format(file=source.name), (path,))
    words = _("{count} parts and their index are in {folder}. Send all of them.")
    return TransferView(words.format(count=len(made) - 1, folder=place), tuple(str(one) for one in made))


def join_found(paths: Sequence[str], folder: str = "", watch: Watch = NOBODY) -> TransferView:
    """The same from what somebody has at hand: one part or the index is enough when the others lie beside it.

    Errors as `join_files`.
    """
    for one in paths:
        if not Path(one).exists():
            raise UserError("file.missing", one)
    return join_files(parts.with_neighbours([Path(one) for one in paths]), folder, watch)


def is_part(path: str) -> bool:
    """The file is a part of a cut file, or the index of one."""
    return parts.is_part(Path(path))


def join_files(paths: Sequence[str | Path], folder: str = "", watch: Watch = NOBODY) -> TransferView:
    """Put a file together from its parts and index.

    UserErrors `parts.*`, `file.missing`; WorldErrors of `write_whole`.
    """
    given = [Path(one) for one in paths]
    for one in given:
        if not one.exists():
            raise UserError("file.missing", str(one))
    place = Path(folder) if folder else given[0] if given[0].is_dir() else given[0].parent
    with into_folder(place), told(place):
        joined = parts.join(given, place, watch)
    notes: tuple[str, ...] = ()
    if joined.foreign:
        notes = (_("These files are no parts of it: {names}").format(names=", ".join(joined.foreign)),)
    return TransferView(_("Put together and compared: {file}").format(file=joined.path), (str(joined.path),), notes)


def copy_to_stick(path: str, folder: str, watch: Watch = NOBODY) -> TransferView:
    """Copy a file to a stick, read it back and compare; when this returns, the stick may be taken out.

    A copy that was interrupted goes on where it stopped. UserErrors and WorldErrors `copy.*`, `file.*`.
    """
    copied = stick.copy_to_stick(Path(path), Path(folder), watch)
    if copied.already:
        words = _("{file} was there already, whole. It is safe to remove the stick.")
    else:
        words = _("{file} is copied, read back and the same. It is safe to remove the stick.")
    notes: tuple[str, ...] = ()
    if copied.resumed_at and not copied.already:
        notes = (_("The copy went on where it had stopped."),)
    return TransferView(words.format(file=copied.path), (str(copied.path),), notes)


@contextmanager
def _opened(source: Path) -> Iterator[tuple[BinaryIO, int]]:
    try:
        file = source.open("rb")
    except FileNotFoundError as error:
        raise UserError("file.missing", str(source)) from error
    except IsADirectoryError as error:
        raise UserError("file.unknown_kind", str(source)) from error
    with file:
        yield file, os.fstat(file.fileno()).st_size


def _refuse_same(source: Path, target: Path) -> None:
    if same_file(source, target):
        raise UserError("file.onto_input", str(target))


@contextmanager
def _new(target: Path) -> Iterator[BinaryIO]:
    with told(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        with whole_or_none(target) as file:
            yield file
