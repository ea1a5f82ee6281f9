"""A pack has one form: what goes in comes out, equal input gives equal bytes, and other programs can check it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from helpers import packs
from helpers.judges import need, run
from hypothesis import given, settings
from hypothesis import strategies as st

from jcm_desktop.domain.errors import UserError
from jcm_desktop.packages.container import unpack
from jcm_desktop.packages.manifest import canonical
from jcm_desktop.packs.contents import contents_of
from jcm_desktop.packs.manifest import KEY, MANIFEST, MIMETYPE, SIGNATURE, installed_name, pack_name, version_tuple
from jcm_desktop.packs.pack_file import read_pack, write_pack
from jcm_desktop.signing.publisher_key import load_key, new_key, public_key

IDS = st.from_regex(r"[A-Z]{2}_(AM|PM)[0-9]{3}", fullmatch=True)
VERSIONS = st.from_regex(r"[0-9]{1,2}\.[0-9]", fullmatch=True)
NAMES = st.one_of(
    st.builds(lambda id, version: f"definitions/{id}/{version}.yaml", IDS, VERSIONS),
    st.from_regex(r"definitions/families/[a-z0-9][a-z0-9-]{0,20}\.yaml", fullmatch=True),
    st.sampled_from(["definitions/entries.csv", "rules/rule_sets.yaml", "catalogue/partner_countries.csv"]),
)
FILES = st.dictionaries(NAMES, st.binary(max_size=300), min_size=1, max_size=8)
TEXTS = st.text(st.characters(categories=("L", "N", "Zs")), min_size=1, max_size=40).filter(str.strip)


@given(
    files=FILES,
    publisher=TEXTS.filter(str.isprintable),
    edition=st.integers(1, 10**9 - 1),
    issued=st.dates(date(2000, 1, 1)),
)
@settings(max_examples=60)
def test_what_is_built_is_read_and_built_again_the_same(
    files: dict[str, bytes], publisher: str, edition: int, issued: date
) -> None:
    def build() -> bytes:
        return write_pack(
            files,
            packs.key(),
            publisher=publisher,
            name="a-pack",
            edition=edition,
            issued=issued,
            application="0.1",
        )

    data = build()
    read = read_pack(data, "x.jcmdef")
    assert dict(read.files) == files
    manifest = read.manifest
    assert (manifest.publisher, manifest.edition, manifest.issued) == (publisher, edition, issued)
    assert read.publisher == packs.key().public
    assert build() == data
    shuffled = dict(reversed(list(files.items())))
    assert write_pack(shuffled, packs.key(), publisher=publisher, name="a-pack", edition=edition, issued=issued,
                      application="0.1") == data  # fmt: skip


@given(NAMES)
def test_a_file_s_two_names_belong_together(name: str) -> None:
    inside = installed_name(name)
    assert inside is not None
    assert pack_name(inside) == name


@pytest.mark.parametrize(
    "name",
    [
        *("definitions/../x.yaml", "definitions/ID_AM003/1.0.yaml/x", "definitions/id_am003/1.0.yaml", "x.yaml"),
        *("definitions/ID_AM003/1.0.yml", "definitions/families/../1.yaml", "definitions/families/A.yaml", ""),
        *("catalogue/technologies.csv", "rules/other.yaml", "definitions/CON/1.0.yaml", "/definitions/entries.csv"),
    ],
)
def test_no_other_name_has_a_place(name: str) -> None:
    assert installed_name(name) is None
    assert pack_name(name.removeprefix("definitions/")) is None


def test_the_files_stand_in_a_fixed_order() -> None:
    entries = unpack(packs.pack(), "x")
    assert list(entries)[:4] == ["mimetype", MANIFEST, SIGNATURE, KEY]
    assert entries["mimetype"] == MIMETYPE
    assert list(entries)[4:] == sorted(list(entries)[4:])
    assert packs.pack().startswith(b"PK\x03\x04")
    assert packs.pack()[30:38] == b"mimetype"  # so that the kind can be told without unpacking


def test_what_a_pack_brings_is_read(tmp_path: Path) -> None:
    contents = contents_of(read_pack(packs.pack(), "x").files)
    assert [str(one.ref) for one in contents.definitions] == ["TH_AM098 ver1.0"]
    assert contents.families == ("efficiency-ratio", "refrigerator")
    assert [str(one.ref) for one in contents.entries] == ["TH_AM099 ver1.0"]
    assert [one.key for one in contents.rules] == ["generation-3"]


def without(name: str) -> dict[str, bytes]:
    return {other: body for other, body in packs.usual().items() if other != name}


BAD_CONTENTS: dict[str, tuple[dict[str, bytes], str, str]] = {
    "a family that is not in the pack": (without("families/refrigerator.yaml"), "definition.no_family", "TH_AM098"),
    "a definition under another name": (
        {**packs.usual(), "TH_AM097/1.0.yaml": packs.definition()},
        "definition.wrong_file",
        "TH_AM097",
    ),
    "a definition that is no YAML": ({"TH_AM098/1.0.yaml": b"[", **packs.families()}, "yaml.syntax", "TH_AM098/1.0"),
    "bytes that are no text": ({"TH_AM098/1.0.yaml": b"\xff\xfe"}, "yaml.not_utf8", "TH_AM098/1.0"),
    "a family nobody names that is no YAML": ({"families/x.yaml": b"a: b: c"}, "yaml.syntax", "families/x.yaml"),
    "entries of other columns": ({"entries.csv": b"a,b\n"}, "entries.bad_columns", "entries.csv:1"),
    "rules without any": ({"rule_sets.yaml": b"rule_sets: []\n"}, "rules.bad", "rule_sets.yaml"),
    "rules that round to a tenth": (
        {"rule_sets.yaml": packs.RULES.replace("digits: 0", "digits: 1").encode()},
        "rules.bad",
        "rule_sets.yaml",
    ),
    "rules of a country that is none": (
        {"rule_sets.yaml": packs.RULES.replace("TH:", "Thailand:").encode()},
        "rules.bad",
        "rule_sets.yaml",
    ),
    "rules that state their own day": (
        {"rule_sets.yaml": b"issued: 2026-01-01\n" + packs.RULES.encode()},
        "rules.bad",
        "rule_sets.yaml",
    ),
    "a rule set twice": (
        {"rule_sets.yaml": (packs.RULES + packs.RULES.partition("\n")[2]).encode()},
        "rules.bad",
        "rule_sets.yaml",
    ),
}


@pytest.mark.parametrize("what", BAD_CONTENTS)
def test_contents_that_cannot_be_read_name_their_file(what: str) -> None:
    files, code, place = BAD_CONTENTS[what]
    data = read_pack(packs.pack(1, files), "x")
    with pytest.raises(UserError) as caught:
        contents_of(data.files)
    assert (caught.value.code, place in caught.value.place) == (code, True), caught.value


@pytest.mark.parametrize(
    "change",
    [
        {"name": "Thailand"},
        {"name": "x" * 41},
        {"name": "-x"},
        {"edition": 0},
        {"edition": 10**9},
        {"publisher": " "},
        {"publisher": "Office\u202ednal"},
        {"publisher": "x" * 121},
        {"application": "new"},
        {"files": {}},
        {"files": {"x.yaml": b""}},
        {"title": "x" * 201},
    ],
    ids=lambda change: f"{next(iter(change))}={str(next(iter(change.values())))[:12]}",
)
def test_facts_that_cannot_be_right_are_refused(change: dict[str, object]) -> None:
    usual: dict[str, Any] = {
        "files": {"definitions/entries.csv": b"x"},
        "publisher": "Office",
        "name": "thailand",
        "edition": 1,
        "issued": packs.DAY,
        "application": "0.1",
    }
    usual |= change
    with pytest.raises(UserError) as caught:
        write_pack(usual.pop("files"), packs.key(), **usual)
    assert caught.value.code == "pack.bad_facts"


def test_versions_of_the_program_are_compared_as_numbers() -> None:
    assert version_tuple("0.10") > version_tuple("0.9.9") > version_tuple("0.9")
    assert version_tuple("1") == version_tuple("1.0.0") == version_tuple("1.0.0.dev3")


def test_a_key_is_kept_under_its_passphrase_and_has_one_form() -> None:
    secret, public = new_key(packs.PHRASE)
    assert load_key(secret, packs.PHRASE).public == public
    assert public_key(public.pem) == public
    assert len(public.fingerprint) == 64
    assert "PRIVATE" not in repr(load_key(secret, packs.PHRASE))
    for body, phrase, code in (
        (secret, "another long phrase", "identity.wrong_passphrase"),
        (public.pem, packs.PHRASE, "publisher.unreadable_key"),
        (b"", packs.PHRASE, "publisher.unreadable_key"),
    ):
        with pytest.raises(UserError) as caught:
            load_key(body, phrase)
        assert caught.value.code == code
    with pytest.raises(UserError) as caught:
        new_key("short")
    assert caught.value.code == "identity.passphrase_short"


def other_kinds() -> list[bytes]:
    from cryptography.hazmat.primitives.asymmetric import ec, x25519
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    pem, form = Encoding.PEM, PublicFormat.SubjectPublicKeyInfo
    good = packs.key().public.pem
    return [
        ec.generate_private_key(ec.SECP256R1()).public_key().public_bytes(pem, form),
        x25519.X25519PrivateKey.generate().public_key().public_bytes(pem, form),
        good + b"\n",
        b"# a remark\n" + good,
        good.replace(b"\n", b"\r\n"),
        good[:-10],
        b"",
        packs.key().public.key.public_bytes(Encoding.Raw, PublicFormat.Raw),
    ]


@pytest.mark.parametrize("at", range(8))
def test_another_kind_or_form_of_key_is_none(at: int) -> None:
    with pytest.raises(UserError) as caught:
        public_key(other_kinds()[at])
    assert caught.value.code == "publisher.bad_key"


@pytest.mark.judge
def test_a_stranger_checks_the_signature_and_the_hashes(tmp_path: Path) -> None:
    openssl = need("openssl")
    unzip, entries = need("unzip"), unpack(packs.pack(), "x")
    file = tmp_path / "pack.jcmdef"
    file.write_bytes(packs.pack())
    assert run(unzip, "-q", file, "-d", tmp_path)[0] == 0
    verify = (openssl, "pkeyutl", "-verify", "-pubin", "-inkey", tmp_path / KEY, "-rawin")
    status, said = run(*verify, "-in", tmp_path / MANIFEST, "-sigfile", tmp_path / SIGNATURE)
    assert status == 0, said
    (tmp_path / MANIFEST).write_bytes(entries[MANIFEST].replace(b'"edition":1', b'"edition":2'))
    assert run(*verify, "-in", tmp_path / MANIFEST, "-sigfile", tmp_path / SIGNATURE)[0] != 0
    secret, public = new_key(packs.PHRASE)
    (tmp_path / "key").write_bytes(secret)
    (tmp_path / "phrase").write_text(packs.PHRASE)
    status, said = run(openssl, "pkey", "-in", tmp_path / "key", "-passin", f"file:{tmp_path / 'phrase'}", "-pubout")
    assert (status, said.strip()) == (0, public.pem.decode().strip())


def test_the_list_is_canonical_json() -> None:
    body = unpack(packs.pack(), "x")[MANIFEST]
    assert body == canonical(read_pack(packs.pack(), "x").manifest)
    assert b" " not in body.replace(b"Sample Office", b"").replace(b"Made up for tests", b"")
