"""Rules about the result. The engine should never break them; a changed file or a mistake of ours would."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_FLOOR, Decimal

from jcm_desktop import words
from jcm_desktop.calculation.result import Result
from jcm_desktop.domain.estimates import expected_reductions
from jcm_desktop.domain.finding import Place
from jcm_desktop.domain.quantity import to_places
from jcm_desktop.formulas.parse import parse
from jcm_desktop.formulas.tree import Binary, Name
from jcm_desktop.i18n import N_
from jcm_desktop.validation.catalogue import Check
from jcm_desktop.validation.context import CheckContext, Hit, Kind, share, shown
from jcm_desktop.validation.kinds.readings import slips

_RESULT = Place("result")
# A vintage is printed with 28 digits; what is lost of a division that never ends is less than this.
_LAST_DIGITS = Decimal("1e-15")
_OTHER_PARTS = N_("the result has figures of {found}, the plan follows {wanted}")
_REFERENCE = N_("reference emissions of {found} t, the methodologies together {wanted} t")
_PROJECT = N_("project emissions of {found} t, the methodologies together {wanted} t")
_REDUCTIONS = N_("emission reductions of {found} t, the methodologies together {wanted} t")
_CLAIM = N_("a claim of {found} t, the methodologies together {wanted} t")


def computable(context: CheckContext, _check: Check) -> Iterator[Hit]:
    """There is a result; a fixed value not entered yet is PAR-06's matter."""
    error = context.result_error
    if error is not None and error.code != "formula.missing_value":
        yield Hit(_RESULT, {"detail": words.sentence(error.code, error.place, error.facts)})


def vintage_rows(context: CheckContext, _check: Check) -> Iterator[Hit]:
    """Each calendar year touched has its row."""
    if context.result is None:
        return
    wanted = [year for year, _ in context.dossier.period.years()]
    found = [one.year for one in context.result.vintages]
    if wanted != found:
        yield Hit(_RESULT, {"found": ", ".join(map(str, found)), "wanted": ", ".join(map(str, wanted))})


def vintages_add_up(context: CheckContext, _check: Check) -> Iterator[Hit]:
    """The yearly reductions add up to the period's, the yearly claims to the claim."""
    if context.result is None:
        return
    exact = sum((one.reductions for one in context.result.vintages), Decimal(0))
    claimed = sum(one.claimed for one in context.result.vintages)
    if abs(exact - context.result.reductions) > _LAST_DIGITS:
        yield Hit(_RESULT, {"found": shown(exact), "wanted": shown(context.result.reductions)})
    elif claimed != context.result.claimed:
        yield Hit(_RESULT, {"found": str(claimed), "wanted": str(context.result.claimed)})


def difference(context: CheckContext, _check: Check) -> Iterator[Hit]:
    """Reductions are reference minus project emissions; where the methodology takes a deduction off, not more."""
    whole = parse(context.definition.formulas["ER"]) == Binary("-", Name("RE"), Name("PE"))
    for one in context.result.vintages if context.result else ():
        wanted = one.reference - one.project
        too_much, too_little = one.reductions - wanted > _LAST_DIGITS, wanted - one.reductions > _LAST_DIGITS
        if (whole and (too_much or too_little)) or (too_much and wanted >= 0):
            facts = {"year": str(one.year), "found": shown(one.reductions), "wanted": shown(wanted)}
            yield Hit(_RESULT, facts)


def rounded_down(context: CheckContext, _check: Check) -> Iterator[Hit]:
    """Never up, and never further down than one tonne; each of several methodologies on its own."""
    for one in context.result.vintages if context.result else ():
        for part in one.parts or (one,):
            if part.claimed != part.reductions.to_integral_value(ROUND_FLOOR):
                facts = {"year": str(one.year), "claimed": str(part.claimed), "exact": shown(part.reductions)}
                yield Hit(_RESULT, facts)


def parts_add_up(context: CheckContext, _check: Check) -> Iterator[Hit]:
    """Each of several methodologies has its own figures in each year, and the totals are their sums."""
    wanted = [head.ref for head in context.definition.parts]
    for one in context.result.vintages if context.result else ():
        facts = {"year": str(one.year)}
        if [part.methodology for part in one.parts] != wanted:
            found = ", ".join(str(part.methodology) for part in one.parts)
            yield Hit(
                _RESULT, {**facts, "problem": _OTHER_PARTS, "found": found, "wanted": ", ".join(map(str, wanted))}
            )
        elif one.parts:
            for words, own, sums in (
                (_REFERENCE, one.reference, [part.reference for part in one.parts]),
                (_PROJECT, one.project, [part.project for part in one.parts]),
                (_REDUCTIONS, one.reductions, [part.reductions for part in one.parts]),
                (_CLAIM, Decimal(one.claimed), [Decimal(part.claimed) for part in one.parts]),
            ):
                if abs(own - sum(sums)) > _LAST_DIGITS * len(sums):
                    facts |= {"problem": words, "found": shown(own), "wanted": shown(sum(sums, Decimal(0)))}
                    yield Hit(_RESULT, facts)


def _every_point_has_a_value(context: CheckContext) -> bool:
    return all(context.readings(point) for point in context.dossier.plan.points)


def nothing_to_claim(context: CheckContext, _check: Check) -> Iterator[Hit]:
    """Issuance needs a positive amount. Asked once every point has a value."""
    if context.result is not None and context.result.claimed <= 0 and _every_point_has_a_value(context):
        yield Hit(_RESULT, {"claimed": str(context.result.claimed)})


def year_at_a_loss(context: CheckContext, _check: Check) -> Iterator[Hit]:
    """A year below zero makes the claim of the others smaller: seldom meant, so somebody says why."""
    if context.result is None or context.result.claimed <= 0 or not _every_point_has_a_value(context):
        return
    for one in context.result.vintages:
        if one.reductions < 0:
            place = Place("result", first=one.span.first.isoformat(), last=one.span.last.isoformat())
            yield Hit(place, {"year": str(one.year), "found": shown(one.reductions)})


def above_estimate(context: CheckContext, check: Check) -> Iterator[Hit]:
    """The claim is well above what the plan expects of the period's days.

    Where a value is most likely a slip of its unit, another check asks about that; here the claim without it counts.
    """
    dossier, result = context.dossier, without_slips(context)
    expected = expected_reductions(dossier.plan, dossier.project, dossier.period)
    if result is None or not expected:
        return
    claimed = Decimal(result.claimed)
    if claimed * 100 > expected * (100 + check.params["percent"]):
        facts = {
            "claimed": shown(claimed),
            "expected": shown(to_places(expected, 0)),
            "percent": share(claimed, expected),
        }
        yield Hit(_RESULT, facts, expected.to_integral_value(ROUND_FLOOR) - claimed)


def without_slips(context: CheckContext) -> Result | None:
    """The result without values that are most likely slips of their unit."""
    left_out = slips(context)
    if not left_out or context.result is None:
        return context.result
    counted = context.dossier.counted_readings
    return context.recalculated(tuple(one for one in counted if one.id.partition(":")[0] not in left_out))


def small_claim(context: CheckContext, check: Check) -> Iterator[Hit]:
    """One tonne was issued once: small is not wrong."""
    if context.result is not None and 0 < context.result.claimed < check.params["tonnes"]:
        yield Hit(_RESULT, {"claimed": str(context.result.claimed)})


ALL: tuple[Kind, ...] = (
    computable,
    vintage_rows,
    vintages_add_up,
    difference,
    rounded_down,
    parts_add_up,
    nothing_to_claim,
    year_at_a_loss,
    above_estimate,
    small_claim,
)
