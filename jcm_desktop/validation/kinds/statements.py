"""Rules about what people state beside the readings: eligibility, double registration, approval, integrity, files."""

from __future__ import annotations

from collections.abc import Iterator

from jcm_desktop.domain.declaration import Approval, EligibilityAnswer, IntegrityCheck, SingleScheme
from jcm_desktop.domain.finding import Place
from jcm_desktop.domain.meter import gaps
from jcm_desktop.i18n import N_
from jcm_desktop.validation.catalogue import Check
from jcm_desktop.validation.context import CheckContext, Hit, Kind

_NOT_ANSWERED = N_("it is not answered for this period")
_NOT_MET = N_("it is answered with no")
_NOT_SHOWN = N_("nothing shows that it is met: neither words nor a file")
_NO_ROLES = N_("no role is described")
_NO_PERSON = N_("nobody is named for “{responsible}”")
_NO_ROLE = N_("“{responsible}” has no task")


def eligibility(context: CheckContext, _check: Check) -> Iterator[Hit]:
    """Every criterion of the methodology is answered again for the period, with something that shows it."""
    answers = {one.criterion: one for one in context.dossier.declarations if isinstance(one, EligibilityAnswer)}
    for criterion in context.definition.eligibility:
        answer = answers.get(str(criterion.id))
        if answer is None:
            problem = _NOT_ANSWERED
        elif not answer.met:
            problem = _NOT_MET
        elif not answer.text.strip() and not answer.evidence:
            problem = _NOT_SHOWN
        else:
            continue
        facts = {"id": str(criterion.id), "words": criterion.text, "problem": problem}
        yield Hit(Place("evidence", "", f"criterion {criterion.id}"), facts)


def single_scheme(context: CheckContext, _check: Check) -> Iterator[Hit]:
    """Somebody states that the project is registered under no other scheme."""
    if not any(isinstance(one, SingleScheme) and one.text.strip() for one in context.dossier.declarations):
        yield Hit(Place("evidence", "", "other schemes"), {})


def meters_elsewhere(context: CheckContext, _check: Check) -> Iterator[Hit]:
    """No meter of this project is named by another one of the workspace."""
    for serial, other in context.dossier.meters_elsewhere:
        yield Hit(Place("plan", "", "meters"), {"serial": serial, "other": other})


def structure(context: CheckContext, _check: Check) -> Iterator[Hit]:
    """Each role of the monitoring structure has a task and a person."""
    roles = context.dossier.plan.roles
    if not roles:
        yield Hit(Place("plan", "", "roles"), {"problem": _NO_ROLES})
    for one in roles:
        problem = "" if one.role.strip() else _NO_ROLE
        problem = problem or ("" if one.person.strip() else _NO_PERSON)
        if problem:
            yield Hit(Place("plan", "", "roles"), {"responsible": one.responsible, "problem": problem})


def four_eyes(context: CheckContext, _check: Check) -> Iterator[Hit]:
    """Who typed is not who approves; where one person did both, their reason is printed."""
    for one in context.dossier.declarations:
        if isinstance(one, Approval) and one.frozen and one.by in one.entered_by:
            yield Hit(Place("readings"), {"name": one.by, "why": one.reason})


def as_approved(context: CheckContext, _check: Check) -> Iterator[Hit]:
    """What an approved period is computed and checked with is what the approver saw."""
    now = {(one.what, one.name): one.sha256 for one in context.dossier.provenance}
    for one in context.dossier.declarations:
        if not isinstance(one, Approval) or not one.frozen:
            continue
        for used in one.used:
            if now.get((used.what, used.name)) != used.sha256:
                day = one.at.date().isoformat() if one.at else ""
                yield Hit(Place("readings"), {"name": used.name, "by": one.by, "day": day})


def integrity_checks(context: CheckContext, _check: Check) -> Iterator[Hit]:
    """Where the plan says monthly, a named person looked through the records of every month that has passed."""
    if context.dossier.plan.integrity_check != "monthly":
        return
    covers = [
        (one.first, one.last)
        for one in context.dossier.declarations
        if isinstance(one, IntegrityCheck) and one.person.strip()
    ]
    for month in context.dossier.period.months():
        if month.last < context.today and gaps(month, covers):
            place = Place("evidence", "", "integrity", month.first.isoformat(), month.last.isoformat())
            yield Hit(place, {"first": str(month.first), "last": str(month.last)})


def evidence_files(context: CheckContext, _check: Check) -> Iterator[Hit]:
    """Every evidence file is still there, unchanged."""
    for one in context.dossier.evidence:
        if one.sha256 in context.broken_files:
            yield Hit(Place("evidence", one.points[0] if one.points else ""), {"name": one.name})
    for file in {one.sha256: one for stated in context.dossier.confirmations for one in stated.documents}.values():
        if file.sha256 in context.broken_files:
            yield Hit(Place("evidence"), {"name": file.name})


ALL: tuple[Kind, ...] = (
    eligibility,
    single_scheme,
    meters_elsewhere,
    structure,
    four_eyes,
    as_approved,
    integrity_checks,
    evidence_files,
)
