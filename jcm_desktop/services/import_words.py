"""A dry run in words, for a face to show: what is wrong by line, what would change by month. Computes nothing."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from jcm_desktop import clock, words
from jcm_desktop.calculation.logged import decimal_of, moment, seconds
from jcm_desktop.datafiles.problems import RowProblem
from jcm_desktop.datafiles.read import FileReading
from jcm_desktop.domain.reading import Reading
from jcm_desktop.i18n import N_, _, ngettext
from jcm_desktop.series.zones import local_text
from jcm_desktop.services.formatting import month_label, number, span_words
from jcm_desktop.services.import_apply import blockers
from jcm_desktop.services.import_choices import DECIMALS, KINDS, ORDERS, STAMPS, STEPS
from jcm_desktop.services.import_files import OpenFile
from jcm_desktop.services.import_plan import Compared, DryRun, Fall, MonthChange
from jcm_desktop.services.import_views import (
    DifferenceRow,
    DryRunView,
    FallRow,
    ImportFileRow,
    MonthRow,
    PointImport,
    ProblemRow,
)
from jcm_desktop.services.logged_words import logged_notes

SHOWN_PROBLEMS = 1_000
STATE_WORDS = {
    "new": N_("New"),
    "same": N_("As it is"),
    "updated": N_("Changes"),
    "gone": N_("Has no data any more"),
    "typed": N_("Typed value stays"),
    "frozen": N_("Period is frozen"),
    "overlaps": N_("Another reading is in the way"),
}
_TYPED_GOES = N_("Takes the place of a typed value")


def dry_run_view(dry: DryRun) -> DryRunView:
    """The dry run as rows."""
    problems = [row for file in dry.readings for row in problem_rows(file)]
    count = sum(one.problems.count for one in dry.readings)
    asks = tuple(words.sentence(one.code, one.place, one.facts) for one in blockers(dry))
    adds = sum(one.adds(dry.decisions.overlap) for one in dry.compared)
    return DryRunView(
        project=dry.project,
        files=tuple(_file(one) for one in dry.readings),
        problems=tuple(problems[:SHOWN_PROBLEMS]),
        problem_count=count,
        points=tuple(_point(one) for one in dry.compared),
        falls=tuple(_fall(one) for one in dry.falls),
        months=tuple(_month(one, typed=dry.decisions.typed) for one in dry.months),
        different=dry.different,
        asks=asks,
        adds=adds,
        ready=not asks and bool(dry.batches or dry.changes or dry.overlays),
        summary=_summary(dry, asks, adds),
        held=_held(dry),
    )


def mapping_words(file: OpenFile) -> Iterable[str]:
    """How a file will be read: what was said, remembered or seen in it, for each column of values."""
    mapping = file.mapping
    origin = _("remembered from {file}").format(file=file.remembered) if file.remembered else ""
    shared = [
        _("times: {order}").format(order=_(dict(ORDERS).get(mapping.order, mapping.order))),
        _("zone {zone}").format(zone=mapping.zone),
        _("decimal sign: {sign}").format(sign=_(dict(DECIMALS).get(mapping.decimal, mapping.decimal))),
    ]
    for one in mapping.values:
        header = file.proposal.columns[one.column].header if one.column < len(file.proposal.columns) else ""
        own = [_(dict(KINDS).get(one.kind, one.kind)), one.unit]
        if one.kind != "register":
            own.append(_("each {step}").format(step=_(dict(STEPS).get(mapping.step, f"{mapping.step} s"))))
            own.append(_("times mark: {stamp}").format(stamp=_(dict(STAMPS).get(mapping.stamp, mapping.stamp))))
        if Decimal(one.factor) != 1:
            own.append(_("times {factor}").format(factor=one.factor))
        column = f"{one.column + 1} {header}".strip()
        said = "; ".join(part for part in (*own, *shared, origin) if part)
        yield _("Column {column} is read as point {point}: {said}").format(column=column, point=one.point, said=said)


def _summary(dry: DryRun, asks: tuple[str, ...], adds: int) -> str:
    if asks:
        return asks[0]
    if not (dry.batches or dry.changes or dry.overlays):
        return _("Everything in these files is stored already. Nothing would be added.")
    months, held = len(dry.changes), _held(dry)
    outside = [one for one in dry.compared if not one.inside]
    if outside and not months:
        words_ = _(
            "All days of these files are outside every monitoring period, so no month would be filled. {values} values "
            "would only be kept until a period with these days is opened."
        )
        return words_.format(values=f"{adds:,}")
    if held and not months:
        text = ngettext(
            "{values} values would be stored, but no month would be filled: {count} month stays as it is. "
            "The list says why.",
            "{values} values would be stored, but no month would be filled: {count} months stay as they are. "
            "The list says why.",
            held,
        )
        return text.format(values=f"{adds:,}", count=held)
    text = ngettext(
        "Ready: {values} values would be added, {months} month would be filled.",
        "Ready: {values} values would be added, {months} months would be filled.",
        months,
    )
    text = text.format(values=f"{adds:,}", months=months)
    if held:
        stays = ngettext(
            "{count} month stays as it is; the list says why.",
            "{count} months stay as they are; the list says why.",
            held,
        )
        text += " " + stays.format(count=held)
    return text


def _held(dry: DryRun) -> int:
    """The months that the files have values for and that would stay as they are, for a reason people should see."""
    changed = {(one.point.no, one.new.span) for one in dry.changes}
    held = [one for one in dry.months if one.state in ("overlaps", "typed", "frozen")]
    return sum((one.point.no, one.new.span) not in changed for one in held)


def problem_rows(file: FileReading) -> Iterable[ProblemRow]:
    """The problems of a file's lines, in words."""
    for one in sorted(file.problems.kept, key=lambda row: (row.line, row.column)):
        yield ProblemRow(file.source.name, one.line, one.column, one.text, one.code, problem_words(one))


def problem_words(one: RowProblem) -> str:
    """What is wrong with a line, and what to do."""
    return words.sentence(one.code, one.text, one.facts)


def _file(one: FileReading) -> ImportFileRow:
    return ImportFileRow(
        file=one.source.name,
        lines=one.lines,
        values=sum(len(column.series) for column in one.columns),
        problems=one.problems.count,
        notes=tuple(_notes(one)),
    )


def _notes(one: FileReading) -> Iterable[str]:
    left = one.left
    if left.missing:
        yield ngettext(
            "{count} cell says there is no value.", "{count} cells say there is no value.", left.missing
        ).format(count=f"{left.missing:,}")
    if left.empty or left.comments:
        yield _("Left out: {empty} empty lines, {comments} comments.").format(
            empty=f"{left.empty:,}", comments=f"{left.comments:,}"
        )
    for row in left.footer:
        yield _("Line {line} is not a value and was left out: “{text}”").format(line=row.line, text=row.text)
    if left.noise:
        yield _("The noise of binary numbers was cut off in {count} cells.").format(count=f"{left.noise:,}")
    if any(column.reordered for column in one.columns):
        yield _("The lines were not in the order of time; they are stored in it.")
    latest = max((column.series.last for column in one.columns if len(column.series)), default=None)
    if latest is not None and latest > seconds(clock.now()):
        yield _(
            "The latest value is of {when}, and that has not come yet. Check the order of day and month, "
            "and the clock of the logger."
        ).format(when=local_text(one.mapping.zone, latest))
    repeated = sum(column.repeated for column in one.columns)
    if repeated:
        yield _("{count} lines say the same again and count once.").format(count=f"{repeated:,}")


def _point(one: Compared) -> PointImport:
    column, found, zone = one.column, one.comparison, one.zone
    return PointImport(
        point=one.point,
        file=one.file,
        first=local_text(zone, column.series.first),
        last=local_text(zone, column.series.last),
        values=len(column.series),
        fresh=found.fresh,
        equal=found.equal,
        different=found.different,
        differences=tuple(
            DifferenceRow(
                local_text(zone, at), f"{decimal_of(old, found.scale):f}", f"{decimal_of(new, found.scale):f}"
            )
            for at, old, new in found.examples
        ),
        replaces=one.replaces,
        inside=one.inside,
    )


def _fall(one: Fall) -> FallRow:
    text = _("The register falls from {before} to {after}.").format(before=_plain(one.before), after=_plain(one.after))
    return FallRow(
        point=one.point,
        file=one.file,
        line=one.line,
        at=moment(one.instant).isoformat(),
        when=local_text(one.zone, one.instant),
        before=_plain(one.before),
        after=_plain(one.after),
        words=text,
    )


def _plain(value: Decimal) -> str:
    return f"{value:f}"


def _month(one: MonthChange, *, typed: bool) -> MonthRow:
    text = _(_TYPED_GOES) if one.state == "typed" and typed else _(STATE_WORDS[one.state])
    if one.other is not None:
        text = _("{words}: {span}").format(words=text, span=span_words(one.other.span))
    return MonthRow(
        point=one.point.no,
        span=one.new.span,
        label=month_label(one.new.span),
        before=_shown(one.old or one.other),
        after=_shown(one.new),
        state=one.state,
        words=text,
        notes=tuple(logged_notes(one.new.logged)) if one.new.logged else (),
    )


def _shown(one: Reading | None) -> str:
    return f"{number(one.quantity.value)} {one.quantity.unit}" if one is not None and one.quantity else ""
