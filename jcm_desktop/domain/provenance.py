"""Where a definition or a rule set that a dossier uses came from, and the hash of what it said. Facts only."""

from __future__ import annotations

from datetime import date
from typing import Literal

import msgspec


class Provenance(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One thing that was used; publisher and what follows are of a pack."""

    what: Literal["definition", "rules"]
    name: str  # `MN_AM003 ver2.0`, or the key of a rule set
    kind: Literal["shipped", "pack", "own"]
    sha256: str  # of the definition as written, or of the rule set
    publisher: str = ""
    fingerprint: str = ""  # of the publisher's key
    pack: str = ""
    edition: int = 0
    issued: date | None = None
