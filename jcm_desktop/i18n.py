"""Words in the reader's language, through gettext. A leaf: imports nobody of the house.

Messages are English in the sources. `_` translates now, `N_` only marks. The
language is a context variable, so a report may be drawn in a language that is
not the window's, and a worker thread keeps the language it was started with.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import TYPE_CHECKING

from resources import FOLDER

if TYPE_CHECKING:
    from gettext import GNUTranslations

SOURCE = "en"  # the language of the sources; the first paint in it loads no catalogue
LANGUAGES = {"en": "English", "ja": "日本語"}

_language: ContextVar[str] = ContextVar("language", default="")
_chosen = SOURCE  # of the whole process; threads without a context of their own follow it


@cache
def _catalogue(language: str) -> GNUTranslations:
    from gettext import GNUTranslations

    with (FOLDER / "translations" / language / "LC_MESSAGES" / "jcm_desktop.mo").open("rb") as file:
        return GNUTranslations(file)


def _(message: str) -> str:
    """The message in the current language; itself where no translation exists."""
    spoken = language()
    return message if spoken == SOURCE or not message else _catalogue(spoken).gettext(message)


def N_(message: str) -> str:  # noqa: N802 - gettext's own name
    """Mark a message for translation later; returned as it is."""
    return message


def ngettext(one: str, many: str, count: int) -> str:
    """The form of the message that goes with `count`."""
    spoken = language()
    if spoken == SOURCE:
        return one if count == 1 else many
    return _catalogue(spoken).ngettext(one, many, count)


def language() -> str:
    """The code of the current language: a key of `LANGUAGES`."""
    return _language.get() or _chosen


def set_language(code: str) -> None:
    """Choose the language of the whole process; an unknown code means English."""
    global _chosen
    _chosen = code if code in LANGUAGES else SOURCE


def language_of_system() -> str:
    """A key of `LANGUAGES` that the system asks for, as gettext looks for it; else English."""
    import locale
    import os

    names = [os.environ.get(one, "") for one in ("LC_ALL", "LC_MESSAGES", "LANG")]
    if sys.platform == "win32":
        import ctypes

        names.append(locale.windows_locale.get(ctypes.windll.kernel32.GetUserDefaultUILanguage(), ""))
    said = next((one for one in names if one), "")
    code = locale.normalize(said).partition("_")[0].partition(".")[0].lower()
    return code if code in LANGUAGES else SOURCE


@contextmanager
def using_language(code: str) -> Iterator[None]:
    """Speak another language inside the block, in this thread only."""
    token = _language.set(code)
    try:
        yield
    finally:
        _language.reset(token)
