"""The ZIP around a package, in exactly one form, so that every byte of it is accounted for.

Entries are stored uncompressed with fixed time stamps, no extra fields and no
comments. A reader can therefore rebuild the container from its entries and
compare: a byte that differs outside the files is found as surely as one inside,
and there is nothing that could expand like a bomb. Knows nothing of meanings.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

from jcm_desktop.domain.errors import UserError

MAX_FILE = 512 * 1024 * 1024
MAX_ENTRIES = 5_000
_END, _END_SIZE = b"PK\x05\x06", 22  # of a container without a comment
_STAMP = (1980, 1, 1, 0, 0, 0)


def pack(entries: Mapping[str, bytes]) -> bytes:
    """The container with these entries in this order; equal input gives equal bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, body in entries.items():
            info = zipfile.ZipInfo(name, _STAMP)
            info.create_system = 3
            info.external_attr = 0o644 << 16
            archive.writestr(info, body)
    return buffer.getvalue()


def unpack(data: bytes, place: str) -> dict[str, bytes]:
    """The entries of a container; a UserError names the first thing that is wrong.

    Raises `package.too_large`, `package.not_a_package` (no container at all, or cut
    short), `package.too_many_files`, `package.duplicate_name`, `package.bad_name`,
    `package.compressed` (also every bomb), `package.entry_damaged`.
    """
    if len(data) > MAX_FILE:
        raise UserError("package.too_large", place, limit=MAX_FILE // 2**20)
    if (
        data[-_END_SIZE : -_END_SIZE + 4] != _END
    ):  # else the end of a workbook inside a cut package would be taken for it
        raise UserError("package.not_a_package", place)
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, OverflowError) as error:
        raise UserError("package.not_a_package", place, detail=error) from error
    with archive:
        infos = archive.infolist()
        if len(infos) > MAX_ENTRIES:
            raise UserError("package.too_many_files", place, limit=MAX_ENTRIES)
        entries: dict[str, bytes] = {}
        for info in infos:
            _refuse_odd(info, entries)
            try:
                entries[info.filename] = archive.read(info)
            except Exception as error:
                raise UserError("package.entry_damaged", info.filename, detail=error) from error
    return entries


def _refuse_odd(info: zipfile.ZipInfo, seen: Mapping[str, bytes]) -> None:
    name = info.filename
    parts = name.split("/")
    path_trick = name.startswith("/") or "\\" in name or ":" in name or any(part in ("", ".", "..") for part in parts)
    if path_trick or not name.isascii() or not name.isprintable() or len(name) > 200:
        raise UserError("package.bad_name", repr(name)[:120])
    if name in seen:
        raise UserError("package.duplicate_name", name)
    if info.compress_type != zipfile.ZIP_STORED or info.file_size != info.compress_size:
        raise UserError("package.compressed", name)
    if info.flag_bits & 0x1:
        raise UserError("package.encrypted", name)


def first_difference(data: bytes, entries: Mapping[str, bytes]) -> int | None:
    """The offset of the first byte that is not as `pack` writes it, or None when the container is whole."""
    expected = pack(entries)
    if data == expected:
        return None
    shorter = min(len(data), len(expected))
    step = 1 << 16
    for start in range(0, shorter, step):
        end = min(start + step, shorter)
        if data[start:end] != expected[start:end]:
            return next(at for at in range(start, end) if data[at] != expected[at])
    return shorter
