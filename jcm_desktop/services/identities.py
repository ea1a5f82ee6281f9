"""The signing keys of this workspace: made or brought along, locked with a passphrase, backed up, brought back.

Each key has a folder of its own, named by its fingerprint: the locked key file, the
certificate to give to others, and what is known of it.
"""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path

import msgspec

from jcm_desktop import clock
from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.role import Role
from jcm_desktop.i18n import N_, _
from jcm_desktop.packages.read import SMALL_FILE, read_bytes
from jcm_desktop.services.formatting import moment
from jcm_desktop.services.reports_shelf import write_whole
from jcm_desktop.services.session import Session, lock_minutes
from jcm_desktop.services.signing_views import KeyRow, KeysView
from jcm_desktop.services.views import AnswerState, Changes, IdentityCard, Kind
from jcm_desktop.signing.certificate import CertificateFacts
from jcm_desktop.signing.identity import Identity, describe_certificate, load_identity, relock
from jcm_desktop.signing.identity import create_identity as make_key
from jcm_desktop.signing.identity import import_identity as read_key
from jcm_desktop.signing.passphrase import SHORTEST

KEYS = "keys"
KEY_FILE = "key.p12"
CERTIFICATE_FILE = "certificate.pem"
ABOUT = "about.json"
ROLE_WORDS = {Role.OPERATOR: N_("Operator"), Role.MANAGER: N_("Monitoring manager"), Role.VERIFIER: N_("Verifier")}
HOW_WORDS = {"made": N_("made here"), "imported": N_("brought along"), "restored": N_("brought back from a backup")}
# Of workspaces made before there could be several keys.
_ONLY_KEY, _ONLY_CERTIFICATE = "identity.p12", "identity.pem"
_CHANGED = frozenset({Kind.IDENTITY})


class About(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is known of a key beside its certificate."""

    role: str
    at: datetime
    how: str  # made | imported | restored
    backed_up_at: datetime | None = None


class Stored(msgspec.Struct, frozen=True):
    """A key of this workspace, locked."""

    folder: Path
    facts: CertificateFacts
    about: About


# --- looking ------------------------------------------------------------------------------------------------------


def stored(session: Session) -> tuple[Stored, ...]:
    """Every key, oldest first."""
    _adopt_only_key(session)
    found = []
    for path in (session.folder / KEYS).glob(f"*/{ABOUT}"):
        about = msgspec.json.decode(path.read_bytes(), type=About)
        found.append(Stored(path.parent, describe_certificate((path.parent / CERTIFICATE_FILE).read_bytes()), about))
    return tuple(sorted(found, key=lambda one: (one.about.at, one.facts.fingerprint)))


def fingerprints(session: Session) -> frozenset[str]:
    """Of this workspace's own keys."""
    return frozenset(one.facts.fingerprint for one in stored(session))


def own_certificates(folder: Path) -> tuple[bytes, ...]:
    """The certificates (PEM) of a workspace's own keys; it need not be open, nor exist."""
    return tuple(one.read_bytes() for one in sorted((folder / KEYS).glob(f"*/{CERTIFICATE_FILE}")))


def keys_page(session: Session) -> KeysView:
    """All keys, and the rules for their passphrases."""
    open_key = session.unlocked.get() if session.unlocked.expire() else None
    locks_at = session.unlocked.locks_at
    rule = _("At least {shortest} letters. Four or five words that only you would put together are best.")
    return KeysView(
        keys=tuple(key_row(one) for one in stored(session)),
        shortest_passphrase=SHORTEST,
        passphrase_words=rule.format(shortest=SHORTEST),
        lock_minutes=lock_minutes(session.folder),
        unlocked=open_key.name if open_key else "",
        locks_at=moment(locks_at) if locks_at else "",
    )


def key_row(one: Stored) -> KeyRow:
    """A key as shown."""
    facts, now = one.facts, clock.now()
    if now > facts.not_after:
        state, words = AnswerState.BAD, _("Expired: make a new one.")
    elif now < facts.not_before:
        state, words = AnswerState.BAD, _("Not valid yet: check the date of this computer.")
    elif one.about.backed_up_at is None:
        state, words = AnswerState.OPEN, _("Ready, but without a backup.")
    else:
        state, words = AnswerState.GOOD, _("Ready.")
    return KeyRow(
        fingerprint=facts.fingerprint,
        name=facts.name,
        organisation=facts.organisation,
        role=one.about.role,
        role_words=role_words(one.about.role),
        groups=facts.fingerprint_words,
        digits=facts.fingerprint_digits,
        key=facts.key,
        issuer="" if facts.self_issued else facts.issuer,
        valid_from=facts.not_before.date().isoformat(),
        valid_until=facts.not_after.date().isoformat(),
        state=state,
        state_words=words,
        made=f"{moment(one.about.at)}, {_(HOW_WORDS[one.about.how])}",
        backed_up=moment(one.about.backed_up_at) if one.about.backed_up_at else "",
        certificate=str(one.folder / CERTIFICATE_FILE),
    )


def role_words(role: str) -> str:
    """A role of ours in words; another text as it stands in a certificate."""
    return _(ROLE_WORDS[Role(role)]) if role in set(Role) else role


def identity(session: Session) -> IdentityCard | None:
    """The first key, without the secret; None before one was made."""
    found = stored(session)
    return card(found[0].facts) if found else None


def describe_pem(pem: bytes) -> IdentityCard:
    """A certificate's facts as a card."""
    return card(describe_certificate(pem))


def card(facts: CertificateFacts) -> IdentityCard:
    """The same of facts already read."""
    return IdentityCard(
        name=facts.name,
        organisation=facts.organisation,
        role=facts.role,
        fingerprint=facts.fingerprint_words,
        valid_until=facts.not_after.date().isoformat(),
    )


# --- choosing and unlocking -----------------------------------------------------------------------------------------


def choose(session: Session, named: str = "", role: str = "") -> Stored:
    """The key of this fingerprint (or a start of it) or name, else the one for the role, else the only one.

    UserErrors `identity.none`, `identity.unknown`, `identity.several`.
    """
    found = stored(session)
    if not found:
        raise UserError("identity.none")
    if named:
        wanted = "".join(named.lower().split())
        fitting = [one for one in found if len(wanted) >= 8 and one.facts.fingerprint.startswith(wanted)]
        fitting = fitting or [one for one in found if one.facts.name == named.strip()]
        if not fitting:
            raise UserError("identity.unknown", named)
    else:
        fitting = [one for one in found if one.about.role == role] or list(found)
    now = clock.now()
    in_force = [one for one in fitting if one.facts.not_before <= now <= one.facts.not_after] or fitting
    if len(in_force) > 1:
        raise UserError("identity.several", ", ".join(one.facts.fingerprint[:8] for one in in_force))
    return in_force[0]


def unlock(session: Session, passphrase: str, named: str = "", role: str = "") -> Identity:
    """The key, usable now; UserErrors of `choose`, `identity.wrong_passphrase`, `identity.expired`, and the like."""
    loaded = _load(choose(session, named, role), passphrase)
    loaded.check_valid_on(clock.now())
    return loaded


def unlock_for_opening(session: Session, passphrase: str = "", named: str = "") -> Identity:
    """The key for opening what was encrypted for its holder, whatever its days; kept unlocked for some minutes.

    Without a passphrase only what is still unlocked serves. UserErrors of `choose`, `identity.locked`,
    `identity.wrong_passphrase`.
    """
    if not passphrase:
        kept = session.unlocked.get(choose(session, named).facts.fingerprint if named else "")
        if kept is None:
            raise UserError("identity.locked")
        return kept
    loaded = _load(choose(session, named), passphrase)
    session.unlocked.keep(loaded)
    return loaded


def _load(one: Stored, passphrase: str) -> Identity:
    return load_identity(read_bytes(one.folder / KEY_FILE, SMALL_FILE), passphrase)


# --- making and bringing --------------------------------------------------------------------------------------------


def countries(session: Session) -> tuple[tuple[str, str], ...]:
    """Japan and the partner countries of the register in force, as code and name, by name."""
    known = {one.code: _(one.name) for one in session.register.countries} | {"JP": _("Japan")}
    return tuple(sorted(known.items(), key=lambda one: one[1]))


def create_identity(
    session: Session, name: str, organisation: str, country: str, role: str, passphrase: str, kind: str = "rsa"
) -> Changes:
    """Make a key; UserErrors `identity.exists` and those of `signing.identity.create_identity`."""
    now = clock.now()
    wanted = (name.strip(), organisation.strip(), role.strip())
    for one in stored(session):
        if (one.facts.name, one.facts.organisation, one.about.role) == wanted and one.facts.not_after > now:
            raise UserError("identity.exists", one.facts.name)
    key = make_key(name.strip(), organisation.strip(), country, role, passphrase, not_before=now, kind=kind)
    _keep(session, key, load_identity(key, passphrase), About(role.strip(), now, "made"))  # read back first
    words = _("Your signing key is ready. Keep the passphrase safe: nobody can recover it. Make a backup now.")
    return Changes(_CHANGED, words)


def import_identity(session: Session, path: str, passphrase: str, role: str = "", new_passphrase: str = "") -> Changes:
    """Take a key from a PKCS#12 file (.p12, .pfx), locked from now on with the new passphrase, or the same.

    UserErrors: of `signing.identity.import_identity` and `check_passphrase`, `identity.here_already`, `file.*`.
    """
    found = read_key(read_bytes(Path(path), SMALL_FILE), passphrase, now=clock.now())
    if found.fingerprint in fingerprints(session):
        raise UserError("identity.here_already", found.name)
    _lock_and_keep(session, found, new_passphrase or passphrase, About(role, clock.now(), "imported"))
    return Changes(_CHANGED, _("The signing key of {name} is here.").format(name=found.name))


def restore_identity(session: Session, path: str, passphrase: str) -> Changes:
    """Bring a key back from a backup: the key file, or the lines of a recovery sheet as a text file.

    A key that is here is replaced by its backup, so that a damaged file or a forgotten
    newer passphrase is mended. UserErrors `recovery.*`, those of `load_identity`, `file.*`.
    """
    from jcm_desktop.signing.key_file import is_key_file
    from jcm_desktop.signing.recovery import from_text

    body = read_bytes(Path(path), SMALL_FILE)
    key = body if is_key_file(body) else from_text(body.decode("utf-8", "replace"))
    found = load_identity(key, passphrase)
    known = next((one for one in stored(session) if one.facts.fingerprint == found.fingerprint), None)
    role = known.about.role if known else found.role if found.role in set(Role) else ""
    _keep(session, key, found, About(role, clock.now(), "restored", backed_up_at=clock.now()))
    return Changes(_CHANGED, _("The signing key of {name} is back.").format(name=found.name))


def change_passphrase(session: Session, named: str, old: str, new: str) -> Changes:
    """Lock a key with another passphrase; copies made before keep the old one.

    UserErrors of `choose`, `identity.wrong_passphrase` and of `check_passphrase`.
    """
    one = choose(session, named)
    found = _load(one, old)
    session.unlocked.lock()
    about = msgspec.structs.replace(one.about, backed_up_at=None)  # what was backed up opens with the old one
    _lock_and_keep(session, found, new, about, "identity.passphrase_changed")
    words = _("The passphrase is changed. Backups made before still open with the old one: make a new backup.")
    return Changes(_CHANGED, words)


def set_role(session: Session, named: str, role: str) -> Changes:
    """As what a key signs unless told otherwise; empty for any. UserErrors of `choose`, `identity.unknown_role`."""
    if role and role not in set(Role):
        raise UserError("identity.unknown_role", role, known=", ".join(Role))
    one = choose(session, named)
    with session.workspace.unit_of_work(session.actor) as work:
        work.record("", "identity.role_set", one.facts.fingerprint, {"role": role})
        _write_about(one.folder, msgspec.structs.replace(one.about, role=role))
    return Changes(_CHANGED, _("Saved."))


# --- backing up -----------------------------------------------------------------------------------------------------


def back_up_identity(session: Session, named: str, folder: str, passphrase: str) -> Changes:
    """Write the locked key file and its recovery sheet into a folder, and read them back.

    The passphrase is asked for so that nobody keeps a backup that cannot be opened.
    UserErrors of `choose`, `identity.wrong_passphrase`; WorldErrors of `write_whole`.
    """
    from jcm_desktop.signing.recovery_sheet import draw_sheet

    one = choose(session, named)
    found = _load(one, passphrase)
    key, now = (one.folder / KEY_FILE).read_bytes(), clock.now()
    stem = Path(folder) / f"signing-key-{one.facts.fingerprint[:8]}"
    target, sheet = stem.with_suffix(".p12"), stem.with_name(f"{stem.name}-recovery.pdf")
    write_whole(target, key)
    write_whole(sheet, draw_sheet(key, found.facts, now))
    if load_identity(target.read_bytes(), passphrase).fingerprint != found.fingerprint:
        raise UserError("identity.unreadable", str(target))
    with session.workspace.unit_of_work(session.actor) as work:
        work.record("", "identity.backed_up", one.facts.fingerprint, {"at": now.isoformat()})
        _write_about(one.folder, msgspec.structs.replace(one.about, backed_up_at=now))
    words = _("Backed up: {file}. Print {sheet} and lock it away.").format(file=target, sheet=sheet)
    return Changes(_CHANGED, words)


def export_certificate(session: Session, named: str, folder: str) -> Path:
    """The certificate as a file to give to others; it holds no secret."""
    one = choose(session, named)
    target = Path(folder) / f"certificate-{one.facts.fingerprint[:8]}.pem"
    write_whole(target, (one.folder / CERTIFICATE_FILE).read_bytes())
    return target


# --- files ----------------------------------------------------------------------------------------------------------


def _lock_and_keep(session: Session, found: Identity, passphrase: str, about: About, kind: str = "") -> None:
    key = relock(found, passphrase)
    _keep(session, key, load_identity(key, passphrase), about, kind)  # read back before anything relies on it


def _keep(session: Session, key: bytes, found: Identity, about: About, kind: str = "") -> None:
    folder = session.folder / KEYS / found.fingerprint
    said = {"name": found.name, "organisation": found.organisation, "role": about.role}
    kinds = {"made": "identity.created", "imported": "identity.imported", "restored": "identity.restored"}
    with session.workspace.unit_of_work(session.actor) as work:
        work.record("", kind or kinds[about.how], found.fingerprint, said)
        write_whole(folder / CERTIFICATE_FILE, found.certificate_pem)
        write_whole(folder / KEY_FILE, key)
        (folder / KEY_FILE).chmod(0o600)
        _write_about(folder, about)  # last: a folder without it is no key


def _write_about(folder: Path, about: About) -> None:
    write_whole(folder / ABOUT, msgspec.json.format(msgspec.json.encode(about)))


def _adopt_only_key(session: Session) -> None:
    """Give the one key of an older workspace its folder."""
    key, certificate = session.folder / _ONLY_KEY, session.folder / _ONLY_CERTIFICATE
    if not key.exists() or not certificate.exists():
        return
    facts = describe_certificate(certificate.read_bytes())
    folder = session.folder / KEYS / facts.fingerprint
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(certificate, folder / CERTIFICATE_FILE)
    write_whole(folder / KEY_FILE, key.read_bytes())
    (folder / KEY_FILE).chmod(0o600)
    _write_about(folder, About(facts.role if facts.role in set(Role) else "", facts.not_before, "made"))
    key.unlink()
    certificate.unlink()
