"""What a face (window or command line) shows: frozen rows, ready to draw.

Texts are in the current language; numbers are text, grouped and rounded. The use cases fill these rows.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

import msgspec

from jcm_desktop.domain.finding import Place, Severity
from jcm_desktop.domain.period import Span
from jcm_desktop.domain.plan import PublicSource
from jcm_desktop.formulas.typeset import Part
from jcm_desktop.services.check_views import ChecksView as ChecksView
from jcm_desktop.services.check_views import FindingRow as FindingRow
from jcm_desktop.services.entry_views import CellEdit as CellEdit
from jcm_desktop.services.entry_views import FrozenWords, Offer, PointFacts
from jcm_desktop.services.result_views import DerivationNode as DerivationNode
from jcm_desktop.services.result_views import MonthBar as MonthBar
from jcm_desktop.services.result_views import ResultView as ResultView
from jcm_desktop.services.result_views import VintageRow as VintageRow

FormulaPart = Part


class Kind(StrEnum):
    """Kinds of thing that can change; a screen redraws when one it shows did."""

    PROJECTS = "projects"
    PLAN = "plan"
    READINGS = "readings"
    EVIDENCE = "evidence"
    REASONS = "reasons"
    REPORTS = "reports"
    IDENTITY = "identity"
    TRUST = "trust"
    PERIODS = "periods"
    LIBRARY = "library"  # definitions, what is stated about them, packs and whom one trusts to publish them


class Changes(msgspec.Struct, frozen=True):
    """What a use case changed, and how the window may speak of it."""

    kinds: frozenset[Kind]
    message: str = ""  # one line for the message bar
    undo_text: str = ""  # words of the undo step this made; empty if it cannot be undone
    warning: str = ""  # what was asked for and could not be had; part of the message, too


class Reminder(msgspec.Struct, frozen=True):
    """Something that is due."""

    project: str
    span: Span
    tone: str  # red: late; amber: soon; blue: to be known
    due: date
    words: str
    page: str  # page id it leads to
    place: Place | None = None


class PeriodCard(msgspec.Struct, frozen=True):
    """A monitoring period on the start page."""

    project: str
    span: Span
    entered: int  # cells of the grid that hold a value
    expected: int  # cells the period has
    blocking: int  # findings that block a report, but for days that are not over
    reasons_missing: int  # warnings that still need a reason
    claimed: int | None  # tonnes so far; None if not computable yet
    days_left: int | None  # until the period ends; negative: days since it ended
    report_versions: int
    next_step: str  # the one next thing to do, in words
    next_page: str  # page id it leads to: plan | readings | checks | report; start: approve this period
    next_place: Place | None = None
    reminders: tuple[Reminder, ...] = ()  # the most urgent first
    frozen: str = ""  # by whom and when it was approved, in words; empty: it is open
    ready: bool = False  # nothing is missing, nothing blocks: it can be approved
    vintages: tuple[str, ...] = ()  # calendar years with their tonnes, e.g. "2020: 20,312 t"


class ProjectCard(msgspec.Struct, frozen=True):
    """A project on the start page."""

    reference: str
    title: str
    country: str
    methodology: str
    constructed: str
    periods: tuple[PeriodCard, ...]
    first_step: tuple[str, str, Place | None] | None = None  # without a period: the next thing, its page and place
    standing: str = ""  # in words, where it is not of the register: an estimate, or not registered yet


class RegisterRow(msgspec.Struct, frozen=True):
    """A project of the public register that can be started."""

    reference: str
    title: str
    country: str
    methodology: str
    status: str
    usable: bool  # every methodology it uses has a definition here
    note: str  # otherwise: whose official workbook to bring
    registered_on: str = ""
    host_participants: str = ""
    japanese_participants: str = ""
    here: bool = False  # it was started here already
    missing: bool = False  # an official workbook must be brought first


class Choice(msgspec.Struct, frozen=True):
    """A value the methodology knows for a fixed parameter."""

    name: str
    value: str
    unit: str
    evidence: str
    source: str


class FixedRow(msgspec.Struct, frozen=True):
    """A row of Table 2 on the plan page."""

    key: str
    symbol: str  # markup with <sub>
    label: str
    value: str  # empty: still to be entered
    unit: str
    source: str
    page: str
    evidence: str  # level, e.g. "derived"
    evidence_words: str
    origin: str  # where such a value comes from
    choices: tuple[Choice, ...]
    missing: bool
    compared: str = ""  # by whom and when it was compared with its document


class PointRow(msgspec.Struct, frozen=True):
    """A row of Table 1 on the plan page, and a column of the grid."""

    no: str
    key: str
    symbol: str
    label: str
    unit: str
    option: str
    options: tuple[str, ...]  # those the methodology offers
    source: str
    procedure: str
    frequency: str
    comments: str
    meters: str
    estimate: str
    evidence_count: int
    estimate_text: str = ""  # to edit: the yearly estimate without its unit
    estimate_source: str = ""
    capacity_text: str = ""  # to edit: `15 MW`
    description: str = ""  # to edit: the label without the methodology's own words
    interval: str = ""
    public_source: PublicSource | None = None


class MeterRow(msgspec.Struct, frozen=True):
    """A meter on the plan page."""

    serial: str
    points: tuple[str, ...]  # numbers of the points that name it
    make: str
    model: str
    accuracy_class: str
    standard: str
    certificate: str
    certificate_body: str
    calibrated_on: str  # ISO day, or empty
    valid_until: str


class RoleRow(msgspec.Struct, frozen=True):
    """A row of the monitoring structure sheet."""

    responsible: str
    role: str
    person: str = ""  # not printed


class FormulaRow(msgspec.Struct, frozen=True):
    """A formula of the methodology as people read it."""

    symbol: str
    label: str
    math: str  # markup, on one line
    unit: str
    parts: FormulaPart  # laid out, with fractions


class DecisionRow(msgspec.Struct, frozen=True):
    """What the methodology leaves open: its choices as key and words, and the one that holds."""

    name: str
    label: str
    choices: tuple[tuple[str, str], ...]
    chosen: str
    taken: bool  # False: nobody has decided yet; the first choice holds until then


class PlanView(msgspec.Struct, frozen=True):
    """The plan page."""

    project: str
    title: str
    methodology: str
    methodology_title: str
    status_words: str  # approved / template ..., and how well the formula is known
    sources: tuple[str, ...]
    version: int
    constructed: str
    sets: tuple[tuple[str, str, str, tuple[str, ...]], ...]  # name, how it is written, label, members
    points: tuple[PointRow, ...]
    fixed: tuple[FixedRow, ...]
    roles: tuple[RoleRow, ...]
    formulas: tuple[FormulaRow, ...]
    eligibility: tuple[str, ...]
    estimate: str
    estimate_source: str
    meters: tuple[MeterRow, ...] = ()
    origins: tuple[tuple[str, str], ...] = ()  # each methodology version, and where its definition came from
    decisions: tuple[DecisionRow, ...] = ()
    offered: dict[str, tuple[str, ...]] = {}  # by set: the rows its members are chosen from
    estimate_text: str = ""  # to edit
    integrity_check: bool = False  # a named person looks through the records each month
    roles_from: date | None = None  # since when the structure is as it is


class CellState(StrEnum):
    """What a grid cell holds."""

    EMPTY = "empty"
    VALUE = "value"
    CORRECTED = "corrected"  # a value that replaced another
    DRAFT = "draft"  # text that is not a value yet; kept, and it blocks
    MISSING = "missing"  # no value, and somebody said why


class Cell(msgspec.Struct, frozen=True):
    """One cell of the readings grid."""

    text: str  # to show
    edit_text: str  # to edit
    state: CellState
    severity: Severity | None = None  # the worst finding at this cell
    problem: str = ""  # its words, and what to do
    converted: str = ""  # "23,134,000 kWh = 23,134 MWh" where a conversion happened
    expected: str = ""  # the expected band in words, if known
    history: str = ""  # "was 12.3 (typed 2026-11-02 by Bold: reason)"
    logged: str = ""  # the logger data it was derived from, in words
    last: str = ""  # the value before, with its days
    unusual: bool = False  # outside the expected band
    note: str = ""  # what somebody wrote about the cell
    note_by: str = ""  # who and when
    missing: str = ""  # why there is no value, as stated
    register: str = ""  # what the register showed at both ends, and how the value comes from it
    offers: tuple[Offer, ...] = ()
    files: tuple[str, ...] = ()  # names of the files that back it up
    reopened: str = ""  # of a value that was frozen before: why the period is open again
    exact: str = ""  # the whole value with its unit, where the text is rounded


class GridRow(msgspec.Struct, frozen=True):
    """A month of the period (or another span that readings use)."""

    span: Span
    label: str
    cells: tuple[Cell, ...]
    due: bool = True  # its days are over


class EntryGrid(msgspec.Struct, frozen=True):
    """The readings page: months down, monitoring points across."""

    project: str
    span: Span
    constructed: str
    points: tuple[PointRow, ...]
    rows: tuple[GridRow, ...]
    totals: tuple[str, ...]  # per point, over the period
    entered: int
    expected: int
    claimed: int | None
    undo_text: str  # words of the step that undo would take back; empty: nothing
    redo_text: str
    facts: tuple[PointFacts, ...] = ()  # of each point
    frozen: FrozenWords | None = None  # the period takes no entry
    vintages: tuple[str, ...] = ()  # the calendar years it holds
    undo_why: str = ""  # why undo goes no further back, where something else ends it
    unfinished: str = ""  # that cells hold text which is no value, and what that does to the claim


class IdentityCard(msgspec.Struct, frozen=True):
    """The signing key of this workspace, without its secret."""

    name: str
    organisation: str
    role: str
    fingerprint: str  # groups that can be read over the telephone
    valid_until: str  # empty where only a signature is known
    signed_at: str = ""  # the moment a signer claims; empty for a key


class AnswerState(StrEnum):
    """How one question of a verification was answered."""

    GOOD = "good"
    BAD = "bad"
    OPEN = "open"  # cannot be said, e.g. an unknown signer


class Answer(msgspec.Struct, frozen=True):
    """One question of a verification and its answer."""

    code: str
    question: str
    answer: str
    state: AnswerState
    place: str = ""
    details: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()  # of what was found, stable; for scripts
    places: tuple[str, ...] = ()  # of what was found, in the same order: files, or paths inside the data


class SignatureView(msgspec.Struct, frozen=True):
    """One signature of a file, with a separate answer to each question."""

    place: str
    file: str
    role: str
    role_words: str
    signer: str
    organisation: str
    fingerprint: str
    groups: str
    digits: tuple[str, ...]
    meaning: str
    signed_in: str
    claimed_at: str
    best_time: str  # the authority's where there is one
    certificate: str  # PEM; empty where it cannot be read
    answers: tuple[Answer, ...]


class VerificationView(msgspec.Struct, frozen=True):
    """What is known of a file from outside."""

    file: str
    kind: str  # package | pdf | workbook
    ok: bool
    summary: str
    project: str
    period: str
    claimed: str  # recomputed here
    answers: tuple[Answer, ...]
    signers: tuple[IdentityCard, ...] = ()
    signatures: tuple[SignatureView, ...] = ()
