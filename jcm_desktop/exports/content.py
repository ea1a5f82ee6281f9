"""What a report says, as canonical JSON: the data it was made from, and the numbers that came out.

A part that a public copy withholds stands there as a salted hash; so both copies have
one fingerprint, and the full copy proves that it is the same report. Numbers are text.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import msgspec

from jcm_desktop.calculation.result import Result
from jcm_desktop.domain.quantity import format_decimal
from jcm_desktop.exports.report_model import Report, Withheld, is_withheld

FORMAT = 1
SEALED = "withheld"  # the key whose value is a part's salted hash
_canonical = msgspec.json.Encoder(order="sorted").encode


def canonical(value: Any) -> bytes:
    """The one JSON form of a value: sorted keys, no spaces."""
    return _canonical(value)


def content(report: Report) -> dict[str, Any]:
    """Everything the copy says; what is withheld from it is null or `XXX`."""
    dossier: dict[str, Any] = msgspec.to_builtins(report.dossier)
    hidden = {row.key for row in report.fixed if is_withheld(row.value)}
    written = [dossier["plan"], *dossier["plan_versions"]]
    for plain, plan in zip(written, (report.dossier.plan, *report.dossier.plan_versions), strict=True):
        for stored, one in zip(plain["fixed"], plan.fixed, strict=True):
            if one.key in hidden:
                stored["quantity"] = None
    definition: dict[str, Any] = msgspec.to_builtins(report.definition)
    return {
        "jcm_report": FORMAT,
        "report": {
            "number": report.number,
            "made_at": report.made_at.isoformat(),
            "made_by": report.made_by,
            "application": report.application,
            "language": report.language,
            "audit_head": report.audit_head,
            "audit_count": report.audit_count,
        },
        "dossier": dossier,
        "definition": definition,
        "order": dict(_orders("", definition)),
        "findings": msgspec.to_builtins(report.findings),
        "result": _result(report.result),
        "estimate": _result(report.estimate) if report.estimate else None,
        "changes": msgspec.to_builtins(report.changes),
        "revisions": msgspec.to_builtins(report.revisions),
        "gaps": [_tonnes(one.tonnes) for one in report.gaps],
        "careful": [[one.value, _tonnes(one.tonnes)] for one in report.careful],
        "calibrated": [_tonnes(one.tonnes) for one in report.calibrated],
        "corrections": [[one.old, one.new, _tonnes(one.tonnes)] for one in report.corrections],
    }


def _orders(place: str, value: Any) -> Iterator[tuple[str, list[str]]]:
    """The order of keys that is not the alphabet's: canonical JSON loses it, and tables follow it."""
    if isinstance(value, dict):
        keys = list(value)
        if keys != sorted(keys):
            yield place, keys
        for key, one in value.items():
            yield from _orders(f"{place}/{key}", one)


def ordered(value: Any, orders: dict[str, list[str]], place: str = "") -> Any:
    """The same with its keys in the order they had."""
    if not isinstance(value, dict):
        return value
    keys = orders.get(place, list(value))
    return {key: ordered(value[key], orders, f"{place}/{key}") for key in keys if key in value}


def _result(result: Result) -> dict[str, Any]:
    return {
        "methodology": str(result.methodology),
        "period": str(result.period),
        "reference": _digits(result.reference),
        "project": _digits(result.project),
        "reductions": _digits(result.reductions),
        "claimed": result.claimed,
        "rounding": msgspec.to_builtins(result.rounding),
        "vintages": [
            {
                "year": one.year,
                "claimed": one.claimed,
                "terms": {term.name: _digits(term.value) for term in one.terms},
                "parts": [[str(part.methodology), part.claimed] for part in one.parts],
            }
            for one in result.vintages
        ],
    }


def _digits(value: Decimal) -> str | None:
    return None if is_withheld(value) else format_decimal(value, group=False)


def _tonnes(value: Decimal | None) -> str | None:
    return None if value is None else _digits(value)


# --- sealing ------------------------------------------------------------------------------------------------------


def salt_of(key: bytes, place: str) -> str:
    """The salt of a place: HMAC-SHA-256 under the key, in hexadecimal."""
    return hmac.new(key, place.encode(), hashlib.sha256).hexdigest()


def digest_of(key: bytes, place: str, value: Any) -> str:
    """The salted hash of a part: SHA-256 of the salt, a line feed, and the value in canonical JSON."""
    return hashlib.sha256(f"{salt_of(key, place)}\n".encode() + canonical(value)).hexdigest()


def sealed(full: Any, public: Any, key: bytes) -> tuple[Any, tuple[Withheld, ...]]:
    """The public content with a salted hash wherever it differs from the full one, and the list of these."""
    found: list[Withheld] = []

    def seal(place: str, value: Any) -> Any:
        digest = digest_of(key, place, value)
        found.append(Withheld(place, digest))
        return {SEALED: digest}

    merged = _merged("", full, public, seal)
    return merged, tuple(sorted(found, key=lambda one: one.place))


def _merged(place: str, full: Any, public: Any, seal: Callable[[str, Any], Any]) -> Any:
    if isinstance(full, dict) and isinstance(public, dict) and full.keys() == public.keys():
        return {key: _merged(f"{place}/{key}", full[key], public[key], seal) for key in full}
    if isinstance(full, list | tuple) and isinstance(public, list | tuple) and len(full) == len(public):
        return [_merged(f"{place}/{at}", one, public[at], seal) for at, one in enumerate(full)]
    return full if full == public else seal(place, full)


def places_opened(full: Any, public: Any, key: bytes, place: str = "") -> Iterator[tuple[str, bool]]:
    """Every sealed place of a public content with whether the full one opens it; and places where the two differ."""
    if isinstance(public, dict) and public.keys() == {SEALED}:
        yield place, digest_of(key, place, full) == public[SEALED]
    elif isinstance(full, dict) and isinstance(public, dict) and full.keys() == public.keys():
        for name in full:
            yield from places_opened(full[name], public[name], key, f"{place}/{name}")
    elif isinstance(full, list) and isinstance(public, list) and len(full) == len(public):
        for at, one in enumerate(full):
            yield from places_opened(one, public[at], key, f"{place}/{at}")
    elif full != public:
        yield place, False


def fingerprint_of(document: bytes) -> str:
    """The fingerprint of a content in its public form."""
    return hashlib.sha256(document).hexdigest()
