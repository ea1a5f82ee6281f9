"""A synthetic year: the application finds exactly what is wrong with it, and its tonnes are a hand calculation.

Six monitoring points of ID009 (ID_AM002, four chillers, grid, generator), one calendar year, all of it put in through
the services (`helpers.synthetic_year` says what and how). Wrong with it are:

- the first chiller's register has six digits and started again in May: what was typed is lower than before (VAL-01),
  and the readings of June to August wait for it;
- its meter was exchanged in September, which nobody recorded: again what was typed is lower (VAL-01), and October to
  December wait for it;
- the grid's electricity is proven by invoices (option B), and that of November is missing (EVD-04);
- June of the second chiller was typed in kWh: 45,300 MWh are more than its 0.1 MW can give (VAL-04);
- the third chiller's meter was calibrated late: nothing holds from 1 April to 14 May (CAL-03);
- the fourth chiller's logger sent one and the same value for a week of February, 168 hours (LOG-03);
- the generator's hour meter failed in August (VAL-10). To count nothing is not allowed, as the generator's power is
  cleaner than the grid's: without it the emission factor, and so the claim, would rise. A careful value is entered.

The hand calculation, with fractions throughout:

    ER = sum over chillers of EC x (COP_PJ / COP_RE - 1) x EF
    EF = (grid x EF_grid + RC x hours x EF_gen) / (grid + RC x hours)

First chiller, MWh: ten times the kWh that the register counted; January 984,200 - 980,000; May 1,000,000 - 996,900 and
1,500 - 0; September 18,000 - 15,700 on the old meter and 2,262 - 12 on the new one. Third chiller: April and May are
lowered by 0.8 %, the error that the late calibration found, because it is larger than the permissible 0.5 %; they are
the months that hold an uncovered day, and lower consumption of a chiller lowers its reductions. Fourth chiller: the
sum of the hourly values of the meter itself. August of the generator: 75 h.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from fractions import Fraction
from math import floor
from pathlib import Path
from random import Random

import pytest
from helpers import synthetic_year as year
from helpers.road import quick_keys
from helpers.synthetic_year import FIXES, MONTHS, PROJECT, WRONG, YEAR, Found, at_work

from jcm_desktop.domain.finding import Severity
from jcm_desktop.services import checking, overview, periods, results
from jcm_desktop.services.dossiers import load
from jcm_desktop.services.metering import meters_page
from jcm_desktop.services.session import Session

APRIL, MAY, JUNE, AUGUST = MONTHS[3], MONTHS[4], MONTHS[5], MONTHS[7]


@pytest.fixture(scope="module")
def typed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workspace at the end of the year, with everything that is wrong with it."""
    folder = tmp_path_factory.mktemp("year")
    with quick_keys(), at_work(folder / "workspace") as session:
        year.live_through(session, folder)
    return folder / "workspace"


@pytest.fixture
def session(typed: Path, tmp_path: Path) -> Iterator[Session]:
    shutil.copytree(typed, tmp_path / "workspace")
    with at_work(tmp_path / "workspace") as opened:
        yield opened


# --- the hand calculation -----------------------------------------------------------------------------------------


def first_chiller() -> Fraction:
    """MWh of the register, month by month, written out."""
    counted = [
        984_200 - 980_000,
        988_100 - 984_200,
        992_600 - 988_100,
        996_900 - 992_600,
        (1_000_000 - 996_900) + (1_500 - 0),
        6_200 - 1_500,
        11_000 - 6_200,
        15_700 - 11_000,
        (18_000 - 15_700) + (2_262 - 12),
        6_700 - 2_262,
        11_000 - 6_700,
        15_200 - 11_000,
    ]
    return Fraction(sum(counted) * 10, 1_000)


def second_chiller() -> Fraction:
    return sum((Fraction(text) for at, text in enumerate(year.SECOND) if MONTHS[at] != JUNE), Fraction("45.3"))


def third_chiller(*, corrected: bool) -> Fraction:
    """April and May by 0.8 % less where the correction was accepted."""
    share = 1 - Fraction("0.8") / 100 if corrected else Fraction(1)
    return sum(
        (Fraction(text) * (share if MONTHS[at] in (APRIL, MAY) else 1) for at, text in enumerate(year.THIRD)),
        Fraction(0),
    )


def fourth_chiller() -> Fraction:
    """8,760 hours of the meter's own memory, in kWh with two decimals: 56.00 to 65.99."""
    return Fraction(sum(5_600 + hour * 37 % 1_000 for hour in range(8_760)), 100) / 1_000


def hours() -> Fraction:
    return sum((Fraction(text) for text in year.HOURS if text), Fraction(75))


def reductions(*, corrected: bool = True) -> Fraction:
    grid, own = sum(map(Fraction, year.GRID)), 5 * hours()
    factor = (grid * Fraction("0.87") + own * Fraction("0.8")) / (grid + own)
    saved = (
        first_chiller() * (Fraction("6.6") / Fraction("5.5") - 1)
        + second_chiller() * (Fraction("6.3") / Fraction("5.25") - 1)
        + third_chiller(corrected=corrected) * (Fraction("6.25") / 5 - 1)
        + fourth_chiller() * (Fraction("6.4") / Fraction("5.12") - 1)
    )
    return saved * factor


def test_the_hand_calculation_is_the_figures_of_the_year() -> None:
    """What the docstring says in words, as numbers anybody can check with a pocket calculator."""
    assert first_chiller() == Fraction("531.88")
    assert second_chiller() == Fraction("528.3")
    assert third_chiller(corrected=False) == 5_331
    assert third_chiller(corrected=False) - third_chiller(corrected=True) == Fraction("7.148")  # 0.8 % of 893.5 MWh
    assert fourth_chiller() == Fraction("534.3354")
    assert hours() == 729
    assert sum(map(Fraction, year.GRID)) == Fraction("14264")


# --- what the application says ------------------------------------------------------------------------------------


def test_it_finds_exactly_what_is_wrong(session: Session) -> None:
    assert year.wrong(session) == sorted(WRONG)
    rows = session.run(checking.checks_page, PROJECT, YEAR).findings
    assert all(one.remedy and one.clause for one in rows if one.severity is not Severity.INFO)
    waiting = [one.message for one in rows if one.code == "VAL-01"]
    assert all("wait for it (3)" in one for one in waiting)


def orders() -> list[tuple[Found, ...]]:
    """As listed, the other way round, and two more."""
    shuffled = [tuple(Random(seed).sample(WRONG, len(WRONG))) for seed in (4, 2025)]
    return [WRONG, WRONG[::-1], *shuffled]


@pytest.mark.parametrize("order", orders(), ids=["listed", "reversed", "seed-4", "seed-2025"])
def test_each_fix_removes_its_finding_and_the_tonnes_are_the_hand_calculation(
    session: Session, tmp_path: Path, order: tuple[Found, ...]
) -> None:
    left = set(WRONG)
    for one in order:
        FIXES[one](session, tmp_path)
        left.remove(one)
        assert year.wrong(session) == sorted(left), one
    result = session.run(lambda inner: load(inner, PROJECT, YEAR)).assessment.result
    assert result is not None
    assert abs(Fraction(result.reductions) - reductions()) < Fraction(1, 10**20)  # printed with 28 digits
    assert result.claimed == floor(reductions()) == 1_434
    shown = session.run(results.result_page, PROJECT, YEAR)
    assert (shown.claimed, [(one.year, one.claimed) for one in shown.vintages]) == ("1,434", [("2025", "1,434")])


def test_the_correction_is_conservative_and_its_cost_as_by_hand(session: Session, tmp_path: Path) -> None:
    for one in WRONG:
        if one != year.LATE_CALIBRATION:
            FIXES[one](session, tmp_path)
    card = next(one for one in session.run(meters_page, PROJECT, YEAR).cards if one.serial == "CH-3")
    (due,) = card.corrections
    cost = floor(reductions(corrected=True)) - floor(reductions(corrected=False))
    assert reductions(corrected=True) < reductions(corrected=False)
    assert (due.percent, due.adds, due.span, due.accepted) == ("0.8", False, year.LATE, False)
    assert due.tonnes == f"−{-cost} t"
    before = session.run(lambda inner: load(inner, PROJECT, YEAR)).assessment.result
    assert before is not None
    assert before.claimed == floor(reductions(corrected=False))
    FIXES[year.LATE_CALIBRATION](session, tmp_path)
    after = session.run(lambda inner: load(inner, PROJECT, YEAR)).assessment.result
    assert after is not None
    assert after.claimed - before.claimed == cost


def test_a_slip_that_somebody_stands_by_is_told_with_all_that_follows(session: Session) -> None:
    """The value is then taken as it is, so the point's total, the jump and the claim need their reasons, too."""
    row = next(one for one in session.run(checking.checks_page, PROJECT, YEAR).findings if one.code == "VAL-04")
    session.run(checking.give_reason, PROJECT, YEAR, "VAL-04", row.place, "It was read twice.")
    more = set(year.wrong(session)) - set(WRONG)
    assert {code for code, *_place in more} == {"VAL-05", "VAL-09", "ER-06"}


def test_the_year_is_then_ready_to_be_approved(session: Session, tmp_path: Path) -> None:
    (card,) = session.run(overview.start_page)
    assert not card.periods[0].ready
    for fix in FIXES.values():
        fix(session, tmp_path)
    (card,) = session.run(overview.start_page)
    (period,) = card.periods
    assert (period.ready, period.claimed, period.blocking, period.reasons_missing) == (True, 1_434, 0, 0)
    session.actor = "Putu"
    session.run(periods.freeze, PROJECT, YEAR)
    (card,) = session.run(overview.start_page)
    assert "Approved by Putu" in card.periods[0].frozen
