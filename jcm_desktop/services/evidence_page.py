"""The evidence page's statements: eligibility answered again, no other scheme, monthly looks through the records.

An answer of the period before is offered as a start; it counts only once somebody
saves it for this period.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import TypeVar

import msgspec

from jcm_desktop import clock
from jcm_desktop.domain.declaration import Declaration, Declared, EligibilityAnswer, IntegrityCheck, SingleScheme
from jcm_desktop.domain.dossier import Dossier
from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.evidence import Evidence
from jcm_desktop.domain.meter import gaps
from jcm_desktop.domain.period import Span
from jcm_desktop.i18n import N_, _, ngettext
from jcm_desktop.methodologies.schema import Criterion
from jcm_desktop.services.declaring import declare, withdraw
from jcm_desktop.services.dossiers import load_dossier
from jcm_desktop.services.evidence_words import kind_words
from jcm_desktop.services.formatting import moment, month_label, span_words
from jcm_desktop.services.periods import SHORTEST
from jcm_desktop.services.session import Session
from jcm_desktop.services.views import Changes
from jcm_desktop.storage import repositories


class AnswerState(StrEnum):
    """How far a statement is."""

    MISSING = "missing"  # nothing is stated for this period
    NOT_MET = "not-met"
    NOT_SHOWN = "not-shown"  # met, with nothing that shows it
    LATER = "later"  # cannot be stated yet
    DONE = "done"


STATE_WORDS = {
    AnswerState.MISSING: N_("Not answered yet"),
    AnswerState.NOT_MET: N_("Answered with no: the period cannot be credited"),
    AnswerState.NOT_SHOWN: N_("Nothing shows it yet: add words or a file"),
    AnswerState.LATER: N_("The month is not over yet"),
    AnswerState.DONE: N_("Answered"),
}
MONTH_WORDS = {
    AnswerState.MISSING: N_("Nobody is noted yet"),
    AnswerState.LATER: STATE_WORDS[AnswerState.LATER],
    AnswerState.DONE: N_("Noted"),
}


class FileChoice(msgspec.Struct, frozen=True):
    """A file of the project's evidence, to choose."""

    sha256: str
    name: str
    words: str  # kind, points, issuer


class StatedAnswer(msgspec.Struct, frozen=True):
    """What was answered, in this period or the one before."""

    met: bool
    text: str
    files: tuple[str, ...]  # SHA-256, of those still among the project's evidence
    words: str  # who and when, or which period


class CriterionRow(msgspec.Struct, frozen=True):
    """A criterion of the methodology and its answer for this period."""

    id: str
    words: str
    state: AnswerState
    state_words: str
    answer: StatedAnswer | None
    earlier: StatedAnswer | None  # of the period before; a start, never an answer


class SchemeRow(msgspec.Struct, frozen=True):
    """The statement that no other scheme has the project."""

    state: AnswerState
    state_words: str
    text: str
    words: str  # who and when
    earlier: str
    earlier_words: str


class MonthRow(msgspec.Struct, frozen=True):
    """A month whose records a person is to look through."""

    span: Span
    label: str
    state: AnswerState
    state_words: str
    person: str
    text: str


class StatementsView(msgspec.Struct, frozen=True):
    """What people state on the evidence page."""

    project: str
    span: Span
    constructed: str
    frozen: str  # why nothing can be changed; empty if it can
    criteria: tuple[CriterionRow, ...]
    scheme: SchemeRow
    monthly: bool
    months: tuple[MonthRow, ...]
    files: tuple[FileChoice, ...]
    missing: int
    summary: str


K = TypeVar("K", bound=Declared)


def statements_page(session: Session, project: str, span: Span) -> StatementsView:
    """All that is to be stated for one period, with what was said the last time."""
    dossier, definition = load_dossier(session, project, span)
    with session.workspace.read() as connection:
        frozen = repositories.is_frozen(connection, project, span)
        before = dossier.earlier_periods[-1] if dossier.earlier_periods else None
        earlier = repositories.declarations(connection, project, before) if before else ()
        files = _choices(repositories.evidence(connection, project))
    known = {one.sha256 for one in files}
    answers, old_answers = (
        {one.criterion: one for one in _of(EligibilityAnswer, some)} for some in (dossier.declarations, earlier)
    )
    criteria = tuple(
        _criterion(one, answers.get(str(one.id)), old_answers.get(str(one.id)), before, known)
        for one in definition.eligibility
    )
    scheme = _scheme(dossier.declarations, earlier, before)
    monthly = dossier.plan.integrity_check == "monthly"
    months = _months(dossier) if monthly else ()
    states = [*(one.state for one in criteria), scheme.state, *(one.state for one in months)]
    missing = sum(state not in (AnswerState.DONE, AnswerState.LATER) for state in states)
    return StatementsView(
        project=project,
        span=span,
        constructed=_(dossier.project.constructed),
        frozen=_("This period is frozen: its statements can be read, not changed.") if frozen else "",
        criteria=criteria,
        scheme=scheme,
        monthly=monthly,
        months=months,
        files=files,
        missing=missing,
        summary=_summary(missing),
    )


def _summary(missing: int) -> str:
    if not missing:
        return _("Everything that is to be stated for this period is stated.")
    words = ngettext(
        "{count} statement is missing. It blocks the report.",
        "{count} statements are missing. They block the report.",
        missing,
    )
    return words.format(count=missing)


def _of(kind: type[K], declared: Iterable[Declaration]) -> list[K]:
    return [one for one in declared if isinstance(one, kind)]


def _choices(evidence: Sequence[Evidence]) -> tuple[FileChoice, ...]:
    by_file: dict[str, list[Evidence]] = {}
    for one in evidence:
        by_file.setdefault(one.sha256, []).append(one)
    return tuple(FileChoice(sha256, same[-1].name, _file_words(same)) for sha256, same in by_file.items())


def _file_words(same: Sequence[Evidence]) -> str:
    last = same[-1]
    points = sorted({no for one in same for no in one.points})
    parts = [kind_words(last.kind)]
    if points:
        parts.append(_("for {points}").format(points=", ".join(points)))
    if last.issuer:
        parts.append(last.issuer)
    return "  ·  ".join(parts)


def _stated(one: EligibilityAnswer, words: str, known: set[str]) -> StatedAnswer:
    return StatedAnswer(one.met, one.text, tuple(name for name in one.evidence if name in known), words)


def _criterion(
    criterion: Criterion,
    answer: EligibilityAnswer | None,
    old: EligibilityAnswer | None,
    before: Span | None,
    known: set[str],
) -> CriterionRow:
    shown = _stated(answer, _by_words(answer), known) if answer else None
    if shown is None:
        state = AnswerState.MISSING
    elif not shown.met:
        state = AnswerState.NOT_MET
    elif not shown.text.strip() and not shown.files:
        state = AnswerState.NOT_SHOWN
    else:
        state = AnswerState.DONE
    return CriterionRow(
        id=str(criterion.id),
        words=_(criterion.text),
        state=state,
        state_words=_(STATE_WORDS[state]),
        answer=shown,
        earlier=_stated(old, _before_words(before), known) if old and before else None,
    )


def _by_words(one: Declared) -> str:
    if one.at is None:
        return one.by
    return _("{name}, {moment}").format(name=one.by, moment=moment(one.at))


def _before_words(before: Span | None) -> str:
    return _("in the period {span}").format(span=span_words(before)) if before else ""


def _scheme(declared: Iterable[Declaration], earlier: Iterable[Declaration], before: Span | None) -> SchemeRow:
    now, old = next(iter(_of(SingleScheme, declared)), None), next(iter(_of(SingleScheme, earlier)), None)
    state = AnswerState.DONE if now and now.text.strip() else AnswerState.MISSING
    return SchemeRow(
        state=state,
        state_words=_(STATE_WORDS[state]),
        text=now.text if now else "",
        words=_by_words(now) if now else "",
        earlier=old.text if old else "",
        earlier_words=_before_words(before) if old else "",
    )


def _months(dossier: Dossier) -> tuple[MonthRow, ...]:
    checks = [one for one in _of(IntegrityCheck, dossier.declarations) if one.person.strip()]
    today = clock.now().date()
    rows = []
    for month in dossier.period.months():
        found = next((one for one in checks if one.first <= month.first and month.last <= one.last), None)
        if found or not gaps(month, [(one.first, one.last) for one in checks]):
            state = AnswerState.DONE
        else:
            state = AnswerState.MISSING if month.last < today else AnswerState.LATER
        rows.append(
            MonthRow(
                span=month,
                label=month_label(month),
                state=state,
                state_words=_(MONTH_WORDS[state]),
                person=found.person if found else "",
                text=found.text if found else "",
            )
        )
    return tuple(rows)


# --- stating --------------------------------------------------------------------------------------------------------


def answer_criterion(
    session: Session, project: str, span: Span, criterion: str, text: str, files: Sequence[str], *, met: bool
) -> Changes:
    """Answer a criterion for this period; UserErrors `evidence.no_such_criterion`, `evidence.not_of_project`."""
    _dossier, definition = load_dossier(session, project, span)
    if criterion not in {str(one.id) for one in definition.eligibility}:
        raise UserError("evidence.no_such_criterion", criterion)
    with session.workspace.read() as connection:
        known = {one.sha256 for one in repositories.evidence(connection, project)}
    for sha256 in files:
        if sha256 not in known:
            raise UserError("evidence.not_of_project", sha256[:12])
    wanted = tuple(dict.fromkeys(files))
    return declare(session, project, span, EligibilityAnswer(criterion, met=met, text=text.strip(), evidence=wanted))


def state_single_scheme(session: Session, project: str, span: Span, text: str) -> Changes:
    """State that no other crediting scheme has the project; UserError `statement.empty`."""
    if len(text.strip()) < SHORTEST:
        raise UserError("statement.empty", project)
    return declare(session, project, span, SingleScheme(text=text.strip()))


def note_integrity(session: Session, project: str, span: Span, month: Span, person: str, text: str = "") -> Changes:
    """Note who looked through a month's records.

    UserErrors `integrity.no_person`, `integrity.not_a_month`, `integrity.month_not_over`.
    """
    if not person.strip():
        raise UserError("integrity.no_person", str(month))
    if month not in span.months():
        raise UserError("integrity.not_a_month", str(month))
    if month.last >= clock.now().date():
        raise UserError("integrity.month_not_over", str(month))
    note = IntegrityCheck(first=month.first, last=month.last, person=person.strip(), text=text.strip())
    return declare(session, project, span, note)


def take_back(session: Session, project: str, span: Span, kind: str, subject: str) -> Changes:
    """Take a statement of this page back; UserError `statement.gone` if there is none that counts."""
    with session.workspace.read() as connection:
        counted = repositories.declarations(connection, project, span)
    found = next((one for one in counted if (one.kind, one.subject) == (kind, subject)), None)
    if found is None:
        raise UserError("statement.gone", f"{kind} {subject}".strip())
    return withdraw(session, project, span, found)
