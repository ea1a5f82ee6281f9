"""The plan page: monitoring points, fixed ex-ante values, structure, formulas, and their editing."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import msgspec

from jcm_desktop import clock
from jcm_desktop.domain.dossier import Dossier
from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.meter import Meter
from jcm_desktop.domain.plan import EvidenceLevel, FixedValue, MonitoringPoint, Plan
from jcm_desktop.domain.quantity import Quantity, parse_number
from jcm_desktop.domain.units import convert
from jcm_desktop.formulas.evaluate import as_decimal
from jcm_desktop.formulas.parse import parse
from jcm_desktop.formulas.to_text import symbol_markup, to_math
from jcm_desktop.formulas.typeset import typeset
from jcm_desktop.i18n import N_, _
from jcm_desktop.methodologies.decisions import rows_for
from jcm_desktop.methodologies.schema import Definition, FixedParameter
from jcm_desktop.services.formatting import number, plain_number, range_words
from jcm_desktop.services.plan_store import point_of, save_plan, with_point
from jcm_desktop.services.relying import origin_words
from jcm_desktop.services.session import Session
from jcm_desktop.services.views import (
    Changes,
    Choice,
    DecisionRow,
    FixedRow,
    FormulaRow,
    Kind,
    MeterRow,
    PlanView,
    PointRow,
    RoleRow,
)
from jcm_desktop.storage import repositories

EVIDENCE_WORDS = {
    EvidenceLevel.APPROVED_TEXT: N_("read in the approved methodology"),
    EvidenceLevel.OFFICIAL_PAGE: N_("read on the scheme's official page"),
    EvidenceLevel.PROJECT_DOCUMENT: N_("read in a project document"),
    EvidenceLevel.DERIVED: N_("worked out from published figures"),
    EvidenceLevel.THIRD_PARTY: N_("as quoted by others"),
    EvidenceLevel.DRAFT: N_("from a draft; not confirmed"),
    EvidenceLevel.ENTERED: N_("entered by you"),
    EvidenceLevel.CONSTRUCTED: N_("constructed for a sample"),
}
STATUS_WORDS = {
    "approved": N_("Approved methodology; formula {level}"),
    "proposed": N_("Proposed methodology; formula {level}"),
    "template": N_("Template for estimates only; formula {level}"),
}
EDITABLE_TEXTS = frozenset({"option", "source", "procedure", "frequency", "comments", "description"})


def plan_page(session: Session, project: str) -> PlanView:
    """The plan in force for a project, with what is still missing."""
    with session.workspace.read() as connection:
        found = repositories.project(connection, project)
        plan = repositories.plan(connection, project)
        evidence = repositories.evidence(connection, project)
        meters = repositories.meters(connection, project)
    definition = session.library.for_plan(plan)
    level = _(EVIDENCE_WORDS[definition.evidence.formula])
    return PlanView(
        project=project,
        title=found.title,
        methodology=definition.name,
        methodology_title=definition.title,
        status_words=_(STATUS_WORDS[definition.status]).format(level=level),
        sources=tuple(_(one) for one in definition.evidence.sources if one),
        version=plan.version,
        constructed=_(found.constructed),
        sets=tuple(
            (one.name, definition.index(one.name), set_words(definition, one.name), one.members) for one in plan.sets
        ),
        points=tuple(
            _point_row(point, definition, sum(point.no in one.points for one in evidence)) for point in plan.points
        ),
        fixed=tuple(fixed_rows(plan, definition)),
        roles=tuple(RoleRow(one.responsible, one.role, one.person) for one in plan.roles),
        formulas=formula_rows(definition),
        eligibility=tuple(_(one.text) for one in definition.eligibility),
        estimate=f"{number(plan.estimate_t_per_year)} t" if plan.estimate_t_per_year is not None else "",
        estimate_source=plan.estimate_source,
        estimate_text=plain_number(plan.estimate_t_per_year) if plan.estimate_t_per_year is not None else "",
        integrity_check=plan.integrity_check == "monthly",
        roles_from=plan.roles_from,
        meters=tuple(_meter_row(one, plan) for one in meters),
        origins=tuple((str(ref), origin_words(session.library.origin(ref))) for ref in plan.methodologies),
        decisions=_decision_rows(plan, definition),
        offered={name: rows for name in definition.sets if (rows := rows_for(definition, name))},
    )


def _decision_rows(plan: Plan, definition: Definition) -> tuple[DecisionRow, ...]:
    return tuple(
        DecisionRow(
            name=name,
            label=with_methodology(definition, name, _(one.label)),
            choices=tuple((key, _(choice.label)) for key, choice in one.choices.items()),
            chosen=definition.decided[name],
            taken=name in plan.decisions,
        )
        for name, one in definition.decisions.items()
    )


def point_rows(dossier: Dossier, definition: Definition) -> tuple[PointRow, ...]:
    """Table 1 as rows, with how many files back each point up."""
    return tuple(
        _point_row(point, definition, sum(point.no in one.points for one in dossier.evidence))
        for point in dossier.plan.points
    )


def set_words(definition: Definition, name: str) -> str:
    """What an index stands for; with its methodology where there are several."""
    return with_methodology(definition, name, _(definition.sets[name].label) if name in definition.sets else "")


def with_methodology(definition: Definition, name: str, words: str) -> str:
    """Words of a name, with its methodology where there are several."""
    part = next((one for one in definition.parts if name.startswith(one.prefix)), None)
    return f"{words} ({part.methodology})" if part else words


def _point_row(point: MonitoringPoint, definition: Definition, evidence_count: int) -> PointRow:
    parameter = definition.monitored.get(point.parameter)
    estimate = point.estimate_per_year
    return PointRow(
        no=point.no,
        key=point.key,
        symbol=symbol_markup(parameter.symbol if parameter else point.parameter),
        label=point.description or (_(parameter.label) if parameter else ""),
        unit=point.unit,
        option=point.option,
        options=tuple(parameter.options) if parameter else (),
        source=point.source,
        procedure=point.procedure,
        frequency=point.frequency,
        comments=point.comments,
        meters=", ".join(point.meters),
        estimate=f"{number(estimate)} {point.unit}" if estimate is not None else "",
        evidence_count=evidence_count,
        estimate_text=plain_number(estimate) if estimate is not None else "",
        estimate_source=point.estimate_source,
        capacity_text=f"{plain_number(point.capacity.value)} {point.capacity.unit}" if point.capacity else "",
        description=point.description,
        interval=point.interval,
        public_source=point.public_source,
    )


def _meter_row(one: Meter, plan: Plan) -> MeterRow:
    return MeterRow(
        serial=one.serial,
        points=tuple(point.no for point in plan.points if one.serial in point.meters),
        make=one.make,
        model=one.model,
        accuracy_class=one.accuracy_class,
        standard=one.standard,
        certificate=one.certificate,
        certificate_body=one.certificate_body,
        calibrated_on=one.calibrated_on.isoformat() if one.calibrated_on else "",
        valid_until=one.valid_until.isoformat() if one.valid_until else "",
    )


def fixed_rows(plan: Plan, definition: Definition) -> list[FixedRow]:
    """Table 2: every fixed parameter of the methodology, for each member of its sets, entered or still missing."""
    rows = []
    for name, parameter in definition.fixed.items():
        for index in index_tuples(plan, parameter.over):
            value = next((one for one in plan.fixed if one.parameter == name and one.index == index), None)
            rows.append(_fixed_row(name, index, parameter, value))
    return rows


def index_tuples(plan: Plan, over: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Every combination of members of the named sets; one empty tuple for a parameter without index."""
    combinations: list[tuple[str, ...]] = [()]
    for name in over:
        combinations = [(*before, member) for before in combinations for member in plan.members(name)]
    return combinations


def _fixed_row(name: str, index: tuple[str, ...], parameter: FixedParameter, value: FixedValue | None) -> FixedRow:
    level = value.evidence if value else None
    choices = [
        Choice(words, plain_number(known.value), parameter.unit, _(EVIDENCE_WORDS[known.evidence]), known.source)
        for words, known in parameter.choices.items()
    ]
    if parameter.default is not None:
        known = parameter.default
        words = _("default")
        choices.append(
            Choice(words, plain_number(known.value), parameter.unit, _(EVIDENCE_WORDS[known.evidence]), known.source)
        )
    return FixedRow(
        key=f"{name}[{', '.join(index)}]" if index else name,
        symbol=symbol_markup(parameter.symbol),
        label=(value.description if value and value.description else _(parameter.label))
        + (f" ({', '.join(index)})" if index and not (value and value.description) else ""),
        value=plain_number(value.quantity.value) if value else "",
        unit=value.quantity.unit if value else parameter.unit,
        source=value.source if value else "",
        page=value.page if value else "",
        evidence=str(level) if level else "",
        evidence_words=_(EVIDENCE_WORDS[level]) if level else "",
        origin=_(parameter.origin),
        choices=tuple(choices),
        missing=value is None,
        compared=_compared(value) if value and value.confirmed_by else "",
    )


def _compared(value: FixedValue) -> str:
    return _("compared by {name} on {day}").format(name=value.confirmed_by, day=value.confirmed_on)


def formula_rows(definition: Definition) -> tuple[FormulaRow, ...]:
    """The formulas as people read them, results last."""
    from jcm_desktop.methodologies.loader import scope_of

    scope = scope_of(definition)
    symbols = definition.symbols
    rows = []
    for name, text in definition.formulas.items():
        node = parse(text)
        rows.append(
            FormulaRow(
                symbol=symbol_markup(definition.symbol(name)),
                label=_(definition.label(name)),
                math=to_math(node, symbols),
                parts=typeset(node, symbols),
                unit=scope.units[name].text,
            )
        )
    return tuple(rows)


def set_fixed_value(
    session: Session,
    project: str,
    key: str,
    value_text: str,
    unit: str,
    source: str,
    page: str,
    *,
    compared: bool = False,
) -> Changes:
    """Enter or change a fixed ex-ante value, with its source.

    A value that the methodology knows, with its source, keeps how well it is known.
    `compared` says that the person compared it with that page of the document.
    UserErrors: `plan.unknown_parameter`, `plan.source_missing`, `plan.page_missing`,
    `plan.outside_range`, number.*, unit.*, those of a locked plan.
    """
    with session.workspace.read() as connection:
        plan = repositories.plan(connection, project)
    definition = session.library.for_plan(plan)
    name, index = split_key(key)
    parameter = definition.fixed.get(name)
    if parameter is None or index not in index_tuples(plan, parameter.over):
        raise UserError("plan.unknown_parameter", key)
    if not source.strip():
        raise UserError("plan.source_missing", key)
    if compared and not page.strip():
        raise UserError("plan.page_missing", key)
    typed = parse_number(value_text)
    value = as_decimal(convert(typed, unit, parameter.unit))
    low, high = parameter.range.min, parameter.range.max
    if (low is not None and value < low) or (high is not None and value > high):
        raise UserError("plan.outside_range", key, value=number(value), limits=range_words(low, high))
    before = plan.fixed_value(key)
    quantity = Quantity(value, parameter.unit)
    same = before is not None and (before.quantity, before.source) == (quantity, source.strip())
    words = parameter.label + (f" ({', '.join(index)})" if index else "")
    entered = FixedValue(
        parameter=name,
        quantity=quantity,
        description=before.description if before else words,
        index=index,
        source=source.strip(),
        page=page.strip(),
        evidence=before.evidence if before and same else _evidence_of(parameter, value, source.strip()),
        comments=before.comments if before else "",
        confirmed_by=session.actor if compared else "",
        confirmed_on=clock.now().date() if compared else None,
    )
    kept = tuple(one for one in plan.fixed if one.key != entered.key)
    save_plan(
        session, project, msgspec.structs.replace(plan, fixed=(*kept, entered)), key, msgspec.to_builtins(entered)
    )
    return Changes(
        frozenset({Kind.PLAN}),
        _("Saved: {key} = {value} {unit}").format(key=key, value=number(value), unit=parameter.unit),
    )


def _evidence_of(parameter: FixedParameter, value: Decimal, source: str) -> EvidenceLevel:
    """How well a value is known: as the methodology knows it where both are the same, else entered by a person."""
    known = [*parameter.choices.values(), *([parameter.default] if parameter.default else [])]
    for one in known:
        if one.value == value and one.source.strip() == source:
            return one.evidence
    return EvidenceLevel.ENTERED


def edit_point(session: Session, /, project: str, no: str, **texts: str) -> Changes:
    """Change the words or the option of a point; UserError `plan.option_not_offered`, `plan.unknown_point`."""
    unknown = texts.keys() - EDITABLE_TEXTS
    if unknown:
        raise ValueError(f"not editable: {sorted(unknown)}")
    with session.workspace.read() as connection:
        plan = repositories.plan(connection, project)
    definition = session.library.for_plan(plan)
    found = point_of(plan, no)
    offered = definition.monitored[found.parameter].options
    option = texts.get("option", found.option)
    if option not in offered:
        raise UserError("plan.option_not_offered", no, option=option, offered=", ".join(offered))
    changed: Any = msgspec.structs.replace(found, **texts)
    save_plan(session, project, msgspec.structs.replace(plan, points=with_point(plan, changed)), no, dict(texts))
    return Changes(frozenset({Kind.PLAN}), _("Saved: point {no}").format(no=no))


def split_key(key: str) -> tuple[str, tuple[str, ...]]:
    """`COP_RE[freezer-1]` to its name and index."""
    name, bracket, rest = key.partition("[")
    return name, tuple(part.strip() for part in rest.rstrip("]").split(",")) if bracket else ()
