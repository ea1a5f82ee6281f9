"""Sign a version of the report: operator, manager and verifier in turn, each in PDF and workbook.

What is signed is what was made and looked at, byte for byte; a signature only adds to
it. Signing asks for the passphrase each time. When anything changes later, a new
version is made and the signed one stays.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from jcm_desktop import clock, settings
from jcm_desktop.domain.errors import UserError, WorldError
from jcm_desktop.domain.period import Span
from jcm_desktop.domain.role import Role
from jcm_desktop.i18n import N_, _
from jcm_desktop.packages.read import read_bytes
from jcm_desktop.services import reports_shelf as shelf
from jcm_desktop.services.dossiers import load, load_dossier
from jcm_desktop.services.formatting import tonnes
from jcm_desktop.services.identities import ROLE_WORDS, Stored, key_row, stored, unlock
from jcm_desktop.services.reporting import is_current, signature_rows, superseded
from jcm_desktop.services.session import Session
from jcm_desktop.services.signing_views import SignedFileRow, SigningView
from jcm_desktop.services.views import Changes, Kind
from jcm_desktop.signing.identity import Identity
from jcm_desktop.signing.moment import refuse_clock_back
from jcm_desktop.storage import audit

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
    before = {one.facts.fingerprint: _signed_before(record, one.facts.fingerprint) for one in keys}
    return SigningView(
        project=project,
        span=span,
        version=version,
        constructed=_(loaded.dossier.project.constructed),
        claimed=tonnes(record.claimed),
        vintages=tuple(f"{one.year}: {tonnes(one.claimed)}" for one in result.vintages) if result else (),
        files=tuple(_file_row(session, record, name) for name in record.drawn),
        signatures=signature_rows(record, shelf.as_recorded(session.folder, record)),
        role=str(who or ""),
        role_words=_(ROLE_WORDS[who]) if who else "",
        meaning=_(MEANINGS[who]) if who else "",
        keys=tuple(key_row(one) for one in keys),
        same_person={
            key: f"{twice.signer}, {_(ROLE_WORDS[Role(twice.role)])}" for key, twice in before.items() if twice
        },
        obstacle=obstacle,
    )


def whose_turn(record: shelf.ReportRecord) -> Role | None:
    """The first role that has not signed; None when all have."""
    done = {one.role for one in record.signatures}
    return next((role for role in Role if role not in done), None)


def _usable(session: Session, role: Role | None) -> tuple[Stored, ...]:
    """Keys in force today; those made for the role first, then those for any."""
    now = clock.now()
    in_force = [one for one in stored(session) if one.facts.not_before <= now <= one.facts.not_after]
    return tuple(sorted(in_force, key=lambda one: (one.about.role != role, one.about.role != "")))


def _file_row(session: Session, record: shelf.ReportRecord, name: str) -> SignedFileRow:
    path = shelf.version_folder(session.folder, record) / name
    body = path.read_bytes()
    return SignedFileRow(name, str(path), f"{len(body):,}", hashlib.sha256(body).hexdigest())


def _signed_before(record: shelf.ReportRecord, fingerprint: str) -> shelf.SignatureRecord | None:
    return next((one for one in record.signatures if one.certificate == fingerprint), None)


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
) -> Changes:
    """Sign PDF and workbook of a version in a role; the first signature certifies the PDF, the next ones approve it.

    `key` names one of several keys. `same_person` is the reason why somebody signs in a
    second role; it becomes part of what the signature says. With a time-stamp server
    the signature gets a time stamp; where the server does not answer, it goes without.
    UserErrors `report.superseded`, `report.already_signed`, `report.sign_in_order`,
    `report.same_person`, `report.changed_on_disk`, `sign.clock_back`, identity.*; WorldErrors of `write_whole`.
    """
    record = shelf.record(session.folder, project, span, version)
    who = Role(role)
    place_words = f"{project} {span}"
    _refuse_turn(record, who, place_words)
    refuse_superseded(session, record, place_words)
    unlocked = unlock(session, passphrase, key, who)
    said = meaning or MEANINGS[who]
    twice = _signed_before(record, unlocked.fingerprint)
    if twice is not None:
        if len(same_person.strip()) < SHORTEST_REASON:
            raise UserError("report.same_person", unlocked.name, role=_(ROLE_WORDS[Role(twice.role)]))
        also = N_("{meaning} I signed as {role} too: {reason}")
        said = _(also).format(meaning=_(said), role=_(ROLE_WORDS[Role(twice.role)]), reason=same_person.strip())
    at = clock.now()
    refuse_clock_back(_latest_event(session, project), at, timedelta(0))
    folder = shelf.version_folder(session.folder, record)
    signed: dict[str, bytes] = {}
    missing = ""
    for copy in record.copies:
        pdf, workbook = shelf.names_of(copy)
        files = {shelf.PDF: (folder / pdf).read_bytes(), shelf.WORKBOOK: (folder / workbook).read_bytes()}
        # A server that is silent once is not asked again.
        done, lacks = _signed(files, unlocked, who, _(said), place, at, "" if missing else timestamp_url)
        missing = missing or lacks
        signed |= {pdf: done[shelf.PDF], workbook: done[shelf.WORKBOOK]}
    signature = shelf.SignatureRecord(
        who, unlocked.name, at, place, said, unlocked.fingerprint, same_person.strip() if twice else ""
    )
    # A package made before lacks this signature, so the version counts as not packed.
    changed = msgspec.structs.replace(record, signatures=(*record.signatures, signature), package="")
    _store(session, changed, signed, "report.signed", {"role": str(who), "signer": unlocked.name})
    words = _("Signed as {role}: {name}.").format(role=_(ROLE_WORDS[who]), name=unlocked.name)
    return Changes(_CHANGED, f"{words} {missing}".strip(), warning=missing)


def _refuse_turn(record: shelf.ReportRecord, who: Role, place: str) -> None:
    if any(one.role == who for one in record.signatures):
        raise UserError("report.already_signed", place, version=record.version, role=_(ROLE_WORDS[who]))
    turn = whose_turn(record)
    if turn is not who and turn is not None:
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


def _latest_event(session: Session, project: str) -> datetime | None:
    with session.workspace.read() as connection:
        count, _head = audit.head(connection, project)
        return max((one.at for one in audit.events(connection, project, count - 1)), default=None)


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
    changed = msgspec.structs.replace(record, package="")
    _store(session, changed, files, "report.time_stamped", {"server": getattr(stamper, "host", "")})
    return Changes(_CHANGED, _("Version {version} has its time stamps.").format(version=version))


def take_signed(session: Session, project: str, span: Span, version: int, pdf: str, workbook: str) -> Changes:
    """Take back the two files of a version that somebody signed on another computer.

    They must be the files of this version with more signatures, in turn, and nothing else.
    UserErrors `signed.not_this_version`, `signed.not_good`, `signed.nothing_new`, `signed.files_differ`, `file.*`.
    """
    from jcm_desktop.services.signed_files import taken_back

    record = shelf.record(session.folder, project, span, version)
    refuse_superseded(session, record, f"{project} {span}")
    folder = shelf.version_folder(session.folder, record)
    mine = {name: (folder / name).read_bytes() for name in (shelf.PDF, shelf.WORKBOOK)}
    theirs = {shelf.PDF: read_bytes(Path(pdf)), shelf.WORKBOOK: read_bytes(Path(workbook))}
    added = taken_back(mine, theirs, tuple(one.role for one in record.signatures))
    changed = msgspec.structs.replace(record, signatures=(*record.signatures, *added), package="")
    names = ", ".join(one.signer for one in added)
    _store(session, changed, theirs, "report.signed_elsewhere", {"signers": names})
    return Changes(_CHANGED, _("Taken: signed by {names}.").format(names=names))


def _store(
    session: Session, record: shelf.ReportRecord, files: dict[str, bytes], kind: str, said: dict[str, str]
) -> None:
    """Files, record and event together, or none of them."""
    certificate = record.signatures[-1].certificate if record.signatures else ""
    payload = {
        "version": record.version,
        **said,
        "certificate": certificate,
        "files": {name: hashlib.sha256(body).hexdigest() for name, body in files.items()},
    }
    with shelf.writing(session.folder, record, files), session.workspace.unit_of_work(session.actor) as work:
        work.record(record.project, kind, f"v{record.version}", payload)
