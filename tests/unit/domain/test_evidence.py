"""Which links of files count, of all that were ever stated."""

from __future__ import annotations

from datetime import date

import msgspec
from hypothesis import assume, given
from hypothesis import strategies as st

from jcm_desktop.domain.evidence import Evidence, counting

BILL = Evidence("a" * 64, "bill.pdf", "pdf", 10, "invoice", ("(1)", "(2)"), first=date(2021, 1, 1))


def withdrawn(one: Evidence, *points: str) -> Evidence:
    return msgspec.structs.replace(one, withdrawn=True, reason="wrong file", points=points or one.points)


def test_a_withdrawal_takes_only_its_points() -> None:
    assert counting([BILL, withdrawn(BILL, "(1)")]) == (msgspec.structs.replace(BILL, points=("(2)",)),)
    assert counting([BILL, withdrawn(BILL)]) == ()
    assert counting([BILL, withdrawn(BILL), BILL]) == (BILL,)
    assert counting([withdrawn(BILL), BILL]) == (BILL,)


def test_other_parts_of_the_same_file_stay() -> None:
    other = msgspec.structs.replace(BILL, page="page 2", first=date(2021, 2, 1))
    assert counting([BILL, other, withdrawn(BILL)]) == (other,)


def test_a_link_without_a_point_is_withdrawn_as_a_whole() -> None:
    bare = msgspec.structs.replace(BILL, points=())
    assert counting([bare, withdrawn(bare)]) == ()
    assert counting([bare, withdrawn(BILL)]) == (bare,)


def test_rows_written_before_there_were_withdrawals_are_read() -> None:
    row = b'{"sha256": "a", "name": "n", "extension": "pdf", "size": 1, "kind": "other"}'
    assert counting([msgspec.json.decode(row, type=Evidence)])[0].withdrawn is False


links = st.builds(
    Evidence,
    sha256=st.sampled_from(["a", "b"]),
    name=st.just("n"),
    extension=st.just("pdf"),
    size=st.just(1),
    kind=st.just("other"),
    points=st.sampled_from([(), ("(1)",), ("(2)",), ("(1)", "(2)")]),
    page=st.sampled_from(["", "2"]),
    withdrawn=st.booleans(),
)


@given(st.lists(links), links)
def test_what_is_withdrawn_last_does_not_count(stated: list[Evidence], one: Evidence) -> None:
    left = counting([*stated, withdrawn(one)])
    assert not any(each.link == one.link and set(each.points) & set(one.points) for each in left)
    assert all(not each.withdrawn for each in left)
    assert len(left) == len(set(left))
    assert counting(left) == left


@given(st.lists(links, min_size=1), st.data(), st.sampled_from(["", "3"]), st.booleans())
def test_a_correction_takes_the_place_of_one_link_and_of_no_other(
    stated: list[Evidence], data: st.DataObject, page: str, confidential: bool
) -> None:
    """A withdrawal and a new link, as long as no other link says the same of the same points."""
    before = counting(stated)
    assume(before)
    one = data.draw(st.sampled_from(before))
    others = [each for each in before if each != one]
    assume(not any(each.link == one.link and set(each.points) & set(one.points) for each in others))
    right = msgspec.structs.replace(one, page=page, confidential=confidential)
    after = counting([*stated, withdrawn(one), right])
    assert set(after) == {*others, right}
    assert right in others or after[-1] == right
