"""`pack` and `definition install` as scripts use them: answers, exit status, one clear line for a refusal."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from helpers import packs

from jcm_desktop.signing import key_file
from jcm_desktop.signing.fingerprint import in_digits

PUBLISHER = ("--publisher", "Sample Office", "--name", "thailand")


@pytest.fixture
def making(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """A folder of definitions and a file with the passphrase; keys are quick to open, and to guess."""
    monkeypatch.setattr(key_file, "ROUNDS", 1_000)
    phrase = tmp_path / "phrase"
    phrase.write_text(packs.PHRASE + "\n")
    return packs.written(tmp_path / "mine", packs.usual()), phrase


def test_from_a_new_key_to_an_installed_pack_and_back(run: Any, tmp_path: Path, making: tuple[Path, Path]) -> None:
    folder, phrase = making
    secret = ("--passphrase-file", phrase)
    where = ("--workspace", tmp_path / "workspace", "--json")
    made = run("pack", "new-key", "--out", tmp_path / "key", *secret, "--json")
    assert made.status == 0
    assert (Path(made.json["key"]).stat().st_mode & 0o077, len(made.json["digits"])) == (0, 4)
    assert run("pack", "new-key", "--out", tmp_path / "key", *secret).status == 2  # never written over

    def build(edition: int, *more: object) -> Any:
        target = tmp_path / f"{edition}.jcmdef"
        facts = ("--edition", edition, "--issued", "2026-11-25", "--key", made.json["key"])
        return run("pack", "build", folder, "-o", target, *facts, *PUBLISHER, *secret, *more)

    first = build(1, "--json")
    assert first.status == 0, first.err
    assert first.json["definitions"] == ["TH_AM098 ver1.0"]
    assert first.json["rules"] == ["generation-3"]
    body = Path(first.json["file"]).read_bytes()
    assert build(1).status == 0
    assert Path(first.json["file"]).read_bytes() == body  # the same bytes for the same input

    checked = run("pack", "check", first.json["file"], *where)
    assert (checked.status, checked.json["refusal"]) == (1, "pack.unknown_publisher")
    assert not (tmp_path / "workspace").exists()
    refused = run("pack", "install", first.json["file"], *where)
    assert (refused.status, refused.json["code"], refused.err.count("\n")) == (1, "pack.unknown_publisher", 1)
    trust = ("pack", "trust", first.json["file"], *where, "--fingerprint")
    assert run(*trust, made.json["groups"].replace(made.json["groups"][0], "Z")).status == 2
    assert run(*trust, " ".join(made.json["digits"])).status == 0
    assert run("pack", "check", first.json["file"], *where).json["allowed"]
    assert "It can be installed." in run("pack", "check", first.json["file"], *where[:2]).out
    assert run("pack", "install", first.json["file"], *where).json["ok"]

    (folder / "TH_AM098" / "1.0.yaml").write_bytes(packs.definition(cop="1.40"))
    assert build(2).status == 0
    assert run("pack", "install", tmp_path / "2.jcmdef", *where).status == 0
    older = run("pack", "install", first.json["file"], *where)
    assert (older.status, older.json["code"]) == (1, "pack.older_edition")
    listed = run("pack", "list", *where).json
    assert [(one["edition"], one["back_to"]) for one in listed["packs"]] == [(2, 1)]
    assert [one["name"] for one in listed["publishers"]] == ["Sample Office"]
    assert run("pack", "rollback", "thailand", *where).status == 0
    assert run("pack", "list", *where).json["packs"][0]["edition"] == 1
    assert run("pack", "rollback", "thailand", "--edition", 7, *where).status == 2
    assert run("pack", "trust", "--remove", "Sample Office", *where).status == 0
    assert run("pack", "install", tmp_path / "2.jcmdef", *where).status == 1
    plain = run("pack", "list", "--workspace", tmp_path / "workspace")
    assert plain.out.startswith("thailand 1 (1, 2)  Sample Office  1 definition")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda folder: (folder / "notes.txt").write_text("x"), "notes.txt"),
        (lambda folder: (folder / "TH_AM098" / "1.0.yaml").write_text("["), "TH_AM098/1.0.yaml:"),
        (lambda folder: (folder / "families" / "refrigerator.yaml").unlink(), "refrigerator"),
        (lambda folder: (folder / "TH_AM098" / "2.0.yaml").symlink_to(folder / "entries.csv"), "TH_AM098/2.0.yaml"),
    ],
    ids=["a file of another kind", "no YAML", "a family is missing", "a link"],
)
def test_a_folder_that_makes_no_pack_is_told_in_one_line(
    run: Any, tmp_path: Path, making: tuple[Path, Path], change: Any, code: str
) -> None:
    folder, phrase = making
    change(folder)
    run("pack", "new-key", "--out", tmp_path / "key", "--passphrase-file", phrase)
    facts = ("--edition", 1, "--key", tmp_path / "key" / "publisher.key", "--passphrase-file", phrase)
    ran = run("pack", "build", folder, "-o", tmp_path / "x.jcmdef", *facts, *PUBLISHER)
    assert (ran.status, ran.err.count("\n"), ran.out) == (2, 1, "")
    assert code in ran.err
    assert not (tmp_path / "x.jcmdef").exists()


def test_bad_facts_and_bad_files_are_told_in_one_line(run: Any, tmp_path: Path, making: tuple[Path, Path]) -> None:
    folder, phrase = making
    run("pack", "new-key", "--out", tmp_path / "key", "--passphrase-file", phrase)
    key = ("--key", tmp_path / "key" / "publisher.key", "--passphrase-file", phrase)
    out = ("-o", tmp_path / "x.jcmdef")
    wrong = tmp_path / "wrong"
    wrong.write_text("another long phrase")
    torn = tmp_path / "torn.jcmdef"
    torn.write_bytes(packs.pack()[:-1])
    where = ("--workspace", tmp_path / "workspace")
    for arguments in (
        ("build", folder, *out, *key, *PUBLISHER, "--edition", 0),
        ("build", folder, *out, *key, *PUBLISHER, "--edition", 1, "--issued", "yesterday"),
        ("build", folder, *out, *key, "--publisher", "X", "--name", "Not Good", "--edition", 1),
        ("build", tmp_path / "none", *out, *key, *PUBLISHER, "--edition", 1),
        ("build", folder, *out, "--key", phrase, "--passphrase-file", phrase, *PUBLISHER, "--edition", 1),
        ("build", folder, *out, *key[:2], "--passphrase-file", wrong, *PUBLISHER, "--edition", 1),
        ("build", folder, *out),
        ("check", tmp_path / "none.jcmdef", *where),
        ("check", torn, *where),
        ("install", torn, *where),
        ("trust", *where),
        ("trust", phrase, "--fingerprint", "1", *where),
        ("rollback", "nothing", *where),
        ("new-key", "--out", tmp_path / "key", "--passphrase-file", phrase),
    ):
        ran = run("pack", *arguments)
        assert (ran.status, ran.err.count("\n"), ran.out) == (2, 1, ""), (arguments, ran.err)
        assert "no words yet" not in ran.err
        assert "{" not in ran.err
    assert not (tmp_path / "x.jcmdef").exists()


def test_a_definition_of_one_s_own(run: Any, tmp_path: Path) -> None:
    where = ("--workspace", tmp_path / "workspace", "--json")
    file = tmp_path / "mine.yaml"
    file.write_bytes(packs.definition())
    assert run("definition", "install", file, *where).json["ok"]
    (row,) = run("definition", "own", *where).json
    assert (row["id"], row["confirmed"]) == ("TH_AM098", False)
    file.write_bytes(packs.definition(cop="1.40"))
    again = run("definition", "install", file, *where)
    assert (again.status, again.err.count("\n")) == (2, 1)
    assert run("definition", "install", file, "--replace", *where).status == 0
    file.write_bytes(b"\xff")
    assert run("definition", "install", file, *where).status == 2
    assert run("definition", "remove", "TH_AM098", "1.0", *where).status == 0
    assert run("definition", "own", *where).json == []


def test_a_sentence_names_the_option_that_says_what_it_asks_for(run: Any, tmp_path: Path) -> None:
    pack, key = packs.saved(tmp_path, packs.pack()), tmp_path / "publisher.pub"
    key.write_bytes(packs.key().public.pem)
    print_ = packs.key().public.fingerprint
    where = ("--workspace", tmp_path / "workspace")
    digits = "".join(row.rpartition(" - ")[0] for row in in_digits(print_))
    for arguments, option in (
        ((key, "--fingerprint", print_), "--name NAME"),
        ((pack,), "--fingerprint TEXT --compared HOW"),
        ((pack, "--fingerprint", print_, "--compared", "guessed"), "--compared HOW"),
        ((pack, "--fingerprint", digits[: len(digits) // 2]), "only a part of the fingerprint"),
        ((pack, "--fingerprint", print_[:32]), "only a part of the fingerprint"),
    ):
        ran = run("pack", "trust", *arguments, *where)
        assert (ran.status, ran.err.count("\n"), option in ran.err) == (2, 1, True), ran.err
        assert "look at row" not in ran.err
    differs = run("pack", "trust", pack, "--fingerprint", ("1" if print_[0] == "0" else "0") + print_[1:], *where)
    assert "look at row 1." in differs.err
    for command in ("check", "install"):
        assert "pack trust FILE.jcmdef --fingerprint" in run("pack", command, pack, *where).err
    for file in (tmp_path, tmp_path / "workspace"):
        assert "is a folder" in run("pack", "check", file).err


def test_a_definition_in_the_way_is_replaced_with_an_option(run: Any, tmp_path: Path) -> None:
    where = ("--workspace", tmp_path / "workspace")
    file = tmp_path / "own.yaml"
    file.write_bytes(packs.definition())
    assert run("definition", "install", file, *where).status == 0
    file.write_bytes(packs.definition(cop="1.40"))
    ran = run("definition", "install", file, *where)
    assert (ran.status, "Say it with: --replace" in ran.err) == (2, True)
