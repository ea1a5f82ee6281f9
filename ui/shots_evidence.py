"""Pictures of the evidence page and of an import from its files to the values in their months; part of `ui.shots`.

Drives the window as a user would, on a plant of its own that buys electricity: twelve invoices, of
which one is missing, one overlaps the next, and the first and the last go beyond the year.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtGui import QColor, QFont, QPainter, QPdfWriter
from PySide6.QtWidgets import QComboBox, QPushButton

from jcm_desktop.domain.period import DAY, Span
from jcm_desktop.services import evidence, evidence_files, overview, samples
from jcm_desktop.services.evidence import Proof
from jcm_desktop.services.session import Session
from ui.shell import MainWindow
from ui.views.entry.page import EntryPage
from ui.views.evidence.page import EvidencePage

if TYPE_CHECKING:
    from ui.shots import Photographer

BUYER = "MN011"
YEAR = Span(date(2025, 1, 1), date(2025, 12, 31))
MONTHS = tuple(YEAR.months())
ISSUER = "Grid company (constructed)"
ANSWERS = (
    *(("point-1", "(1)"), ("mapping-zone", "Asia/Ulaanbaatar")),
    *(("kind-1", "interval"), ("mapping-stamp", "start")),
)  # to what an import asks
MISSING, EARLY = 4, 8  # months of the year whose invoice is not there, or begins too early


def add_buyer(session: Session, folder: Path) -> None:
    """A plant of two units, both by invoices; only the first has any."""
    one = samples.sample("MN006")
    sets = (msgspec.structs.replace(one.plan.sets[0], members=("pv-1", "pv-2")),)
    first = msgspec.structs.replace(one.plan.points[0], meters=(), capacity=None, option="B")
    points = tuple(
        msgspec.structs.replace(first, no=f"({at})", index=(f"pv-{at}",), description=f"Electricity sold by pv-{at}")
        for at in (1, 2)
    )
    fixed = tuple(msgspec.structs.replace(one.plan.fixed[0], index=(f"pv-{at}",)) for at in (1, 2))
    plan = msgspec.structs.replace(one.plan, sets=sets, points=points, fixed=fixed)
    session.run(overview.add_project, msgspec.structs.replace(one.project, reference=BUYER), plan)
    session.run(overview.open_period, BUYER, YEAR)
    for at, month in enumerate(MONTHS):
        if at != MISSING:
            _bill(session, folder, at, month)
    record = folder / "meter-room.csv"
    record.write_text("day,kWh\n2025-05-31,148200\n2025-06-30,151000\n", encoding="utf-8")
    span = Span(MONTHS[MISSING].first, MONTHS[MISSING + 1].last)
    proof = Proof("meter-record", ("(1)",), "Plant (constructed)", span.first, span.last)
    session.run(evidence.attach_files, BUYER, (str(record),), proof)


def _bill(session: Session, folder: Path, at: int, month: Span) -> None:
    first = month.first - 12 * DAY if at == 0 else month.first - 3 * DAY if at == EARLY else month.first
    last = month.last + 19 * DAY if at == len(MONTHS) - 1 else month.last
    path = folder / f"invoice-{month.first:%Y-%m}.pdf"
    total = Decimal(1200) + 31 * at
    invoice_pdf(path, f"Invoice {at + 1}", f"{first} – {last}", f"{total:,f} MWh")
    proof = Proof("invoice", ("(1)",), ISSUER, first, last, "page 1", str(total), confidential=at == 0)
    session.run(evidence.attach_files, BUYER, (str(path),), proof)


def invoice_pdf(path: Path, *lines: str) -> None:
    """A page with a few lines on it."""
    made = QPdfWriter(str(path))
    painter = QPainter(made)
    height = made.height() // 14
    font = QFont(painter.font())
    font.setPointSize(20)
    painter.setFont(font)
    painter.fillRect(0, 0, made.width(), height // 2, QColor("#0b5f66"))
    for at, text in enumerate((ISSUER, *lines), 1):
        painter.drawText(height // 2, height * (at + 1), text)
    painter.end()


def tour(camera: Photographer, window: MainWindow, session: Session, folder: Path) -> None:
    """The files with their days, putting an entry right, what became of it, and an import."""
    add_buyer(session, folder)
    window.desk.choose(BUYER, YEAR)
    window.go("evidence")
    camera.settle()
    page = window.pages["evidence"]
    assert isinstance(page, EvidencePage)  # noqa: S101 - for the type checker
    page.act("files")
    page.files.show_point("(1)")
    page.files.table.setCurrentIndex(page.files.model.index(5, 0))
    camera.take("4-evidence-files")
    page.act("days")
    camera.take("4-evidence-days")
    page.act("files")
    row = next(one for one in page.files.model.rows if one.name == "invoice-2025-09.pdf")
    page.files.table.setCurrentIndex(page.files.model.index(page.files.model.rows.index(row), 0))
    press(window, "correctFile")
    camera.settle()
    _dialog(camera, page, "4-evidence-change")
    right = msgspec.structs.replace(evidence.proof_of(row.item), first=MONTHS[EARLY].first)
    session.run(evidence.correct_link, BUYER, row.item, right, "The invoice begins on the first of the month")
    page.refresh()
    camera.settle()
    found = session.run(evidence_files.files_page, BUYER, YEAR).rows[0]
    page._show_history(found)
    camera.settle()
    _dialog(camera, page, "4-evidence-history")
    _import(camera, window, folder)


def _dialog(camera: Photographer, page: EvidencePage, name: str) -> None:
    dialog = page.dialog
    if dialog is not None:
        camera.take(name, dialog)
        dialog.reject()


def press(window: MainWindow, name: str) -> None:
    """Click the button of this name that can be seen."""
    found = [one for one in window.findChildren(QPushButton, name) if one.isVisible()]
    if found:
        found[0].click()


def _answer(camera: Photographer, window: MainWindow) -> None:
    """Say what an import asks of a new source."""
    for name, value in ANSWERS:
        found = [one for one in window.findChildren(QComboBox, name) if one.isVisible()]
        if found:
            found[0].setCurrentIndex(found[0].findData(value))
            found[0].activated.emit(found[0].currentIndex())
        camera.settle()


def _import(camera: Photographer, window: MainWindow, folder: Path) -> None:
    """Two files of a logger, one with broken cells; then the same file put right, stored, and its months."""
    good, bad = folder / "logger-a.csv", folder / "logger-b.csv"
    zero = datetime.combine(YEAR.first, datetime.min.time())
    moments = [zero + timedelta(hours=at) for at in range(24 * 90)]
    lines = [f"{one:%Y-%m-%d %H:%M},{200 + one.hour}.5" for one in moments]
    head = "Time,Energy [kWh]"
    good.write_text("\n".join([head, *lines[: 24 * 59]]) + "\n", encoding="utf-8")
    rest = lines[24 * 59 :]
    rest[3], rest[40], rest[41] = "2025-03-01 03:00,x203.5", "2025-03-02 16:00,", "2025-13-02 17:00,217.5"
    bad.write_text("\n".join([head, *rest]) + "\n", encoding="utf-8")
    window.go("readings")
    camera.settle()
    page = window.pages["readings"]
    assert isinstance(page, EntryPage)  # noqa: S101 - for the type checker
    page.give_files((str(good), str(bad)))
    camera.settle()
    camera.take("3-import-asked")
    _answer(camera, window)
    camera.take("3-import-mapping")
    press(window, "importNext")
    camera.take("3-import-problems")
    press(window, "importClose")
    page.give_files((str(good),))
    camera.settle()
    _answer(camera, window)
    press(window, "importNext")
    camera.take("3-import-dry-run")
    press(window, "importNext")
    camera.take("3-import-done", keep_words=True)
