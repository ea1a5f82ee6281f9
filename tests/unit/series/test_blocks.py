"""Blocks: what goes in comes out, equal content has equal bytes, and a changed byte is found."""

from __future__ import annotations

import zlib
from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jcm_desktop.domain.errors import UserError
from jcm_desktop.series import blocks
from jcm_desktop.series.blocks import EMPTY, LIMIT, SIZE, Series, digest_of, join, pack, rescaled, unpack
from jcm_desktop.series.times import from_instants

values = st.integers(-LIMIT, LIMIT)


@st.composite
def series(draw: st.DrawFn) -> Series:
    instants = sorted(draw(st.sets(st.integers(-(2**40), 2**40), min_size=1, max_size=60)))
    some = draw(st.lists(values, min_size=len(instants), max_size=len(instants)))
    return Series(from_instants(instants), array("q", some), draw(st.integers(0, 12)))


@given(series())
def test_a_series_comes_back_from_its_blocks(one: Series) -> None:
    packed = list(pack(one))
    assert join([unpack(block.data, block.sha256) for block in packed]) == one
    assert [block.sha256 for block in pack(one)] == [block.sha256 for block in packed]


@given(series(), st.data())
def test_a_changed_byte_is_found(one: Series, data: st.DataObject) -> None:
    (block,) = pack(one)
    at = data.draw(st.integers(0, len(block.data) - 1))
    changed = bytearray(block.data)
    changed[at] ^= data.draw(st.integers(1, 255))
    try:
        content = zlib.decompress(bytes(changed))
    except zlib.error:
        content = b""
    if content == zlib.decompress(block.data):  # a bit of the compressed form that says nothing of the content
        return
    with pytest.raises(UserError, match="block_damaged"):
        unpack(bytes(changed), block.sha256)


def test_the_largest_step_fits() -> None:
    one = Series(((0, 1, 2),), array("q", [-LIMIT, LIMIT]), 0)
    assert join([unpack(block.data, block.sha256) for block in pack(one)]) == one


def test_the_hash_does_not_depend_on_the_compressor() -> None:
    one = Series(((0, 60, 5000),), array("q", range(5000)), 3)
    for block in pack(one):
        again = zlib.compress(zlib.decompress(block.data), 9)
        assert unpack(again, block.sha256) == unpack(block.data, block.sha256)


def test_long_series_are_cut_at_4096() -> None:
    one = Series(((0, 60, 10_000),), array("q", [at * 7 for at in range(10_000)]), 3)
    packed = list(pack(one))
    assert [block.count for block in packed] == [SIZE, SIZE, 10_000 - 2 * SIZE]
    assert (packed[1].first, packed[-1].last) == (SIZE * 60, 9_999 * 60)
    assert len(digest_of(block.sha256 for block in packed)) == 64


def test_a_counter_is_stored_by_its_differences() -> None:
    counter = Series(((0, 60, SIZE),), array("q", [10**15 + at * 3 for at in range(SIZE)]), 0)
    (block,) = pack(counter)
    assert len(block.data) < 200


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"JSB1",
        b"JSB2" + bytes(60),
        b"JSB1\x00\x03\x00\x00\x01\x00\x01\x00" + bytes(40),
        b"JSB1\x00\x01\x00\x00\x02\x00\x01\x00" + (0).to_bytes(8, "little") * 2 + b"\x01\x00" + b"\x01",
        b"JSB1\xff\x01\x00\x00\x01\x00\x01\x00" + bytes(16) + b"\x01\x00" + b"\x01",
    ],
)
def test_content_of_another_form_is_refused(content: bytes) -> None:
    from hashlib import sha256

    with pytest.raises(UserError, match="block_damaged"):
        unpack(zlib.compress(content), sha256(content).hexdigest())


def test_a_bomb_is_not_inflated() -> None:
    bomb = zlib.compress(bytes(50_000_000), 9)
    with pytest.raises(UserError, match="block_damaged"):
        unpack(bomb, "0" * 64)


def test_parts_must_follow_each_other() -> None:
    one, other = Series(((0, 0, 1),), array("q", [1]), 0), Series(((5, 0, 1),), array("q", [25]), 1)
    assert join([one, other]) == Series(((0, 5, 2),), array("q", [10, 25]), 1)
    with pytest.raises(ValueError, match="order"):
        join([other, one])
    assert join([]) == EMPTY


def test_more_decimals_must_fit() -> None:
    assert rescaled(Series(((0, 0, 1),), array("q", [7]), 0), 2).values[0] == 700
    with pytest.raises(UserError, match="too_many_digits"):
        rescaled(Series(((0, 0, 1),), array("q", [blocks.LIMIT]), 0), 1)
