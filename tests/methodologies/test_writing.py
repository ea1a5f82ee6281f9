"""Writing a definition: mistakes are named with file and line; guide and schema keep up with the program."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import msgspec
import pytest
import yaml

from jcm_desktop import words
from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.plan import EvidenceLevel
from jcm_desktop.domain.units import _TABLE as UNITS
from jcm_desktop.formulas.parse import FUNCTIONS
from jcm_desktop.methodologies.json_schema import NOT_WRITTEN, definition_schema
from jcm_desktop.methodologies.library import read_definition, shipped
from jcm_desktop.methodologies.loader import load_definition
from jcm_desktop.methodologies.schema import Definition

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "jcm_desktop" / "methodologies" / "definitions"
GUIDE = (ROOT / "docs" / "writing-a-definition.md").read_text(encoding="utf-8")
(GOOD,) = re.findall(r"## A whole file\n\n```yaml\n(.*?)```", GUIDE, re.S)
SCHEMA = msgspec.to_builtins(definition_schema())

# What was written, what is written instead, the code, and words the person must find in the one line they get.
MISTAKES: dict[str, tuple[str, str, str, str]] = {
    "an unknown key": ("sectoral_scope: 3", "sectoral_scop: 3", "yaml.unknown_key", "Did you mean “sectoral_scope”?"),
    "a missing key": ("sectoral_scope: 3\n", "", "yaml.missing_key", "“sectoral_scope” is missing"),
    "a missing key inside": (
        "label: CO2 emission factor",
        "lable: CO2 emission factor",
        "yaml.unknown_key",
        "fixed.EF_elec: “lable” is not a key here. Did you mean “label”?",
    ),
    "a wrong unit": (
        "unit: tCO2/MWh",
        "unit: tCO2/MWk",
        "unit.unknown",
        "“MWk” is not a unit we know. Take one that we know, such as MW.",
    ),
    "an unused parameter": (
        "fixed:\n",
        "fixed:\n  EF_other: {symbol: EF, unit: tCO2/MWh, label: Factor}\n",
        "definition.unused",
        "EF_other",
    ),
    "a name that is not defined": (
        "EC_RE * EF_elec",
        "EC_RE * EF_grid",
        "formula.unknown_name",
        ", RE: “EF_grid” is not defined. Known are, for example: ",
    ),
    "dimensions that do not give tCO2": ("RE: EC_RE * EF_elec", "RE: EC_RE", "formula.dimension", "tCO2"),
    "a hidden factor": ("unit: tCO2/MWh", "unit: tCO2/kWh", "formula.scale", "1000"),
    "a key twice": ('version: "1.0"', 'version: "1.0"\nversion: "1.1"', "yaml.duplicate_key", "version"),
    "a number without quotes": ('value: "1.32"', "value: 1.32", "yaml.float", "1.32"),
    "a number with an exponent": ('value: "1.32"', 'value: "132e-2"', "yaml.not_a_number", "132e-2"),
    "no number at all": ('value: "1.32"', 'value: "NaN"', "yaml.not_a_number", "NaN"),
    "a number with groups": ('value: "1.32"', 'value: "1,320"', "yaml.wants_number", "not “1,320”"),
    "an index too few": ("EC_PJ[i] * EF_elec", "EC_PJ * EF_elec", "formula.bad_index", "EC_PJ"),
    "a circle": ("RE: EC_RE * EF_elec", "RE: PE + ER", "definition.cycle", "RE"),
    "a broken expression": ("ER: RE - PE", "ER: RE - (PE", "formula.syntax", "ER"),
    "a default nobody has seen": (
        ', evidence: project-document, source: "Project design document of ID003"}',
        ", evidence: project-document}",
        "definition.no_source",
        "COP_RE",
    ),
    "a source that says nothing": (
        'source: "Project design document of ID003"}',
        'source: " "}',
        "definition.no_source",
        "not a default",
    ),
    "no source at all": (
        "sources: [Project design document of ID003]",
        "sources: []",
        "definition.no_sources",
        "where the methodology was read",
    ),
    "a technology nobody has": (
        "[refrigeration]",
        "[fridges]",
        "definition.bad_technology",
        "example: refrigeration, ",
    ),
    "an option that is not offered": (
        "[C]",
        "[D]",
        "yaml.not_offered",
        "options: “D” is not offered. Choose one of: A, B, C.",
    ),
    "a text for a list": ("[C]", "C", "yaml.wants_list", "options: a list such as [a, b] is expected here, not “C”."),
    "a list for a text": ("country: ID", "country: [ID]", "yaml.wants_text", "a text is expected here, not “[ID]”."),
    "a text for a table": ("sets:\n  i: {label: project refrigerator i}", "sets: i", "yaml.wants_table", "not “i”"),
    "a text for a number": ("sectoral_scope: 3", "sectoral_scope: three", "yaml.wants_whole_number", "not “three”"),
    "no day": ("checked: 2026-11-23", "checked: yesterday", "yaml.wants_day", "not “yesterday”"),
    "nothing": ("country: ID", "country:", "yaml.no_value", "country: nothing stands here"),
    "an evidence level of its own": ("formula: project-document", "formula: hearsay", "yaml.not_offered", "draft"),
    "a key like no other": ("sectoral_scope: 3", "qqq: 3", "yaml.no_such_key", "Known are, for example: "),
    "a named part": ("title: ", "title: &a ", "yaml.anchor", "“&a”"),
    "a number of a proposal": ("methodology: ID_AM003", "methodology: ID_PM003", "definition.bad_id", "ID_PM003"),
}


@pytest.mark.parametrize("what", MISTAKES)
def test_a_mistake_is_named_with_file_and_line(what: str) -> None:
    old, new, code, named = MISTAKES[what]
    assert old in GOOD
    text = GOOD.replace(old, new, 1)
    with pytest.raises(UserError) as caught:
        load_definition(text, "mine.yaml")
    sentence = words.sentence(caught.value.code, caught.value.place, caught.value.facts)
    assert caught.value.code == code, sentence
    assert named in sentence
    assert "\n" not in sentence
    place = re.match(r"mine\.yaml:(\d+)[,:] ", sentence)
    assert place, sentence
    # a key too few is told where its table starts, a circle at one of its formulas, a leftover where it is defined
    starts = {"a circle": "  ER:", "an unused parameter": "  EF_other:", "a hidden factor": "  PE:"}
    starts["a missing key"] = "methodology:"
    changed = GOOD[: GOOD.index(old)].count("\n") + 1 + new.count("\n")
    assert int(place[1]) == (line_of(text, starts[what]) if what in starts else changed), sentence


def line_of(text: str, start: str) -> int:
    return next(at for at, line in enumerate(text.splitlines(), 1) if line.startswith(start))


def test_a_file_that_is_nowhere_installed_is_checked_with_its_family(tmp_path: Path) -> None:
    member = FOLDER / "MN_AM003" / "2.0.yaml"
    file = tmp_path / "mine.yaml"
    file.write_bytes(member.read_bytes())
    assert read_definition(file, shipped()) == shipped().definition("MN_AM003", "2.0")
    (tmp_path / "ID").mkdir()
    (tmp_path / "families").mkdir()
    shared = (FOLDER / "families" / "electricity-displaced.yaml").read_text(encoding="utf-8")
    (tmp_path / "families" / "electricity-displaced.yaml").write_text(shared.replace("[C]", "[B]"), encoding="utf-8")
    (tmp_path / "ID" / "mine.yaml").write_bytes(member.read_bytes())
    assert read_definition(tmp_path / "ID" / "mine.yaml", shipped()).monitored["EG"].options == ("B",)
    with pytest.raises(UserError) as caught:
        read_definition(tmp_path / "no.yaml", shipped())
    assert caught.value.code == "file.missing"


# --- the schema -------------------------------------------------------------------------------------------------


class _AsWritten(yaml.SafeLoader):
    """Days stay texts, as a schema sees them."""


_AsWritten.yaml_implicit_resolvers = {
    first: [(tag, looks) for tag, looks in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def refused(text: str) -> list[str]:
    checker = jsonschema.Draft202012Validator(SCHEMA)
    return [error.message for error in checker.iter_errors(yaml.load(text, _AsWritten))]


def test_the_committed_schema_is_the_one_of_the_program() -> None:
    committed = json.loads((ROOT / "docs" / "definition.schema.json").read_text(encoding="utf-8"))
    assert committed == SCHEMA, "jcm-desktop definition schema > docs/definition.schema.json"
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*_*/*.yaml")), ids=lambda one: f"{one.parent.name}-{one.stem}")
def test_every_shipped_definition_fits_the_schema(path: Path) -> None:
    assert refused(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "what", ["an unknown key", "a missing key", "a number without quotes", "a number with an exponent"]
)
def test_the_schema_finds_what_a_schema_can_find(what: str) -> None:
    old, new, _code, _named = MISTAKES[what]
    assert refused(GOOD) == []
    assert refused(GOOD.replace(old, new, 1))


def test_the_schema_has_every_key_of_the_decoder() -> None:
    written = {field.encode_name for field in msgspec.structs.fields(Definition)} - NOT_WRITTEN
    assert SCHEMA["$defs"]["Definition"]["properties"].keys() == written
    assert not [name for name in SCHEMA["$defs"] if name.startswith("Part")]


# --- the guide --------------------------------------------------------------------------------------------------


def keys_of(shape: Any) -> set[str]:
    if isinstance(shape, list):
        return set().union(*map(keys_of, shape)) if shape else set()
    if not isinstance(shape, dict):
        return set()
    own = set(shape.get("properties", {}))
    return own.union(*(keys_of(one) for one in shape.values())) if shape else own


def test_the_guide_explains_every_key_level_function_and_unit() -> None:
    explained = set(re.findall(r"`([A-Za-z_%0-9]+)`", GUIDE))
    assert keys_of(SCHEMA["$defs"]) <= explained, keys_of(SCHEMA["$defs"]) - explained
    assert {str(level) for level in EvidenceLevel} <= set(re.findall(r"`([a-z-]+)`", GUIDE))
    assert set(UNITS) <= explained
    for function in {*FUNCTIONS, "sum"}:
        assert f"`{function}(" in GUIDE, function


def raised_codes() -> set[str]:
    """Codes that reading a file can raise; those of calculating with it are told on the pages."""
    sources = [
        ROOT / "jcm_desktop" / name
        for name in (
            "methodologies/loader.py",
            "methodologies/strict_yaml.py",
            "methodologies/shape_words.py",
            "methodologies/library.py",
            "methodologies/combined.py",
            "methodologies/decisions.py",
            "formulas/parse.py",
            "formulas/dimensions.py",
            "domain/units.py",
        )
    ]
    return {
        code
        for one in sources
        for code in re.findall(r"\"((?:yaml|definition|formula|unit)\.[a-z_0-9]+)\"", one.read_text(encoding="utf-8"))
    }


def test_every_error_of_a_file_begins_with_its_place() -> None:
    """`unit.not_known` is told of what is typed, and of a file as `unit.unknown`; two are told of no file."""
    others = {"unit.not_known", "unit.mismatch", "definition.same_part"}
    for code in raised_codes() - others:
        assert words.templates()[code].startswith("{place}"), code


def test_the_guide_explains_every_error() -> None:
    raised = raised_codes()
    assert len(raised) > 30
    explained = set(re.findall(r"^\| `([a-z_.0-9]+)` \|", GUIDE, re.M))
    assert raised <= explained, raised - explained
    assert explained & words.templates().keys() == {one for one in explained if "." in one}


def test_the_guide_s_own_example_is_well_formed() -> None:
    assert load_definition(GOOD, "guide.yaml").methodology == "ID_AM003"
