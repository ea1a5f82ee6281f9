"""From an error to a line for the message bar. The only place of the window where errors become words."""

from __future__ import annotations

import logging

from jcm_desktop import words
from jcm_desktop.domain.errors import Cancelled, JcmError, UserError
from jcm_desktop.i18n import _
from ui.widgets.message_bar import Message

log = logging.getLogger("ui")


def message_for(error: BaseException) -> Message | None:
    """Amber: the user can fix it. Red: the world failed, or we did. None: the user cancelled."""
    if isinstance(error, Cancelled):
        return None
    if isinstance(error, JcmError):
        sentence = words.sentence(error.code, error.place, error.facts)
        return Message("amber" if isinstance(error, UserError) else "red", sentence)
    return bug_message(error)


def bug_message(error: BaseException) -> Message:
    """An error nobody foresaw: written to the log with its traceback, told in one calm line."""
    log.error("unexpected error", exc_info=(type(error), error, error.__traceback__))
    return Message(
        "red",
        _(
            "This is our mistake, not yours ({kind}). What you entered is saved. "
            "Please go on, and send us the log file (Settings shows where it is)."
        ).format(kind=type(error).__name__),
    )
