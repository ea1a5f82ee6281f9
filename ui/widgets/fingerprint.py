"""A certificate's fingerprint as people compare it. Display only."""

from __future__ import annotations


def grouped(fingerprint: str) -> str:
    """Groups of four in two lines, to be read over the telephone."""
    plain = fingerprint.replace(" ", "").replace(":", "").upper()
    groups = [plain[at : at + 4] for at in range(0, len(plain), 4)]
    return "\n".join(" ".join(groups[at : at + 8]) for at in range(0, len(groups), 8))
