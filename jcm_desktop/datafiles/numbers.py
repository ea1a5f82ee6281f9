"""Numbers as loggers write them, to whole numbers and a count of decimals; strict, and never through a float."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from itertools import takewhile

from jcm_desktop.datafiles.problems import RowError

MAX_DIGITS = 18  # fits into 64 bits
MAX_DECIMALS = 9
_NOISE = Decimal("1e-14")  # of a double's 15 to 17 digits
_GROUPS = " \u00a0\u2009\u202f'\u2019"


@lru_cache(64)
def _grammar(decimal: str) -> re.Pattern[str]:
    other = "," if decimal == "." else "."
    whole = rf"(?:[0-9]+|[0-9]{{1,3}}(?P<mark>[{re.escape(other)}{_GROUPS}])[0-9]{{3}}(?:(?P=mark)[0-9]{{3}})*)"
    return re.compile(
        rf"(?P<sign>[+-]?)(?:(?P<whole>{whole})(?:{re.escape(decimal)}(?P<part>[0-9]*))?|"
        rf"{re.escape(decimal)}(?P<only>[0-9]+))"
    )


def read_number(text: str, decimal: str, unit: str = "") -> tuple[int, int]:
    """The digits as a whole number, and how many of them are decimals; RowError says what is wrong.

    A unit behind the number must be the one that was agreed. `1,234.5`, `1 234,5` and
    full-width digits are taken; an exponent is not: it hides digits.
    """
    plain = text.strip()
    if not plain.isascii():
        if any(unicodedata.category(one) == "No" for one in takewhile(lambda one: not one.isalpha(), plain)):
            raise RowError("row.no_number")  # as a number, 10² would become 102
        plain = unicodedata.normalize("NFKC", plain.replace("\u2212", "-")).strip()
    found = _grammar(decimal).fullmatch(plain)
    if found is None:
        plain = _without_unit(plain, unit)
        found = _grammar(decimal).fullmatch(plain)
    if found is None:
        if re.fullmatch(r"[+-]?[0-9.,]+[eE][+-]?[0-9]+", plain):
            raise RowError("row.exponent")
        raise RowError("row.no_number")
    whole = re.sub(r"[^0-9]", "", found["whole"] or "")
    part = found["part"] or found["only"] or ""
    if len(part) > MAX_DECIMALS:
        part = part.rstrip("0")
    digits = (whole + part).lstrip("0")
    if len(digits) > MAX_DIGITS or len(part) > MAX_DECIMALS:
        raise RowError("row.too_many_digits", limit=MAX_DIGITS, decimals=MAX_DECIMALS)
    number = int(digits or "0")
    return -number if found["sign"] == "-" else number, len(part)


def read_noisy_number(text: str, decimal: str, decimals: int) -> tuple[int, int]:
    """A number that a spreadsheet stored with the noise of binary numbers, cut to the decimals its meter has.

    RowError `row.more_decimals` where what is cut off is more than noise.
    """
    try:
        number = Decimal(text.strip().replace(decimal, "."))
    except InvalidOperation as error:
        raise RowError("row.no_number") from error
    cut = round(number, decimals)
    if not number.is_finite() or abs(number - cut) > abs(number) * _NOISE:
        raise RowError("row.more_decimals", decimals=decimals)
    digits = cut.scaleb(decimals)
    if abs(digits) >= 10**MAX_DIGITS:
        raise RowError("row.too_many_digits", limit=MAX_DIGITS, decimals=MAX_DECIMALS)
    return int(digits), decimals


def _without_unit(plain: str, unit: str) -> str:
    """The text before a unit; RowError where the unit is another one."""
    found = re.fullmatch(
        r"(?P<number>[-+0-9., \u00a0\u2009\u202f'\u2019]*[0-9.,])\s*"
        r"(?P<unit>[A-Za-z%\u00b5\u03bcΩ°/][^0-9]{0,20}[0-9]?)",
        plain,
    )
    if found is None or re.fullmatch(r"[eE][+-]?", found["unit"]):
        return plain
    if same_unit(found["unit"], unit):
        return found["number"].strip()
    raise RowError("row.other_unit", found=found["unit"], wanted=unit)


def same_unit(one: str, other: str) -> bool:
    """Whether two texts mean one unit, whatever their raised digits."""
    return _plain_unit(one) == _plain_unit(other)


def _plain_unit(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().rstrip(".").replace(" ", "")


def is_number(text: str, decimal: str) -> bool:
    """Whether a text is a number, with or without a unit behind it."""
    plain = text if text.isascii() else unicodedata.normalize("NFKC", text.replace("\u2212", "-"))
    found = re.match(r"\s*([-+0-9][-+0-9., \u00a0\u2009\u202f'\u2019]*?)\s*(?:[A-Za-z%°/³].{0,12})?\s*$", plain)
    return found is not None and _grammar(decimal).fullmatch(found[1].strip()) is not None
