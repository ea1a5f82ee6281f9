"""A file in parts: joined again in any order and under any names; what is missing, damaged or foreign is named."""

from __future__ import annotations

import json
import random
import subprocess
from pathlib import Path

import pytest
from helpers.judges import need
from hypothesis import given
from hypothesis import strategies as st

from jcm_desktop import words
from jcm_desktop.domain.errors import Cancelled, UserError
from jcm_desktop.packages import parts
from jcm_desktop.packages.watch import Watch

BODY = random.Random(9).randbytes(300_000)
NAME = "MN006_v1.jcmpkg"
SIZE = 70_000


@pytest.fixture
def cut(tmp_path: Path) -> Path:
    """A folder with five parts and their index."""
    source = tmp_path / NAME
    source.write_bytes(BODY)
    folder = tmp_path / "mail"
    folder.mkdir()
    made = parts.split(source, SIZE, folder)
    assert [one.name for one in made] == [*(f"{NAME}.{number:03}" for number in range(1, 6)), f"{NAME}.parts.json"]
    return folder


def joined(folder: Path, *files: Path) -> bytes:
    out = folder.parent / "out"
    out.mkdir(exist_ok=True)
    found = parts.join(files or [folder], out)
    assert [one.name for one in out.iterdir()] == [NAME]
    return found.path.read_bytes()


def refused(files: list[Path], out: Path) -> UserError:
    with pytest.raises(UserError) as caught:
        parts.join(files, out)
    told = words.sentence(caught.value.code, caught.value.place, caught.value.facts)
    assert "{" not in told
    assert "no words yet" not in told
    return caught.value


def test_parts_are_joined_in_any_order_and_under_any_names(cut: Path) -> None:
    files = list(cut.iterdir())
    random.Random(1).shuffle(files)
    assert joined(cut, *files) == BODY
    (cut / f"{NAME}.002").rename(cut / "attachment (1).bin")
    assert joined(cut) == BODY  # again, over the same file


@given(st.integers(1, 400_000), st.integers(parts.SMALLEST, 200_000))
def test_any_size_comes_back(tmp_path_factory: pytest.TempPathFactory, size: int, part: int) -> None:
    folder = tmp_path_factory.mktemp("cut")
    source = folder / "a.bin"
    source.write_bytes(random.Random(size).randbytes(size))
    made = parts.split(source, part, folder)
    if size <= part:
        assert made == ()
        return
    assert all(one.stat().st_size <= part for one in made[:-1])
    out = folder / "out"
    out.mkdir()
    assert parts.join(made, out).path.read_bytes() == source.read_bytes()


def test_what_is_missing_damaged_or_foreign_is_named(cut: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    second, third, index = cut / f"{NAME}.002", cut / f"{NAME}.003", cut / f"{NAME}.parts.json"
    second.rename(tmp_path / "kept")
    (cut / "letter.txt").write_text("Dear colleague")
    error = refused([cut], out)
    assert (error.code, error.facts["missing"], error.facts["foreign"]) == (
        "parts.missing_beside",
        second.name,
        "letter.txt",
    )
    body = bytearray(third.read_bytes())
    body[5] ^= 1
    third.write_bytes(bytes(body))
    error = refused([cut], out)
    assert (error.code, error.facts["damaged"], error.facts["missing"]) == (
        "parts.damaged_and_missing",
        third.name,
        second.name,
    )
    third.write_bytes(bytes(body[:-1]))
    assert refused([cut], out).facts["damaged"] == third.name
    stash = index.read_bytes()
    index.unlink()
    assert refused([cut], out).code == "parts.no_index"
    index.write_bytes(stash)
    (cut / "other.parts.json").write_bytes(stash.replace(b"MN006", b"MN007"))
    assert refused([cut], out).code == "parts.two_indexes"
    assert list(out.iterdir()) == []


def test_a_foreign_part_beside_a_complete_set_is_only_told(cut: Path, tmp_path: Path) -> None:
    (cut / "letter.txt").write_text("Dear colleague")
    out = tmp_path / "out"
    out.mkdir()
    assert parts.join([cut], out).foreign == ("letter.txt",)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"name": "MN006_v1.jcmpkg"', '"name": "../../evil"'),
        ('"name": "MN006_v1.jcmpkg"', '"name": "C:evil"'),
        ('"name": "MN006_v1.jcmpkg.001"', '"name": "MN006_v1.jcmpkg.002"'),
        ('"size": 300000', '"size": 300001'),
        ('"jcm_parts": 1', '"jcm_parts": 2'),
        ('"parts": [', '"parts": [], "more": ['),
        ('"sha256"', '"sha512"'),
    ],
)
def test_an_index_that_could_do_harm_is_refused(cut: Path, tmp_path: Path, old: str, new: str) -> None:
    index = cut / f"{NAME}.parts.json"
    text = index.read_text()
    assert old in text
    index.write_text(text.replace(old, new, 1))
    out = tmp_path / "out"
    out.mkdir()
    assert refused([cut], out).code == "parts.index_unreadable"
    assert list(out.iterdir()) == []


def test_an_index_with_another_sum_leaves_nothing(cut: Path, tmp_path: Path) -> None:
    index = cut / f"{NAME}.parts.json"
    plain = json.loads(index.read_text())
    index.write_text(json.dumps({**plain, "sha256": "0" * 64}))
    out = tmp_path / "out"
    out.mkdir()
    assert refused([cut], out).code == "parts.index_unreadable"
    assert list(out.iterdir()) == []


def test_another_file_of_that_name_is_not_replaced(cut: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / NAME).write_bytes(b"mine")
    assert refused([cut], out).code == "parts.other_file_there"
    assert (out / NAME).read_bytes() == b"mine"


def test_sizes_are_checked(tmp_path: Path) -> None:
    source = tmp_path / NAME
    source.write_bytes(BODY)
    with pytest.raises(UserError, match=r"parts\.too_small"):
        parts.split(source, parts.SMALLEST - 1, tmp_path)
    with source.open("r+b") as file:
        file.truncate((parts.MAX_PARTS + 1) * parts.SMALLEST)
    with pytest.raises(UserError, match=r"parts\.too_many"):
        parts.split(source, parts.SMALLEST, tmp_path)
    assert [one.name for one in tmp_path.iterdir()] == [NAME]


def test_stopping_leaves_nothing(tmp_path: Path) -> None:
    source = tmp_path / NAME
    source.write_bytes(BODY)
    out = tmp_path / "out"
    out.mkdir()
    told: list[int] = []
    with pytest.raises(Cancelled):
        parts.split(source, SIZE, out, Watch(lambda done, _total: told.append(done), lambda: len(told) == 3))
    assert list(out.iterdir()) == []
    assert told == sorted(told)


@pytest.mark.judge
def test_cat_joins_them_too(cut: Path) -> None:
    need("cat")
    how = json.loads((cut / f"{NAME}.parts.json").read_text())["how"]
    command = how.split("(Unix: ")[1].split("), ")[0]
    subprocess.run(["bash", "-c", command], cwd=cut, check=True)
    assert (cut / NAME).read_bytes() == BODY
