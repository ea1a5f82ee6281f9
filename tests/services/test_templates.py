"""The approved workbook from a project's data: what fits, what is written, and what stops it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from helpers.official_book import solar_book
from helpers.road import PROJECT

from jcm_desktop.domain.errors import JcmError
from jcm_desktop.services import samples, templates
from jcm_desktop.services.session import Session
from jcm_desktop.services.views import AnswerState

SPAN = samples.sample(PROJECT).period


@pytest.fixture
def approved(tmp_path: Path) -> str:
    path = tmp_path / "approved.xlsx"
    path.write_bytes(solar_book())
    return str(path)


def code_of(session: Session, use_case: Any, *arguments: object) -> str:
    with pytest.raises(JcmError) as caught:
        session.run(use_case, PROJECT, SPAN, *arguments)
    return caught.value.code


def test_each_year_is_filled_and_its_formulas_give_our_tonnes(session: Session, approved: str, tmp_path: Path) -> None:
    view = session.run(templates.template_page, PROJECT, SPAN, approved)
    assert (view.year, view.years, view.lacking) == (2019, (2019, 2020), 0)
    for year in view.years:
        out = str(tmp_path / f"{year}.xlsx")
        found = session.run(templates.save_filled, PROJECT, SPAN, approved, year, out)
        assert found.state is AnswerState.GOOD
        assert {one.state for one in found.results} == {AnswerState.GOOD}
        assert Path(out).read_bytes() == session.run(templates.fill_template, PROJECT, SPAN, approved, year)
        later = session.run(templates.compare_filled, PROJECT, SPAN, approved, year, out)
        assert {one.code for one in later.findings} == {"ER-02"}  # nobody has recalculated it yet
        assert later.state is AnswerState.BAD


def test_what_stops_it_is_said_and_nothing_is_written(
    session: Session, approved: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out.xlsx"
    assert code_of(session, templates.template_page, str(tmp_path / "none.xlsx")) == "file.missing"
    assert code_of(session, templates.template_page, approved, 1999) == "template.no_such_year"
    assert code_of(session, templates.save_filled, approved, 2019, approved) == "template.on_itself"
    other = tmp_path / "other.xlsx"
    openpyxl.Workbook().save(other)
    view = session.run(templates.template_page, PROJECT, SPAN, str(other))
    assert (view.fitting, view.lacking) == (0, 2)
    assert code_of(session, templates.save_filled, str(other), 2019, str(out)) == "template.nothing_fits"

    class OpenElsewhereError(OSError):
        winerror = 32

    def locked(*_arguments: object) -> None:
        raise OpenElsewhereError(13, "The process cannot access the file")

    with monkeypatch.context() as patched:
        patched.setattr("jcm_desktop.files.os.replace", locked)
        assert code_of(session, templates.save_filled, approved, 2019, str(out)) == "storage.locked"
    assert not out.exists()
    assert not list(tmp_path.glob("*.new"))
