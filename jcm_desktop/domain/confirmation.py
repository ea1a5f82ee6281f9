"""What people state about a definition: each thing of it beside the approved text, and that all of it agrees.

A statement never changes: a later one about the same thing takes its place, also
when it is withdrawn. What was compared is named by the hash of what our definition
says there, so a tick says nothing about other words. Knows no definition.
"""

from __future__ import annotations

from datetime import datetime
from typing import TypeAlias

import msgspec

from jcm_desktop.domain.declaration import Declared
from jcm_desktop.domain.evidence import Evidence
from jcm_desktop.domain.project import MethodologyRef

_CONSTRUCTED = "constructed "


class Tick(Declared, frozen=True, tag="tick"):
    """One thing of a definition was compared with the approved text."""

    methodology: MethodologyRef
    item: str  # what it is, e.g. `formulas/RE`
    content: str  # SHA-256 of what our definition says
    agrees: bool
    page: str = ""
    document: str = ""  # SHA-256 of the file it was compared with
    text: str = ""  # where it does not agree: what the approved text says

    @property
    def subject(self) -> str:
        return f"{self.item} {self.content}"


class ApprovedText(Declared, frozen=True, tag="approved-text"):
    """A file of the workspace's store is the approved text of a methodology, or its official workbook."""

    methodology: MethodologyRef
    file: Evidence

    @property
    def subject(self) -> str:
        return self.file.sha256


class Compared(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One thing that agrees, as it stands in a confirmation."""

    item: str
    content: str
    page: str
    document: str
    by: str = ""
    at: datetime | None = None


class Confirmation(Declared, frozen=True, tag="confirmation"):
    """A named person compared a whole definition with the approved text and found it the same."""

    methodology: MethodologyRef
    definition: str  # SHA-256 of the definition as written
    person: str
    organisation: str = ""
    items: tuple[Compared, ...] = ()
    documents: tuple[Evidence, ...] = ()
    reason: str = ""  # of a withdrawal
    constructed: bool = False  # made for a sample; says nothing about any real project

    @property
    def subject(self) -> str:
        return f"{_CONSTRUCTED if self.constructed else ''}{self.definition}"


AboutDefinition: TypeAlias = Tick | ApprovedText | Confirmation
