"""A sheet of a workbook: the plain way, or by a library in a process of its own, so that no file breaks the program.

The child is this module. It writes one line for each row, tabs between cells,
days and times in ISO form, numbers as the decimal they stand for. A stored
double stands for a decimal of at most 15 digits if that decimal is the one
nearest to it; a double that is none is written with all its digits and refused
later, by line, as too long.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path

from jcm_desktop.datafiles.plain_sheet import (
    MAX_COLUMNS,
    MAX_INFLATED,
    MAX_ROWS,
    NotPlainError,
    decimal_texts,
    number_text,
    read_plain,
)
from jcm_desktop.datafiles.progress import Progress
from jcm_desktop.datafiles.sheet_table import Stretch
from jcm_desktop.domain.errors import UserError

MAX_RATIO = 400  # of an entry over a megabyte; repeated text in a sheet packs about 20 times
MEMORY = 3 * 1024**3
SECONDS = 180
_CHUNK = 256 * 1024
_STRETCH = 2_048  # rows written at once


def read_sheet(
    path: Path, sheet: str = "", progress: Progress | None = None
) -> tuple[tuple[str, ...], str, tuple[Stretch, ...]]:
    """The names of all sheets, the one that was read (the first if none is named), and its rows.

    UserErrors `sheet.unreadable`, `sheet.bomb`, `sheet.locked`, `sheet.no_sheet`, `sheet.empty`,
    `sheet.too_wide`, `sheet.too_long`.
    """
    refuse_bomb(path)
    try:
        return read_plain(path, sheet, progress)
    except NotPlainError:
        pass
    with tempfile.TemporaryDirectory(prefix="jcm-sheet-", ignore_cleanup_errors=True) as folder:
        target = Path(folder) / "sheet.tsv"
        sheets, chosen = _in_a_child(path, sheet, target, progress)
        return sheets, chosen, tuple(_stretches(target))


def _stretches(path: Path) -> Iterator[Stretch]:
    """The child's lines."""
    first = 1
    with path.open(encoding="utf-8", newline="\n") as file:
        while lines := file.readlines(_CHUNK):
            yield Stretch(first, len(lines), (), "".join(lines))
            first += len(lines)


def _in_a_child(path: Path, sheet: str, target: Path, progress: Progress | None) -> tuple[tuple[str, ...], str]:
    command = [sys.executable, "-I", "-X", "utf8", "-c", _CHILD, str(path.absolute()), sheet, str(target)]
    flags = getattr(subprocess, "CREATE_NO_WINDOW", 0)  # on Windows
    child = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, creationflags=flags
    )
    try:
        out = _wait(child, progress)
    except BaseException:
        child.kill()
        child.communicate()
        raise
    try:
        answer = json.loads(out)
    except ValueError as error:  # it was killed, ran out of memory, or took too long
        raise UserError("sheet.unreadable", path.name, detail=f"status {child.returncode}") from error
    if "code" in answer:
        raise UserError(answer["code"], path.name, **answer["facts"])
    return tuple(answer["sheets"]), answer["sheet"]


def _wait(child: subprocess.Popen[bytes], progress: Progress | None) -> bytes:
    waited = 0.0
    while True:
        try:
            return child.communicate(timeout=0.1)[0]
        except subprocess.TimeoutExpired:
            waited += 0.1
            if waited > SECONDS:
                child.kill()
            if progress is not None:
                progress.step(0)


def refuse_bomb(path: Path) -> None:
    """UserError `sheet.bomb` for a file that says it would grow out of all measure."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return  # an old binary workbook, or damaged: the reader says so
    total = sum(one.file_size for one in entries)
    steep = any(one.file_size > 2**20 and one.file_size > MAX_RATIO * max(1, one.compress_size) for one in entries)
    if total > MAX_INFLATED or steep or len(entries) > 10_000:
        raise UserError("sheet.bomb", path.name, limit=MAX_INFLATED // 2**20)


# --- in the child ---------------------------------------------------------------------------------------------------

_CHILD = """
import sys
sys.path[:0] = {paths!r}
from jcm_desktop.datafiles.workbooks import child
child(*sys.argv[1:])
"""
_CHILD = _CHILD.format(paths=[str(Path(__file__).parents[2])])


def child(path: str, sheet: str, target: str) -> None:
    """Write the sheet, and print what was found as JSON."""
    _limit_memory()
    try:
        answer = _convert(path, sheet, target)
    except UserError as error:
        answer = {"code": error.code, "facts": error.facts}
    except MemoryError:
        answer = {"code": "sheet.bomb", "facts": {"limit": str(MEMORY // 2**20)}}
    sys.stdout.write(json.dumps(answer))
    sys.stdout.flush()
    os._exit(0)


def _limit_memory() -> None:
    if sys.platform != "win32":
        import resource

        _soft, hard = resource.getrlimit(resource.RLIMIT_AS)
        wanted = MEMORY if hard == resource.RLIM_INFINITY else min(MEMORY, hard)
        resource.setrlimit(resource.RLIMIT_AS, (wanted, hard))
        resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))


def _convert(path: str, sheet: str, target: str) -> dict[str, object]:
    import python_calamine

    try:
        book = python_calamine.load_workbook(path)
        names = [one.name for one in book.sheets_metadata if one.typ == python_calamine.SheetTypeEnum.WorkSheet]
        chosen = sheet or (names[0] if names else "")
        if chosen not in names:
            raise UserError("sheet.no_sheet", sheet=sheet, known=", ".join(names)[:200])
        found = book.get_sheet_by_name(chosen)
    except python_calamine.PasswordError as error:
        raise UserError("sheet.locked") from error
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise UserError("sheet.unreadable", detail=str(error)[:120]) from error
    if found.start is None or found.end is None:
        raise UserError("sheet.empty", sheet=chosen)
    if found.end[1] >= MAX_COLUMNS:
        raise UserError("sheet.too_wide", sheet=chosen, limit=MAX_COLUMNS)
    if found.end[0] >= MAX_ROWS:
        raise UserError("sheet.too_long", sheet=chosen, limit=MAX_ROWS)
    row, column = found.start
    with Path(target).open("w", encoding="utf-8", newline="\n") as out:
        out.write("\n" * row)
        stretch: list[Sequence[object]] = []
        for cells in found.iter_rows():
            stretch.append(cells)
            if len(stretch) == _STRETCH:
                _write(out.write, stretch, column)
                stretch = []
        _write(out.write, stretch, column)
    return {"sheets": names, "sheet": chosen}


def _write(write: Callable[[str], object], rows: list[Sequence[object]], column: int) -> None:
    if rows:
        front = "\t" * column
        columns = [column_texts(one) for one in zip(*rows, strict=True)]
        write(front + f"\n{front}".join(map("\t".join, zip(*columns, strict=True))) + "\n")


def column_texts(cells: Sequence[object]) -> list[str]:
    """The texts of a column's cells; numbers with the same count of decimals where they allow it."""
    kinds = set(map(type, cells))
    if kinds == {float}:
        return decimal_texts(cells)  # type: ignore[arg-type]
    if kinds <= {datetime, date} and kinds:
        return [_moment(one) for one in cells]
    return [_text(one) for one in cells]


def _text(cell: object) -> str:
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return number_text(cell)
    if isinstance(cell, datetime | date):
        return _moment(cell)
    if isinstance(cell, time):
        seconds = timedelta(hours=cell.hour, minutes=cell.minute, seconds=cell.second, microseconds=cell.microsecond)
        return _clock(seconds)
    if isinstance(cell, timedelta):
        return _clock(cell)
    return " ".join(str(cell).split())


def _moment(cell: object) -> str:
    """To the second: a serial date is a binary fraction of a day."""
    if isinstance(cell, datetime):
        if cell.microsecond:
            cell = (cell + timedelta(microseconds=500_000)).replace(microsecond=0)
        return cell.isoformat()
    return f"{cell}T00:00:00"  # the reader gives a date for a cell at midnight


def _clock(length: timedelta) -> str:
    seconds = round(length.total_seconds())
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
