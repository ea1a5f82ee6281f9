"""Who signs, in which order."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """The three signatures of a report, first to last."""

    OPERATOR = "operator"
    MANAGER = "manager"
    VERIFIER = "verifier"
