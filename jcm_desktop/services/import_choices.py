"""What can be chosen on the mapping page, in words; and lines of a file and stored values as rows of a table."""

from __future__ import annotations

from dataclasses import dataclass

from jcm_desktop.datafiles.pages import FilePages
from jcm_desktop.datafiles.progress import Progress
from jcm_desktop.i18n import N_, _
from jcm_desktop.series.pages import SeriesPages, decimal_column
from jcm_desktop.series.zones import WallClock, local_text
from jcm_desktop.services.import_files import OpenFile
from jcm_desktop.services.project_facts import zones_to_choose
from jcm_desktop.services.session import Session
from jcm_desktop.storage import repositories

Pairs = tuple[tuple[str, str], ...]  # value, words

ORDERS: Pairs = (
    ("YMD", N_("Year, month, day")),
    ("DMY", N_("Day, month, year")),
    ("MDY", N_("Month, day, year")),
    ("serial", N_("Day number of a spreadsheet")),
    ("epoch", N_("Seconds since 1970")),
    ("epoch-ms", N_("Milliseconds since 1970")),
)
DECIMALS: Pairs = ((".", N_("Point: 1.5")), (",", N_("Comma: 1,5")))
KINDS: Pairs = (
    ("interval", N_("Amount of each interval")),
    ("register", N_("Running register")),
    ("rate", N_("Mean rate, such as kW")),
)
STAMPS: Pairs = (("start", N_("The start of the interval")), ("end", N_("The end of the interval")))
STEPS: Pairs = (
    ("60", N_("1 minute")),
    ("300", N_("5 minutes")),
    ("600", N_("10 minutes")),
    ("900", N_("15 minutes")),
    ("1800", N_("30 minutes")),
    ("3600", N_("1 hour")),
    ("day", N_("1 day")),
    ("month", N_("1 month")),
)
WALLS: Pairs = (
    ("civil", N_("Like the clock on the wall, with summer time")),
    ("standard", N_("Without summer time, all year")),
    ("stated", N_("Each time says its offset")),
    ("UTC", N_("UTC")),
)
REPEATED: Pairs = (
    ("", N_("Ask")),
    ("earlier", N_("The earlier one")),
    ("later", N_("The later one")),
)
UNITS = ("kWh", "MWh", "GWh", "Wh", "kW", "MW", "GJ", "MJ", "TJ", "m3", "Nm3", "L", "kL", "t", "kg")


@dataclass(frozen=True, slots=True)
class PointChoice:
    """A monitoring point that values can belong to."""

    no: str
    words: str
    unit: str


@dataclass(frozen=True, slots=True)
class ImportChoices:
    """What the project leaves to choose."""

    points: tuple[PointChoice, ...]
    zones: tuple[str, ...]  # the country's own first


def import_choices(session: Session, project: str) -> ImportChoices:
    """Points and zones; UserErrors `project.unknown`, `plan.none`."""
    with session.workspace.read() as connection:
        plan = repositories.plan(connection, project)
        found = repositories.project(connection, project)
    points = tuple(PointChoice(one.no, f"{one.no} {one.key} [{one.unit}]", one.unit) for one in plan.points)
    return ImportChoices(points, zones_to_choose(found))


class FileRows:
    """A file's lines for a table: the number of the line, then its cells."""

    def __init__(self, file: OpenFile, pages: FilePages) -> None:
        self._file, self._pages = file, pages
        headers = [one.header for one in file.proposal.columns]
        self.headers: tuple[str, ...] = (_("Line"), *(one or f"{at}" for at, one in enumerate(headers, 1)))

    @classmethod
    def of_file(cls, file: OpenFile, progress: Progress | None = None) -> FileRows:
        """Find the places of the lines; needs no workspace."""
        return cls(file, FilePages.of_source(file.source, file.mapping.encoding, progress))

    def __len__(self) -> int:
        return len(self._pages)

    def rows(self, first: int, count: int) -> list[tuple[str, ...]]:
        """Some rows, each as wide as the headings."""
        width = len(self.headers) - 1
        found = []
        for number in range(first + 1, min(first + count, len(self)) + 1):
            cells = self._pages.cells(number, self._file.mapping)[:width]
            found.append((f"{number:,}", *cells, *[""] * (width - len(cells))))
        return found


class SeriesRows:
    """Stored values for a table: local time and value."""

    def __init__(self, pages: SeriesPages, zone: str, unit: str) -> None:
        self._pages, self._zone = pages, zone
        self.headers: tuple[str, ...] = (_("Time"), _("Value ({unit})").format(unit=unit))
        ends = (pages.row(0)[0], pages.row(len(pages) - 1)[0]) if len(pages) else (0, 0)
        self._clock = WallClock(zone, *ends)

    def __len__(self) -> int:
        return len(self._pages)

    def instant(self, row: int) -> int:
        """Seconds since 1970 of a row."""
        return self._pages.row(row)[0]

    def find(self, instant: int) -> int:
        """The first row at or after an instant."""
        return self._pages.find(instant)

    def when(self, row: int) -> str:
        """The local time of a row, with its offset."""
        return local_text(self._zone, self.instant(row))

    def rows(self, first: int, count: int) -> list[tuple[str, ...]]:
        """Some rows."""
        instants, values = self._pages.rows(first, count)
        return list(zip(self._clock.texts(instants), decimal_column(values, self._pages.scale), strict=True))
