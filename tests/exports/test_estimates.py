"""The estimate of each calendar year in the report: table, comparison of the claim, and not in a public copy."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from helpers.dossiers import changed, report_of, sample_dossier
from helpers.insides import inside_pdf
from helpers.judges import need

from jcm_desktop.domain.confidential import Mark, Secret
from jcm_desktop.domain.dossier import Dossier
from jcm_desktop.domain.plan import YearEstimate
from jcm_desktop.exports.copies import full_copy, public_of
from jcm_desktop.exports.pdf import write_pdf
from jcm_desktop.exports.workbook import write_workbook

TABLE = (YearEstimate(2019, Decimal(9683), Decimal(9791), Decimal(108)), YearEstimate(2020, Decimal(20_317)))


def with_table(*marks: Mark) -> Dossier:
    dossier = sample_dossier()
    project = changed(dossier.project, confidential=marks)
    return changed(dossier, project=project, plan=changed(dossier.plan, estimates=TABLE))


def words(dossier: Dossier, folder: Path, *, public: bool = False) -> tuple[str, str]:
    """The text of the report's pages, and everything that is inside its file."""
    need("pdftotext")
    report, key = report_of(dossier), bytes(range(32))
    copy = public_of(report, key) if public else full_copy(report, key)
    parts = list(inside_pdf(write_pdf(copy.report, write_workbook(copy.report), copy.data).pdf, folder))
    page = next(text for kind, text in parts if kind == "text")
    return " ".join(page.split()), "\n".join(text for _kind, text in parts)


def test_table_and_comparison_stand_in_the_report(tmp_path: Path) -> None:
    found, _inside = words(with_table(), tmp_path)
    assert "Estimated emission reductions in each calendar year" in found
    assert "2019 9,791 108 9,683" in found
    assert "By its table of calendar years the plan expects 30,000 tCO" in found


def test_a_copy_that_withholds_a_point_does_not_tell_the_years(tmp_path: Path) -> None:
    _page, inside = words(with_table(Mark(Secret.POINT, "(1)")), tmp_path, public=True)
    for number in ("9,683", "9683", "9,791", "20,317", "20317"):
        assert number not in inside
