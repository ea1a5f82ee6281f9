"""What the window shows of marks that keep things from the public copy, in words. Knows no Qt, no storage."""

from __future__ import annotations

import msgspec


class ConfidentialRow(msgspec.Struct, frozen=True):
    """Something that can be kept from the public copy."""

    mark: str  # as written: `point/(1)`
    group: str
    words: str
    marked: bool


class ConfidentialView(msgspec.Struct, frozen=True):
    """What a project keeps from the public copy of its reports."""

    project: str
    rows: tuple[ConfidentialRow, ...]
