"""How a parameter's symbol is written on a sheet, and the legal name it gets in a formula of ours.

`EC PJ,i,p` with a subscript, `EC_PJ,i,p`, `ECPJ,i,p`, `EC[PJ,i,p]` and `EC_{PJ,i,p} (chiller 1)`
are one symbol. Knows no sheet.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import msgspec

from jcm_desktop.formulas.parse import RESERVED

RESULTS = ("RE", "PE", "ER")
PERIODS = frozenset({"p", "y"})  # p: during the period p, y: in the year y
MAX_LENGTH = 40
MAX_SHOWN = 2 * MAX_LENGTH + 20
MAX_MEMBERS = 200
_GREEK = {
    "α": "alpha",
    "β": "beta",
    "γ": "gamma",
    "δ": "delta",
    "ε": "epsilon",
    "η": "eta",
    "θ": "theta",
    "λ": "lambda",
    "μ": "mu",
    "µ": "mu",
    "ρ": "rho",
    "σ": "sigma",
    "τ": "tau",
    "φ": "phi",
    "ϕ": "phi",
    "ω": "omega",
    "Δ": "Delta",
    "Σ": "Sigma",
    "Ω": "Omega",
}
_GREEK_LETTER = re.compile("|".join(map(re.escape, _GREEK)))
# The name of an installed unit may have brackets of its own: `EC_{PJ,i,p} (furnace 2 (new))`.
_MEMBER = re.compile(rf"(?P<symbol>.*\S)\s+\((?P<member>(?:[^()]|\([^()]*\)){{1,{MAX_MEMBERS}}})\)")
_BETWEEN_MEMBERS = re.compile(r",(?![^()]*\))")
_BRACKET = re.compile(r"(?P<head>[^\[\](){}]*[^\[\](){}\s])\s*[\[(](?P<inner>[^\[\](){}]*)[\])]")
_INDICES = re.compile(r"[a-z](\s*,\s*[a-z])*")
# Where the subscript begins in a text that lost its subscripts: `ECPJ,i`, `EFgrid`, `EGi,p`.
_GLUED = re.compile(
    r"(?P<head>[A-Z]{1,4}?|eta|rho|sigma|tau)(?P<sub>(?:PJ|RE|REF|BL|BAU)(?![a-zA-Z])|(?<=[A-Z]{2})[a-z][a-z0-9]{2,}|[a-z])"
)
_WORD = re.compile(r"[^\s,;:=()\[\]{}]{1,30}")
_DAYS = re.compile(r"days\s*\(\s*p\s*\)", re.I)


class Symbol(msgspec.Struct, frozen=True):
    """`EC_{PJ,i,p} (chiller 1)`: head EC, parts PJ, i, p, members chiller 1."""

    head: str
    parts: tuple[str, ...] = ()
    members: tuple[str, ...] = ()

    @property
    def written(self) -> str:
        """`EC_{PJ,i,p}`."""
        return f"{self.head}_{{{','.join(self.parts)}}}" if self.parts else self.head

    @property
    def letters(self) -> tuple[str, ...]:
        """The parts that may be indices: `i`."""
        return tuple(part for part in self.parts if len(part) == 1 and part.islower() and part not in PERIODS)

    @property
    def numbers(self) -> tuple[str, ...]:
        """The parts that may be an index written out: the 1 of `EC_{PJ,1,p}`."""
        return tuple(part for part in self.parts if part.isdecimal())

    @property
    def is_days(self) -> bool:
        """The days of the period, which the language has a function for."""
        return self.head == "days(p)"

    @property
    def per_period(self) -> bool:
        return "p" in self.parts

    @property
    def is_word(self) -> bool:
        """Whether it has a letter: `24` is no symbol of a parameter."""
        return self.head[:1].isalpha()

    def result(self) -> str:
        """RE, PE or ER where it is the symbol of one, else nothing."""
        return self.head if self.head in RESULTS and set(self.parts) <= PERIODS else ""

    def name(self, without: tuple[str, ...] = ()) -> str:
        """A legal name: without the period, and without indices; empty for a symbol that has no letter."""
        kept = [part for part in self.parts if part not in PERIODS and part not in without]
        name = re.sub(r"[^A-Za-z0-9]+", "_", "_".join([self.head, *kept])).strip("_")
        name = re.sub(r"^[^A-Za-z]+", "", name)[:MAX_LENGTH]
        return f"{name}_x" if name in RESERVED or name in RESULTS else name


@lru_cache(maxsize=8192)
def read_symbol(text: str, marked: str = "") -> Symbol | None:
    """The symbol in a cell, `marked` with its subscripts where the file has them; None for words or numbers."""
    shown = unicodedata.normalize("NFKC", marked or text).strip()
    shown = _GREEK_LETTER.sub(lambda found: _GREEK[found[0]], shown)
    if not shown or len(shown) > MAX_SHOWN + MAX_MEMBERS:
        return None
    if _DAYS.fullmatch(shown):
        return Symbol("days(p)")
    members: tuple[str, ...] = ()
    found = _MEMBER.fullmatch(shown)
    if found is not None and not (_INDICES.fullmatch(found["member"]) and not _letters(found["symbol"])):
        shown = found["symbol"]
        members = tuple(part.strip() for part in _BETWEEN_MEMBERS.split(found["member"]))
    if len(shown) > MAX_SHOWN or _is_sentence(shown):
        return None
    head, parts = _split(shown.replace("\\", ""))
    if not _is_word(head) or not all(_is_word(part) for part in parts):
        return None
    return Symbol(head, parts, members)


def _split(shown: str) -> tuple[str, tuple[str, ...]]:
    if "_{" in shown:
        head, _, rest = shown.partition("_{")
        sub = re.sub(r"\^\{[^{}]*\}", "", rest).replace("_{", ",").replace("}", ",")
        return head.strip(), _pieces(sub)
    bracket = _BRACKET.fullmatch(shown)
    if bracket is not None:
        head, parts = _split(bracket["head"].rstrip("_, "))
        return head, (*parts, *_pieces(bracket["inner"]))
    first, *others = _pieces(shown)
    glued = _GLUED.fullmatch(first) if "_" not in shown and " " not in shown else None
    return (glued["head"], (glued["sub"], *others)) if glued is not None else (first, tuple(others))


def _is_sentence(shown: str) -> bool:
    """Words in a row, as in a heading or a label; a symbol has at most one blank before its subscript."""
    blanks = re.split(r"(?<![,;])\s+", re.sub(r"\([^()]*\)$", "", shown).strip())
    return len(blanks) > 2 or (len(blanks) == 2 and (len(blanks[0]) > 5 or blanks[0][1:].islower()))


def _letters(text: str) -> bool:
    return any(len(part) == 1 and part.islower() and part not in PERIODS for part in _pieces(text)[1:])


def _pieces(text: str) -> tuple[str, ...]:
    return tuple(part for part in re.split(r"[\s,_;]+", text) if part) or ("",)


def _is_word(text: str) -> bool:
    return bool(_WORD.fullmatch(text)) and text[0].isalnum()
