"""An official workbook to drafts of definitions: all the steps in their order, from bytes to frozen values."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import msgspec

from jcm_desktop.domain.errors import UserError
from jcm_desktop.methodologies.loader import load_definition
from jcm_desktop.methodologies.official_workbook.agree import Agreed, agree
from jcm_desktop.methodologies.official_workbook.cells import Book, Ignored
from jcm_desktop.methodologies.official_workbook.compute import Computer, Workings
from jcm_desktop.methodologies.official_workbook.describe import Places
from jcm_desktop.methodologies.official_workbook.draft import Draft, drafted
from jcm_desktop.methodologies.official_workbook.draft_yaml import Identity, Origin, written
from jcm_desktop.methodologies.official_workbook.parameters import Inputs, read_inputs, same_symbols
from jcm_desktop.methodologies.official_workbook.proof import Proof, Recomputed, recompute
from jcm_desktop.methodologies.official_workbook.reader import read_book
from jcm_desktop.methodologies.official_workbook.remarks import Kind, Remark
from jcm_desktop.methodologies.official_workbook.sheets import Group, Side, groups
from jcm_desktop.methodologies.official_workbook.start import find_start
from jcm_desktop.methodologies.official_workbook.tables import (
    CalcRow,
    InputRow,
    calc_rows,
    first_period,
    input_rows,
    result_cells,
    unit_rows,
)
from jcm_desktop.methodologies.official_workbook.text_numbers import text_numbers
from jcm_desktop.methodologies.official_workbook.translate import Translation, Translator
from jcm_desktop.methodologies.official_workbook.twins import typed_over

UNTITLED = "(title not in the workbook)"  # ends a title that nobody has said


class Given(msgspec.Struct, frozen=True):
    """What the user says because the workbook does not, or to say it better; empty: as the workbook says."""

    methodology: str = ""
    version: str = ""
    country: str = ""
    scope: int = 0
    title: str = ""
    technologies: tuple[str, ...] = ()


class Found(msgspec.Struct, frozen=True):
    """One methodology of a workbook."""

    suffix: str  # what its sheets' names have beyond the official ones
    identity: Identity
    missing: tuple[str, ...]  # of the identity: methodology, version, country, scope
    sheets: tuple[str, ...]
    draft: Draft | None
    remarks: tuple[Remark, ...]
    recomputed: Recomputed
    text: str = ""  # the definition file; empty where it cannot be written

    @property
    def problems(self) -> tuple[Remark, ...]:
        return tuple(one for one in self.remarks if one.kind is Kind.PROBLEM)


class Imported(msgspec.Struct, frozen=True):
    """Everything read in one file."""

    file: str
    sha256: str
    found: tuple[Found, ...]
    ignored: tuple[Ignored, ...]


class _Reading(msgspec.Struct):
    """One side of a methodology, read and translated."""

    side: Side
    inputs: Inputs
    translation: Translation | None
    agreed: Agreed | None
    remarks: list[Remark]

    @property
    def problems(self) -> list[Remark]:
        return [one for one in self.remarks if one.kind is Kind.PROBLEM]


Known = Callable[[str, str], Given]  # what is known elsewhere of a methodology's version


def _nothing_known(_methodology: str, _version: str) -> Given:
    return Given()


def import_workbook(
    data: bytes, file: str, given: Given, today: date, only: str = "", known: Known = _nothing_known
) -> Imported:
    """Read a workbook, or only the methodology of this number or ending of its sheets' names.

    UserErrors `book.*` for a file that is none or no official one, and for an identity
    given to several methodologies at once.
    """
    return import_book(read_book(data, file), given, today, only, known)


def import_book(book: Book, given: Given, today: date, only: str = "", known: Known = _nothing_known) -> Imported:
    """The same for a workbook that was read."""
    file = book.file
    found = groups(book)
    if not found:
        raise UserError("book.no_official_sheets", file)
    if only:
        there = ", ".join(one.header.methodology or one.suffix for one in found)
        found = tuple(one for one in found if only in (one.header.methodology, one.suffix))
        if not found:
            raise UserError("book.unknown_part", file, wanted=only, known=there)
    if len(found) > 1 and (given.methodology or given.version or given.title):
        raise UserError("book.not_one", file, count=len(found))
    return Imported(file, book.sha256, tuple(_import(book, one, given, today, known) for one in found), book.ignored)


def _import(book: Book, group: Group, given: Given, today: date, known: Known) -> Found:
    workings = Workings(book)
    computer = Computer(workings)
    rows = {side.name: _rows(side) for side in group.sides}
    chosen = _chosen(book, group, rows, workings, computer)
    sheets = [sheet for side in group.sides for sheet in side.sheets]
    recomputed = recompute(sheets, workings, computer)
    typed = (row.value for side in rows.values() for row in side)
    remarks = [*chosen.remarks, *text_numbers(typed, book)]
    remarks += typed_over([_lines(side) for side in group.sides], workings)
    identity, missing, more_known = _identity(group, given, known)
    remarks.extend(more_known)
    draft = None
    text = ""
    if chosen.translation is not None and chosen.agreed is not None and not chosen.problems:
        proof = Proof(chosen.translation, workings, book.sha256)
        remarks.extend(proof.problems())
        more: list[Remark] = []
        values: Any = proof.values(computer)
        draft = drafted(chosen.translation, chosen.agreed, workings, values, more)
        remarks.extend((*more, *draft.unused))
    broken = any(one.kind is Kind.PROBLEM for one in remarks)
    if draft is not None and not missing and not broken:
        names = ", ".join(sheet.name for sheet in chosen.side.sheets)
        origin = Origin(book.file, book.sha256, names, today)
        text = written(draft, identity, origin, recomputed=_recomputed_words(recomputed))
        refused = _refused(text, book.file)
        if refused is not None:
            remarks.append(refused)
            text = ""
    ordered = tuple(sorted(_once(remarks), key=lambda one: list(Kind).index(one.kind)))
    return Found(group.suffix, identity, missing, tuple(one.name for one in sheets), draft, ordered, recomputed, text)


def _chosen(
    book: Book, group: Group, rows: dict[str, list[InputRow]], workings: Workings, computer: Computer
) -> _Reading:
    """The plan's side, where it calculates at all, else the report's."""
    inputs = {name: read_inputs(found) for name, found in rows.items()}
    plan_sheets = frozenset(sheet.name for side in group.sides if side.name == "plan" for sheet in side.inputs)
    readings: list[_Reading] = []
    for side in group.sides:
        own = inputs[side.name]
        own.plan_sheets = plan_sheets
        others = next((inputs[name] for name in inputs if name != side.name), Inputs())
        readings.append(_read(book, side, rows[side.name], own, others, workings, computer))
        if readings[-1].translation is not None:
            return readings[-1]
    return readings[0]


def _rows(side: Side) -> list[InputRow]:
    listed = [row for sheet in side.inputs for row in input_rows(sheet)]
    if any(len(line.values) > 1 for line in _lines(side)):
        listed = first_period(listed)
    known = {(row.symbol.head, row.symbol.parts): row for row in listed}
    units = [row for sheet in side.inputs for row in unit_rows(sheet, known)]
    given = {(row.symbol.head, row.symbol.parts) for row in units}
    return [*(row for row in listed if (row.symbol.head, row.symbol.parts) not in given), *units]


def _lines(side: Side) -> list[CalcRow]:
    return [line for sheet in side.processes for line in calc_rows(sheet)]


def _read(
    book: Book, side: Side, rows: list[InputRow], own: Inputs, others: Inputs, workings: Workings, computer: Computer
) -> _Reading:
    lines = _lines(side)
    results = [cell for sheet in side.inputs for cell in result_cells(sheet)]
    start = find_start(lines, results, workings)
    place = ", ".join(sheet.name for sheet in side.sheets)
    if start is None:
        problem = Remark("book.no_reductions", place, {}, Kind.PROBLEM)
        return _Reading(side, own, None, None, [problem])
    translation = Translator(workings, computer, own, Places(book, rows, lines), others).run(start)
    remarks = [*translation.problems, *translation.remarks, *same_symbols(own)]
    agreed = None
    if not translation.problems:
        agreed = agree(translation, book)
        remarks += [*agreed.problems, *agreed.remarks]
    return _Reading(side, own, translation, agreed, remarks)


def _identity(group: Group, given: Given, known: Known) -> tuple[Identity, tuple[str, ...], list[Remark]]:
    """Who the methodology is: as given, else as its sheets say, else as known; what nobody says; a note of the last."""
    header = group.header
    methodology = given.methodology or header.methodology
    version = given.version or header.version
    country = given.country or (methodology[:2] if methodology[2:3] == "_" else "")
    template = methodology.startswith("TEMPLATE")  # of no country
    other = known(methodology, version)
    scope = given.scope or header.scope or other.scope
    title = given.title or other.title or f"{methodology} version {version} {UNTITLED}"
    values = {"methodology": methodology, "version": version, "country": country, "scope": scope}
    missing = tuple(name for name, value in values.items() if not value and not (template and name == "country"))
    notes = []
    if (other.scope and not (given.scope or header.scope)) or (other.title and not given.title):
        sheets = ", ".join(sheet.name for side in group.sides[:1] for sheet in side.sheets)
        notes.append(Remark("book.note_known", sheets, {"methodology": f"{methodology} ver{version}"}))
    technologies = given.technologies or other.technologies
    return Identity(methodology, version, country, title, scope, technologies), missing, notes


def _recomputed_words(found: Recomputed) -> str:
    """In English, as everything in a definition file."""
    words = f"{found.formulas} formulas recomputed exactly, {found.agree} cached values agree to 12 digits"
    if found.differences:
        words += f", {len(found.differences)} differ: " + ", ".join(one.cell for one in found.differences[:10])
    if found.without_value:
        words += f", {len(found.without_value)} have none"
    return words + "."


def _refused(text: str, file: str) -> Remark | None:
    """What the strict loader says against a draft; it is the last judge."""
    try:
        load_definition(text, file)
    except UserError as error:
        return Remark(error.code, error.place, dict(error.facts), Kind.PROBLEM)
    return None


def _once(remarks: list[Remark]) -> list[Remark]:
    return [one for at, one in enumerate(remarks) if one not in remarks[:at]]
