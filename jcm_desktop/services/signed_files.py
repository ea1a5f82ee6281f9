"""Sign or time-stamp files outside any workspace.

The manager at head office gets PDF and workbook, of the public copy too where there is
one, signs them in one act and sends them back; `taking_back` takes them in at the plant.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from jcm_desktop import clock
from jcm_desktop.domain.errors import UserError, WorldError
from jcm_desktop.domain.role import Role
from jcm_desktop.i18n import _
from jcm_desktop.packages.manifest import MANIFEST, SIGNATURE
from jcm_desktop.packages.parts import is_part, part_error
from jcm_desktop.packages.read import read_bytes
from jcm_desktop.services import reports_shelf as shelf
from jcm_desktop.services.identities import ROLE_WORDS, key_row, stored, unlock
from jcm_desktop.services.session import Session
from jcm_desktop.services.signing import MEANINGS, server, timestamp_server, without_stamp
from jcm_desktop.services.signing_views import FilesToSign, SignedFileRow, TransferView
from jcm_desktop.signing.certificate import ABOUT_TIME
from jcm_desktop.signing.identity import Identity
from jcm_desktop.signing.moment import refuse_clock_back
from jcm_desktop.signing.verdict import SignatureVerdict, Trust

if TYPE_CHECKING:
    from pyhanko.sign.timestamps import TimeStamper

PDF, WORKBOOK, PACKAGE = "pdf", "workbook", "package"
CONTENT_TYPES = "[Content_Types].xml"
_LOCAL_HEAD = 30  # bytes before the name of a container's first entry


def kind_of(data: bytes, place: Path) -> str:
    """Which of our files it is; UserErrors `file.unknown_kind`, those of `part_error`."""
    if is_part(place):
        raise part_error(place)
    if data.startswith(b"%PDF"):
        return PDF
    if data.startswith(b"PK"):
        return WORKBOOK if _is_workbook(data, place) else PACKAGE
    if place.suffix.lower() == ".jcmpkg":
        return PACKAGE
    raise UserError("file.unknown_kind", str(place))


def _is_workbook(data: bytes, place: Path) -> bool:
    """By what the container lists; where its end is cut off, by its first entry, else by the file's name."""
    first = data[_LOCAL_HEAD : _LOCAL_HEAD + int.from_bytes(data[26:28], "little")]
    if first == b"mimetype":
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as container:
            names = set(container.namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, OverflowError):
        return first == CONTENT_TYPES.encode() or place.suffix.lower() in (".xlsx", ".xlsm")
    return CONTENT_TYPES in names and MANIFEST not in names


def sign_files(
    wanted: Mapping[str, str],
    identity: Identity,
    role: str,
    *,
    at: datetime,
    place: str = "",
    meaning: str = "",
    timestamp_url: str = "",
) -> TransferView:
    """Sign PDFs, workbooks or lists of packages in a role, all or none, and write each signed file to its new place.

    UserErrors `sign.not_whole` (it is damaged, or was changed after an earlier signature),
    `file.*`, `pdf.*`, `workbook.*`, `package.*`, `sign.clock_back`; WorldErrors of `write_whole`.
    """
    who = Role(role)
    said = meaning or _(MEANINGS[who])
    stamper = server(timestamp_url) if timestamp_url else None
    notes: tuple[str, ...] = ()
    made: dict[str, bytes] = {}
    for path, out in wanted.items():
        source = Path(path)
        data = read_bytes(source)
        kind = kind_of(data, source)
        refuse_bad(kind, data, source.name)
        try:
            made[out] = _signed(kind, data, source.name, identity, who, said, place, at, stamper)
        except WorldError as error:
            if stamper is None or not error.code.startswith("timestamp."):
                raise
            stamper = None  # a server that is silent once is not asked again
            made[out] = _signed(kind, data, source.name, identity, who, said, place, at, None)
            notes = (without_stamp(error),)
    for out, signed in made.items():
        shelf.write_whole(Path(out), signed)
    words = _("Signed as {role}: {name}.").format(role=_(ROLE_WORDS[who]), name=identity.name)
    return TransferView(words, tuple(made), notes)


def _signed(
    kind: str,
    data: bytes,
    name: str,
    identity: Identity,
    who: Role,
    meaning: str,
    place: str,
    at: datetime,
    stamper: TimeStamper | None,
) -> bytes:
    from jcm_desktop.signing.opc import sign_workbook, stamp_workbook
    from jcm_desktop.signing.pdf import sign_pdf

    if kind == PDF:
        return sign_pdf(data, identity, who, meaning=meaning, place=place, at=at, stamper=stamper)
    if kind == WORKBOOK:
        signed = sign_workbook(data, identity, at=at, comment=meaning, role=who, place=place)
        return stamp_workbook(signed, stamper) if stamper else signed
    signed = sign_package(data, name, identity, role=who, at=at)
    return stamp_package(signed, name, stamper) if stamper else signed


def sign_package(data: bytes, place: str, identity: Identity, *, role: str, at: datetime) -> bytes:
    """The package with one more signature over its list.

    UserErrors `cms.already_signed`, `cms.unreadable`, `sign.clock_back`, and what `unpack` raises.
    """
    from jcm_desktop.packages.write import countersign
    from jcm_desktop.signing.cms import add_signature, verify_list

    def both(manifest: bytes, signatures: bytes) -> bytes:
        there = verify_list(manifest, signatures, Trust()).signatures
        refuse_clock_back(max((one.claimed_at for one in there if one.claimed_at), default=None), at)
        return add_signature(manifest, signatures, identity, at=at, role=role)

    return countersign(data, place, both)


def stamp_package(data: bytes, place: str, stamper: TimeStamper) -> bytes:
    """The package with a time stamp on every signature over its list."""
    from jcm_desktop.packages.write import countersign
    from jcm_desktop.signing.cms import stamp_detached

    return countersign(data, place, lambda _manifest, signatures: stamp_detached(signatures, stamper))


def files_to_sign(session: Session, paths: Sequence[str]) -> FilesToSign:
    """What somebody looks at before signing files from outside; UserErrors `file.*`, `identity.none`."""
    rows = []
    for path in paths:
        data = read_bytes(Path(path))
        kind_of(data, Path(path))
        rows.append(SignedFileRow(Path(path).name, path, f"{len(data):,}", hashlib.sha256(data).hexdigest()))
    now = clock.now()
    keys = tuple(key_row(one) for one in stored(session) if one.facts.not_before <= now <= one.facts.not_after)
    if not keys:
        raise UserError("identity.none")
    return FilesToSign(tuple(rows), keys)


def sign_here(
    session: Session, paths: Sequence[str], passphrase: str, role: str, place: str = "", key: str = "", folder: str = ""
) -> TransferView:
    """Sign files from outside with a key of this workspace, in one act; the signed ones go beside them, or elsewhere.

    Errors of `sign_files`, identity.*.
    """
    identity = unlock(session, passphrase, key, role)
    wanted = {}
    for path in paths:
        out = Path(out_path(path, "", "signed"))
        wanted[path] = str(Path(folder) / out.name if folder else out)
    return sign_files(wanted, identity, role, at=clock.now(), place=place, timestamp_url=timestamp_server(session))


def stamp_file(path: str, out: str, url: str) -> TransferView:
    """Put time stamps on a file that is signed already, and write it.

    UserErrors `sign.not_whole`, `pdf.not_signed`, `workbook.not_signed`, `timestamp.bad_address`;
    WorldErrors `timestamp.*`.
    """
    from jcm_desktop.signing.opc import stamp_workbook
    from jcm_desktop.signing.pdf import stamp_pdf

    source = Path(path)
    data = read_bytes(source)
    kind = kind_of(data, source)
    refuse_bad(kind, data, source.name)
    stamper = server(url)
    if kind == PDF:
        stamped = stamp_pdf(data, stamper)
    elif kind == WORKBOOK:
        stamped = stamp_workbook(data, stamper)
    else:
        stamped = stamp_package(data, source.name, stamper)
    shelf.write_whole(Path(out), stamped)
    return TransferView(_("The time stamps are in {file}.").format(file=out), (out,))


def refuse_bad(kind: str, data: bytes, name: str) -> None:
    """UserError `sign.not_whole`: nobody should put a name to a file that is already broken."""
    from jcm_desktop.words import sentence

    for code, place, facts in _problems(kind, data, name):
        if code not in ABOUT_TIME:
            raise UserError("sign.not_whole", name, detail=sentence(code, place, facts))


def _problems(kind: str, data: bytes, name: str) -> list[tuple[str, str, dict[str, str]]]:
    from jcm_desktop.packages.read import read_package
    from jcm_desktop.signing.cms import verify_list
    from jcm_desktop.signing.opc import verify_workbook
    from jcm_desktop.signing.pdf import verify_pdf

    if kind == PACKAGE:
        package = read_package(data, name)
        over_list = verify_list(package.manifest_bytes, package.signature, Trust())
        found = [(one.code, one.place, one.facts) for one in package.problems]
        found += [(code, SIGNATURE, {}) for code in over_list.problems]
        return found + _of(over_list.signatures)
    verdict = verify_pdf(data, Trust()) if kind == PDF else verify_workbook(data, Trust())
    return [(code, name, {}) for code in verdict.problems] + _of(verdict.signatures)


def _of(signatures: tuple[SignatureVerdict, ...]) -> list[tuple[str, str, dict[str, str]]]:
    return [(code, one.place, {}) for one in signatures for code in one.problems]


def out_path(path: str, out: str, ending: str) -> str:
    """Where a file made from another goes, unless told: beside it, with this before its ending; never on top of it."""
    if out:
        return out
    source = Path(path)
    return str(source.with_name(f"{source.stem}-{ending}{source.suffix}"))
