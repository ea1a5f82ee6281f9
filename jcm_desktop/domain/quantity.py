"""A number with its unit, and how what people type becomes one. No arithmetic, no sentences."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction

import msgspec

from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.units import parse_unit

MAX_DIGITS = 40
WHOLE_DIGITS = 18  # before the decimal point of what is typed, as in logger files; a kilogram of anything needs fewer
_CUT = Context(prec=28)
_WRITTEN: ContextVar[str] = ContextVar("the decimal sign of what is being read", default="")
_PLAIN = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)")
_GROUPED = re.compile(r"[+-]?\d{1,3}(?P<mark>[ ’'])\d{3}((?P=mark)\d{3})*([.,]\d*)?")
_EXPONENT = re.compile(r".*\d[eE][+-]?\d+")
_WITH_UNIT = re.compile(r"(?P<number>[^A-Za-z%]*?)\s*(?P<unit>[A-Za-z%][A-Za-z0-9%*/^·().-]*)?")


class Quantity(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A finite decimal in a known unit."""

    value: Decimal
    unit: str

    def __post_init__(self) -> None:
        if not self.value.is_finite():
            raise UserError("number.invalid", self.unit, text=self.value)
        if len(self.value.as_tuple().digits) > MAX_DIGITS or abs(self.value.adjusted()) > MAX_DIGITS:
            raise UserError("number.too_long", self.unit, limit=MAX_DIGITS)
        parse_unit(self.unit)


def rounded(value: Fraction, places: int) -> tuple[Decimal, bool]:
    """The value to some decimals, half away from zero, for display; and whether that is all of it."""
    scaled = abs(value) * 10**places
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    digits = tuple(int(digit) for digit in str(whole))  # built from digits, so that no context rounds it
    return Decimal((int(value < 0), digits, -places)), whole == scaled


def to_places(value: Decimal, places: int, rounding: str = ROUND_HALF_UP) -> Decimal:
    """So many decimals, half away from zero: for display and comparisons, whatever the length of a stored number."""
    if not value.is_finite():
        return value
    context = Context(prec=max(28, value.adjusted() + places + 3), rounding=rounding)
    return value.quantize(Decimal((0, (1,), -places)), context=context)


def guessed(value: Decimal, places: int) -> Decimal:
    """A value that was worked out by rule of thumb, with no more digits than a quantity takes."""
    return _CUT.plus(to_places(value, places))


@contextmanager
def written_with(sign: str) -> Iterator[None]:
    """Read what people typed with this decimal sign, as they answered, where nothing else says how they write."""
    token = _WRITTEN.set(sign)
    try:
        yield
    finally:
        _WRITTEN.reset(token)


def refuse_unclear_point(text: str) -> None:
    """UserError `number.ambiguous` for `1.234`, which is as unclear as `1,234` where nobody knows how they write."""
    match = _WITH_UNIT.fullmatch(unicodedata.normalize("NFKC", text[: 4 * MAX_DIGITS + 1]).strip())
    plain = match["number"].strip() if match else ""
    if not _WRITTEN.get() and re.fullmatch(r"[+-]?[1-9]\d{0,2}\.\d{3}", plain):
        raise UserError("number.ambiguous", text, text=text, one=plain, other=plain.replace(".", ""))


def parse_number(text: str, decimal_sign: str = "") -> Decimal:
    """Read a number as people type it, strictly.

    Takes `1,234.5`, `1 234,5`, `1234,5` and full-width digits. `decimal_sign` ("." or
    ",") says how the writer writes. Without it a lone point is the decimal sign, and a
    lone comma before three digits (`1,234`) could be read two ways: UserError
    `number.ambiguous` with both readings. No number: `number.invalid` (also `1e5`,
    `nan`, `N/A`); more than 40 digits: `number.too_long`; more than 18 before the
    decimal sign: `number.too_large`.
    """
    shown = text.strip()[:MAX_DIGITS]
    wide = unicodedata.normalize("NFKC", text[: 4 * MAX_DIGITS + 1]).replace("\u2212", "-").strip()
    if sum(character.isdigit() for character in wide) > MAX_DIGITS:
        raise UserError("number.too_long", shown, limit=MAX_DIGITS)
    if len(text) > 4 * MAX_DIGITS or _has_raised_digits(text):
        raise UserError("number.invalid", shown, text=shown)
    plain = _without_spaces(wide)
    sign = decimal_sign or _WRITTEN.get() or _decimal_sign(plain, shown)
    other = "," if sign == "." else "."
    if other in plain:
        whole, _, part = plain.partition(sign)
        if not re.fullmatch(rf"\d{{1,3}}(\{other}\d{{3}})+", whole.lstrip("+-")) or other in part:
            raise UserError("number.invalid", shown, text=shown)
        plain = plain.replace(other, "")
    plain = plain.replace(",", ".")
    if not _PLAIN.fullmatch(plain):
        raise UserError("number.invalid", shown, text=shown)
    value = Decimal(plain)
    refuse_too_large(value, shown)
    return value if value else value.copy_abs()  # no minus zero


def refuse_too_large(value: Decimal, place: str) -> None:
    """UserError `number.too_large` for more whole digits than anything measured has."""
    if value and value.adjusted() >= WHOLE_DIGITS:
        raise UserError("number.too_large", place, limit=WHOLE_DIGITS)


def _has_raised_digits(text: str) -> bool:
    """Whether a digit like ² or ½ stands in the number; normalized, 10² would become 102. A unit may have them (m³)."""
    for character in text:
        if character.isalpha() or character == "%":
            return False
        if unicodedata.category(character) == "No":
            return True
    return False


def _without_spaces(wide: str) -> str:
    """Spaces or apostrophes between groups of three digits taken out, other text left as it is."""
    grouped = _GROUPED.fullmatch(wide)
    return wide.replace(grouped["mark"], "") if grouped else wide


def _decimal_sign(plain: str, shown: str) -> str:
    """The sign that must be the decimal one; UserError `number.ambiguous` where that cannot be known."""
    points, commas = plain.count("."), plain.count(",")
    if points and commas:
        return "." if plain.rindex(".") > plain.rindex(",") else ","
    if commas > 1:
        return "."
    if points > 1:
        return ","
    if commas == 0:
        return "."
    if re.fullmatch(r"[+-]?[1-9]\d{0,2},\d{3}", plain):  # "1,234": a thousand, or one and a bit
        raise UserError(
            "number.ambiguous", shown, text=shown, one=plain.replace(",", ""), other=plain.replace(",", ".")
        )
    return ","


def sure_sign(text: str) -> str:
    """The decimal sign that a text can only be read with, whatever its unit; empty where both fit, or none."""
    wide = unicodedata.normalize("NFKC", text[: 4 * MAX_DIGITS + 1]).strip()
    match = _WITH_UNIT.fullmatch(wide)
    fitting = []
    for sign in (".", ","):
        try:
            parse_number(match["number"] if match else "", sign)
        except UserError:
            continue
        fitting.append(sign)
    return fitting[0] if len(fitting) == 1 else ""


def common_sign(texts: Iterable[str]) -> str:
    """The decimal sign of a block written by one hand; empty where nothing shows it, or where its texts disagree."""
    found = {sign for text in texts if (sign := sure_sign(text))}
    return found.pop() if len(found) == 1 else ""


def parse_quantity(text: str, default_unit: str, decimal_sign: str = "") -> Quantity:
    """Read `123.4 kWh`; without a unit the default is meant.

    Raises UserError as `parse_number` and `parse_unit` do.
    """
    wide = unicodedata.normalize("NFKC", text).strip()
    match = _WITH_UNIT.fullmatch(wide)
    if match is None or not match["number"] or _EXPONENT.fullmatch(wide) or _has_raised_digits(text):
        raise UserError("number.invalid", wide[:MAX_DIGITS], text=wide[:MAX_DIGITS])
    value = parse_number(match["number"], decimal_sign)
    return Quantity(value, parse_unit(match["unit"] or default_unit).text)


def format_decimal(value: Decimal, *, group: bool = True) -> str:
    """Plain digits with a decimal point, never an exponent, without trailing zeros; thousands by commas if grouped."""
    text = f"{value:,f}" if group else f"{value:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text
