"""One question, one answer: what does this dossier give, and what is wrong with it.

Calculation and checks together, the same at entry, sign-off, on the command
line and on the verifier's side. Knows no files and no words.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from jcm_desktop.calculation.engine import calculate
from jcm_desktop.calculation.result import Result
from jcm_desktop.catalogue.register import shipped_register
from jcm_desktop.domain.dossier import Dossier
from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.finding import Finding
from jcm_desktop.domain.reading import Reading
from jcm_desktop.domain.workbook_facts import FilledWorkbook
from jcm_desktop.methodologies.library import Library, shipped
from jcm_desktop.methodologies.schema import Definition
from jcm_desktop.validation.rule_sets import RuleSet, rule_set_for
from jcm_desktop.validation.runner import CheckContext, run


@dataclass(frozen=True, slots=True)
class Assessment:
    """The result, or why there is none, and all findings."""

    result: Result | None
    result_error: UserError | None
    findings: tuple[Finding, ...]
    context: CheckContext  # what the checks looked at, for those who ask more of it

    @property
    def blocking(self) -> int:
        return sum(one.blocks for one in self.findings)

    @property
    def reasons_missing(self) -> int:
        return sum(one.needs_reason for one in self.findings)


def assess(
    dossier: Dossier,
    definition: Definition,
    *,
    today: date,
    only: frozenset[str] | None = None,
    library: Library | None = None,
    workbook: FilledWorkbook | None = None,
    broken_files: frozenset[str] = frozenset(),
    rules: RuleSet | None = None,
    countries: frozenset[str] | None = None,
    estimate: bool = False,
) -> Assessment:
    """Calculate and run every check, or those of some scopes; `today` is the day the answer is for.

    `library` says which methodologies are installed; without one, those shipped.
    `workbook` is a filled one to be compared, if there is one.
    `broken_files` are the evidence files that who asks found missing or changed. `rules`
    are those that hold, `countries` the codes of the partners; without them, the shipped
    ones. An `estimate` is no report: nobody has to confirm its definition.
    """
    holding = rules or rule_set_for(dossier.project.country, dossier.period.last)
    rounding = holding.rounding
    counted = dossier.counted_readings
    result: Result | None = None
    result_error: UserError | None = None
    try:
        result = calculate(definition, dossier.plan, counted, dossier.period, rounding)
    except UserError as error:
        result_error = error

    def recalculated(readings: tuple[Reading, ...]) -> Result | None:
        """The result if these were the readings that count; None when it cannot be computed."""
        try:
            return calculate(definition, dossier.plan, readings, dossier.period, rounding)
        except UserError:
            return None

    context = CheckContext(
        dossier=dossier,
        definition=definition,
        result=result,
        result_error=result_error,
        today=today,
        countries=shipped_register().codes if countries is None else countries,
        methodologies=frozenset((library or shipped()).refs()),
        recalculated=recalculated,
        workbook=workbook,
        broken_files=broken_files,
        estimate=estimate,
        rules=holding,
    )
    return Assessment(result, result_error, run(context, only), context)
