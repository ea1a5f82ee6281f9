"""Fill the approved methodology's own workbook, and compare a filled one with it and with our results."""

from __future__ import annotations

from pathlib import Path

from jcm_desktop import clock
from jcm_desktop.calculation.result import Vintage
from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.period import Span
from jcm_desktop.packages.read import read_bytes
from jcm_desktop.services.checking import finding_rows
from jcm_desktop.services.dossiers import Loaded, load
from jcm_desktop.services.session import Session
from jcm_desktop.services.views import FindingRow
from jcm_desktop.validation.assessment import assess

CODES = frozenset({"ER-02", "ER-08"})
_LIMIT = 32 * 2**20


def fill_template(session: Session, project: str, span: Span, template: str, year: int | None = None) -> bytes:
    """The template with plan and readings of one calendar year in its input cells; its formulas untouched.

    A template has one column of values, so a period that spans years needs one file for
    each. UserErrors template.*, `report.no_result`, `template.no_such_year`.
    """
    from jcm_desktop.exports.report_build import build_report
    from jcm_desktop.exports.template_fill import fill, values_of
    from jcm_desktop.exports.template_map import find_map

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
    return fill(body, values_of(report, vintage, where), name)


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
    today = clock.now().date()
    found = assess(
        loaded.dossier,
        loaded.definition,
        today=today,
        library=session.library,
        workbook=facts,
        rules=loaded.rules,
        countries=session.register.codes,
    ).findings
    return finding_rows(tuple(one for one in found if one.code in CODES))


def _vintage(loaded: Loaded, span: Span, year: int | None) -> Vintage:
    result = loaded.assessment.result
    if result is None:
        raise loaded.assessment.result_error or UserError("report.no_result", str(span))
    wanted = result.vintages[0].year if year is None else year
    for one in result.vintages:
        if one.year == wanted:
            return one
    raise UserError("template.no_such_year", str(span), year=wanted)
