"""The kinds of rule, by name. Each is a generator over a context: it yields hits and never raises on purpose."""

from __future__ import annotations

from jcm_desktop.validation.context import Kind
from jcm_desktop.validation.kinds import (
    calibration,
    documents,
    logged,
    periods,
    plans,
    projects,
    readings,
    results,
    statements,
)

KINDS: dict[str, Kind] = {
    function.__name__: function
    for module in (projects, periods, plans, readings, results, documents, calibration, statements, logged)
    for function in module.ALL
}
