"""Rules about a filled workbook: it is the approved one, and computes what we compute. Silent where there is none."""

from __future__ import annotations

from collections.abc import Iterator

from jcm_desktop.domain.finding import Place
from jcm_desktop.validation.catalogue import Check
from jcm_desktop.validation.context import CheckContext, Hit, Kind


def workbook_results(context: CheckContext, _check: Check) -> Iterator[Hit]:
    """What the workbook shows as result is what the engine computes."""
    for one in context.workbook.results if context.workbook else ():
        facts = {"cell": str(one.place), "found": one.found or "-", "wanted": one.wanted}
        yield Hit(Place("result", "", str(one.place)), facts)


def workbook_locked(context: CheckContext, _check: Check) -> Iterator[Hit]:
    """Every cell that is no input is as in the approved workbook."""
    for one in context.workbook.locked if context.workbook else ():
        facts = {"cell": str(one.place), "found": one.found or "-", "wanted": one.wanted or "-"}
        yield Hit(Place("result", "", str(one.place)), facts)


ALL: tuple[Kind, ...] = (workbook_results, workbook_locked)
