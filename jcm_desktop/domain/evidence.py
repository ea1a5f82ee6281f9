"""Files that back values up: invoices, meter photographs, publications, certificates."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import msgspec

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
