"""Missing data: state why a cell has no reading and what its days count as, with what that costs in tonnes."""

from __future__ import annotations

from decimal import Decimal

import msgspec

from jcm_desktop.domain.declaration import Cause, MissingData, Treatment
from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.period import Span
from jcm_desktop.domain.plan import MonitoringPoint
from jcm_desktop.domain.reading import Reading
from jcm_desktop.i18n import _
from jcm_desktop.services.dossiers import Loaded, load
from jcm_desktop.services.entry import perform
from jcm_desktop.services.entry_sheet import Sheet
from jcm_desktop.services.entry_views import CauseChoice, CellEdit, Edit, MissingView, Stated
from jcm_desktop.services.formatting import month_label, number, signed_tonnes
from jcm_desktop.services.session import Session
from jcm_desktop.services.views import Changes
from jcm_desktop.validation.kinds.readings import CAUSE_WORDS
from jcm_desktop.validation.kinds.usual import claim_with_usual, usual_reading
from jcm_desktop.validation.runner import CheckContext


def missing_page(session: Session, project: str, span: Span, point: str, days: Span) -> MissingView:
    """What can be stated about a cell; UserError `entry.unknown_point`."""
    loaded = load(session, project, span)
    known = _point(loaded, point)
    stated = _stated(loaded, point, days)
    lost = claim_with_usual(loaded.assessment.context, known, days)
    return MissingView(
        point=point,
        span=days,
        causes=tuple(CauseChoice(cause, _capital(_(CAUSE_WORDS[cause]))) for cause in Cause),
        cause=stated.cause if stated else None,
        treatment=stated.treatment if stated else Treatment.NOTHING,
        text=stated.text if stated else "",
        cost=_cost(lost),
        blocks=lost is not None and lost < 0,
    )


def _cost(lost: Decimal | None) -> str:
    if lost is None:
        return _("What it costs cannot be computed yet.")
    if lost < 0:
        words = _("Without a value the claim would be {tonnes} too high, so a careful value is needed.")
        return words.format(tonnes=signed_tonnes(-lost).lstrip("+"))
    return _("Effect on the claim, against the usual value: {tonnes}").format(tonnes=signed_tonnes(-lost))


def state_missing(
    session: Session,
    project: str,
    span: Span,
    point: str,
    days: Span,
    cause: Cause,
    treatment: Treatment = Treatment.NOTHING,
    text: str = "",
    value: str = "",
) -> Changes:
    """State why there is no reading. With a careful `value` in its place, that is entered and says what it is.

    UserErrors `missing.has_value`, `missing.value_needed`, `missing.not_careful`, and as of `entry.enter_cells`.
    """
    loaded = load(session, project, span)
    known = _point(loaded, point)
    stated = MissingData(
        point=point, first=days.first, last=days.last, cause=cause, treatment=treatment, text=text.strip()
    )
    sheet = Sheet(loaded.dossier, loaded.definition)
    if treatment is Treatment.NOTHING:
        if sheet.reading(point, days) is not None:
            raise UserError("missing.has_value", f"{point} {month_label(days)}")
        return perform(session, project, span, (CellEdit(point, days, ""), Stated(stated)))
    if not value.strip():
        raise UserError("missing.value_needed", point)
    typed = f"={value}" if sheet.register_unit(known, days) else value
    quantity, _register, _typed = sheet.value_of(known, days, typed, "")
    careful = Reading("careful", point, days.first, days.last, quantity)
    _refuse_careless(loaded.assessment.context, known, careful)
    note = f"Careful value in place of a missing one: {CAUSE_WORDS[cause]}"
    edits: tuple[Edit, ...] = (CellEdit(point, days, typed, note=note), Stated(stated))
    return perform(session, project, span, edits)


def withdraw_missing(session: Session, project: str, span: Span, point: str, days: Span) -> Changes:
    """Take back what was stated about a cell; nothing happens where nothing was.

    A careful value in its place goes in the same step: nobody measured it, so without the statement it is no reading.
    """
    loaded = load(session, project, span)
    stated = _stated(loaded, point, days)
    if stated is None:
        return Changes(frozenset())
    back = MissingData(
        point=point, first=stated.first, last=stated.last, cause=stated.cause, treatment=stated.treatment,
        text=stated.text, withdrawn=True,
    )  # fmt: skip
    careful = stated.treatment is not Treatment.NOTHING
    if not careful or Sheet(loaded.dossier, loaded.definition).reading(point, stated.span) is None:
        return perform(session, project, span, (Stated(back),))
    done = perform(session, project, span, (CellEdit(point, stated.span, ""), Stated(back)))
    too = _("The careful value in its place is gone, too. Enter what was really measured, or state the gap again.")
    return msgspec.structs.replace(done, message=f"{done.message}. {too}")


def _refuse_careless(context: CheckContext, point: MonitoringPoint, careful: Reading) -> None:
    """A value in place of a missing one must not claim more than the usual one would."""
    usual = usual_reading(context, point, careful.span)
    counted = context.dossier.counted_readings
    others = tuple(one for one in counted if (one.point, one.span) != (careful.point, careful.span))
    if usual is None or careful.quantity is None:
        return
    with_usual, found = context.recalculated((*others, usual)), context.recalculated((*others, careful))
    if with_usual is not None and found is not None and found.reductions > with_usual.reductions:
        value = f"{number(careful.quantity.value)} {careful.quantity.unit}"
        more = number(found.reductions - with_usual.reductions, 1)
        raise UserError("missing.not_careful", point.no, value=value, tonnes=f"{more} t")


def _stated(loaded: Loaded, point: str, days: Span) -> MissingData | None:
    for one in loaded.dossier.declarations:
        if isinstance(one, MissingData) and one.point == point and one.span.overlaps(days):
            return one
    return None


def _point(loaded: Loaded, no: str) -> MonitoringPoint:
    for one in loaded.dossier.plan.points:
        if one.no == no:
            return one
    raise UserError("entry.unknown_point", no)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
