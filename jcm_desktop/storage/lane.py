"""One worker thread, in which everything that touches the workspace runs in order. No Qt.

Close waits for what is in the lane, so nothing that was accepted is lost.
"""

from __future__ import annotations

import contextvars
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class WriterLane:
    """Runs functions one after the other in a thread of its own."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="workspace")

    def submit(self, function: Callable[P, T], *arguments: P.args, **named: P.kwargs) -> Future[T]:
        """Queue a call, with the caller's context (its language); RuntimeError after `close`."""
        context = contextvars.copy_context()
        return self._pool.submit(context.run, partial(function, *arguments, **named))

    def close(self) -> None:
        """Wait until everything in the lane is done; then it takes no more."""
        self._pool.shutdown(wait=True)
