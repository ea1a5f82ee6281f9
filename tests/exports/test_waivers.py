"""Waivers in the report: the finding with its authority, the statement with place and days; public without names."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from helpers.dossiers import changed, report_of, sample_dossier
from helpers.insides import inside_pdf
from helpers.judges import need
from helpers.windows import there

from jcm_desktop.domain.confidential import Mark, Secret
from jcm_desktop.domain.declaration import Waiver
from jcm_desktop.domain.dossier import Dossier
from jcm_desktop.domain.finding import Severity
from jcm_desktop.exports.copies import CopyOf, full_copy, public_of
from jcm_desktop.exports.pdf import write_pdf
from jcm_desktop.exports.workbook import write_workbook

KEY = bytes(range(32))
PLACE = "readings/(1)/EG[pv-1]/2019-10-01..2019-10-31"


def waived(*marks: Mark, place: str = PLACE) -> Dossier:
    """The sample with a month far too high that the joint committee lets stand."""
    dossier = sample_dossier()
    one = Waiver(
        code="VAL-04",
        authority="Joint Committee",
        reference="9th meeting",
        reason="It was decided so.",
        place=place,
        valid_until=date(2027, 12, 31),
        by="Saran Ganbold",
        at=datetime(2026, 11, 20, tzinfo=UTC),
    )
    project = changed(dossier.project, confidential=marks)
    readings = list(dossier.readings)
    typed = there(readings[3].quantity)
    high = changed(typed, value=typed.value * 1000)
    readings[3] = changed(readings[3], quantity=high)
    return changed(dossier, project=project, readings=tuple(readings), declarations=(*dossier.declarations, one))


def flat(copy: CopyOf, folder: Path) -> str:
    pdf = write_pdf(copy.report, write_workbook(copy.report), copy.data).pdf
    return "".join(dict(inside_pdf(pdf, folder))["text"].split())


@pytest.mark.judge
def test_a_waiver_says_where_and_until_when(tmp_path: Path) -> None:
    need("pdftotext")
    report = report_of(waived())
    (found,) = [one for one in report.findings if one.code == "VAL-04"]
    assert (found.severity, found.reason) == (Severity.WAIVED, "Joint Committee, 9th meeting: It was decided so.")
    text = flat(full_copy(report, KEY), tmp_path)
    for part in ("Waived:anamedauthorityletsitstand.", "VAL-04Readings(1)2019-10-01…2019-10-31", "until2027-12-31"):
        assert part in text, part
    assert "SaranGanbold,2026-11-20" in text
    everywhere = flat(full_copy(report_of(waived(place="")), KEY), tmp_path)
    assert "VAL-04everywhereintheperiod" in everywhere


@pytest.mark.judge
def test_a_public_copy_does_not_name_who_recorded_it(tmp_path: Path) -> None:
    need("pdftotext")
    report = report_of(waived(Mark(Secret.PEOPLE)))
    public = flat(public_of(report, KEY), tmp_path)
    assert "Ganbold" not in public
    assert "JointCommittee" in public
