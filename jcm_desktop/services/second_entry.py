"""Second entry: every n-th cell is typed again without seeing it; a difference is told and kept with both values.

Which cells is drawn once, from a seed that is stored, so that anybody can draw them
again. What was typed and how it compared stays as a statement with its event.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from hashlib import sha256

from jcm_desktop.domain.declaration import SecondEntry, SecondEntrySample
from jcm_desktop.domain.dossier import Dossier
from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.period import Span
from jcm_desktop.domain.reading import Reading
from jcm_desktop.i18n import N_, _, ngettext
from jcm_desktop.services import entry
from jcm_desktop.services.declaring import declare
from jcm_desktop.services.dossiers import earlier_readings, load_dossier
from jcm_desktop.services.entry_sheet import Sheet
from jcm_desktop.services.entry_views import AskedCell, CellEdit, ComparedCell, SecondView
from jcm_desktop.services.formatting import month_label, short_number
from jcm_desktop.services.planning import point_rows
from jcm_desktop.services.session import Session
from jcm_desktop.services.views import Changes, PointRow

MOST = 99
SEEDS = 10**9
CORRECTED = N_("Corrected after the second entry")


def drawn(cells: Sequence[str], every: int, seed: int) -> tuple[str, ...]:
    """Every n-th of the cells, from a first one that the seed gives; the same for everybody."""
    start = int.from_bytes(sha256(str(seed).encode()).digest(), "big") % every
    return tuple(cells[start::every]) or tuple(cells[:1])


def second_page(session: Session, project: str, span: Span) -> SecondView:
    """What is still to be typed a second time, and how the rest compared."""
    dossier, definition = load_dossier(session, project, span)
    rows = {one.no: one for one in point_rows(dossier, definition)}
    sample = _sample(dossier)
    if sample is None:
        return SecondView(project, span, 0, (), (), _("No cell was typed a second time yet."))
    wanted = set(sample.cells)
    counted = {_subject(one): one for one in dossier.active_readings if _subject(one) in wanted}
    done = {one.subject: one for one in dossier.declarations if isinstance(one, SecondEntry)}
    in_order = _in_order(counted.values(), rows)
    asked = tuple(_asked(rows, one) for one in in_order if _subject(one) not in done)
    compared = tuple(_compared(one, done[_subject(one)]) for one in in_order if _subject(one) in done)
    different = sum(not one.same for one in compared)
    return SecondView(project, span, sample.every, asked, compared, _words(len(compared), different, len(asked)))


def _words(done: int, different: int, left: int) -> str:
    words = [ngettext("{count} cell typed twice", "{count} cells typed twice", done).format(count=done)]
    if different:
        words.append(ngettext("{count} differs", "{count} differ", different).format(count=different))
    elif done:
        words.append(_("all the same"))
    if left:
        words.append(ngettext("{count} left", "{count} left", left).format(count=left))
    return ", ".join(words)


def begin(session: Session, project: str, span: Span, every: int, seed: int | None = None) -> Changes:
    """Draw the cells; UserErrors `second.bad_share`, `second.nothing`, `period.frozen`."""
    if not 1 <= every <= MOST:
        raise UserError("second.bad_share", str(every))
    dossier, definition = load_dossier(session, project, span)
    rows = {one.no: one for one in point_rows(dossier, definition)}
    known = [_subject(one) for one in _in_order(dossier.active_readings, rows)]
    if not known:
        raise UserError("second.nothing", str(span))
    chosen = secrets.randbelow(SEEDS) if seed is None else seed
    return declare(
        session, project, span, SecondEntrySample(every=every, seed=chosen, cells=drawn(known, every, chosen))
    )


def compare(session: Session, project: str, span: Span, point: str, days: Span, text: str) -> ComparedCell:
    """Compare what was typed a second time with what counts, and keep both.

    UserErrors `second.not_asked`, and as of a typed value: number.*, unit.*, register.*.
    """
    dossier, definition = load_dossier(session, project, span)
    sheet = Sheet(dossier, definition, lambda: earlier_readings(session, project, span))
    sample, reading = _sample(dossier), sheet.reading(sheet.point(point).no, days)
    if sample is None or reading is None or reading.quantity is None or _subject(reading) not in sample.cells:
        raise UserError("second.not_asked", f"{point} {month_label(days)}")
    typed = text if reading.register or not sheet.register_unit(sheet.point(point), days) else f"={text}"
    quantity, register, kept = sheet.value_of(sheet.point(point), days, typed, "")
    second = SecondEntry(
        point=point,
        first=days.first,
        last=days.last,
        reading=reading.id,
        typed=kept,
        value=quantity.value,
        unit=quantity.unit,
        same=(quantity, register) == (reading.quantity, reading.register),
    )
    declare(session, project, span, second)
    return _compared(reading, second)


def take_second(session: Session, project: str, span: Span, point: str, days: Span, text: str) -> Changes:
    """The second value is the right one: correct the cell; errors as of `entry.enter_cells`."""
    return entry.enter_cells(session, project, span, (CellEdit(point, days, text),), reason=CORRECTED)


def _sample(dossier: Dossier) -> SecondEntrySample | None:
    return next((one for one in dossier.declarations if isinstance(one, SecondEntrySample)), None)


def _subject(reading: Reading) -> str:
    return f"{reading.point} {reading.span}"


def _in_order(readings: Iterable[Reading], rows: dict[str, PointRow]) -> list[Reading]:
    """By month, then as the points stand in the plan."""
    places = {no: at for at, no in enumerate(rows)}
    known = [one for one in readings if one.point in places]
    return sorted(known, key=lambda one: (one.first, one.last, places[one.point]))


def _asked(rows: dict[str, PointRow], one: Reading) -> AskedCell:
    row = rows[one.point]
    unit = one.register.unit if one.register else row.unit
    return AskedCell(one.point, row.symbol, row.label, unit, one.span, month_label(one.span))


def _compared(reading: Reading, second: SecondEntry) -> ComparedCell:
    same = second.same
    if reading.id != second.reading and reading.quantity:  # corrected since
        same = (reading.quantity.value, reading.quantity.unit) == (second.value, second.unit)
    first = f"{short_number(reading.quantity.value)} {reading.quantity.unit}" if reading.quantity else ""
    return ComparedCell(
        point=reading.point,
        span=reading.span,
        month=month_label(reading.span),
        first=first,
        second=f"{short_number(second.value)} {second.unit}",
        second_text=second.typed,
        same=same,
    )
