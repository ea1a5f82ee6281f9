"""The evidence page: statements typed and chosen, nothing stored before its button is pressed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from helpers.evidence_page import opened, press
from helpers.windows import now
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from jcm_desktop.domain.period import Span
from jcm_desktop.services import checking, overview, periods
from jcm_desktop.services.evidence_page import AnswerState
from ui.shell import MainWindow
from ui.views.checks.page import ChecksPage
from ui.views.evidence.page import EvidencePage

pytestmark = pytest.mark.gui
Settle = Callable[[MainWindow], None]
NEW = Span(date(2021, 1, 1), date(2021, 12, 31))


@pytest.fixture
def following(sample: MainWindow, settle: Settle) -> EvidencePage:
    """The page of a second period, in which nothing is stated yet."""
    sample.door.run(lambda session: overview.open_period(session, "MN006", NEW))
    settle(sample)
    sample.desk.choose("MN006", NEW)
    settle(sample)
    return opened(sample, settle)


def test_the_sample_has_everything_stated(sample: MainWindow, settle: Settle) -> None:
    page = opened(sample, settle)
    assert "Everything" in page.summary.text()
    assert len(page.statements.criteria) == 4
    assert all(one.row.state is AnswerState.DONE for one in page.statements.criteria.values())


def test_the_last_answer_is_a_start_and_not_an_answer(
    sample: MainWindow, following: EvidencePage, settle: Settle
) -> None:
    card = following.statements.criteria["1"]
    assert card.met is None
    assert not card.save.isEnabled()
    assert "15 MW" in card.earlier.text()
    press(card.start)
    assert card.yes.isChecked()
    assert now(card.row.state) is AnswerState.MISSING
    assert not following.may_close()
    press(card.save)
    settle(sample)
    assert now(card.row.state) is AnswerState.DONE
    assert card.earlier.isHidden()
    assert following.may_close()
    press(card.back)
    settle(sample)
    assert card.row.state is AnswerState.MISSING
    assert card.met is None


def test_a_finding_leads_to_its_criterion_and_goes_when_answered(
    qtbot: QtBot, sample: MainWindow, following: EvidencePage, settle: Settle
) -> None:
    sample.go("checks")
    settle(sample)
    checks = sample.pages["checks"]
    assert isinstance(checks, ChecksPage)
    wanted = [one for one in checks.cards if one.found.place.parameter == "criterion 3"]
    press(wanted[0].findChild(QPushButton, "goThere"))
    settle(sample)
    assert sample.page_id == "evidence"
    card = following.statements.criteria["3"]
    qtbot.waitUntil(lambda: sample.focusWidget() is card.yes)
    QTest.keyClick(card.yes, Qt.Key.Key_Space)
    card.text.setFocus()
    QTest.keyClicks(card.text, "Certificates checked")
    press(card.save)
    settle(sample)
    sample.go("checks")
    settle(sample)
    assert not [one for one in checks.cards if one.found.place.parameter == "criterion 3"]


def test_files_are_chosen_from_the_project_s_evidence(
    sample: MainWindow, following: EvidencePage, settle: Settle
) -> None:
    card = following.statements.criteria["2"]
    press(card.choose)
    dialog = following.statements.dialog
    assert dialog is not None
    dialog._search.setText("no such file")
    assert all(item.isHidden() for item in dialog._items())
    dialog._search.setText("meter record")
    (item,) = dialog._items()
    assert not item.isHidden()
    item.setCheckState(Qt.CheckState.Checked)
    press(dialog.findChild(QPushButton, "dialogGo"))
    assert card.files
    card.yes.setChecked(True)
    press(card.save)
    settle(sample)
    assert card.row.answer is not None
    assert card.row.answer.files == card.files


def test_what_is_typed_survives_other_pages_and_periods(
    sample: MainWindow, following: EvidencePage, period: Span, settle: Settle
) -> None:
    QTest.keyClicks(following.statements.scheme.text, "Asked the ow")
    following.statements.criteria["4"].no.setChecked(True)
    sample.go("readings")
    settle(sample)
    sample.desk.choose("MN006", period)
    opened(sample, settle)
    assert following.statements.scheme.text.toPlainText() != "Asked the ow"
    sample.desk.choose("MN006", NEW)
    settle(sample)
    assert following.statements.scheme.text.toPlainText() == "Asked the ow"
    assert following.statements.criteria["4"].met is False
    press(following.statements.criteria["4"].discard)
    assert following.statements.criteria["4"].met is None


def test_a_frozen_period_takes_no_statement(sample: MainWindow, settle: Settle, period: Span) -> None:
    def freeze(session: object) -> object:
        for found in checking.checks_page(session, "MN006", period).findings:  # type: ignore[arg-type]
            if found.needs_reason:
                checking.give_reason(session, "MN006", period, found.code, found.place, "Constructed")  # type: ignore[arg-type]
        return periods.freeze(session, "MN006", period, "one person runs this site")  # type: ignore[arg-type]

    sample.door.run(freeze)
    settle(sample)
    page = opened(sample, settle)
    assert "frozen" in page.frozen.text()
    card = page.statements.criteria["1"]
    assert not card.text.isEnabled()
    assert card.save.isHidden()
    assert card.back.isHidden()
