"""Sign a version of the report: operator, manager and verifier in turn, each in PDF and workbook.

What is signed is what was made and looked at, byte for byte; a signature only adds to
it. Signing asks for the passphrase each time. When anything changes later, a new
version is made and the signed one stays.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import msgspec

from jcm_desktop import clock, settings
from jcm_desktop.domain.errors import UserError, WorldError
from jcm_desktop.domain.period import Span
from jcm_desktop.domain.role import Role
from jcm_desktop.exports.report_model import Copy
from jcm_desktop.i18n import N_, _
from jcm_desktop.services import reports_shelf as shelf
from jcm_desktop.services.clock_back import latest_event
from jcm_desktop.services.dossiers import load, load_dossier
from jcm_desktop.services.formatting import tonnes
from jcm_desktop.services.identities import ROLE_WORDS, Stored, key_row, stored, unlock
from jcm_desktop.services.report_current import is_current
from jcm_desktop.services.reporting import signature_rows, superseded
from jcm_desktop.services.session import Session
from jcm_desktop.services.signing_views import SignedFileRow, SigningView, StampServer
from jcm_desktop.services.turns import COPY_WORDS, lacking, signature_of, whose_turn, with_signature
from jcm_desktop.services.views import Changes, Kind
from jcm_desktop.signing.identity import Identity
from jcm_desktop.signing.moment import refuse_clock_back

if TYPE_CHECKING:
    from pyhanko.sign.timestamps import TimeStamper

MEANINGS = {
    Role.OPERATOR: N_("I prepared this report; the values are those I measured."),
    Role.MANAGER: N_("I checked and approve this report."),
    Role.VERIFIER: N_("I verified this report."),
}
SHORTEST_REASON = 5
_CHANGED = frozenset({Kind.REPORTS})


# --- what is about to be signed -------------------------------------------------------------------------------------


def signing_view(session: Session, project: str, span: Span, version: int, role: str = "") -> SigningView:
    """What a signature would cover and say, whose turn it is, and why it cannot be given now.

    UserError `report.unknown_version`.
    """
    from jcm_desktop.services.public_words import telltale_of

    record = shelf.record(session.folder, project, span, version)
    loaded = load(session, project, span)
    records = shelf.records(session.folder, project, span)
    turn = whose_turn(record)
    who = Role(role) if role else turn
    keys = _usable(session, who)
    obstacle = superseded(record, records, loaded)
    if not obstacle and who is None:
        obstacle = _("Everybody has signed this version.")
    if not obstacle and not keys:
        obstacle = _("There is no signing key that can be used today. Make one first.")
    result = loaded.assessment.result
    copies = lacking(record, who) if who else record.copies
    judge = telltale_of(session, record, loaded) if Copy.PUBLIC in copies and result is not None else None
    names = [name for copy in copies for name in shelf.names_of(copy)]
    before = {one.facts.fingerprint: _signed_before(record, one.facts.fingerprint, who) for one in keys}
    return SigningView(
        project=project,
        span=span,
        version=version,
        constructed=_(loaded.dossier.project.constructed),
        claimed=tonnes(record.claimed),
        vintages=tuple(f"{one.year}: {tonnes(one.claimed)}" for one in result.vintages) if result else (),
        files=tuple(_file_row(session, record, name) for name in names),
        signatures=signature_rows(record.signatures, shelf.as_recorded(session.folder, record)),
        role=str(who or ""),
        role_words=_(ROLE_WORDS[who]) if who else "",
        meaning=_(MEANINGS[who]) if who else "",
        keys=tuple(key_row(one) for one in keys),
        same_person={
            key: f"{twice.signer}, {_(ROLE_WORDS[Role(twice.role)])}" for key, twice in before.items() if twice
        },
        obstacle=obstacle,
        copies=tuple(_(COPY_WORDS[copy]) for copy in copies),
        withheld=judge is not None,
        own_name_withheld=judge is not None and judge.people,
    )


def _usable(session: Session, role: Role | None) -> tuple[Stored, ...]:
    """Keys in force today; those made for the role first, then those for any."""
    now = clock.now()
    in_force = [one for one in stored(session) if one.facts.not_before <= now <= one.facts.not_after]
    return tuple(sorted(in_force, key=lambda one: (one.about.role != role, one.about.role != "")))


def _file_row(session: Session, record: shelf.ReportRecord, name: str) -> SignedFileRow:
    path = shelf.version_folder(session.folder, record) / name
    body = path.read_bytes()
    return SignedFileRow(name, str(path), f"{len(body):,}", hashlib.sha256(body).hexdigest())


def _signed_before(record: shelf.ReportRecord, fingerprint: str, role: Role | None) -> shelf.SignatureRecord | None:
    """What the holder of a key signed in another role."""
    return next((one for one in record.signatures if one.certificate == fingerprint and one.role != role), None)


# --- signing --------------------------------------------------------------------------------------------------------


def sign_report(
    session: Session,
    project: str,
    span: Span,
    version: int,
    passphrase: str,
    role: str = Role.OPERATOR,
    place: str = "",
    meaning: str = "",
    *,
    key: str = "",
    same_person: str = "",
    timestamp_url: str = "",
    own_name: bool = False,
) -> Changes:
    """Sign PDF and workbook of a version in a role; the first signature certifies the PDF, the next ones approve it.

    Where there is a public copy, it is signed in the same act, or alone if only it lacks
    the role's signature; on it, a place or reason that repeats something withheld reads
    XXX, and `own_name` says that the signer's name may be read there although names are
    withheld. `key` names one of several keys. `same_person` is the reason why somebody
    signs in a second role; it becomes part of what the signature says. With a time-stamp
    server the signature gets a time stamp; where the server does not answer, it goes without.
    UserErrors `report.superseded`, `report.already_signed`, `report.sign_in_order`,
    `report.same_person`, `report.copies_signer`, `report.changed_on_disk`, `sign.certificate_gives_away`,
    `sign.own_name_withheld`, `sign.clock_back`, identity.*; WorldErrors of `write_whole`.
    """
    from jcm_desktop.services.public_words import allowed, refuse_telling, telltale_of

    record = shelf.record(session.folder, project, span, version)
    who = Role(role)
    place_words = f"{project} {span}"
    _refuse_turn(record, who, place_words)
    refuse_superseded(session, record, place_words)
    unlocked = unlock(session, passphrase, key, who)
    copies, there = lacking(record, who), signature_of(record, who)
    if there is not None and there.certificate != unlocked.fingerprint:
        raise UserError("report.copies_signer", there.signer, role=_(ROLE_WORDS[who]))
    judge = telltale_of(session, record) if Copy.PUBLIC in copies else None
    refuse_telling(judge, unlocked, own_name=own_name)
    twice = _signed_before(record, unlocked.fingerprint, who)
    reason = same_person.strip()
    if twice is not None and len(reason) < SHORTEST_REASON:
        raise UserError("report.same_person", unlocked.name, role=_(ROLE_WORDS[Role(twice.role)]))
    at = clock.now()
    refuse_clock_back(latest_event(session, project), at, timedelta(0))
    folder = shelf.version_folder(session.folder, record)
    signed: dict[str, bytes] = {}
    missing = ""
    for copy in copies:
        over = judge if copy is Copy.PUBLIC else None
        stated = _stated(allowed(over, meaning) or _(MEANINGS[who]), twice, allowed(over, reason))
        pdf, workbook = shelf.names_of(copy)
        files = {shelf.PDF: (folder / pdf).read_bytes(), shelf.WORKBOOK: (folder / workbook).read_bytes()}
        # A server that is silent once is not asked again.
        url = "" if missing else timestamp_url
        done, lacks = _signed(files, unlocked, who, stated, allowed(over, place), at, url)
        missing = missing or lacks
        signed |= {pdf: done[shelf.PDF], workbook: done[shelf.WORKBOOK]}
    said = _stated(meaning or _(MEANINGS[who]), twice, reason) if meaning or twice else MEANINGS[who]
    signature = shelf.SignatureRecord(
        who, unlocked.name, at, place, said, unlocked.fingerprint, reason if twice else "", copies
    )
    # A package made before lacks this signature, so the version counts as not packed.
    package = record.package if Copy.FULL not in copies else ""
    stamped = bool(timestamp_url) and not missing and (not record.signatures or record.stamped_at is not None)
    changed = msgspec.structs.replace(
        record,
        signatures=with_signature(record, signature),
        package=package,
        stamped_at=at if stamped else None,
        stamped_by=_host(timestamp_url) if stamped else "",
    )
    facts = {"role": str(who), "signer": unlocked.name, "copies": [str(one) for one in copies]}
    store(session, changed, signed, "report.signed", facts, unlocked.fingerprint)
    words = _("Signed as {role}: {name}.").format(role=_(ROLE_WORDS[who]), name=unlocked.name)
    return Changes(_CHANGED, f"{words} {missing}".strip(), warning=missing)


def _stated(meaning: str, twice: shelf.SignatureRecord | None, reason: str) -> str:
    """What the signature says, with the reason of one person in two roles."""
    if twice is None:
        return meaning
    also = N_("{meaning} I signed as {role} too: {reason}")
    return _(also).format(meaning=meaning, role=_(ROLE_WORDS[Role(twice.role)]), reason=reason)


def _refuse_turn(record: shelf.ReportRecord, who: Role, place: str) -> None:
    if not lacking(record, who):
        raise UserError("report.already_signed", place, version=record.version, role=_(ROLE_WORDS[who]))
    turn = whose_turn(record)
    if turn is not who and turn is not None:
        if signature_of(record, turn) is not None:  # it is there, but not on every copy
            copies = ", ".join(_(COPY_WORDS[copy]) for copy in lacking(record, turn))
            raise UserError("report.copy_lacks_signature", place, role=_(ROLE_WORDS[turn]), copies=copies)
        raise UserError("report.sign_in_order", place, role=_(ROLE_WORDS[who]), first=_(ROLE_WORDS[turn]))


def refuse_superseded(session: Session, record: shelf.ReportRecord, place: str) -> None:
    """UserErrors `report.superseded`, `report.newer_version`, `report.changed_on_disk`."""
    newest = max(one.version for one in shelf.records(session.folder, record.project, record.period))
    if newest > record.version:
        raise UserError("report.newer_version", place, version=record.version, newest=newest)
    dossier, definition = load_dossier(session, record.project, record.period)
    if not is_current(record, dossier, definition):
        raise UserError("report.superseded", place, version=record.version)
    if not shelf.as_recorded(session.folder, record):
        raise UserError("report.changed_on_disk", place, version=record.version)


def _signed(
    files: dict[str, bytes], identity: Identity, who: Role, meaning: str, place: str, at: datetime, timestamp_url: str
) -> tuple[dict[str, bytes], str]:
    """The signed files, and words about a time stamp that could not be had."""
    from jcm_desktop.signing.opc import sign_workbook, stamp_workbook
    from jcm_desktop.signing.pdf import sign_pdf

    workbook = sign_workbook(files[shelf.WORKBOOK], identity, at=at, comment=meaning, role=who, place=place)
    stamper = server(timestamp_url) if timestamp_url else None
    missing = ""
    if stamper is not None:
        try:
            pdf = sign_pdf(files[shelf.PDF], identity, who, meaning=meaning, place=place, at=at, stamper=stamper)
            return {shelf.PDF: pdf, shelf.WORKBOOK: stamp_workbook(workbook, stamper)}, ""
        except WorldError as error:  # a silent server costs the time stamp, not the signature
            missing = without_stamp(error)
    pdf = sign_pdf(files[shelf.PDF], identity, who, meaning=meaning, place=place, at=at)
    return {shelf.PDF: pdf, shelf.WORKBOOK: workbook}, missing


def without_stamp(error: WorldError) -> str:
    """What is said when a signature had to go without its time stamp."""
    from jcm_desktop.words import sentence

    why = sentence(error.code, error.place, error.facts)
    return _("There is no time stamp yet: {why} Add it later.").format(why=why)


def server(url: str) -> TimeStamper:
    """The time-stamp server at this address; UserError `timestamp.bad_address`."""
    from jcm_desktop.signing.time_stamp import Server

    return Server(url)


def _host(url: str) -> str:
    return urlsplit(url).hostname or ""


def timestamp_url(session: Session, given: str = "") -> str:
    """The address given, else the one of the settings; UserError `timestamp.no_server`."""
    url = given or timestamp_server(session)
    if not url:
        raise UserError("timestamp.no_server")
    return url


def timestamp_server(session: Session) -> str:
    """The address of the settings; empty where no server is asked."""
    return settings.load(session.folder).timestamp_url


def set_timestamp_url(session: Session, url: str) -> Changes:
    """Keep the address of a time-stamp server in the settings, or none; UserError `timestamp.bad_address`."""
    if url.strip():
        server(url)
    settings.save(session.folder, settings.replaced(settings.load(session.folder), timestamp_url=url.strip()))
    return Changes(frozenset({Kind.IDENTITY}), _("Saved."))


def try_server(url: str) -> StampServer:
    """Ask a server for a time stamp over nothing, and say who answered.

    UserError `timestamp.bad_address`; WorldErrors `timestamp.*`.
    """
    from jcm_desktop.services.formatting import moment
    from jcm_desktop.signing.fingerprint import in_digits
    from jcm_desktop.signing.time_stamp import token
    from jcm_desktop.signing.time_stamp_check import examine_stamp

    digest = hashlib.sha256(b"").digest()
    found = examine_stamp(token(server(url), digest), lambda _algorithm: digest)
    words = _("{name} answered; its clock says {when}.")
    told = words.format(name=found.authority, when=moment(found.at) if found.at else "-")
    compare = _("Fingerprint of its certificate, in digits that can be read out by telephone:")
    return StampServer(told, (compare, *in_digits(found.fingerprint)))


# --- later ----------------------------------------------------------------------------------------------------------


def add_time_stamp(session: Session, project: str, span: Span, version: int, url: str = "") -> Changes:
    """Put time stamps on a signed version: on every signature of the workbook, and over the whole PDF.

    UserErrors `report.sign_first`, `report.changed_on_disk`, `timestamp.*`; WorldErrors `timestamp.*`.
    """
    from jcm_desktop.signing.opc import stamp_workbook
    from jcm_desktop.signing.pdf import stamp_pdf

    record = shelf.record(session.folder, project, span, version)
    if not record.signatures:
        raise UserError("report.sign_first", f"{project} {span}", version=version)
    if not shelf.as_recorded(session.folder, record):
        raise UserError("report.changed_on_disk", f"{project} {span}", version=version)
    stamper = server(timestamp_url(session, url))
    folder = shelf.version_folder(session.folder, record)
    files: dict[str, bytes] = {}
    for copy in record.copies:
        pdf, workbook = shelf.names_of(copy)
        files[pdf] = stamp_pdf((folder / pdf).read_bytes(), stamper)
        files[workbook] = stamp_workbook((folder / workbook).read_bytes(), stamper)
    host = _host(timestamp_url(session, url))
    changed = msgspec.structs.replace(record, package="", stamped_at=clock.now(), stamped_by=host)
    store(session, changed, files, "report.time_stamped", {"server": host})
    return Changes(_CHANGED, _("Version {version} has its time stamps.").format(version=version))


def store(
    session: Session,
    record: shelf.ReportRecord,
    files: dict[str, bytes],
    kind: str,
    said: Mapping[str, object],
    certificate: str = "",
) -> None:
    """Files, record and event together, or none of them."""
    payload = {
        "version": record.version,
        **said,
        **({"certificate": certificate} if certificate else {}),
        "files": {name: hashlib.sha256(body).hexdigest() for name, body in files.items()},
    }
    with shelf.writing(session.folder, record, files), session.workspace.unit_of_work(session.actor) as work:
        work.record(record.project, kind, f"v{record.version}", payload)
