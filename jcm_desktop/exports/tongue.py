"""The languages a report speaks: one, or English with a second beside it. Knows words, no paper."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import TypeVar

from jcm_desktop.domain.errors import UserError
from jcm_desktop.i18n import LANGUAGES, N_, _, using_language

T = TypeVar("T")
ENGLISH = "en"
JOIN = "+"
# What a user may choose, with the words for it; English always comes first where there are two.
FORMS: dict[str, str] = {
    ENGLISH: N_("English"),
    **{code: name for code, name in LANGUAGES.items() if code != ENGLISH},
    **{f"{ENGLISH}{JOIN}{code}": f"English + {name}" for code, name in LANGUAGES.items() if code != ENGLISH},
}


def languages_of(form: str) -> tuple[str, ...]:
    """The languages of a form such as `en`, `ja` or `en+ja`; nothing means English. UserError `report.language`."""
    if not form:
        return (ENGLISH,)
    if form not in FORMS:
        raise UserError("report.language", form, known=", ".join(FORMS))
    return tuple(form.split(JOIN))


def second_language(form: str) -> str:
    """The language that stands beside English on the official sheets; empty where there is none."""
    return next((one for one in languages_of(form) if one != ENGLISH), "")


class Tongue:
    """Says a message in every language of the report."""

    def __init__(self, form: str) -> None:
        self.languages = languages_of(form)

    @property
    def main(self) -> str:
        """The language of the file as a whole."""
        return self.languages[0]

    @property
    def two(self) -> bool:
        return len(self.languages) > 1

    def said(self, say: Callable[[], str]) -> list[str]:
        """What `say` answers in each language; once where the answers are the same."""
        return list(dict.fromkeys(self.each_language(say)))

    def each_language(self, make: Callable[[], T]) -> list[T]:
        """What `make` gives in each language."""
        found = []
        for language in self.languages:
            with using_language(language):
                found.append(make())
        return found

    def each(self, message: str, **facts: object) -> list[str]:
        """A message in each language, with its facts."""
        return self.said(lambda: _(message).format(**facts) if facts else _(message))

    def line(self, message: str, **facts: object) -> str:
        """`Result / 結果`, as markup."""
        return " / ".join(escape(one, quote=False) for one in self.each(message, **facts))

    def lines(self, message: str, **facts: object) -> str:
        """One language below the other, as markup."""
        return "<br/>".join(escape(one, quote=False) for one in self.each(message, **facts))

    def words(self, say: Callable[[], str]) -> str:
        """What `say` answers, one language below the other, as markup."""
        return "<br/>".join(escape(one, quote=False) for one in self.said(say))
