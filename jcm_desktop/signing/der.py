"""The few bytes of DER that stand before a value too large to be held. Knows no types."""

from __future__ import annotations


def header(tag: int, length: int) -> bytes:
    """Tag and length."""
    if length < 0x80:
        return bytes([tag, length])
    body = length.to_bytes((length.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(body)]) + body


def read_header(text: bytes, at: int, tag: int) -> tuple[int, int]:
    """Where the value with this tag starts and ends; ValueError for another tag or a length not in its only form."""
    if text[at : at + 1] != bytes([tag]) or at + 2 > len(text):
        raise ValueError(f"tag at {at}")
    first = text[at + 1]
    width = first & 0x7F if first & 0x80 else 0
    body = text[at + 2 : at + 2 + width]
    if width > 8 or len(body) != width:
        raise ValueError(f"length at {at}")
    length = int.from_bytes(body, "big") if width else first
    start = at + 2 + width
    if text[at:start] != header(tag, length):
        raise ValueError(f"length at {at}")
    return start, start + length
