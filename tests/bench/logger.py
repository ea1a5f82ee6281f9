"""Goals 2, 4 and 5: logger files of a year of minutes, from the file to months that are stored."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

from bench.ratio import Ratio, compare, seconds
from helpers.loggers import PERIOD, PROJECT, ZONE, bare

from jcm_desktop.datafiles.columns import whole_numbers
from jcm_desktop.datafiles.read import read_file
from jcm_desktop.datafiles.source import open_source
from jcm_desktop.domain.mapping import Mapping, ValueColumn
from jcm_desktop.series.blocks import Series, join, pack, unpack
from jcm_desktop.series.months import Rules, add_up, fell, spans_of
from jcm_desktop.series.times import expand
from jcm_desktop.services.import_apply import apply
from jcm_desktop.services.session import Session

ROWS = 527_040  # minutes of 2020
HERE = Path(__file__).parent


def mapping(separator: str = ",") -> Mapping:
    """How the bench's files are read."""
    return Mapping(
        format="text" if separator == "," else "workbook",
        separator=separator,
        first_row=2,
        order="YMD",
        decimal=".",
        zone=ZONE,
        step="60",
        stamp="start",
        values=(ValueColumn(1, "(1)", "kWh", "register"),),
    )


def readings() -> Iterator[tuple[datetime, int]]:
    """A counter in thousandths, once a minute; every 50,000th minute is missing."""
    moment, total, seed = datetime(2020, 1, 1), 0, 12345  # noqa: DTZ001 - the clock of a logger without zones
    for at in range(ROWS):
        seed = (1103515245 * seed + 12345) % 2147483648
        total += seed % 9000
        if not at or at % 50_000:
            yield moment, total
        moment += timedelta(minutes=1)


def write_csv(path: Path) -> Path:
    """15 MB of text."""
    with path.open("w", encoding="ascii", newline="\n") as file:
        file.write("ts,value\n")
        file.writelines(f"{moment:%Y-%m-%dT%H:%M},{value // 1000}.{value % 1000:03d}\n" for moment, value in readings())
    return path


def write_xlsx(path: Path) -> Path:
    """The same as a workbook with a column of dates."""
    import xlsxwriter

    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        sheet = book.add_worksheet("data")
        form = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        sheet.write_row(0, 0, ["ts", "value"])
        for row, (moment, value) in enumerate(readings(), 1):
            sheet.write_datetime(row, 0, moment, form)
            sheet.write_number(row, 1, value / 1000)
    return path


def imports(folder: Path, rounds: int) -> Iterator[Ratio]:
    """Goals 2 and 4, and memory."""
    text = write_csv(folder / "year.csv")
    rounds = min(rounds, 7)
    ours = importing(folder, text, mapping())
    if shutil.which("sqlite3"):
        yield compare(
            "2",
            "CSV of a year of minutes: exact, checked, months, durable",
            "`sqlite3 .import` of the same file, unchecked text",
            lambda: by_program(folder, text),
            ours,
            rounds=rounds,
            bar=1.5,
            moonshot=1.0,
        )
    yield compare(
        "",
        "the same",
        "csv.reader and sqlite3 executemany of the same file, unchecked text",
        lambda: by_executemany(folder, text),
        ours,
        rounds=rounds,
    )
    yield memory(folder, text)
    book = write_xlsx(folder / "year.xlsx")
    yield compare(
        "4",
        "XLSX of a year of minutes: exact, checked, months, durable",
        "openpyxl read_only, iterating over the rows alone",
        lambda: seconds(lambda: openpyxl_rows(book)),
        importing(folder, book, mapping("\t")),
        rounds=min(rounds, 3),
        bar=0.2,
        moonshot=0.1,
    )


def importing(
    folder: Path, path: Path, how: Mapping, told: Callable[[float], object] = lambda _moment: None
) -> Callable[[], float]:
    """From the file to the commit, in a new workspace each time; `told` gets the moments of its beginning and end."""

    def run() -> float:
        with tempfile.TemporaryDirectory(dir=folder) as place, bare(Path(place)) as session:

            def whole(inner: Session) -> float:
                told(time.perf_counter())
                taken = seconds(lambda: apply(inner, PROJECT, [read_file(open_source(path), how)]))
                told(time.perf_counter())
                return taken

            return session.run(whole)

    return run


def by_program(folder: Path, path: Path) -> float:
    """The limit: text into a table, nothing checked."""
    with tempfile.TemporaryDirectory(dir=folder) as place:
        create = "CREATE TABLE r(ts TEXT, value TEXT)"
        command = ["sqlite3", str(Path(place) / "r.db"), create, f".import --csv --skip 1 {path} r"]
        return seconds(lambda: subprocess.run(command, check=True))


def by_executemany(folder: Path, path: Path) -> float:
    """The same from Python."""
    import csv

    def run() -> None:
        driver = sqlite3.connect(Path(place) / "r.db", isolation_level=None)
        driver.execute("CREATE TABLE r(ts TEXT, value TEXT)")
        driver.execute("BEGIN")
        with path.open(newline="", encoding="ascii") as file:
            rows = csv.reader(file)
            next(rows)
            driver.executemany("INSERT INTO r VALUES(?, ?)", rows)
        driver.execute("COMMIT")
        driver.close()

    with tempfile.TemporaryDirectory(dir=folder) as place:
        return seconds(run)


def openpyxl_rows(path: Path) -> int:
    """Reading alone."""
    import openpyxl

    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    count = sum(1 for _row in book.worksheets[0].iter_rows(values_only=True))
    book.close()
    return count


_PEAK = """

print(next(int(one.split()[1]) for one in open("/proc/self/status") if one.startswith("VmHWM")) / 1024)
"""
_OURS = """
import sys
from pathlib import Path
from bench.logger import importing, mapping
importing(Path(sys.argv[1]), Path(sys.argv[2]), mapping())()
"""
_EXECUTEMANY = """
import csv, sqlite3, sys
driver = sqlite3.connect(sys.argv[1] + "/peak.db", isolation_level=None)
driver.execute("CREATE TABLE r(ts TEXT, value TEXT)")
driver.execute("BEGIN")
driver.executemany("INSERT INTO r VALUES(?, ?)", csv.reader(open(sys.argv[2], newline="")))
driver.execute("COMMIT")
"""


def memory(folder: Path, path: Path) -> Ratio:
    """Peak resident memory of fresh processes: ours, and executemany."""

    def peak(program: str) -> float:
        environment = {**os.environ, "JCM_DESKTOP_HOME": str(folder / "home"), "PYTHONPATH": str(HERE.parent)}
        command = [sys.executable, "-c", program + _PEAK, str(folder), str(path)]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        return float(done.stdout.split()[-1])

    mine, other = peak(_OURS), peak(_EXECUTEMANY)
    what = "peak memory of that import, in a process of its own (MB)"
    return Ratio(
        "", what, "csv.reader and executemany in a process of its own", mine / other, 0, other, mine, None, None
    )


# --- months ---------------------------------------------------------------------------------------------------------


def months(folder: Path, rounds: int) -> Iterator[Ratio]:
    """Goal 5: from the database to monthly totals with gap, range and backwards checks."""
    series = read_file(open_source(write_csv(folder / "year.csv")), mapping()).columns[0].series
    driver = sqlite3.connect(folder / "months.db")
    driver.execute("CREATE TABLE r(point INTEGER, ts INTEGER, v INTEGER, PRIMARY KEY(point, ts)) WITHOUT ROWID")
    minutes = [at // 60 for at in expand(series.runs)]
    driver.executemany("INSERT INTO r VALUES(1, ?, ?)", zip(minutes, series.values, strict=True))
    driver.execute("CREATE TABLE b(number INTEGER PRIMARY KEY, sha256 TEXT, data BLOB)")
    rows = [(at, one.sha256, one.data) for at, one in enumerate(pack(series))]
    driver.executemany("INSERT INTO b VALUES(?, ?, ?)", rows)
    driver.commit()

    def by_windows() -> None:
        driver.execute(
            "SELECT strftime('%Y-%m', ts * 60, 'unixepoch') m, count(*), "
            "sum(v) FILTER (WHERE v BETWEEN 0 AND 1000000000000) FROM r WHERE point = 1 GROUP BY m ORDER BY m"
        ).fetchall()
        driver.execute(
            "SELECT sum(ts - pt <> 1), sum(v < pv), sum(v NOT BETWEEN 0 AND 1000000000000) FROM (SELECT ts, v, lag(ts) "
            "OVER w pt, lag(v) OVER w pv FROM r WHERE point = 1 WINDOW w AS (ORDER BY ts))"
        ).fetchone()

    def by_blocks() -> None:
        found = driver.execute("SELECT data, sha256 FROM b ORDER BY number")
        whole: Series = join([unpack(data, sha256) for data, sha256 in found])
        rules = Rules("interval", "60", ZONE, 0, 10**12)
        assert len([add_up(whole, rules, span) for span in spans_of(whole, rules, [PERIOD])]) == 12
        assert next(fell(whole, ()), None) is None

    yield compare(
        "5",
        "12 months from a year of minutes: totals, gaps, range, falls, still sensor",
        "SQLite window functions over one row a minute: totals, gaps, range, falls",
        lambda: seconds(by_windows),
        lambda: seconds(by_blocks),
        rounds=rounds,
        bar=0.2,
        moonshot=0.05,
    )
    driver.close()


def exactness(_folder: Path, rounds: int) -> Iterator[Ratio]:
    """Goal 6: what it costs that no digit is lost, from the texts of a year to their sum and their product."""
    texts = [f"{at * 7919 % 900_000 // 1000}.{at * 7919 % 1000:03d}" for at in range(ROWS)]
    exact = sum(int(one.replace(".", "")) for one in texts)

    def in_float() -> None:
        values, factor = [float(one) for one in texts], float("0.533487")
        assert sum(values)
        assert sum(value * factor for value in values)

    def ours() -> None:
        found = whole_numbers(texts, ".")
        assert found is not None
        values, places, _fewest = found
        assert (sum(values), places) == (exact, 3)
        assert sum(value * 533_487 for value in values) == exact * 533_487

    yield compare(
        "6",
        "a year of minutes: texts to exact values, their sum, their product",
        "the same in float, where digits are lost",
        lambda: seconds(in_float),
        lambda: seconds(ours),
        rounds=rounds,
        bar=1.5,
        moonshot=1.1,
    )


MEASURES = (imports, months, exactness)
