"""A package leaves by the window, encrypted and in parts, and is joined, opened and verified by the window again."""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from helpers import certs
from helpers.road import PASSPHRASE, PROJECT, make_keys, make_report, quick_keys, signed_package
from helpers.windows import now, press, there
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QFileDialog, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from jcm_desktop.services import confidentiality, identities, reporting, samples, signing, transfer, trust
from jcm_desktop.services.session import Session
from ui.shell import MainWindow
from ui.views.report import sending as view
from ui.views.report.page import ReportPage
from ui.views.report.sending import SendDialog
from ui.views.verify.opening import Opening
from ui.views.verify.page import VerifyPage

pytestmark = pytest.mark.gui
Settle = Callable[[MainWindow], None]
SPAN = samples.sample(PROJECT).period


@pytest.fixture(autouse=True)
def keys_are_quick() -> Iterator[None]:
    with quick_keys():
        yield


@pytest.fixture
def package(sample: MainWindow, session: Session, settle: Settle) -> Path:
    made = signed_package(session)
    sample.go("report")
    settle(sample)
    return made


def send_dialog(sample: MainWindow, settle: Settle) -> SendDialog:
    page = sample.pages["report"]
    assert isinstance(page, ReportPage)
    page.refresh()
    settle(sample)
    press(page, "sendReport")
    settle(sample)
    assert isinstance(page.dialog, SendDialog)
    return page.dialog


def words_of(parent: object, name: str) -> str:
    found = parent.findChild(QLabel, name)  # type: ignore[attr-defined]
    assert isinstance(found, QLabel)
    return found.text()


def unlock(opening: Opening, window: MainWindow, settle: Settle) -> None:
    """Type the passphrase that is asked for."""
    assert opening.dialog is not None
    field = opening.dialog.findChild(QLineEdit, "passphrase")
    assert field is not None
    field.setText(PASSPHRASE)
    press(opening.dialog, "dialogGo")
    settle(window)


def own_certificate(session: Session) -> str:
    (key,) = session.run(identities.stored)
    return str(key.folder / "certificate.pem")


def verify_page(window: MainWindow) -> VerifyPage:
    page = window.pages["verify"]
    assert isinstance(page, VerifyPage)
    return page


def test_it_goes_to_a_stick_and_says_when_it_is_safe(
    qtbot: QtBot, sample: MainWindow, session: Session, package: Path, settle: Settle, tmp_path: Path
) -> None:
    dialog = send_dialog(sample, settle)
    assert dialog.what.currentData() == "package"
    press(dialog, "dialogGo")
    assert "Choose the stick" in words_of(dialog, "dialogTrouble")
    stick = tmp_path / "stick"
    dialog.folder.setText(str(stick))
    press(dialog, "dialogGo")
    settle(sample)
    assert "Put the stick in" in words_of(dialog, "dialogTrouble")  # it is not there
    assert not dialog.progress.isVisible()
    stick.mkdir()
    press(dialog, "dialogGo")
    settle(sample)
    assert "safe to remove" in dialog.outcome.words.text()
    assert (stick / package.name).read_bytes() == package.read_bytes()
    assert not dialog.folder.isVisible()
    press(dialog, "dialogCancel")  # it says Close now
    qtbot.waitUntil(lambda: sample.pages["report"].dialog is None)


def test_a_stick_that_is_pulled_out_is_put_in_again(
    sample: MainWindow, package: Path, settle: Settle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = send_dialog(sample, settle)
    stick = tmp_path / "stick"
    stick.mkdir()
    dialog.folder.setText(str(stick))

    def gone(*_arguments: object) -> bytes:
        raise OSError(errno.EIO, "Input/output error")

    with monkeypatch.context() as patched:
        patched.setattr("jcm_desktop.packages.stick._read_back", gone)
        press(dialog, "dialogGo")
        settle(sample)
    assert "goes on where it stopped" in words_of(dialog, "dialogTrouble")
    assert not (stick / package.name).exists()
    press(dialog, "dialogGo")
    settle(sample)
    assert "safe to remove" in dialog.outcome.words.text()
    assert "The copy went on where it had stopped." in dialog.outcome.notes.text()
    assert (stick / package.name).read_bytes() == package.read_bytes()


def test_everything_of_the_dialog_is_reached_by_keyboard(
    sample: MainWindow, session: Session, package: Path, settle: Settle
) -> None:
    session.run(trust.add, certs.manager().certificate_pem, "first-use")
    dialog = send_dialog(sample, settle)
    wanted = {"sendWhat", "sendReceivers", "addReceiver", "sendCut", "sendFolder", "chooseSendFolder", "dialogGo"}
    seen: set[str] = set()
    one: QWidget = dialog.what
    for _ in range(30):
        assert one.accessibleName() or isinstance(one, QCheckBox), one.objectName()
        seen.add(one.objectName())
        dialog.focusNextChild()
        one = there(dialog.focusWidget())
    assert wanted <= seen


def test_encrypted_and_in_parts_it_comes_back_by_the_window(
    qtbot: QtBot,
    sample: MainWindow,
    session: Session,
    package: Path,
    settle: Settle,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    dialog = send_dialog(sample, settle)
    bad = tmp_path / "bad.pem"
    bad.write_text("nothing")
    stick = tmp_path / "stick"
    stick.mkdir()
    for path in (str(bad), own_certificate(session)):
        monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_a, path=path: (path, ""))
        press(dialog, "addReceiver")
        settle(sample)
    assert dialog.encrypt_for.count() == 1
    assert dialog.encrypt_for.item(0).checkState() == Qt.CheckState.Checked
    dialog.cut.setChecked(True)
    monkeypatch.setattr(view, "MEGABYTE", 150_000)  # a report is small
    dialog.part_size.setValue(1)
    dialog.folder.setText(str(stick))
    press(dialog, "dialogGo")
    settle(sample)
    assert "safe to remove" in dialog.outcome.words.text()
    assert "Encrypted for Bold Bat" in dialog.outcome.notes.text()
    dialog.reject()
    parts = sorted(str(one) for one in stick.iterdir())
    assert len(parts) > 2

    sample.take(parts[0])
    settle(sample)
    page = verify_page(sample)
    opening = page.opening
    assert "compared" in opening.outcome.words.text()
    qtbot.waitUntil(lambda: opening.dialog is not None)
    assert opening.dialog is not None
    field = opening.dialog.findChild(QLineEdit, "passphrase")
    assert field is not None
    field.setText("not the phrase")
    press(opening.dialog, "dialogGo")
    settle(sample)
    assert "not the passphrase" in words_of(opening.dialog, "dialogTrouble")
    field.setText(PASSPHRASE)
    press(opening.dialog, "dialogGo")
    settle(sample)
    assert now(opening.dialog) is None
    assert page.view is not None
    assert page.view.ok
    assert Path(page.view.file).read_bytes() == package.read_bytes()

    renamed = tmp_path / "mail attachment"  # by whatever name it came
    transfer.encrypt_file(str(package), [own_certificate(session)], str(renamed))
    page.give_files((str(renamed),))
    settle(sample)
    unlock(opening, sample, settle)
    assert page.view is not None
    assert page.view.ok

    one = Path(parts[1])
    one.unlink()
    page.give_files((parts[0],))
    settle(sample)
    assert one.name in opening.outcome.words.text()
    assert "missing" in opening.outcome.words.text()


def test_a_file_for_somebody_else_and_a_folder_that_cannot_be_written(
    sample: MainWindow, session: Session, package: Path, settle: Settle, tmp_path: Path
) -> None:
    other = tmp_path / "other.pem"
    other.write_bytes(certs.manager().certificate_pem)
    foreign = tmp_path / "foreign.p7m"
    transfer.encrypt_file(str(package), [str(other)], str(foreign))
    sample.take(str(foreign))
    settle(sample)
    opening = verify_page(sample).opening
    assert now(opening.dialog) is None
    assert "not encrypted for Bold Bat" in opening.outcome.words.text()

    locked = tmp_path / "locked"
    locked.mkdir()
    (sealed,) = transfer.encrypt_file(str(package), [own_certificate(session)], str(locked / "a.jcmpkg.p7m")).paths
    (locked / "a.jcmpkg").write_bytes(b"something else")
    sample.take(sealed)
    settle(sample)
    unlock(opening, sample, settle)
    assert "there already" in opening.outcome.words.text()
    assert opening.elsewhere.isVisible()
    free = tmp_path / "free"
    opening._again(str(free))
    settle(sample)
    unlock(opening, sample, settle)
    assert (free / "a.jcmpkg").read_bytes() == package.read_bytes()
    assert (locked / "a.jcmpkg").read_bytes() == b"something else"


def test_each_copy_shows_who_signed_and_who_has_not(sample: MainWindow, session: Session, settle: Settle) -> None:
    make_keys(session, "operator")
    session.run(confidentiality.mark_confidential, PROJECT, ("people", "point/(1)"))
    make_report(session)
    sample.go("report")
    settle(sample)
    page = sample.pages["report"]
    assert isinstance(page, ReportPage)
    press(page, "signReport")
    settle(sample)
    dialog = page.dialog
    assert dialog is not None
    assert "Full copy, Public copy" in [one.text() for one in dialog.findChildren(QLabel)]
    field = dialog.findChild(QLineEdit, "passphrase")
    assert field is not None
    field.setText(PASSPHRASE)
    press(dialog, "dialogGo")
    assert "your name may be read" in words_of(dialog, "dialogTrouble")
    box = dialog.findChild(QCheckBox, "signOwnName")
    assert box is not None
    box.setChecked(True)
    press(dialog, "dialogGo")
    settle(sample)
    assert page.dialog is None
    press(page, "proveCopies")
    settle(sample)
    proof = verify_page(sample)
    assert proof.view is not None
    assert (proof.view.kind, proof.view.ok) == ("copies", True)
    assert "copies.signers" in [one.code for one in proof.view.answers]
    row = session.run(reporting.report_page, PROJECT, SPAN).reports[0]
    proof.give_files((row.public_pdf, row.pdf))  # in any order
    settle(sample)
    assert proof.view is not None
    assert proof.view.ok
    sample.go("report")
    settle(sample)
    for copy in ("full", "public"):
        assert words_of(page, f"copy-{copy}")
        assert "Monitoring manager" in words_of(page, f"missing-{copy}")
    assert session.run(reporting.report_page, PROJECT, SPAN).reports[0].signatures
    assert session.run(signing.signing_view, PROJECT, SPAN, 1).role == "manager"


def test_both_copies_are_signed_elsewhere_and_taken_back_by_the_window(
    sample: MainWindow, session: Session, settle: Settle, tmp_path: Path
) -> None:
    make_keys(session, "operator", "manager")
    session.run(reporting.make_report, PROJECT, SPAN, public=True)
    session.run(signing.sign_report, PROJECT, SPAN, 1, PASSPHRASE)
    sample.go("report")
    settle(sample)
    dialog = send_dialog(sample, settle)
    dialog.what.setCurrentIndex(dialog.what.findData("both"))
    away = tmp_path / "away"
    away.mkdir()
    dialog.folder.setText(str(away))
    press(dialog, "dialogGo")
    settle(sample)
    dialog.reject()
    files = tuple(sorted(str(one) for one in away.iterdir()))
    assert len(files) == 4

    sample.go("verify")
    page = verify_page(sample)
    page.give_files(files)
    settle(sample)
    asked = page.dialog
    assert asked is not None
    for name, value in (("signRole", "manager"), ("signKey", manager_key(session))):
        box = asked.findChild(QComboBox, name)
        assert box is not None
        box.setCurrentIndex(box.findData(value))
    field = asked.findChild(QLineEdit, "passphrase")
    assert field is not None
    field.setText(PASSPHRASE)
    press(asked, "dialogGo")
    settle(sample)
    assert page.dialog is None
    assert "Saran Ganbold" in page.opening.outcome.words.text()
    assert page.view is not None
    assert [one.role for one in page.view.signatures] == ["operator", "manager"]

    signed = tuple(sorted(str(one) for one in away.glob("*-signed.*")))
    assert len(signed) == 4
    report = sample.pages["report"]
    assert isinstance(report, ReportPage)
    assert not report.give_files(signed[:1])  # one file alone is verified
    assert report.give_files(signed)
    settle(sample)
    assert "Saran Ganbold" in sample.bar.text
    row = session.run(reporting.report_page, PROJECT, SPAN).reports[0]
    assert [[one.role for one in copy.signatures] for copy in row.copies] == [["operator", "manager"]] * 2


def manager_key(session: Session) -> str:
    return next(one.facts.fingerprint for one in session.run(identities.stored) if one.about.role == "manager")
