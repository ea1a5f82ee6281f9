"""Whether a reason that somebody gave still speaks of what a check finds: of the same value, not only the same place.

What was judged is written in the check's own words (`judged` in checks.yaml), as it was
found. A reason given before there was such a note, or for a check without one, counts.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from jcm_desktop.domain.finding import Reason
from jcm_desktop.validation.catalogue import Check

_LONGEST = 60  # letters; of longer texts the hash tells whether they are the same


def about(check: Check, facts: Mapping[str, str]) -> str:
    """What is judged in a finding of a check; empty where only its place says it."""
    try:
        text = check.judged.format_map(facts)
    except KeyError:
        return ""
    return text if len(text) <= _LONGEST else hashlib.sha256(text.encode()).hexdigest()


def still_counts(check: Check, reason: Reason, facts: Mapping[str, str]) -> bool:
    """Whether what is found now is what the reason was given for."""
    now = about(check, facts)
    if not reason.about or not now or reason.about == now:
        return True
    old, new = _number(reason.about), _number(now)
    return old is not None and new is not None and abs(new - old) * 100 <= abs(old) * check.leeway


def _number(text: str) -> Decimal | None:
    try:
        return Decimal(text.replace(",", ""))
    except InvalidOperation:
        return None
