"""`data/dossier.json`: the inputs, the definition used, the findings and the result with its trace.

Canonical JSON both ways; reading is strict. The result is written as plain text
numbers, so that a verifier compares what was written with what they compute.
"""

from __future__ import annotations

from typing import Any

import msgspec

from jcm_desktop.calculation.result import Result, Vintage
from jcm_desktop.domain.dossier import Dossier
from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.finding import Finding
from jcm_desktop.domain.quantity import format_decimal
from jcm_desktop.methodologies.schema import Definition
from jcm_desktop.packages.manifest import DOSSIER, ClaimedVintage, canonical
from jcm_desktop.validation.rule_sets import RuleSet

FORMAT = 1


class DossierFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The content of `data/dossier.json`."""

    jcm_dossier: int
    dossier: Dossier
    definition: Definition
    findings: tuple[Finding, ...]
    result: dict[str, Any]
    rules: RuleSet | None = None  # that the result was rounded by; packages of version 0.1 do not say


def plain_result(result: Result) -> dict[str, Any]:
    """The result as text and whole numbers, with every term's trace."""
    return {
        "methodology": str(result.methodology),
        "period": str(result.period),
        "reference": format_decimal(result.reference, group=False),
        "project": format_decimal(result.project, group=False),
        "reductions": format_decimal(result.reductions, group=False),
        "claimed": result.claimed,
        "rounding": msgspec.to_builtins(result.rounding),
        "vintages": [
            {
                "year": vintage.year,
                "reference": format_decimal(vintage.reference, group=False),
                "project": format_decimal(vintage.project, group=False),
                "reductions": format_decimal(vintage.reductions, group=False),
                "claimed": vintage.claimed,
                "terms": {term.name: term.trace.to_plain() for term in vintage.terms},
                **_plain_parts(vintage),
            }
            for vintage in result.vintages
        ],
    }


def _plain_parts(vintage: Vintage) -> dict[str, Any]:
    """Of a project with several methodologies only; a package of one has no such key."""
    rows = [
        {
            "methodology": str(part.methodology),
            "reference": format_decimal(part.reference, group=False),
            "project": format_decimal(part.project, group=False),
            "reductions": format_decimal(part.reductions, group=False),
            "claimed": part.claimed,
        }
        for part in vintage.parts
    ]
    return {"parts": rows} if rows else {}


def claimed_vintages(result: Result) -> tuple[ClaimedVintage, ...]:
    """The manifest's rows for a result."""
    return tuple(
        ClaimedVintage(one.year, one.reference, one.project, one.reductions, one.claimed) for one in result.vintages
    )


def write_dossier(
    dossier: Dossier,
    definition: Definition,
    findings: tuple[Finding, ...],
    result: Result,
    rules: RuleSet | None = None,
) -> bytes:
    """The canonical bytes."""
    return canonical(DossierFile(FORMAT, dossier, definition, findings, plain_result(result), rules))


def read_dossier(body: bytes) -> DossierFile:
    """Decode strictly; UserError `package.dossier_unreadable` names the place inside."""
    try:
        return msgspec.json.decode(body, type=DossierFile)
    except (msgspec.DecodeError, UnicodeDecodeError, UserError, RecursionError) as error:
        raise UserError("package.dossier_unreadable", DOSSIER, detail=error) from error
