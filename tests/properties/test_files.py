"""Laws of what is written: it comes back the same, and equal content is equal bytes."""

from __future__ import annotations

import string
from datetime import UTC, date, datetime
from decimal import Decimal

import msgspec
from helpers.dossiers import changed, sample_dossier
from hypothesis import given
from hypothesis import strategies as st

from jcm_desktop.calculation.engine import calculate
from jcm_desktop.domain.dossier import Dossier
from jcm_desktop.domain.quantity import Quantity
from jcm_desktop.methodologies.registry import definition
from jcm_desktop.packages.container import first_difference, pack, unpack
from jcm_desktop.packages.dossier_file import read_dossier, write_dossier
from jcm_desktop.packages.manifest import ClaimedVintage, FileEntry, Manifest, canonical, read_manifest

OWN = definition("MN_AM003", "2.0")
texts = st.text(max_size=30)
values = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12, places=6)
names = st.text(string.ascii_lowercase + string.digits + "-.", min_size=1, max_size=20).filter(
    lambda one: one.strip(".") != ""
)


@given(st.dictionaries(names, st.binary(max_size=200), max_size=8))
def test_a_container_comes_back_the_same(entries: dict[str, bytes]) -> None:
    packed = pack(entries)
    assert unpack(packed, "x") == entries
    assert list(unpack(packed, "x")) == list(entries)
    assert first_difference(packed, entries) is None


@given(texts, texts, values, values)
def test_a_dossier_comes_back_the_same(note: str, source: str, value: Decimal, factor: Decimal) -> None:
    good = sample_dossier()
    reading = changed(good.readings[0], quantity=Quantity(value, "MWh"), note=note, typed=source)
    fixed = changed(good.plan.fixed[0], quantity=Quantity(factor, "tCO2/MWh"), source=source)
    dossier: Dossier = changed(good, readings=(reading, *good.readings[1:]), plan=changed(good.plan, fixed=(fixed,)))
    result = calculate(OWN, dossier.plan, dossier.active_readings, dossier.period)
    body = write_dossier(dossier, OWN, (), result)
    read = read_dossier(body)
    assert (read.dossier, read.definition) == (dossier, OWN)
    assert canonical(read) == body


@given(texts, values, st.integers(0, 10**9), st.dates(date(2013, 1, 1), date(2060, 1, 1)))
def test_a_manifest_comes_back_the_same(text: str, value: Decimal, claimed: int, day: date) -> None:
    manifest = Manifest(
        jcm_package=1,
        project=text,
        first=day,
        last=day,
        version=1,
        made_at=datetime(2026, 1, 1, tzinfo=UTC),
        application=text,
        audit_head="0" * 64,
        audit_count=1,
        claimed=claimed,
        vintages=(ClaimedVintage(day.year, value, value, value, claimed),),
        files=(FileEntry(text, claimed, "a" * 64),),
    )
    assert read_manifest(canonical(manifest)) == manifest


@given(
    st.recursive(
        texts | st.integers() | st.booleans() | st.none(), lambda inner: st.lists(inner) | st.dictionaries(texts, inner)
    )
)
def test_canonical_json_has_one_form(value: object) -> None:
    body = canonical(value)
    again = msgspec.json.decode(body)
    assert canonical(again) == body
    if isinstance(again, dict):
        assert canonical(dict(reversed(list(again.items())))) == body
