"""Reports on disk: one folder for each version, with a small record beside the files.

A version is never changed once signed; later entries make it superseded, not gone.
The files of a version change together: until all are in place, the old ones are kept
beside the new, and whoever reads after a power cut finds either all new or all old.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

import msgspec

from jcm_desktop.domain.errors import UserError, WorldError
from jcm_desktop.domain.period import Span
from jcm_desktop.exports.report_model import Copy
from jcm_desktop.files import replace_durably, write_durably
from jcm_desktop.storage.failures import world_error

RECORD = "record.json"
PDF = "report.pdf"
WORKBOOK = "report.xlsx"
PUBLIC_PDF = "report-public.pdf"
PUBLIC_WORKBOOK = "report-public.xlsx"
_NEXT, _BEFORE = ".next", ".before"
_OPEN_ELSEWHERE = (32, 33)  # Windows: a sharing violation, a locked region


class SignatureRecord(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who signed, as what, when."""

    role: str
    signer: str
    at: datetime
    place: str
    meaning: str
    certificate: str = ""  # SHA-256
    same_person: str = ""  # why one person signed in two roles
    copies: tuple[Copy, ...] = ()  # it is on; empty in older records: all there were


class ReportRecord(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is known of one version of a report."""

    version: int
    project: str
    period: Span
    made_at: datetime
    made_by: str
    claimed: int
    dossier_sha256: str  # of the canonical inputs; tells whether the data are still the same
    audit_head: str
    audit_count: int
    language: str = ""
    signatures: tuple[SignatureRecord, ...] = ()
    package: str = ""  # file name
    definition_sha256: str = ""  # of the methodology's definition; empty in records of version 0.1
    files: dict[str, str] = {}  # SHA-256 of each
    public: bool = False  # there is a public copy, too
    salt: str = ""  # key of the salts of what the public copy withholds, in hexadecimal; never leaves with that copy
    application: str = ""  # that made it
    stamped_at: datetime | None = None  # when every signature got a time stamp; none while one lacks it
    stamped_by: str = ""  # server

    @property
    def copies(self) -> tuple[Copy, ...]:
        """The copies there are of this version."""
        return (Copy.FULL, Copy.PUBLIC) if self.public else (Copy.FULL,)

    def signed(self, copy: Copy) -> tuple[SignatureRecord, ...]:
        """The signatures a copy carries."""
        return tuple(one for one in self.signatures if copy in (one.copies or self.copies))

    @property
    def drawn(self) -> tuple[str, ...]:
        """The names of all files that are drawn and signed."""
        return tuple(name for copy in self.copies for name in names_of(copy))


def names_of(copy: Copy) -> tuple[str, str]:
    """The files of a copy: PDF and workbook."""
    return (PDF, WORKBOOK) if copy is Copy.FULL else (PUBLIC_PDF, PUBLIC_WORKBOOK)


def period_folder(folder: Path, project: str, span: Span) -> Path:
    return folder / "reports" / project / f"{span.first}_{span.last}"


def version_folder(folder: Path, record: ReportRecord) -> Path:
    return period_folder(folder, record.project, record.period) / f"v{record.version}"


def records(folder: Path, project: str, span: Span) -> tuple[ReportRecord, ...]:
    """Every version of a period's report, oldest first."""
    found = []
    for path in period_folder(folder, project, span).glob(f"v*/{RECORD}"):
        _settle(path.parent)
        found.append(msgspec.json.decode(path.read_bytes(), type=ReportRecord))
    return tuple(sorted(found, key=lambda one: one.version))


def record(folder: Path, project: str, span: Span, version: int) -> ReportRecord:
    """One version; UserError `report.unknown_version`."""
    for one in records(folder, project, span):
        if one.version == version:
            return one
    raise UserError("report.unknown_version", f"{project} {span}", version=version)


def put(folder: Path, one: ReportRecord, files: Mapping[str, bytes]) -> None:
    """Write files of a version, all or none; WorldErrors of `write_whole`."""
    with writing(folder, one, files):
        pass


@contextmanager
def writing(folder: Path, one: ReportRecord, files: Mapping[str, bytes]) -> Iterator[None]:
    """Write files of a version and its record; taken back if the block raises. WorldErrors of `write_whole`."""
    where = version_folder(folder, one)
    hashes = {name: hashlib.sha256(body).hexdigest() for name, body in files.items()}
    noted = msgspec.structs.replace(one, files={**one.files, **hashes})
    # The record comes last: as long as it is the old one, the old files are the right ones.
    bodies = {**files, RECORD: msgspec.json.format(msgspec.json.encode(noted, order="sorted"))}
    placed: list[str] = []
    try:
        for name, body in bodies.items():
            with told(where / name):
                old = (where / name).read_bytes() if (where / name).exists() else None
            if old is not None:
                write_whole(where / f"{name}{_BEFORE}", old)
            write_whole(where / f"{name}{_NEXT}", body)
        for name in bodies:
            placed.append(name)
            with told(where / name):
                replace_durably(where / f"{name}{_NEXT}", where / name)
        yield
    except BaseException:
        for name in reversed(placed):
            if (where / f"{name}{_BEFORE}").exists():
                os.replace(where / f"{name}{_BEFORE}", where / name)
            else:
                (where / name).unlink(missing_ok=True)
        _clear(where, bodies)
        raise
    _clear(where, bodies)


def _clear(where: Path, names: Iterable[str]) -> None:
    for name in names:
        for end in (_NEXT, _BEFORE):
            (where / f"{name}{end}").unlink(missing_ok=True)


def as_recorded(folder: Path, one: ReportRecord) -> bool:
    """Nobody changed the files of a version since they were written."""
    return _as_noted(version_folder(folder, one), one)


def _as_noted(where: Path, one: ReportRecord) -> bool:
    return all(
        (where / name).exists() and hashlib.sha256((where / name).read_bytes()).hexdigest() == sha256
        for name, sha256 in one.files.items()
    )


def _settle(where: Path) -> None:
    """After a power cut: keep the new files if all are as their record says, else bring the old ones back."""
    left = [one for one in where.iterdir() if one.name.endswith((_BEFORE, _NEXT))]
    if not left:
        return
    found = msgspec.json.decode((where / RECORD).read_bytes(), type=ReportRecord)
    whole = bool(found.files) and _as_noted(where, found)
    for one in sorted(left):
        if one.name.endswith(_NEXT) or whole:
            one.unlink()
        else:
            os.replace(one, one.with_name(one.name.removesuffix(_BEFORE)))


def write_whole(path: Path, body: bytes) -> None:
    """Write the whole file or leave the old one.

    WorldErrors `storage.disk_full`, `storage.read_only`, `storage.locked` (open in another
    program), `file.not_written`.
    """
    with told(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_durably(path, body)


@contextmanager
def into_folder(folder: Path) -> Iterator[None]:
    """Work for files in a folder, which is made and tried first; errors as `write_whole`.

    When the work fails, folders that were made for it and are still empty go again.
    """
    made = [one for one in (folder, *folder.parents) if not one.exists()]
    try:
        with told(folder):
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=folder) as file:
                file.write(b"-")
        yield
    except BaseException:
        for one in made:
            with suppress(OSError):
                one.rmdir()
        raise


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Turn what the system says of a file that cannot be written into words of ours."""
    try:
        yield
    except OSError as error:
        if getattr(error, "winerror", None) in _OPEN_ELSEWHERE:
            raise WorldError("storage.locked", str(path), detail=error.strerror or error) from error
        found = world_error(error, str(path))
        if found is not None and found.code != "storage.disk_failed":
            raise found from error
        raise WorldError("file.not_written", str(path), detail=error.strerror or error) from error
