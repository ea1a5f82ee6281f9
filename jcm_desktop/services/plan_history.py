"""The versions of a plan: say which is the registered one, open a new one for a change, complete it, take it back.

The registered plan is version 1. Saying so locks it; after that what was registered
changes only in a new version, which says since when, what, why and who approved.
Every row of every version stays in the store.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import msgspec
from sqlalchemy import Connection

from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.plan import Plan, VersionChange
from jcm_desktop.domain.plan_versions import counting, head, with_register
from jcm_desktop.i18n import _
from jcm_desktop.services.plan_store import plan_of, put, refuse_loss
from jcm_desktop.services.planning import fixed_rows
from jcm_desktop.services.session import Session
from jcm_desktop.services.views import Changes, Kind
from jcm_desktop.storage import repositories

CHANGED = frozenset({Kind.PLAN, Kind.READINGS, Kind.PROJECTS})
SHORTEST = 5  # letters of a reason; shorter than a word explains nothing
_NEEDED = ("description", "unit", "option", "source", "procedure", "frequency")  # columns of table 1


class VersionFacts(msgspec.Struct, frozen=True):
    """What a person says about a version: a change for good with its approval, or a deviation for some days."""

    what: str
    why: str
    valid_from: date | None
    temporary: bool = False
    approval: str = ""  # may follow later; a check asks for it until then
    until: date | None = None
    treatment: str = ""


def lock_plan(session: Session, project: str) -> Changes:
    """Say that the newest version is complete; of version 1, that it is the registered plan.

    UserErrors: `plan.locked_already`, `plan.not_complete`.
    """
    with session.workspace.read() as connection:
        plan = _newest(connection, project)
    if plan.locked:
        raise UserError("plan.locked_already", project, version=plan.version)
    _refuse_incomplete(session, project, plan)
    locked = msgspec.structs.replace(plan, locked=True)
    kind = "plan.registered" if plan.version == 1 else "plan.completed"
    _store(session, project, locked, kind, {"plan": locked})
    if plan.version == 1:
        return Changes(CHANGED, _("This is the registered plan now. A later change makes a new version."))
    return Changes(CHANGED, _("Version {version} is complete and locked.").format(version=plan.version))


def _refuse_incomplete(session: Session, project: str, plan: Plan) -> None:
    _plan, definition = plan_of(session, project)
    missing = [one.key for one in fixed_rows(plan, definition) if one.missing]
    missing += [one.no for one in plan.points if not all(getattr(one, name).strip() for name in _NEEDED)]
    if missing:
        raise UserError("plan.not_complete", project, names=", ".join(missing[:5]))


def unlock_plan(session: Session, project: str, reason: str) -> Changes:
    """Open the newest version again because it was typed wrongly; it is no change of the plan.

    UserErrors: `plan.not_locked`, `plan.reason_missing`.
    """
    if len(reason.strip()) < SHORTEST:
        raise UserError("plan.reason_missing", project)
    with session.workspace.read() as connection:
        plan = _newest(connection, project)
    if not plan.locked:
        raise UserError("plan.not_locked", project, version=plan.version)
    open_ = msgspec.structs.replace(plan, locked=False)
    _store(session, project, open_, "plan.reopened", {"version": plan.version, "reason": reason.strip()})
    return Changes(CHANGED, _("Version {version} can be changed again.").format(version=plan.version))


def open_version(session: Session, project: str, facts: VersionFacts) -> Changes:
    """Begin a new version of a locked plan; it holds what the plan holds until it is changed.

    UserErrors: `plan.not_locked`, `plan.words_missing`, `plan.start_missing`, `plan.days_reversed`.
    """
    with session.workspace.read() as connection:
        every = repositories.plans(connection, project)
        plan = repositories.plan(connection, project)
    if not plan.locked:
        raise UserError("plan.not_locked", project, version=plan.version)
    number = max(one.version for one in every) + 1
    new = _with_facts(msgspec.structs.replace(plan, version=number, locked=False), facts, project)
    _store(session, project, new, "plan.version_opened", {"version": number, "facts": facts})
    return Changes(CHANGED, _("Version {version} of the plan is open for changes.").format(version=number))


def describe_version(session: Session, project: str, version: int, facts: VersionFacts) -> Changes:
    """Say something else about a version after registration, for example its approval; errors as of `open_version`.

    UserError `plan.unknown_version` for one that is not there, or is the registered one.
    """
    with session.workspace.read() as connection:
        versions = counting(repositories.plans(connection, project))
    found = next((one for one in versions if one.version == version and version > 1), None)
    if found is None:
        raise UserError("plan.unknown_version", project, version=version)
    new = _with_facts(found, facts, project)
    _store(session, project, new, "plan.version_described", {"version": version, "facts": facts})
    return Changes(CHANGED, _("Saved: version {version} of the plan").format(version=version))


def take_back_version(session: Session, project: str) -> Changes:
    """Go back to the version before the newest; what was taken back stays in the store and is listed.

    UserErrors: `plan.nothing_to_take_back`, `plan.locked_already`, `plan.member_has_readings`.
    """
    with session.workspace.unit_of_work(session.actor) as work:
        every = repositories.plans(work.connection, project)
        plan = _newest(work.connection, project)
        if plan.version == 1:
            raise UserError("plan.nothing_to_take_back", project)
        if plan.locked:
            raise UserError("plan.locked_already", project, version=plan.version)
        gone = msgspec.structs.replace(plan, withdrawn=True)
        before = head((*every, gone))
        refuse_loss(work.connection, project, plan, before.points, "plan.member_has_readings")
        put(work.connection, project, gone)
        put(work.connection, project, with_register(before, plan))
        work.record(project, "plan.version_taken_back", str(plan.version), {"version": plan.version})
    words = _("Version {version} no longer counts; version {before} holds again.")
    return Changes(CHANGED, words.format(version=plan.version, before=before.version))


def edit_in_new_version(
    session: Session, project: str, facts: VersionFacts, edit: Callable[[Session], Changes]
) -> Changes:
    """Begin a new version and make the change that asked for it; a change that is refused leaves none behind."""
    opened = open_version(session, project, facts)
    try:
        changed = edit(session)
    except UserError:
        take_back_version(session, project)
        raise
    return Changes(opened.kinds | changed.kinds, f"{opened.message} {changed.message}")


def _with_facts(plan: Plan, facts: VersionFacts, project: str) -> Plan:
    if len(facts.what.strip()) < SHORTEST or len(facts.why.strip()) < SHORTEST:
        raise UserError("plan.words_missing", project)
    if not facts.temporary and facts.valid_from is None:
        raise UserError("plan.start_missing", project)
    if facts.temporary and facts.valid_from and facts.until and facts.until < facts.valid_from:
        raise UserError("plan.days_reversed", project, first=facts.valid_from, last=facts.until)
    change = VersionChange(
        what=facts.what.strip(),
        why=facts.why.strip(),
        temporary=facts.temporary,
        until=facts.until if facts.temporary else None,
        treatment=facts.treatment.strip() if facts.temporary else "",
    )
    return msgspec.structs.replace(
        plan,
        valid_from=facts.valid_from,
        approval="" if facts.temporary else facts.approval.strip(),
        change=change,
    )


def _newest(connection: Connection, project: str) -> Plan:
    repositories.plan(connection, project)  # says it in words where there is none
    return counting(repositories.plans(connection, project))[-1]


def _store(session: Session, project: str, plan: Plan, kind: str, payload: dict[str, object]) -> None:
    with session.workspace.unit_of_work(session.actor) as work:
        put(work.connection, project, plan)
        work.record(project, kind, str(plan.version), payload)
