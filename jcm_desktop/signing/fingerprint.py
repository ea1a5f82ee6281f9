"""A certificate's fingerprint as two people compare it: in digits, by telephone. Knows no certificates.

Digits, because a plant in Mongolia and a verifier in Japan have them in common, and
English words not. The 256 bits are sixteen numbers of five digits in four rows; each
row ends with two check digits (ISO 7064, modulo 97), so that a digit misheard or two
digits exchanged are noticed in their row, before anybody doubts the certificate. No
two fingerprints have the same digits.
"""

from __future__ import annotations

import unicodedata
from itertools import zip_longest

ROWS = 4
_NUMBERS, _DIGITS = 4, 5  # in a row, in a number
_HEX = 64


def in_groups(fingerprint: str) -> str:
    """The hexadecimal form in groups of four, as other programs show it."""
    upper = fingerprint.upper()
    return " ".join(upper[at : at + 4] for at in range(0, len(upper), 4))


def in_digits(fingerprint: str) -> tuple[str, ...]:
    """Four rows such as `01234 56789 01234 56789 - 27`."""
    body = bytes.fromhex(fingerprint)
    numbers = [f"{int.from_bytes(body[at : at + 2], 'big'):0{_DIGITS}}" for at in range(0, len(body), 2)]
    rows = (numbers[at : at + _NUMBERS] for at in range(0, len(numbers), _NUMBERS))
    return tuple(f"{' '.join(row)} - {_check(''.join(row))}" for row in rows)


def _check(digits: str) -> str:
    """Two digits that make the row divisible with remainder 1, as in account numbers."""
    return f"{98 - int(digits + '00') % 97:02}"


def typed_differences(typed: str, fingerprint: str) -> tuple[int, ...]:
    """The rows (from 1) in which a typed fingerprint, in digits or hexadecimal, differs; empty when it is the same.

    A hexadecimal one is compared in quarters, which are the same rows.
    """
    plain = "".join(one for one in unicodedata.normalize("NFKC", typed).casefold() if one.isalnum())
    if plain.isdigit() and len(plain) != _HEX:
        return _rows_that_differ(plain, "".join(one for one in "".join(in_digits(fingerprint)) if one.isdigit()))
    return _rows_that_differ(plain, fingerprint.casefold())


def misheard(row: str) -> bool:
    """A typed row in digits does not fit its own check digits: it was misheard or mistyped."""
    digits = "".join(letter for letter in row if letter.isdigit())
    return len(digits) != _NUMBERS * _DIGITS + 2 or int(digits) % 97 != 1


def _rows_that_differ(typed: str, wanted: str) -> tuple[int, ...]:
    length = len(wanted) // ROWS
    cut = [[text[at : at + length] for at in range(0, len(text), length)] for text in (typed, wanted)]
    return tuple(row for row, (one, other) in enumerate(zip_longest(*cut, fillvalue=""), 1) if one != other)
