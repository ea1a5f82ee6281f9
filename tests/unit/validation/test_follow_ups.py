"""What is told once: what only follows from another finding, concerns other days, or waits for another text, is not."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from helpers.breaks import GOOD, bills, findings, invoice, reading, without
from helpers.dossiers import changed, with_point

from jcm_desktop.domain.dossier import Dossier
from jcm_desktop.domain.finding import Finding, Reason
from jcm_desktop.domain.meter import Meter, MeterEvent
from jcm_desktop.domain.reading import Draft


def codes_of(found: tuple[Finding, ...]) -> set[str]:
    return {one.code for one in found}


def meter(**changes: Any) -> Meter:
    return changed(GOOD.meters[0], **changes)


def with_meters(*meters: Meter) -> Dossier:
    return with_point(changed(GOOD, meters=meters), meters=tuple(one.serial for one in meters))


def codes(dossier: Dossier) -> set[str]:
    return codes_of(findings(dossier))


def test_what_only_follows_from_a_slip_is_told_once_somebody_stands_by_it() -> None:
    slipped = reading(2, value="2271320")(GOOD)
    (slip,) = findings(slipped)
    assert slip.code == "VAL-04"
    explained = changed(slipped, reasons=(Reason(slip.code, str(slip.place), "It was read twice."),))
    assert codes_of(findings(explained)) == {"VAL-04", "VAL-05", "VAL-09", "VAL-12", "ER-06"}
    low = reading(2, value="2.27132")(GOOD)
    assert codes_of(findings(low)) == {"VAL-04"}


def test_a_text_that_is_no_value_is_not_missing_beside_it() -> None:
    gap = without(4)(GOOD)
    draft = Draft("(1)", date(2019, 11, 1), date(2019, 11, 30), "about 1700")
    assert codes_of(findings(changed(gap, drafts=(draft,)))) == {"VAL-01"}
    other = changed(gap, drafts=(changed(draft, last=date(2019, 11, 20)),))
    assert [(one.code, one.place.first) for one in findings(other)] == [
        ("VAL-01", "2019-11-01"),
        ("VAL-10", "2019-11-21"),
    ]


def test_invoices_are_compared_on_the_days_that_both_tell_of() -> None:
    """A month without an invoice, or without a reading, is another check's; part of a bill counts by days."""
    months = [(one.first, one.last, str(one.quantity.value)) for one in GOOD.active_readings if one.quantity]
    every = [invoice(*one) for one in months]
    assert "EVD-05" not in codes_of(findings(bills(*every)(GOOD)))
    assert codes_of(findings(bills(*every[:5], *every[6:])(GOOD))) == {"EVD-01", "EVD-04"}
    assert codes_of(findings(bills(*every)(without(5)(GOOD)))) == {"EVD-01", "VAL-10"}
    far = invoice(*months[5][:2], total=str(Decimal(months[5][2]) * 3))
    assert "EVD-05" in codes_of(findings(bills(*every[:5], far, *every[6:])(GOOD)))
    first, last = date(2019, 8, 16), date(2019, 9, 15)
    august, september = Decimal(months[1][2]), Decimal(months[2][2])
    across = invoice(first, last, total=str(august * 16 / 31 + september * 15 / 30))
    assert "EVD-05" not in codes_of(findings(bills(across)(GOOD)))


def test_a_register_that_started_again_needs_no_readings_where_its_digits_are_known() -> None:
    again = MeterEvent(date(2020, 1, 31), "rollover")

    def found(**changes: Any) -> bool:
        return "CAL-07" in codes(with_meters(meter(kind="cumulative", **changes)))

    assert not found(digits=6, events=(again,))
    assert found(events=(again,))
    assert not found(events=(changed(again, final=Decimal(1_000_000)),))
    assert found(digits=6, events=(changed(again, kind="reset"),))


def test_what_happens_after_a_period_is_not_its_matter() -> None:
    """A meter that takes over later, not described in full yet, and an exchange after the last day."""
    later = changed(meter(), serial="NEXT", from_day=date(2021, 2, 1), accuracy_class="", calibrated_on=None)
    assert codes(with_meters(meter(), later)) == set()
    swap = MeterEvent(date(2021, 1, 31), "swap", Decimal(9), Decimal(0), "NEXT")
    assert codes(with_meters(meter(events=(swap,), kind="cumulative"), later)) == set()
    assert "CAL-07" in codes(with_meters(meter(events=(changed(swap, day=date(2020, 12, 31)),), kind="cumulative")))
