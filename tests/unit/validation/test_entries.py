"""Registers that count up, and cells typed twice: what passes, and what is found with its words."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest
from helpers.dossiers import TODAY, changed, sample_dossier

from jcm_desktop.domain.declaration import SecondEntry
from jcm_desktop.domain.dossier import Dossier
from jcm_desktop.domain.finding import Finding, Severity
from jcm_desktop.domain.meter import Meter, MeterEvent
from jcm_desktop.domain.quantity import Quantity
from jcm_desktop.domain.reading import Draft, Reading
from jcm_desktop.domain.register import Register
from jcm_desktop.methodologies.registry import definition
from jcm_desktop.validation.assessment import assess
from jcm_desktop.validation.runner import message

OWN = definition("MN_AM003", "2.0")
GOOD = sample_dossier()
MONTHS = list(GOOD.period.months())
METER = changed(GOOD.meters[0], kind="cumulative", digits=6, multiplier=Decimal(10))


def plant(*shown: str, meter: Meter = METER, more: tuple[Meter, ...] = ()) -> Dossier:
    """Months read from a register in kWh, the first number being what it showed before."""
    readings = []
    for at, month in enumerate(MONTHS[: len(shown) - 1]):
        register = Register(meter.serial, Decimal(shown[at]), Decimal(shown[at + 1]), "kWh")
        value = (register.closing - register.opening) * meter.multiplier / 1000
        readings.append(Reading(f"r{at}", "(1)", month.first, month.last, Quantity(value, "MWh"), register=register))
    return changed(GOOD, meters=(meter, *more), readings=tuple(readings))


def found(dossier: Dossier, code: str = "VAL-07") -> list[Finding]:
    return [one for one in assess(dossier, OWN, today=TODAY).findings if one.code == code]


def test_a_register_that_counts_up_has_no_finding() -> None:
    assert found(plant("100000", "310000", "520000", "700000")) == []


def test_a_register_that_runs_backwards_is_an_error_at_its_cell() -> None:
    (one,) = found(plant("999000", "999500", "400"))
    assert (one.severity, one.place.first) == (Severity.ERROR, MONTHS[1].first.isoformat())
    assert "runs backwards, from 999500 to 400" in message(one)


@pytest.mark.parametrize(
    ("event", "value"),
    [
        (MeterEvent(MONTHS[1].last, "rollover"), "9"),
        (MeterEvent(MONTHS[1].first, "reset", Decimal(999_600), Decimal(0)), "5"),
    ],
)
def test_what_is_recorded_explains_it(event: MeterEvent, value: str) -> None:
    meter = changed(METER, events=(event,))
    broken = plant("999000", "999500", "400", meter=meter)
    explained = changed(broken.readings[1], quantity=Quantity(Decimal(value), "MWh"))
    assert found(changed(broken, readings=(broken.readings[0], explained))) == []


def test_a_value_that_the_register_does_not_give_is_found() -> None:
    good = plant("100000", "310000", "520000")
    slipped = changed(good.readings[1], quantity=Quantity(Decimal("210"), "MWh"))
    (one,) = found(changed(good, readings=(good.readings[0], slipped)))
    assert "it counted 2,100 MWh, but the value is 210 MWh" in message(one)


def test_a_reading_begins_where_the_one_before_ended() -> None:
    good = plant("100000", "310000", "520000")
    assert good.readings[1].register is not None
    jumped = changed(
        good.readings[1],
        register=changed(good.readings[1].register, opening=Decimal(320_000)),
        quantity=Quantity(Decimal(2000), "MWh"),
    )
    (one,) = found(changed(good, readings=(good.readings[0], jumped)))
    assert "begins at 320,000 kWh, but the reading before ended at 310,000 kWh" in message(one)
    later = changed(jumped, first=date(2019, 8, 2))
    assert found(changed(good, readings=(good.readings[0], later))) == []


def test_an_exchange_between_two_readings_explains_another_opening() -> None:
    swap = MeterEvent(MONTHS[0].last, "swap", Decimal(310_000), Decimal(7), "NEW")
    new = changed(METER, serial="NEW", from_day=None)
    good = plant("100000", "310000", meter=changed(METER, events=(swap,)), more=(new,))
    second = Reading(
        "r1", "(1)", MONTHS[1].first, MONTHS[1].last, Quantity(Decimal("0.93"), "MWh"),
        register=Register("NEW", Decimal(7), Decimal(100), "kWh"),
    )  # fmt: skip
    assert found(changed(good, readings=(*good.readings, second))) == []
    (one,) = found(changed(good, readings=(*good.readings, second), meters=(good.meters[0],)))
    assert "no meter with a register" in message(one)


def test_digits_and_missing_ends_are_named() -> None:
    (one,) = found(plant("1", "1000000"))
    assert "has more than its 6 digits" in message(one)
    reset = changed(METER, events=(MeterEvent(MONTHS[0].first, "reset"),))
    (one,) = found(plant("1", "5", meter=reset))
    assert "final or first reading is missing" in message(one)
    ton = plant("1", "5")
    assert ton.readings[0].register is not None
    (one,) = found(
        changed(ton, readings=(changed(ton.readings[0], register=changed(ton.readings[0].register, unit="t")),))
    )
    assert "t cannot be converted to MWh" in message(one)


def test_a_draft_at_a_register_is_not_called_no_number() -> None:
    draft = Draft("(1)", MONTHS[3].first, MONTHS[3].last, "12")
    (one,) = found(changed(plant("1", "5"), drafts=(draft,)), "VAL-01")
    assert "reading of the register" in message(one)
    (one,) = found(changed(plant("1", "5"), drafts=(changed(draft, text="broken"),)), "VAL-01")
    assert "not a number" in message(one)


def waiting(*texts: str, meter: Meter = METER) -> list[str]:
    """What is told of texts in the months from April on."""
    drafts = tuple(Draft("(1)", one.first, one.last, text) for one, text in zip(MONTHS[3:], texts, strict=False))
    return [message(one) for one in found(changed(plant("1", "5", meter=meter), drafts=drafts), "VAL-01")]


def test_register_readings_that_only_wait_are_told_with_what_they_wait_for() -> None:
    (one,) = waiting("12", "13", "14.5")
    assert "“12”" in one
    assert "wait for it (2)" in one
    first, second = waiting("900", "12", "13")  # lower again: nothing before explains it
    assert ("wait" in first, "“12”" in second, "(1)" in second) == (False, True, True)
    swap = MeterEvent(MONTHS[4].first, "swap", Decimal(950), Decimal(3), "NEW")
    (one,) = waiting("900", "12", "13", meter=changed(METER, events=(swap,)))
    assert "wait for it (2)" in one
    assert len(waiting("12", "broken", "13")) == 3


def second(reading: Reading, value: str, *, same: bool) -> SecondEntry:
    return SecondEntry(
        point=reading.point, first=reading.first, last=reading.last, reading=reading.id,
        typed=value, value=Decimal(value), unit="MWh", same=same, by="Bat",
    )  # fmt: skip


def test_a_second_entry_that_differs_is_told_with_both_values_until_the_cell_is_corrected() -> None:
    one = GOOD.readings[2]
    good = changed(GOOD, declarations=(*GOOD.declarations, second(one, "2271.32", same=True)))
    assert found(good, "VAL-13") == []
    differs = changed(GOOD, declarations=(*GOOD.declarations, second(one, "2217.32", same=False)))
    (told,) = found(differs, "VAL-13")
    assert (told.severity, told.blocks) == (Severity.INFO, False)
    assert message(told) == "Point (1): 2,271.32 MWh was entered first, 2,217.32 MWh the second time."
    corrected = changed(one, id="new", supersedes=one.id, quantity=Quantity(Decimal("2217.32"), "MWh"))
    assert found(changed(differs, readings=(*differs.readings, corrected)), "VAL-13") == []


def test_a_number_that_is_too_large_says_so() -> None:
    draft = Draft("(1)", MONTHS[3].first, MONTHS[3].last, "99999999999999999999")
    (one,) = found(changed(GOOD, drafts=(draft,)), "VAL-01")
    assert "has more than 18 digits before the decimal point" in message(one)
    (one,) = found(changed(GOOD, drafts=(changed(draft, text="1." + "0" * 60 + " MWh"),)), "VAL-01")
    assert "has more than" in message(one)
    (one,) = found(changed(GOOD, drafts=(changed(draft, text="twelve"),)), "VAL-01")
    assert "is not a number yet" in message(one)


@pytest.mark.parametrize(("on", "early"), [("2019-09-28", True), ("2019-09-29", False), ("2019-10-05", False)])
def test_a_value_of_days_to_come_is_told(on: str, early: bool) -> None:
    at = datetime.fromisoformat(f"{on}T12:00:00+00:00")
    readings = (*GOOD.readings[:2], changed(GOOD.readings[2], recorded_at=at), *GOOD.readings[3:])
    told = found(changed(GOOD, readings=readings), "VAL-14")
    assert [message(one) for one in told] == [
        f"The value of point (1) for 2019-09-01 to 2019-09-30 was typed on {on}, before these days were over."
    ] * early
