"""Files as plants and loggers really write them, all the way to the month's reading, or refused with nothing stored."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from helpers.loggers import PROJECT, bare, counted, imported, stored, tried

from jcm_desktop.domain.errors import UserError
from jcm_desktop.services.import_apply import apply, blockers
from jcm_desktop.services.import_files import open_files, read_files, recall
from jcm_desktop.services.session import Session

HOURS = 31 * 24  # of January 2020
SUM = Decimal("0.25") * HOURS + sum(range(97)) * 7 + sum(range(65))  # of at % 97 + 0.25 over 744 hours, in kWh
JANUARY = {"2020-01-01..2020-01-31": SUM / 1000}
Write = Callable[[Path], None]


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with bare(tmp_path / "workspace") as made:
        yield made


def value(at: int) -> Decimal:
    return at % 97 + Decimal("0.25")


def table(line: str, shown: Callable[[int], object], head: str, *, hours: int = HOURS, end: str = "\n") -> str:
    start = datetime(2020, 1, 1)  # noqa: DTZ001 - as a logger without zones writes it
    lines = [head, *(line.format(t=start + timedelta(hours=at), v=shown(at)) for at in range(hours))]
    return end.join(lines) + end


def text(body: str, encoding: str = "utf-8") -> Write:
    def write(path: Path) -> None:
        path.write_bytes(body.encode(encoding))

    return write


def comma(at: int) -> str:
    return str(value(at)).replace(".", ",")


def thousands(at: int) -> str:
    return f"{value(at) * 1000:,.0f}"


def register(at: int) -> str:
    """A register that shows 900,000 kWh when the year begins, and then every hour."""
    return str(900_000 + sum((value(one) for one in range(at)), Decimal(0)))


def excel(path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Plant 7", None])
    sheet.append(["Time", "Energy [kWh]"])
    for at in range(HOURS):
        sheet.append([datetime(2020, 1, 1) + timedelta(hours=at), float(value(at))])  # noqa: DTZ001
    book.save(path)


@dataclass(frozen=True)
class Shape:
    """A file, what a person says of it, and the months it gives."""

    write: Write
    name: str = "meter.csv"
    said: dict[str, Any] = field(default_factory=dict)
    months: dict[str, Decimal] = field(default_factory=lambda: JANUARY)


def quarters() -> str:
    """15-minute intervals of October 2020 in Berlin: the hour from 2 to 3 of the 25th is there twice."""
    zone, moment = ZoneInfo("Europe/Berlin"), datetime(2020, 9, 30, 22, tzinfo=UTC)
    lines = ["Time;Energy [kWh]"]
    while moment < datetime(2020, 10, 31, 23, tzinfo=UTC):
        lines.append(f"{moment.astimezone(zone):%Y-%m-%d %H:%M};0.25")
        moment += timedelta(minutes=15)
    return "\n".join(lines) + "\n"


ISO, GERMAN = "{t:%Y-%m-%d %H:%M}", "{t:%d.%m.%Y %H:%M}"
HEAD = "Time,Energy [kWh]"
SHAPES = {
    "semicolon and decimal comma": Shape(text(table(GERMAN + ";{v}", comma, "Datum;Energie [kWh]", end="\r\n"))),
    "byte order mark": Shape(text("\ufeff" + table(ISO + ",{v}", value, HEAD))),
    "years of an era": Shape(
        text(table("令和2年{t.month}月{t.day}日 {t.hour}時,{v}", value, "日時,電力量(kWh)"), "cp932"),
    ),
    "Shift-JIS": Shape(text(table("{t:%Y/%m/%d %H:%M},{v}", value, "日付時刻,電力量 [kWh]"), "cp932")),
    "day first": Shape(text(table("{t:%d/%m/%Y %H:%M},{v}", value, HEAD))),
    "two rows of headings": Shape(text(table(ISO + ";{v}", value, "Time stamp;Import\n;kWh"))),
    "cumulative register": Shape(
        text(table(ISO + ",{v}", register, "Time,Total energy [kWh]", hours=HOURS + 1)), said={"kind": "register"}
    ),
    "15 minutes over daylight saving": Shape(
        text(quarters()),
        said={"zone": "Europe/Berlin", "step": "900"},
        months={"2020-10-01..2020-10-31": Decimal("0.25") * (31 * 24 + 1) * 4 / 1000},
    ),
    "units behind the values": Shape(text(table(ISO + ";{v} kWh", comma, "Time;Reading"))),
    "signs between thousands": Shape(
        text(table(ISO + ";{v}", thousands, "Time;Energy [Wh]")), said={"decimal": ".", "unit": "Wh"}
    ),
    "Excel column of dates": Shape(excel, "meter.xlsx"),
    "UTF-16 and tabs": Shape(
        text("\ufeff" + table(ISO + "\t{v}", value, HEAD.replace(",", "\t")), "utf-16-le"), "m.txt"
    ),
}


@pytest.mark.parametrize("name", SHAPES)
def test_a_shape_gives_its_months(session: Session, tmp_path: Path, name: str) -> None:
    shape = SHAPES[name]
    shape.write(tmp_path / shape.name)
    imported(session, tmp_path / shape.name, **shape.said)
    assert counted(session) == shape.months
    (again,) = session.run(recall, PROJECT, open_files([str(tmp_path / shape.name)]))
    assert (again.remembered, again.questions) == (shape.name, ())  # nothing has to be said any more
    assert session.run(apply, PROJECT, read_files([again])).kinds == frozenset()
    assert counted(session) == shape.months


def cut(body: str) -> str:
    return body[:-4]


REFUSED = {
    "cut short in a value": (cut(table(ISO + ",{v}", lambda at: f"{value(at)}75", HEAD)), {(745, 2, "row.cut_short")}),
    "cut short in a time": (
        table(ISO + ",{v}", value, HEAD)[:-16],
        {(745, 0, "row.columns")},
    ),
    "a number with an exponent": (
        table(ISO + ",{v}", lambda at: "1.5E+03" if at == 9 else value(at), HEAD),
        {(11, 2, "row.exponent")},
    ),
    "another unit on the way": (
        table(ISO + ";{v}", lambda at: f"{value(at)} {'MWh' if at == 700 else 'kWh'}", "Time;Reading"),
        {(702, 2, "row.other_unit")},
    ),
    "a day that is not in the calendar": (
        table(ISO + ",{v}", value, HEAD).replace("2020-01-31 00:00", "2020-01-32 00:00"),
        {(722, 1, "row.no_such_day")},
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_broken_file_is_refused_by_line_and_column(session: Session, tmp_path: Path, name: str) -> None:
    body, wanted = REFUSED[name]
    path = tmp_path / "meter.csv"
    path.write_bytes(body.encode())
    dry = tried(session, path)
    assert {(one.line, one.column, one.code) for one in dry.readings[0].problems.kept} == wanted
    assert [one.code for one in blockers(dry)] == ["import.has_problems"]
    with pytest.raises(UserError, match=r"import\.has_problems"):
        imported(session, path)
    assert stored(session) == ()


def test_a_workbook_cut_short_is_refused_as_a_whole(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "meter.xlsx"
    excel(path)
    path.write_bytes(path.read_bytes()[:-2000])
    with pytest.raises(UserError):
        tried(session, path)
    assert stored(session) == ()


def test_a_month_that_is_not_whole_says_its_days(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "meter.csv"
    path.write_text(table(ISO + ",{v}", value, HEAD, hours=10 * 24), encoding="utf-8")
    imported(session, path)
    assert list(counted(session)) == [f"{date(2020, 1, 1)}..{date(2020, 1, 10)}"]
