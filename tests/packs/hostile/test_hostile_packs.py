"""Packs from anybody: every changed byte is found, every trick refused in one line, and nothing is written."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from helpers import packs
from hypothesis import given
from hypothesis import strategies as st

from jcm_desktop.domain.errors import UserError
from jcm_desktop.packages.container import pack as container
from jcm_desktop.packages.container import unpack
from jcm_desktop.packs.manifest import KEY, MANIFEST, SIGNATURE, PackManifest, write_manifest
from jcm_desktop.packs.pack_file import read_pack
from jcm_desktop.words import sentence

GOOD = packs.pack()
ENTRIES = unpack(GOOD, "good")
FRAME = ("mimetype", MANIFEST, SIGNATURE, KEY)
Entries = dict[str, bytes]


def refused(data: bytes) -> UserError:
    with pytest.raises(UserError) as caught:
        read_pack(data, "x.jcmdef")
    words = sentence(caught.value.code, caught.value.place, caught.value.facts)
    assert "no words yet" not in words
    assert "\n" not in words
    return caught.value


def test_the_good_one_is_good() -> None:
    assert read_pack(GOOD, "x").manifest.edition == 1


@pytest.mark.parametrize("name", list(ENTRIES))
def test_a_changed_byte_in_any_file_is_found(name: str) -> None:
    """As a forger would: packed again with right checksums."""
    chance = random.Random(name)
    body = ENTRIES[name]
    for at in {0, len(body) - 1, *(chance.randrange(len(body)) for _ in range(24))}:
        flipped = bytearray(body)
        flipped[at] ^= 1 << chance.randrange(8)
        found = refused(container({**ENTRIES, name: bytes(flipped)}))
        if name not in FRAME:
            assert (found.code, name in found.place) == ("pack.changed", True)


def test_a_changed_byte_anywhere_in_the_file_is_found() -> None:
    chance = random.Random(11)
    ends = [*range(40), *range(len(GOOD) - 40, len(GOOD))]
    for at in {*ends, *chance.sample(range(len(GOOD)), 400)}:
        flipped = bytearray(GOOD)
        flipped[at] ^= 1 << chance.randrange(8)
        refused(bytes(flipped))


def test_every_header_byte_of_the_container_belongs_to_it() -> None:
    inside = bytearray(len(GOOD))
    for body in ENTRIES.values():
        at = GOOD.find(body)
        inside[at : at + len(body)] = b"\1" * len(body)
    for at in [at for at, taken in enumerate(inside) if not taken]:
        flipped = bytearray(GOOD)
        flipped[at] ^= 0x10
        refused(bytes(flipped))


def test_a_pack_cut_short_or_made_longer_is_found() -> None:
    for at in random.Random(12).sample(range(len(GOOD)), 60):
        refused(GOOD[:at])
    for more in (b"\0", b"x" * 22, GOOD, b"PK\x05\x06" + b"\0" * 18):
        refused(GOOD + more)
        refused(more + GOOD)


def signed(manifest: PackManifest, files: Entries, **frame: bytes) -> bytes:
    """What a publisher with a good key and bad intentions can make."""
    body = write_manifest(manifest)
    framed = {"mimetype": ENTRIES["mimetype"], MANIFEST: body, SIGNATURE: packs.key().sign(body)}
    framed[KEY] = packs.key().public.pem
    return container({**framed, **frame, **files})


MANIFEST_OF = read_pack(GOOD, "x").manifest
FILES = {name: body for name, body in ENTRIES.items() if name not in FRAME}


def resigned(change: Callable[[bytes], bytes]) -> bytes:
    """Another list of files, signed with the same key."""
    body = change(ENTRIES[MANIFEST])
    return container({**ENTRIES, MANIFEST: body, SIGNATURE: packs.key().sign(body)})


def replaced(old: bytes, new: bytes) -> bytes:
    assert old in ENTRIES[MANIFEST]
    return resigned(lambda body: body.replace(old, new))


def zipped(entries: list[tuple[str, bytes]], kind: int = zipfile.ZIP_STORED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", kind) as archive:
        for name, body in entries:
            archive.writestr(name, body)
    return stream.getvalue()


def renamed(old: str, new: str) -> bytes:
    """A path trick, with a list and a signature that fit."""
    files = tuple(msgspec.structs.replace(one, name=new) if one.name == old else one for one in MANIFEST_OF.files)
    ordered = tuple(sorted(files, key=lambda one: one.name))
    bodies = {(new if name == old else name): body for name, body in FILES.items()}
    manifest = msgspec.structs.replace(MANIFEST_OF, files=ordered)
    return signed(manifest, {one.name: bodies[one.name] for one in ordered})


NAME = "definitions/TH_AM098/1.0.yaml"
TRICKS: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing": (lambda: b"", "package.not_a_package"),
    "no ZIP": (lambda: b"hello" * 100, "package.not_a_package"),
    "another kind of ZIP": (lambda: container({**ENTRIES, "mimetype": b"application/zip"}), "pack.wrong_kind"),
    "a package of a report": (
        lambda: container({"mimetype": b"application/vnd.jcm-desktop.package+zip", "manifest.json": b"{}"}),
        "pack.wrong_kind",
    ),
    "no mimetype first": (lambda: container(dict(reversed(ENTRIES.items()))), "pack.wrong_kind"),
    "no signature": (lambda: container({n: b for n, b in ENTRIES.items() if n != SIGNATURE}), "pack.unsigned"),
    "no key": (lambda: container({n: b for n, b in ENTRIES.items() if n != KEY}), "pack.unsigned"),
    "no list": (lambda: container({n: b for n, b in ENTRIES.items() if n != MANIFEST}), "pack.list_unreadable"),
    "an empty signature": (lambda: container({**ENTRIES, SIGNATURE: b""}), "pack.bad_signature"),
    "a longer signature": (lambda: container({**ENTRIES, SIGNATURE: ENTRIES[SIGNATURE] + b"\0"}), "pack.bad_signature"),
    "another key": (lambda: container({**ENTRIES, KEY: packs.key("Other").public.pem}), "pack.bad_signature"),
    "a key that is none": (lambda: container({**ENTRIES, KEY: b"x"}), "publisher.bad_key"),
    "a swapped definition": (lambda: container({**ENTRIES, NAME: packs.definition(cop="9.99")}), "pack.changed"),
    "a missing file": (lambda: container({n: b for n, b in ENTRIES.items() if n != NAME}), "pack.changed"),
    "a file nobody listed": (lambda: container({**ENTRIES, "definitions/XX_AM001/1.0.yaml": b""}), "pack.changed"),
    "files in another order": (
        lambda: container({**{n: ENTRIES[n] for n in FRAME}, **dict(reversed(FILES.items()))}),
        "pack.changed",
    ),
    "the frame in another order": (
        lambda: container({n: ENTRIES[n] for n in ("mimetype", KEY, MANIFEST, SIGNATURE, *FILES)}),
        "pack.changed",
    ),
    "a list with an unknown key": (lambda: replaced(b'"edition":1', b'"edition":1,"evil":1'), "pack.list_unreadable"),
    "a list in another form": (lambda: replaced(b'"edition":1', b'"edition": 1'), "pack.list_unreadable"),
    "a list with a key twice": (
        lambda: replaced(b'"edition":1', b'"edition":1,"edition":1'),
        "pack.list_unreadable",
    ),
    "a list of deep nesting": (lambda: resigned(lambda _: b"[" * 100_000), "pack.list_unreadable"),
    "a list that is too large": (lambda: resigned(lambda body: body + b" " * 2**20), "pack.list_unreadable"),
    "a list that is no JSON": (lambda: resigned(lambda _: b"{"), "pack.list_unreadable"),
    "a list that is not text": (lambda: resigned(lambda _: b"\xff\xfe"), "pack.list_unreadable"),
    "a newer format": (lambda: replaced(b'"jcm_pack":1', b'"jcm_pack":2'), "pack.newer_format"),
    "a negative edition": (lambda: replaced(b'"edition":1', b'"edition":-1'), "pack.list_unreadable"),
    "a pack name with a path": (lambda: replaced(b'"thailand"', b'"../thai"'), "pack.list_unreadable"),
    "a name with a direction mark": (
        lambda: replaced(b"Sample Office", "Sample \u202eeciffO".encode()),
        "pack.list_unreadable",
    ),
    "a path up": (lambda: renamed(NAME, "../../own/TH_AM098/1.0.yaml"), "package.bad_name"),
    "a path up inside": (lambda: renamed(NAME, "definitions/../../x.yaml"), "package.bad_name"),
    "a path from the root": (lambda: renamed(NAME, "/etc/x.yaml"), "package.bad_name"),
    "a drive": (lambda: renamed(NAME, "C:x.yaml"), "package.bad_name"),
    "a backslash": (lambda: renamed(NAME, "definitions\\x.yaml"), "package.bad_name"),
    "a program": (lambda: renamed(NAME, "definitions/TH_AM098/1.0.exe"), "pack.list_unreadable"),
    "the own folder's origin": (lambda: renamed(NAME, "origin.json"), "pack.list_unreadable"),
    "a name in other letters": (lambda: renamed(NAME, "definitions/TH_AM09８/1.0.yaml"), "package.bad_name"),
    "a name twice": (
        lambda: zipped([*ENTRIES.items(), (NAME, b"other")]),
        "package.duplicate_name",
    ),
    "a bomb": (
        lambda: zipped([*ENTRIES.items(), ("x", b"\0" * 50_000_000)], zipfile.ZIP_DEFLATED),
        "package.compressed",
    ),
    "too many files": (
        lambda: container({**ENTRIES, **{f"definitions/families/{at}.yaml": b"" for at in range(5001)}}),
        "package.too_many_files",
    ),
    "too large": (lambda: GOOD + b"\0" * 2**25, "pack.too_large"),
}


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("what", TRICKS)
def test_it_is_refused_in_one_line_and_nothing_is_written(
    what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    make, code = TRICKS[what]
    assert refused(make()).code == code
    assert list(tmp_path.iterdir()) == []


@given(st.binary(max_size=400))
def test_any_bytes_are_refused_and_never_crash(data: bytes) -> None:
    refused(data)


def test_any_change_of_the_signed_list_is_refused_and_never_a_crash() -> None:
    """Signed by a key on the list, so the list itself is what must hold."""
    chance = random.Random(13)
    body = ENTRIES[MANIFEST]
    for _ in range(300):
        at, junk = chance.randrange(len(body)), chance.randbytes(chance.randrange(1, 40))
        forged = body[:at] + junk + body[at + len(junk) :]
        refused(container({**ENTRIES, MANIFEST: forged, SIGNATURE: packs.key().sign(forged)}))
