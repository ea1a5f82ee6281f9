"""The one door between pages and use cases: runs them in the session's lane, brings answers to the Qt thread.

Pages never wait and never catch: an error becomes a message, a change is told to
every page that shows such things. Knows no page and no particular use case.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from contextvars import copy_context
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal
from shiboken6 import Shiboken

from jcm_desktop.domain.errors import JcmError
from ui.operations.errors import message_for
from ui.widgets.message_bar import Message

if TYPE_CHECKING:
    from concurrent.futures import Future, ThreadPoolExecutor

    from jcm_desktop.services.session import Session

T = TypeVar("T")
AMBIGUOUS = "number.ambiguous"
PAGE = "page-"  # what the names of pages begin with
Otherwise = Callable[[BaseException, Message], bool]


@dataclass(slots=True, eq=False)
class _Job:
    """A call under way and who waits for its answer."""

    future: Future[Any]
    then: Callable[[Any], object] | None
    otherwise: Otherwise | None
    owner: QObject | None
    again: Callable[[str], object] | None = None  # the same with a decimal sign, where a text could be read two ways


def _with_ways(message: Message | None, error: BaseException, job: _Job) -> Message | None:
    """A text such as 1,234 can be read in two ways: the same question, and the same answers, for every field."""
    if message is None or job.again is None or not isinstance(error, JcmError) or error.code != AMBIGUOUS:
        return message
    ways = ((str(error.facts["one"]), "."), (str(error.facts["other"]), ","))
    return replace(message, choices=tuple((words, partial(job.again, sign)) for words, sign in ways))


def _page_of(owner: QObject | None) -> str:
    """The page that an owner is or stands on."""
    while owner is not None:
        if owner.objectName().startswith(PAGE):
            return owner.objectName().removeprefix(PAGE)
        owner = owner.parent()
    return ""


class Door(QObject):
    """Runs use cases; `said` carries messages, `changed` carries Changes, `busy_changed` whether work is under way."""

    said = Signal(object)
    changed = Signal(object)
    busy_changed = Signal(bool)
    _done = Signal(object)

    def __init__(self, session: Session | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self._open: list[_Job] = []
        self._aside: ThreadPoolExecutor | None = None
        self._done.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    @property
    def busy(self) -> bool:
        return bool(self._open)

    def run(
        self,
        use_case: Callable[[Session], T],
        then: Callable[[T], object] | None = None,
        otherwise: Otherwise | None = None,
        owner: QObject | None = None,
        wait_seconds: float = 0.0,
    ) -> None:
        """Queue a use case in the lane; `then` gets its answer, unless `owner` is gone by then.

        `otherwise` sees an error first; when it returns True, the message bar stays silent.
        `wait_seconds` lets a short write finish before the caller goes on.
        """
        session = self.session
        if session is None:
            return
        future = session.lane.submit(use_case, session)
        again = partial(self._read_with, use_case, then, otherwise, owner)
        self._watch(_Job(future, then, otherwise, owner, again))
        if wait_seconds:
            from concurrent.futures import wait

            wait([future], wait_seconds)

    def _read_with(
        self,
        use_case: Callable[[Session], T],
        then: Callable[[T], object] | None,
        otherwise: Otherwise | None,
        owner: QObject | None,
        sign: str,
    ) -> None:
        """Run a use case again, now that somebody said which sign is the decimal one in what they typed."""
        from jcm_desktop.domain.quantity import written_with

        def with_sign(session: Session) -> T:
            with written_with(sign):
                return use_case(session)

        self.run(with_sign, then, otherwise, owner)

    def run_aside(
        self,
        work: Callable[[], T],
        then: Callable[[T], object] | None = None,
        otherwise: Otherwise | None = None,
        owner: QObject | None = None,
    ) -> None:
        """Run work that needs no workspace, beside the lane, in the caller's language."""
        if self._aside is None:
            from concurrent.futures import ThreadPoolExecutor

            self._aside = ThreadPoolExecutor(max_workers=1, thread_name_prefix="aside")
        future = self._aside.submit(partial(copy_context().run, work))
        self._watch(_Job(future, then, otherwise, owner))

    def _watch(self, job: _Job) -> None:
        self._open.append(job)
        if len(self._open) == 1:
            self.busy_changed.emit(True)
        job.future.add_done_callback(lambda _future: self._tell(job))

    def _tell(self, job: _Job) -> None:
        """In the worker's thread."""
        with suppress(RuntimeError):  # the window is gone; nobody waits
            self._done.emit(job)

    def _deliver(self, job: _Job) -> None:
        if job not in self._open:
            return
        self._open.remove(job)
        if not self._open:
            self.busy_changed.emit(False)
        error = job.future.exception()
        alive = job.owner is None or Shiboken.isValid(job.owner)
        if error is not None:
            message = _with_ways(message_for(error), error, job)
            if message and not (alive and job.otherwise and job.otherwise(error, message)):
                self.said.emit(replace(message, page=_page_of(job.owner) if alive else ""))
            return
        answer = job.future.result()
        if hasattr(answer, "kinds"):
            self.tell_changes(answer)
        if job.then and alive:
            job.then(answer)

    def tell_changes(self, changes: Any) -> None:
        """Say what was done, and let every page that shows such things look again."""
        if changes.message:
            self.said.emit(Message("green", changes.message))
        if changes.kinds:
            self.changed.emit(changes)

    def close(self) -> None:
        """Finish what was accepted, then let the workspace go."""
        if self._aside is not None:
            self._aside.shutdown(wait=True)
            self._aside = None
        session, self.session = self.session, None
        if session is not None:
            session.close()
        self._open.clear()
