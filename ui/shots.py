"""Takes a picture of every page in every language: `python -m ui.shots --out out/shots`.

Works without a screen, in a workspace of its own that it throws away. Drives the
window as a user would; knows no more of the pages than their object names.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QCoreApplication, QElapsedTimer, QEventLoop
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from jcm_desktop import clock, i18n
from jcm_desktop.domain.period import Span
from jcm_desktop.services import (
    checking,
    entry,
    identities,
    overview,
    pack_making,
    packing,
    reporting,
    samples,
    signing,
)
from jcm_desktop.services.session import Session, open_session
from jcm_desktop.services.views import CellEdit
from ui import shots_checks, shots_entry, shots_evidence, shots_report, style
from ui.actions import PAGES
from ui.preferences import Preferences
from ui.shell import MainWindow
from ui.shots_evidence import press
from ui.shots_plan import plan_tour

SIZE = (1366, 768)
ENTRIES = (
    "id,version,title,about,evidence,sectoral_scopes,technologies,proposal,approved_on,status,sources,notes\n"
    "TH_AM099,1.0,Constructed for the tour,,official-page,3,,,,approved,Constructed,\n"
)
PASSPHRASE = "picture taking"  # noqa: S105 - of a key that lives for one run
PATIENCE_MS = 60_000


class Photographer:
    """A window, and the pictures taken of it."""

    def __init__(self, app: QApplication, window: MainWindow, out: Path) -> None:
        self._app, self._window, self._out = app, window, out
        self.paths: list[Path] = []

    def settle(self, ready: Callable[[], bool] = lambda: True) -> None:
        """Let the window finish what it does."""
        timer = QElapsedTimer()
        timer.start()
        calm = 0
        while calm < 4:
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
            QCoreApplication.sendPostedEvents(None, 0)
            calm = calm + 1 if not self._window.door.busy and ready() else 0
            if timer.elapsed() > PATIENCE_MS:
                raise TimeoutError("the window did not come to rest")

    def take(self, name: str, over: QWidget | None = None, *, keep_words: bool = False) -> None:
        """One picture of the window, with a dialog over it if one is given; without what was last said, unless kept."""
        self.settle()
        if not keep_words:
            self._window.bar.clear()
        path = self._out / f"{i18n.language()}-{name}.png"
        picture = self._window.grab()
        if over is not None:
            painter = QPainter(picture)
            painter.drawPixmap(
                (picture.width() - over.width()) // 2, (picture.height() - over.height()) // 2, over.grab()
            )
            painter.end()
        picture.save(str(path))
        self.paths.append(path)
        sys.stdout.write(f"{path}\n")


def tour(camera: Photographer, window: MainWindow, session: Session, package: Path, damaged: Path) -> None:
    """Every page, and the states that matter."""
    project, span = samples.SAMPLES[0], samples.sample(samples.SAMPLES[0]).period
    window.desk.choose(project, span)
    for number, page in enumerate(PAGES, 1):
        window.go(page.id)
        camera.take(f"{number}-{page.id}")
    window.go("start")
    window.pages["start"].act("register")
    camera.take("1-start-register")
    window.pages["start"].act("cards")
    _sign(camera, window)
    window.go("readings")
    window.pages["readings"].act("import")
    camera.take("3-readings-import-files")
    press(window, "importClose")
    window.go("library")
    window.pages["library"].act("coverage")
    camera.take("library-coverage")
    for name in ("ID_AM003 1.0", "PH_AM001 1.0", "ID_AM005 2.0"):
        window.pages["library"].act(name)
        camera.take(f"library-{name.partition(' ')[0]}")
    _confirm_and_import(camera, window)
    _packs(camera, window, damaged.parent)
    window.pages["library"].act("list")
    _break(session, project, span)
    for page_id in ("readings", "checks", "report", "start"):
        window.go(page_id)
        window.pages[page_id].refresh()
        camera.settle()
        window.pages[page_id].act("next_problem")
        camera.take(f"with-problems-{page_id}")
    shots_checks.tour(camera, window, session)
    session.run(entry.undo, project, span)
    session.run(entry.undo, project, span)
    shots_entry.tour(camera, window, session)
    window.verify(str(package))
    camera.take("7-verify-good")
    window.verify(str(damaged))
    camera.take("7-verify-damaged")
    shots_report.tour(camera, window, session, damaged.parent, PASSPHRASE)
    plan_tour(camera, window, session)
    shots_evidence.tour(camera, window, session, damaged.parent)


def _confirm_and_import(camera: Photographer, window: MainWindow) -> None:
    """Comparing a definition, and a workbook of our own that comes back as a draft."""
    page = window.pages["library"]
    page.act("confirm ID_AM003 1.0")
    camera.take("library-confirm")
    page.act("workbook")
    camera.take("library-workbook-empty")
    session = window.door.session
    found = sorted(session.folder.rglob("*.xlsx")) if session is not None else []
    for path in found[:1]:
        page.give_file(str(path))
        camera.take("library-workbook")


def _packs(camera: Photographer, window: MainWindow, folder: Path) -> None:
    """A pack of an unknown publisher, looked at; it lists one methodology that does not exist."""
    source = folder / "pack"
    source.mkdir()
    (source / "entries.csv").write_text(ENTRIES, encoding="utf-8")
    key = pack_making.make_key(folder, PASSPHRASE)
    made = pack_making.build_pack(
        source,
        folder / "sample.jcmdef",
        Path(key.key),
        PASSPHRASE,
        publisher="Sample Office (constructed)",
        name="sample",
        edition=1,
        issued=clock.now().date(),
        title="Sample pack (constructed)",
    )
    window.take(made.file)
    camera.take("library-packs")


def _sign(camera: Photographer, window: MainWindow) -> None:
    """The question before a signature: the version of the tour was signed by the operator, so the manager is next."""
    window.go("report")
    camera.settle()
    page = window.pages["report"]
    press(window, "signReport")
    camera.settle()
    dialog = getattr(page, "dialog", None)
    if isinstance(dialog, QDialog):
        camera.take("6-report-sign", dialog)
        dialog.reject()


def _break(session: Session, project: str, span: Span) -> None:
    """Two wrong entries: a value a thousand times too high, and words that are not a number."""
    grid = session.run(entry.grid, project, span)
    months = [row.span for row in grid.rows]
    no = grid.points[0].no
    session.run(entry.enter_cells, project, span, (CellEdit(no, months[3], "2061890"),))
    session.run(entry.enter_cells, project, span, (CellEdit(no, months[6], "about 1700"),))


def prepare(session: Session, folder: Path) -> tuple[Path, Path]:
    """Samples, a report, its signature and package; and the package with one byte changed."""
    session.run(samples.load_samples)
    project, span = samples.SAMPLES[0], samples.sample(samples.SAMPLES[0]).period
    for found in session.run(checking.checks_page, project, span).findings:
        if found.needs_reason:
            session.run(checking.give_reason, project, span, found.code, found.place, "Constructed sample data")
    session.run(identities.create_identity, "Bold Erdene", "Sample Organisation", "MN", "operator", PASSPHRASE)
    session.run(reporting.make_report, project, span, i18n.language())
    session.run(signing.sign_report, project, span, 1, PASSPHRASE, "operator", "Ulaanbaatar")
    session.run(packing.make_package, project, span, 1, PASSPHRASE)
    package = Path(session.run(reporting.report_page, project, span).reports[0].package)
    damaged = folder / package.name
    with zipfile.ZipFile(package) as source, zipfile.ZipFile(damaged, "w") as target:
        for entry_ in source.infolist():
            target.writestr(entry_, source.read(entry_).replace(b"2347.96", b"2447.96"))
    usable = [one.reference for one in session.run(overview.register) if one.usable]
    fresh = [one for one in usable if one not in samples.SAMPLES]
    if fresh:
        session.run(overview.start_project, fresh[0])
    return package, damaged


def main(argv: list[str] | None = None) -> int:
    """Take the pictures; the exit status."""
    parser = argparse.ArgumentParser(prog="python -m ui.shots")
    parser.add_argument("--out", default="out/shots", metavar="DIR")
    parser.add_argument("--language", default="", choices=["", *i18n.LANGUAGES])
    options = parser.parse_args(argv)
    out = Path(options.out)
    out.mkdir(parents=True, exist_ok=True)
    app = QApplication.instance() or QApplication([sys.argv[0]])
    if not isinstance(app, QApplication):
        raise TypeError("an application without windows is running")
    style.apply(app)
    style.load_more_fonts()
    for language in [options.language] if options.language else list(i18n.LANGUAGES):
        i18n.set_language(language)
        with tempfile.TemporaryDirectory() as name:
            _take_all(app, Path(name), out)
    return 0


def _take_all(app: QApplication, folder: Path, out: Path) -> None:
    window = MainWindow(Preferences(folder / "settings"))
    window.resize(*SIZE)
    window.show()
    camera = Photographer(app, window, out)
    session = open_session(folder / "workspace", actor="Bold")
    try:
        window.attach(session)
        camera.take("0-start-empty")
        package, damaged = prepare(session, folder)
        window.attach(session)
        camera.settle()
        tour(camera, window, session, package, damaged)
    finally:
        window.close()


if __name__ == "__main__":
    sys.exit(main())
