"""The four kinds of error, each with a stable code and facts; no words.

`UserError`: the user can fix it (a wrong file, a missing value).
`WorldError`: the world failed (disk full, file locked, stick pulled out).
`Cancelled`: the user changed their mind; never shown.
Anything else that is raised is a bug and is reported as one.

Words are chosen at the edge, from the code (`jcm_desktop.words`).
"""

from __future__ import annotations


class JcmError(Exception):
    """An error that has a code, the place it speaks of, and facts for its words."""

    def __init__(self, code: str, place: str = "", **facts: object) -> None:
        self.code = code
        self.place = place
        self.facts = {name: str(value) for name, value in facts.items()}
        details = ", ".join(f"{name}={value}" for name, value in self.facts.items())
        super().__init__(": ".join(part for part in (code, place, details) if part))


class UserError(JcmError):
    """The user can fix it; the words say how."""


class WorldError(JcmError):
    """The world outside failed; nothing was half-done, the words say what to try."""


class Cancelled(JcmError):  # noqa: N818 - not an error to a user  # noqa: N818 - not an error to a user
    """The user cancelled; silent."""

    def __init__(self) -> None:
        super().__init__("cancelled")
