"""How numbers, days and units are shown to people. Display only; nothing here is computed with."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from jcm_desktop.domain.period import DAY, Span
from jcm_desktop.domain.quantity import rounded, to_places
from jcm_desktop.i18n import _, language

SHORT = 6  # decimals; of a number below one, digits that say something


def number(value: Decimal, places: int | None = None) -> str:
    """Grouped by thousands with a decimal point; `places` rounds half up for display only."""
    shown = value if places is None else to_places(value, places)
    text = f"{shown:,f}"
    if places is None and "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text.replace("-", "−")


def short_number(value: Decimal) -> str:
    """As `number`, with about six decimals where there are more; what is stored keeps all of them."""
    places = SHORT if abs(value) >= 1 or not value else SHORT - 1 - value.adjusted()
    shown, _exact = rounded(Fraction(value), places)
    return number(shown)


def is_short(value: Decimal) -> bool:
    """Whether `short_number` shows all of a number."""
    places = SHORT if abs(value) >= 1 or not value else SHORT - 1 - value.adjusted()
    return rounded(Fraction(value), places)[1]


def equals(value: Fraction, places: int = 6) -> str:
    """`= 680.5` where the digits end within some decimals; `≈ 680.32258` where they are rounded for display."""
    shown, exact = rounded(value, places)
    return f"{'=' if exact else '≈'} {number(shown)}"


def plain_number(value: Decimal) -> str:
    """Without groups, for editing: `23134.5`."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def range_words(low: Decimal | None, high: Decimal | None) -> str:
    """`0 to 100`, `at least 0`, `at most 100`, or nothing."""
    if low is not None and high is not None:
        return _("{low} to {high}").format(low=plain_number(low), high=plain_number(high))
    if low is not None:
        return _("at least {low}").format(low=plain_number(low))
    return _("at most {high}").format(high=plain_number(high)) if high is not None else ""


def tonnes(value: int | Decimal) -> str:
    """Whole or exact tonnes with their unit."""
    return f"{number(Decimal(value))} t"


def signed_tonnes(value: Decimal | None) -> str:
    """An effect on the claim: `−1,693 t`, `+2 t`, or nothing."""
    if value is None:
        return ""
    return ("+" if value > 0 else "") + tonnes(value)


def day(value: date) -> str:
    """A day as ISO 8601: the same for every reader."""
    return value.isoformat()


def moment(value: datetime) -> str:
    """A moment in UTC, to the minute."""
    return value.strftime("%Y-%m-%d %H:%M UTC")


def span_words(span: Span) -> str:
    """`2019-07-06 to 2020-12-31`."""
    return (
        day(span.first) if span.first == span.last else _("{first} to {last}").format(first=span.first, last=span.last)
    )


def month_label(span: Span) -> str:
    """`July 2019`, with the days where the span is not the whole month."""
    if (span.first.year, span.first.month) != (span.last.year, span.last.month):
        return span_words(span)
    whole = span.first.day == 1 and (span.last + DAY).day == 1
    if language() == "ja":
        name = f"{span.first.year}年{span.first.month}月"
    else:
        name = f"{_MONTHS[span.first.month - 1]} {span.first.year}"
    return name if whole else f"{name} ({span.first.day}–{span.last.day})"


_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
