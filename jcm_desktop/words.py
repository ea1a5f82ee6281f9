"""The sentence for an error's code. A leaf: knows codes and words, never the errors' makers.

Each area keeps its sentences in `jcm_desktop/wording/<area>.py` as `WORDS`, a
mapping from code to a template with the error's facts in braces.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from string import Formatter

from jcm_desktop import wording
from jcm_desktop.i18n import N_, _

UNKNOWN = N_("Something went wrong that has no words yet ({code}). Please send us the log file.")


@cache
def templates() -> Mapping[str, str]:
    """All sentences by code; a code given twice is a mistake of ours."""
    import pkgutil  # here, because the first paint needs no sentence

    found: dict[str, str] = {}
    for module in pkgutil.iter_modules(wording.__path__):
        words: Mapping[str, str] = import_module(f"{wording.__name__}.{module.name}").WORDS
        twice = found.keys() & words.keys()
        if twice:
            raise ValueError(f"two sentences for {sorted(twice)}")
        found.update(words)
    return found


class _Lenient(Formatter):
    """Leaves a fact that is missing visible instead of failing while an error is being told."""

    def get_value(self, key: int | str, args: object, kwargs: Mapping[str, object]) -> object:
        return kwargs.get(str(key), f"{{{key}}}")


def sentence(code: str, place: str, facts: Mapping[str, str]) -> str:
    """The words for a code in the current language, with its place and facts filled in."""
    template = templates().get(code, UNKNOWN)
    return _Lenient().vformat(_(template), (), {"code": code, "place": place, **facts})
