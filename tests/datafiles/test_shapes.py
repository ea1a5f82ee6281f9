"""Files as plants and loggers really write them: each gives the right readings, or the right refusal."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

import msgspec
import openpyxl
import pytest
import xlsxwriter

from jcm_desktop.datafiles.detect import Proposal, propose
from jcm_desktop.datafiles.read import FileReading, read_file
from jcm_desktop.datafiles.source import open_source
from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.mapping import ValueColumn
from jcm_desktop.series.times import expand

Text = Callable[..., Path]
START = datetime.combine(date(2024, 3, 1), time())


def at(day: date) -> datetime:
    """Midnight as a logger without zones shows it."""
    return datetime.combine(day, time())


@pytest.fixture
def write(tmp_path: Path) -> Text:
    def make(text: str | bytes, name: str = "meter.csv", encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
        return path

    return make


def table(
    line: str,
    count: int = 200,
    minutes: int = 15,
    start: datetime = START,
    value: Callable[[int], object] = lambda at: at,
) -> str:
    """Lines of a format with {t} and {v}."""
    return "".join(line.format(t=start + timedelta(minutes=minutes * at), v=value(at)) for at in range(count))


def looked(path: Path) -> Proposal:
    return propose(open_source(path))


def read(path: Path, column: int = 1, **changes: object) -> FileReading:
    """Read by what is proposed, with answers to what is asked."""
    source = open_source(path)
    found = propose(source)
    value = {name: changes.pop(name) for name in ("unit", "kind", "factor", "digits", "decimals") if name in changes}
    one = ValueColumn(column, "(1)", found.columns[column].unit or "kWh", found.columns[column].kind or "interval")
    mapping = msgspec.structs.replace(found.mapping, values=(msgspec.structs.replace(one, **value),))
    answers = {"zone": "Asia/Ulaanbaatar", "stamp": mapping.stamp or "start", "decimal": mapping.decimal or "."}
    return read_file(source, msgspec.structs.replace(mapping, **{**answers, **changes}))


def values(reading: FileReading) -> list[Decimal]:
    series = reading.columns[0].series
    return [Decimal(one).scaleb(-series.scale) for one in series.values]


def times(reading: FileReading, shift: int = 8) -> list[str]:
    """Local times, `shift` hours east of UTC."""
    instants = expand(reading.columns[0].series.runs)
    return [f"{datetime.fromtimestamp(one + shift * 3600, UTC):%Y-%m-%dT%H:%M}" for one in instants]


def codes(reading: FileReading) -> list[tuple[int, int, str]]:
    return [(one.line, one.column, one.code) for one in reading.problems.kept]


# --- shapes that give readings --------------------------------------------------------------------------------------


def test_semicolons_and_decimal_commas(write: Text) -> None:
    path = write("Datum;Energie [kWh]\r\n" + table("{t:%d.%m.%Y %H:%M};{v}\r\n", value=lambda at: f"{at},5"))
    found = looked(path)
    assert (found.mapping.separator, found.mapping.decimal, found.mapping.order) == (";", ",", "")
    assert set(found.orders) == {"DMY", "MDY"}  # three days of March prove nothing
    reading = read(path, order="DMY")
    assert values(reading)[:3] == [Decimal("0.5"), Decimal("1.5"), Decimal("2.5")]
    assert times(reading)[:2] == ["2024-03-01T00:00", "2024-03-01T00:15"]
    assert codes(reading) == []


def test_a_byte_order_mark_is_no_part_of_the_first_heading(write: Text) -> None:
    path = write("\ufefftime,kWh\n" + table("{t:%Y-%m-%d %H:%M:%S},{v}.25\n"), encoding="utf-8")
    found = looked(path)
    assert found.columns[0].header == "time"
    assert values(read(path))[:2] == [Decimal("0.25"), Decimal("1.25")]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("mark", ["\ufeff", ""])
def test_utf_16_with_and_without_its_mark(write: Text, encoding: str, mark: str) -> None:
    text = mark + "時刻\t電力量 [kWh]\r\n" + table("{t:%Y/%m/%d %H:%M}\t{v}.5\r\n")
    path = write(text, encoding=encoding)
    found = looked(path)
    assert found.mapping.encoding == encoding
    assert found.columns[1].header == "電力量 [kWh]"
    assert len(values(read(path))) == 200


@pytest.mark.parametrize(
    ("encoding", "header"),
    [
        ("cp932", "日付時刻,積算電力量 [kWh]"),
        ("gb18030", "时间,正向有功总电量 [kWh]"),
        ("cp1251", "Дата и время,Показания счетчика [kWh]"),
        ("koi8-r", "Дата и время,Показания счетчика [kWh]"),
        ("cp1252", "Zählerzeit,Zählerstand für Gerät [kWh]"),
    ],
)
def test_words_of_other_alphabets(write: Text, encoding: str, header: str) -> None:
    path = write(header + "\n" + table("{t:%Y-%m-%d %H:%M},{v}.5\n"), encoding=encoding)
    found = looked(path)
    assert found.mapping.encoding == encoding
    assert [one.header for one in found.columns] == header.split(",")
    assert values(read(path))[1] == Decimal("1.5")


def test_day_first_is_proved_by_a_day_beyond_twelve(write: Text) -> None:
    path = write("t,kWh\n" + table("{t:%d/%m/%Y %H:%M},{v}\n", count=2000))
    assert looked(path).mapping.order == "DMY"
    assert times(read(path))[-1] == "2024-03-21T19:45"


def test_month_first_is_proved_by_a_day_beyond_twelve(write: Text) -> None:
    path = write("t,kWh\n" + table("{t:%m/%d/%Y %I:%M %p},{v}\n", count=2000))
    assert looked(path).mapping.order == "MDY"
    assert times(read(path))[-1] == "2024-03-21T19:45"


def test_two_rows_of_headings_with_the_unit_below(write: Text) -> None:
    path = write("Time stamp;Import;Export\n;kWh;MWh\n" + table("{t:%Y-%m-%d %H:%M};{v};0,{v:03d}\n"))
    found = looked(path)
    assert found.mapping.first_row == 3
    assert [one.header for one in found.columns] == ["Time stamp", "Import kWh", "Export MWh"]
    assert [one.unit for one in found.columns] == ["", "kWh", "MWh"]
    assert values(read(path, column=2))[12] == Decimal("0.012")


def test_lines_before_the_table_comments_and_a_footer(write: Text) -> None:
    text = "Logger,Model 7\nSerial,4711\n\n# exported by hand\nTime,kWh\n" + table("{t:%Y-%m-%d %H:%M},{v}.5\n")
    path = write(text + "\nTotal,20000\nEnd of file,\n")
    reading = read(path)
    assert len(values(reading)) == 200
    assert [one.line for one in reading.left.footer] == [207, 208]
    assert codes(reading) == []


def test_a_cumulative_register_is_recognised(write: Text) -> None:
    path = write("t,Total [kWh]\n" + table("{t:%Y-%m-%d %H:%M},{v}\n", value=lambda at: f"{123456 + at * 1.5:.1f}"))
    assert looked(path).columns[1].kind == "register"


def test_15_minutes_over_the_end_of_summer_time(write: Text) -> None:
    """Berlin, 27 October 2024: the hour from 2 to 3 is there twice, the day has 100 quarters."""
    start = datetime(2024, 10, 26, 22, tzinfo=UTC)
    from zoneinfo import ZoneInfo

    local = [(start + timedelta(minutes=15 * at)).astimezone(ZoneInfo("Europe/Berlin")) for at in range(100)]
    path = write("t;kWh\n" + "".join(f"{one:%Y-%m-%d %H:%M};{at}\n" for at, one in enumerate(local)))
    reading = read(path, zone="Europe/Berlin")
    series = reading.columns[0].series
    assert (len(series), series.runs) == (100, ((int(start.timestamp()), 900, 100),))
    assert codes(reading) == []


def test_the_hour_that_is_there_once_is_asked_not_guessed(write: Text) -> None:
    text = "t;kWh\n" + table("{t:%Y-%m-%d %H:%M};{v}\n", count=96, start=at(date(2024, 10, 27)))
    reading = read(write(text), zone="Europe/Berlin")
    assert codes(reading) == [(line, 1, "row.shown_twice") for line in range(10, 14)]
    assert reading.problems.kept[0].facts == {"time": "02:00", "zone": "Europe/Berlin"}
    earlier = read(write(text), zone="Europe/Berlin", repeated="earlier")
    later = read(write(text), zone="Europe/Berlin", repeated="later")
    assert times(earlier, 2)[8] == "2024-10-27T02:00"
    assert times(later, 1)[8] == "2024-10-27T02:00"
    assert codes(read(write(text), zone="Europe/Berlin", wall="standard")) == []


def test_the_hour_that_never_was_is_named(write: Text) -> None:
    text = "t;kWh\n" + table("{t:%Y-%m-%d %H:%M};{v}\n", count=96, start=at(date(2024, 3, 31)))
    reading = read(write(text), zone="Europe/Berlin")
    assert codes(reading) == [(line, 1, "row.never_shown") for line in range(10, 14)]
    assert len(values(reading)) == 92


def test_times_that_state_their_offset(write: Text) -> None:
    path = write("t,kWh\n" + table("{t:%Y-%m-%dT%H:%M:%S}+08:00,{v}\n"))
    assert looked(path).mapping.wall == "stated"
    assert times(read(path))[0] == "2024-03-01T00:00"


def test_units_behind_every_value(write: Text) -> None:
    path = write("t;reading\n" + table("{t:%Y-%m-%d %H:%M};{v},5 MWh\n"))
    found = looked(path)
    assert (found.columns[1].unit, found.mapping.decimal) == ("MWh", ",")
    assert values(read(path))[3] == Decimal("3.5")


def test_a_unit_that_changes_on_the_way_is_refused(write: Text) -> None:
    path = write("t;reading\n" + table("{t:%Y-%m-%d %H:%M};{v} kWh\n") + "2024-03-03 02:00;7 MWh\n")
    reading = read(path)
    assert codes(reading) == [(202, 2, "row.other_unit")]
    assert reading.problems.kept[0].facts == {"found": "MWh", "wanted": "kWh"}


@pytest.mark.parametrize(
    ("shown", "decimal"),
    [("1,234,{v:03d}.5", "."), ("1 234 {v:03d},5", ","), ("1'234'{v:03d}.5", "."), ("1.234.{v:03d},5", ",")],
)
def test_signs_between_thousands(write: Text, shown: str, decimal: str) -> None:
    path = write("t;kWh\n" + table("{t:%Y-%m-%d %H:%M};" + shown + "\n"))
    assert looked(path).mapping.decimal == decimal
    assert values(read(path))[7] == Decimal("1234007.5")


def test_a_sign_before_three_digits_is_asked(write: Text) -> None:
    path = write("t;kWh\n" + table("{t:%Y-%m-%d %H:%M};12,{v:03d}\n"))
    found = looked(path)
    assert "mapping.decimal_asked" in found.questions
    assert values(read(path, decimal=","))[5] == Decimal("12.005")
    assert values(read(path, decimal="."))[5] == Decimal("12005")


def test_full_width_digits_of_a_japanese_file(write: Text) -> None:
    wide = str.maketrans("0123456789.", "０１２３４５６７８９．")
    text = "時刻,値\n" + table("{t:%Y/%m/%d %H:%M},{v}\n", value=lambda at: f"{at}.5".translate(wide))
    assert values(read(write(text, encoding="cp932"), decimal="."))[11] == Decimal("11.5")


def test_japanese_words_in_the_dates(write: Text) -> None:
    text = "時刻,値\n" + table("{t.year}年{t.month}月{t.day}日 {t.hour}時{t.minute:02d}分,{v}\n")
    reading = read(write(text, encoding="cp932"))
    assert times(reading)[5] == "2024-03-01T01:15"


def test_the_day_in_one_column_the_time_in_another(write: Text) -> None:
    path = write("date;time;kWh\n" + table("{t:%d.%m.%Y};{t:%H:%M:%S};{v}\n", count=2000))
    found = looked(path)
    assert (found.mapping.time, found.mapping.clock) == (0, 1)
    assert times(read(path, column=2))[100] == "2024-03-02T01:00"


def test_midnight_written_as_24_00(write: Text) -> None:
    lines = []
    for at in range(1, 97):
        moment = START + timedelta(minutes=15 * at)
        text = f"{moment:%Y-%m-%d %H:%M}" if at < 96 else f"{START:%Y-%m-%d} 24:00"
        lines.append(f"{text},{at}\n")
    path = write("t,kWh\n" + "".join(lines))
    assert looked(path).mapping.stamp == "end"
    found = times(read(path, kind="interval"))
    assert (found[0], found[-1]) == ("2024-03-01T00:00", "2024-03-01T23:45")


def test_marks_for_no_value_leave_gaps(write: Text) -> None:
    marks = ["", "-", "NaN", "N/A", "欠測"]
    path = write("t,kWh\n" + table("{t:%Y-%m-%d %H:%M},{v}\n", value=lambda at: marks[at] if at < 5 else f"{at}.5"))
    reading = read(path)
    assert (reading.left.missing, len(values(reading))) == (5, 195)
    assert times(reading)[0] == "2024-03-01T01:15"


def test_serial_days_of_a_spreadsheet_in_a_text_file(write: Text) -> None:
    path = write("t;kWh\n" + table("{v};1,5\n", value=lambda at: f"{45352 + at / 96:.9f}".replace(".", ",")))
    assert looked(path).mapping.order == "serial"
    assert times(read(path))[:3] == ["2024-03-01T00:00", "2024-03-01T00:15", "2024-03-01T00:30"]


def test_seconds_since_1970(write: Text) -> None:
    path = write("ts,kWh\n" + table("{v},1.5\n", value=lambda at: 1709222400 + 900 * at))
    assert looked(path).mapping.order == "epoch"
    assert times(read(path))[0] == "2024-03-01T00:00"


def test_compact_days_and_times(write: Text) -> None:
    assert times(read(write("t,kWh\n" + table("{t:%Y%m%d %H%M},{v}\n"))))[1] == "2024-03-01T00:15"
    assert times(read(write("t,kWh\n" + table("{t:%Y%m%d%H%M%S},{v}\n"))))[1] == "2024-03-01T00:15"


def test_newest_first_is_turned_around(write: Text) -> None:
    lines = table("{t:%Y-%m-%d %H:%M},{v}\n").splitlines()
    reading = read(write("t,kWh\n" + "\n".join(reversed(lines)) + "\n"))
    assert values(reading)[:2] == [0, 1]
    assert reading.columns[0].reordered
    assert reading.columns[0].line_of(0) == 201


def test_shuffled_lines_and_lines_that_are_there_twice(write: Text) -> None:
    lines = table("{t:%Y-%m-%d %H:%M},{v}\n").splitlines()
    mixed = [*lines[100:], *lines[:100], lines[3], lines[50]]
    reading = read(write("t,kWh\n" + "\n".join(mixed) + "\n"))
    assert values(reading) == list(range(200))
    assert reading.columns[0].repeated == 2


def test_the_same_time_with_another_value_is_a_problem(write: Text) -> None:
    reading = read(write("t,kWh\n" + table("{t:%Y-%m-%d %H:%M},{v}\n") + "2024-03-01 00:45,99\n"))
    assert codes(reading) == [(202, 2, "row.same_time")]
    assert reading.problems.kept[0].facts == {"other": "5"}


def test_every_cell_in_quotation_marks(write: Text) -> None:
    path = write('"t","kWh, gross"\n' + table('"{t:%Y-%m-%d %H:%M}","1,{v:03d}.5"\n'))
    assert looked(path).columns[1].header == "kWh, gross"
    assert values(read(path))[9] == Decimal("1009.5")


def test_days_without_a_time_of_day(write: Text) -> None:
    path = write("day;kWh\n" + table("{t:%Y-%m-%d};{v}\n", minutes=1440, count=40))
    found = looked(path)
    assert (found.mapping.step, found.mapping.stamp) == ("day", "start")
    assert times(read(path))[1] == "2024-03-02T00:00"


def test_a_factor_is_exact(write: Text) -> None:
    path = write("t,kWh\n" + table("{t:%Y-%m-%d %H:%M},{v}.1\n"))
    assert values(read(path, factor=Decimal("0.3")))[1] == Decimal("0.33")


# --- workbooks ------------------------------------------------------------------------------------------------------


def book(path: Path, rows: list[list[object]], *, writer: str) -> Path:
    if writer == "openpyxl":
        made = openpyxl.Workbook()
        sheet = made.active
        assert sheet is not None
        for row in rows:
            sheet.append(row)
        made.save(path)
        return path
    with xlsxwriter.Workbook(str(path)) as other:
        sheet = other.add_worksheet("data")
        form = other.add_format({"num_format": "dd.mm.yyyy hh:mm"})
        for at, row in enumerate(rows):
            for column, cell in enumerate(row):
                if isinstance(cell, datetime):
                    sheet.write_datetime(at, column, cell, form)
                else:
                    sheet.write(at, column, cell)
    return path


@pytest.mark.parametrize("writer", ["openpyxl", "xlsxwriter"])
def test_a_workbook_with_a_column_of_dates(tmp_path: Path, writer: str) -> None:
    rows: list[list[object]] = [["Plant", None], [None, None], ["Time", "Energy (kWh)"]]
    rows += [[START + timedelta(minutes=15 * at), 0.1 * at if at % 2 else at] for at in range(300)]
    path = book(tmp_path / "meter.xlsx", rows, writer=writer)
    found = looked(path)
    assert (found.mapping.first_row, found.mapping.order, found.columns[1].unit) == (4, "YMD", "kWh")
    reading = read(path, decimals=3)
    assert [values(reading)[at] for at in (0, 1, 3, 7)] == [0, Decimal("0.1"), Decimal("0.3"), Decimal("0.7")]
    assert times(reading)[1] == "2024-03-01T00:15"
    assert reading.columns[0].line_of(0) == 4
    assert reading.left.noise > 0  # 0.1 * 3 is 0.30000000000000004


def test_a_double_that_is_no_short_decimal_is_refused(tmp_path: Path) -> None:
    rows: list[list[object]] = [["t", "kWh"]]
    rows += [[START + timedelta(minutes=15 * at), 1 / 3 if at == 5 else at / 4] for at in range(20)]
    path = book(tmp_path / "meter.xlsx", rows, writer="openpyxl")
    assert codes(read(path)) == [(7, 2, "row.too_many_digits")]
    assert codes(read(path, decimals=3)) == [(7, 2, "row.more_decimals")]


# --- refusals -------------------------------------------------------------------------------------------------------


def test_a_file_cut_short_in_a_value(write: Text) -> None:
    text = "t,kWh\n" + table("{t:%Y-%m-%d %H:%M},{v}.125\n")
    assert codes(read(write(text[:-3]))) == [(201, 2, "row.cut_short")]
    assert codes(read(write(text[:-8]))) != []
    assert codes(read(write(text[:-1]))) == []  # only the end of the last line is missing


def test_a_line_that_is_wrong_is_named_with_its_column_and_text(write: Text) -> None:
    lines = table("{t:%Y-%m-%d %H:%M},{v}.5\n").splitlines()
    lines[6] = "2024-03-01 01:30,broken"
    lines[7] = "2024-02-31 01:45,7.5"
    lines[8] = "2024-03-01 02:00"
    lines[9] = "2024-03-01 02:15,1.2E+03"
    lines[10] = ",10.5"
    lines[11] = "2024-03-01 02:45,11.5,7"
    reading = read(write("t,kWh\n" + "\n".join(lines) + "\n"))
    assert codes(reading) == [
        (8, 2, "row.no_number"),
        (9, 1, "row.no_such_day"),
        (10, 0, "row.columns"),
        (11, 2, "row.exponent"),
        (12, 1, "row.time_missing"),
        (13, 0, "row.columns"),
    ]
    assert reading.problems.kept[0].text == "broken"
    assert len(values(reading)) == 194


def test_a_decimal_comma_between_commas_is_refused_by_its_columns(write: Text) -> None:
    reading = read(write("t,kWh\n" + table("{t:%Y-%m-%d %H:%M},{v},5\n")), column=1, width=2)
    assert reading.problems.count == 200
    assert {one.code for one in reading.problems.kept} == {"row.columns"}


def test_what_is_no_table_is_refused(write: Text) -> None:
    with pytest.raises(UserError, match=r"data\.no_table"):
        looked(write("Dear Sir,\nplease find the values below.\n"))
    with pytest.raises(UserError, match=r"data\.empty"):
        looked(write(""))
    with pytest.raises(UserError, match=r"data\.binary"):
        looked(write(b"t,kWh\n2024-01-01,1\n\0\0\0\x07" + bytes(range(256)) * 20))


def test_another_encoding_than_chosen_names_the_line(write: Text) -> None:
    path = write("Zähler\n".encode("cp1252") + b"t,kWh\n2024-01-01,1\n")
    with pytest.raises(UserError) as caught:
        read_file(open_source(path), msgspec.structs.replace(looked(path).mapping, encoding="utf-8", **SETTLED))
    assert (caught.value.code, caught.value.facts["line"]) == ("data.not_in_encoding", "1")


SETTLED = {
    "zone": "UTC",
    "order": "YMD",
    "decimal": ".",
    "step": "day",
    "stamp": "start",
    "values": (ValueColumn(1, "(1)", "kWh", "interval"),),
}
