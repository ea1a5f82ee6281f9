"""Whether a version of the report still says what the data give: compared by the hashes it was made from.

Draws nothing, so that the start page can ask it.
"""

from __future__ import annotations

from hashlib import sha256

import msgspec

from jcm_desktop.domain.dossier import Dossier
from jcm_desktop.methodologies.schema import Definition
from jcm_desktop.services.reports_shelf import ReportRecord


def dossier_sha256(dossier: Dossier) -> str:
    """The hash of the inputs in canonical JSON."""
    return sha256(msgspec.json.encode(dossier, order="sorted")).hexdigest()


def definition_sha256(definition: Definition) -> str:
    """The hash of the definition in canonical JSON: a definition may change while a report waits."""
    return sha256(msgspec.json.encode(definition, order="sorted")).hexdigest()


def is_current(one: ReportRecord, dossier: Dossier, definition: Definition) -> bool:
    """Whether a version still says what the data and the methodology give."""
    known = one.definition_sha256 or definition_sha256(definition)
    return one.dossier_sha256 == dossier_sha256(dossier) and known == definition_sha256(definition)
