"""Case files from the command line: calculate, explain, and as a workbook; nothing is stored.

The methodology comes from the library given, or from those shipped.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import msgspec

from jcm_desktop import __version__, clock
from jcm_desktop.calculation.case import Case, read_case, result_json
from jcm_desktop.calculation.engine import explain
from jcm_desktop.domain.dossier import Dossier
from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.finding import Finding, Severity
from jcm_desktop.domain.project import Project
from jcm_desktop.methodologies.library import Library
from jcm_desktop.packages.read import read_bytes
from jcm_desktop.validation.assessment import Assessment, assess
from jcm_desktop.validation.runner import message, run

# A case file has no project, meters or evidence: checks about those would only say so.
SCOPES = frozenset({"period", "readings", "result"})
_OF_PLANS = frozenset({"plan"})
_NOT_APPROVED = "DEF-01"  # of the checks of plans, the one that asks about the methodology alone
LIMIT = 4 * 2**20


@dataclass(frozen=True, slots=True)
class CaseAnswer:
    """The document of `calculate --json`, and whether something blocks."""

    document: dict[str, Any]
    blocks: bool


@dataclass(frozen=True, slots=True)
class CaseWorkbook:
    """The workbook's bytes, what was found, line by line, and whether something blocks."""

    body: bytes
    findings: tuple[str, ...]
    blocks: bool


def finding_line(severity: str, code: str, place: str, said: str) -> str:
    """A finding as the command line tells it."""
    return f"{severity.upper()} {code} {place}: {said}"


def calculate_case(path: str, library: Library | None = None) -> CaseAnswer:
    """Calculate a case file; UserErrors name file, line and key."""
    case, assessment = _assessed(path, library)
    if assessment.result is None:
        raise _why(case, assessment, path)
    findings = [
        {"code": one.code, "severity": str(one.severity), "place": str(one.place), "message": message(one)}
        for one in assessment.findings
    ]
    return CaseAnswer(result_json(case, assessment.result, findings), any(one.blocks for one in assessment.findings))


def explain_case(path: str, name: str, library: Library | None = None) -> str:
    """The derivation of one name of a case as a tree."""
    case, assessment = _assessed(path, library)
    if assessment.result is None:
        raise _why(case, assessment, path)
    return explain(assessment.result, name)


def case_workbook(path: str, library: Library | None = None) -> CaseWorkbook:
    """A case as the official-layout workbook, and what was found in it."""
    from jcm_desktop.exports.report_build import build_report
    from jcm_desktop.exports.workbook import write_workbook

    case, assessment = _assessed(path, library)
    if assessment.result is None:
        raise _why(case, assessment, path)
    report = build_report(
        number=1,
        dossier=_dossier(case),
        definition=case.definition,
        result=assessment.result,
        findings=assessment.findings,
        audit_head="",
        audit_count=0,
        made_at=clock.now(),
        made_by="",
        application=f"JCM Desktop {__version__}",
    )
    told = tuple(finding_line(str(one.severity), one.code, str(one.place), message(one)) for one in assessment.findings)
    return CaseWorkbook(write_workbook(report), told, any(one.blocks for one in assessment.findings))


def _assessed(path: str, library: Library | None = None) -> tuple[Case, Assessment]:
    place = Path(path)
    try:
        text = read_bytes(place, LIMIT).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UserError("yaml.not_utf8", f"{place.name}: byte {error.start}") from error
    case = read_case(text, place.name, library)
    today = clock.now().date()
    found = assess(_dossier(case), case.definition, today=today, only=SCOPES, library=library, estimate=True)
    told = sorted((*found.findings, *_not_approved(found)), key=lambda one: (one.severity.rank, one.code, one.place))
    return case, replace(found, findings=tuple(told))


def _not_approved(found: Assessment) -> list[Finding]:
    """That the methodology is not approved: to be known of an estimate, no reason against one."""
    return [
        msgspec.structs.replace(one, severity=Severity.WARNING)
        for one in run(found.context, _OF_PLANS)
        if one.code == _NOT_APPROVED
    ]


def _dossier(case: Case) -> Dossier:
    project = Project(
        reference="CASE",
        title=case.definition.title,
        country=case.definition.country,
        status="",
        methodology=case.plan.methodology,
        further_methodologies=case.plan.further_methodologies,
    )
    return Dossier(project=project, plan=case.plan, period=case.period, readings=case.readings)


def _why(case: Case, assessment: Assessment, path: str) -> UserError:
    """Why there is no result, with the file, and the line where one value is at fault."""
    error = assessment.result_error
    if error is None:
        return UserError("report.no_result", path)
    place = Path(path).name
    if error.code == "formula.division_by_zero":
        zeros = [one.key for one in case.plan.fixed if not one.quantity.value and one.parameter in error.place]
        points = {one.no: one for one in case.plan.points}
        zeros += [
            points[one.point].key
            for one in case.readings
            if one.quantity and not one.quantity.value and points[one.point].parameter in error.place
        ]
        place = next((case.places[key] for key in zeros if key in case.places), place)
    return UserError(error.code, f"{place}: {error.place}", **error.facts)
