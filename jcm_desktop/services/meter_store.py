"""Where every change of a meter is stored; a frozen period keeps the meters it was frozen with.

Knows no use case; each says itself which meter becomes what.
"""

from __future__ import annotations

from jcm_desktop.domain.meter import Meter
from jcm_desktop.services.plan_store import refuse_altered
from jcm_desktop.storage import repositories
from jcm_desktop.storage.workspace import UnitOfWork


def store_meter(work: UnitOfWork, project: str, meter: Meter) -> None:
    """Add what is known of a meter now, with its event; UserError `meter.period_frozen`."""
    before = repositories.meters(work.connection, project)
    after = (*(one for one in before if one.serial != meter.serial), meter)
    refuse_altered(work.connection, project, meters=after, code="meter.period_frozen", serial=meter.serial)
    repositories.add_meter(work.connection, project, meter)
    work.record(project, "meter.added", meter.serial, {"meter": meter})
