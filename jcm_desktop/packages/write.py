"""Put a report, its data and its evidence into one signed package. Returns bytes; who stores them is not known here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from jcm_desktop.calculation.result import Result
from jcm_desktop.domain.dossier import Dossier
from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.finding import Finding
from jcm_desktop.methodologies.schema import Definition
from jcm_desktop.packages.container import pack, unpack
from jcm_desktop.packages.dossier_file import claimed_vintages, write_dossier
from jcm_desktop.packages.instructions import instructions
from jcm_desktop.packages.manifest import (
    AUDIT,
    DOSSIER,
    FORMAT,
    MANIFEST,
    MAX_EVIDENCE,
    MIMETYPE,
    REPORT_PDF,
    REPORT_WORKBOOK,
    SIGNATURE,
    VERIFY,
    Manifest,
    canonical,
    describe,
    file_name,
)
from jcm_desktop.packages.series_file import series_name, write_series
from jcm_desktop.validation.rule_sets import RuleSet


def write_package(
    *,
    dossier: Dossier,
    definition: Definition,
    findings: tuple[Finding, ...],
    result: Result,
    pdf: bytes,
    workbook: bytes,
    audit: bytes,
    audit_head: str,
    audit_count: int,
    evidence: Mapping[str, bytes],
    series: Mapping[str, Sequence[bytes]] | None = None,
    version: int,
    made_at: datetime,
    application: str,
    sign: Callable[[bytes], bytes],
    rules: RuleSet | None = None,
) -> bytes:
    """The package's bytes.

    `evidence` maps SHA-256 to content; every file the dossier names must be there, the
    approved texts of confirmations, too, else UserError `package.evidence_missing`; but
    data files beyond `MAX_EVIDENCE` stay at home, and only their hash goes. `series` maps
    a batch's id to its packed blocks. `sign` returns the detached CMS signature of the
    manifest's bytes.
    """
    files = {
        REPORT_PDF: pdf,
        REPORT_WORKBOOK: workbook,
        DOSSIER: write_dossier(dossier, definition, findings, result, rules),
        AUDIT: audit,
    }
    for batch in dossier.batches:
        files[series_name(batch)] = write_series((series or {})[batch.id])
    imported = {batch.file_sha256 for batch in dossier.batches}
    for item in dossier.files:
        if item.sha256 not in evidence and item.sha256 in imported and item.size > MAX_EVIDENCE:
            continue
        if item.sha256 not in evidence:
            raise UserError("package.evidence_missing", item.name, sha256=item.sha256)
        files[f"evidence/{item.sha256}.{item.extension}"] = evidence[item.sha256]
    files[VERIFY] = instructions(
        name=file_name(dossier.project.reference, dossier.period.first, dossier.period.last, version),
        project=dossier.project.reference,
        first=dossier.period.first.isoformat(),
        last=dossier.period.last.isoformat(),
        version=version,
        claimed=result.claimed,
        audit_head=audit_head,
        audit_count=audit_count,
        files=describe(files),
    )
    manifest = canonical(
        Manifest(
            jcm_package=FORMAT,
            project=dossier.project.reference,
            first=dossier.period.first,
            last=dossier.period.last,
            version=version,
            made_at=made_at,
            application=application,
            audit_head=audit_head,
            audit_count=audit_count,
            claimed=result.claimed,
            vintages=claimed_vintages(result),
            files=describe(files),
        )
    )
    return pack({"mimetype": MIMETYPE, MANIFEST: manifest, SIGNATURE: sign(manifest), **files})


def countersign(data: bytes, place: str, sign: Callable[[bytes, bytes], bytes]) -> bytes:
    """The package with more signatures over its list; nothing else in it changes.

    `sign` gets the list and the signatures it has, and gives all of them back.
    Raises what `unpack` raises, and UserError `package.manifest_missing`.
    """
    entries = unpack(data, place)
    if MANIFEST not in entries or SIGNATURE not in entries:
        raise UserError("package.manifest_missing", place)
    return pack({**entries, SIGNATURE: sign(entries[MANIFEST], entries[SIGNATURE])})
