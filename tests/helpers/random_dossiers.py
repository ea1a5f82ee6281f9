"""A dossier for any definition: made-up units, options and values, the same for the same seed."""

from __future__ import annotations

import itertools
import random
from datetime import date
from decimal import Decimal

from jcm_desktop.domain.dossier import Dossier
from jcm_desktop.domain.period import Span
from jcm_desktop.domain.plan import FixedValue, IndexSet, MonitoringPoint, Plan
from jcm_desktop.domain.project import Project
from jcm_desktop.domain.quantity import Quantity
from jcm_desktop.domain.reading import Reading
from jcm_desktop.methodologies.schema import Definition, FixedParameter, MonitoredParameter


def random_dossier(definition: Definition, seed: int, members: int = 2, years: int = 1) -> Dossier:
    """Every parameter with a value inside its range, for every unit of every set."""
    dice = random.Random(seed)
    span = Span(date(2022, 1, 1), date(2021 + years, 12, 31))
    sets = tuple(IndexSet(name, tuple(f"{name}-{at + 1}" for at in range(members))) for name in definition.sets)
    by_name = {one.name: one.members for one in sets}
    points = []
    readings = []
    for name, parameter in definition.monitored.items():
        for index in itertools.product(*(by_name[one] for one in parameter.over)):
            no = f"({len(points) + 1})"
            points.append(MonitoringPoint(no, name, parameter.unit, parameter.label, parameter.options[0], index))
            for at, (_, year) in enumerate(span.years()):
                value = Decimal(year.days) if parameter.aggregate == "days" else random_value(dice, parameter)
                quantity = Quantity(value, parameter.unit)
                readings.append(Reading(f"{no}/{at}", no, year.first, year.last, quantity))
    fixed = tuple(
        FixedValue(name, Quantity(random_value(dice, one), one.unit), one.label, index, "constructed")
        for name, one in definition.fixed.items()
        for index in itertools.product(*(by_name[part] for part in one.over))
    )
    plan = Plan(methodology=definition.ref, sets=sets, points=tuple(points), fixed=fixed)
    project = Project("CASE", definition.title, definition.country, "", definition.ref)
    return Dossier(project=project, plan=plan, period=span, readings=tuple(readings))


def random_value(dice: random.Random, parameter: FixedParameter | MonitoredParameter) -> Decimal:
    """A value inside the range: small where the range is, whole for what is counted."""
    low = parameter.range.min if parameter.range.min is not None else Decimal(-50)
    high = parameter.range.max if parameter.range.max is not None else max(low, Decimal(0)) + 1000
    share = Decimal(dice.randint(1, 9999)) / 10_000
    return (low + (high - low) * share).quantize(Decimal("0.0001")) or Decimal(1)
