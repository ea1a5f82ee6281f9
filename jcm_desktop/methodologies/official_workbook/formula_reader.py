"""The text of an Excel formula to its tree. Own rules of precedence, nothing is executed. Knows no cell's value.

Files write formulas in one way whatever the language of the program: English names,
commas, decimal points.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from jcm_desktop.methodologies.official_workbook.cells import MAX_COLUMN, MAX_ROW, column_number
from jcm_desktop.methodologies.official_workbook.excel_tree import (
    Area,
    Broken,
    Excel,
    External,
    Function,
    Infix,
    Literal,
    Missing,
    Named,
    Percent,
    Ref,
    Sign,
    Text,
    Truth,
    height,
)

MAX_LENGTH = 8_192
MAX_DEPTH = 48  # parentheses and calls inside each other; Excel allows 64 calls
MAX_TOKENS = 4_000
MAX_HEIGHT = 160  # of the tree; each operator in a row, as in a+b+c, is a level
_END = r"(?![\w.(!\[])"
_TOKEN = re.compile(
    r"(?P<space>[ \t\r\n]+)"
    r'|(?P<text>"(?:[^"]|"")*")'
    r"|(?P<error>\#(?:REF!|DIV/0!|N/A|NAME\?|NULL!|NUM!|VALUE!|SPILL!|CALC!))"
    r"|(?P<external>'[^'\[\]]*\[[^'\]]*\](?:[^']|'')*'!|\[[^'\[\]]*\][^\s'!(),;:+*/^&=<>\"-]*!)"
    r"|(?P<sheet>'(?:[^'\[\]]|'')+'!|(?:[A-Za-z_]|[^\x00-\x7f])(?:[\w.]|[^\x00-\x7f])*!)"
    rf"|(?P<columns>\$?[A-Za-z]{{1,3}}:\$?[A-Za-z]{{1,3}}{_END})"
    rf"|(?P<rows>\$?\d{{1,7}}:\$?\d{{1,7}}{_END})"
    rf"|(?P<cell>\$?[A-Za-z]{{1,3}}\$?[1-9]\d{{0,6}}{_END})"
    r"|(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)"
    r"|(?P<function>[^\W\d][\w.]*\()"
    r"|(?P<name>[^\W\d][\w.\\?]*(?![\w(!]))"
    r"|(?P<sign><=|>=|<>|[-+*/^&=<>%(),:])"
)
_CELL = re.compile(r"(\$?)([A-Za-z]{1,3})(\$?)(\d{1,7})")
_LEVELS = (("=", "<>", "<", "<=", ">", ">="), ("&",), ("+", "-"), ("*", "/"), ("^",))


class Unreadable(Exception):  # noqa: N818 - an answer of the reader, no failure of the program
    """The formula is not one this reader knows; `found` is where it stopped, `column` counts from 1."""

    def __init__(self, found: str, column: int) -> None:
        super().__init__(found)
        self.found = found
        self.column = column


class _Token(NamedTuple):
    kind: str
    text: str
    column: int


@lru_cache(maxsize=4096)
def read_formula(text: str) -> Excel:
    """The tree of a formula without its equals sign; Unreadable where it is none, or too long or deep."""
    if len(text) > MAX_LENGTH:
        raise Unreadable(text[:40], MAX_LENGTH)
    reader = _Reader(list(_tokens(text)))
    tree = reader.expression(0, 0)
    if reader.kind != "end":
        raise reader.refused()
    if height(tree) > MAX_HEIGHT:
        raise Unreadable(text[:20], 1)
    return tree


def _tokens(text: str) -> Iterator[_Token]:
    at = count = 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        count += 1
        if found is None or count > MAX_TOKENS:
            raise Unreadable(text[at : at + 20], at + 1)
        if found.lastgroup != "space":
            yield _Token(found.lastgroup or "", found[0], at + 1)
        at = found.end()
    yield _Token("end", "", len(text) + 1)


class _Reader:
    """Precedence climbing over the tokens, in Excel's order: comparison, &, + -, * /, ^, sign, %."""

    def __init__(self, tokens: list[_Token]) -> None:
        self._tokens = tokens
        self._at = 0

    @property
    def kind(self) -> str:
        return self._tokens[self._at].kind

    @property
    def _text(self) -> str:
        return self._tokens[self._at].text

    def refused(self) -> Unreadable:
        token = self._tokens[self._at]
        return Unreadable(token.text[:20], token.column)

    def _next(self) -> _Token:
        token = self._tokens[self._at]
        self._at += 1
        return token

    def _expect(self, sign: str) -> None:
        if self.kind != "sign" or self._text != sign:
            raise self.refused()
        self._at += 1

    def expression(self, level: int, depth: int) -> Excel:
        if depth > MAX_DEPTH:
            raise self.refused()
        if level == len(_LEVELS):
            return self._signed(depth)
        found = self.expression(level + 1, depth)
        while self.kind == "sign" and self._text in _LEVELS[level]:
            operator = self._next().text
            found = Infix(operator, found, self.expression(level + 1, depth))
        return found

    def _signed(self, depth: int) -> Excel:
        signs: list[str] = []
        while self.kind == "sign" and self._text in "+-":
            signs.append(self._next().text)
            if len(signs) > MAX_DEPTH:
                raise self.refused()
        found = self._atom(depth)
        while self.kind == "sign" and self._text == "%":
            self._at += 1
            found = Percent(found)
        for sign in reversed(signs):
            found = Sign(sign, found)
        return found

    def _atom(self, depth: int) -> Excel:
        token = self._next()
        match token.kind:
            case "number":
                return Literal(_number(token))
            case "text":
                return Text(token.text[1:-1].replace('""', '"'))
            case "error":
                return Broken(token.text)
            case "sheet":
                return self._on_sheet(_sheet_name(token))
            case "external":
                follower = self._next()
                return External(token.text + follower.text)
            case "cell" | "columns" | "rows":
                self._at -= 1
                return self._reference("")
            case "name":
                if token.text.upper() in ("TRUE", "FALSE"):
                    return Truth(token.text.upper() == "TRUE")
                return Named("", token.text)
            case "function":
                return self._call(token, depth + 1)
            case "sign" if token.text == "(":
                found = self.expression(0, depth + 1)
                self._expect(")")
                return found
        self._at -= 1
        raise self.refused()

    def _on_sheet(self, sheet: str) -> Excel:
        if self.kind == "name":
            return Named(sheet, self._next().text)
        if self.kind == "error":
            return Broken(self._next().text)
        return self._reference(sheet)

    def _reference(self, sheet: str) -> Excel:
        token = self._next()
        if token.kind in ("columns", "rows"):
            first, last = token.text.replace("$", "").split(":")
            if token.kind == "columns":
                return _area(Ref(sheet, 1, column_number(first)), Ref(sheet, MAX_ROW, column_number(last)))
            return _area(Ref(sheet, int(first), 1), Ref(sheet, int(last), MAX_COLUMN))
        if token.kind != "cell":
            self._at -= 1
            raise self.refused()
        first_cell = _cell(token, sheet)
        if self.kind != "sign" or self._text != ":":
            return first_cell
        self._at += 1
        if self.kind == "sheet" and _sheet_name(self._tokens[self._at]) == sheet:
            self._at += 1
        if self.kind != "cell":  # a range whose end is computed
            raise self.refused()
        return _area(first_cell, _cell(self._next(), sheet))

    def _call(self, token: _Token, depth: int) -> Excel:
        name = re.sub(r"^(_XLFN\.|_XLWS\.)+", "", token.text[:-1].upper())
        if self.kind == "sign" and self._text == ")":
            self._at += 1
            return Truth(name == "TRUE") if name in ("TRUE", "FALSE") else Function(name, ())
        arguments: list[Excel] = []
        while True:
            empty = self.kind == "sign" and self._text in (",", ")")
            arguments.append(Missing() if empty else self.expression(0, depth))
            if self.kind == "sign" and self._text == ")":
                self._at += 1
                return Function(name, tuple(arguments))
            self._expect(",")


def _number(token: _Token) -> Decimal:
    value = Decimal(token.text)
    if len(token.text) > 40 or abs(value.adjusted()) > 30:
        raise Unreadable(token.text[:20], token.column)
    return value


def _sheet_name(token: _Token) -> str:
    text = token.text[:-1]
    name = text[1:-1].replace("''", "'") if text.startswith("'") else text
    if ":" in name:  # a sum through several sheets
        raise Unreadable(token.text[:20], token.column)
    return name


def _cell(token: _Token, sheet: str) -> Ref:
    found = _CELL.fullmatch(token.text)
    row, column = (int(found[4]), column_number(found[2])) if found else (0, 0)
    if found is None or row > MAX_ROW or column > MAX_COLUMN:
        raise Unreadable(token.text[:20], token.column)
    return Ref(sheet, row, column, bool(found[3]), bool(found[1]))


def _area(one: Ref, other: Ref) -> Area:
    """Top left to bottom right, whichever corner was written first."""
    low_row, high_row = sorted((one, other), key=lambda ref: ref.row)
    low_column, high_column = sorted((one, other), key=lambda ref: ref.column)
    first = Ref(one.sheet, low_row.row, low_column.column, low_row.row_fixed, low_column.column_fixed)
    last = Ref(one.sheet, high_row.row, high_column.column, high_row.row_fixed, high_column.column_fixed)
    return Area(first, last)
