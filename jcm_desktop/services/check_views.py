"""What the checks page shows: findings, and the waivers that let some of them stand. Frozen rows, ready to draw."""

from __future__ import annotations

import msgspec

from jcm_desktop.domain.finding import Place, Severity
from jcm_desktop.domain.period import Span


class FindingRow(msgspec.Struct, frozen=True):
    """A finding on the checks page."""

    code: str
    severity: Severity
    severity_words: str
    title: str
    message: str
    remedy: str
    clause: str
    tonnes: str  # "-1,693 t" or empty
    place: Place
    place_words: str
    reason: str
    needs_reason: bool
    blocks: bool
    value: str = ""  # what was found, where it is held against a limit
    limit: str = ""
    reason_by: str = ""  # who gave the reason or recorded the waiver, and when
    may_be_waived: bool = False
    reason_before: str = ""  # one that was given for another value at the same place, offered again
    never_waived: str = ""  # why no authority can let it stand; empty where one can, or nothing is to be let stand


class WaiverRow(msgspec.Struct, frozen=True):
    """A waiver that was recorded for the period."""

    subject: str  # to withdraw it by
    code: str
    title: str
    place_words: str
    authority: str
    reference: str
    reason: str
    days: str  # for which days it holds
    by: str  # who recorded it, and when
    state: str  # what it does now, in words
    tone: str  # green: it lets findings stand; amber: it is over; plain: nothing needs it


class ChecksView(msgspec.Struct, frozen=True):
    """The checks page."""

    project: str
    span: Span
    constructed: str
    findings: tuple[FindingRow, ...]
    blocking: int
    reasons_missing: int
    run_count: int  # how many checks ran
    summary: str
    waivers: tuple[WaiverRow, ...] = ()


class WaivingView(msgspec.Struct, frozen=True):
    """What is asked before a finding is waived."""

    code: str
    title: str
    place: Place
    place_words: str
    message: str
    keys: tuple[tuple[str, str], ...]  # of monitoring managers: fingerprint, and whose it is
    obstacle: str  # why it cannot be waived now; empty: it can
