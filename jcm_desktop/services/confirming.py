"""Confirm a definition: a person compares every part of it with the approved text and stands for it by name.

Ticks belong to what our definition says, the confirmation to the definition as a
whole: when it changes, the ticks of what stayed the same stay, and the confirmation
counts no longer. Nothing stated here is ever changed or deleted.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import msgspec

from jcm_desktop import clock
from jcm_desktop.domain.confirmation import AboutDefinition, ApprovedText, Compared, Confirmation, Tick
from jcm_desktop.domain.declaration import counting
from jcm_desktop.domain.dossier import Dossier
from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.evidence import METHODOLOGY, Evidence
from jcm_desktop.domain.project import MethodologyRef
from jcm_desktop.i18n import N_, _, ngettext
from jcm_desktop.methodologies.comparing import Item, confirms, items_of, needs_confirming
from jcm_desktop.methodologies.schema import Definition
from jcm_desktop.packages.verify_confirmed import RELIED_ON
from jcm_desktop.services.confirming_items import PART_WORDS, Said
from jcm_desktop.services.confirming_views import Compare, CompareRow, ConfirmingView, HistoryRow, TextRow
from jcm_desktop.services.formatting import moment
from jcm_desktop.services.planning import EVIDENCE_WORDS
from jcm_desktop.services.relying import origin_words, users_of
from jcm_desktop.services.session import Session
from jcm_desktop.services.views import Changes, Kind
from jcm_desktop.storage import confirmations, events

CHANGED = frozenset({Kind.LIBRARY, Kind.READINGS, Kind.REASONS})  # what a report may be made of depends on it
LONGEST = 2_000
_STATES = {
    Compare.OPEN: N_("to compare"),
    Compare.AGREES: N_("agrees"),
    Compare.DIFFERS: N_("differs"),
    Compare.CHANGED: N_("changed since it was compared"),
}


@dataclass(frozen=True, slots=True)
class _Stated:
    """A definition and what people stated about it."""

    definition: Definition
    digest: str
    items: tuple[Item, ...]
    ticks: dict[tuple[str, str], Tick]  # by what, and the hash of what it said
    texts: dict[str, Evidence]
    authors: dict[str, ApprovedText]
    confirmation: Confirmation | None
    history: tuple[AboutDefinition, ...]

    def tick(self, item: Item) -> Tick | None:
        return self.ticks.get((item.key, item.content))

    def agrees(self, item: Item) -> bool:
        """Somebody compared it with a file that is still among the approved texts, and found it the same."""
        tick = self.tick(item)
        return tick is not None and tick.agrees and tick.document in self.texts

    @property
    def differing(self) -> tuple[Item, ...]:
        return tuple(one for one in self.items if (tick := self.tick(one)) is not None and not tick.agrees)

    @property
    def open(self) -> tuple[Item, ...]:
        return tuple(one for one in self.items if not self.agrees(one) and one not in self.differing)


def _stated(session: Session, ref: MethodologyRef) -> _Stated:
    definition = written(session, ref)
    digest = session.library.digest(ref)
    with session.workspace.read() as connection:
        history = confirmations.history(connection, ref)
    found = counting(history)
    texts = {one.file.sha256: one for one in found if isinstance(one, ApprovedText)}
    real = [one for one in found if isinstance(one, Confirmation) and not one.constructed and one.definition == digest]
    return _Stated(
        definition=definition,
        digest=digest,
        items=items_of(definition),
        ticks={(one.item, one.content): one for one in found if isinstance(one, Tick)},
        texts={sha256: one.file for sha256, one in texts.items()},
        authors=texts,
        confirmation=next((one for one in real if confirms(one, definition, sample=False)), None),
        history=history,
    )


# --- the page ---------------------------------------------------------------------------------------------------


def confirming_page(session: Session, id: str, version: str) -> ConfirmingView:
    """Everything to compare, what was compared, and what is missing; UserError `methodology.unknown`."""
    ref = MethodologyRef(id, version)
    stated = _stated(session, ref)
    definition, said = stated.definition, Said(stated.definition)
    with session.workspace.read() as connection:
        projects = users_of(connection).get(ref, ())
    missing = tuple(_missing(stated))
    needed = needs_confirming(definition.evidence.formula)
    before = {item for item, _content in stated.ticks}
    return ConfirmingView(
        id=id,
        version=version,
        title=definition.title,
        origin_words=origin_words(session.library.origin(ref)),
        evidence_words=_(EVIDENCE_WORDS[definition.evidence.formula]),
        sha256=stated.digest,
        needed=needed,
        needed_words=_needed_words(needed),
        confirmed=stated.confirmation is not None,
        confirmed_words=_confirmed_words(stated.confirmation) if stated.confirmation else "",
        items=tuple(_row(stated, said, one, before) for one in stated.items),
        texts=tuple(_text_row(session, one) for one in stated.authors.values()),
        done=sum(map(stated.agrees, stated.items)),
        missing=missing,
        next_step=_next_step(stated, missing),
        history=tuple(_history(stated)),
        projects=projects,
    )


def _needed_words(needed: bool) -> str:
    if needed:
        return _("A report needs this confirmation: the formula was not read on an official page.")
    return _("Reports can be made without it. Once confirmed, they say so.")


def _confirmed_words(one: Confirmation) -> str:
    words = _("Confirmed by {person} on {at}, {count} parts, with {documents}.")
    return words.format(
        person=", ".join(part for part in (one.person, one.organisation) if part),
        at=moment(one.at) if one.at else "",
        count=len(one.items),
        documents=", ".join(file.name for file in one.documents),
    )


def _missing(stated: _Stated) -> list[str]:
    if stated.confirmation is not None:
        return []
    words = [] if stated.texts else [_("The approved text is not attached yet.")]
    if stated.differing:
        count = len(stated.differing)
        differ = ngettext("{count} part differs.", "{count} parts differ.", count)
        advice = _("Correct them in a definition of your own, then confirm that.")
        words.append(f"{differ.format(count=count)} {advice}")
    if stated.open:
        count = len(stated.open)
        words.append(
            ngettext("{count} part is still to compare.", "{count} parts are still to compare.", count).format(
                count=count
            )
        )
    return words


def _next_step(stated: _Stated, missing: Iterable[str]) -> str:
    first = next(iter(missing), "")
    if stated.confirmation is not None:
        return _("Nothing: the definition is confirmed as it is.")
    if not stated.texts:
        return _("Attach the approved methodology or its official workbook.")
    return first or _("Everything agrees. Enter your name and confirm the definition.")


def _row(stated: _Stated, said: Said, item: Item, before: set[str]) -> CompareRow:
    tick = stated.tick(item)
    level, source = said.source(item)
    if tick is not None:
        state = Compare.AGREES if stated.agrees(item) else Compare.OPEN if tick.agrees else Compare.DIFFERS
    else:
        state = Compare.CHANGED if item.key in before else Compare.OPEN
    document = stated.texts.get(tick.document) if tick else None
    return CompareRow(
        id=item.id,
        part=str(item.part),
        part_words=_(PART_WORDS[item.part]),
        symbol=said.symbol(item),
        label=said.label(item),
        math=said.math(item),
        parts=said.parts(item),
        says=said.says(item),
        evidence_words=_(EVIDENCE_WORDS[level]),
        source=source,
        state=state,
        state_words=_(_STATES[state]),
        page=tick.page if tick else "",
        document=document.sha256 if document else "",
        document_name=document.name if document else "",
        text=tick.text if tick else "",
        by=_by(tick) if tick else "",
    )


def _by(one: AboutDefinition) -> str:
    return f"{one.by}, {moment(one.at)}" if one.at else one.by


def _text_row(session: Session, one: ApprovedText) -> TextRow:
    return TextRow(
        sha256=one.file.sha256,
        name=one.file.name,
        size=_("{kilobytes} kB").format(kilobytes=-(-one.file.size // 1000)),
        by=_by(one),
        whole=not session.workspace.evidence.broken([(one.file.sha256, one.file.size)]),
    )


def _history(stated: _Stated) -> list[HistoryRow]:
    rows = []
    for one in reversed(stated.history):
        if not isinstance(one, Confirmation):
            continue
        if one.withdrawn:
            words = _("Taken back by {by}: {reason}").format(by=one.by, reason=one.reason)
        else:
            words = _confirmed_words(one)
        if one.constructed:
            words = _("Constructed for the sample: {words}").format(words=words)
        rows.append(HistoryRow(moment(one.at) if one.at else "", words, one == stated.confirmation))
    return rows


# --- what people do ---------------------------------------------------------------------------------------------


def tick(session: Session, id: str, version: str, items: Iterable[str], page: str, document: str = "") -> Changes:
    """These parts agree with the approved text on this page.

    `document` is the SHA-256 of one of several approved texts. UserErrors: `confirm.unknown_item`,
    `confirm.page_missing`, `confirm.no_text`, `confirm.which_text`, `confirm.withdraw_first`.
    """
    ref, stated = _unconfirmed(session, id, version)
    source = _document(stated, ref, document)
    if not page.strip():
        raise UserError("confirm.page_missing", str(ref))
    made = [_tick(session, ref, one, True, page, source) for one in _chosen(stated, ref, items)]
    _store(session, "definition.compared", ref, made)
    return Changes(CHANGED, _("Saved."))


def differs(
    session: Session, id: str, version: str, item: str, text: str, page: str = "", document: str = ""
) -> Changes:
    """The approved text says something else here, and what; UserErrors as of `tick`, `confirm.say_what`."""
    ref, stated = _unconfirmed(session, id, version)
    source = _document(stated, ref, document)
    if not text.strip():
        raise UserError("confirm.say_what", str(ref))
    (found,) = _chosen(stated, ref, (item,))
    _store(session, "definition.differs", ref, [_tick(session, ref, found, False, page, source, text)])
    return Changes(CHANGED, _("Saved. The definition cannot be confirmed while it differs."))


def untick(session: Session, id: str, version: str, items: Iterable[str]) -> Changes:
    """Nothing is said of these parts any more; UserErrors `confirm.unknown_item`, `confirm.withdraw_first`."""
    ref, stated = _unconfirmed(session, id, version)
    ticks = [one for item in _chosen(stated, ref, items) if (one := stated.tick(item)) is not None]
    at = clock.now()
    made = [msgspec.structs.replace(one, withdrawn=True, by=session.actor, at=at) for one in ticks]
    if made:
        _store(session, "definition.unticked", ref, made)
    return Changes(CHANGED, _("Saved."))


def attach_text(session: Session, id: str, version: str, path: str) -> Changes:
    """Keep a file as the approved text, or as its official workbook; any number of them.

    UserErrors `file.missing`, evidence.* of the store, `methodology.unknown`.
    """
    ref = MethodologyRef(id, version)
    written(session, ref)
    source = Path(path)
    if not source.is_file():
        raise UserError("file.missing", str(source))
    attach(session, ref, kept_file(session, source))
    return Changes(CHANGED, _("Attached: {name}").format(name=source.name))


def kept_file(session: Session, source: Path | bytes, name: str = "") -> Evidence:
    """A file in the store, as an approved text; UserErrors and WorldErrors of the store."""
    sha256, size = session.workspace.evidence.put(source)
    called = name or (source.name if isinstance(source, Path) else sha256)
    return Evidence(sha256, called, Path(called).suffix.lstrip(".").lower() or "bin", size, METHODOLOGY)


def attach(session: Session, ref: MethodologyRef, file: Evidence) -> None:
    """State that a kept file is the approved text of a methodology version."""
    made = ApprovedText(methodology=ref, file=file, by=session.actor, at=clock.now())
    _store(session, "definition.text_attached", ref, [made])


def detach_text(session: Session, id: str, version: str, sha256: str) -> Changes:
    """A file is no longer an approved text; it stays in the store.

    UserErrors `confirm.which_text`, `confirm.withdraw_first`.
    """
    ref, stated = _unconfirmed(session, id, version)
    found = stated.authors.get(sha256)
    if found is None:
        raise UserError("confirm.which_text", str(ref))
    made = msgspec.structs.replace(found, withdrawn=True, by=session.actor, at=clock.now())
    _store(session, "definition.text_detached", ref, [made])
    return Changes(CHANGED, _("Saved."))


def complete(session: Session, id: str, version: str, person: str, organisation: str = "") -> Changes:
    """Stand for the whole definition by name.

    UserErrors: `confirm.name_missing`, `confirm.no_text`, `confirm.still_differs`, `confirm.still_open`,
    `confirm.text_gone`, `confirm.withdraw_first`.
    """
    ref, stated = _unconfirmed(session, id, version)
    if not person.strip():
        raise UserError("confirm.name_missing", str(ref))
    if not stated.texts:
        raise UserError("confirm.no_text", str(ref))
    if stated.differing:
        raise UserError("confirm.still_differs", str(ref), count=len(stated.differing))
    if stated.open:
        raise UserError("confirm.still_open", str(ref), count=len(stated.open))
    compared = tuple(_compared(one) for item in stated.items if (one := stated.tick(item)) is not None)
    named = {one.document for one in compared}
    texts = tuple(file for sha256, file in stated.texts.items() if sha256 in named)
    broken = session.workspace.evidence.broken([(one.sha256, one.size) for one in texts], thorough=True)
    if broken:
        raise UserError("confirm.text_gone", next(one.name for one in texts if one.sha256 in broken))
    made = Confirmation(
        methodology=ref,
        definition=stated.digest,
        person=person.strip()[:LONGEST],
        organisation=organisation.strip()[:LONGEST],
        items=compared,
        documents=texts,
        by=session.actor,
        at=clock.now(),
    )
    _store(session, "definition.confirmed", ref, [made])
    return Changes(CHANGED, _("{methodology} is confirmed.").format(methodology=ref))


def withdraw(session: Session, id: str, version: str, reason: str) -> Changes:
    """Take a confirmation back, and say why; the record of both stays.

    UserErrors `confirm.not_confirmed`, `confirm.reason_missing`.
    """
    ref = MethodologyRef(id, version)
    stated = _stated(session, ref)
    if stated.confirmation is None:
        raise UserError("confirm.not_confirmed", str(ref))
    if not reason.strip():
        raise UserError("confirm.reason_missing", str(ref))
    made = msgspec.structs.replace(
        stated.confirmation, withdrawn=True, reason=reason.strip()[:LONGEST], by=session.actor, at=clock.now()
    )
    _store(session, "definition.confirmation_withdrawn", ref, [made])
    return Changes(CHANGED, _("The confirmation of {methodology} is taken back.").format(methodology=ref))


def record_relied_on(session: Session, project: str, dossier: Dossier) -> None:
    """Have the confirmations that a report rests on in the project's own history, which travels with it; each once."""
    with session.workspace.unit_of_work(session.actor) as work:
        for one in dossier.confirmations:
            subject = f"{one.methodology} {one.definition[:16]} {one.at.isoformat() if one.at else ''}".strip()
            if not events.is_recorded(work.connection, project, RELIED_ON, subject):
                work.record(project, RELIED_ON, subject, {"confirmation": one})


def written(session: Session, ref: MethodologyRef) -> Definition:
    """The definition with all it leaves open; UserError `methodology.unknown`."""
    return session.library.written(session.library.newest(ref.id, ref.version))


# --- plumbing ---------------------------------------------------------------------------------------------------


def _unconfirmed(session: Session, id: str, version: str) -> tuple[MethodologyRef, _Stated]:
    """What is not confirmed may be worked on."""
    ref = MethodologyRef(id, version)
    stated = _stated(session, ref)
    if stated.confirmation is not None:
        raise UserError("confirm.withdraw_first", str(ref))
    return ref, stated


def _chosen(stated: _Stated, ref: MethodologyRef, items: Iterable[str]) -> list[Item]:
    known = {one.id: one for one in stated.items}
    wanted = list(dict.fromkeys(items))
    for one in wanted:
        if one not in known:
            raise UserError("confirm.unknown_item", str(ref), item=one)
    return [known[one] for one in wanted]


def _document(stated: _Stated, ref: MethodologyRef, document: str) -> str:
    if not stated.texts:
        raise UserError("confirm.no_text", str(ref))
    if not document and len(stated.texts) == 1:
        return next(iter(stated.texts))
    if document not in stated.texts:
        raise UserError("confirm.which_text", str(ref))
    return document


def _tick(
    session: Session, ref: MethodologyRef, item: Item, agrees: bool, page: str, document: str, text: str = ""
) -> Tick:
    return Tick(
        methodology=ref,
        item=item.key,
        content=item.content,
        agrees=agrees,
        page=page.strip()[:LONGEST],
        document=document,
        text=text.strip()[:LONGEST],
        by=session.actor,
        at=clock.now(),
    )


def _compared(one: Tick) -> Compared:
    return Compared(one.item, one.content, one.page, one.document, one.by, one.at)


def _store(session: Session, kind: str, ref: MethodologyRef, stated: Iterable[AboutDefinition]) -> None:
    made = list(stated)
    with session.workspace.unit_of_work(session.actor) as work:
        for one in made:
            confirmations.add(work.connection, one)
        work.record("", kind, str(ref), {"stated": made})
