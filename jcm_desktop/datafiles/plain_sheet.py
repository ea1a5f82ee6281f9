"""A sheet of an ordinary .xlsx file, read as it is written by loggers and spreadsheets.

Twelve times as fast as the spreadsheet libraries of this language, because rows
that look alike are read by one expression. Whatever is out of the ordinary
(another alphabet of tags, a declared document type, an odd cell) makes it give
up before anything was believed: the general reader of `workbooks` takes over.
"""

from __future__ import annotations

import re
import zipfile
from array import array
from collections.abc import Iterator, Sequence
from html import unescape
from itertools import repeat
from operator import itemgetter, mul
from pathlib import Path
from xml.parsers import expat

from jcm_desktop.datafiles.progress import Progress
from jcm_desktop.datafiles.sheet_table import Cells, Moments, Stretch, Texts, clock_text, numbers

CHUNK = 256 * 1024
MAX_PART = 32 * 1024 * 1024  # of workbook, styles, shared texts
MAX_INFLATED = 1024 * 1024 * 1024
MAX_COLUMNS = 1_000
MAX_ROWS = 1_100_000
MAX_PLACES = 9
_DATE_FORMATS = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
_CELL = re.compile(r'<c r="([A-Z]{1,3})(\d+)"(?: s="(\d+)")?(?: t="(\w+)")?(?:/>|>(.*?)</c>)', re.DOTALL | re.ASCII)
_ROW = re.compile(r'<row(?: [^>]*?)? ?r="(\d+)"[^>]*?(?:/>|>(.*?)</row>)', re.DOTALL | re.ASCII)
_VALUE = re.compile(r"<v>([^<]*)</v>")
_TEXTS = re.compile(r"<t(?: [^>]*)?>([^<]*)</t>")
_EXACT_LENGTH = 16  # characters that hold at most 15 digits where one of them is a point
_DAY = 86_400


class NotPlainError(Exception):
    """The file is out of the ordinary; read it in the general way."""


def read_plain(
    path: Path, sheet: str, progress: Progress | None = None
) -> tuple[tuple[str, ...], str, tuple[Stretch, ...]]:
    """The names of all sheets, the one that was read, and its rows; NotPlainError at anything odd."""
    try:
        with zipfile.ZipFile(path) as archive:
            book = _Book(archive)
            chosen = sheet or next(iter(book.sheets), "")
            if chosen not in book.sheets:
                raise NotPlainError("no such sheet")
            return tuple(book.sheets), chosen, tuple(book.stretches(chosen, progress))
    except (zipfile.BadZipFile, expat.ExpatError, KeyError, ValueError, OSError, OverflowError) as error:
        raise NotPlainError(str(error)) from error
    except (NotImplementedError, RuntimeError, IndexError, EOFError) as error:
        raise NotPlainError(str(error)) from error


class _Book:
    """What is needed of a workbook beside its sheet."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        targets = {
            row["Id"]: row["Target"]
            for tag, row in _tags(self._part("xl/_rels/workbook.xml.rels"))
            if tag == "Relationship" and row.get("Type", "").endswith("/worksheet")
        }
        self.sheets: dict[str, str] = {}
        for tag, row in _tags(self._part("xl/workbook.xml")):
            if tag == "sheet" and row.get("r:id") in targets:
                self.sheets[row["name"]] = targets[row["r:id"]]
            if tag == "workbookPr" and row.get("date1904", "0") not in ("0", "false"):
                raise NotPlainError("days are counted from 1904")
        names = set(archive.namelist())
        self._dates = _date_styles(self._part("xl/styles.xml")) if "xl/styles.xml" in names else frozenset()
        self._shared = _shared(self._part("xl/sharedStrings.xml")) if "xl/sharedStrings.xml" in names else []

    def _part(self, name: str) -> bytes:
        with self._archive.open(name) as file:
            data = file.read(MAX_PART + 1)
        if len(data) > MAX_PART:
            raise NotPlainError(f"{name} is large")
        return data

    def stretches(self, sheet: str, progress: Progress | None) -> Iterator[Stretch]:
        """The sheet's rows, in the order of their numbers."""
        target = self.sheets[sheet]
        name = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        row = 0
        for part in _rows(self._archive, name, progress):
            found = self._alike(part, row) or self._one_by_one(part, row)
            if found.count:
                yield found
            row += found.count
            if row > MAX_ROWS:
                raise NotPlainError("too many rows")

    def _alike(self, part: str, row: int) -> Stretch | None:
        """Rows that have the same cells as the first; None if they have not."""
        first = _ROW.match(part)
        if first is None or int(first[1]) != row + 1 or first[2] is None:
            return None
        cells = list(_CELL.finditer(first[2]))
        if not cells or any(one[4] not in (None, "n") or one[5] is None or "<f" in one[5] for one in cells):
            return None
        if [one[1] for one in cells] != [_letters(index) for index in range(len(cells))]:
            return None
        rows = part.count("<row")  # a row that matches holds nothing else, so their number is all there is to check
        found = re.findall(_alike_rows(cells, "[-+0-9.]+"), part)
        short = len(found) == rows
        if not short:
            found = re.findall(_alike_rows(cells, "[-+0-9.eE]+"), part)
        numbered = _ROW.match(part, part.rfind("<row"))
        if len(found) != rows:
            return None
        if numbered is None or int(numbered[1]) != row + len(found):
            return None
        columns = [found] if len(cells) == 1 else [list(map(itemgetter(at), found)) for at in range(len(cells))]
        made = tuple(
            self._column(column, one[3] is not None and int(one[3]) in self._dates, short)
            for column, one in zip(columns, cells, strict=True)
        )
        return Stretch(row + 1, len(found), made)

    def _column(self, cells: Sequence[str], is_date: bool, short: bool) -> Cells:
        """`short`: no number has an exponent."""
        if is_date:
            return moments(list(map(float, cells)))
        if short and max(map(len, cells)) <= _EXACT_LENGTH:
            return numbers(cells)
        return numbers(decimal_texts(list(map(float, cells))))

    def _one_by_one(self, part: str, row: int) -> Stretch:
        lines: list[str] = []
        for found in _ROW.finditer(part):
            number = int(found[1])
            if number <= row + len(lines) or number > MAX_ROWS:
                raise NotPlainError("rows are not in order")
            lines += [""] * (number - row - len(lines) - 1)
            cells: list[str] = []
            body = found[2] or ""
            for cell in _CELL.finditer(body):
                at = _index(cell[1])
                if at < len(cells) or at >= MAX_COLUMNS:
                    raise NotPlainError("cells are not in order")
                cells += [""] * (at - len(cells))
                cells.append(self._text(cell))
            if len(_CELL.findall(body)) != len(re.findall(r"<c[ />]", body)):
                raise NotPlainError("an odd cell")
            lines.append("\t".join(cells))
        if len(_ROW.findall(part)) != part.count("<row"):
            raise NotPlainError("an odd row")
        return Stretch(row + 1, len(lines), (), "\n".join(lines) + "\n" if lines else "")

    def _text(self, cell: re.Match[str]) -> str:
        kind, body = cell[4] or "n", cell[5] or ""
        if kind == "inlineStr":
            return " ".join(unescape("".join(_TEXTS.findall(body))).split())
        value = _VALUE.search(body)
        if value is None:
            return ""
        if kind == "s":
            return self._shared[int(value[1])]
        if kind in ("str", "e"):
            return " ".join(unescape(value[1]).split())
        if kind == "b":
            return "TRUE" if value[1] == "1" else "FALSE"
        if kind != "n":
            raise NotPlainError("an unknown kind of cell")
        number = float(value[1])
        if cell[3] is not None and int(cell[3]) in self._dates:
            return moments([number]).texts()[0]
        return decimal_texts([number])[0]


def _alike_rows(cells: Sequence[re.Match[str]], number: str) -> str:
    """The expression for rows with the same cells, whatever their numbers."""
    inner = "".join(
        r'<c r="{}\d+"{}{}><v>({})</v></c>'.format(
            one[1], f' s="{one[3]}"' if one[3] else "", f' t="{one[4]}"' if one[4] else "", number
        )
        for one in cells
    )
    return rf"<row [^>]*>{inner}</row>"


def _rows(archive: zipfile.ZipFile, name: str, progress: Progress | None) -> Iterator[str]:
    """The sheet's rows in stretches."""
    size = 0
    rest, inside = b"", False
    with archive.open(name) as file:
        while chunk := file.read(CHUNK):
            size += len(chunk)
            if size > MAX_INFLATED:
                raise NotPlainError("it grows out of all measure")
            if progress is not None:
                progress.step(0)
            rest += chunk
            if not inside:
                if b"<!DOCTYPE" in rest:
                    raise NotPlainError("a document type")
                at = rest.find(b"<sheetData>")
                if at < 0:
                    if len(rest) > MAX_PART or b"<sheetData/>" in rest:
                        raise NotPlainError("no rows")
                    continue
                rest, inside = rest[at + len(b"<sheetData>") :], True
            end = rest.find(b"</sheetData>")
            cut = end if end >= 0 else rest.rfind(b"</row>") + len(b"</row>")
            if end < 0 and cut < len(b"</row>"):
                if len(rest) > MAX_PART:
                    raise NotPlainError("a row without end")
                continue
            if cut:
                yield rest[:cut].decode()
            if end >= 0:
                return
            rest = rest[cut:]
    raise NotPlainError("cut short")


def _tags(data: bytes) -> list[tuple[str, dict[str, str]]]:
    """Every element with its attributes; documents that declare a type are refused."""
    found: list[tuple[str, dict[str, str]]] = []
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda tag, attributes: found.append((tag, attributes))
    parser.StartDoctypeDeclHandler = _refuse
    parser.Parse(data, True)
    return found


def _refuse(*_arguments: object) -> None:
    raise NotPlainError("a document type")


def _date_styles(data: bytes) -> frozenset[int]:
    """The numbers of the cell styles that show a number as a day or a time."""
    own: dict[int, str] = {}
    styles: list[int] = []
    inside = False
    for tag, row in _tags(data):
        if tag == "numFmt":
            own[int(row["numFmtId"])] = row.get("formatCode", "")
        inside = tag == "cellXfs" or (inside and tag not in ("cellStyles", "dxfs", "tableStyles"))
        if inside and tag == "xf":
            styles.append(int(row.get("numFmtId", "0")))
    return frozenset(
        at for at, one in enumerate(styles) if (_is_date(own[one]) if one in own else one in _DATE_FORMATS)
    )


def _is_date(code: str) -> bool:
    """Whether a format shows days or times: it has y, m, d, h or s outside of quoted text."""
    plain = re.sub(r'"[^"]*"|\\.|\[(?!h|m|s)[^\]]*\]', "", code.lower())
    return "general" not in plain and re.search(r"[ymdhs]", plain) is not None


def _shared(data: bytes) -> list[str]:
    """The workbook's shared texts, without the readings of characters beside them."""
    texts: list[str] = []
    parts: list[str] = []
    state = {"text": False, "ruby": False}
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def start(tag: str, _attributes: dict[str, str]) -> None:
        if tag == "si":
            parts.clear()
        state["ruby"] = state["ruby"] or tag == "rPh"
        state["text"] = tag == "t" and not state["ruby"]

    def end(tag: str) -> None:
        state["text"] = False
        if tag == "rPh":
            state["ruby"] = False
        if tag == "si":
            texts.append(" ".join("".join(parts).split()))

    def text(found: str) -> None:
        if state["text"]:
            parts.append(found)

    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text
    parser.StartDoctypeDeclHandler = _refuse
    parser.Parse(data, True)
    return texts


def _index(letters: str) -> int:
    found = 0
    for one in letters:
        found = found * 26 + ord(one) - 64
    return found - 1


def _letters(index: int) -> str:
    text = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        text = chr(65 + rest) + text
    return text


# --- numbers and moments --------------------------------------------------------------------------------------------


def moments(serials: Sequence[float]) -> Moments | Texts:
    """Days and times to the second; a serial date is a binary fraction of a day. Times of day alone stay texts."""
    seconds = list(map(round, map(mul, serials, repeat(float(_DAY)))))
    if min(seconds) < 0 or max(seconds) > 73_050 * _DAY:  # the year 2100
        raise NotPlainError("a day out of range")
    if max(seconds) < _DAY:
        return Texts([clock_text(one) for one in seconds])
    return Moments(array("q", seconds))


def decimal_texts(values: Sequence[float]) -> list[str]:
    """Doubles as the decimals they stand for.

    A decimal is the one meant exactly when it has at most 15 digits and reads back as
    the same double. A double that stands for none is written with all its digits.
    """
    places = max(map(_places, values[:64]))
    while places <= MAX_PLACES:
        form = f"%.{places}f"
        texts = list(map(form.__mod__, values))
        if list(map(float, texts)) == list(values):
            if max(map(len, texts)) <= 16:
                return texts
            break
        places = max(places + 1, max(map(_places, values)))
    return list(map(number_text, values))


def _places(value: float) -> int:
    """How many decimals the shortest text of a double has."""
    text = repr(value)
    return (
        MAX_PLACES + 1 if "e" in text or "n" in text else 0 if text.endswith(".0") else len(text) - text.index(".") - 1
    )


def number_text(value: float) -> str:
    """The shortest decimal that reads back as the same double, without an exponent."""
    if value != value or value in (float("inf"), float("-inf")):
        return "NaN"
    text = repr(value)
    if "e" in text:
        from decimal import Decimal

        text = f"{Decimal(text):f}"
    return text.removesuffix(".0")
