"""Files that back values up: invoices, meter photographs, publications, certificates."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

import msgspec

WITH_TOTAL = frozenset({"invoice", "meter-record"})  # kinds that state an amount
KINDS = ("invoice", "meter-record", "publication", "certificate", "photograph", "other")
METHODOLOGY = "methodology"  # an approved text or its workbook: backs up a definition, no point


class Evidence(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One file of the workspace's store, addressed by its SHA-256, and what it proves."""

    sha256: str
    name: str
    extension: str  # without the dot, lower case
    size: int
    kind: str
    points: tuple[str, ...] = ()  # numbers of the monitoring points it backs up
    issuer: str = ""
    first: date | None = None
    last: date | None = None
    page: str = ""
    total: Decimal | None = None  # an invoice's amount in the point's unit
    confidential: bool = False
    constructed: bool = False  # made for a sample
    withdrawn: bool = False  # says only that the same link stated earlier no longer counts
    reason: str = ""  # why it was withdrawn

    @property
    def link(self) -> tuple[str, str, date | None, date | None, str]:
        """What a withdrawal names, beside the points: this part of the file, for these days."""
        return self.sha256, self.page, self.first, self.last, self.kind


def counting(stated: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """The links that count of all that were ever stated, oldest first.

    A withdrawal takes its points away from the earlier links it names, and those without
    a point where it names none; the same link stated twice counts once.
    """
    kept: list[Evidence] = []
    for one in stated:
        if not one.withdrawn:
            kept.append(one)
            continue
        kept = [left for each in kept for left in ((each,) if each.link != one.link else _without(each, one.points))]
    return tuple(dict.fromkeys(kept))


def _without(one: Evidence, points: tuple[str, ...]) -> tuple[Evidence, ...]:
    left = tuple(no for no in one.points if no not in points)
    if (one.points and not left) or (not one.points and not points):
        return ()
    return (one if left == one.points else msgspec.structs.replace(one, points=left),)
