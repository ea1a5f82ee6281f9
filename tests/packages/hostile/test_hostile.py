"""Packages made to harm or to deceive: each is refused in words that name the place, and nothing is written."""

from __future__ import annotations

import contextlib
import io
import random
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jcm_desktop.domain.errors import UserError
from jcm_desktop.packages.container import pack
from jcm_desktop.packages.dossier_file import read_dossier
from jcm_desktop.packages.manifest import MANIFEST
from jcm_desktop.packages.verify import verify_package
from jcm_desktop.signing.verdict import Trust
from jcm_desktop.words import sentence

NOBODY = Trust(frozenset())
Entries = dict[str, bytes]


def zipped(entries: Entries, compression: int = zipfile.ZIP_STORED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, body in entries.items():
            archive.writestr(name, body)
    return buffer.getvalue()


def doubled(entries: Entries) -> bytes:
    buffer = io.BytesIO(pack(entries))
    with zipfile.ZipFile(buffer, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("VERIFY.txt", b"another")
    return buffer.getvalue()


def lying_size(entries: Entries) -> bytes:
    """The directory says that a file has four gigabytes less one."""
    data = bytearray(pack(entries))
    at = data.rindex(b"PK\x01\x02")
    data[at + 20 : at + 28] = struct.pack("<II", 0xFFFFFFFE, 0xFFFFFFFE)
    return bytes(data)


def with_format(entries: Entries, text: bytes) -> bytes:
    return pack({**entries, MANIFEST: entries[MANIFEST].replace(b'"jcm_package":2', b'"jcm_package":' + text)})


BAD: dict[str, tuple[Callable[[Entries], bytes], str, str]] = {
    "nothing": (lambda _: b"", "package.not_a_package", "x.jcmpkg"),
    "a text": (lambda _: b"hello", "package.not_a_package", "x.jcmpkg"),
    "cut short": (lambda e: pack(e)[:-100], "package.not_a_package", "x.jcmpkg"),
    "cut in half": (lambda e: pack(e)[: len(pack(e)) // 2], "package.not_a_package", "x.jcmpkg"),
    "another ZIP": (lambda _: zipped({"a.txt": b"x"}), "package.wrong_kind", "x.jcmpkg"),
    "mimetype not first": (
        lambda e: pack({"VERIFY.txt": b"x", **e}),
        "package.wrong_kind",
        "x.jcmpkg",
    ),
    "a bomb": (
        lambda e: zipped({**e, "evidence/" + "0" * 64 + ".bin": b"\0" * 3_000_000}, zipfile.ZIP_DEFLATED),
        "package.compressed",
        "mimetype",
    ),
    "a lying size": (lying_size, "", ""),
    "a path up": (lambda e: pack({**e, "../evil": b"x"}), "package.bad_name", "../evil"),
    "a path from the root": (lambda e: pack({**e, "/etc/x": b"x"}), "package.bad_name", "/etc/x"),
    "a drive": (lambda e: pack({**e, "C:/x": b"x"}), "package.bad_name", "C:/x"),
    "a backslash": (lambda e: pack({**e, "a\\..\\b": b"x"}), "package.bad_name", "a"),
    "a folder": (lambda e: pack({**e, "evidence/": b""}), "package.bad_name", "evidence/"),
    "a control character": (lambda e: pack({**e, "a\x07b": b""}), "package.bad_name", "a"),
    "twice the same name": (doubled, "package.duplicate_name", "VERIFY.txt"),
    "too many files": (
        lambda e: pack({**e, **{f"evidence/{at:064x}.a": b"" for at in range(5001)}}),
        "package.too_many_files",
        "x.jcmpkg",
    ),
    "no manifest": (
        lambda e: pack({k: v for k, v in e.items() if k != MANIFEST}),
        "package.manifest_missing",
        "x.jcmpkg",
    ),
    "a manifest that is no JSON": (lambda e: pack({**e, MANIFEST: b"{"}), "package.manifest_unreadable", MANIFEST),
    "a manifest of deep nesting": (
        lambda e: pack({**e, MANIFEST: b"[" * 100_000}),
        "package.manifest_unreadable",
        MANIFEST,
    ),
    "an unknown key": (
        lambda e: pack({**e, MANIFEST: e[MANIFEST].replace(b'"version":1', b'"version":1,"x":1')}),
        "package.manifest_unreadable",
        MANIFEST,
    ),
    "a newer format": (lambda e: with_format(e, b"99"), "package.newer_format", MANIFEST),
    "a format that is no number": (lambda e: with_format(e, b'"1"'), "package.manifest_unreadable", MANIFEST),
}


@pytest.mark.parametrize("what", BAD)
def test_it_is_refused_in_words(what: str, entries: Entries, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    make, code, place = BAD[what]
    with pytest.raises(UserError) as caught:
        verify_package(make(entries), "x.jcmpkg", NOBODY)
    if code:
        assert caught.value.code == code
        assert place in caught.value.place
    words = sentence(caught.value.code, caught.value.place, caught.value.facts)
    assert "no words yet" not in words
    assert "\n" not in words
    assert list(tmp_path.iterdir()) == []


DEFECTS: dict[str, tuple[Callable[[Entries], Entries], str]] = {
    "a swapped attachment": (
        lambda e: {**e, **{name: b"other" for name in e if name.startswith("evidence/")}},
        "package.file_changed",
    ),
    "a missing report": (
        lambda e: {name: body for name, body in e.items() if name != "report/report.pdf"},
        "package.file_missing",
    ),
    "a file nobody listed": (lambda e: {**e, "evidence/" + "1" * 64 + ".exe": b"MZ"}, "package.not_listed"),
    "no signature": (
        lambda e: {name: body for name, body in e.items() if name != "manifest.json.p7s"},
        "package.unsigned",
    ),
}


@pytest.mark.parametrize("what", DEFECTS)
def test_a_defect_is_an_answer_that_names_the_file(what: str, entries: Entries) -> None:
    change, code = DEFECTS[what]
    changed = change(entries)
    verdict = verify_package(pack(changed), "x.jcmpkg", NOBODY)
    assert not verdict.ok
    found = {problem.code: problem.place for answer in verdict.answers for problem in answer.problems}
    assert code in found
    different = {name for name in entries.keys() | changed.keys() if entries.get(name) != changed.get(name)}
    assert any(name in found[code] for name in different)


@given(st.binary(max_size=400))
def test_any_bytes_are_refused_and_never_crash(data: bytes) -> None:
    with pytest.raises(UserError):
        verify_package(data, "x.jcmpkg", NOBODY)


def test_any_change_of_the_dossier_is_refused_and_never_a_crash(entries: Entries) -> None:
    body = entries["data/dossier.json"]
    chance = random.Random(8)
    for _ in range(200):
        at, junk = chance.randrange(len(body)), chance.randbytes(chance.randrange(1, 60))
        with contextlib.suppress(UserError):  # mostly it is no JSON any more
            assert read_dossier(body[:at] + junk + body[at + len(junk) :]) != read_dossier(body)


def test_a_package_behind_itself_is_not_whole(package: bytes) -> None:
    verdict = verify_package(package + package, "x.jcmpkg", NOBODY)
    found = [problem.code for answer in verdict.answers for problem in answer.problems]
    assert "package.container_changed" in found
