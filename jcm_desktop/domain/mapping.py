"""How the columns of a meter or logger file are to be read: what a person confirmed, kept with what was imported.

An empty text means that nobody has said it yet; reading then asks instead of
guessing. Shapes only: no file is touched here.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

import msgspec

ValueKind = Literal["interval", "register", "rate"]
MISSING_MARKS = ("", "-", "--", "---", "n/a", "na", "nan", "null", "none", "#n/a", "missing", "欠測")


class ValueColumn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A column of values and the monitoring point they belong to.

    interval: the amount of each interval. register: a counter that only grows.
    rate: the mean of each interval, such as a power, whose amount is rate x time.
    """

    column: int  # counted from 0
    point: str
    unit: str  # as the file means it; of a rate the rate's own
    kind: ValueKind | Literal[""] = ""
    factor: Decimal = Decimal(1)  # what values are multiplied by, such as a transformer's ratio
    digits: int | None = None  # of a register before its decimal sign, where it starts at 0 again
    decimals: int | None = None  # that values have; only the noise of binary numbers beyond them is cut off


class Mapping(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How one file is read."""

    fingerprint: str = ""  # of the shape it was made for: files of the same source have the same
    format: Literal["text", "workbook"] = "text"
    encoding: str = "utf-8"
    separator: str = ","
    comment: str = ""  # lines that start so are skipped
    sheet: str = ""
    first_row: int = 1  # the first line that holds values, counted from 1
    width: int = 0  # columns of a line; 0: those of the first line of values
    time: int = 0  # column of the time, or of the day alone
    clock: int | None = None  # column of the time of day where it stands apart
    order: Literal["", "YMD", "DMY", "MDY", "serial", "epoch", "epoch-ms"] = ""
    decimal: Literal["", ".", ","] = ""
    missing: tuple[str, ...] = MISSING_MARKS  # texts that mean "no value", in small letters
    zone: str = ""  # IANA name of the project's time zone
    wall: str = "civil"  # civil: with summer time; standard: without; stated: each time says it; or +09:00
    repeated: Literal["", "earlier", "later"] = ""  # which of two equal times in autumn, where only one is there
    stamp: Literal["", "start", "end"] = ""  # what the time of an interval marks
    step: str = ""  # length of an interval: seconds, "day" or "month"
    values: tuple[ValueColumn, ...] = ()
