"""What a definition says, thing by thing, in words and mathematics; no statement of any person."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from jcm_desktop.domain.plan import EvidenceLevel
from jcm_desktop.formulas.parse import parse
from jcm_desktop.formulas.to_text import symbol_markup, to_math
from jcm_desktop.formulas.typeset import typeset
from jcm_desktop.i18n import N_, _
from jcm_desktop.methodologies.comparing import Item, Part
from jcm_desktop.methodologies.decisions import decide
from jcm_desktop.methodologies.loader import scope_of
from jcm_desktop.methodologies.schema import (
    CheckInstance,
    Definition,
    FixedParameter,
    KnownValue,
    MonitoredParameter,
)
from jcm_desktop.services.formatting import plain_number, range_words
from jcm_desktop.services.planning import EVIDENCE_WORDS, STATUS_WORDS
from jcm_desktop.services.views import FormulaPart

PART_WORDS = {
    Part.IDENTITY: N_("Number and title"),
    Part.FORMULA: N_("Formula"),
    Part.MONITORED: N_("Monitored parameter"),
    Part.FIXED: N_("Parameter fixed in advance"),
    Part.TABLE: N_("Table of numbers"),
    Part.NUMBER: N_("Numerical value"),
    Part.DECISION: N_("Left open by the methodology"),
    Part.CRITERION: N_("Eligibility criterion"),
    Part.LIMIT: N_("Limit"),
}
_COUNTED = {
    "sum": N_("readings are added up"),
    "days": N_("number of days"),
    "mean": N_("mean of the readings, by days"),
}
Says = tuple[tuple[str, str], ...]


class Said:
    """One definition, and what it says of each of its things."""

    def __init__(self, definition: Definition) -> None:
        self._one = definition
        self._units = _units(definition)
        self._symbols = {**definition.symbols, **{name: definition.symbol(name) for name in self._units}}

    def symbol(self, item: Item) -> str:
        """Markup; of a criterion its number."""
        if item.part is Part.CRITERION:
            return item.name
        if item.part is Part.DECISION:
            return ""
        return symbol_markup(self._one.symbol(item.name)) if item.name else ""

    def label(self, item: Item) -> str:
        """Its words in the current language."""
        if item.part is Part.IDENTITY:
            return self._one.title
        if item.part is Part.CRITERION:
            return next((_(one.text) for one in self._one.eligibility if str(one.id) == item.name), "")
        if item.part is Part.DECISION:
            return _(self._one.decisions[item.name].label)
        label = _(self._one.label(item.name))
        chosen = item.choice or self._way(item)
        return f"{label}: {chosen}" if chosen else label

    def math(self, item: Item) -> str:
        """A formula as people read it."""
        return to_math(parse(item.text), self._symbols) if item.part is Part.FORMULA else ""

    def parts(self, item: Item) -> FormulaPart | None:
        """The same laid out, with fractions."""
        return typeset(parse(item.text), self._symbols) if item.part is Part.FORMULA else None

    def says(self, item: Item) -> Says:
        """What stands there, row by row."""
        return tuple((what, text) for what, text in self._rows(item) if text)

    def source(self, item: Item) -> tuple[EvidenceLevel, str]:
        """How well we know it, and where it was read."""
        evidence = self._one.evidence
        level, source = evidence.formula, "; ".join(evidence.sources)
        if item.part is Part.MONITORED:
            level = self._one.monitored[item.name].evidence or level
        elif item.part is Part.CRITERION:
            level = next((one.evidence for one in self._one.eligibility if str(one.id) == item.name), level)
        elif item.part is Part.NUMBER and item.name not in self._one.constants:
            known = self._known(item)
            return known.evidence, known.source or source
        elif item.part is Part.LIMIT:
            source = self._limit(item).clause
        return level, source

    def _rows(self, item: Item) -> Iterator[tuple[str, str]]:
        one = self._one
        match item.part:
            case Part.IDENTITY:
                level = _(EVIDENCE_WORDS[one.evidence.formula])
                yield _("Number"), one.methodology
                yield _("Version"), one.version
                yield _("Title"), one.title
                yield _("Country"), one.country
                yield _("Sectoral scope"), str(one.sectoral_scope)
                yield _("Approved on"), str(one.approved_on or "")
                yield _("Status"), _(STATUS_WORDS[one.status]).format(level=level)
            case Part.FORMULA:
                yield _("Where"), self._way(item)
                yield _("As typed"), item.text
                yield _("Unit"), self._units.get(item.name, "")
            case Part.MONITORED:
                monitored = one.monitored[item.name]
                yield from self._parameter(monitored)
                yield _("Options"), ", ".join(monitored.options)
                yield _("Frequency"), _(monitored.frequency)
                yield _("How readings count"), _(_COUNTED[monitored.aggregate])
            case Part.FIXED:
                fixed = one.fixed[item.name]
                yield from self._parameter(fixed)
                yield _("Where it comes from"), _(fixed.origin)
            case Part.TABLE:
                yield _("Unit"), one.tables[item.name].unit
                yield _("Rows"), ", ".join(one.tables[item.name].rows)
            case Part.NUMBER if item.name in one.constants:
                constant = one.constants[item.name]
                yield _("Value"), _amount(constant.value, constant.unit)
            case Part.NUMBER:
                unit = (one.tables[item.name] if item.name in one.tables else one.fixed[item.name]).unit
                yield _("Case"), item.choice
                yield _("Value"), _amount(self._known(item).value, unit)
            case Part.DECISION:
                choices = one.decisions[item.name].choices.values()
                yield _("Choices"), "; ".join(_(choice.label) for choice in choices)
            case Part.CRITERION:
                yield _("Criterion"), self.label(item)
            case Part.LIMIT:
                limit = self._limit(item)
                yield _("Limit"), range_words(limit.min, limit.max)
                yield _("Clause"), _(limit.clause)

    def _parameter(self, parameter: MonitoredParameter | FixedParameter) -> Iterator[tuple[str, str]]:
        yield _("Words"), _(parameter.label)
        yield _("Unit"), parameter.unit
        yield _("For each"), "; ".join(_(self._one.sets[index].label) for index in parameter.over)
        yield _("Range"), range_words(parameter.range.min, parameter.range.max)

    def _way(self, item: Item) -> str:
        """The choice a formula belongs to, in words."""
        decision, key = item.way
        return _(self._one.decisions[decision].choices[key].label) if decision else ""

    def _known(self, item: Item) -> KnownValue:
        if item.name in self._one.tables:
            return self._one.tables[item.name].known(item.choice)
        fixed = self._one.fixed[item.name]
        found = fixed.choices[item.choice] if item.choice else fixed.default
        if found is None:
            raise KeyError(item.key)
        return found

    def _limit(self, item: Item) -> CheckInstance:
        return next(one for one in self._one.checks if item.key == f"checks/{one.kind}/{one.parameter}")


def _units(written: Definition) -> dict[str, str]:
    """The unit of each name, also of formulas that only some choices have."""
    ways = [{title: key} for title, decision in written.decisions.items() for key in decision.choices]
    found: dict[str, str] = {}
    for way in [*ways, {}]:
        found |= {name: unit.text for name, unit in scope_of(decide(written, way)).units.items()}
    return found


def _amount(value: Decimal, unit: str) -> str:
    return plain_number(value) if unit == "1" else f"{plain_number(value)} {unit}"
