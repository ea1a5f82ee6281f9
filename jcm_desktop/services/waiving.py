"""Waivers: a named authority lets a finding stand, for a place and until a day; recorded by a monitoring manager.

Who records one proves with the passphrase of a key made for that role that they are
a monitoring manager. Taking one back needs no proof: the finding only counts again.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import msgspec

from jcm_desktop import clock
from jcm_desktop.domain.declaration import Waiver
from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.finding import Finding, Place
from jcm_desktop.domain.period import Span
from jcm_desktop.domain.role import Role
from jcm_desktop.i18n import _
from jcm_desktop.services.check_views import WaivingView
from jcm_desktop.services.checking import finding_rows
from jcm_desktop.services.declaring import declare, withdraw
from jcm_desktop.services.dossiers import load, load_dossier
from jcm_desktop.services.session import Session
from jcm_desktop.services.views import Changes
from jcm_desktop.validation.runner import may_be_waived

if TYPE_CHECKING:  # the library of keys waits until somebody waives something
    from jcm_desktop.services.identities import Stored

SHORTEST = 5  # letters of a reason; shorter than a word explains nothing


class Decision(msgspec.Struct, frozen=True):
    """What an authority decided, as it is typed."""

    authority: str
    reference: str  # number or date of the decision
    reason: str
    until: date
    everywhere: bool = False  # for all that this check finds in the period, not for the one place


def waiving_view(session: Session, project: str, span: Span, code: str, place: Place) -> WaivingView:
    """What is asked before a finding is waived; UserError `waiver.no_such_finding`."""
    found = _finding(session, project, span, code, place)
    (row,) = finding_rows((found,))
    keys = _managers(session)
    obstacle = row.never_waived
    if not obstacle and not keys:
        obstacle = _(
            "Only a monitoring manager can record a waiver. Make or bring a signing key with that role "
            "on the settings page first."
        )
    return WaivingView(
        code=code,
        title=row.title,
        place=place,
        place_words=row.place_words,
        message=row.message,
        keys=tuple((one.facts.fingerprint, _holder(one)) for one in keys),
        obstacle=obstacle,
    )


def waive(
    session: Session, project: str, span: Span, code: str, place: Place, decision: Decision, passphrase: str, key: str
) -> Changes:
    """Record that an authority lets a finding stand; `key` is the fingerprint of a monitoring manager's key.

    UserErrors `waiver.incomplete`, `waiver.over`, `waiver.no_such_finding`, `waiver.impossible`,
    `waiver.not_a_manager`, those of `declare`, and identity.*.
    """
    from jcm_desktop.services.identities import unlock

    _refuse_incomplete(code, decision)
    found = _finding(session, project, span, code, place)
    if not may_be_waived(found):
        raise UserError("waiver.impossible", code)
    if key not in {one.facts.fingerprint for one in _managers(session)}:
        raise UserError("waiver.not_a_manager", code)
    who = unlock(session, passphrase, key)
    waiver = Waiver(
        code=code,
        authority=decision.authority.strip(),
        reference=decision.reference.strip(),
        reason=decision.reason.strip(),
        place="" if decision.everywhere else str(place),
        valid_until=decision.until,
    )
    done = declare(session, project, span, waiver, by=who.name)
    words = _("{code} is waived until {day}, by {authority}.")
    return msgspec.structs.replace(
        done, message=words.format(code=code, day=decision.until, authority=waiver.authority)
    )


def withdraw_waiver(session: Session, project: str, span: Span, subject: str) -> Changes:
    """Take a waiver back; the record of it stays. UserErrors `waiver.unknown` and those of `declare`."""
    dossier, _definition = load_dossier(session, project, span)
    for one in dossier.declarations:
        if isinstance(one, Waiver) and one.subject == subject:
            done = withdraw(session, project, span, one)
            words = _("The waiver of {code} is withdrawn. What it was for counts again.")
            return msgspec.structs.replace(done, message=words.format(code=one.code))
    raise UserError("waiver.unknown", subject)


def _refuse_incomplete(code: str, decision: Decision) -> None:
    asked = {
        _("who decided"): decision.authority,
        _("number or date of the decision"): decision.reference,
        _("the reason"): decision.reason if len(decision.reason.strip()) >= SHORTEST else "",
    }
    missing = [words for words, text in asked.items() if not text.strip()]
    if missing:
        raise UserError("waiver.incomplete", code, missing=", ".join(missing))
    if decision.until < clock.now().date():
        raise UserError("waiver.over", code, day=decision.until)


def _finding(session: Session, project: str, span: Span, code: str, place: Place) -> Finding:
    """A finding of these days, as bad as it is without a waiver."""
    for one in load(session, project, span).assessment.findings:
        if (one.code, str(one.place)) == (code, str(place)):
            return one
    raise UserError("waiver.no_such_finding", f"{code} {place}")


def _holder(one: Stored) -> str:
    return ", ".join(part for part in (one.facts.name, one.facts.organisation) if part)


def _managers(session: Session) -> tuple[Stored, ...]:
    """Keys in force that were made for monitoring managers."""
    from jcm_desktop.services.identities import stored

    now = clock.now()
    return tuple(
        one
        for one in stored(session)
        if one.about.role == Role.MANAGER and one.facts.not_before <= now <= one.facts.not_after
    )
