"""Do the months follow from the logger data? Recomputed from the blocks, and from the original file where it is there.

For each batch: its event is in the chain, its blocks have their hashes, and the
file, read again by the mapping that was used, gives the very same blocks. For
each reading: batches and what was laid over them, added up here, give its value
and everything that is said of it.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from jcm_desktop.calculation.logged import assemble, month_value
from jcm_desktop.datafiles.read import read_file
from jcm_desktop.datafiles.source import open_source
from jcm_desktop.domain.batch import Batch, Overlay
from jcm_desktop.domain.dossier import Dossier
from jcm_desktop.domain.errors import JcmError, UserError
from jcm_desktop.domain.reading import Reading
from jcm_desktop.methodologies.schema import Definition
from jcm_desktop.packages.manifest import AUDIT, DOSSIER
from jcm_desktop.packages.read import Problem
from jcm_desktop.packages.series_file import read_series, series_name
from jcm_desktop.series.blocks import Series, digest_of, pack

EVENTS = frozenset({"readings.imported", "readings.logger_corrected", "readings.derived"})


class LoggedVerdict(msgspec.Struct, frozen=True):
    """What recomputing from logger data gave."""

    problems: tuple[Problem, ...]
    months: int
    values: int
    files: int  # original files that were read again


def verify_logged(dossier: Dossier, definition: Definition, files: Mapping[str, bytes]) -> LoggedVerdict | None:
    """Recompute everything that comes from logger data; None where nothing does."""
    derived = [one for one in dossier.active_readings if one.logged is not None]
    if not dossier.batches and not derived:
        return None
    problems: list[Problem] = list(_unrecorded(dossier, files.get(AUDIT, b"").splitlines()))
    series: dict[str, Series] = {}
    for batch in dossier.batches:
        try:
            series[batch.id] = _series(batch, files)
        except UserError as error:
            problems.append(Problem(error.code, error.place, error.facts))
    read_again = 0
    evidence = {one.sha256: f"evidence/{one.sha256}.{one.extension}" for one in dossier.evidence}
    for batch in dossier.batches:
        body = files.get(evidence.get(batch.file_sha256, ""))
        if body is not None:
            read_again += 1
            problems.extend(_file_differs(batch, body))
    for reading in derived:
        problems.extend(_value_differs(dossier, definition, reading, series))
    values = sum(len(one) for one in series.values())
    return LoggedVerdict(tuple(problems[:50]), len(derived), values, read_again)


def _series(batch: Batch, files: Mapping[str, bytes]) -> Series:
    name = series_name(batch)
    if name not in files:
        raise UserError("package.file_missing", name)
    found = read_series(files[name], batch, name)
    if (
        len(found) != batch.rows
        or digest_of(batch.blocks) != batch.digest
        or (batch.rows and found.scale != batch.scale)
    ):
        raise UserError("series.block_damaged", name, detail="it is not what its batch says")
    return found


def _unrecorded(dossier: Dossier, lines: list[bytes]) -> Iterator[Problem]:
    """Batches and overlays that the chain does not hold, or holds otherwise."""
    batches: dict[str, Any] = {}
    overlays: dict[str, Any] = {}
    for line in lines:
        try:
            event = json.loads(line)
        except ValueError:
            continue  # the chain's own answer says so
        if isinstance(event, dict) and event.get("kind") in EVENTS:
            payload = event.get("payload") or {}
            batches.update((one.get("id"), one) for one in payload.get("batches", ()))
            overlays.update((one.get("id"), one) for one in payload.get("overlays", ()))
    for batch in dossier.batches:
        if recorded(batches.get(batch.id), Batch) != batch:
            yield Problem("chain.batch_unrecorded", f"{DOSSIER}: {batch.point} {batch.file}")
    for overlay in dossier.overlays:
        if recorded(overlays.get(overlay.id), Overlay) != overlay:
            yield Problem("chain.batch_unrecorded", f"{DOSSIER}: {overlay.point} {overlay.at}")


def recorded(plain: Any, kind: Any) -> Any:
    """What an event holds, as the type it was; None if it is none. Fields that are younger than the event are empty."""
    try:
        return msgspec.convert(plain, kind)
    except (msgspec.ValidationError, UserError):
        return None


def _file_differs(batch: Batch, body: bytes) -> Iterator[Problem]:
    """Read the original file again."""
    try:
        with tempfile.TemporaryDirectory(prefix="jcm-verify-", ignore_cleanup_errors=True) as folder:
            path = Path(folder) / "original"
            path.write_bytes(body)
            found = read_file(open_source(path, batch.mapping.sheet), batch.mapping)
        column = next(one for one in found.columns if one.column == batch.column)
    except (JcmError, StopIteration) as error:
        yield Problem("logged.file_unreadable", batch.file, {"detail": str(error)})
        return
    hashes = tuple(one.sha256 for one in pack(column.series))
    if hashes != batch.blocks or found.problems.count:
        yield Problem("logged.file_differs", batch.file, {"point": batch.point})


def _value_differs(
    dossier: Dossier, definition: Definition, reading: Reading, series: Mapping[str, Series]
) -> Iterator[Problem]:
    logged = reading.logged
    if logged is None:
        return
    place = f"{DOSSIER}: {reading.point} {reading.span}"
    named = [one for one in dossier.batches if one.id in logged.batches and one.point == reading.point]
    if len(named) != len(logged.batches) or not all(one.id in series for one in named):
        yield Problem("logged.batch_missing", place)
        return
    overlays = [
        one
        for one in dossier.overlays
        if one.point == reading.point
        and (not one.recorded_at or not reading.recorded_at or one.recorded_at <= reading.recorded_at)
    ]
    try:
        whole = assemble([(one, series[one.id]) for one in named], overlays)
        quantity, found = month_value(whole, definition, dossier.plan.point(reading.point), reading.span)
    except (JcmError, KeyError, IndexError) as error:
        yield Problem("logged.value_unknown", place, {"detail": str(error)})
        return
    if quantity != reading.quantity:
        stated = f"{reading.quantity.value} {reading.quantity.unit}" if reading.quantity else ""
        yield Problem(
            "logged.value_differs", place, {"stated": stated, "computed": f"{quantity.value} {quantity.unit}"}
        )
    elif msgspec.structs.replace(found, below=logged.below, above=logged.above) != logged:  # limits are the plan's
        yield Problem("logged.facts_differ", place)
