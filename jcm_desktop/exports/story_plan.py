"""The monitoring plan: points, values fixed before the start, units installed, who answers for what, changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from html import escape

from reportlab.platypus import CondPageBreak, Flowable

from jcm_desktop.domain.declaration import (
    Approval,
    Declaration,
    EligibilityAnswer,
    IntegrityCheck,
    SingleScheme,
    Waiver,
)
from jcm_desktop.domain.finding import Place
from jcm_desktop.domain.plan import MonitoringPoint, VersionChange
from jcm_desktop.exports import story as looks
from jcm_desktop.exports.grid import Row
from jcm_desktop.exports.line_diagram import line_diagrams
from jcm_desktop.exports.numerals import shown, unit_words
from jcm_desktop.exports.page import WIDTH
from jcm_desktop.exports.report_words import LEVELS, OPTION, OPTIONS, place_words
from jcm_desktop.exports.story import Story
from jcm_desktop.exports.text import Text
from jcm_desktop.formulas.to_text import symbol_markup
from jcm_desktop.i18n import N_, _

_ROOM_FOR_HEADING = 30.0
_CHANGED = {
    "methodology": N_("Methodology"),
    "set": N_("Installed units"),
    "point": N_("Monitoring point"),
    "value": N_("Fixed value"),
    "role": N_("Monitoring structure"),
    "estimate_t_per_year": N_("Estimate of reductions a year"),
    "estimate_source": N_("Source of the estimate"),
}
_NO_CHANGES = N_("No version of the plan after the first one has been recorded.")
_CHANGES_PROSE = N_(
    "Every version of the monitoring plan after the first one, with what is different from the one before."
)
_CRITERIA = N_(
    "The criteria of the methodology. Unless the last column says that they were read in the approved methodology, "
    "they stand here in words of this application: read the approved text."
)
_NO_CRITERIA = N_("This definition of the methodology holds no eligibility criteria. Read the approved text.")


def plan(story: Story) -> Iterator[Flowable]:
    """Section: the monitoring plan."""
    report, tongue = story.report, story.tongue
    plan_ = report.dossier.plan
    yield from story.section(N_("Monitoring plan"))
    version = f"{plan_.version}" + (f", {plan_.valid_from}" if plan_.valid_from else "")
    members = "; ".join(f"{one.name}: {', '.join(one.members)}" for one in plan_.sets)
    estimate = ""
    if plan_.estimate_t_per_year is not None:
        estimate = f"{shown(plan_.estimate_t_per_year)} tCO₂e. {escape(plan_.estimate_source)}"
    yield story.facts(
        [
            (N_("Version of the plan"), escape(version)),
            (N_("Installed units"), escape(members)),
            (N_("Estimate of reductions a year"), estimate),
        ]
    )
    if plan_.estimates:
        yield from _estimates(story)
    yield from _diagram(story)
    yield from story.part(tongue.line(N_("Table 1: Parameters monitored ex post")))
    heads = [
        N_("No."), N_("Parameter"), N_("Description"), N_("Estimate a year"), N_("Unit"), N_("Option, source, method")
    ]  # fmt: skip
    rows = [_point(story, point) for point in plan_.points]
    yield story.grid(heads, rows, (0.8, 1.7, 3.1, 1.5, 1.1, 5), right=(3,))
    for letter in sorted({point.option for point in plan_.points}):
        if letter in OPTIONS:
            name = tongue.line(OPTION, letter=letter)
            yield Text(f"{name}: {tongue.line(OPTIONS[letter])}", looks.SMALL)
    if report.fixed:
        yield from _fixed(story)
    if report.listed:
        yield from _listed(story)


def _estimates(story: Story) -> Iterator[Flowable]:
    """The table of calendar years that the registered document has."""
    yield from story.part(story.tongue.line(N_("Estimated emission reductions in each calendar year, tCO2e")))
    rows = [
        [
            str(one.year),
            *("" if value is None else shown(value) for value in (one.reference, one.project)),
            shown(one.reductions),
        ]
        for one in story.report.dossier.plan.estimates
    ]
    heads = [N_("Year"), N_("Reference"), N_("Project"), N_("Reductions")]
    yield story.grid(heads, rows, (1.2, 2.2, 2.2, 2.2), right=(1, 2, 3))


def _diagram(story: Story) -> Iterator[Flowable]:
    """From the units over their meters to the monitoring points."""
    report, tongue = story.report, story.tongue
    drawings = line_diagrams(
        report.dossier.plan,
        report.dossier.meters,
        report.definition,
        width=WIDTH,
        translate=lambda words: " / ".join(tongue.each(words)),
    )
    if drawings:
        yield CondPageBreak(drawings[0].height + _ROOM_FOR_HEADING)
        yield from story.part(tongue.line(N_("Line diagram")))
        yield from drawings


def _point(story: Story, point: MonitoringPoint) -> list[str]:
    series = next(one for one in story.report.series if one.point.no == point.no)
    how = [f"<b>{escape(point.option)}</b>. {escape(point.source)}", escape(point.procedure), escape(point.frequency)]
    if point.public_source is not None:
        how.append(escape(f"{point.public_source.publication} {point.public_source.edition}"))
    how.append(escape(point.comments))
    estimate = shown(point.estimate_per_year) if point.estimate_per_year is not None else "–"
    return [
        escape(point.no),
        symbol_markup(series.symbol),
        escape(point.description),
        estimate,
        unit_words(point.unit),
        "<br/>".join(part for part in how if part.strip(". ")),
    ]


def _fixed(story: Story) -> Iterator[Flowable]:
    tongue = story.tongue
    yield from story.part(tongue.line(N_("Table 2: Project-specific parameters fixed ex ante")))
    heads = [N_("Parameter"), N_("Description"), N_("Value"), N_("Unit"), N_("Source"), N_("Evidence")]
    rows = []
    for one in story.report.fixed:
        source = "<br/>".join(escape(part) for part in (one.source, one.comments) if part)
        level = tongue.lines(LEVELS[one.evidence])
        value = shown(one.value, 12)
        rows.append([symbol_markup(one.symbol), escape(one.description), value, unit_words(one.unit), source, level])
    yield story.grid(heads, rows, (1.9, 2.9, 1.3, 1.4, 3.2, 2.7), right=(2,))


def _listed(story: Story) -> Iterator[Flowable]:
    tongue = story.tongue
    yield from story.part(tongue.line(N_("Values taken from the methodology's lists")))
    heads = [N_("Parameter"), N_("Description"), N_("Value"), N_("Unit"), N_("Source"), N_("Evidence")]
    rows = [
        [
            symbol_markup(one.symbol),
            tongue.lines(one.label),
            shown(one.value, 12),
            unit_words(one.unit),
            escape(one.source),
            tongue.lines(LEVELS[one.evidence]),
        ]
        for one in story.report.listed
    ]
    yield story.grid(heads, rows, (1.9, 2.9, 1.3, 1.4, 3.2, 2.7), right=(2,))


def structure(story: Story) -> Iterator[Flowable]:
    """Section: who answers for what."""
    roles = story.report.dossier.plan.roles
    yield from story.section(N_("Monitoring structure"))
    if not roles:
        yield story.prose(N_("The plan names no one yet."))
        return
    rows = [[escape(one.responsible), escape(one.role)] for one in roles]
    yield story.grid([N_("Responsible personnel"), N_("Role")], rows, (4, 9))


def changes(story: Story) -> Iterator[Flowable]:
    """Section: what changed in the plan since registration."""
    report, tongue = story.report, story.tongue
    yield from story.section(N_("Changes since registration"))
    if not report.changes:
        yield story.prose(_NO_CHANGES)
        return
    yield story.prose(_CHANGES_PROSE)
    for one in report.changes:
        facts = {"version": one.version, "day": one.valid_from or "–", "approval": one.approval or "–"}
        words = N_("Version {version}, valid from {day}, approval {approval}")
        yield from story.part(tongue.line(words, **facts))
        yield from _said(story, one.change)
        rows: list[Row] = [
            [tongue.words(partial(_changed, what)), escape(before), escape(after)]
            for what, before, after in one.differences
        ]
        yield story.grid([N_("What"), N_("Before"), N_("After")], rows, (3.5, 4.5, 4.5))


def _said(story: Story, change: VersionChange | None) -> Iterator[Flowable]:
    """What the author of a version says of it."""
    if change is None:
        return
    until = f"{change.until}" if change.until else "–"
    facts = [(N_("What changed"), escape(change.what)), (N_("Why"), escape(change.why))]
    if change.temporary:
        facts += [(N_("A deviation until"), until), (N_("Careful treatment"), escape(change.treatment))]
    if any(text for _name, text in facts):
        yield story.facts(facts)


def _changed(what: str) -> str:
    kind, _space, rest = what.partition(" ")
    return f"{_(_CHANGED.get(kind, kind))} {rest}".strip()


def eligibility(story: Story) -> Iterator[Flowable]:
    """Section: the criteria of the methodology, and what was answered for this period."""
    tongue = story.tongue
    criteria = story.report.definition.eligibility
    yield from story.section(N_("Eligibility"))
    if not criteria:
        yield story.prose(_NO_CRITERIA)
        return
    yield story.prose(_CRITERIA)
    stated = story.report.dossier.declarations
    answers = {one.criterion: one for one in stated if isinstance(one, EligibilityAnswer)}
    names = {one.sha256: one.name for one in story.report.dossier.evidence}
    rows = [
        [
            str(one.id),
            tongue.lines(one.text),
            _answer(story, answers.get(str(one.id)), names),
            tongue.lines(LEVELS[one.evidence]),
        ]
        for one in criteria
    ]
    heads = [N_("No."), N_("Criterion"), N_("Still met in this period"), N_("Evidence of the wording")]
    yield story.grid(heads, rows, (0.8, 5.4, 4.6, 2.8))


def _answer(story: Story, one: EligibilityAnswer | None, names: Mapping[str, str]) -> str:
    tongue = story.tongue
    if one is None:
        return tongue.line(N_("not answered"))
    said = tongue.line(N_("yes") if one.met else N_("no"))
    lines = [f"<b>{said}</b>", escape(one.text)]
    lines.append(escape(", ".join(names.get(each, each[:16]) for each in one.evidence)))
    lines.append(escape(", ".join(part for part in (one.by, f"{one.at:%Y-%m-%d}" if one.at else "") if part)))
    return "<br/>".join(line for line in lines if line)


def statements(story: Story) -> Iterator[Flowable]:
    """Section: what people stated about the period besides."""
    yield from story.section(N_("Statements about this period"))
    if not any(isinstance(one, Approval) and one.frozen for one in story.report.dossier.declarations):
        yield story.prose(N_("Nobody has approved this period yet."))
    rows = [_statement(story, one) for one in story.report.dossier.declarations]
    rows = [row for row in rows if row]
    if not rows:
        yield story.prose(N_("Nothing besides was stated."))
        return
    heads = [N_("Statement"), N_("What was stated"), N_("By whom, when")]
    yield story.grid(heads, rows, (3.2, 7.2, 3))


def _statement(story: Story, one: Declaration) -> list[str]:
    """A statement that has no section of its own; empty for the others."""
    line = story.tongue.line
    match one:
        case SingleScheme(text=text):
            what, said = line(N_("Registered under no other crediting scheme")), text
        case IntegrityCheck(first=first, last=last, person=person, text=text):
            what, said = line(N_("Records looked through")), f"{first} … {last}: {person}. {text}"
        case Waiver():
            return [line(N_("Waiver")), _waived(story, one), _who(one)]
        case Approval(frozen=frozen, reason=reason, entered_by=typed):
            what = line(N_("Period approved and frozen") if frozen else N_("Period opened again"))
            said = " ".join(part for part in (reason, f"({', '.join(typed)})" if typed else "") if part)
        case _:
            return []
    return [what, escape(said), _who(one)]


def _who(one: Declaration) -> str:
    return escape(", ".join(part for part in (one.by, f"{one.at:%Y-%m-%d}" if one.at else "") if part))


def _waived(story: Story, one: Waiver) -> str:
    """For which finding, where and on which days, by which authority, and why; as markup."""
    tongue, place = story.tongue, Place.parse(one.place)
    where = tongue.words(lambda: place_words(place) or _("everywhere in the period"))
    days = [tongue.line(N_("from {day}"), day=one.valid_from) if one.valid_from else ""]
    days.append(tongue.line(N_("until {day}"), day=one.valid_until) if one.valid_until else "")
    said = escape(f"{one.authority}, {one.reference}. {one.reason}")
    held = ", ".join(part for part in days if part)
    return "<br/>".join(part for part in (f"<b>{escape(one.code)}</b>  {where}", said, held) if part)


def revisions(story: Story) -> Iterator[Flowable]:
    """Section: the versions of this report."""
    report, tongue = story.report, story.tongue
    yield from story.section(N_("Revision history of this report"))
    rows = [
        [str(one.number), looks.minute(one.made_at), escape(one.made_by), f"{one.claimed:,}"]
        for one in report.revisions
    ]
    rows.append(
        [
            f"<b>{report.number}</b>",
            looks.minute(report.made_at),
            escape(report.made_by),
            f"<b>{report.result.claimed:,}</b>",
        ]
    )
    yield story.grid([N_("Version"), N_("Made"), N_("By"), N_("Claim, t")], rows, (1.5, 4, 5, 2), right=(3,))
    yield Text(tongue.lines(N_("Earlier versions stay as they were; they are superseded, not changed.")), looks.SMALL)
