"""What a reading was derived from and what is to know of its logger data, in words. Computes nothing."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from jcm_desktop.domain.batch import Logged
from jcm_desktop.domain.reading import Reading
from jcm_desktop.i18n import _, ngettext
from jcm_desktop.services.formatting import month_label

_HOUR = 3600


def logged_words(reading: Reading, logged: Logged) -> str:
    """What a derived reading was made of."""
    files = ", ".join(logged.files)
    month = month_label(reading.span)
    if logged.kind == "register":
        words = _("Register of {month}: {closing} less {opening}, from {files}")
        return words.format(month=month, closing=logged.closing, opening=logged.opening, files=files)
    return _("Sum of {values} values of {month} from {files}").format(
        values=f"{logged.values:,}", month=month, files=files
    )


def logged_notes(one: Logged) -> Iterable[str]:
    """What a reader must know about a month's logger data."""
    if one.expected and one.values < one.expected:
        yield _("{values} of {expected} values are there.").format(
            values=f"{one.values:,}", expected=f"{one.expected:,}"
        )
    if one.gaps:
        text = ngettext(
            "{count} gap, {length} from {when}.", "{count} gaps, the longest {length} from {when}.", one.gaps
        )
        yield text.format(count=one.gaps, length=duration(one.longest_gap), when=one.longest_gap_at)
    if one.below:
        yield _("{count} values are below what can be.").format(count=f"{one.below:,}")
    if one.above:
        yield _("{count} values are above what the equipment can give.").format(count=f"{one.above:,}")
    if one.steps:
        yield _("{count} explained jumps of the register.").format(count=one.steps)
    if one.corrected:
        yield _("{count} values were corrected by hand.").format(count=one.corrected)
    if one.opening:
        yield _("From {opening} to {closing}.").format(opening=one.opening, closing=one.closing)


def duration(seconds: int) -> str:
    """A length of time for people."""
    if seconds >= 2 * 24 * _HOUR:
        return _("{count} days").format(count=f"{Decimal(seconds) / (24 * _HOUR):.1f}".removesuffix(".0"))
    if seconds >= _HOUR:
        return _("{count} h").format(count=f"{Decimal(seconds) / _HOUR:.1f}".removesuffix(".0"))
    return _("{count} min").format(count=f"{Decimal(seconds) / 60:.1f}".removesuffix(".0"))
