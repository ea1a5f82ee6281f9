"""What is odd about several signatures together: the same person twice, times that cannot be. Knows no files.

An oddity proves nothing wrong; a person has to ask. Each has a code, a place and facts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

import msgspec

from jcm_desktop.signing.moment import SLACK, minute
from jcm_desktop.signing.verdict import SignatureVerdict

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
