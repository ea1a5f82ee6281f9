"""What the result page shows: tonnes by calendar year and month, and what each number is made of. Frozen rows.

Texts are in the current language; numbers are text, grouped and rounded.
"""

from __future__ import annotations

import msgspec

from jcm_desktop.domain.finding import Place
from jcm_desktop.domain.period import Span


class DerivationNode(msgspec.Struct, frozen=True):
    """A number and what it is made of."""

    symbol: str  # markup
    label: str
    value: str
    unit: str
    detail: str  # formula, or the source of a leaf
    place: Place | None
    children: tuple[DerivationNode, ...]
    exact: str = ""  # every digit, where the value is shortened for the eye


class VintageRow(msgspec.Struct, frozen=True):
    """A calendar year on the result page; `derivations` unfold each number."""

    year: str
    days: int
    reference: str
    project: str
    reductions: str
    claimed: str
    derivations: tuple[DerivationNode, ...]  # RE, PE, ER in this order
    parts: tuple[VintageRow, ...] = ()  # of several methodologies, named where the year stands; they add up to this
    expected: str = ""  # tonnes by the plan for these days; empty where it does not say


class MonthBar(msgspec.Struct, frozen=True):
    """A bar of the chart."""

    label: str  # "2019-07"
    value: float  # for drawing only; the number that counts is `text`
    text: str
    complete: bool  # every point has a value


class ResultView(msgspec.Struct, frozen=True):
    """The result page."""

    project: str
    span: Span
    constructed: str
    problem: str  # why there is no result; empty if there is
    claimed: str
    reductions: str
    reference: str
    project_emissions: str
    estimate: str  # ex-ante estimate for these days, and the share reached
    rounding_words: str
    vintages: tuple[VintageRow, ...]
    months: tuple[MonthBar, ...]
    unfinished: str = ""  # that cells hold text which is no value, and what that does to the claim
