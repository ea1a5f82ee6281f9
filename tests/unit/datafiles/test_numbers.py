"""Numbers as loggers write them."""

from __future__ import annotations

import pytest

from jcm_desktop.datafiles.columns import whole_numbers
from jcm_desktop.datafiles.numbers import read_noisy_number, read_number
from jcm_desktop.datafiles.problems import RowError


@pytest.mark.parametrize(
    ("text", "decimal", "wanted"),
    [
        ("12.50", ".", (1250, 2)),
        ("-0,5", ",", (-5, 1)),
        ("+7", ".", (7, 0)),
        (".5", ".", (5, 1)),
        ("5.", ".", (5, 0)),
        ("1,234,567.8", ".", (12345678, 1)),
        ("1 234,5", ",", (12345, 1)),
        ("1\u202f234,5", ",", (12345, 1)),
        ("1\u2019234.5", ".", (12345, 1)),
        ("\u221212,5", ",", (-125, 1)),
        ("１２．５", ".", (125, 1)),
        ("12.5 kWh", ".", (125, 1)),
        ("12,5kWh", ",", (125, 1)),
        ("1.100000000000", ".", (11, 1)),
    ],
)
def test_a_number_and_its_decimals(text: str, decimal: str, wanted: tuple[int, int]) -> None:
    assert read_number(text, decimal, "kWh") == wanted


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "row.no_number"),
        ("1,23", "row.no_number"),
        ("12,34.5", "row.no_number"),
        ("1.2.3", "row.no_number"),
        ("--1", "row.no_number"),
        ("10²", "row.no_number"),
        ("1_000", "row.no_number"),
        ("0x10", "row.no_number"),
        ("1.5E+03", "row.exponent"),
        ("12.5 MWh", "row.other_unit"),
        ("1234567890123456789", "row.too_many_digits"),
        ("0.1234567891", "row.too_many_digits"),
    ],
)
def test_what_is_no_number_says_why(text: str, code: str) -> None:
    with pytest.raises(RowError) as caught:
        read_number(text, ".", "kWh")
    assert caught.value.code == code


def test_a_unit_with_a_raised_digit_is_the_plain_one() -> None:
    assert read_number("12.5 m³", ".", "m3") == (125, 1)


def test_binary_noise_is_cut_and_nothing_else() -> None:
    assert read_noisy_number("0.30000000000000004", ".", 3) == (300, 3)
    for text in ("0.3004", "0.3000000001"):
        with pytest.raises(RowError, match="more_decimals"):
            read_noisy_number(text, ".", 3)


def test_columns_that_are_not_plain_take_the_careful_way() -> None:
    for texts in (["1", ""], ["1.5", "a"], ["1", "1_0"], ["1.5", "1,5"], ["1" * 19], ["1.5", " 2.5"], ["1", "+2"]):
        assert whole_numbers(texts, ".") is None
    assert whole_numbers(["12345678901.5", "1"], ".") is not None
    assert whole_numbers(["123456789012345.5", "1"], ".") is None  # more digits than a double proves
