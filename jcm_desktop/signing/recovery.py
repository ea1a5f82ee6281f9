"""A key file as lines that can be printed, and typed or scanned again. Knows no layout and no passphrase.

Forty bytes a line in 64 letters and digits that cannot be mistaken for one another
(no I, L, O or U), with the line's number before and four check letters after them;
so a slip is found in its line, and lines may be given in any order. What is printed
is the key file as it is: still locked with its passphrase.
"""

from __future__ import annotations

import hashlib
import re

from jcm_desktop.domain.errors import UserError

_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_VALUE = {letter: at for at, letter in enumerate(_LETTERS)} | {"O": 0, "I": 1, "L": 1}
_BYTES, _GROUP = 40, 8
_CHECK, _WHOLE = 4, 8
_LINE = re.compile(r"\s*(\d{1,3})[\s.:]+([0-9A-Z ]+?)[\s=-]+([0-9A-Z]{4})\s*", re.IGNORECASE)
_LAST = re.compile(r"\s*END\s+(\d{1,3})[\s=-]+([0-9A-Z]{8})\s*", re.IGNORECASE)
MAX_TEXT = 256 * 1024
MAX_LINES = 500


def to_lines(key_file: bytes) -> list[str]:
    """The lines, and a last one with their number and a check of all."""
    parts = [key_file[at : at + _BYTES] for at in range(0, len(key_file), _BYTES)]
    lines = []
    for number, part in enumerate(parts, 1):
        text = _encode(part)
        groups = " ".join(text[at : at + _GROUP] for at in range(0, len(text), _GROUP))
        lines.append(f"{number:03} {groups} - {_line_check(number, part)}")
    return [*lines, f"END {len(parts):03} - {_encode(hashlib.sha256(key_file).digest())[:_WHOLE]}"]


def from_text(text: str) -> bytes:
    """The key file from lines as typed or scanned, in any order, with other text around them.

    UserErrors `recovery.no_lines`, `recovery.lines_wrong`, `recovery.lines_missing`,
    `recovery.whole_wrong`.
    """
    if len(text) > MAX_TEXT:
        raise UserError("recovery.no_lines")
    parts: dict[int, bytes] = {}
    wrong: set[int] = set()
    count, whole = 0, ""
    for line in re.split(r"[\n\r/]+", text):
        last = _LAST.fullmatch(line)
        if last:
            count, whole = int(last[1]), _plain(last[2])
            continue
        found = _LINE.fullmatch(line)
        if found is None:
            continue
        number, part = int(found[1]), _decode(found[2])
        if part is None or _plain(found[3]) != _line_check(number, part):
            wrong.add(number)
        else:
            parts[number] = part
    wrong -= parts.keys()  # typed again, and well
    if not parts and not wrong:
        raise UserError("recovery.no_lines")
    if wrong:
        raise UserError("recovery.lines_wrong", lines=_listed(wrong))
    count = count or max(parts)
    missing = set(range(1, min(count, MAX_LINES) + 1)) - parts.keys()
    if missing or not whole:
        raise UserError("recovery.lines_missing", lines=_listed(missing) or "END")
    body = b"".join(parts[number] for number in range(1, count + 1))
    if _encode(hashlib.sha256(body).digest())[:_WHOLE] != whole:
        raise UserError("recovery.whole_wrong")
    return body


def _listed(numbers: set[int]) -> str:
    return ", ".join(str(one) for one in sorted(numbers))


def _line_check(number: int, part: bytes) -> str:
    return _encode(hashlib.sha256(number.to_bytes(2, "big") + part).digest())[:_CHECK]


def _encode(body: bytes) -> str:
    bits = int.from_bytes(body, "big")
    length = -(-len(body) * 8 // 5)
    bits <<= length * 5 - len(body) * 8
    return "".join(_LETTERS[bits >> 5 * at & 31] for at in reversed(range(length)))


def _plain(text: str) -> str:
    """Typed letters as they are printed: capitals, and no letter that only looks like another."""
    return "".join(_LETTERS[_VALUE[one]] for one in text.upper() if one in _VALUE)


def _decode(text: str) -> bytes | None:
    """The bytes; None when a letter is none of ours or the length fits no number of bytes."""
    letters = "".join(text.upper().split())
    if not letters or any(one not in _VALUE for one in letters):
        return None
    size = len(letters) * 5 // 8
    bits = 0
    for one in letters:
        bits = bits << 5 | _VALUE[one]
    spare = len(letters) * 5 - size * 8
    if spare >= 5 or bits & (1 << spare) - 1:
        return None
    return (bits >> spare).to_bytes(size, "big")
