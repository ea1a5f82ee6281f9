"""Registers in the report: opening and closing stand in PDF and workbook, and give no withheld value away."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from helpers.dossiers import changed, report_of, sample_dossier
from helpers.insides import inside_pdf, inside_workbook
from helpers.judges import need

from jcm_desktop.domain.confidential import Mark, Secret
from jcm_desktop.domain.declaration import SecondEntry, SecondEntrySample
from jcm_desktop.domain.dossier import Dossier
from jcm_desktop.domain.meter import MeterEvent
from jcm_desktop.domain.quantity import Quantity
from jcm_desktop.domain.register import Register
from jcm_desktop.exports.copies import CopyOf, full_copy, public_of
from jcm_desktop.exports.pdf import write_pdf
from jcm_desktop.exports.workbook import write_workbook

KEY = bytes(range(32))
SHOWN = ["4100123", "4102157", "4104505", "4106776"]  # MWh at the ends of the first three months
SWAP = MeterEvent(date(2019, 9, 10), "swap", Decimal(4_105_111), Decimal(31), "NEW-2")


def read_from_register(*marks: Mark) -> Dossier:
    """The solar sample, its first three months read from a register; the third month has an exchange."""
    dossier = sample_dossier()
    meter = changed(dossier.meters[0], kind="cumulative", events=(SWAP,), unit="MWh")
    new = changed(meter, serial="NEW-2", events=())
    readings = list(dossier.readings)
    for at in (0, 1):
        register = Register(meter.serial, Decimal(SHOWN[at]), Decimal(SHOWN[at + 1]), "MWh")
        value = Quantity(register.closing - register.opening, "MWh")
        readings[at] = changed(readings[at], register=register, quantity=value, typed=f"{SHOWN[at + 1]} MWh")
    register = Register("NEW-2", Decimal(SHOWN[2]), Decimal(1698), "MWh")
    readings[2] = changed(readings[2], register=register, quantity=Quantity(Decimal(606 + 1667), "MWh"))
    second = SecondEntry(
        point="(1)", first=readings[1].first, last=readings[1].last, reading=readings[1].id,
        typed="4104405 MWh", value=Decimal(2248), unit="MWh", same=False,
    )  # fmt: skip
    project = changed(dossier.project, confidential=marks)
    sample = SecondEntrySample(every=9, seed=4711, cells=(second.subject, "(1) 2020-05-01..2020-05-31"))
    declarations = (*dossier.declarations, sample, second)
    return changed(dossier, project=project, readings=tuple(readings), meters=(meter, new), declarations=declarations)


def files(copy: CopyOf) -> tuple[bytes, bytes]:
    workbook = write_workbook(copy.report)
    return workbook, write_pdf(copy.report, workbook, copy.data).pdf


def test_the_checks_find_nothing_wrong_with_it() -> None:
    assert [one.code for one in report_of(read_from_register()).findings if one.code == "VAL-07"] == []


@pytest.mark.judge
def test_opening_and_closing_stand_in_the_pdf_with_what_was_counted(tmp_path: Path) -> None:
    need("pdftotext")
    # Two languages stand side by side, so their lines alternate in the text.
    told = {
        "en": ("1of2sofar,1withanothervalue.Thefindingsnamethese.",),
        "en+ja": (
            "1of2sofar,1with",
            "anothervalue.Thefindingsnamethese.",
            "2件のうち1件が済み、1件で値",
            "が異なります",
        ),
    }
    for language, sentences in told.items():
        _workbook, pdf = files(full_copy(report_of(read_from_register(), language), KEY))
        text = dict(inside_pdf(pdf, tmp_path))["text"]
        flat = "".join(text.split())
        assert "Registerreadings" in flat
        assert "onecellin9,drawnwithseed4711" in flat
        for sentence in sentences:
            assert sentence in flat
        for number in ("4,100,123", "4,102,157", "2,034MWh", "4,105,111", "606MWh", "1,698", "NEW-2"):
            assert number in flat


def test_the_workbook_lists_what_the_register_showed() -> None:
    workbook, _pdf = files(full_copy(report_of(read_from_register()), KEY))
    sheet = openpyxl.load_workbook(io.BytesIO(workbook)).worksheets[-1]
    found = [cell.value for row in sheet.iter_rows() for cell in row if "→" in str(cell.value)]
    assert found[0] == "4,100,123 → 4,102,157 MWh (SAMPLE-0001)"
    assert len(found) == 3


@pytest.mark.judge
def test_no_register_gives_a_withheld_month_away(tmp_path: Path) -> None:
    """Only August is marked; July's closing and September's opening would be its register."""
    need("pdftotext")
    mark = Mark(Secret.READINGS, "(1)", date(2019, 8, 1), date(2019, 8, 31))
    report = report_of(read_from_register(mark))
    public = public_of(report, KEY)
    assert all(one.register is None for one in public.report.dossier.readings)
    assert all(one.reading.register is None for one in public.report.parts)
    workbook, pdf = files(public)
    hidden = [
        *SHOWN[:3],
        *(f"{int(one):,}" for one in SHOWN[:3]),
        "2348",
        "2,348",
        "2248",
        "2,248",
        "4104405",
        "4105111",
    ]
    for place, inside in (*inside_workbook(workbook), *inside_pdf(pdf, tmp_path)):
        for number in hidden:
            assert number not in inside, (place, number)
    assert public.report.result.claimed == report.result.claimed
