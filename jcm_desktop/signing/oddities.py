"""What is odd about several signatures together: the same person twice, times that cannot be. Knows no files.

An oddity proves nothing wrong; a person has to ask. Each has a code, a place and facts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

import msgspec

from jcm_desktop.signing.moment import SLACK, minute
from jcm_desktop.signing.verdict import SignatureVerdict

STEP_BACK = timedelta(minutes=5)  # a clock that is set right by a time server or by hand goes back by less
MOST = 5  # places named, before it becomes unreadable
AHEAD = timedelta(days=1)  # a computer may be in another zone and set wrongly by that much


class Oddity(msgspec.Struct, frozen=True):
    """A code with a sentence, the signatures it speaks of, and facts for the sentence."""

    code: str
    place: str
    facts: dict[str, str] = {}


def about_people(signatures: Sequence[SignatureVerdict]) -> Iterator[Oddity]:
    """The same certificate in two roles, or two certificates in one name."""
    signed = [one for one in signatures if one.fingerprint]
    for at, one in enumerate(signed):
        for earlier in signed[:at]:
            if earlier.role == one.role:
                continue
            if earlier.fingerprint == one.fingerprint:
                yield Oddity("people.same_certificate", one.signer, {"first": earlier.role, "second": one.role})
            elif (earlier.signer, earlier.organisation) == (one.signer, one.organisation):
                yield Oddity("people.same_name", one.signer, {"first": earlier.role, "second": one.role})


def about_times(
    signatures: Sequence[SignatureVerdict], now: datetime, not_before: datetime | None = None
) -> Iterator[Oddity]:
    """Signed before an earlier one, before what was signed was made, in the future, or after an authority saw it."""
    latest: datetime | None = None
    for one in signatures:
        claimed = one.claimed_at
        if claimed is None:
            continue
        facts = {"at": minute(claimed)}
        if latest is not None and claimed < latest - SLACK:
            yield Oddity("time.before_earlier_signature", one.place, {**facts, "earlier": minute(latest)})
        if not_before is not None and claimed < not_before - SLACK:
            yield Oddity("time.before_it_was_made", one.place, {**facts, "made": minute(not_before)})
        if claimed > now + AHEAD:
            yield Oddity("time.in_the_future", one.place, {**facts, "now": minute(now)})
        if one.stamped_at is not None and claimed > one.stamped_at + SLACK:
            yield Oddity("time.after_its_stamp", one.place, {**facts, "stamped": minute(one.stamped_at)})
        latest = max(latest, claimed) if latest else claimed


def about_entries(moments: Iterable[datetime], history: str) -> Iterator[Oddity]:
    """Where the times of a history run backwards: the first entry of each stretch that is before an earlier one."""
    latest: datetime | None = None
    back, found = False, 0
    for seq, at in enumerate(moments, 1):
        was, back = back, latest is not None and at < latest - STEP_BACK
        if back and not was and latest is not None and found < MOST:
            found += 1
            facts = {"at": minute(at), "earlier": minute(latest)}
            yield Oddity("time.entries_backwards", f"{history}: event {seq}", facts)
        latest = at if latest is None else max(latest, at)
