"""The kinds of rule, by name. Each is a generator over a context: it yields hits and never raises on purpose."""

from __future__ import annotations

from jcm_desktop.validation.context import Kind
from jcm_desktop.validation.kinds import (
    calibration,
    changes,
    documents,
    entries,
    logged,
    periods,
    plans,
    projects,
    readings,
    results,
    statements,
    workbooks,
)

KINDS: dict[str, Kind] = {
    function.__name__: function
    for module in (
        projects,
        periods,
        plans,
        changes,
        readings,
        results,
        documents,
        calibration,
        statements,
        entries,
        logged,
        workbooks,
    )
    for function in module.ALL
}
