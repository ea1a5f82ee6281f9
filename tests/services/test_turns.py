"""Whose turn it is, whatever the order in which signatures arrive on the two copies."""

from __future__ import annotations

from datetime import UTC, date, datetime

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from jcm_desktop.domain.period import Span
from jcm_desktop.domain.role import Role
from jcm_desktop.exports.report_model import Copy
from jcm_desktop.services.reports_shelf import ReportRecord, SignatureRecord
from jcm_desktop.services.turns import lacking, missing_roles, whose_turn, with_signature

AT = datetime(2026, 11, 25, tzinfo=UTC)
EVERY = [(role, copy) for role in Role for copy in Copy]


def record(public: bool = True, signatures: tuple[SignatureRecord, ...] = ()) -> ReportRecord:
    span = Span(date(2020, 1, 1), date(2020, 12, 31))
    return ReportRecord(1, "X", span, AT, "Bat", 1, "", "", 0, public=public, signatures=signatures)


def signature(role: str, *copies: Copy) -> SignatureRecord:
    return SignatureRecord(role, role, AT, "Tokyo" if Copy.FULL in copies else "XXX", "", role, "", copies)


@given(st.permutations(EVERY), st.integers(0, len(EVERY)))
def test_arrivals_in_any_order_give_the_same_state(arrivals: list[tuple[Role, Copy]], count: int) -> None:
    here = record()
    for role, copy in arrivals[:count]:
        here = msgspec.structs.replace(here, signatures=with_signature(here, signature(role, copy)))
    there = set(arrivals[:count])
    roles = [one.role for one in here.signatures]
    assert roles == [role for role in Role if any(each is role for each, _copy in there)]
    for role in Role:
        assert lacking(here, role) == tuple(copy for copy in Copy if (role, copy) not in there)
    for copy in Copy:
        assert missing_roles(here, copy) == tuple(role for role in Role if (role, copy) not in there)
        assert [one.role for one in here.signed(copy)] == [role for role in Role if (role, copy) in there]
    assert (whose_turn(here) is None) == (len(there) == len(EVERY))
    for one in here.signatures:  # what the full copy says is kept, for it withholds nothing
        assert one.place == ("Tokyo" if (Role(one.role), Copy.FULL) in there else "XXX")


def test_an_older_record_names_no_copies_and_means_all() -> None:
    old = record(signatures=(msgspec.structs.replace(signature("operator"), place="Tokyo"),))
    assert lacking(old, Role.OPERATOR) == ()
    assert whose_turn(old) is Role.MANAGER
    again = with_signature(old, signature("operator", Copy.PUBLIC))
    assert [(one.role, one.copies, one.place) for one in again] == [("operator", (Copy.FULL, Copy.PUBLIC), "Tokyo")]


def test_without_a_public_copy_there_is_one_turn_each() -> None:
    here = record(public=False, signatures=(signature("operator", Copy.FULL),))
    assert lacking(here, Role.OPERATOR) == ()
    assert lacking(here, Role.MANAGER) == (Copy.FULL,)
    assert whose_turn(here) is Role.MANAGER
