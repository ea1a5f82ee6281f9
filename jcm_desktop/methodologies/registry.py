"""The shipped definitions by short names, for tests and scripts; the program itself is handed a `Library`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jcm_desktop.methodologies.library import listing as listing_of
from jcm_desktop.methodologies.library import shipped
from jcm_desktop.methodologies.schema import Definition


def all_definitions() -> tuple[Definition, ...]:
    """Every shipped definition, by id, then version."""
    return shipped().definitions()


def definition(id: str, version: str | None = None, decisions: Mapping[str, str] | None = None) -> Definition:
    """One shipped definition; without a version the newest, without a decision its first choice."""
    return shipped().definition(id, version, decisions)


def listing() -> list[dict[str, Any]]:
    """The rows of `methodologies --json`."""
    return listing_of(all_definitions())
