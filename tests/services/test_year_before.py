"""A month is compared with the same month of the period before; the dossier carries what it is compared with."""

from __future__ import annotations

from datetime import date

from helpers.plants import PLANT, YEAR, add_plant, put

from jcm_desktop.domain.period import Span
from jcm_desktop.services import overview
from jcm_desktop.services.dossiers import load
from jcm_desktop.services.session import Session

NEXT = Span(date(2021, 1, 1), date(2021, 12, 31))


def compared(session: Session, span: Span) -> list[tuple[str, str]]:
    """The months that differ, and from how many MWh."""
    found = load(session, PLANT, span).assessment.findings
    return [(one.place.first, one.facts["expected"]) for one in found if one.code == "VAL-12"]


def test_a_month_is_compared_with_the_period_before(session: Session) -> None:
    add_plant(session)
    put(session, "1000", "1010", "1020")
    session.run(overview.open_period, PLANT, NEXT)
    put(session, "1400", "1600", "1020", span=NEXT)
    assert compared(session, YEAR) == []
    assert compared(session, NEXT) == [("2021-02-01", "1,010")]
    dossier = load(session, PLANT, NEXT).dossier
    assert [str(one.quantity.value) for one in dossier.year_before] == ["1000", "1010", "1020"]
    assert load(session, PLANT, YEAR).dossier.year_before == ()


def test_what_was_corrected_or_lies_further_back_is_not_compared(session: Session) -> None:
    add_plant(session)
    put(session, "1000", "1010")
    put(session, "1500", at=1)
    after = Span(date(2022, 1, 1), date(2022, 12, 31))
    for span in (NEXT, after):
        session.run(overview.open_period, PLANT, span)
    put(session, "1000", "1600", span=NEXT)
    put(session, "5000", span=after)
    assert compared(session, NEXT) == []
    assert compared(session, after) == [("2022-01-01", "1,000")]
    assert [one.first.year for one in load(session, PLANT, after).dossier.year_before] == [2021, 2021]
