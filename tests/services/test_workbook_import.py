"""The import as a page and the command line see it: frozen rows, the reader's language, files written whole."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from helpers import official_damage as damage
from helpers.dossiers import TODAY, report_of, sample_dossier
from helpers.official_books import boiler, chiller, small, solar, two
from helpers.official_layout import saved

from jcm_desktop import cli, i18n
from jcm_desktop.catalogue import PartnerCountry
from jcm_desktop.catalogue.register import shipped_register
from jcm_desktop.domain.errors import UserError
from jcm_desktop.exports.workbook import write_workbook
from jcm_desktop.methodologies.entries import Entry
from jcm_desktop.methodologies.library import SHIPPED, Library, Source
from jcm_desktop.methodologies.loader import load_definition
from jcm_desktop.services.cases import case_workbook
from jcm_desktop.services.workbook_import import Given, Surroundings, locked_formulas, read_workbook, write_drafts


@pytest.fixture
def file(tmp_path: Path) -> Any:
    def put(book: Any, name: str = "book.xlsx") -> Path:
        path = tmp_path / name
        path.write_bytes(book if isinstance(book, bytes) else saved(book))
        return path

    return put


def test_a_person_sees_every_parameter_with_its_cells_and_every_formula_in_both_languages(file: Any) -> None:
    view = read_workbook(str(file(boiler())))
    (one,) = view.drafts
    assert (one.methodology, one.version, one.country, one.scope) == ("MN_AM002", "1.0", "MN", 1)
    by_name = {parameter.name: parameter for parameter in one.parameters}
    energy = by_name["EC_PJ"]
    assert (energy.cells, energy.unit, energy.unit_text, energy.options) == ("MPS(input)!E9", "kWh", "kWh/p", ("C",))
    assert energy.symbol_markup == "EC<sub>PJ,p</sub>"
    assert energy.values == (("", "88,000"),)
    coal = by_name["NCV_fuel"].choices[0]
    assert (coal.word, coal.value, coal.cell) == ("Coal", "25.8", "MPS(calc_process)!D27")
    assert by_name["kWh_per_MWh"].table == "constant"
    heat = next(formula for formula in one.formulas if formula.name == "HG")
    assert (heat.cell, heat.excel) == ("MPS(calc_process)!H14", "='MPS(input)'!E8*H9*'MPS(input)'!D16")
    assert (heat.text, heat.math) == (
        "FC_PJ * NCV_fuel * eta_PJ",
        "FC<sub>PJ,p</sub> × NCV<sub>fuel</sub> × η<sub>PJ</sub>",
    )
    assert one.without_value == one.recomputed == 29
    assert len(view.sha256) == 64
    assert msgspec.json.decode(msgspec.json.encode(view), type=type(view)) == view


def test_a_remark_speaks_the_reader_s_language(file: Any) -> None:
    path = file(small("SUMIF([A],1)"))
    with i18n.using_language("ja"):
        (one,) = read_workbook(str(path)).drafts
    (problem,) = one.problems
    assert problem.place == "MPS(calc_process)!H9"
    assert problem.place in problem.message
    assert not one.fine


def test_what_was_ignored_is_told(file: Any) -> None:
    view = read_workbook(str(file(damage.with_macros(saved(solar())), "book.xlsm")))
    assert view.ignored == ("Macros were not run: xl/vbaProject.bin",)


def test_several_methodologies_are_written_beside_each_other(file: Any, tmp_path: Path) -> None:
    view = read_workbook(str(file(two())))
    (tmp_path / "out").mkdir()
    written = write_drafts(view, tmp_path / "out" / "def.yaml")
    assert [path.name for path in written] == ["def-VN_AM007-1.0.yaml", "def-VN_AM011-1.1.yaml"]
    assert [load_definition(path.read_text(encoding="utf-8"), path.name).ref.id for path in written] == [
        "VN_AM007",
        "VN_AM011",
    ]
    (only,) = read_workbook(str(file(two())), only="_VN_AM011".strip("_")).drafts
    assert only.methodology == "VN_AM011"
    for options, code in (
        ({"only": "XX_AM001"}, "book.unknown_part"),
        ({"given": Given(methodology="VN_AM001")}, "book.not_one"),
    ):
        with pytest.raises(UserError) as caught:
            read_workbook(str(file(two())), **options)
        assert caught.value.code == code


def test_a_draft_is_written_over_nothing_and_into_no_new_folder(
    file: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, out = file(solar()), tmp_path / "def.yaml"
    out.write_text("mine")
    command = ["definition", "from-workbook", str(path), "-o"]
    for target, said in (
        (out, "--replace"),
        (tmp_path / "new" / "def.yaml", "no folder"),
        (tmp_path / "def.txt", "end with .yaml"),
    ):
        assert cli.run([*command, str(target)]) == 2
        told = capsys.readouterr()
        assert (told.out, told.err.count("\n"), said in told.err) == ("", 1, True)
    assert out.read_text() == "mine"
    assert sorted(tmp_path.iterdir()) == [path, out]
    assert cli.run([*command, str(out), "--replace"]) == 0
    assert "methodology: MN_AM003" in out.read_text(encoding="utf-8")
    several = read_workbook(str(file(two(), "two.xlsx")))
    (tmp_path / "def-VN_AM011-1.1.yaml").write_text("mine")
    with pytest.raises(UserError) as caught:
        write_drafts(several, out)
    assert caught.value.code == "target.there_already"
    assert not (tmp_path / "def-VN_AM007-1.0.yaml").exists()


def test_who_it_is_must_be_said_before_anything_is_written(file: Any, tmp_path: Path) -> None:
    book = small("[A]*[F]")
    for name in book.sheetnames:
        book[name]["H1"] = "Monitoring Spreadsheet: JCM_KH_F_PMS_ver01.0"
        book[name]["H2"] = None
    path = file(book)
    view = read_workbook(str(path))
    assert view.drafts[0].missing == ("methodology", "version", "country", "scope")
    with pytest.raises(UserError) as caught:
        write_drafts(view, tmp_path / "def.yaml")
    assert caught.value.facts["options"] == "--id, --version, --country, --scope"
    assert list(tmp_path.iterdir()) == [path]
    given = Given("KH_PM001", "1.0", "KH", 3, "Boilers", ("boiler",))
    (written,) = write_drafts(read_workbook(str(path), given), tmp_path / "def.yaml")
    own = load_definition(written.read_text(encoding="utf-8"), "def.yaml")
    assert (own.status, own.title, own.technologies) == ("proposed", "Boilers", ("boiler",))


def test_the_approved_formulas_have_one_hash(file: Any) -> None:
    approved = locked_formulas(str(file(boiler(filled=False), "approved.xlsx")))
    assert locked_formulas(str(file(boiler(), "filled.xlsx"))).formulas_sha256 == approved.formulas_sha256


# --- the command line ---------------------------------------------------------------------------------------------


def test_a_workbook_becomes_a_definition_that_passes_the_check(
    file: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "def.yaml"
    assert cli.run(["definition", "from-workbook", str(file(chiller())), "-o", str(out)]) == 0
    said = capsys.readouterr().out
    assert "RE = sum(i, EC_PJ[i] * COP_PJ[i] / COP_RE[i] * EF_elec)" in said
    assert said.splitlines()[-1] == str(out)
    assert cli.run(["definition", "check", str(out), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {
        "ok": True,
        "methodology": "ID_AM002",
        "version": "2.0",
        "status": "approved",
    }


def test_json_is_one_document(file: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["definition", "from-workbook", str(file(solar())), "-o", str(tmp_path / "def.yaml"), "--json"]
    assert cli.run([*arguments, "--title", "Solar", "--technology", "solar-pv"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["written"] == [str(tmp_path / "def.yaml")]
    assert document["drafts"][0]["title"] == "Solar"
    assert document["drafts"][0]["formulas"][-1]["text"] == "RE - PE"


def test_the_answer_is_no_where_something_cannot_be_translated_and_nothing_is_written(
    file: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = file(small("SUMIF([A],1)*[F]"))
    assert cli.run(["definition", "from-workbook", str(path), "-o", str(tmp_path / "def.yaml")]) == 1
    said = capsys.readouterr()
    assert "PROBLEM MPS(calc_process)!H9: the function SUMIF is not translated." in said.out
    assert said.err == ""
    assert list(tmp_path.iterdir()) == [path]


def test_a_stored_value_that_is_not_its_formula_s_makes_the_answer_no_but_the_draft_is_written(
    file: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    case = Path(__file__).parents[1] / "methodologies" / "cases" / "ID003-freezer.yaml"
    path = file(damage.with_value(case_workbook(str(case)).body, "MRS(calc_process)", "C22", "111.89"))
    out = tmp_path / "def.yaml"
    assert cli.run(["definition", "from-workbook", str(path), "-o", str(out), "--scope", "3"]) == 1
    said = capsys.readouterr().out
    assert "MRS(calc_process)!C22: the file says 111.89, the formula gives 109.89." in said
    assert load_definition(out.read_text(encoding="utf-8"), "def.yaml").formulas["ER"] == "RE - PE"


@pytest.mark.parametrize("what", ["legacy", "text", "missing", "who"])
def test_what_cannot_be_used_is_one_line(
    what: str, file: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    nobody = small("[A]*[F]")
    for name in nobody.sheetnames:
        nobody[name]["H1"] = nobody[name]["H2"] = None
    made = {"legacy": damage.legacy(), "text": b"hello", "missing": b"", "who": saved(nobody)}
    path = file(made[what]) if what != "missing" else tmp_path / "none.xlsx"
    assert cli.run(["definition", "from-workbook", str(path), "-o", str(tmp_path / "def.yaml")]) == 2
    said = capsys.readouterr()
    assert (said.out, said.err.count("\n")) == ("", 1)
    assert path.name in said.err
    assert not (tmp_path / "def.yaml").exists()


def test_a_member_of_a_family_is_checked_with_its_family(capsys: pytest.CaptureFixture[str]) -> None:
    folder = Path(__file__).parents[2] / "jcm_desktop" / "methodologies" / "definitions"
    assert cli.run(["definition", "check", str(folder / "MN_AM003" / "2.0.yaml")]) == 0
    assert "well-formed" in capsys.readouterr().out


def numbered(number: str) -> Any:
    """A workbook that says its number and version, and nothing else of itself."""
    book = small("[A]*[F]")
    for sheet in book:
        sheet["H1"], sheet["H2"] = f"Monitoring Spreadsheet: JCM_{number}_ver01.0", None
    return book


def test_what_the_library_knows_of_a_version_need_not_be_typed(file: Any, tmp_path: Path) -> None:
    rows = (
        ",".join(Entry.__struct_fields__),
        "QA_AM001,1.0,Boilers of Qatar,,official-page,3,boiler,,,approved,A page,",
        "QA_AM002,1.0,,About boilers,official-page,1 3,boiler,,,approved,A page,",
    )
    (tmp_path / "entries.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    register = shipped_register().overlaid([PartnerCountry("QA", "Qatar", TODAY, "Doha", "a pack")], ())
    around = Surroundings(Library([Source(SHIPPED, tmp_path)]), register)
    first, second = str(file(numbered("QA_AM001"), "one.xlsx")), str(file(numbered("QA_AM002"), "two.xlsx"))
    view = read_workbook(first, around=around)
    (one,) = view.drafts
    assert (one.title, one.scope, one.technologies) == ("Boilers of Qatar", 3, ("boiler",))
    assert one.missing == ()
    assert "book.note_known" in {note.code for note in one.notes}
    assert ("QA", "Qatar") in view.countries
    assert len(view.countries) == len(shipped_register().countries) + 1
    (said,) = read_workbook(first, Given(title="Mine", scope=1), around=around).drafts
    assert (said.title, said.scope) == ("Mine", 1)
    assert "book.note_known" not in {note.code for note in said.notes}
    (other,) = read_workbook(second, around=around).drafts
    assert other.missing == ("scope",)  # of two scopes a person chooses


def test_our_own_report_is_read_with_nothing_said(tmp_path: Path) -> None:
    path = tmp_path / "report.xlsx"
    path.write_bytes(write_workbook(report_of(sample_dossier())))
    (one,) = read_workbook(str(path)).drafts
    assert one.fine
    assert (one.title, one.scope) == ("Installation of Solar PV System", 1)
    assert not one.traps
