"""The models: what they show, what they hand on, and that nothing typed disappears."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from jcm_desktop.domain.finding import Severity
from jcm_desktop.domain.period import Span
from jcm_desktop.services.views import (
    Cell,
    CellEdit,
    CellState,
    DerivationNode,
    EntryGrid,
    FixedRow,
    GridRow,
    PointRow,
    RegisterRow,
    VintageRow,
)
from ui.models.entry_grid import EntryGridModel
from ui.models.plan import FixedModel, PointsModel
from ui.models.register import RegisterFilter, RegisterModel
from ui.models.vintages import VintageModel

pytestmark = pytest.mark.gui
EDIT = Qt.ItemDataRole.EditRole


def point(no: str, unit: str = "MWh") -> PointRow:
    return PointRow(no, f"EG[{no}]", "EG", "Electricity", unit, "C", ("A", "C"), "", "", "", "", "", "", 0)


def month(number: int) -> Span:
    return Span(date(2020, number, 1), date(2020, number, 28))


def value(text: str, problem: str = "") -> Cell:
    severity = Severity.WARNING if problem else None
    return Cell(text, text, CellState.VALUE if text else CellState.EMPTY, severity, problem)


def grid(*rows: tuple[Cell, ...]) -> EntryGrid:
    points = tuple(point(f"({number})") for number in range(1, len(rows[0]) + 1))
    lines = tuple(GridRow(month(at), f"month {at}", cells) for at, cells in enumerate(rows, 1))
    totals = tuple("9" for _point in points)
    return EntryGrid("P", month(1), "", points, lines, totals, 0, 0, None, "", "")


@pytest.fixture
def model(qtbot: QtBot, qtmodeltester: ModelTester) -> EntryGridModel:
    made = EntryGridModel()
    made.show_grid(grid((value("1"), value("2")), (value("3"), value("", "missing"))))
    return made


def heard(model: EntryGridModel) -> list[tuple[CellEdit, ...]]:
    edits: list[tuple[CellEdit, ...]] = []
    model.edited.connect(edits.append)
    return edits


def test_grid_follows_the_rules_of_qt_models(model: EntryGridModel, qtmodeltester: ModelTester) -> None:
    qtmodeltester.check(model)


def test_last_row_holds_totals_and_cannot_be_edited(model: EntryGridModel) -> None:
    index = model.index(2, 0)
    assert model.rowCount() == 3
    assert index.data() == "9"
    assert not model.flags(index) & Qt.ItemFlag.ItemIsEditable
    assert not model.setData(index, "5", EDIT)


def test_an_edit_is_handed_on_and_shown_until_it_is_stored(model: EntryGridModel) -> None:
    edits = heard(model)
    assert model.setData(model.index(0, 1), " 12,5 ", EDIT)
    assert edits == [(CellEdit("(2)", month(1), "12,5"),)]
    model.expect(edits[0])
    model.show_grid(grid((value("1"), value("2")), (value("3"), value(""))))
    assert model.index(0, 1).data() == "12,5"
    model.settle(edits[0])
    assert model.index(0, 1).data() == "2"


def test_an_unchanged_text_is_not_stored_again(model: EntryGridModel) -> None:
    edits = heard(model)
    assert model.setData(model.index(0, 0), "1", EDIT)
    assert edits == []


def test_an_older_answer_does_not_settle_a_newer_text(model: EntryGridModel) -> None:
    old, new = CellEdit("(1)", month(1), "5"), CellEdit("(1)", month(1), "6")
    model.expect((old,))
    model.expect((new,))
    model.settle((old,))
    assert model.waiting == (new,)


def test_copy_takes_the_rectangle(model: EntryGridModel) -> None:
    assert model.copy([(0, 0), (0, 1), (1, 0), (1, 1)]) == "1\t2\n3\t\n"
    assert model.copy([]) == ""


def test_paste_of_a_rectangle_is_one_edit_and_tells_what_did_not_fit(model: EntryGridModel) -> None:
    edits = heard(model)
    assert model.paste('10\t20\r\n"30"\t40\r\n50\t60\r\n', 0, 0) == (4, 2)
    assert [one.text for one in edits[0]] == ["10", "20", "30", "40"]
    assert len(edits) == 1


def test_paste_of_one_value_fills_the_selection(model: EntryGridModel) -> None:
    edits = heard(model)
    model.paste("7\n", 0, 0, [(0, 0), (1, 0)])
    assert edits == [(CellEdit("(1)", month(1), "7"), CellEdit("(1)", month(2), "7"))]


def test_clear_leaves_empty_cells_alone(model: EntryGridModel) -> None:
    edits = heard(model)
    model.clear([(0, 0), (1, 1)])
    assert edits == [(CellEdit("(1)", month(1), ""),)]


def test_next_problem_goes_round(model: EntryGridModel) -> None:
    found = model.next_problem(0, 0)
    assert (found.row(), found.column()) == (1, 1)
    again = model.next_problem(1, 1)
    assert (again.row(), again.column()) == (1, 1)


def test_place_of_a_day_inside_a_month(model: EntryGridModel) -> None:
    found = model.place_of("(2)", "2020-02-01")
    assert (found.row(), found.column()) == (1, 1)


def test_a_redraw_of_the_same_shape_is_no_reset(qtbot: QtBot, model: EntryGridModel) -> None:
    resets: list[int] = []
    model.modelReset.connect(lambda: resets.append(1))
    model.show_grid(grid((value("8"), value("2")), (value("3"), value(""))))
    assert resets == []
    model.show_grid(grid((value("8"), value("2"))))
    assert resets == [1]


def test_register_filter_finds_words_in_any_order(qtbot: QtBot, qtmodeltester: ModelTester) -> None:
    model, shown = RegisterModel(), RegisterFilter()
    shown.setSourceModel(model)
    model.show_rows(
        (
            RegisterRow("BD001", "Loom", "Bangladesh", "BD_AM001 ver1.0", "", False, "not installed"),
            RegisterRow("MN006", "Solar power", "Mongolia", "MN_AM003 ver2.0", "", True, ""),
        )
    )
    qtmodeltester.check(shown)
    assert shown.index(0, 0).data() == "MN006"
    shown.set_words("mongolia SOLAR")
    assert shown.rowCount() == 1
    row = shown.row_at(shown.index(0, 0))
    assert row is not None
    assert row.reference == "MN006"
    shown.set_words("loom")
    shown.set_usable_only(True)
    assert shown.rowCount() == 0


def test_points_hand_on_changed_words_only(qtbot: QtBot, qtmodeltester: ModelTester) -> None:
    model, told = PointsModel(), []
    model.show_rows((point("(1)"),))
    qtmodeltester.check(model)
    model.edited.connect(lambda *one: told.append(one))
    assert not model.setData(model.index(0, 0), "x", EDIT)
    assert model.setData(model.index(0, 3), "C", EDIT)
    assert model.setData(model.index(0, 4), "invoice", EDIT)
    assert told == [("(1)", "source", "invoice")]


def test_missing_fixed_values_say_so_in_words(qtbot: QtBot, qtmodeltester: ModelTester) -> None:
    model = FixedModel()
    model.show_rows(
        (
            FixedRow("A", "A", "known", "1.5", "1", "book", "p. 3", "", "read", "", (), False),
            FixedRow("B", "B", "unknown", "", "t", "", "", "", "", "", (), True),
        )
    )
    qtmodeltester.check(model)
    assert model.index(0, 2).data() == "1.5"
    assert model.index(0, 3).data() == "book (p. 3)"
    assert model.index(1, 2).data() == "Missing"
    assert model.row_of("") == 1
    assert model.row_of("A") == 0


def test_numbers_of_a_vintage_unfold(qtbot: QtBot, qtmodeltester: ModelTester) -> None:
    nodes = tuple(DerivationNode(name, name, "1", "t", "", None, ()) for name in ("RE", "PE", "ER"))
    model = VintageModel()
    model.show_rows((VintageRow("2020", 366, "3", "1", "2", "2", nodes),))
    qtmodeltester.check(model)
    assert model.derivation(model.index(0, 0)) is None
    assert [model.derivation(model.index(0, column)) for column in (2, 3, 4, 5)] == [*nodes, nodes[2]]


def test_each_of_several_methodologies_has_its_row_below_the_year(qtbot: QtBot, qtmodeltester: ModelTester) -> None:
    whole, own = (DerivationNode(name, name, "1", "t", "", None, ()) for name in ("ER", "AM005_ER"))
    part = VintageRow("TH_AM005 ver2.0", 366, "2", "1", "1", "1", (own, own, own))
    year = VintageRow("2020", 366, "3", "1", "2", "2", (whole, whole, whole), (part, part))
    model = VintageModel()
    model.show_rows((year, year))
    qtmodeltester.check(model)
    assert [model.index(row, 0).data().strip() for row in range(model.rowCount())] == [
        *("2020", "TH_AM005 ver2.0", "TH_AM005 ver2.0"),
        *("2020", "TH_AM005 ver2.0", "TH_AM005 ver2.0"),
    ]
    assert model.derivation(model.index(4, 4)) is own
    assert model.derivation(model.index(3, 4)) is whole
