"""The ex-ante estimate of each calendar year, as the table of the registered document has it."""

from __future__ import annotations

from decimal import Decimal

import msgspec

from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.plan import Plan, YearEstimate
from jcm_desktop.domain.quantity import common_sign, parse_number
from jcm_desktop.i18n import _
from jcm_desktop.services.formatting import plain_number
from jcm_desktop.services.plan_store import plan_of, save_plan
from jcm_desktop.services.plan_views import EstimateTexts
from jcm_desktop.services.session import Session
from jcm_desktop.services.views import Changes, Kind

YEARS = range(2000, 2101)
ROUNDED = Decimal(1)  # tonnes by which a table of whole tonnes may miss its own difference


def estimate_texts(plan: Plan) -> tuple[EstimateTexts, ...]:
    """The table as a form shows it."""
    return tuple(
        (str(one.year), _text(one.reference), _text(one.project), _text(one.reductions)) for one in plan.estimates
    )


def _text(value: Decimal | None) -> str:
    return "" if value is None else plain_number(value)


def set_year_estimates(session: Session, project: str, rows: tuple[EstimateTexts, ...]) -> Changes:
    """Enter the table of calendar years in place of the one before; empty lines are left out.

    Reductions that are not typed are the difference of both emissions. The numbers are read as the clear ones among
    them are written, else as the English document writes them: 1,234.5. The form shows them again without groups.
    UserErrors: `plan.estimate_year`, `plan.estimate_twice`, `plan.estimate_missing`, `plan.estimate_negative`,
    `plan.estimate_difference`, number.*, those of a locked plan.
    """
    plan, _definition = plan_of(session, project)
    filled = [one for one in rows if any(text.strip() for text in one)]
    sign = common_sign(text for one in filled for text in one[1:]) or "."
    table = sorted((_estimate(one, sign) for one in filled), key=lambda one: one.year)
    years = [one.year for one in table]
    for year in years:
        if years.count(year) > 1:
            raise UserError("plan.estimate_twice", str(year))
    changed = msgspec.structs.replace(plan, estimates=tuple(table))
    save_plan(session, project, changed, "estimates", {"estimates": table})
    return Changes(frozenset({Kind.PLAN, Kind.READINGS}), _("Saved: the estimate of each year"))


def _estimate(texts: EstimateTexts, sign: str) -> YearEstimate:
    year, reference, project, reductions = (text.strip() for text in texts)
    if not (year.isascii() and year.isdigit() and int(year) in YEARS):
        raise UserError("plan.estimate_year", year or "?")
    before, after, saved = (parse_number(text, sign) if text else None for text in (reference, project, reductions))
    if any(one is not None and one < 0 for one in (before, after, saved)):
        raise UserError("plan.estimate_negative", year)
    if before is not None and after is not None:
        difference = before - after
        if saved is None and difference >= 0:
            saved = difference
        if saved is None or abs(difference - saved) > ROUNDED:
            shown = "" if saved is None else plain_number(saved)
            raise UserError("plan.estimate_difference", year, found=shown or "-", wanted=plain_number(difference))
    if saved is None:
        raise UserError("plan.estimate_missing", year)
    return YearEstimate(int(year), saved, before, after)
