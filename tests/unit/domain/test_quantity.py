"""Quantities, and the strict reading of what people type."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.quantity import (
    Quantity,
    common_sign,
    format_decimal,
    guessed,
    parse_number,
    parse_quantity,
    sure_sign,
    to_places,
)


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("1234.5", "1234.5"),
        ("1,234.5", "1234.5"),
        ("1 234,5", "1234.5"),
        ("1234,5", "1234.5"),
        ("1.234,5", "1234.5"),
        ("1.234.567", "1234567"),
        ("1,234,567", "1234567"),
        ("1'234.5", "1234.5"),
        ("1\u00a0234\u202f567,25", "1234567.25"),
        ("１，２３４．５", "1234.5"),
        ("0,123", "0.123"),
        ("1234,567", "1234.567"),
        ("1,23", "1.23"),
        ("12.345", "12.345"),
        ("-5", "-5"),
        ("\u22125.5", "-5.5"),
        ("+7", "7"),
        (".5", "0.5"),
        ("5.", "5"),
        ("-0", "0"),
        (" 42 ", "42"),
    ],
)
def test_numbers_are_read_as_people_write_them(typed: str, value: str) -> None:
    assert str(parse_number(typed)) == str(Decimal(value))


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "N/A",
        "nan",
        "inf",
        "-Infinity",
        "1e5",
        "0x10",
        "1_000",
        "12 34",
        "1,23,456",
        "1.23.456",
        "1,2.3,4",
        "--1",
        "1-",
        "1 000 00",
        "10²",
        "½",
        "①",
        "๑๒",
        "1.2.3",
        "1,234,",
        "5 kWh",
        "1" + " " * 400 + "2",
        ",",
        ".",
    ],
)
def test_what_is_no_number_is_refused(typed: str) -> None:
    with pytest.raises(UserError) as raised:
        parse_number(typed)
    assert raised.value.code == "number.invalid"


@pytest.mark.parametrize(("typed", "one", "other"), [("1,234", "1234", "1.234"), ("-12,500", "-12500", "-12.500")])
def test_a_lone_comma_before_three_digits_is_ambiguous_until_the_writer_says(typed: str, one: str, other: str) -> None:
    with pytest.raises(UserError) as raised:
        parse_number(typed)
    assert raised.value.code == "number.ambiguous"
    assert (raised.value.facts["one"], raised.value.facts["other"]) == (one, other)
    assert parse_number(typed, ".") == Decimal(one)
    assert parse_number(typed, ",") == Decimal(other)


def test_a_given_decimal_sign_is_kept_strictly() -> None:
    assert parse_number("1.234", ",") == 1234
    for typed, sign in (("1234.5", ","), ("1234,5", "."), ("1,234.5", ",")):
        with pytest.raises(UserError):
            parse_number(typed, sign)


def test_more_whole_digits_than_anything_measured_are_refused() -> None:
    assert parse_number("9" * 18 + "." + "9" * 20) == Decimal("9" * 18 + "." + "9" * 20)
    assert parse_number("0" * 30 + "1") == 1
    for typed in ("9" * 19, "-" + "1" * 40, "1" + "0" * 18 + ".5"):
        with pytest.raises(UserError) as raised:
            parse_quantity(typed, "kWh")
        assert raised.value.code == "number.too_large"


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**45), max_value=10**45), st.integers(0, 12))
def test_display_rounds_a_number_of_any_length(value: Decimal, places: int) -> None:
    shown = to_places(value, places)
    assert shown.as_tuple().exponent == -places
    assert abs(Fraction(shown) - Fraction(value)) * 2 * 10**places <= 1
    Quantity(guessed(min(value, Decimal(10) ** 40), places) if value > 0 else Decimal(0), "kWh")


def test_more_than_forty_digits_are_too_long() -> None:
    assert parse_number("0." + "9" * 39) == Decimal("0." + "9" * 39)
    for typed in ("9" * 41, "0." + "1" * 41, "1" * 100_000):
        with pytest.raises(UserError) as raised:
            parse_number(typed)
        assert raised.value.code == "number.too_long"


@pytest.mark.parametrize(
    ("typed", "value", "unit"),
    [
        ("123.4 kWh", "123.4", "kWh"),
        ("123.4", "123.4", "MWh"),
        ("1 234,5 tCO₂/MWh", "1234.5", "tCO2/MWh"),
        ("12m³", "12", "m3"),
        ("１２ｋＷｈ", "12", "kWh"),
        ("5 %", "5", "%"),
    ],
)
def test_a_unit_may_follow_the_number(typed: str, value: str, unit: str) -> None:
    assert parse_quantity(typed, "MWh") == Quantity(Decimal(value), unit)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("N/A", "number.invalid"),
        ("kWh", "number.invalid"),
        ("1e5", "number.invalid"),
        ("1E-3", "number.invalid"),
        ("10² kWh", "number.invalid"),
        ("", "number.invalid"),
        ("5 kwh", "unit.not_known"),
        ("1,234 kWh", "number.ambiguous"),
    ],
)
def test_what_is_no_quantity_is_refused(typed: str, code: str) -> None:
    with pytest.raises(UserError) as raised:
        parse_quantity(typed, "MWh")
    assert raised.value.code == code


@pytest.mark.parametrize("value", ["NaN", "Infinity", "1E+50", "1E-50", "1" * 41])
def test_a_quantity_is_finite_and_of_sensible_length(value: str) -> None:
    with pytest.raises(UserError):
        Quantity(Decimal(value), "MWh")


def test_a_quantity_needs_a_known_unit_and_travels_as_text() -> None:
    with pytest.raises(UserError):
        Quantity(Decimal(1), "horsepower")
    encoded = msgspec.json.encode(Quantity(Decimal("1.50"), "MWh"))
    assert encoded == b'{"value":"1.50","unit":"MWh"}'
    assert msgspec.json.decode(encoded, type=Quantity) == Quantity(Decimal("1.50"), "MWh")


def test_numbers_are_shown_plainly() -> None:
    assert format_decimal(Decimal("1234567.500")) == "1,234,567.5"
    assert format_decimal(Decimal("1234567.500"), group=False) == "1234567.5"
    assert format_decimal(Decimal("1E+3")) == "1,000"
    assert format_decimal(Decimal("100")) == "100"
    assert format_decimal(Decimal("-0.00")) == "0"


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**15), max_value=10**15, places=6))
def test_what_is_shown_reads_back(value: Decimal) -> None:
    assert parse_number(format_decimal(value), ".") == value
    assert parse_number(format_decimal(value, group=False), ".") == value
    swapped = format_decimal(value).translate(str.maketrans(".,", ",."))
    assert parse_number(swapped, ",") == value


def code_of(read: Callable[[str], object], typed: str) -> str:
    try:
        read(typed)
    except UserError as error:
        return error.code
    return "fine"


@given(st.text(max_size=30))
def test_any_text_is_a_number_or_a_user_error(text: str) -> None:
    assert code_of(parse_number, text).partition(".")[0] in ("fine", "number")
    assert code_of(lambda typed: parse_quantity(typed, "MWh"), text).partition(".")[0] in ("fine", "number", "unit")


@pytest.mark.parametrize(
    ("text", "sign"),
    [("1234.5", "."), ("1234,5 kWh", ","), ("1.234,5", ","), ("1,234.5", "."), ("1,234", ""), ("1.234", ""), ("7", "")],
)
def test_only_some_texts_show_how_their_writer_writes(text: str, sign: str) -> None:
    assert sure_sign(text) == sign


@given(st.lists(st.decimals(0, 10**6, places=1), min_size=2), st.sampled_from([".", ","]))
def test_a_block_is_read_as_it_was_written(values: list[Decimal], sign: str) -> None:
    texts = [f"{value:.1f}".replace(".", sign) for value in values]
    assert common_sign(texts) == sign
    assert [parse_number(text, common_sign(texts)) for text in texts] == values


def test_a_block_that_disagrees_has_no_sign() -> None:
    assert common_sign(["1.5", "2,5"]) == ""
    assert common_sign(["1,234", "5"]) == ""
    assert common_sign(["1,234", "5,5"]) == ","
