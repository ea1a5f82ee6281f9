"""A line whose grid factor and resistance are monitored: means, not amounts. Two years, made up."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

from jcm_desktop.calculation.case import Case, read_case
from jcm_desktop.domain.declaration import AcceptedCorrection
from jcm_desktop.domain.dossier import Dossier
from jcm_desktop.domain.project import Project

FACTOR = """
    - {first: 2018-07-01, last: 2018-10-31, value: "1.00", unit: tCO2/MWh}
    - {first: 2018-11-01, last: 2019-03-31, value: "1.06", unit: tCO2/MWh}
    - {first: 2019-04-01, last: 2019-06-30, value: "1.30", unit: tCO2/MWh}
"""
TEXT = """
jcm_case: 1
methodology: MN_AM001
version: "1.0"
period: {first: 2018-07-01, last: 2019-06-30}
sets: {l: [line-1]}
fixed:
  "R_RE[line-1]": {value: "0.12", unit: ohm/km}
monitored:
  "E_sent[line-1]":
    - {first: 2018-07-01, last: 2018-12-31, value: "50000", unit: MWh}
    - {first: 2019-01-01, last: 2019-06-30, value: "40000", unit: MWh}
  "E_rec[line-1]":
    - {first: 2018-07-01, last: 2018-12-31, value: "49000", unit: MWh}
    - {first: 2019-01-01, last: 2019-06-30, value: "39000", unit: MWh}
  "R_PJ[line-1]": {value: "0.10", unit: ohm/km}
  EF_grid: FACTOR
"""


def line(factor: str = FACTOR) -> Case:
    """The case; `factor` are the readings of the grid's emission factor."""
    return read_case(TEXT.replace(" FACTOR", factor), "line.yaml")


def dossier_of(case: Case, *accepted: AcceptedCorrection) -> Dossier:
    """The case as a project's dossier."""
    project = Project("MN005", "A line", "MN", "", case.definition.ref)
    return Dossier(project, case.plan, case.period, case.readings, declarations=accepted)


def correction(point: str = "(4)", percent: str = "2") -> AcceptedCorrection:
    """Readings that hold a day of December 2018 are taken down by some per cent."""
    return AcceptedCorrection(
        at=datetime(2020, 1, 1, tzinfo=UTC),
        by="Bat",
        point=point,
        meter="M-1",
        first=date(2018, 12, 1),
        last=date(2018, 12, 31),
        percent=Decimal(percent),
        adds=False,
        basis="CAL-02",
    )
