"""Importing logger files: what is derived, what is asked, what is never done twice, and what a verifier recomputes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from helpers.loggers import PERIOD, PROJECT, ZONE, bare, counted, csv, imported, read, stored, tried

from jcm_desktop import clock
from jcm_desktop.domain.batch import Batch
from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.meter import Meter, MeterEvent
from jcm_desktop.domain.period import Span
from jcm_desktop.services import entry, import_files, logger_series, overview
from jcm_desktop.services.import_apply import EVENT, blockers
from jcm_desktop.services.import_plan import Decisions, StepSaid
from jcm_desktop.services.import_words import dry_run_view
from jcm_desktop.services.session import Session
from jcm_desktop.services.views import CellEdit, Kind
from jcm_desktop.storage import audit, logger_data, repositories

JAN, FEB, MAR = (
    Span(date(2020, month, 1), last)
    for month, last in ((1, date(2020, 1, 31)), (2, date(2020, 2, 29)), (3, date(2020, 3, 31)))
)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with bare(tmp_path / "workspace") as session:
        yield session


def total(first: date, last: date) -> Decimal:
    """What `csv` writes for some days, in MWh."""
    start = (first - date(2020, 1, 1)).days * 24
    hours = range(start, start + ((last - first).days + 1) * 24)
    return sum((Decimal(one % 97) + Decimal("0.25") for one in hours), Decimal(0)) / 1000


def batches(session: Session) -> tuple[Batch, ...]:
    def look(inner: Session) -> tuple[Batch, ...]:
        with inner.workspace.read() as connection:
            return logger_data.batches(connection, PROJECT)

    return session.run(look)


def events(session: Session) -> list[audit.Event]:
    def look(inner: Session) -> list[audit.Event]:
        with inner.workspace.read() as connection:
            return list(audit.events(connection, PROJECT))

    return session.run(look)


def test_months_are_derived_and_name_their_batch(session: Session, tmp_path: Path) -> None:
    path = csv(tmp_path / "a.csv", JAN.first, FEB.last)
    changes = imported(session, path)
    assert changes.kinds == {Kind.READINGS, Kind.EVIDENCE}
    assert counted(session) == {str(span): total(span.first, span.last) for span in (JAN, FEB)}
    (batch,) = batches(session)
    assert (batch.rows, len(batch.blocks), batch.mapping.zone) == (60 * 24, 1, ZONE)
    for one in stored(session):
        assert one.logged is not None
        assert one.logged.batches == (batch.id,)
        assert one.logged.values == one.logged.expected == one.span.days * 24
        assert one.typed == f"{one.logged.total:f} kWh"
    grid = session.run(entry.grid, PROJECT, PERIOD)
    assert grid.rows[0].cells[0].converted.endswith("34858.00 kWh = 34.858 MWh")


def test_one_event_holds_all_of_it(session: Session, tmp_path: Path) -> None:
    before = len(events(session))
    imported(session, csv(tmp_path / "a.csv", JAN.first, FEB.last))
    last = events(session)[-1]
    assert len(events(session)) == before + 1
    assert (last.kind, last.subject) == (EVENT, "(1)")
    (batch,) = last.payload["batches"]
    assert batch["blocks"] == list(batches(session)[0].blocks)
    assert [one["point"] for one in last.payload["readings"]] == ["(1)", "(1)"]
    assert last.payload["evidence"][0]["sha256"] == batch["file_sha256"]


def test_the_file_is_kept_as_evidence_byte_for_byte(session: Session, tmp_path: Path) -> None:
    path = csv(tmp_path / "a.csv", JAN.first, JAN.last)
    path.write_bytes(path.read_text().replace("Energy", "エネルギー").encode("cp932"))
    imported(session, path)

    def look(inner: Session) -> bytes:
        with inner.workspace.read() as connection:
            (item,) = repositories.evidence(connection, PROJECT)
        assert (item.kind, item.points, item.first, item.last) == ("meter-record", ("(1)",), JAN.first, JAN.last)
        return inner.workspace.evidence.get(item.sha256)

    assert session.run(look) == path.read_bytes()


def test_the_same_file_twice_adds_nothing(session: Session, tmp_path: Path) -> None:
    path = csv(tmp_path / "a.csv", JAN.first, FEB.last)
    imported(session, path)
    before = (batches(session), stored(session), len(events(session)))
    changes = imported(session, path)
    assert changes.kinds == frozenset()
    assert (batches(session), stored(session), len(events(session))) == before
    copy = tmp_path / "copy.csv"
    copy.write_text(path.read_text() + "\n")
    assert imported(session, copy).kinds == frozenset()
    assert dry_run_view(tried(session, path)).ready is False


def test_a_file_with_more_days_extends_the_months(session: Session, tmp_path: Path) -> None:
    imported(session, csv(tmp_path / "a.csv", JAN.first, date(2020, 2, 10)))
    assert counted(session)[f"{FEB.first}..2020-02-10"] == total(FEB.first, date(2020, 2, 10))
    imported(session, csv(tmp_path / "b.csv", date(2020, 2, 5), FEB.last))
    assert counted(session) == {str(span): total(span.first, span.last) for span in (JAN, FEB)}
    february = stored(session)[1]
    assert february.supersedes
    assert february.reason == "More logger data"
    assert february.logged is not None
    assert len(february.logged.batches) == 2


def test_other_values_at_stored_times_are_shown_and_decided(session: Session, tmp_path: Path) -> None:
    imported(session, csv(tmp_path / "a.csv", JAN.first, JAN.last))
    other = csv(
        tmp_path / "b.csv",
        date(2020, 1, 31),
        date(2020, 2, 1),
        lambda at: f"{at % 97}.75" if at == 730 else f"{at % 97}.25",
    )
    dry = tried(session, other)
    (found,) = dry.compared
    assert (found.comparison.equal, found.comparison.different, found.comparison.fresh) == (23, 1, 24)
    assert [one.code for one in blockers(dry)] == ["import.undecided"]
    view = dry_run_view(dry)
    assert (view.points[0].differences[0].there, view.points[0].differences[0].new) == ("51.25", "51.75")
    imported(session, other, decisions=Decisions(overlap="keep"))
    assert counted(session)[str(JAN)] == total(JAN.first, JAN.last)
    third = csv(
        tmp_path / "c.csv",
        date(2020, 1, 31),
        date(2020, 1, 31),
        lambda at: f"{at % 97}.75" if at == 730 else f"{at % 97}.25",
    )
    with pytest.raises(UserError, match=r"import\.reason_missing"):
        imported(session, third, decisions=Decisions(overlap="correct"))
    imported(session, third, decisions=Decisions(overlap="correct", reason="The logger was read again"))
    assert counted(session)[str(JAN)] == total(JAN.first, JAN.last) + Decimal("0.0005")
    assert stored(session)[0].reason == "The logger was read again"


def test_what_stays_as_it_is_is_said_with_its_value(session: Session, tmp_path: Path) -> None:
    whole = Span(JAN.first, FEB.last)
    session.run(entry.enter_cells, PROJECT, PERIOD, (CellEdit("(1)", whole, "12.5"),))
    view = dry_run_view(tried(session, csv(tmp_path / "a.csv", JAN.first, JAN.last)))
    (month,) = view.months
    assert (month.state, month.before) == ("overlaps", "12.5 MWh")
    assert str(whole.last) in month.words
    assert view.held == 1
    assert "no month would be filled" in view.summary
    assert not view.summary.startswith("Ready")


def test_a_typed_value_is_not_replaced_unasked(session: Session, tmp_path: Path) -> None:
    session.run(entry.enter_cells, PROJECT, PERIOD, (CellEdit("(1)", JAN, "1700"), CellEdit("(1)", FEB, "soon")))
    path = csv(tmp_path / "a.csv", JAN.first, FEB.last)
    imported(session, path)
    assert counted(session)[str(JAN)] == 1700
    assert counted(session)[str(FEB)] == total(FEB.first, FEB.last)
    assert session.run(entry.grid, PROJECT, PERIOD).undo_text == ""  # what was typed before is not undone over it
    with pytest.raises(UserError, match=r"import\.reason_missing"):
        imported(session, path, decisions=Decisions(typed=True))
    imported(session, path, decisions=Decisions(typed=True, reason="Typed from the display"))
    assert counted(session)[str(JAN)] == total(JAN.first, JAN.last)


def test_a_frozen_period_stays_as_it_is(session: Session, tmp_path: Path) -> None:
    def freeze(inner: Session) -> None:
        with inner.workspace.unit_of_work("Bat") as work:
            repositories.set_frozen(work.connection, PROJECT, PERIOD, frozen=True)

    session.run(freeze)
    path = csv(tmp_path / "a.csv", JAN.first, JAN.last)
    assert [one.state for one in tried(session, path).months] == ["frozen"]
    imported(session, path)
    assert counted(session) == {}


def test_days_without_a_period_are_filled_when_it_opens(tmp_path: Path) -> None:
    with bare(tmp_path / "workspace", ()) as session:
        imported(session, csv(tmp_path / "a.csv", JAN.first, FEB.last))
        assert counted(session) == {}
        session.run(overview.open_period, PROJECT, PERIOD)
        assert counted(session) == {str(span): total(span.first, span.last) for span in (JAN, FEB)}


def test_the_same_file_read_otherwise_takes_its_own_place(session: Session, tmp_path: Path) -> None:
    path = csv(tmp_path / "a.csv", JAN.first, JAN.last)
    imported(session, path)
    dry = tried(session, path, stamp="end")
    assert [one.code for one in blockers(dry)] == ["import.reason_missing"]
    imported(session, path, stamp="end", decisions=Decisions(reason="Times mark the end"))
    assert counted(session)[str(JAN)] == total(JAN.first, JAN.last) - Decimal("0.00025")
    old, new = batches(session)
    assert new.supersedes == (old.id,)


def test_intervals_that_overlap_are_refused(session: Session, tmp_path: Path) -> None:
    imported(session, csv(tmp_path / "a.csv", JAN.first, JAN.last))
    finer = csv(tmp_path / "b.csv", date(2020, 1, 31), date(2020, 2, 1), minutes=15)
    assert [one.code for one in tried(session, finer, decisions=Decisions(overlap="keep")).refused] == [
        "import.counted_twice"
    ]
    said = Decisions(replace=True, reason="The finer file counts")
    imported(session, finer, decisions=said)
    assert [one.rows for one in batches(session)] == [744, 192]
    assert list(counted(session)) == ["2020-01-31..2020-01-31", "2020-02-01..2020-02-01"]


def test_another_kind_unit_or_zone_of_a_point_is_refused(session: Session, tmp_path: Path) -> None:
    imported(session, csv(tmp_path / "a.csv", JAN.first, JAN.last))
    more = csv(tmp_path / "b.csv", FEB.first, FEB.last, lambda at: at)
    changes: dict[str, Any]
    for changes, code in (
        ({"kind": "register"}, "import.other_kind"),
        ({"unit": "MWh"}, "import.other_unit"),
        ({"zone": "UTC"}, "import.other_zone"),
    ):
        assert [one.code for one in tried(session, more, decisions=None, **changes).refused] == [code]
    assert [one.code for one in tried(session, csv(tmp_path / "c.csv", FEB.first, FEB.last), unit="t").refused] == [
        "import.other_unit"
    ]


def test_problems_stop_everything(session: Session, tmp_path: Path) -> None:
    path = csv(tmp_path / "a.csv", JAN.first, JAN.last)
    path.write_text(path.read_text().replace("2020-01-05 03:00,", "2020-01-05 03:00,x"))
    with pytest.raises(UserError, match=r"import\.has_problems"):
        imported(session, path)
    assert batches(session) == ()
    view = dry_run_view(tried(session, path))
    assert (view.problem_count, view.problems[0].line, view.problems[0].column) == (1, 101, 2)
    assert "is not a number" in view.problems[0].words


# --- registers ------------------------------------------------------------------------------------------------------


def register(path: Path, last: date, at_top: int = 1_000) -> Path:
    """A counter that grows by 1 an hour from 500 and starts at 0 again at `at_top`."""
    return csv(path, JAN.first, last, lambda at: f"{(500 + at) % at_top}.5", header="Time,Total [MWh]")


def test_a_rollover_of_known_digits_is_shown_and_counted(session: Session, tmp_path: Path) -> None:
    path = register(tmp_path / "a.csv", date(2020, 2, 1))
    dry = tried(session, path, kind="register", unit="MWh", digits=3)
    assert [(one.kind, one.before, one.after) for one in dry.overlays] == [("step", Decimal(1000), Decimal(0))]
    imported(session, path, kind="register", unit="MWh", digits=3)
    assert counted(session)[str(JAN)] == 744
    logged = stored(session)[0].logged
    assert logged is not None
    assert logged.steps == 1


def test_an_unexplained_fall_stops_the_import_until_it_is_explained(session: Session, tmp_path: Path) -> None:
    path = register(tmp_path / "a.csv", date(2020, 2, 1), at_top=900)
    dry = tried(session, path, kind="register", unit="MWh")
    (fall,) = dry.falls
    assert (fall.line, fall.before, fall.after) == (402, Decimal("899.5"), Decimal("0.5"))
    assert [one.code for one in blockers(dry)] == ["import.register_fell"]
    at = dry_run_view(dry).falls[0].at
    impossible = StepSaid("(1)", at, Decimal(800), Decimal(0), "Meter exchanged")
    assert [
        one.code
        for one in tried(session, path, kind="register", unit="MWh", decisions=Decisions(steps=(impossible,))).refused
    ] == ["import.bad_step"]
    said = StepSaid("(1)", at, Decimal(900), Decimal(0), "Meter exchanged")
    imported(session, path, kind="register", unit="MWh", decisions=Decisions(steps=(said,)))
    assert counted(session)[str(JAN)] == 744


def test_an_event_of_the_meter_explains_a_fall(session: Session, tmp_path: Path) -> None:
    serial = session.run(_first_meter)
    event = MeterEvent(date(2020, 1, 17), "swap", final=Decimal(900), first=Decimal(0))

    def tell(inner: Session) -> None:
        with inner.workspace.unit_of_work("Bat") as work:
            repositories.add_meter(work.connection, PROJECT, Meter(serial, kind="cumulative", events=(event,)))

    session.run(tell)
    imported(session, register(tmp_path / "a.csv", date(2020, 2, 1), at_top=900), kind="register", unit="MWh")
    assert counted(session)[str(JAN)] == 744


def _first_meter(session: Session) -> str:
    with session.workspace.read() as connection:
        return repositories.plan(connection, PROJECT).points[0].meters[0]


def test_the_opening_of_a_register_is_the_last_closing(session: Session, tmp_path: Path) -> None:
    rising = lambda at: 500 + at  # noqa: E731 - a value of each hour
    first = csv(tmp_path / "a.csv", JAN.first, JAN.last, rising)
    second = csv(tmp_path / "b.csv", FEB.first, FEB.last, rising)
    imported(session, first, kind="register")
    imported(session, second, kind="register")
    assert sum(counted(session).values()) * 1000 == 60 * 24 - 1
    assert counted(session)[str(JAN)] * 1000 == 744


# --- corrections ----------------------------------------------------------------------------------------------------


def test_a_single_value_is_corrected_with_a_reason(session: Session, tmp_path: Path) -> None:
    imported(session, csv(tmp_path / "a.csv", JAN.first, FEB.last))
    at = int(datetime(2020, 1, 2, 3, tzinfo=ZoneInfo(ZONE)).timestamp())
    with pytest.raises(UserError, match=r"reason\.empty"):
        session.run(logger_series.correct_value, PROJECT, "(1)", at, "1", " ")
    with pytest.raises(UserError, match="no_such_value"):
        session.run(logger_series.correct_value, PROJECT, "(1)", at + 1, "1", "Wrong pulse")
    session.run(logger_series.correct_value, PROJECT, "(1)", at, "28.25", "Wrong pulse")
    assert counted(session)[str(JAN)] == total(JAN.first, JAN.last) + Decimal("0.001")
    session.run(logger_series.correct_value, PROJECT, "(1)", at, "", "No value at all")
    assert counted(session)[str(JAN)] == total(JAN.first, JAN.last) - Decimal("0.02725")
    view = session.run(logger_series.series_view, PROJECT, "(1)")
    assert len(view.pages) == 60 * 24 - 1


def test_an_import_is_taken_back(session: Session, tmp_path: Path) -> None:
    imported(session, csv(tmp_path / "a.csv", JAN.first, JAN.last))
    imported(session, csv(tmp_path / "b.csv", FEB.first, FEB.last))
    session.run(logger_series.take_back, PROJECT, batches(session)[1].id, "Wrong meter")
    assert counted(session) == {str(JAN): total(JAN.first, JAN.last)}
    session.run(logger_series.take_back, PROJECT, batches(session)[0].id, "Wrong meter")
    assert counted(session) == {}
    with pytest.raises(UserError, match="no_such_import"):
        session.run(logger_series.take_back, PROJECT, batches(session)[0].id, "Wrong meter")
    imported(session, csv(tmp_path / "c.csv", FEB.first, FEB.last))
    assert counted(session) == {str(FEB): total(FEB.first, FEB.last)}


# --- memory of sources ----------------------------------------------------------------------------------------------


def test_a_source_is_remembered_by_its_shape(session: Session, tmp_path: Path) -> None:
    imported(session, csv(tmp_path / "a.csv", JAN.first, JAN.last), factor=Decimal(40))
    (again,) = session.run(
        import_files.recall, PROJECT, import_files.open_files([str(csv(tmp_path / "b.csv", FEB.first, FEB.last))])
    )
    assert again.remembered == "a.csv"
    assert again.mapping.values[0].factor == 40
    assert again.questions == ()
    (other,) = session.run(
        import_files.recall,
        PROJECT,
        import_files.open_files([str(csv(tmp_path / "c.csv", FEB.first, FEB.last, header="Date,Heat [GJ]"))]),
    )
    assert other.remembered == ""
    assert other.mapping.zone == ZONE  # the project's zone is known all the same


def test_a_country_with_one_zone_leaves_no_choice(tmp_path: Path) -> None:
    with bare(tmp_path / "workspace") as session:
        path = csv(tmp_path / "a.csv", JAN.first, JAN.last)
        (one,) = session.run(import_files.recall, PROJECT, import_files.open_files([str(path)]))
        assert one.mapping.zone == ""  # Mongolia has two
        assert one.mapping.values[0].point == "(1)"


def test_reading_may_be_cancelled(session: Session, tmp_path: Path) -> None:
    from jcm_desktop.datafiles.detect import propose
    from jcm_desktop.datafiles.progress import Progress
    from jcm_desktop.domain.errors import Cancelled

    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        import_files.read_files(
            [
                import_files.OpenFile(one.source, propose(one.source), one.mapping)
                for one in read(session, csv(tmp_path / "a.csv", JAN.first, JAN.last))
            ],
            progress,
        )


def test_a_gap_is_a_finding(session: Session, tmp_path: Path) -> None:
    from jcm_desktop.services.checking import checks_page

    path = csv(tmp_path / "a.csv", JAN.first, JAN.last)
    lines = path.read_text().splitlines()
    path.write_text("\n".join([*lines[:100], *lines[140:]]) + "\n")
    imported(session, path)
    found = {one.code: one for one in session.run(checks_page, PROJECT, PERIOD).findings}
    assert "704 of 744" in found["LOG-01"].message
    assert found["LOG-01"].place.first == "2020-01-01"


def test_a_month_explains_itself_down_to_the_file(session: Session, tmp_path: Path) -> None:
    imported(session, csv(tmp_path / "a.csv", JAN.first, JAN.last))
    from jcm_desktop.services.logged_words import logged_words

    (one,) = stored(session)
    assert one.logged is not None
    assert logged_words(one, one.logged) == "Sum of 744 values of January 2020 from a.csv"
    assert timedelta(seconds=one.logged.longest_gap) == timedelta()


def test_time_stamps_that_have_not_come_yet_are_named(session: Session, tmp_path: Path) -> None:
    file = csv(tmp_path / "one.csv", JAN.first, JAN.last)
    (told,) = dry_run_view(tried(session, file)).files
    assert not [one for one in told.notes if "not come yet" in one]
    with clock.frozen(datetime(2020, 1, 10, tzinfo=UTC)):
        (told,) = dry_run_view(tried(session, file)).files
    (note,) = [one for one in told.notes if "not come yet" in one]
    assert note.startswith("The latest value is of 2020-01-31")
    assert "order of day and month" in note
