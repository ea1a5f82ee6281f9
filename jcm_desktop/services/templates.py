"""Fill the approved methodology's own workbook, and compare a filled one with it and with our results."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import msgspec

from jcm_desktop import clock
from jcm_desktop.calculation.result import Vintage
from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.finding import Finding
from jcm_desktop.domain.period import Span
from jcm_desktop.domain.quantity import format_decimal
from jcm_desktop.domain.workbook_facts import FilledWorkbook, TemplateMap
from jcm_desktop.exports.template_plan import Kind, Planned, Unfit
from jcm_desktop.i18n import _
from jcm_desktop.packages.read import read_bytes
from jcm_desktop.services.checking import finding_rows
from jcm_desktop.services.dossiers import Loaded, load
from jcm_desktop.services.reports_shelf import write_whole
from jcm_desktop.services.session import Session
from jcm_desktop.services.template_views import FilledView, ResultRow, TemplateRow, TemplateView
from jcm_desktop.services.views import AnswerState, FindingRow
from jcm_desktop.validation.assessment import assess
from jcm_desktop.words import sentence

CODES = frozenset({"ER-02", "ER-08"})
_LIMIT = 32 * 2**20


def fill_template(session: Session, project: str, span: Span, template: str, year: int | None = None) -> bytes:
    """The template with plan and readings of one calendar year in its input cells; its formulas untouched.

    A template has one column of values, so a period that spans years needs one file for
    each. UserErrors template.*, `report.no_result`, `template.no_such_year`.
    """
    from jcm_desktop.exports.template_fill import fill
    from jcm_desktop.exports.template_plan import values_of

    one = _open(session, project, span, template, year)
    return fill(one.body, values_of(one.rows), one.name)


def template_page(session: Session, project: str, span: Span, template: str, year: int | None = None) -> TemplateView:
    """What would be put into which cell, and what finds none; errors as above, but for what finds none."""
    one = _open(session, project, span, template, year)
    rows = tuple(_row(each, one.loaded) for each in one.rows)
    fitting = sum(row.state is AnswerState.GOOD for row in rows)
    lacking = len(rows) - fitting
    if not fitting:
        summary = _("Nothing of the plan was found in this workbook. Is it that of the methodology and version?")
    elif lacking:
        summary = _("{fitting} values are put in. {lacking} cannot be, and have to be typed in the workbook.")
    else:
        summary = _("All {fitting} values find their cells.")
    return TemplateView(
        project=project,
        span=span,
        template=template,
        name=one.name,
        year=one.vintage.year,
        years=one.years,
        rows=rows,
        fitting=fitting,
        lacking=lacking,
        summary=summary.format(fitting=fitting, lacking=lacking),
    )


def save_filled(session: Session, project: str, span: Span, template: str, year: int, out: str) -> FilledView:
    """Fill what fits, write it, and compute the workbook's own formulas with it, here.

    UserErrors template.*, `template.nothing_fits`, `template.on_itself`; WorldErrors of `write_whole`.
    """
    from jcm_desktop.exports.template_check import compare
    from jcm_desktop.exports.template_fill import fill
    from jcm_desktop.exports.template_plan import values_of

    one = _open(session, project, span, template, year)
    values = values_of(one.rows, all_of_them=False)
    if not values:
        raise UserError("template.nothing_fits", one.name)
    if Path(out).exists() and Path(out).samefile(template):
        raise UserError("template.on_itself", one.name)
    filled = fill(one.body, values, one.name)
    write_whole(Path(out), filled)
    results, notes = _computed(one, filled)
    facts = compare(filled, one.body, one.where, one.vintage, Path(out).name)
    # The stored results are still the template's; what counts is what the formulas give.
    locked = msgspec.structs.replace(facts, results=())
    findings = finding_rows(_found(session, one.loaded, locked))
    notes.append(_("The workbook shows these results once a spreadsheet program has opened and saved it."))
    return _filled_view(out, results, findings, tuple(notes))


def compare_filled(session: Session, project: str, span: Span, template: str, year: int, filled: str) -> FilledView:
    """A workbook that was opened and saved by a spreadsheet program, beside the approved one and our results."""
    one = _open(session, project, span, template, year)
    body = read_bytes(Path(filled), _LIMIT)
    results, notes = _computed(one, body)
    findings = check_template(session, project, span, filled, template, year)
    return _filled_view(filled, results, findings, tuple(notes))


def _filled_view(
    path: str, results: tuple[ResultRow, ...], findings: tuple[FindingRow, ...], notes: tuple[str, ...]
) -> FilledView:
    states = {one.state for one in results}
    if findings or AnswerState.BAD in states:
        state, summary = AnswerState.BAD, _("The workbook does not give our results. See below in which cells.")
    elif AnswerState.OPEN in states or not results:
        state, summary = AnswerState.OPEN, _("Not every result of the workbook could be compared.")
    else:
        state, summary = AnswerState.GOOD, _("The workbook's own formulas give our results.")
    return FilledView(path, results, findings, state, summary, notes)


def _computed(one: _Opened, filled: bytes) -> tuple[tuple[ResultRow, ...], list[str]]:
    """The results by the workbook's own formulas; words where they cannot be computed here."""
    from jcm_desktop.exports.template_results import results_of

    try:
        told = results_of(filled, one.where, one.vintage, one.name)
    except UserError as error:
        return (), [sentence(error.code, error.place, error.facts)]
    rows = []
    for each in told:
        words = _("the same") if each.same else _("differs")
        state = AnswerState.GOOD if each.same else AnswerState.BAD
        if each.problem:
            place = each.facts.get("place", "")
            facts = {key: value for key, value in each.facts.items() if key != "place"}
            words, state = sentence(each.problem, place, facts), AnswerState.OPEN
        rows.append(ResultRow(each.name, str(each.cell), each.theirs, each.ours, state, words))
    return tuple(rows), [] if rows else [_("No cell was found that shows the emission reductions.")]


@dataclass(frozen=True, slots=True)
class _Opened:
    """An approved workbook with what of a period goes into it."""

    name: str
    body: bytes
    loaded: Loaded
    years: tuple[int, ...]
    vintage: Vintage
    where: TemplateMap
    rows: tuple[Planned, ...]


def _open(session: Session, project: str, span: Span, template: str, year: int | None) -> _Opened:
    from jcm_desktop.exports.report_build import build_report
    from jcm_desktop.exports.template_map import find_map
    from jcm_desktop.exports.template_plan import planned

    loaded = load(session, project, span)
    vintage = _vintage(loaded, span, year)
    if loaded.assessment.result is None:
        raise UserError("report.no_result", f"{project} {span}")
    report = build_report(
        number=0,
        dossier=loaded.dossier,
        definition=loaded.definition,
        result=loaded.assessment.result,
        findings=(),
        audit_head="",
        audit_count=0,
        made_at=clock.now(),
        made_by="",
        application="",
    )
    name, body = Path(template).name, read_bytes(Path(template), _LIMIT)
    where = find_map(body, loaded.definition, loaded.dossier.plan, name)
    years = tuple(one.year for one in loaded.assessment.result.vintages)
    return _Opened(name, body, loaded, years, vintage, where, planned(body, report, vintage, where, name))


def _row(one: Planned, loaded: Loaded) -> TemplateRow:
    name = one.key.partition("[")[0]
    definition = loaded.definition
    known = definition.monitored.get(name) or definition.fixed.get(name)
    label = _(known.label) if known is not None else ""
    what = {
        Kind.MONITORED: _("{key}: {label}"),
        Kind.FIXED: _("{key}: {label}"),
        Kind.ESTIMATE: _("{key}, estimate: {label}"),
        Kind.PERIOD: _("Monitoring period"),
    }[one.kind].format(key=one.key, label=label)
    value = one.value if isinstance(one.value, str) else f"{format_decimal(one.value)} {one.unit}"
    cell = str(one.cell) if one.cell is not None else ""
    if one.unfit is None:
        words = _("replaces {before}").format(before=one.before) if one.before else _("is put in")
        return TemplateRow(what, value, cell, AnswerState.GOOD, words)
    words = {
        Unfit.NO_CELL: _("No input cell was found for it."),
        Unfit.FORMULA: _("Its cell holds a formula, which stays."),
    }[one.unfit]
    return TemplateRow(what, value, cell, AnswerState.OPEN, words)


def check_template(
    session: Session, project: str, span: Span, filled: str, template: str, year: int | None = None
) -> tuple[FindingRow, ...]:
    """Findings about a filled workbook: other results than ours (ER-02), other locked cells than approved (ER-08)."""
    from jcm_desktop.exports.template_check import compare
    from jcm_desktop.exports.template_map import find_map

    loaded = load(session, project, span)
    vintage = _vintage(loaded, span, year)
    approved = read_bytes(Path(template), _LIMIT)
    where = find_map(approved, loaded.definition, loaded.dossier.plan, Path(template).name)
    facts = compare(read_bytes(Path(filled), _LIMIT), approved, where, vintage, Path(filled).name)
    return finding_rows(_found(session, loaded, facts))


def _found(session: Session, loaded: Loaded, facts: FilledWorkbook) -> tuple[Finding, ...]:
    found = assess(
        loaded.dossier,
        loaded.definition,
        today=clock.now().date(),
        library=session.library,
        workbook=facts,
        rules=loaded.rules,
        countries=session.register.codes,
    ).findings
    return tuple(one for one in found if one.code in CODES)


def _vintage(loaded: Loaded, span: Span, year: int | None) -> Vintage:
    result = loaded.assessment.result
    if result is None:
        raise loaded.assessment.result_error or UserError("report.no_result", str(span))
    wanted = result.vintages[0].year if year is None else year
    for one in result.vintages:
        if one.year == wanted:
            return one
    raise UserError("template.no_such_year", str(span), year=wanted)
