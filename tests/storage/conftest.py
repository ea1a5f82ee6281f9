"""A workspace per test, with a clock that only moves when told, and one project in it."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from jcm_desktop.domain.period import Span
from jcm_desktop.domain.plan import MonitoringPoint, Plan
from jcm_desktop.domain.project import MethodologyRef, Project
from jcm_desktop.domain.quantity import Quantity
from jcm_desktop.domain.reading import Reading
from jcm_desktop.storage import repositories
from jcm_desktop.storage.workspace import Workspace

METHODOLOGY = MethodologyRef("ID_AM003", "1.0")


class Clock:
    """Stands still; `pass_by` moves it."""

    def __init__(self) -> None:
        self.time = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time

    def pass_by(self, **amount: float) -> None:
        self.time += timedelta(**amount)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "workspace"


@pytest.fixture
def workspace(folder: Path, clock: Clock) -> Iterator[Workspace]:
    opened = Workspace.open(folder, clock)
    with opened.unit_of_work("Bat") as work:
        repositories.save_project(work.connection, Project("ID003", "Cold storage", "ID", "registered", METHODOLOGY))
        point = MonitoringPoint("(1)", "EC_PJ", "MWh", "Electricity", "C", ("freezer-1",))
        repositories.save_plan(work.connection, "ID003", Plan(METHODOLOGY, points=(point,)), clock())
        repositories.open_period(work.connection, "ID003", Span(date(2020, 1, 1), date(2020, 12, 31)))
        work.record("ID003", "project.added", "ID003", {})
    yield opened
    opened.close()


@pytest.fixture
def reading(clock: Clock) -> Callable[..., Reading]:
    """Make a reading of January 2020 with a fresh id."""
    numbers = itertools.count(1)

    def make(value: str | None = "135", *, supersedes: str = "", month: int = 1, point: str = "(1)") -> Reading:
        quantity = None if value is None else Quantity(Decimal(value), "MWh")
        span = next(itertools.islice(Span(date(2020, month, 1), date(2020, 12, 31)).months(), 1))
        return Reading(
            id=f"r{next(numbers):06}",
            point=point,
            first=span.first,
            last=span.last,
            quantity=quantity,
            typed=f"{value} MWh" if value else "",
            supersedes=supersedes,
            recorded_at=clock(),
            recorded_by="Bat",
        )

    return make


@pytest.fixture
def enter(workspace: Workspace) -> Callable[..., None]:
    """Store readings with their event, as the use cases do."""

    def store(*readings: Reading) -> None:
        with workspace.unit_of_work("Bat") as work:
            repositories.add_readings(work.connection, "ID003", readings)
            work.record("ID003", "readings.entered", "", {"readings": list(readings)})

    return store
