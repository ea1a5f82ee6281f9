"""The door: answers on the Qt thread, errors in words, changes told to those who show them."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from helpers.windows import part
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from jcm_desktop.domain.errors import Cancelled, UserError, WorldError
from jcm_desktop.services.session import Session
from jcm_desktop.services.views import Changes, Kind
from ui.operations.door import Door
from ui.widgets.message_bar import Message, MessageBar

pytestmark = pytest.mark.gui


@pytest.fixture
def door(qtbot: QtBot, session: Session) -> Door:
    return Door(session)


def failing(error: Exception) -> Callable[[Session], None]:
    def use_case(_session: Session) -> None:
        raise error

    return use_case


def test_answer_comes_back_on_the_qt_thread(qtbot: QtBot, door: Door) -> None:
    seen: list[tuple[str, threading.Thread]] = []
    lane: list[threading.Thread] = []

    def use_case(_session: Session) -> str:
        lane.append(threading.current_thread())
        return "answer"

    door.run(use_case, lambda answer: seen.append((answer, threading.current_thread())))
    assert door.busy
    qtbot.waitUntil(lambda: bool(seen))
    assert seen == [("answer", threading.main_thread())]
    assert lane[0] is not threading.main_thread()
    assert not door.busy


def test_busy_is_told_once_for_several_jobs(qtbot: QtBot, door: Door) -> None:
    told: list[bool] = []
    door.busy_changed.connect(told.append)
    for _number in range(5):
        door.run(lambda _session: 1)
    qtbot.waitUntil(lambda: told == [True, False])


@pytest.mark.parametrize(
    ("error", "tone", "words"),
    [
        (UserError("reason.empty", "X-01"), "amber", "Please write a reason"),
        (WorldError("file.not_written", "a.pdf", detail="disk full"), "red", "disk full"),
    ],
)
def test_errors_become_sentences(qtbot: QtBot, door: Door, error: Exception, tone: str, words: str) -> None:
    with qtbot.waitSignal(door.said) as told:
        door.run(failing(error))
    message: Message = told.args[0]
    assert message.tone == tone
    assert words in message.text


@pytest.mark.expects_log
def test_a_bug_is_told_calmly_and_logged(qtbot: QtBot, door: Door, caplog: pytest.LogCaptureFixture) -> None:
    with qtbot.waitSignal(door.said) as told:
        door.run(failing(ZeroDivisionError("oh")))
    assert told.args[0].tone == "red"
    assert "our mistake" in told.args[0].text
    assert "ZeroDivisionError" in caplog.text


def test_cancelled_is_silent(qtbot: QtBot, door: Door) -> None:
    told: list[Message] = []
    door.said.connect(told.append)
    door.run(failing(Cancelled()))
    qtbot.waitUntil(lambda: not door.busy)
    assert told == []


def test_otherwise_may_take_the_error(qtbot: QtBot, door: Door) -> None:
    told: list[Message] = []
    taken: list[str] = []
    door.said.connect(told.append)

    def otherwise(_error: BaseException, message: Message) -> bool:
        taken.append(message.text)
        return True

    door.run(failing(UserError("reason.empty")), otherwise=otherwise)
    qtbot.waitUntil(lambda: bool(taken))
    assert told == []


def test_changes_are_broadcast_before_the_caller_goes_on(qtbot: QtBot, door: Door) -> None:
    order: list[object] = []
    changes = Changes(frozenset({Kind.READINGS}), "Saved: a cell")
    door.said.connect(lambda message: order.append(message.text))
    door.changed.connect(order.append)
    door.run(lambda _session: changes, lambda _changes: order.append("then"))
    qtbot.waitUntil(lambda: len(order) == 3)
    assert order == ["Saved: a cell", changes, "then"]


def test_an_answer_for_a_page_that_is_gone_is_dropped(qtbot: QtBot, door: Door) -> None:
    import shiboken6

    owner = QObject()
    seen: list[int] = []
    door.run(lambda _session: 1, seen.append, owner=owner)
    shiboken6.delete(owner)
    qtbot.waitUntil(lambda: not door.busy)
    assert seen == []


def test_work_aside_needs_no_session(qtbot: QtBot) -> None:
    door = Door()
    seen: list[int] = []
    door.run_aside(lambda: 7, seen.append)
    qtbot.waitUntil(lambda: seen == [7])
    door.close()


def test_good_news_does_not_push_away_a_question(qtbot: QtBot) -> None:
    bar, pressed = MessageBar(), []
    qtbot.addWidget(bar)
    bar.show_message(Message("amber", "Which one?", (("This", lambda: pressed.append("this")),)))
    bar.show_message(Message("green", "Saved"))
    assert bar.text == "Which one?"
    part(bar, QAbstractButton, "messageChoice0").click()
    assert pressed == ["this"]
    assert bar.message is None
