"""Strict reading: libyaml and the pure reader give the same data, the same places and the same refusals."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from jcm_desktop.domain.errors import UserError
from jcm_desktop.methodologies import library, strict_yaml
from jcm_desktop.methodologies.strict_yaml import read

FOLDER = Path(library.__file__).parent / "definitions"
READERS = [yaml.SafeLoader, strict_yaml.PARSER]


def answer(text: str, parser: Any) -> tuple[Any, Any]:
    """The data with its places, or the refusal without its detail, which each parser words in its own way."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(strict_yaml, "PARSER", parser)
        try:
            document = read(text, "f.yaml")
        except UserError as error:
            return error.code, error.place
        return document.data, document._places


def test_libyaml_is_here() -> None:
    assert yaml.__with_libyaml__
    assert strict_yaml.PARSER is not yaml.SafeLoader


@pytest.mark.parametrize("path", sorted(FOLDER.rglob("*.yaml")), ids=lambda one: f"{one.parent.name}-{one.stem}")
def test_both_read_every_definition_alike(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    data, places = answer(text, READERS[0])
    assert isinstance(data, dict)
    assert (data, places) == answer(text, READERS[1])


REFUSED = {
    "a: &x 1\nb: 2\n": ("yaml.anchor", "f.yaml:1"),
    "a: &x {b: 1}\n": ("yaml.anchor", "f.yaml:1"),
    "a: 1\nb: &x [1]\n": ("yaml.anchor", "f.yaml:2"),
    "a: 1\n&x b: 2\n": ("yaml.anchor", "f.yaml:2"),
    "a: 1\nb: *x\n": ("yaml.anchor", "f.yaml:2"),
    "a: 1\nb:\n  c: 1\n  c: 2\n": ("yaml.duplicate_key", "f.yaml:4"),
    "a: 1.5\n": ("yaml.float", "f.yaml:1"),
    "a: 1e5\nb: .5\n": ("yaml.float", "f.yaml:2"),
    "a: 0x10\n": ("yaml.float", "f.yaml:1"),
    "a: 010\n": ("yaml.float", "f.yaml:1"),
    "a: .nan\n": ("yaml.float", "f.yaml:1"),
    "a: !!python/name:os.system x\n": ("yaml.tag", "f.yaml:1"),
    "a: !mine x\n": ("yaml.tag", "f.yaml:1"),
    "a: !!binary aGVsbG8=\n": ("yaml.tag", "f.yaml:1"),
    "<<: {a: 1}\n": ("yaml.key_not_text", "f.yaml:1"),
    "? [a]\n: 1\n": ("yaml.key_not_text", "f.yaml:1"),
    "a: 1\n--- \nb: 2\n": ("yaml.syntax", "f.yaml:2"),
    "a: [1, 2\n": ("yaml.syntax", "f.yaml:2"),
    "[" * 40: ("yaml.too_deep", "f.yaml:1"),
    "": ("yaml.empty", "f.yaml"),
    "# nothing\n": ("yaml.empty", "f.yaml"),
    "null": ("yaml.empty", "f.yaml"),
    "a: \x01\n": ("yaml.syntax", None),
    "a" * (strict_yaml.MAX_SIZE + 1): ("yaml.too_large", "f.yaml"),
}


@pytest.mark.parametrize("parser", READERS, ids=["pure", "libyaml"])
@pytest.mark.parametrize("text", REFUSED, ids=lambda text: repr(text)[:30])
def test_what_is_refused_and_where(text: str, parser: Any) -> None:
    code, place = answer(text, parser)
    wanted_code, wanted_place = REFUSED[text]
    assert code == wanted_code
    assert wanted_place is None or place == wanted_place


@pytest.mark.parametrize("parser", READERS, ids=["pure", "libyaml"])
def test_what_plain_words_mean(parser: Any) -> None:
    text = 'a: no\nb: true\nc: 12\nd: "12"\ne: 2026-11-24\nf: ~\ng: 1_000x\nh: [x, y]\ni: {j: k}\nl: 2026-13-01\n'
    data, _places = answer(text, parser)
    assert data == {
        "a": "no",
        "b": True,
        "c": 12,
        "d": "12",
        "e": date(2026, 11, 24),
        "f": None,
        "g": "1_000x",
        "h": ["x", "y"],
        "i": {"j": "k"},
        "l": "2026-13-01",
    }


SCALARS = st.one_of(st.text(max_size=12), st.integers(-(10**8), 10**8), st.booleans(), st.none(), st.dates())
TREES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=6), inner, max_size=4)),
    max_leaves=12,
)


@given(TREES)
def test_written_trees_read_alike(tree: Any) -> None:
    text = yaml.safe_dump({"root": tree}, allow_unicode=True)
    assert answer(text, READERS[0]) == answer(text, READERS[1])
