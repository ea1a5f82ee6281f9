"""Definitions of the workspace's own: installed from a text, kept with the workbook they came from, taken out again.

What is installed is read strictly first, written whole or not at all, and its text
is kept in the store of evidence, so that a replaced one can still be looked at.
"""

from __future__ import annotations

from pathlib import Path

import msgspec

from jcm_desktop.domain.errors import UserError, WorldError
from jcm_desktop.domain.project import MethodologyRef
from jcm_desktop.files import sync_folder
from jcm_desktop.i18n import _, ngettext
from jcm_desktop.methodologies.comparing import digest_of, needs_confirming
from jcm_desktop.methodologies.library import OWN, OriginKind, Source
from jcm_desktop.methodologies.loader import load_definition
from jcm_desktop.methodologies.schema import Definition
from jcm_desktop.services import relying
from jcm_desktop.services.confirming import attach, kept_file
from jcm_desktop.services.planning import EVIDENCE_WORDS
from jcm_desktop.services.reports_shelf import write_whole
from jcm_desktop.services.session import DEFINITIONS, Session
from jcm_desktop.services.views import Changes, Kind

CHANGED = frozenset({Kind.LIBRARY, Kind.PLAN, Kind.READINGS, Kind.PROJECTS})


class OwnRow(msgspec.Struct, frozen=True):
    """A definition that this workspace made or imported."""

    id: str
    version: str
    title: str
    evidence_words: str
    sha256: str  # of what it says
    hides_words: str  # what else has this version and is not used; empty: nothing
    projects: tuple[str, ...]  # that follow it
    confirmed: bool
    problem: str  # code of why the file cannot be read


def own_definitions(session: Session) -> tuple[OwnRow, ...]:
    """All of them, by number and version; one that cannot be read says so."""
    with session.workspace.read() as connection:
        users = relying.users_of(connection)
    sure = relying.confirmed(session)
    rows = []
    for ref in sorted(_source(session).refs()):
        others = [one for one in session.library.origins(ref) if one.kind is not OriginKind.OWN]
        row = OwnRow(
            id=ref.id,
            version=ref.version,
            title="",
            evidence_words="",
            sha256="",
            hides_words="; ".join(map(relying.origin_words, others)),
            projects=users.get(ref, ()),
            confirmed=ref in sure,
            problem="",
        )
        try:
            found = _source(session).definition(ref)
            words = _(EVIDENCE_WORDS[found.evidence.formula])
            row = msgspec.structs.replace(row, title=found.title, evidence_words=words, sha256=digest_of(found))
        except UserError as error:
            row = msgspec.structs.replace(row, problem=error.code)
        rows.append(row)
    return tuple(rows)


def check_own(session: Session, text: str, name: str = "definition.yaml") -> Definition:
    """What a text defines, read strictly, over the families that come with the program or stand beside it in `own`."""
    return load_definition(text, name, _source(session).families)


def install_own(
    session: Session, text: str, *, name: str = "definition.yaml", workbook: str = "", replace: bool = False
) -> Changes:
    """Install a definition from its text; `workbook` is the file it came from, kept as its approved text.

    UserErrors as of `load_definition`, `own.exists` (without `replace`), `file.missing` and those of the store.
    """
    found = check_own(session, text, name)
    ref, body = found.ref, text.encode()
    if workbook and not Path(workbook).is_file():
        raise UserError("file.missing", workbook)
    target = _file(session, ref)
    before = target.read_bytes() if target.exists() else None
    if before is not None and before != body and not replace:
        raise UserError("own.exists", str(ref))
    kept = session.workspace.evidence.put(body)[0]
    old = session.workspace.evidence.put(before)[0] if before else ""
    file = kept_file(session, Path(workbook)) if workbook else None
    if before != body:
        with session.workspace.unit_of_work(session.actor) as work:
            said = {"definition": digest_of(found), "text": kept, "replaces": old, "workbook": file}
            work.record("", "definition.installed", str(ref), said)
            write_whole(target, body)
    if file is not None:
        attach(session, ref, file)
    session.reload_library()
    return Changes(CHANGED, _installed_words(session, found))


def _installed_words(session: Session, found: Definition) -> str:
    with session.workspace.read() as connection:
        projects = relying.users_of(connection).get(found.ref, ())
    words = _("{methodology} is installed.").format(methodology=found.ref)
    if needs_confirming(found.evidence.formula) and found.ref not in relying.confirmed(session):
        words += " " + _("Compare it with the approved text before you make a report with it.")
    if projects:
        used = ngettext(
            "{count} project is now calculated with it: {projects}.",
            "{count} projects are now calculated with it: {projects}.",
            len(projects),
        )
        words += " " + used.format(count=len(projects), projects=", ".join(projects))
    return words


def remove_own(session: Session, id: str, version: str) -> Changes:
    """Take a definition out; its text stays in the store of evidence. UserErrors `own.unknown`, `own.in_use`."""
    ref = MethodologyRef(id, version)
    target = _file(session, ref)
    if ref not in _source(session).refs():
        raise UserError("own.unknown", str(ref))
    with session.workspace.read() as connection:
        projects = relying.users_of(connection).get(ref, ())
    if projects:
        raise UserError("own.in_use", str(ref), projects=", ".join(projects))
    kept = session.workspace.evidence.put(target.read_bytes())[0]
    with session.workspace.unit_of_work(session.actor) as work:
        work.record("", "definition.removed", str(ref), {"text": kept})
        try:
            target.unlink()
            sync_folder(target.parent)
        except OSError as error:
            raise WorldError("file.not_written", str(target), detail=error.strerror or error) from error
    session.reload_library()
    return Changes(CHANGED, _("{methodology} is taken out.").format(methodology=ref))


def _file(session: Session, ref: MethodologyRef) -> Path:
    return session.folder / DEFINITIONS / OWN / ref.id / f"{ref.version}.yaml"


def _source(session: Session) -> Source:
    """The workspace's own; the library puts it last."""
    return session.library.sources[-1]
