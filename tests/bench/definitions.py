"""What the methodology library costs: every definition read and checked, against reading the same files unchecked."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import yaml
from bench.ratio import Ratio, compare, seconds

from jcm_desktop.domain.units import parse_unit
from jcm_desktop.formulas.parse import parse
from jcm_desktop.methodologies import library as libraries
from jcm_desktop.methodologies.library import SHIPPED, Library, Source, shipped

FOLDER = Path(libraries.__file__).parent / "definitions"


def definitions(_folder: Path, rounds: int) -> Iterator[Ratio]:
    """Strict reading, families, names, units, dimensions and cycles of all that is shipped; and what start-up needs."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*_*/*.yaml"))]
    count = len(texts)

    def pure() -> None:
        for text in texts:
            yaml.safe_load(text)

    def fast() -> None:
        for text in texts:
            yaml.load(text, yaml.CSafeLoader)

    def checked() -> None:
        for cache in (parse, parse_unit):
            cache.cache_clear()
        assert len(fresh().definitions()) == count

    def fresh() -> Library:
        return Library([Source(SHIPPED, FOLDER)])

    one = shipped().refs()[0]
    for words, base, bar, moonshot in (
        ("yaml.safe_load of the same files, nothing checked", pure, 0.5, 0.25),
        ("the same with libyaml (CSafeLoader), nothing checked", fast, None, None),
    ):
        yield compare(
            "",
            f"{count} definitions read strictly and checked",
            words,
            partial(seconds, base),
            lambda: seconds(checked),
            rounds=rounds,
            bar=bar,
            moonshot=moonshot,
        )
    yield compare(
        "",
        "the library listed, one definition read (what a project needs)",
        f"all {count} definitions read and checked",
        lambda: seconds(checked),
        lambda: seconds(lambda: fresh().of(one)),
        rounds=rounds,
    )
