"""Bench of the report: a year of fifty points, 300 pages, 100,000 readings, each against a bare library, with memory.

Memory is the peak of a process of its own for each side, as the system reports it.
"""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import partial
from pathlib import Path

from bench.ratio import Ratio, compare, seconds
from helpers.dossiers import long_dossier, report_of

from jcm_desktop.domain.quantity import Quantity
from jcm_desktop.domain.reading import Reading
from jcm_desktop.exports import fonts, sheet_readings
from jcm_desktop.exports.book import Book
from jcm_desktop.exports.grid import Grid
from jcm_desktop.exports.page import Contents, Lines, build
from jcm_desktop.exports.pdf import write_pdf
from jcm_desktop.exports.report_model import Part
from jcm_desktop.exports.workbook import write_workbook

HERE = Path(__file__).parent
ROWS_A_PAGE, COLUMNS = 45, 7
READINGS = 100_000


def timed(made: Callable[[int], object], pages: int) -> float:
    return seconds(lambda: made(pages))


def documents(folder: Path, rounds: int) -> Iterator[Ratio]:
    """Goals 9 and 10, and a whole report."""
    few = max(3, rounds // 3)
    for pages in (30, 300):
        yield compare(
            "10" if pages == 300 else "",
            f"PDF table of {pages} pages, 45 x 7, with bookmarks and page numbers",
            "reportlab LongTable, the same cells and embedded font",
            partial(timed, bare_pages, pages),
            partial(timed, our_pages, pages),
            rounds=few,
            bar=0.65 if pages == 300 else None,
            moonshot=0.3 if pages == 300 else None,
        )
    yield compare(
        "10",
        "PDF table: time a page at 300 pages",
        "our own time a page at 30 pages",
        lambda: seconds(lambda: our_pages(30)) * 10,
        lambda: seconds(lambda: our_pages(300)),
        rounds=few,
        bar=1.1,
        moonshot=1.0,
    )
    parts = list(many_parts(READINGS))
    yield compare(
        "9",
        "100,000 readings as a sheet: exact digits, formulas, styles",
        "XlsxWriter, constant memory, 8 plain columns",
        lambda: seconds(lambda: bare_sheet(folder / "bare.xlsx")),
        lambda: seconds(lambda: our_sheet(parts)),
        rounds=few,
        bar=0.15,
        moonshot=0.1,
    )
    yield memory("9", "100,000 readings held: peak memory of the process", "bare_sheet_held", "our_sheet", bar=1.0)
    yield memory("10", "300 pages: peak memory of the process", "bare_pages", "our_pages", bar=1.0)
    model = report_of(long_dossier(50, 12))
    base = lambda: seconds(lambda: bare_pages(30))  # noqa: E731
    yield compare(
        "", "report of 12 months x 50 points: the PDF", "30 bare pages of LongTable", base,
        lambda: seconds(lambda: write_pdf(model, b"PK")), rounds=few,
    )  # fmt: skip
    yield compare(
        "", "report of 12 months x 50 points: the workbook", "30 bare pages of LongTable", base,
        lambda: seconds(lambda: write_workbook(model)), rounds=few,
    )  # fmt: skip


def cells(pages: int) -> list[list[str]]:
    """What both sides print."""
    return [
        [
            f"({at % 50})",
            f"2020-{at % 12 + 1:02}-01",
            f"{at * 7 % 9973 / 100:.2f}",
            "MWh",
            "Option C",
            "Monitored",
            str(at),
        ]
        for at in range(pages * ROWS_A_PAGE)
    ]


def bare_pages(pages: int) -> bytes:
    """The library's own table that flows over pages."""
    from reportlab.lib.pagesizes import A4
    from reportlab.platypus import LongTable, SimpleDocTemplate, TableStyle

    fonts.register()
    stream = io.BytesIO()
    document = SimpleDocTemplate(stream, pagesize=A4, initialFontName=fonts.TEXT, topMargin=40, bottomMargin=40)
    table = LongTable([["a"] * COLUMNS, *cells(pages)], colWidths=[70] * COLUMNS, rowHeights=16.2, repeatRows=1)
    table.setStyle(
        TableStyle([("FONT", (0, 0), (-1, -1), fonts.TEXT, 7.4), ("LINEBELOW", (0, 0), (-1, -1), 0.4, "grey")])
    )
    document.build([table])
    return stream.getvalue()


def our_pages(pages: int) -> bytes:
    """The same cells as the report prints tables."""
    grid = Grid(["a"] * COLUMNS, cells(pages), [1] * COLUMNS, right=(2,))
    return build([grid], Lines("left", "right", "", "foot", ""), Contents(), language="en")


def many_parts(count: int) -> Iterator[Part]:
    """Readings of fifty points, a day each."""
    points = report_of(long_dossier(50, 12)).dossier.plan.points
    first = date(2016, 1, 1)
    for at in range(count):
        point = points[at * 50 // count]
        day = first + timedelta(days=at % 365)
        value = Decimal(100_000 + at * 7 % 99_991) / 1000
        reading = Reading(f"r{at}", point.no, day, day, Quantity(value, "MWh"))
        yield Part(point, reading, reading.span, value, "MWh", Fraction(1), value)


def our_sheet(parts: list[Part] | None = None) -> bytes:
    """A workbook with the list of readings alone."""
    import zipfile

    import xlsxwriter

    parts = list(many_parts(READINGS)) if parts is None else parts
    stream = io.BytesIO()
    writer = xlsxwriter.Workbook(stream, {"in_memory": True})
    book = Book(writer, str)
    sheet = book.sheet("Readings")
    sheet.text(0, 0, "Readings")
    styles = sheet_readings.RowStyles(book, parts, {"EC_PJ": "MWh"})
    writer.close()
    output = io.BytesIO()
    with zipfile.ZipFile(stream) as source, zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as target:
        for info in source.infolist():
            if info.filename.endswith("sheet1.xml"):
                sheet_readings.write_rows(target, info.filename, source.read(info), parts, styles)
            else:
                target.writestr(info.filename, source.read(info))
    return output.getvalue()


def bare_sheet(path: Path | None = None) -> bytes:
    """Eight columns of the same numbers and texts."""
    import xlsxwriter

    stream = io.BytesIO()
    book = xlsxwriter.Workbook(str(path) if path else stream, {"constant_memory": True})
    sheet = book.add_worksheet()
    for at in range(READINGS):
        row = ("(1)", "1/Jan/2016", "1/Jan/2016", "2016", (100_000 + at * 7 % 99_991) / 1000, "MWh", 1, 1)
        for column, value in enumerate(row):
            sheet.write(at, column, value)
    book.close()
    return stream.getvalue()


def memory(goal: str, what: str, base: str, ours: str, *, bar: float) -> Ratio:
    """The peak of two fresh processes, in MB, shown in the columns of times."""
    theirs, mine = (peak(name) for name in (base, ours))
    words = "the same job by the bare library, fresh process; the columns are MB"
    return Ratio(goal, what, words, mine / theirs, 0.0, theirs, mine, bar, bar)


def bare_sheet_held() -> bytes:
    """The bare library while the same readings are held, as the application holds them."""
    parts = list(many_parts(READINGS))
    return bare_sheet() if parts else b""


def peak(name: str) -> float:
    """Peak resident memory of one job in a process of its own, in MB; Linux tells it."""
    argument = "300" if "pages" in name else ""
    program = (
        f"from bench.report import {name} as job; job({argument}); from pathlib import Path; "
        "print(next(one.split()[1] for one in Path('/proc/self/status').read_text().splitlines() if 'VmHWM' in one))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=HERE.parent)
    return int(done.stdout) / 1024
