"""`data/series/<batch>.blocks`: the packed values of a batch as they are stored, each behind its length."""

from __future__ import annotations

import re
import struct
from collections.abc import Sequence

from jcm_desktop.domain.batch import Batch
from jcm_desktop.domain.errors import UserError
from jcm_desktop.series.blocks import EMPTY, Series, join, unpack

SERIES_NAME = re.compile(r"data/series/[0-9a-f]{1,64}\.blocks")
MAX_BLOCK = 1024 * 1024
_LENGTH = struct.Struct("<I")


def series_name(batch: Batch) -> str:
    """The file of a batch in a package."""
    return f"data/series/{batch.id}.blocks"


def write_series(blocks: Sequence[bytes]) -> bytes:
    """The file's bytes."""
    return b"".join(part for one in blocks for part in (_LENGTH.pack(len(one)), one))


def read_series(body: bytes, batch: Batch, place: str) -> Series:
    """The values of a batch, every block checked against the batch's hashes; UserError `series.block_damaged`."""
    blocks: list[bytes] = []
    at = 0
    while at < len(body):
        if at + _LENGTH.size > len(body):
            raise UserError("series.block_damaged", place, detail="cut short")
        (length,) = _LENGTH.unpack_from(body, at)
        at += _LENGTH.size
        if length > MAX_BLOCK or at + length > len(body):
            raise UserError("series.block_damaged", place, detail="cut short")
        blocks.append(body[at : at + length])
        at += length
    if len(blocks) != len(batch.blocks):
        raise UserError("series.block_damaged", place, detail=f"{len(blocks)} blocks of {len(batch.blocks)}")
    parts = [unpack(data, sha256, place) for data, sha256 in zip(blocks, batch.blocks, strict=True)]
    try:
        return join(parts) if parts else EMPTY
    except ValueError as error:
        raise UserError("series.block_damaged", place, detail=error) from error
