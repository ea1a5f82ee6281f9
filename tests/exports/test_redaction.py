"""The public copy: what is marked is nowhere in its files, what gives nothing away stays, the full copy proves it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from helpers.dossiers import amount, changed, long_dossier, report_of, sample_dossier, with_point
from helpers.insides import inside_pdf, inside_workbook
from helpers.judges import need
from helpers.office import formulas

from jcm_desktop.domain.batch import Logged, Overlay
from jcm_desktop.domain.confidential import Mark, Secret
from jcm_desktop.domain.confirmation import Compared, Confirmation
from jcm_desktop.domain.declaration import AcceptedCorrection, Approval, IntegrityCheck
from jcm_desktop.domain.dossier import Dossier
from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.finding import Reason
from jcm_desktop.domain.meter import Calibration
from jcm_desktop.domain.period import Span
from jcm_desktop.domain.plan import VersionChange
from jcm_desktop.domain.project import Location
from jcm_desktop.domain.quantity import Quantity
from jcm_desktop.domain.reading import YearBefore
from jcm_desktop.exports.content import canonical, content
from jcm_desktop.exports.copies import CopyOf, differences, document_in, full_copy, public_of, report_from, sealed_count
from jcm_desktop.exports.pdf import write_pdf
from jcm_desktop.exports.report_model import HIDDEN, Copy, is_withheld
from jcm_desktop.exports.workbook import write_workbook

KEY = bytes(range(32))
SECRETS = (
    ("Gobi Nar LLC", "Gobi", "Хөвсгөл", "Хөвсгөл ХХК"),
    ("Tsurumi Denki 鶴見電機株式会社", "Tsurumi", "Denki", "鶴見電機株式会社"),
    ("Zuunmod", "47.70734", "106.95281"),
    ("Ganbaatar Dorj", "Ganbaatar", "Dorj", "Sukhbold"),
    ("METER-7719-QX", "7719"),
    ("invoice-krypton-4471.csv", "krypton", "Oyu Tolgoi Laboratory", "Tolgoi", f"{1:064x}"),
    ("0.79731", "0.7973"),
)
POINT_NUMBERS = ("2033.91", "2,033.91", "2347.92", "2,347.92", "25537", "25,537")


def secret_dossier() -> Dossier:
    """The solar sample with names, a meter, a file, readings and a factor that are nobody's business."""
    dossier = with_point(
        sample_dossier(),
        meters=("METER-7719-QX",),
        comments="Read by Ganbaatar Dorj; the meter showed 2033.91 then",
        procedure="Meter METER-7719-QX of Gobi Nar LLC, checked once a month",
        estimate_per_year=Decimal(25537),
    )
    project = changed(
        dossier.project,
        host_participants="Gobi Nar LLC; Хөвсгөл ХХК",
        japanese_participants="Tsurumi Denki 鶴見電機株式会社",
        location=Location("Mongolia", "Töv", "Zuunmod", "47.70734", "106.95281"),
        confidential=(
            Mark(Secret.HOST_PARTICIPANTS),
            Mark(Secret.JAPANESE_PARTICIPANTS),
            Mark(Secret.LOCATION),
            Mark(Secret.PEOPLE),
            Mark(Secret.METER, "METER-7719-QX"),
            Mark(Secret.EVIDENCE, f"{1:064x}"),
            Mark(Secret.POINT, "(1)"),
            Mark(Secret.FIXED, "EF_RE[pv-1]"),
        ),
    )
    at = datetime(2021, 1, 5, 8, tzinfo=UTC)
    values = {0: "2033.91", 1: "2347.92"}
    readings = tuple(
        changed(
            one,
            quantity=changed(amount(one), value=Decimal(values.get(number, amount(one).value))),
            typed=f"{values.get(number, '')} MWh",
            recorded_by="Ganbaatar Dorj",
            recorded_at=at,
            note=f"noted {values.get(number, '')} by Sukhbold",
        )
        for number, one in enumerate(dossier.readings)
    )
    meter = changed(dossier.meters[0], serial="METER-7719-QX", certificate="CERT for METER-7719-QX")
    evidence = (
        dossier.evidence[0],
        changed(
            dossier.evidence[0],
            sha256=f"{1:064x}",
            name="invoice-krypton-4471.csv",
            issuer="Oyu Tolgoi Laboratory",
            page="page of Sukhbold",
        ),
    )
    fixed = changed(
        dossier.plan.fixed[0],
        quantity=changed(dossier.plan.fixed[0].quantity, value=Decimal("0.79731")),
        source="Letter with 0.79731",
        description="Factor of the grid",
    )
    role = changed(dossier.plan.roles[0], person="Sukhbold")
    plan = changed(dossier.plan, fixed=(fixed,), roles=(role, *dossier.plan.roles[1:]))
    reasons = (Reason("EVD-03", "x", "Told by Ganbaatar Dorj, 0.79731", by="Ganbaatar Dorj"),)
    return changed(
        dossier, project=project, readings=readings, meters=(meter,), evidence=evidence, plan=plan, reasons=reasons
    )


def copies(dossier: Dossier, language: str = "") -> tuple[CopyOf, CopyOf]:
    report = changed(report_of(dossier, language), made_by="Ganbaatar Dorj")
    return full_copy(report, KEY), public_of(report, KEY)


@pytest.fixture(scope="module")
def both() -> tuple[CopyOf, CopyOf]:
    return copies(secret_dossier(), "en+ja")


@pytest.fixture(scope="module")
def files(both: tuple[CopyOf, CopyOf]) -> dict[str, bytes]:
    found = {}
    for name, copy in zip(("full", "public"), both, strict=True):
        workbook = write_workbook(copy.report)
        found[f"{name}.xlsx"] = workbook
        found[f"{name}.pdf"] = write_pdf(copy.report, workbook, copy.data).pdf
    return found


def everything(files: dict[str, bytes], name: str, folder: Path) -> Iterator[tuple[str, str]]:
    yield from inside_workbook(files[f"{name}.xlsx"])
    yield from inside_pdf(files[f"{name}.pdf"], folder)


@pytest.mark.judge
def test_nothing_marked_nor_a_part_of_it_is_in_the_public_files(files: dict[str, bytes], tmp_path: Path) -> None:
    need("pdftotext")
    wanted = [text for group in SECRETS for text in group] + list(POINT_NUMBERS)
    in_full = {text for text in wanted for _, inside in everything(files, "full", tmp_path) if text in inside}
    assert in_full == set(wanted) - {"Хөвсгөл ХХК", "Gobi Nar LLC"} | {"Хөвсгөл ХХК", "Gobi Nar LLC"}
    for place, inside in everything(files, "public", tmp_path):
        for text in wanted:
            assert text not in inside, (place, text)


@pytest.mark.judge
def test_the_public_pdf_says_so_and_shows_the_marks(files: dict[str, bytes], tmp_path: Path) -> None:
    need("pdftotext")
    text = dict(inside_pdf(files["public.pdf"], tmp_path))["text"]
    assert "PUBLICCOPY" in text.replace(" ", "")
    assert text.count(HIDDEN) > 40
    assert "Whatthepubliccopyleavesout" in text


def test_the_claim_stays_and_what_would_give_a_value_away_goes(both: tuple[CopyOf, CopyOf]) -> None:
    full, public = both[0].report.result, both[1].report.result
    assert public.claimed == full.claimed
    assert [one.claimed for one in public.vintages] == [one.claimed for one in full.vintages]
    assert all(is_withheld(one.reductions) for one in both[1].report.months)
    dossier = sample_dossier()
    marked = changed(dossier, project=changed(dossier.project, confidential=(Mark(Secret.POINT, "(1)"),)))
    alone = copies(marked)[1].report.result
    assert alone.claimed == 30312
    assert is_withheld(alone.reductions)
    assert all(is_withheld(one.reductions) and is_withheld(one.reference) for one in alone.vintages)
    assert all(one.project == 0 for one in alone.vintages)


def test_one_marked_reading_takes_its_month_and_its_year_with_it() -> None:
    dossier = sample_dossier()
    mark = Mark(Secret.READINGS, "(1)", date(2019, 9, 1), date(2019, 9, 30))
    dossier = changed(dossier, project=changed(dossier.project, confidential=(mark,)))
    public = copies(dossier)[1].report
    assert [is_withheld(one.reductions) for one in public.result.vintages] == [True, False]
    assert is_withheld(public.result.reductions)
    assert [one.span.first.month for one in public.months if is_withheld(one.reductions)] == [9]
    assert sum(is_withheld(one.value) for one in public.parts) == 1
    assert is_withheld(public.series[0].total)


def test_two_marked_readings_of_a_year_leave_its_total() -> None:
    dossier = sample_dossier()
    marks = tuple(Mark(Secret.READINGS, "(1)", date(2020, at, 1), date(2020, at, 28)) for at in (3, 4))
    public = copies(changed(dossier, project=changed(dossier.project, confidential=marks)))[1].report
    assert not any(is_withheld(one.reductions) for one in public.result.vintages)
    assert sum(is_withheld(one.value) for one in public.parts) == 2
    assert not is_withheld(public.series[0].total)
    book = openpyxl.load_workbook(io.BytesIO(write_workbook(public)))
    values = [cell.value for row in book["MRS(input)"].iter_rows() for cell in row]
    assert HIDDEN in values


def test_versions_of_the_plan_and_calibrations_give_nothing_away() -> None:
    dossier = secret_dossier()
    before = changed(
        dossier.plan,
        locked=True,
        roles=(changed(dossier.plan.roles[0], person="Temuujin"),),
        fixed=(
            changed(dossier.plan.fixed[0], quantity=changed(dossier.plan.fixed[0].quantity, value=Decimal("0.81234"))),
        ),
    )
    after = changed(
        dossier.plan,
        version=2,
        approval="JC 7",
        change=VersionChange("0.81234 became 0.79731", "Told by Temuujin"),
        fixed=(changed(dossier.plan.fixed[0], confirmed_by="Enkhjargal"),),
    )
    calibration = Calibration(date(2020, 5, 1), number="QX-PROOF-55", body="Laboratory")
    meter = changed(dossier.meters[0], calibrations=(calibration,))
    versioned = changed(dossier, plan=after, plan_versions=(before, after), meters=(meter,))
    full, public = copies(versioned)
    for text in ("0.81234", "Temuujin", "Enkhjargal", "QX-PROOF-55"):
        assert text in full.data[0].body.decode()
        assert not [one for one in public.data if text in one.body.decode()]
    document = document_in(public.data[0].body)
    assert document is not None
    sealed = [one["fixed"][0]["quantity"] for one in document["dossier"]["plan_versions"]]
    assert [list(one) for one in sealed] == [["withheld"], ["withheld"]]


def test_the_year_before_gives_no_withheld_month_away() -> None:
    """What a month is compared with is withheld like the month itself, also in the words of the finding."""
    dossier = sample_dossier()
    first = dossier.active_readings[0]
    days = Span(date(2018, 7, 6), date(2018, 7, 31))
    before = YearBefore("r-2018", "(1)", days.first, days.last, Quantity(Decimal("431.77"), "MWh"))
    mark = Mark(Secret.READINGS, "(1)", days.first, days.last)
    told = changed(dossier, year_before=(before,), project=changed(dossier.project, confidential=(mark,)))
    full, public = copies(told)
    assert [one.place.first for one in full.report.findings if one.code == "VAL-12"] == [str(first.first)]
    assert "431.77" in str(full.report.findings)
    assert b"431.77" in full.data[0].body
    assert public.report.dossier.year_before == ()
    assert "431.77" not in str(public.report.findings)
    assert not [one for one in public.data if b"431.77" in one.body]


def test_what_is_not_marked_is_the_same_in_both(both: tuple[CopyOf, CopyOf]) -> None:
    full, public = both
    assert public.report.copy is Copy.PUBLIC
    assert public.report.dossier.project.title == full.report.dossier.project.title
    assert public.report.dossier.evidence[0] == full.report.dossier.evidence[0]
    assert public.report.definition == full.report.definition


def test_no_formula_of_the_public_workbook_reaches_a_withheld_cell(files: dict[str, bytes]) -> None:
    live = formulas(files["public.xlsx"])
    book = openpyxl.load_workbook(io.BytesIO(files["public.xlsx"]))
    hidden = {
        f"{cell.column_letter}{cell.row}": sheet.title
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.value == HIDDEN
    }
    assert hidden
    for (sheet, _), formula in live.items():
        plain = formula.replace("$", "")
        for cell, where in hidden.items():
            if where == sheet:
                assert (
                    cell not in plain.replace("(", " ").replace(")", " ").replace("*", " ").replace(":", " ").split()
                ), formula


def test_the_fingerprint_is_one_and_the_full_copy_opens_every_part(both: tuple[CopyOf, CopyOf]) -> None:
    full, public = both
    assert full.report.fingerprint == public.report.fingerprint
    assert full.report.withheld == public.report.withheld
    whole = document_in(full.data[0].body)
    reduced = document_in(public.data[0].body)
    assert whole is not None
    assert reduced is not None
    assert list(differences(whole, reduced, KEY)) == []
    assert sealed_count(whole, reduced, KEY) == len(public.report.withheld) > 40
    assert len(list(differences(whole, reduced, bytes(32)))) == len(public.report.withheld)


def data_of(copy: CopyOf) -> dict[str, Any]:
    document = document_in(copy.data[0].body)
    assert document is not None
    return document


def test_a_changed_value_in_either_copy_is_found(both: tuple[CopyOf, CopyOf]) -> None:
    full, public = both
    for copy, other in ((full, public), (public, full)):
        document = data_of(copy)
        document["dossier"]["project"]["title"] = "Another title"
        pair = (document, data_of(other))
        whole, reduced = pair if copy is full else (pair[1], pair[0])
        assert list(differences(whole, reduced, KEY)) == ["/dossier/project/title"]
    whole, reduced = data_of(full), data_of(public)
    whole["dossier"]["readings"][0]["quantity"]["value"] = "2033.92"
    assert list(differences(whole, reduced, KEY)) == ["/dossier/readings/0/quantity"]


def test_the_public_copy_is_drawn_again_from_the_full_ones_data(
    both: tuple[CopyOf, CopyOf], files: dict[str, bytes]
) -> None:
    whole = document_in(both[0].data[0].body)
    assert whole is not None
    again = public_of(report_from(whole), KEY)
    workbook = write_workbook(again.report)
    assert workbook == files["public.xlsx"]
    assert write_pdf(again.report, workbook, again.data).pdf == files["public.pdf"]


def test_a_name_that_cannot_be_taken_out_stops_the_copy() -> None:
    dossier = secret_dossier()
    sets = (changed(dossier.plan.sets[0], members=("Tsurumi-1",)),)
    point = changed(dossier.plan.points[0], index=("Tsurumi-1",))
    fixed = changed(dossier.plan.fixed[0], index=("Tsurumi-1",))
    dossier = changed(dossier, plan=changed(dossier.plan, sets=sets, points=(point,), fixed=(fixed,)))
    with pytest.raises(UserError) as caught:
        copies(dossier)
    assert caught.value.code == "report.cannot_withhold"


def test_every_person_is_gone_wherever_the_data_name_one(tmp_path: Path) -> None:
    """Ticks, confirmations, imports, corrections of logger data, statements; also names of three letters."""
    dossier, at = sample_dossier(), datetime(2021, 1, 1, tzinfo=UTC)
    names = {one: f"{one}-person" for one in ("Altan", "Bolor", "Dulam", "Erkhem", "Furug", "Gerel", "Khulan", "Lkham")}
    item = Compared("formulas/RE", "c", "p. 1", "d", names["Altan"], at)
    confirmation = Confirmation(
        by=names["Bolor"], at=at, methodology=dossier.plan.methodology, definition="d", person=names["Dulam"],
        items=(item,),
    )  # fmt: skip
    accepted = AcceptedCorrection(
        point="(1)", meter="SAMPLE-0001", first=date(2020, 3, 1), last=date(2020, 3, 31), percent=Decimal("0.2"),
        adds=False, basis="CAL-03", by="Oyu", at=at,
    )  # fmt: skip
    approval = Approval(by=names["Erkhem"], at=at, frozen=True, entered_by=(names["Furug"], "Bat"))
    looked = IntegrityCheck(by=names["Gerel"], at=at, first=date(2020, 1, 1), last=date(2020, 1, 31), person="Ho")
    overlay = Overlay("o", "(1)", at, "void", "told by Bat", recorded_by=names["Khulan"])
    reasons = (Reason("EVD-03", "x", "Seen by Bat; the battery was flat", by=names["Lkham"]),)
    marked = changed(dossier.project, confidential=(Mark(Secret.PEOPLE),))
    whole = changed(
        dossier, project=marked, confirmations=(confirmation,), declarations=(accepted, approval, looked),
        overlays=(overlay,), reasons=reasons,
    )  # fmt: skip
    full, public = copies(whole)
    wanted = [*names.values(), "Oyu", '"Bat"', '"Ho"', "told by Bat", "Seen by Bat", *names]
    for text in wanted:
        assert text in full.data[0].body.decode(), text
        assert text not in public.data[0].body.decode(), text
    flat = dict(inside_pdf(write_pdf(public.report, write_workbook(public.report), public.data).pdf, tmp_path))["text"]
    assert not [text for text in ("Oyu", *names) if text in flat]


def test_what_is_known_of_logger_data_gives_no_withheld_reading_away() -> None:
    dossier = sample_dossier()
    logged = Logged(("b",), ("f.csv",), "interval", Decimal("2347960.5"), "kWh", "Asia/Ulaanbaatar", 744, 744)
    readings = tuple(changed(one, logged=logged if at == 1 else None) for at, one in enumerate(dossier.readings))
    overlay = Overlay(
        "o", "(1)", datetime(2020, 1, 1, tzinfo=UTC), "step", "set back", None, Decimal("81234.5"), Decimal(0)
    )
    marked = changed(dossier.project, confidential=(Mark(Secret.POINT, "(1)"),))
    full, public = copies(changed(dossier, project=marked, readings=readings, overlays=(overlay,)))
    for text in ("2347960.5", "81234.5"):
        assert text in full.data[0].body.decode()
        assert text not in public.data[0].body.decode()


def test_a_place_called_like_a_field_can_be_withheld() -> None:
    """The sample's own place is a “Sample town”, and the data have a field of that name."""
    dossier = sample_dossier()
    place = Location("Mongolia", "Province of the meter", "Sample town", "47.70734", "106.95281")
    project = changed(dossier.project, location=place, confidential=(Mark(Secret.LOCATION),))
    public = copies(changed(dossier, project=project))[1]
    assert b"Sample town" not in public.data[0].body
    assert b'"town":{"withheld"' in public.data[0].body


def test_without_marks_both_copies_say_the_same() -> None:
    report = report_of(sample_dossier())
    full, public = full_copy(report, b""), public_of(report, b"")
    assert full.report.fingerprint == public.report.fingerprint
    assert public.report.withheld == ()
    assert canonical(content(public.report)) == canonical(content(report))
    assert [one.name for one in full.data] == ["dossier.json"]


def test_a_marked_point_among_many_leaves_what_does_not_give_it_away() -> None:
    dossier = long_dossier(6, 12)
    marks = (Mark(Secret.POINT, "(2)"), Mark(Secret.POINT, "(5)"))
    public = copies(changed(dossier, project=changed(dossier.project, confidential=marks)))[1].report
    assert not is_withheld(public.result.reductions)  # two unknowns in one total
    assert [is_withheld(one.total) for one in public.series] == [False, True, False, False, True, False]


@pytest.mark.parametrize(
    "text", ["point/(1)", "people", "readings/(1)/2020-01-01..2020-01-31", "fixed/EF_RE[pv-1]", "meter/A/B-1"]
)
def test_a_mark_is_read_back_as_written(text: str) -> None:
    assert str(Mark.parse(text)) == text


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("secret", "confidential.mark_unknown"),
        ("point", "confidential.mark_incomplete"),
        ("people/x", "confidential.mark_incomplete"),
        ("readings/(1)/yesterday", "period.unreadable"),
    ],
)
def test_a_bad_mark_is_refused(text: str, code: str) -> None:
    with pytest.raises(UserError) as caught:
        Mark.parse(text)
    assert caught.value.code == code
