"""Goals 14, 15 and 16: a year of minutes in the window, and the window's heartbeat while one is imported."""

from __future__ import annotations

import gc
import json
import os
import random
import sqlite3
import statistics
import subprocess
import sys
import threading
import time
from array import array
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.logger import ROWS, importing, mapping, write_csv, write_xlsx
from bench.ratio import Ratio, compare
from helpers.loggers import ZONE

from jcm_desktop.series.blocks import Series, pack
from jcm_desktop.series.pages import SeriesPages
from jcm_desktop.services.import_choices import SeriesRows

HERE = Path(__file__).parent
FRAME_MS = 16.0
FEW = 8_760


def series_rows(count: int) -> SeriesRows:
    """Stored values as the window gets them: packed."""
    seed, total, values = 12345, 0, array("q")
    for _ in range(count):
        seed = (1103515245 * seed + 12345) % 2147483648
        total += seed % 9000
        values.append(total)
    blocks = list(pack(Series(((1_577_808_000, 60, count),), values, 3)))
    return SeriesRows(SeriesPages.of_blocks(blocks, 3), ZONE, "kWh")


class Bench:
    """A table view that tells when it has painted."""

    def __init__(self) -> None:
        from PySide6.QtWidgets import QApplication, QTableView

        self.app = QApplication.instance() or QApplication([])
        self.painted: list[float] = []
        painted = self.painted

        class View(QTableView):
            def paintEvent(self, event: Any) -> None:
                super().paintEvent(event)
                painted.append(time.perf_counter())

        self.kind = View

    def view(self) -> Any:
        """A new one."""
        view = self.kind()
        view.verticalHeader().setDefaultSectionSize(24)
        view.verticalHeader().hide()  # as the window has it
        view.resize(1200, 800)
        return view

    def first_paint(self, rows: SeriesRows) -> float:
        """From nothing to the painted table."""
        from ui.models.paged import PagedModel

        gc.collect()
        self.painted.clear()
        start = time.perf_counter()
        view, model = self.view(), PagedModel()
        model.show_rows(rows, (1,))
        view.setModel(model)
        view.show()
        while not self.painted:
            self.app.processEvents()
        taken = self.painted[0] - start
        view.close()
        return taken

    def repaint(self, view: Any, chance: random.Random) -> float:
        """The median of jumps to any row."""
        bar, times = view.verticalScrollBar(), []
        for _ in range(60):
            start, known = time.perf_counter(), len(self.painted)
            bar.setValue(chance.randrange(1, bar.maximum()))
            self.app.processEvents()
            while len(self.painted) == known:
                view.viewport().repaint()
            times.append(time.perf_counter() - start)
        return statistics.median(times)


def sql_model(folder: Path) -> Any:
    """Qt's own model in C++, everything fetched."""
    from PySide6.QtSql import QSqlDatabase, QSqlQueryModel

    path = folder / "table.db"
    driver = sqlite3.connect(path)
    driver.execute("CREATE TABLE r(id INTEGER PRIMARY KEY, ts TEXT, v TEXT)")
    texts = ((at, f"2020-{at}", f"{at}.125") for at in range(ROWS))
    driver.executemany("INSERT INTO r VALUES(?, ?, ?)", texts)
    driver.commit()
    driver.close()
    database = QSqlDatabase.addDatabase("QSQLITE")
    database.setDatabaseName(str(path))
    database.open()
    model = QSqlQueryModel()
    model.setQuery("SELECT ts, v FROM r ORDER BY id", database)
    while model.canFetchMore():
        model.fetchMore()
    return model


def resident() -> float:
    """Memory of this process, MB."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20


def table(folder: Path, rounds: int) -> Iterator[Ratio]:
    """Goals 14 and 15."""
    from ui.models.paged import PagedModel

    bench, many, few = Bench(), series_rows(ROWS), series_rows(FEW)
    yield compare(
        "14",
        "table of a year of minutes: to the first paint",
        f"the same with {FEW:,} rows",
        lambda: bench.first_paint(few),
        lambda: bench.first_paint(many),
        rounds=rounds,
        bar=1.1,
        moonshot=1.0,
    )
    before = resident()
    sql = sql_model(folder)
    heavy = resident() - before
    before = resident()
    model = PagedModel()
    model.show_rows(series_rows(ROWS), (1,))
    mine = max(resident() - before, 0.1)
    yield Ratio("14", "its memory (MB)", "QSqlQueryModel, everything fetched", mine / heavy, 0, heavy, mine, 0.25, 0.15)
    ours, theirs, chance = bench.view(), bench.view(), random.Random(1)
    ours.setModel(model)
    theirs.setModel(sql)
    ours.show()
    theirs.show()
    yield compare(
        "15",
        "one repaint after a jump to any row",
        "QSqlQueryModel, in C++",
        lambda: bench.repaint(theirs, chance),
        lambda: bench.repaint(ours, chance),
        rounds=rounds,
        bar=2,
        moonshot=1.5,
    )


def heartbeat(folder: Path, rounds: int) -> Iterator[Ratio]:
    """Goal 16."""
    files = {"csv": write_csv(folder / "year.csv"), "xlsx": write_xlsx(folder / "year.xlsx")}
    careful = folder / "careful.csv"
    careful.write_text(files["csv"].read_text().replace("\n2020-01-01T00:05,", "\n 2020-01-01T00:05, "))
    files["text that takes the careful way"] = careful
    for name, path in files.items():
        gaps = []
        for _ in range(min(rounds, 5)):
            command = [sys.executable, "-m", "bench.table", str(folder), str(path)]
            environment = {**os.environ, "PYTHONPATH": str(HERE.parent), "QT_QPA_PLATFORM": "offscreen"}
            done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
            gaps.append(json.loads(done.stdout.splitlines()[-1])["longest_ms"])
        low, middle, high = statistics.quantiles(gaps, n=4) if len(gaps) > 1 else (gaps[0],) * 3
        words = f"longest pause of the window while a year of minutes is imported ({name})"
        spread = (high - low) / 2 / middle
        yield Ratio("16", words, "one frame of 16 ms", middle / FRAME_MS, spread, FRAME_MS, middle, 1, 0.5)


def main() -> None:
    """One import in a thread beside an event loop that ticks; prints the longest pause."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication, QLabel

    from ui.app import let_the_window_in

    folder, path = Path(sys.argv[1]), Path(sys.argv[2])
    let_the_window_in()
    gc.freeze()  # as the window does when it has loaded everything
    app = QApplication([])
    shown = QLabel("0")
    shown.show()
    ticks: list[float] = []
    span: list[float] = []

    def work() -> None:
        how = mapping("\t") if path.suffix == ".xlsx" else mapping()
        importing(folder, path, how, told=span.append)()
        done.set()

    def tick() -> None:
        ticks.append(time.perf_counter())
        shown.setText(str(len(ticks)))
        if done.is_set():
            app.quit()

    done = threading.Event()
    timer = QTimer()
    timer.timeout.connect(tick)
    timer.start(5)
    worker = threading.Thread(target=work)
    QTimer.singleShot(100, worker.start)
    app.exec()
    worker.join()
    first, last = span
    inside = [one for one in ticks if first <= one <= last]
    gaps = [(other - one) * 1000 for one, other in zip([first, *inside], [*inside, last], strict=True)]
    print(json.dumps({"longest_ms": max(gaps), "ticks": len(inside)}))


MEASURES = (table, heartbeat)

if __name__ == "__main__":
    main()
