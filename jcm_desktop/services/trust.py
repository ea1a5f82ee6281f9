"""Whom this workspace trusts: certificates put on its list by a deliberate act, which is written down."""

from __future__ import annotations

from pathlib import Path

from jcm_desktop import clock
from jcm_desktop.domain.errors import UserError, WorldError
from jcm_desktop.i18n import N_, _
from jcm_desktop.services.formatting import moment
from jcm_desktop.services.reports_shelf import write_whole
from jcm_desktop.services.session import Session
from jcm_desktop.services.signing_views import TrustRow
from jcm_desktop.services.views import Changes, Kind
from jcm_desktop.signing import trust_list
from jcm_desktop.signing.certificate import describe_certificate
from jcm_desktop.signing.fingerprint import in_digits, in_groups
from jcm_desktop.signing.trust_list import Compared, TrustList

FILE = "trust.json"
HEARD = frozenset({str(Compared.TELEPHONE)})  # ways in which what was heard should be typed
COMPARED_WORDS = {
    Compared.TELEPHONE: N_("compared by telephone"),
    Compared.IN_PERSON: N_("compared in person"),
    Compared.ON_PAPER: N_("compared with a signed paper"),
    Compared.FIRST_USE: N_("not compared: taken at first use"),
}


def listed(folder: Path) -> TrustList:
    """The list of a workspace, which need not be open nor exist; UserError `trust.unreadable`."""
    try:
        body = (folder / FILE).read_bytes()
    except FileNotFoundError:
        return TrustList()
    except OSError as error:
        raise WorldError("file.unreadable", str(folder / FILE), detail=error.strerror or error) from error
    return trust_list.read_list(body)


def trusted(session: Session) -> tuple[TrustRow, ...]:
    """The list as shown."""
    return rows(listed(session.folder))


def rows(found: TrustList) -> tuple[TrustRow, ...]:
    """A list as shown."""
    shown = []
    for one in found.entries:
        facts = describe_certificate(one.certificate.encode())
        how = _(COMPARED_WORDS[one.compared])
        shown.append(
            TrustRow(
                fingerprint=one.fingerprint,
                name=one.name,
                organisation=one.organisation,
                groups=in_groups(one.fingerprint),
                digits=in_digits(one.fingerprint),
                valid_until=facts.not_after.date().isoformat(),
                authority=facts.authority,
                added_at=moment(one.added_at),
                added_by=one.added_by,
                compared=f"{how} ({one.note})" if one.note else how,
            )
        )
    return tuple(shown)


def add(session: Session, certificate: bytes, compared: str, note: str = "", typed: str = "") -> Changes:
    """Trust a certificate (PEM or DER); `typed` is the fingerprint as the holder read it out, in digits or hexadecimal.

    UserErrors of `trust_list.with_entry`, `trust.unreadable`, `trust.own_key`.
    """
    from jcm_desktop.services.identities import fingerprints

    facts = describe_certificate(certificate)
    if facts.fingerprint in fingerprints(session):
        raise UserError("trust.own_key", facts.name)
    changed, entry = trust_list.with_entry(
        listed(session.folder), certificate, compared, note=note, typed=typed, by=session.actor, at=clock.now()
    )
    _store(session, changed, "trust.added", entry)
    return Changes(frozenset({Kind.TRUST}), _("You trust {name} from now on.").format(name=entry.name))


def remove(session: Session, named: str) -> Changes:
    """Trust a certificate no longer, named by its fingerprint or its holder.

    UserErrors `trust.unknown`, `trust.several`.
    """
    changed, entry = trust_list.without(listed(session.folder), named)
    _store(session, changed, "trust.removed", entry)
    return Changes(frozenset({Kind.TRUST}), _("{name} is no longer on your trust list.").format(name=entry.name))


def _store(session: Session, changed: TrustList, kind: str, entry: trust_list.Entry) -> None:
    said = {"name": entry.name, "organisation": entry.organisation, "compared": str(entry.compared), "note": entry.note}
    with session.workspace.unit_of_work(session.actor) as work:
        work.record("", kind, entry.fingerprint, said)
        write_whole(session.folder / FILE, trust_list.write_list(changed))
