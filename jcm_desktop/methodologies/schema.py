"""The shape of a methodology definition. Data only: no arithmetic, no file access.

One definition is one version of one methodology. Every number carries how well
it is known; a number nobody has seen in a source has no place here.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal, TypeAlias

import msgspec

from jcm_desktop.domain.plan import EvidenceLevel
from jcm_desktop.domain.project import MethodologyRef
from jcm_desktop.i18n import N_

RESULTS = ("RE", "PE", "ER")
# sum: amounts are added up. days: the number of days monitored, added up. mean: weighted by the days of each reading.
Aggregate: TypeAlias = Literal["sum", "days", "mean"]

# What every methodology works out; the scheme's own terms.
RESULT_LABELS = {"RE": N_("Reference emissions"), "PE": N_("Project emissions"), "ER": N_("Emission reductions")}


class FormulaEvidence(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How well the formula is known, where it was read, and when it was checked."""

    formula: EvidenceLevel
    sources: tuple[str, ...]
    checked: date
    notes: str = ""


class SetDefinition(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An index of the methodology, e.g. `i`: project refrigerator i."""

    label: str
    symbol: str = ""  # as it is written, where that is not its name
    optional: bool = False  # a project may have none: no batteries, no earlier years; sums over it are then 0


class Range(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Bounds a value must keep, both included, in the parameter's unit."""

    min: Decimal | None = None
    max: Decimal | None = None


class KnownValue(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A number seen in a source, with its evidence."""

    value: Decimal
    evidence: EvidenceLevel
    source: str = ""


class MonitoredParameter(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A parameter monitored ex post (Table 1)."""

    symbol: str
    unit: str
    label: str
    options: tuple[Literal["A", "B", "C"], ...]
    over: tuple[str, ...] = ()
    frequency: str = ""
    aggregate: Aggregate = "sum"
    range: Range = Range(min=Decimal(0))
    evidence: EvidenceLevel | None = None  # of the parameter itself; the formula's where absent
    notes: str = ""


class FixedParameter(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A project-specific parameter fixed ex ante (Table 2)."""

    symbol: str
    unit: str
    label: str
    over: tuple[str, ...] = ()
    origin: str = msgspec.field(default="", name="from")  # where such a value comes from, in words
    choices: dict[str, KnownValue] = {}
    default: KnownValue | None = None
    range: Range = Range(min=Decimal(0))
    notes: str = ""


class Constant(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A number written in the formula itself, e.g. 24 hours per day."""

    symbol: str
    unit: str
    label: str
    value: Decimal


class Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Numbers by name, e.g. warming potentials by gas; a formula takes one with `lookup(table, key)`.

    The key is a row's name, or an index: then the plan's members of that set are rows of the table.
    """

    symbol: str
    unit: str
    label: str
    evidence: EvidenceLevel  # of every row that does not say its own
    source: str
    rows: dict[str, Decimal | KnownValue]
    notes: str = ""

    def known(self, key: str) -> KnownValue:
        """A row's number with its evidence and source; KeyError if there is no such row."""
        row = self.rows[key]
        return row if isinstance(row, KnownValue) else KnownValue(row, self.evidence, self.source)


class Choice(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One way a methodology offers, with the formulas that belong to it."""

    label: str
    formulas: dict[str, str] = {}


class Decision(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a methodology leaves open and the plan decides; the first choice stands until it is decided."""

    label: str
    choices: dict[str, Choice]


class Term(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Symbol and words of a formula; RE, PE and ER have theirs built in."""

    symbol: str
    label: str


class Criterion(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An eligibility criterion in our own words."""

    id: int
    text: str
    evidence: EvidenceLevel


class CheckInstance(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A methodology's own instance of a kind of rule in validation/."""

    kind: str
    parameter: str
    clause: str
    min: Decimal | None = None
    max: Decimal | None = None
    severity: Literal["error", "warning", "info"] = "warning"


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One of several methodologies that a project follows at once: what of it is not joined with the others.

    Its names carry `prefix` in the joined definition, so that two may have a parameter of the same name.
    """

    prefix: str
    methodology: str
    version: str
    country: str
    title: str
    sectoral_scope: int
    status: Literal["approved", "proposed", "template"]
    evidence: FormulaEvidence
    technologies: tuple[str, ...] = ()
    eligibility: tuple[Criterion, ...] = ()
    approved_on: date | None = None
    family: str | tuple[str, ...] = ""

    @property
    def ref(self) -> MethodologyRef:
        return MethodologyRef(self.methodology, self.version)


class Definition(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One version of a methodology."""

    methodology: str
    version: str
    country: str  # two letters; empty for a template, which is of no country
    title: str
    sectoral_scope: int
    technologies: tuple[str, ...]
    status: Literal["approved", "proposed", "template"]
    evidence: FormulaEvidence
    monitored: dict[str, MonitoredParameter]
    formulas: dict[str, str]  # name to expression; RE, PE and ER always, others in any order
    fixed: dict[str, FixedParameter] = {}
    constants: dict[str, Constant] = {}
    tables: dict[str, Table] = {}
    terms: dict[str, Term] = {}
    decisions: dict[str, Decision] = {}
    sets: dict[str, SetDefinition] = {}
    eligibility: tuple[Criterion, ...] = ()
    checks: tuple[CheckInstance, ...] = ()
    approved_on: date | None = None
    family: str | tuple[str, ...] = ""  # what it shares with others; already laid under it when this is read
    decided: dict[str, str] = {}  # how each decision was taken; empty in the definition as written
    parts: tuple[Part, ...] = ()  # of a definition joined from several; empty in a file

    @property
    def ref(self) -> MethodologyRef:
        return MethodologyRef(self.methodology, self.version)

    @property
    def heads(self) -> tuple[Part, ...]:
        """What each methodology says of itself: one, or each of those joined."""
        own = {name: getattr(self, name) for name in Part.__struct_fields__ if name != "prefix"}
        return self.parts or (Part(prefix="", **own),)

    @property
    def name(self) -> str:
        """The methodologies with their versions, as people write them."""
        return " + ".join(str(one.ref) for one in self.heads)

    @property
    def results(self) -> tuple[str, ...]:
        """The names of the formulas that give tonnes: those of each part, then the sums."""
        return (*(f"{part.prefix}{name}" for part in self.parts for name in RESULTS), *RESULTS)

    def index(self, name: str) -> str:
        """How an index is written."""
        return (self.sets[name].symbol if name in self.sets else "") or name

    @property
    def names(self) -> tuple[str, ...]:
        """Every name a formula may use."""
        return (*self.monitored, *self.fixed, *self.constants, *self.tables, *self.formulas)

    @property
    def symbols(self) -> dict[str, str]:
        """The written symbol of every name and every index."""
        return {**{name: self.index(name) for name in self.sets}, **{name: self.symbol(name) for name in self.names}}

    def is_mean(self, name: str) -> bool:
        """Whether a monitored parameter is a mean of its readings; amounts are added up."""
        return name in self.monitored and self.monitored[name].aggregate == "mean"

    def symbol(self, name: str) -> str:
        """The written symbol of any name used in a formula, e.g. `EC_{PJ,i,p}`."""
        for table in (self.monitored, self.fixed, self.constants, self.tables, self.terms):
            if name in table:
                return table[name].symbol
        return {"RE": "RE_p", "PE": "PE_p", "ER": "ER_p"}.get(name, name)

    def label(self, name: str) -> str:
        """The English words for any name used in a formula."""
        for table in (self.monitored, self.fixed, self.constants, self.tables, self.terms):
            if name in table:
                return table[name].label
        return RESULT_LABELS.get(name, name)
