"""One methodology on its own page: what it measures and computes, how well that is known, and who uses it."""

from __future__ import annotations

import msgspec

from jcm_desktop import catalogue
from jcm_desktop.domain.project import MethodologyRef
from jcm_desktop.formulas.to_text import symbol_markup
from jcm_desktop.i18n import N_, _, ngettext
from jcm_desktop.methodologies.schema import Constant, Definition, FixedParameter, KnownValue, MonitoredParameter
from jcm_desktop.services.formatting import number
from jcm_desktop.services.library import (
    USES,
    Known,
    country_name,
    evidence_words,
    known,
    known_one,
    problem_words,
    scope_words,
    technology_words,
)
from jcm_desktop.services.library_views import (
    CalculationView,
    CriterionRow,
    KnownRow,
    MethodologyView,
    ParameterRow,
    Use,
    UsingProject,
    VersionRow,
)
from jcm_desktop.services.overview import why_not
from jcm_desktop.services.planning import EVIDENCE_WORDS, STATUS_WORDS, formula_rows
from jcm_desktop.services.relying import origin_words
from jcm_desktop.services.session import Session
from jcm_desktop.storage import repositories

_COUNTED = {
    "sum": N_("readings are added up"),
    "days": N_("number of days"),
    "mean": N_("mean of the readings, by days"),
}
_ENTRY_STATUS = {"approved": N_("Approved methodology"), "proposed": N_("Proposed methodology")}
_NEXT = {
    Use.REPORT: N_("Start one of its projects, or look at the formulas."),
    Use.CONFIRM: N_("Compare each formula and number with the approved text, and confirm it with the page."),
    Use.WORKBOOK: N_("Bring the official workbook (.xlsx) from the scheme's site and import it here."),
    Use.BROKEN: N_("Correct the file, or take it out of the workspace."),
}
_NEXT_TEMPLATE = N_("Use it for an estimate, or as the start of a proposal. A report for verification is refused.")
_NEXT_PROPOSED = N_("Use it for an estimate. A report for verification needs the approved version.")


def methodology_page(session: Session, id: str, version: str) -> MethodologyView:
    """Everything about one version; UserError `methodology.unknown`."""
    one = known_one(session, MethodologyRef(id, version))
    definition, entry = one.definition, one.entry
    others = [origin for origin in session.library.origins(one.ref) if origin != one.origin]
    approved = (definition.approved_on if definition else None) or (entry.approved_on if entry else None)
    notes = (definition.evidence.notes if definition else "", entry.notes if entry else "")
    sources = definition.evidence.sources if definition else (entry.sources,) if entry else ()
    return MethodologyView(
        id=id,
        version=version,
        title=definition.title if definition else entry.title if entry else "",
        about=_(entry.about) if entry else "",
        country_name=country_name(one.country, session.register),
        technology_words=", ".join(technology_words(key) for key in one.technologies),
        scope_words=", ".join(f"{scope} {scope_words(scope)}" for scope in one.scopes),
        status_words=_status_words(one),
        evidence=one.evidence,
        evidence_words=evidence_words(one),
        checked_on=str(definition.evidence.checked) if definition else "",
        sources=tuple(_(one) for one in sources if one),
        notes=tuple(dict.fromkeys(_(note) for note in notes if note)),
        proposal=entry.proposal if entry else "",
        approved_on=str(approved or ""),
        origin_words=origin_words(one.origin),
        hides=tuple(map(origin_words, others)),
        use=one.use,
        use_words=_(USES[one.use]),
        next_step=_next_step(one),
        calculation=_calculation(definition) if definition else None,
        versions=tuple(_versions(session, one)),
        projects=tuple(_projects(session, one)),
    )


def _status_words(one: Known) -> str:
    if one.definition is not None:
        return _(STATUS_WORDS[one.status]).format(level=evidence_words(one))
    return _(_ENTRY_STATUS[one.status]) if one.status in _ENTRY_STATUS else ""


def _next_step(one: Known) -> str:
    if one.use is Use.ESTIMATE:
        return _(_NEXT_TEMPLATE if one.status == "template" else _NEXT_PROPOSED)
    if one.use is Use.BROKEN:
        return f"{problem_words(one)} {_(_NEXT[one.use])}"
    return _(_NEXT[one.use])


def _calculation(definition: Definition) -> CalculationView:
    fixed = tuple(_fixed_row(definition, name, one) for name, one in definition.fixed.items())
    to_enter = sum(not one.known for one in fixed)
    words = ngettext(
        "{count} value has no published number here: the plan asks for it with its source.",
        "{count} values have no published number here: the plan asks for them with their source.",
        to_enter,
    )
    return CalculationView(
        formulas=formula_rows(definition),
        sets=tuple((definition.index(name), _(one.label)) for name, one in definition.sets.items()),
        monitored=tuple(_monitored_row(definition, name, one) for name, one in definition.monitored.items()),
        fixed=fixed,
        constants=tuple(_constant_row(name, one) for name, one in definition.constants.items()),
        to_enter=to_enter,
        to_enter_words=words.format(count=to_enter) if to_enter else "",
        eligibility=tuple(
            CriterionRow(str(one.id), _(one.text), _(EVIDENCE_WORDS[one.evidence])) for one in definition.eligibility
        ),
    )


def _constant_row(name: str, one: Constant) -> ParameterRow:
    value = KnownRow("", number(one.value), one.unit, "", "", "")
    return ParameterRow(name, symbol_markup(one.symbol), _(one.label), one.unit, over="", known=(value,))


def _monitored_row(definition: Definition, name: str, one: MonitoredParameter) -> ParameterRow:
    return msgspec.structs.replace(
        _parameter_row(definition, name, one),
        options=", ".join(one.options),
        frequency=_(one.frequency),
        counted=_(_COUNTED[one.aggregate]),
    )


def _fixed_row(definition: Definition, name: str, one: FixedParameter) -> ParameterRow:
    listed = [("", one.default)] if one.default else []
    return msgspec.structs.replace(
        _parameter_row(definition, name, one),
        origin=_(one.origin),
        known=tuple(_known_row(*each, one.unit) for each in [*listed, *one.choices.items()]),
    )


def _parameter_row(definition: Definition, name: str, one: MonitoredParameter | FixedParameter) -> ParameterRow:
    over = "; ".join(_("for each {unit}").format(unit=_(definition.sets[index].label)) for index in one.over)
    return ParameterRow(name, symbol_markup(one.symbol), _(one.label), one.unit, over, notes=_(one.notes))


def _known_row(name: str, one: KnownValue, unit: str) -> KnownRow:
    return KnownRow(name, number(one.value), unit, str(one.evidence), _(EVIDENCE_WORDS[one.evidence]), one.source)


def _versions(session: Session, shown: Known) -> list[VersionRow]:
    rows = []
    for one in known(session):
        if one.ref.id != shown.ref.id:
            continue
        own = one.definition or one.entry
        approved = str(own.approved_on or "") if own else ""
        rows.append(
            VersionRow(one.ref.version, approved, one.use, _(USES[one.use]), len(one.projects), one.ref == shown.ref)
        )
    return rows


def _projects(session: Session, one: Known) -> list[UsingProject]:
    with session.workspace.read() as connection:
        started = {project.reference for project in repositories.projects(connection)}
    return [_project(session, project, one, project.reference in started) for project in one.projects]


def _project(session: Session, project: catalogue.RegisteredProject, one: Known, started: bool) -> UsingProject:
    beside = [
        f"{id} ver{version}" for id, version in project.methodologies if (id, version) != (one.ref.id, one.ref.version)
    ]
    note = why_not(session, project)
    return UsingProject(
        reference=project.reference,
        title=project.title,
        status=project.status,
        beside=" + ".join(beside),
        started=started,
        usable=not note and not started,
        note=note,
    )
