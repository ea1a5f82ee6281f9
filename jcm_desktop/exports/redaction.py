"""The public copy of a report: marked parts are taken out of the model, so no drawer can print them.

Report in, report out. A text that is withheld reads `XXX`, a number is `WITHHELD`; what
is computed from a withheld number goes too where it would give it away. Free texts that
repeat a withheld name or value go as a whole. If a withheld name would remain somewhere
that cannot be changed (a key, the methodology), there is no public copy.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, TypeVar

import msgspec

from jcm_desktop.catalogue import registered_projects
from jcm_desktop.domain.confidential import Mark, Secret
from jcm_desktop.domain.declaration import Cause, Treatment
from jcm_desktop.domain.dossier import Dossier
from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.finding import Reason, Severity
from jcm_desktop.domain.meter import Meter
from jcm_desktop.domain.plan import EvidenceLevel, FixedValue, MonitoringPoint, Plan
from jcm_desktop.domain.project import Location
from jcm_desktop.domain.quantity import Quantity, format_decimal
from jcm_desktop.domain.reading import Reading, YearBefore
from jcm_desktop.domain.role import Role
from jcm_desktop.exports.content import content
from jcm_desktop.exports.disclosure import words_of
from jcm_desktop.exports.redaction_numbers import gone, withhold_numbers
from jcm_desktop.exports.redaction_registers import parts_without_registers, register_numbers, without_registers
from jcm_desktop.exports.report_model import HIDDEN, Copy, PlanChange, Report, is_withheld

T = TypeVar("T")
_replace = msgspec.structs.replace
# Keys and codes: the report cannot do without them, so they are looked at, not changed.
_KEYS = (
    frozenset(
        (
            "reference",
            "country",
            "status",
            "id",
            "no",
            "point",
            "points",
            "parameter",
            "index",
            "members",
            "key",
            "option",
        )
    )
    | frozenset(("unit", "kind", "extension", "code", "severity", "page", "first", "last", "clause", "rule_set"))
    | frozenset(("version", "methodology", "constructed"))
)
# Words that many companies and projects have in their names; alone they give nobody away.
_COMPANY_WORDS = (
    "corporation company limited holdings group international solutions systems construction engineering industries "
    "industry trading development technology technologies service services joint stock energy power"
)
_LEAST_DIGITS = 3  # of a number that is looked for inside texts; shorter ones are everywhere
_LEAST_LETTERS = 4  # of a name that is looked for inside words, too; shorter ones are looked for as words
# Fields that hold the name of a person, wherever they are.
_PEOPLE = frozenset(("by", "person", "made_by", "recorded_by", "confirmed_by", "entered_by", "imported_by"))
# The parts of a report that are drawn or written down, and hold texts.
_PARTS = (
    *("dossier", "findings", "parts", "fixed", "series", "gaps", "careful"),
    *("corrections", "calibrated", "covers", "changes", "revisions"),
)
# Our own words for roles, levels and treatments; a person entered as "operator" is nobody.
_OWN_WORDS = " ".join(one.value for kind in (EvidenceLevel, Role, Severity, Cause, Treatment) for one in kind)


@dataclass(slots=True)
class _Secrets:
    """What must not be found any more: names, their words, numbers as people write them."""

    names: set[str] = field(default_factory=set)
    words: set[str] = field(default_factory=set)
    numbers: set[str] = field(default_factory=set)
    common: frozenset[str] = frozenset()  # words of the methodology and of ours; they give nothing away

    def name(self, *texts: str) -> None:
        """Names of people, companies and places; their words alone would give them away, too."""
        for text in texts:
            telling = {word for word in words_of(text) if word.casefold() not in self.common}
            self.words.update(telling)
            if telling or not any(words_of(text)):  # "operator" names nobody
                self.code(text)

    def code(self, *texts: str) -> None:
        """Serial numbers, file names, hashes: only the whole of it says something."""
        self.names.update(text.strip() for text in texts if text.strip() and text != HIDDEN)

    def number(self, value: Decimal | None) -> None:
        if value is None or is_withheld(value) or len(value.as_tuple().digits) < _LEAST_DIGITS:
            return
        plain = format_decimal(value, group=False)
        self.numbers.update((plain, f"{value:f}", format_decimal(value), f"{value:,f}", plain.replace(".", ",")))

    def in_text(self, text: str) -> bool:
        """Whether a free text gives something away."""
        return self.named_in(text) or any(
            re.search(rf"(?<![\d.,]){re.escape(number)}(?![\d]|[.,]\d)", text) for number in self.numbers
        )

    def named_in(self, text: str) -> bool:
        folded = text.casefold()
        if any(name.casefold() in folded for name in self.names if len(name) >= _LEAST_LETTERS):
            return True
        alone = [*self.words, *(name for name in self.names if len(name) < _LEAST_LETTERS)]
        return any(re.search(rf"(?<!\w){re.escape(word.casefold())}(?!\w)", folded) for word in alone)


def public_copy(report: Report) -> Report:
    """The report without its marked parts; UserError `report.cannot_withhold` where one would remain."""
    marks = _Marks(report)
    secrets = _secrets(report, marks)
    dossier = _dossier(without_registers(report.dossier, marks.readings), marks)
    report = parts_without_registers(report, marks.readings)
    reduced = withhold_numbers(report, dossier, marks.points, marks.readings, marks.fixed)
    reduced = _replace(reduced, changes=tuple(_change(one, marks) for one in report.changes))
    if marks.people:
        reduced = _without_people(reduced)
    reduced = _replace(reduced, copy=Copy.PUBLIC)
    scrubbed = _scrubbed(reduced, secrets)
    _refuse_leaks(scrubbed, secrets)
    return scrubbed


def is_marked(dossier: Dossier) -> bool:
    """Whether a public copy would leave something out."""
    return bool(dossier.project.confidential) or any(one.confidential for one in dossier.evidence)


@dataclass(frozen=True, slots=True)
class Telltale:
    """Says of a text that is to stand beside the public copy whether it repeats what the copy withholds."""

    people: bool  # names of people are withheld
    _everything: _Secrets
    _but_people: _Secrets

    def gives_away(self, text: str) -> bool:
        """It repeats anything withheld."""
        return self._everything.in_text(text)

    def more_than_a_name(self, text: str) -> bool:
        """It repeats something else than the name of a person."""
        return self._but_people.in_text(text)


def telltale(report: Report) -> Telltale:
    """The judge of texts for a report whose public copy is made from this model."""
    marks = _Marks(report)
    people, everything = marks.people, _secrets(report, marks)
    marks.people = False
    return Telltale(people, everything, _secrets(report, marks))


# --- what is marked -----------------------------------------------------------------------------------------------


class _Marks:
    """The marks of a project, resolved to the keys of this report."""

    def __init__(self, report: Report) -> None:
        dossier = report.dossier
        self.all = dossier.project.confidential
        self.points = frozenset(self._keys(Secret.POINT))
        self.fixed = frozenset(self._keys(Secret.FIXED))
        self.meters = frozenset(self._keys(Secret.METER))
        marked_files = frozenset(self._keys(Secret.EVIDENCE))
        self.evidence = marked_files | {one.sha256 for one in dossier.evidence if one.confidential}
        self.people = any(one.kind is Secret.PEOPLE for one in self.all)
        self.readings = frozenset(one.id for one in dossier.readings if self.covers(one))

    def covers(self, reading: Reading | YearBefore) -> bool:
        """Whether the value is withheld, as all of its point or as one of these days."""
        return reading.point in self.points or any(_covers(mark, reading) for mark in self.all)

    def _keys(self, kind: Secret) -> Iterator[str]:
        return (one.key for one in self.all if one.kind is kind)

    def has(self, kind: Secret) -> bool:
        return any(one.kind is kind for one in self.all)


def _covers(mark: Mark, reading: Reading | YearBefore) -> bool:
    return (
        mark.kind is Secret.READINGS
        and mark.key == reading.point
        and mark.span is not None
        and mark.span.overlaps(reading.span)
    )


def _secrets(report: Report, marks: _Marks) -> _Secrets:
    """Everything marked, as the strings that must be gone."""
    definition = report.definition
    titles = [one.title for one in registered_projects()]
    ours = [_COMPANY_WORDS, _OWN_WORDS, report.dossier.project.constructed]  # the last is said by samples alone
    known = " ".join([*texts_in(msgspec.to_builtins(definition)), *titles, *ours])
    secrets = _Secrets(common=frozenset(word.casefold() for word in words_of(known)))
    project = report.dossier.project
    plans = (report.dossier.plan, *report.dossier.plan_versions)
    if marks.has(Secret.HOST_PARTICIPANTS):
        secrets.name(project.host_participants)
    if marks.has(Secret.JAPANESE_PARTICIPANTS):
        secrets.name(project.japanese_participants)
    if marks.has(Secret.LOCATION):
        place = project.location
        secrets.name(place.town, place.province, place.latitude, place.longitude)
    if marks.people:
        secrets.name(report.made_by, *(name for part in _PARTS for name in _people_in(getattr(report, part))))
    secrets.code(*marks.meters)
    for item in report.dossier.evidence:
        if item.sha256 in marks.evidence:
            secrets.code(item.name, item.sha256)
            secrets.name(item.issuer)
            secrets.number(item.total)
    for reading in report.dossier.readings:
        if reading.id in marks.readings:
            secrets.number(reading.quantity.value if reading.quantity else None)
    for before in report.dossier.year_before:
        if marks.covers(before):
            secrets.number(before.quantity.value)
    for number in register_numbers(report.dossier, marks.readings):
        secrets.number(number)
    for part in report.parts:
        if part.reading.id in marks.readings:
            secrets.number(part.counted)
    for point in (one for plan in plans for one in plan.points):
        if point.no in marks.points:
            secrets.number(point.estimate_per_year)
    for series in report.series:
        if series.point.no in marks.points:
            secrets.number(series.total)
    for value in (one for plan in plans for one in plan.fixed):
        if value.key in marks.fixed:
            secrets.number(value.quantity.value)
    return secrets


# --- the dossier --------------------------------------------------------------------------------------------------


def _dossier(dossier: Dossier, marks: _Marks) -> Dossier:
    project = dossier.project
    if marks.has(Secret.HOST_PARTICIPANTS):
        project = _replace(project, host_participants=_x(project.host_participants))
    if marks.has(Secret.JAPANESE_PARTICIPANTS):
        project = _replace(project, japanese_participants=_x(project.japanese_participants))
    if marks.has(Secret.LOCATION):
        place = project.location
        hidden = Location(place.country, _x(place.province), _x(place.town), _x(place.latitude), _x(place.longitude))
        project = _replace(project, location=hidden)
    return _replace(
        dossier,
        project=_replace(project, confidential=()),
        plan=_plan(dossier.plan, marks),
        plan_versions=tuple(_plan(one, marks) for one in dossier.plan_versions),
        readings=tuple(_reading(one) if one.id in marks.readings else one for one in dossier.readings),
        year_before=tuple(one for one in dossier.year_before if not marks.covers(one)),
        reasons=tuple(_reason(one, marks) for one in dossier.reasons),
        drafts=tuple(_replace(one, text=HIDDEN) if one.point in marks.points else one for one in dossier.drafts),
        meters=tuple(_meter(one) if one.serial in marks.meters else one for one in dossier.meters),
        evidence=tuple(
            _replace(one, sha256=HIDDEN, name=HIDDEN, size=0, issuer=_x(one.issuer), page=_x(one.page), total=None)
            if one.sha256 in marks.evidence
            else one
            for one in dossier.evidence
        ),
    )


def _x(text: str) -> str:
    return HIDDEN if text else ""


def _reason(one: Reason, marks: _Marks) -> Reason:
    """A reason without what was found when it was given, where numbers are withheld: it may be one of them."""
    return _replace(one, about=_x(one.about)) if marks.points or marks.fixed or marks.readings else one


def _reading(one: Reading) -> Reading:
    """A reading without its value; the type takes only a withdrawn one without a value, so it looks like that."""
    return _replace(one, quantity=None, typed=_x(one.typed), supersedes=one.supersedes or HIDDEN, note=_x(one.note))


def _meter(one: Meter) -> Meter:
    """A meter that cannot be found by its numbers."""
    calibrations = tuple(_replace(each, number=_x(each.number)) for each in one.calibrations)
    events = tuple(_replace(each, successor=_x(each.successor)) for each in one.events)
    return _replace(one, serial=HIDDEN, certificate=_x(one.certificate), calibrations=calibrations, events=events)


def _plan(plan: Plan, marks: _Marks) -> Plan:
    def point(one: MonitoringPoint) -> MonitoringPoint:
        meters = tuple(HIDDEN if serial in marks.meters else serial for serial in one.meters)
        if one.no in marks.points:
            return _replace(
                one,
                meters=meters,
                estimate_per_year=gone(one.estimate_per_year),
                estimate_source=_x(one.estimate_source),
                capacity=None,
            )
        return _replace(one, meters=meters)

    def fixed(one: FixedValue) -> FixedValue:
        one = _replace(one, confirmed_by=_x(one.confirmed_by)) if marks.people else one
        if one.key not in marks.fixed:
            return one
        nothing = Quantity(Decimal(0), one.quantity.unit)  # the content has null in its place
        return _replace(one, quantity=nothing, source=_x(one.source), page=_x(one.page), comments=_x(one.comments))

    roles = tuple(_replace(one, person=_x(one.person)) if marks.people else one for one in plan.roles)
    numbers_gone = bool(marks.points or marks.fixed)
    return _replace(
        plan,
        points=tuple(point(one) for one in plan.points),
        fixed=tuple(fixed(one) for one in plan.fixed),
        roles=roles,
        estimate_t_per_year=gone(plan.estimate_t_per_year) if numbers_gone else plan.estimate_t_per_year,
        estimate_source=_x(plan.estimate_source) if numbers_gone else plan.estimate_source,
        estimates=() if numbers_gone else plan.estimates,
    )


def _change(change: PlanChange, marks: _Marks) -> PlanChange:
    """What changed at a marked thing, without before and after."""
    about = (*(f"point {no}" for no in marks.points), *(f"value {key}" for key in marks.fixed))
    if marks.points or marks.fixed:
        about += ("estimate",)
    if marks.people:
        about += ("role",)

    def row(what: str, before: str, after: str) -> tuple[str, str, str]:
        return (what, _x(before), _x(after)) if what.startswith(about) else (what, before, after)

    return _replace(change, differences=tuple(row(*one) for one in change.differences))


def _without_people(report: Report) -> Report:
    def clean(name: str, text: str) -> str:
        return _x(text) if name in _PEOPLE else text

    parts = {name: _mapped(getattr(report, name), clean, name) for name in _PARTS}
    return _replace(report, made_by=_x(report.made_by), **parts)


def _people_in(value: Any, name: str = "") -> Iterator[str]:
    """The text of every field that holds the name of a person."""
    if isinstance(value, str):
        if name in _PEOPLE:
            yield value
    elif isinstance(value, tuple):
        for one in value:
            yield from _people_in(one, name)
    elif isinstance(value, dict):
        for one in value.values():
            yield from _people_in(one)
    elif isinstance(value, msgspec.Struct):
        for field_name in value.__struct_fields__:
            yield from _people_in(getattr(value, field_name), field_name)


# --- free texts ---------------------------------------------------------------------------------------------------


def _scrubbed(report: Report, secrets: _Secrets) -> Report:
    """Every free text that repeats something withheld reads `XXX`."""

    def clean(name: str, text: str) -> str:
        return HIDDEN if name not in _KEYS and secrets.in_text(text) else text

    parts = {name: _mapped(getattr(report, name), clean, name) for name in _PARTS}
    return _replace(report, made_by=clean("made_by", report.made_by), **parts)


def _mapped(value: Any, clean: Callable[[str, str], str], name: str) -> Any:
    """The same value with every text of it cleaned, by the name of its field."""
    if isinstance(value, str) and type(value) is str:
        return clean(name, value)
    if isinstance(value, tuple):
        return tuple(_mapped(one, clean, name) for one in value)
    if isinstance(value, dict):
        return {key: _mapped(one, clean, f"fact {key}") for key, one in value.items()}
    if isinstance(value, msgspec.Struct) and not isinstance(value, Quantity):
        changes = {}
        for one in value.__struct_fields__:
            old = getattr(value, one)
            new = _mapped(old, clean, one)
            if new is not old:
                changes[one] = new
        return _replace(value, **changes) if changes else value
    return value


def _refuse_leaks(report: Report, secrets: _Secrets) -> None:
    """No public copy while a withheld name stands where it cannot be taken out."""
    document = content(report)
    document.pop("definition")
    result = document["result"]
    ours = {*document, *document["report"], *result, *(key for one in result["vintages"] for key in one)}
    for part in (report.dossier, report.findings, report.changes, report.revisions, report.result.rounding):
        ours.update(_field_names(part))
    for text in texts_in(document):
        if text not in ours and secrets.named_in(text):
            raise UserError("report.cannot_withhold", text[:80])


def _field_names(value: Any) -> Iterator[str]:
    """Names of fields in the data's own shapes, such as `town`; they say nothing of anybody."""
    if isinstance(value, msgspec.Struct):
        for one in value.__struct_fields__:
            yield one
            yield from _field_names(getattr(value, one))
    elif isinstance(value, tuple | dict):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _field_names(each)


def texts_in(value: Any) -> Iterator[str]:
    """Every text in plain data, keys too."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, one in value.items():
            yield str(key)
            yield from texts_in(one)
    elif isinstance(value, Iterable):
        for one in value:
            yield from texts_in(one)
