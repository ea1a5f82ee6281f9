"""The list of findings as a file: what stands on it, in the languages it is written in. Draws nothing.

The words come ready, one text for each language; where two languages say the same it
stands once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TypeAlias

from jcm_desktop.domain.finding import Severity
from jcm_desktop.domain.period import Span
from jcm_desktop.i18n import N_

Words: TypeAlias = tuple[str, ...]  # the same in each language

TITLE = N_("List of findings")
NOT_REAL = N_("NOT REAL: constructed sample data")
NOTHING = N_("The checks found nothing.")
HEADS = (
    N_("Code"),
    N_("Severity"),
    N_("Place"),
    N_("Finding"),
    N_("Value"),
    N_("Limit"),
    N_("At stake, t"),
    N_("What to do"),
    N_("Reason or waiver"),
    N_("By whom"),
)


@dataclass(frozen=True, slots=True)
class ListedFinding:
    """One finding."""

    code: str
    severity: Severity
    severity_words: Words
    title: Words
    place: Words
    message: Words
    remedy: Words
    clause: Words
    value: str
    limit: str
    tonnes: Decimal | None
    reason: str  # a reason that was given, or the waiver
    by: str  # who gave it


@dataclass(frozen=True, slots=True)
class FindingsList:
    """All findings of one period, worst first, and how many there are of each kind."""

    reference: str
    project: str
    methodology: str
    rules: Words
    period: Span
    claimed: Words  # the claim, or that there is none
    made_at: datetime
    made_by: str
    application: str
    constructed: Words  # that it is a sample; empty otherwise
    language: str  # a form: `en`, `ja`, `en+ja`
    checks: int  # how many ran
    counts: tuple[tuple[Words, int], ...]  # by severity, worst first
    findings: tuple[ListedFinding, ...]

    @property
    def title(self) -> str:
        """In the properties of a file."""
        return f"List of findings {self.reference} {self.period}"
