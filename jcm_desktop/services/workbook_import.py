"""Import an official workbook: read the file, answer with everything a person must see to confirm the draft.

Nothing is stored and no workspace is needed. Texts are in the current language;
the draft itself is English, as every definition.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec

from jcm_desktop import clock, words
from jcm_desktop.catalogue.register import Register, shipped_register
from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.project import MethodologyRef
from jcm_desktop.domain.quantity import format_decimal
from jcm_desktop.formulas.parse import parse
from jcm_desktop.formulas.to_text import symbol_markup, to_math
from jcm_desktop.formulas.typeset import typeset
from jcm_desktop.i18n import N_, _
from jcm_desktop.methodologies.library import Library, shipped
from jcm_desktop.methodologies.official_workbook.draft import Draft, DraftFormula, DraftParameter
from jcm_desktop.methodologies.official_workbook.gate import MAX_FILE
from jcm_desktop.methodologies.official_workbook.importing import UNTITLED, Found, Given, Imported, import_workbook
from jcm_desktop.methodologies.official_workbook.locked import LockedCells, locked_cells
from jcm_desktop.methodologies.official_workbook.reader import read_book
from jcm_desktop.methodologies.official_workbook.remarks import Kind, Remark
from jcm_desktop.packages.read import read_bytes
from jcm_desktop.services.reports_shelf import write_whole
from jcm_desktop.services.session import Session
from jcm_desktop.services.targets import check_target
from jcm_desktop.services.views import FormulaPart

IGNORED = {
    "macros": N_("Macros were not run: {place}"),
    "external link": N_("A link to another file was not followed: {place}"),
    "data connection": N_("A data connection was not used: {place}"),
    "hidden sheet": N_("A hidden sheet was not read: {place}"),
    "embedded object": N_("An embedded object was not opened: {place}"),
    "other sheet": N_("A sheet that holds no cells was not read: {place}"),
}
MISSING = {
    "methodology": N_("the methodology's number"),
    "version": N_("its version"),
    "country": N_("the partner country"),
    "scope": N_("the sectoral scope"),
}
__all__ = [
    "DraftView",
    "Given",
    "ImportView",
    "Surroundings",
    "locked_formulas",
    "read_workbook",
    "report",
    "surroundings",
    "view_workbook",
    "write_drafts",
]
ENDINGS = (".yaml", ".yml")
OPTIONS = {"methodology": "--id", "version": "--version", "country": "--country", "scope": "--scope"}


class RemarkView(msgspec.Struct, frozen=True):
    """A sentence about the import, with the cell it speaks of."""

    code: str
    kind: str  # problem, trap or note
    place: str
    message: str


class ChoiceView(msgspec.Struct, frozen=True):
    """A value of a list of defaults."""

    word: str
    value: str
    cell: str


class ParameterView(msgspec.Struct, frozen=True):
    """A parameter as it was read, to be compared with the approved text."""

    name: str
    table: str  # monitored, fixed or constant
    symbol: str
    symbol_markup: str
    label: str
    unit: str
    unit_text: str  # as the workbook writes it
    cells: str
    over: tuple[str, ...]
    options: tuple[str, ...]
    frequency: str
    origin: str
    default: ChoiceView | None  # its word is empty
    choices: tuple[ChoiceView, ...]
    values: tuple[tuple[str, str], ...]  # the workbook's own, by installed unit


class FormulaView(msgspec.Struct, frozen=True):
    """A formula in Excel's words, in ours, and as people read it."""

    name: str
    cell: str
    excel: str
    text: str
    math: str  # markup
    symbol: str  # markup
    parts: FormulaPart  # laid out, with fractions
    label: str
    unit_text: str


class DifferenceView(msgspec.Struct, frozen=True):
    """A cell whose stored value is not what its formula gives."""

    cell: str
    cached: str
    recomputed: str


class DraftView(msgspec.Struct, frozen=True):
    """One methodology of the workbook."""

    suffix: str
    methodology: str
    version: str
    country: str
    title: str
    scope: int
    technologies: tuple[str, ...]
    missing: tuple[str, ...]  # what nobody has said yet: methodology, version, country, scope
    sheets: tuple[str, ...]
    sets: tuple[tuple[str, str], ...]
    parameters: tuple[ParameterView, ...]
    formulas: tuple[FormulaView, ...]
    problems: tuple[RemarkView, ...]
    traps: tuple[RemarkView, ...]
    notes: tuple[RemarkView, ...]
    recomputed: int
    agree: int
    without_value: int
    not_recomputed: tuple[RemarkView, ...]
    differences: tuple[DifferenceView, ...]
    text: str  # of the definition file; empty where there is none

    @property
    def said_title(self) -> str:
        """The title that somebody said; the workbook has none."""
        return "" if self.title.endswith(UNTITLED) else self.title

    @property
    def fine(self) -> bool:
        """Whether there is a draft and every stored value is what its formula gives."""
        return bool(self.text) and not self.differences


class ImportView(msgspec.Struct, frozen=True):
    """A workbook, read."""

    file: str
    sha256: str
    drafts: tuple[DraftView, ...]
    ignored: tuple[str, ...]
    countries: tuple[tuple[str, str], ...] = ()  # that a methodology may be of: code and name in words


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the workbook need not say, because the library and the register in force know it."""

    library: Library
    register: Register

    def of(self, methodology: str, version: str) -> Given:
        """Title, scope and technologies of a version; a scope only where there is one."""
        ref = MethodologyRef(methodology, version)
        entry = self.library.entries.get(ref)
        if entry is not None:
            (scope,) = entry.sectoral_scopes if len(entry.sectoral_scopes) == 1 else (0,)
            found = Given(title=entry.title, scope=scope, technologies=entry.technologies)
            if found.title and found.scope:
                return found
        else:
            found = Given()
        if not self.library.has(ref):
            return found
        try:
            own = self.library.written(ref)
        except UserError:  # one that cannot be read says nothing; the library's page says why
            return found
        return Given(
            title=found.title or own.title,
            scope=found.scope or own.sectoral_scope,
            technologies=found.technologies or own.technologies,
        )


def surroundings(session: Session) -> Surroundings:
    """Those of an open workspace, packs included."""
    return Surroundings(session.library, session.register)


def read_workbook(
    path: str, given: Given | None = None, only: str = "", around: Surroundings | None = None
) -> ImportView:
    """Read an official workbook; UserErrors say in one line why a file is refused.

    `only` is the number of one methodology of several, or the ending of its sheets' names.
    """
    place = Path(path)
    return view_workbook(read_bytes(place, MAX_FILE), place.name, given, only, around)


def view_workbook(
    data: bytes, file: str, given: Given | None = None, only: str = "", around: Surroundings | None = None
) -> ImportView:
    """The same for bytes that are at hand, for one from the store of evidence."""
    here = around or Surroundings(shipped(), shipped_register())
    found = import_workbook(data, file, given or Given(), clock.now().date(), only, here.of)
    return _view(found, here.register)


def locked_formulas(path: str) -> LockedCells:
    """The cells of a workbook that every filled copy must have the same, and their hashes."""
    place = Path(path)
    return locked_cells(read_book(read_bytes(place, MAX_FILE), place.name))


def write_drafts(view: ImportView, out: Path, *, replace: bool = False) -> tuple[Path, ...]:
    """Write the drafts that there are, each whole; of several each gets its methodology's number in the file's name.

    UserErrors `book.identity_missing` where a draft lacks only who it is, and those of `check_target`; then
    nothing is written.
    """
    for one in view.drafts:
        if one.missing and one.formulas and not one.problems:
            options = ", ".join(OPTIONS[name] for name in one.missing)
            raise UserError(
                "book.identity_missing",
                view.file,
                missing=", ".join(_(MISSING[name]) for name in one.missing),
                options=options,
            )
    targets: dict[Path, str] = {}
    for one in view.drafts:
        if one.text:
            name = f"{out.stem}-{one.methodology}-{one.version}{out.suffix}"
            targets[out if len(view.drafts) == 1 else out.with_name(name)] = one.text
    for target in targets:
        check_target(target, ENDINGS, replace=replace)
    for target, text in targets.items():
        write_whole(target, text.encode())
    return tuple(targets)


def report(view: ImportView) -> Iterator[str]:
    """What the import found, line by line."""
    yield _("{file}, SHA-256 {sha256}").format(file=view.file, sha256=view.sha256)
    yield from view.ignored
    for one in view.drafts:
        yield _("{methodology} version {version}: {parameters} parameters, {formulas} formulas").format(
            methodology=one.methodology or one.suffix or "?",
            version=one.version or "?",
            parameters=len(one.parameters),
            formulas=len(one.formulas),
        )
        for remark in (*one.problems, *one.traps, *one.notes):
            yield f"{remark.kind.upper()} {remark.message}"
        for formula in one.formulas:
            yield f"{formula.cell}  {formula.name} = {formula.text}"
        yield _("{agree} of {count} stored values agree with their formulas.").format(
            agree=one.agree, count=one.recomputed
        )
        if one.without_value:
            yield _("{count} formulas have no stored value; the file was never calculated.").format(
                count=one.without_value
            )
        for remark in one.not_recomputed:
            yield _("Not recomputed: {message}").format(message=remark.message)
        for difference in one.differences:
            yield _("{cell}: the file says {cached}, the formula gives {recomputed}.").format(
                cell=difference.cell, cached=difference.cached, recomputed=difference.recomputed
            )


# --- views ------------------------------------------------------------------------------------------------------


def _view(found: Imported, register: Register) -> ImportView:
    return ImportView(
        file=found.file,
        sha256=found.sha256,
        drafts=tuple(_draft(one) for one in found.found),
        ignored=tuple(_(IGNORED[one.kind]).format(place=one.place) for one in found.ignored),
        countries=tuple((one.code, _(one.name)) for one in register.countries),
    )


def _draft(one: Found) -> DraftView:
    draft = one.draft or Draft((), (), (), ())
    symbols = {parameter.name: parameter.symbol for parameter in draft.parameters}
    symbols.update({formula.name: formula.symbol for formula in draft.formulas})
    return DraftView(
        suffix=one.suffix,
        methodology=one.identity.methodology,
        version=one.identity.version,
        country=one.identity.country,
        title=one.identity.title,
        scope=one.identity.scope,
        technologies=one.identity.technologies,
        missing=one.missing,
        sheets=one.sheets,
        sets=draft.sets,
        parameters=tuple(map(_parameter, draft.parameters)),
        formulas=tuple(_formula(formula, symbols) for formula in draft.formulas),
        problems=_remarks(one, Kind.PROBLEM),
        traps=_remarks(one, Kind.TRAP),
        notes=_remarks(one, Kind.NOTE),
        recomputed=one.recomputed.formulas,
        agree=one.recomputed.agree,
        without_value=len(one.recomputed.without_value),
        not_recomputed=tuple(map(_remark, one.recomputed.unknown)),
        differences=tuple(
            DifferenceView(difference.cell, difference.cached, difference.recomputed)
            for difference in one.recomputed.differences
        ),
        text=one.text,
    )


def _remarks(one: Found, kind: Kind) -> tuple[RemarkView, ...]:
    return tuple(_remark(remark) for remark in one.remarks if remark.kind is kind)


def _remark(remark: Remark) -> RemarkView:
    message = words.sentence(remark.code, remark.place, remark.facts)
    return RemarkView(remark.code, str(remark.kind), remark.place, message)


def _parameter(one: DraftParameter) -> ParameterView:
    default = one.default
    return ParameterView(
        name=one.name,
        table=one.table,
        symbol=one.symbol,
        symbol_markup=symbol_markup(one.symbol),
        label=one.label,
        unit=one.unit,
        unit_text=one.unit_text,
        cells=one.cells,
        over=one.over,
        options=one.options,
        frequency=one.frequency,
        origin=one.origin,
        default=ChoiceView("", format_decimal(default.value), default.cell) if default is not None else None,
        choices=tuple(ChoiceView(word, format_decimal(number.value), number.cell) for word, number in one.choices),
        values=tuple((member, format_decimal(value)) for member, value in one.values),
    )


def _formula(one: DraftFormula, symbols: dict[str, str]) -> FormulaView:
    node = parse(one.text)
    return FormulaView(
        name=one.name,
        cell=one.cell,
        excel=one.excel,
        text=one.text,
        math=to_math(node, symbols),
        symbol=symbol_markup(one.symbol),
        parts=typeset(node, symbols),
        label=one.label,
        unit_text=one.unit_text,
    )
