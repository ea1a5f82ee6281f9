"""Packs of definitions and rules: look at one, install it, take it back, list what there is.

A pack is taken only if every byte is as a trusted publisher signed it, all of its
files can be read, it is newer than what counts now, and no project loses the
methodology version it follows.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from jcm_desktop import __version__, words
from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.project import MethodologyRef
from jcm_desktop.i18n import N_, _, ngettext
from jcm_desktop.methodologies.comparing import digest_of
from jcm_desktop.methodologies.library import Library, Origin, OriginKind, PackOrigin
from jcm_desktop.methodologies.schema import Definition
from jcm_desktop.packs.contents import Contents, contents_of
from jcm_desktop.packs.manifest import version_tuple
from jcm_desktop.packs.pack_file import Pack, read_pack_file
from jcm_desktop.packs.publishers import Publishers
from jcm_desktop.packs.shelf import Kept, Shelf, series_of
from jcm_desktop.services import relying
from jcm_desktop.services.packs_views import BroughtRow, EditionRow, PackCheck, PackRow, PacksView
from jcm_desktop.services.planning import EVIDENCE_WORDS
from jcm_desktop.services.publishers import listed, publisher_rows
from jcm_desktop.services.session import DEFINITIONS, Session, installed_library
from jcm_desktop.services.views import Changes, Kind
from jcm_desktop.signing.fingerprint import in_digits, in_groups
from jcm_desktop.storage import events

CHANGED = frozenset({Kind.LIBRARY, Kind.PLAN, Kind.READINGS, Kind.PROJECTS})
EVENTS = ("pack.installed", "pack.taken_back", "pack.found")
HERE = {"new": N_("new here"), "same": N_("the same as here"), "other": N_("takes the place of what is here")}
# Codes of a pack that could be read and is still not taken: the answer is no, the file is not broken.
REFUSALS = frozenset(
    {"pack.unsigned", "pack.bad_signature", "pack.unknown_publisher", "pack.other_name", "pack.needs_newer"}
    | {"pack.older_edition", "pack.older_day", "pack.same_edition", "pack.takes_away", "pack.nothing_before"}
)
Users = Mapping[MethodologyRef, tuple[str, ...]]


# --- looking ----------------------------------------------------------------------------------------------------


def packs_page(session: Session) -> PacksView:
    """Every pack, with the editions that are kept, and whose packs are taken."""
    publishers = listed(session.folder)
    shelf = _shelf(session.folder)
    rows = [_row(shelf, series, publishers) for series in shelf.series()]
    return PacksView(tuple(one for one in rows if one is not None), publisher_rows(publishers))


def _row(shelf: Shelf, series: str, publishers: Publishers) -> PackRow | None:
    kept, problem = shelf.kept(series), ""
    try:
        origin = shelf.counting(series)
    except UserError as error:
        origin, problem = None, _sentence(error)
    if not kept and origin is None and not problem:
        return None
    pack = _counting(kept, origin)
    contents = None
    if origin is not None and pack is None:
        problem = _sentence(UserError("pack.file_changed", series))
    elif pack is not None:
        try:
            contents = contents_of(pack.files)
        except UserError as error:
            problem = _sentence(error)
    newest = pack or next((one.pack for one in reversed(kept) if one.pack is not None), None)
    return PackRow(
        series=series,
        name=newest.manifest.pack if newest else origin.pack if origin else series,
        title=newest.manifest.title if newest else "",
        publisher=newest.manifest.publisher if newest else origin.publisher if origin else "",
        fingerprint=newest.publisher.fingerprint if newest else origin.fingerprint if origin else "",
        trusted=newest is not None and publishers.of(newest.publisher.fingerprint) is not None,
        edition=origin.edition if origin else 0,
        issued=str(origin.issued) if origin else "",
        brings=_brings(contents),
        definitions=tuple(str(one.ref) for one in contents.definitions) if contents else (),
        editions=tuple(
            EditionRow(
                edition=one.edition,
                issued=str(one.pack.manifest.issued) if one.pack else "",
                counts=origin is not None and one.folder == origin.folder,
                whole=one.pack is not None,
            )
            for one in kept
        ),
        back_to=_before(kept, origin),
        problem=problem,
    )


_COMPARE = N_(
    "The publisher {publisher} is not on your list, so nothing of the pack is taken. Ask them by telephone to read out "
    "the four rows of digits; if they are the same as here, put them on the list, then install the pack."
)


def look_at_pack(path: Path, folder: Path, users: Users | None = None) -> PackCheck:
    """What a pack file is, and what installing it into a workspace would do, which need not be open.

    UserErrors as of `read_pack_file`: nothing can be said of a pack that is not as it was signed.
    """
    pack = read_pack_file(path)
    library, publishers = installed_library(folder), listed(folder)
    offer = _offer(pack, folder, library, publishers, users or {})
    manifest = pack.manifest
    if offer.refusal is not None and offer.refusal.code == "pack.unknown_publisher":
        told = _(_COMPARE).format(publisher=manifest.publisher)  # the digits stand beside it
    elif offer.refusal is not None:
        told = _sentence(offer.refusal)
    elif offer.nothing_new:
        told = _("It is installed already.")
    else:
        told = _("It can be installed.")
    return PackCheck(
        file=str(path),
        publisher=manifest.publisher,
        fingerprint=pack.publisher.fingerprint,
        groups=in_groups(pack.publisher.fingerprint),
        digits=in_digits(pack.publisher.fingerprint),
        trusted=publishers.of(pack.publisher.fingerprint) is not None,
        name=manifest.pack,
        title=manifest.title,
        notes=manifest.notes,
        edition=manifest.edition,
        issued=str(manifest.issued),
        application=manifest.application,
        brings=_brings(offer.contents),
        definitions=_brought(offer.contents, library, users or {}),
        installed_edition=offer.origin.edition if offer.origin else 0,
        allowed=offer.refusal is None,
        refusal=offer.refusal.code if offer.refusal else "",
        words=told,
    )


def check_pack(session: Session, path: str) -> PackCheck:
    """The same, with the projects that follow what it brings."""
    with session.workspace.read() as connection:
        users = relying.users_of(connection)
    return look_at_pack(Path(path), session.folder, users)


def _brings(contents: Contents | None) -> tuple[str, ...]:
    if contents is None:
        return ()
    counts = (
        (ngettext("{count} definition", "{count} definitions", len(contents.definitions)), len(contents.definitions)),
        (ngettext("{count} list entry", "{count} list entries", len(contents.entries)), len(contents.entries)),
        (ngettext("{count} set of rules", "{count} sets of rules", len(contents.rules)), len(contents.rules)),
        (
            ngettext("{count} partner country", "{count} partner countries", len(contents.countries)),
            len(contents.countries),
        ),
        (
            ngettext("{count} registered project", "{count} registered projects", len(contents.projects)),
            len(contents.projects),
        ),
    )
    return tuple(template.format(count=count) for template, count in counts if count)


def _brought(contents: Contents | None, library: Library, users: Users) -> tuple[BroughtRow, ...]:
    return tuple(_brought_row(one, library, users) for one in (contents.definitions if contents else ()))


def _brought_row(one: Definition, library: Library, users: Users) -> BroughtRow:
    here = "new"
    if library.has(one.ref):
        try:
            here = "same" if library.digest(one.ref) == digest_of(one) else "other"
        except UserError:  # what is here cannot be read
            here = "other"
    return BroughtRow(
        id=one.methodology,
        version=one.version,
        title=one.title,
        evidence_words=_(EVIDENCE_WORDS[one.evidence.formula]),
        here=here,
        here_words=_(HERE[here]),
        projects=users.get(one.ref, ()),
    )


# --- whether a pack is taken ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Offer:
    """A pack beside what is here; without a refusal it can be installed."""

    contents: Contents | None
    origin: PackOrigin | None  # what counts of it now
    refusal: UserError | None
    nothing_new: bool


def _offer(pack: Pack, folder: Path, library: Library, publishers: Publishers, users: Users) -> _Offer:
    """Nothing that is in a pack is read before its publisher is known."""
    contents = origin = None
    try:
        publishers.require(pack)
        if version_tuple(pack.manifest.application) > version_tuple(__version__):
            raise UserError("pack.needs_newer", pack.manifest.pack, wanted=pack.manifest.application, have=__version__)
        origin, kept = _shelf(folder).counting(series_of(pack)), _shelf(folder).kept(series_of(pack))
        _refuse_older(pack, kept, origin)
        contents = contents_of(pack.files)
        _refuse_loss(pack, contents.refs, library, users)
    except UserError as error:
        return _Offer(contents, origin, error, False)
    now = _counting(kept, origin)
    return _Offer(contents, origin, None, now is not None and now.digest == pack.digest)


def _refuse_older(pack: Pack, kept: Iterable[Kept], origin: PackOrigin | None) -> None:
    """Editions only count up, so do their days, and an edition has one content."""
    manifest = pack.manifest
    seen = {one.edition: one.pack for one in kept}
    newest = max([*seen, origin.edition if origin else 0], default=0)
    if origin is not None and manifest.edition < origin.edition:
        raise UserError("pack.older_edition", manifest.pack, edition=manifest.edition, here=origin.edition)
    if manifest.edition not in seen and manifest.edition < newest:  # a later one was here and was taken back
        raise UserError("pack.older_edition", manifest.pack, edition=manifest.edition, here=newest)
    if origin is not None and manifest.issued < origin.issued:
        raise UserError("pack.older_day", manifest.pack, issued=manifest.issued, here=origin.issued)
    before = seen.get(manifest.edition)
    other = before is not None and before.digest != pack.digest
    if origin is not None and origin.edition == manifest.edition and before is None:  # damaged: compare what is known
        hashes = {name: hashlib.sha256(body).hexdigest() for name, body in pack.installed_files.items()}
        other = bool(origin.files) and origin.files != hashes
    if other:
        raise UserError("pack.same_edition", manifest.pack, edition=manifest.edition)


def _refuse_loss(pack: Pack, after: frozenset[MethodologyRef], library: Library, users: Users) -> None:
    """No project loses its methodology version because an edition no longer has it."""
    for ref, projects in users.items():
        elsewhere = [one for one in library.sources if ref in one.refs() and not _is_of(one.origin, pack)]
        if library.has(ref) and ref not in after and not elsewhere:
            raise UserError("pack.takes_away", pack.manifest.pack, ref=ref, projects=", ".join(projects))


def _is_of(origin: Origin, pack: Pack) -> bool:
    """Whether a source is an edition of this pack."""
    mine = (OriginKind.PACK, pack.publisher.fingerprint, pack.manifest.pack)
    return (origin.kind, origin.fingerprint, origin.pack) == mine


# --- changing ---------------------------------------------------------------------------------------------------


def install_pack(session: Session, path: str) -> Changes:
    """Take what a pack brings; the edition before is kept.

    UserErrors: those of `read_pack_file`, `Publishers.require`, `contents_of`, and `pack.needs_newer`,
    `pack.older_edition`, `pack.older_day`, `pack.same_edition`, `pack.takes_away`. WorldErrors of the disk; then
    what counted before still does.
    """
    pack = read_pack_file(Path(path))
    with session.workspace.read() as connection:
        users = relying.users_of(connection)
    offer = _offer(pack, session.folder, session.library, listed(session.folder), users)
    if offer.refusal is not None:
        raise offer.refusal
    if offer.nothing_new:
        return Changes(frozenset(), _("It is installed already."))
    _refuse_told_otherwise(session, pack)
    _tell_interrupted(session)
    shelf = _shelf(session.folder)
    folder = shelf.put(pack)
    before = _digests(session.library, users)
    with session.workspace.unit_of_work(session.actor) as work:
        work.record("", "pack.installed", series_of(pack), _said(pack))
        shelf.let_count(pack, folder)
    session.reload_library()
    told = _("Pack “{name}”, edition {edition}, is installed: {brings}.").format(
        name=pack.manifest.pack, edition=pack.manifest.edition, brings=", ".join(_brings(offer.contents))
    )
    return Changes(CHANGED, told + _otherwise(session.library, users, before))


def _refuse_told_otherwise(session: Session, pack: Pack) -> None:
    """The history remembers what an edition was, also when its files are gone."""
    with session.workspace.read() as connection:
        told = events.payloads(connection, "", series_of(pack), EVENTS)
    for one in told:
        if one["edition"] == pack.manifest.edition and one.get("digest", pack.digest) != pack.digest:
            raise UserError("pack.same_edition", pack.manifest.pack, edition=pack.manifest.edition)


def take_pack_back(session: Session, named: str, edition: int | None = None) -> Changes:
    """Let an earlier edition count again (the one before, where none is named), or none where there is none before.

    `named` is a pack's series or its name. UserErrors `pack.unknown`, `pack.several`, `pack.nothing_before`,
    `pack.no_such_edition`, `pack.takes_away`, and those of `Publishers.require`.
    """
    shelf = _shelf(session.folder)
    series = _series(shelf, named)
    kept, origin = shelf.kept(series), shelf.counting(series)
    wanted = _before(kept, origin) if edition is None else edition
    if wanted is None or origin is None:
        raise UserError("pack.nothing_before", named)
    with session.workspace.read() as connection:
        users = relying.users_of(connection)
    target = next((one for one in kept if one.edition == wanted), None)
    now = _counting(kept, origin) or next((one.pack for one in kept if one.pack is not None), None)
    if wanted and (target is None or target.pack is None or wanted >= origin.edition):
        raise UserError("pack.no_such_edition", named, edition=wanted)
    _tell_interrupted(session)
    before = _digests(session.library, users)
    if target is not None and target.pack is not None:
        listed(session.folder).require(target.pack)
        _refuse_loss(target.pack, contents_of(target.pack.files).refs, session.library, users)
        with session.workspace.unit_of_work(session.actor) as work:
            work.record("", "pack.taken_back", series, _said(target.pack))
            shelf.let_count(target.pack, target.folder)
        told = _("Edition {edition} of the pack “{name}” counts again.").format(
            edition=wanted, name=target.pack.manifest.pack
        )
    else:
        if now is not None:
            _refuse_loss(now, frozenset(), session.library, users)
        with session.workspace.unit_of_work(session.actor) as work:
            work.record("", "pack.taken_back", series, {"edition": 0})
            shelf.let_none_count(series)
        told = _("The pack “{name}” no longer counts.").format(name=origin.pack)
    session.reload_library()
    return Changes(CHANGED, told + _otherwise(session.library, users, before))


def _series(shelf: Shelf, named: str) -> str:
    found = []
    for series in shelf.series():
        origin = shelf.counting(series)
        if series == named:
            return series
        if origin is not None and origin.pack == named:
            found.append(series)
    if not found:
        raise UserError("pack.unknown", named)
    if len(found) > 1:
        raise UserError("pack.several", named, known=", ".join(found))
    return found[0]


def _said(pack: Pack) -> dict[str, object]:
    """What an event keeps of a pack."""
    manifest = pack.manifest
    return {
        "pack": manifest.pack,
        "edition": manifest.edition,
        "issued": manifest.issued,
        "publisher": manifest.publisher,
        "key": pack.publisher.fingerprint,
        "digest": pack.digest,
        "files": len(manifest.files),
    }


def _tell_interrupted(session: Session) -> None:
    """A change that was cut off between the disk and the history is told now."""
    shelf = _shelf(session.folder)
    for series in shelf.series():
        try:
            origin = shelf.counting(series)
        except UserError:  # it cannot be read; nothing counts of it
            origin = None
        counts = origin.edition if origin else 0
        with session.workspace.unit_of_work(session.actor) as work:
            told = events.payloads(work.connection, "", series, EVENTS)
            if (told[-1]["edition"] if told else 0) != counts:
                work.record("", "pack.found", series, {"edition": counts})


# --- plumbing ---------------------------------------------------------------------------------------------------


def _shelf(folder: Path) -> Shelf:
    return Shelf(folder / DEFINITIONS)


def _counting(kept: Iterable[Kept], origin: PackOrigin | None) -> Pack | None:
    """The edition that counts, if it is whole."""
    return next((one.pack for one in kept if origin is not None and one.folder == origin.folder), None)


def _before(kept: Iterable[Kept], origin: PackOrigin | None) -> int | None:
    """The edition that taking it back leads to; 0: none counts then; None: there is nothing to take back."""
    if origin is None or not origin.folder:
        return None
    return max((one.edition for one in kept if one.pack is not None and one.edition < origin.edition), default=0)


def _digests(library: Library, users: Users) -> dict[MethodologyRef, str]:
    """What each definition in use says; of one that cannot be read nothing."""
    found = {}
    for ref in users:
        try:
            found[ref] = library.digest(ref) if library.has(ref) else ""
        except UserError:
            found[ref] = ""
    return found


def _otherwise(library: Library, users: Users, before: Mapping[MethodologyRef, str]) -> str:
    """Which projects are calculated otherwise now."""
    after = _digests(library, users)
    changed = [f"{', '.join(users[ref])} ({ref})" for ref in sorted(users) if after[ref] != before[ref]]
    if not changed:
        return ""
    return " " + _("Calculated otherwise from now on: {projects}.").format(projects="; ".join(changed))


def _sentence(error: UserError) -> str:
    return words.sentence(error.code, error.place, error.facts)
