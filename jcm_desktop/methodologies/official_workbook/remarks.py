"""What a person must know of an import, as codes with places and facts; words are found later."""

from __future__ import annotations

from enum import StrEnum

import msgspec


class Kind(StrEnum):
    """What a remark means for the draft."""

    PROBLEM = "problem"  # no draft can be written
    TRAP = "trap"  # a reviewer would reject this; look at it
    NOTE = "note"  # read, understood, and worth knowing


class Remark(msgspec.Struct, frozen=True):
    """One remark; the place is a cell wherever there is one."""

    code: str
    place: str
    facts: dict[str, str] = {}
    kind: Kind = Kind.NOTE


class Untranslatable(Exception):  # noqa: N818 - an answer of the translator, no failure of the program
    """A formula, or a part of one, that our language cannot say; the cell and the reason."""

    def __init__(self, code: str, place: str, **facts: object) -> None:
        super().__init__(code)
        self.remark = Remark(code, place, {name: str(value) for name, value in facts.items()}, Kind.PROBLEM)
