"""An absurd number is refused where numbers are read; a workspace that holds one from before opens and reports."""

from __future__ import annotations

from pathlib import Path

import pytest
from helpers.road import PROJECT, signed_package

from jcm_desktop.calculation.case import read_case
from jcm_desktop.domain import quantity
from jcm_desktop.domain.errors import UserError
from jcm_desktop.services import (
    checking,
    dossiers,
    entry,
    findings_list,
    overview,
    plan_shape,
    planning,
    reporting,
    results,
    samples,
)
from jcm_desktop.services.entry_grid import grid
from jcm_desktop.services.session import Session
from jcm_desktop.services.verification import verify_file
from jcm_desktop.services.views import CellEdit

SPAN = samples.sample(PROJECT).period
MONTHS = list(SPAN.months())
ABSURD = "9" * 40
CASE = Path(__file__).parents[1] / "methodologies" / "cases" / "ID003-freezer.yaml"


def typed(session: Session, text: str) -> None:
    session.run(entry.enter_cells, PROJECT, SPAN, (CellEdit("(1)", MONTHS[2], text),))


def stored(session: Session) -> set[str]:
    return {one.typed for one in session.run(dossiers.load, PROJECT, SPAN).dossier.readings}


def test_it_is_no_reading_but_a_text_to_put_right(session: Session) -> None:
    before = stored(session)
    typed(session, ABSURD)
    assert stored(session) == before
    (finding,) = session.run(reporting.report_page, PROJECT, SPAN).blockers
    assert finding.code == "VAL-01"


def test_it_is_refused_in_fields_of_the_plan(session: Session) -> None:
    fixed = ("EF_RE[pv-1]", ABSURD, "tCO2/MWh", "a letter", "p. 1")
    with pytest.raises(UserError) as raised:
        session.run(planning.set_fixed_value, PROJECT, *fixed)
    assert raised.value.code == "number.too_large"
    with pytest.raises(UserError) as raised:
        session.run(plan_shape.set_yearly_estimate, PROJECT, ABSURD, "a letter, p. 1")
    assert raised.value.code == "number.too_large"


def test_a_case_file_has_the_same_limit() -> None:
    text = CASE.read_text()
    read_case(text.replace('value: "135"', f'value: "{"9" * quantity.WHOLE_DIGITS}"'), "case.yaml")
    for digits in (quantity.WHOLE_DIGITS + 1, 40):
        with pytest.raises(UserError) as raised:
            read_case(text.replace('value: "135"', f'value: "{"9" * digits}"'), "case.yaml")
        assert raised.value.code == "number.too_large"
        assert raised.value.place.startswith("case.yaml:")


@pytest.mark.parametrize("still_there", [False, True])
def test_one_from_before_does_not_stop_the_pages_nor_the_report(
    session: Session, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, still_there: bool
) -> None:
    with monkeypatch.context() as earlier:
        earlier.setattr(quantity, "WHOLE_DIGITS", quantity.MAX_DIGITS)  # as it was stored once
        typed(session, ABSURD)
    if not still_there:
        typed(session, "1234")
    assert f"{ABSURD} MWh" in stored(session)
    session.run(overview.start_page)
    assert session.run(grid, PROJECT, SPAN).rows
    checks = session.run(checking.checks_page, PROJECT, SPAN)
    assert not [one for one in checks.findings if one.severity == "crashed"]
    assert session.run(results.result_page, PROJECT, SPAN).claimed
    for ending in (".pdf", ".xlsx"):
        session.run(findings_list.export_findings, PROJECT, SPAN, str(tmp_path / f"list{ending}"))
    for one in checks.findings:
        if one.needs_reason:
            session.run(checking.give_reason, PROJECT, SPAN, one.code, one.place, "An absurd number from before.")
    if session.run(reporting.report_page, PROJECT, SPAN).ready:
        assert verify_file(str(signed_package(session))).answers
    else:
        assert still_there
