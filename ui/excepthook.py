"""When something unexpected happens: a line in the window and a log file, never a crash. Knows no page."""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Callable
from types import TracebackType

from ui.operations.errors import bug_message
from ui.widgets.message_bar import Message

log = logging.getLogger("ui")


def install(say: Callable[[Message], object]) -> None:
    """Send every exception that reaches the top to the message bar and the log."""

    def unexpected(kind: type[BaseException], error: BaseException, traceback: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, traceback)
            return
        say(bug_message(error.with_traceback(traceback)))

    def in_thread(arguments: threading.ExceptHookArgs) -> None:
        if arguments.exc_value is not None:
            log.error("in thread %s", arguments.thread, exc_info=arguments.exc_value)

    sys.excepthook = unexpected
    threading.excepthook = in_thread
