"""Whether the ZIP around a workbook is in exactly the form in which we write it.

A signature covers the parts, not the ZIP around them. Where every field of the ZIP
has the value our writer gives it, no byte of the file is left that could be changed
unseen. The compressed bytes themselves are taken as they are, because they depend on
the library that packed them, and only their unused last bits are looked at.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

_LOCAL = struct.Struct("<4s5H3L2H")
_ENTRY = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_VERSION, _DAY = 20, 33  # of the format; 1 January 1980
_MODE = 0o600 << 16


def is_ours(data: bytes) -> bool:
    """The file is, byte by byte, as we would have written it around these compressed parts."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
        return _written(data, infos) == data and all(_ends_clean(data, info) for info in infos)
    except (zipfile.BadZipFile, ValueError, OSError, struct.error, zlib.error, NotImplementedError):
        return False


def _written(data: bytes, infos: list[zipfile.ZipInfo]) -> bytes:
    body, directory = bytearray(), bytearray()
    for info in infos:
        name = info.filename.encode()
        sizes = (info.CRC, info.compress_size, info.file_size, len(name), 0)
        directory += _ENTRY.pack(
            b"PK\1\2", _VERSION, _VERSION, 0, zipfile.ZIP_DEFLATED, 0, _DAY, *sizes, 0, 0, 0, _MODE, len(body)
        )
        directory += name
        body += _LOCAL.pack(b"PK\3\4", _VERSION, 0, zipfile.ZIP_DEFLATED, 0, _DAY, *sizes) + name
        body += _packed(data, info)
    end = _END.pack(b"PK\5\6", 0, 0, len(infos), len(infos), len(directory), len(body), 0)
    return bytes(body + directory + end)


def _packed(data: bytes, info: zipfile.ZipInfo) -> bytes:
    start = info.header_offset + _LOCAL.size + len(info.filename.encode())
    return data[start : start + info.compress_size]


def _ends_clean(data: bytes, info: zipfile.ZipInfo) -> bool:
    """The stream ends with its last byte, and the bits of it that mean nothing are zero."""
    packed = _packed(data, info)
    reader = zlib.decompressobj(-zlib.MAX_WBITS)
    reader.decompress(packed[:-1])
    if reader.eof:
        return False
    last = packed[-1]
    whole = _tail(reader, last)
    if whole is None:
        return False
    for bit in reversed(range(8)):
        if _tail(reader, last ^ 1 << bit) != whole:
            return True  # from here on the bits mean something
        if last >> bit & 1:
            return False
    return True


def _tail(reader: zlib._Decompress, last: int) -> bytes | None:
    """What the last byte brings; None where the stream does not end with it."""
    trial = reader.copy()
    try:
        text = trial.decompress(bytes([last]))
    except zlib.error:
        return None
    return text if trial.eof else None
