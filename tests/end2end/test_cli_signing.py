"""Signing, trust and transfer as scripts use them: words on stderr, paths on stdout, exit status 0, 1 or 2."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest
from helpers import certs, tsa
from helpers.road import PASSPHRASE, PROJECT, make_keys, make_report, opened, quick_keys, signed_package

from jcm_desktop import clock
from jcm_desktop.services import samples
from jcm_desktop.services.views import VerificationView

SPAN = samples.sample(PROJECT).period
STEM = f"{PROJECT}_{SPAN.first}_{SPAN.last}_v1"


@pytest.fixture(autouse=True)
def keys_are_quick() -> Any:
    with quick_keys():
        yield


@pytest.fixture
def phrase(tmp_path: Path) -> Path:
    path = tmp_path / "phrase"
    path.write_text(PASSPHRASE + "\n")
    return path


@pytest.fixture
def where(tmp_path: Path) -> tuple[object, ...]:
    """A workspace with three keys and an unsigned report."""
    folder = tmp_path / "workspace"
    with opened(folder) as session:
        make_keys(session)
        make_report(session)
    return ("--project", PROJECT, "--period", str(SPAN), "--workspace", folder)


def manager_file(tmp_path: Path) -> Path:
    """A key file of somebody elsewhere."""
    path = tmp_path / "manager.p12"
    path.write_bytes(certs.key_file("Saran", "Head Office", "MN", "manager", certs.MADE, "p256"))
    return path


def test_three_people_sign_and_the_package_goes_encrypted_in_parts(
    run: Any, where: tuple[object, ...], phrase: Path, tmp_path: Path
) -> None:
    signer = ("--passphrase-file", phrase)
    assert run("sign", *where, *signer, "--role", "manager").status == 2  # not yet
    ran = run("sign", *where, *signer, "--role", "operator", "--place", "Ulaanbaatar")
    assert ran.status == 0, ran.err
    assert "30,312 t" in ran.out
    assert "Signed as Operator: Bold Bat." in ran.err
    assert run("sign", *where, *signer, "--role", "manager").status == 0
    refused = run("sign", *where, *signer, "--role", "verifier", "--identity", "Bold Bat")
    assert (refused.status, "One person in two roles" in refused.err) == (2, True)
    assert run("sign", *where, *signer, "--role", "verifier").status == 0
    key = manager_file(tmp_path)
    receiver = tmp_path / "receiver.pem"
    receiver.write_bytes(certs.identity("Saran", "Head Office", "MN", "manager", certs.MADE, "p256").certificate_pem)
    out = tmp_path / "mail"
    packed = run(
        "package", *where, *signer, "--role", "manager", "--out", out, "--receiver", receiver, "--split", "64kB"
    )
    assert packed.status == 0, packed.err
    paths = [Path(line) for line in packed.out.splitlines()]
    assert paths[-1].name == f"{STEM}.jcmpkg.p7m.parts.json"
    assert len(paths) > 2
    mixed = [*reversed(paths)]
    assert run("join", *mixed[:-1]).status == 2  # one is missing
    joined = run("join", *mixed, "--out", tmp_path / "there")
    assert joined.status == 0, joined.err
    sealed = Path(joined.out.strip())
    assert run("verify", sealed).status == 2
    wrong = run("open", sealed, "--workspace", tmp_path / "workspace", *signer)
    assert (wrong.status, wrong.err.count("\n")) == (2, 1)
    assert "not encrypted for" in wrong.err
    secret = tmp_path / "secret"
    secret.write_text(certs.PASSPHRASE)
    got = run("decrypt", sealed, "--key", key, "--passphrase-file", secret)
    assert got.status == 0, got.err
    package = Path(got.out.strip())
    assert package.name == f"{STEM}.jcmpkg"
    assert run("verify", package).status == 0
    stick = tmp_path / "stick"
    stick.mkdir()
    copied = run("copy", package, stick)
    assert (copied.status, "safe to remove" in copied.err) == (0, True)
    assert Path(copied.out.strip()).read_bytes() == package.read_bytes()
    assert run("copy", package, tmp_path / "away").status == 2


def test_a_report_is_signed_as_it_is_made(run: Any, where: tuple[object, ...], phrase: Path, tmp_path: Path) -> None:
    made = run("report", *where, "--out", tmp_path / "out", "--role", "operator", "--passphrase-file", phrase)
    assert made.status == 0, made.err
    for path in made.out.splitlines():
        verified = run("verify", path, "--json")
        assert [one["role"] for one in verified.json["signatures"]] == ["operator"]


def test_files_are_signed_elsewhere_and_taken_back(
    run: Any, where: tuple[object, ...], phrase: Path, tmp_path: Path
) -> None:
    made = run("report", *where, "--out", tmp_path / "out", "--role", "operator", "--passphrase-file", phrase)
    workbook, pdf = made.out.splitlines()
    key = manager_file(tmp_path)
    secret = tmp_path / "secret"
    secret.write_text(certs.PASSPHRASE)
    elsewhere = ("--key", key, "--passphrase-file", secret, "--role", "manager", "--place", "Tokyo")
    signed = [run("sign", one, *elsewhere) for one in (pdf, workbook)]
    assert [one.status for one in signed] == [0, 0], signed[0].err + signed[1].err
    paths = [one.out.strip() for one in signed]
    assert [Path(one).name for one in paths] == [f"{Path(pdf).stem}-signed.pdf", f"{Path(workbook).stem}-signed.xlsx"]
    assert run("sign", paths[0], *elsewhere).status == 2  # already signed in this role
    taken = run("take-signed", *paths, *where)
    assert (taken.status, "Saran" in taken.out) == (0, True), taken.err
    assert run("take-signed", *paths, *where).status == 2  # nothing new


def test_both_copies_are_signed_in_one_act_and_taken_back(
    run: Any, where: tuple[object, ...], phrase: Path, tmp_path: Path
) -> None:
    made = run(
        "report", *where, "--out", tmp_path / "out", "--public", "--role", "operator", "--passphrase-file", phrase
    )
    assert made.status == 0, made.err
    files = made.out.splitlines()
    assert len(files) == 4
    key, secret = manager_file(tmp_path), tmp_path / "secret"
    secret.write_text(certs.PASSPHRASE)
    elsewhere = ("--key", key, "--passphrase-file", secret, "--role", "manager")
    assert run("sign", *files, *elsewhere, "--out", tmp_path / "x.pdf").status == 2
    signed = run("sign", *files, *elsewhere)
    assert signed.status == 0, signed.err
    paths = signed.out.splitlines()
    assert len(paths) == 4
    alone = run("take-signed", paths[0], *where)
    assert (alone.status, "belong together" in alone.err) == (2, True)
    assert run("take-signed", *paths, *where).status == 0
    public, full = sorted(one for one in paths if one.endswith(".pdf"))[::-1]
    assert "public" in public
    proof = run("verify", "--full", full, public, "--json").json
    assert {one["code"]: one["state"] for one in proof["answers"]}["copies.signers"] == "good"


def test_time_stamps_at_signing_and_later(run: Any, where: tuple[object, ...], phrase: Path, tmp_path: Path) -> None:
    workspace = where[-2:]
    assert (
        run("sign", *where, "--role", "operator", "--timestamp", "--passphrase-file", phrase).status == 2
    )  # no server
    with tsa.server("broken") as url:
        silent = run("sign", *where, "--role", "operator", "--timestamp", url, "--passphrase-file", phrase)
    assert (silent.status, "There is no time stamp yet" in silent.err) == (1, True)
    assert run("timestamp-server", "nonsense", *workspace).status == 2
    with tsa.server(at=clock.now()) as url:
        assert run("timestamp-server", url, *workspace).out.strip() == url
        later = run("sign", *where, "--timestamp")
        assert later.status == 0, later.err
        package = run("package", *where, "--out", tmp_path, "--passphrase-file", phrase).out.strip()
        stamped = run("sign", package, "--timestamp", url, "--out", tmp_path / "stamped.jcmpkg")
        assert stamped.status == 0, stamped.err
    view = run("verify", tmp_path / "stamped.jcmpkg", "--json").json
    times = next(one for one in view["answers"] if one["code"] == "verify.times")
    assert "3 of 3" in times["answer"]
    assert run("timestamp-server", *workspace).out.strip() == url
    gone = run("sign", package, "--timestamp", "--workspace", workspace[-1])
    assert (gone.status, "does not answer" in gone.err) == (2, True)


def test_keys_are_listed_made_brought_and_backed_up(run: Any, phrase: Path, tmp_path: Path) -> None:
    workspace = ("--workspace", tmp_path / "workspace")
    secret = ("--passphrase-file", phrase)
    who = ("--name", "Bold Bat", "--organisation", "Plant", "--country", "MN", "--role", "operator", "--kind", "p256")
    short = tmp_path / "short"
    short.write_text("short")
    assert run("identity", "create", *who, "--passphrase-file", short, *workspace).status == 2
    assert run("identity", "create", *who, *secret, *workspace).status == 0
    listed = run("identity", "list", "--json", *workspace).json
    assert [one["name"] for one in listed["keys"]] == ["Bold Bat"]
    assert listed["keys"][0]["digits"][0] in run("identity", "list", *workspace).out
    old = tmp_path / "old"
    old.write_text(certs.PASSPHRASE)
    brought = run(
        *("identity", "import", manager_file(tmp_path), "--role", "manager", "--passphrase-file", old),
        *("--new-passphrase-file", phrase, *workspace),
    )
    assert brought.status == 0, brought.err
    exported = run("identity", "export", "Bold Bat", "--out", tmp_path / "out", *workspace)
    assert Path(exported.out.strip()).read_bytes().startswith(b"-----BEGIN CERTIFICATE")
    assert run("identity", "backup", "Bold Bat", "--out", tmp_path / "usb", *secret, *workspace).status == 0
    assert {one.suffix for one in (tmp_path / "usb").iterdir()} == {".p12", ".pdf"}
    backup = next((tmp_path / "usb").glob("*.p12"))
    assert run("identity", "restore", backup, *secret, "--workspace", tmp_path / "second").status == 0
    assert run("identity", "list", "--workspace", tmp_path / "second").out.split()[1:3] == ["Bold", "Bat,"]
    changed = run("identity", "passphrase", "Bold Bat", *secret, "--new-passphrase-file", old, *workspace)
    assert changed.status == 0, changed.err
    assert run("identity", "backup", "Bold Bat", "--out", tmp_path / "usb", *secret, *workspace).status == 2


def test_a_new_passphrase_is_asked_for_twice(run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    who = ("--name", "Bat", "--organisation", "Plant", "--country", "MN", "--kind", "p256")
    workspace = ("--workspace", tmp_path / "workspace")
    typed = iter([PASSPHRASE, "something else", PASSPHRASE, PASSPHRASE])
    monkeypatch.setattr("jcm_desktop.cli_tools._has_terminal", lambda: True)
    monkeypatch.setattr("getpass.getpass", lambda _words: next(typed))
    differ = run("identity", "create", *who, *workspace)
    assert (differ.status, "not the same" in differ.err) == (2, True)
    assert run("identity", "create", *who, *workspace).status == 0


def test_trust_is_given_listed_used_and_taken_away(run: Any, tmp_path: Path) -> None:
    with opened(tmp_path / "theirs") as session:
        package = signed_package(session)
    certificate = next((tmp_path / "theirs").glob("keys/*/certificate.pem"))
    workspace = ("--workspace", tmp_path / "mine")
    opened_file = run("verify", package, "--json", *workspace).json
    assert {one["code"]: one["state"] for one in opened_file["answers"]}["verify.sender"] == "open"
    digits = " ".join(opened_file["signatures"][0]["digits"])
    add = ("trust", "add", package, "--compared", "telephone", "--note", "with the plant")
    assert run("trust", "add", package, *workspace).status == 2  # how was it compared?
    assert run(*add, "--fingerprint", "12345 67890", *workspace).status == 2
    assert run(*add, "--fingerprint", digits, *workspace).status == 0
    assert run("trust", "add", certificate, "--compared", "in-person", *workspace).status == 2  # it is there
    (row,) = run("trust", "list", "--json", *workspace).json
    assert (row["name"], row["compared"]) == ("Bold Bat", "compared by telephone (with the plant)")
    assert row["digits"][0] in run("trust", "list", *workspace).out
    trusted = run("verify", package, "--json", *workspace).json
    assert {one["state"] for one in trusted["answers"] if one["code"] != "verify.people"} == {"good"}
    why = [one for one in trusted["signatures"][0]["answers"] if one["code"] == "signature.trust"]
    assert "compared by telephone" in why[0]["answer"]
    assert run("verify", package, "--no-trust-list", "--json", *workspace).json["answers"][1]["state"] == "open"
    assert run("trust", "remove", "Bold Bat", *workspace).status == 0
    assert run("trust", "list", "--json", *workspace).json == []
    assert run("trust", "remove", "Bold Bat", *workspace).status == 2


def test_the_shape_of_the_answer_is_written_down(run: Any, tmp_path: Path) -> None:
    with opened(tmp_path / "theirs") as session:
        package = signed_package(session)
    shape = run("verify", "--schema").json
    names = shape["$defs"]["VerificationView"]["properties"]
    answer = run("verify", package, "--json")
    assert set(answer.json) == set(names)
    assert set(answer.json["signatures"][0]) == set(shape["$defs"]["SignatureView"]["properties"])
    assert set(answer.json["answers"][0]) == set(shape["$defs"]["Answer"]["properties"])
    assert msgspec.json.decode(answer.out.encode(), type=VerificationView).ok
    codes = [one["code"].removeprefix("signature.") for one in answer.json["signatures"][0]["answers"]]
    assert codes == ["intact", "covers", "who", "trust", "later", "parts", "time", "certificate", "oddities"]


def test_bad_input_is_one_clear_line(run: Any, where: tuple[object, ...], phrase: Path, tmp_path: Path) -> None:
    text = tmp_path / "letter.txt"
    text.write_text("Dear colleague")
    for arguments in (
        ("sign",),
        ("sign", *where),
        ("sign", text),
        ("sign", text, "--role", "operator", "--passphrase-file", phrase, *where[-2:]),
        ("sign", tmp_path / "none.pdf", "--role", "operator", "--passphrase-file", phrase, *where[-2:]),
        ("sign", *where, "--role", "king"),
        ("sign", *where, "--version", "9", "--role", "operator", "--passphrase-file", phrase),
        ("verify",),
        ("verify", text),
        ("open", text, "--key", text, "--passphrase-file", phrase),
        ("split", text, "--size", "small"),
        ("join", text),
        ("package", *where, "--out", tmp_path, "--passphrase-file", phrase, "--split", "x"),
        ("encrypt", text, "--receiver", text),
        ("trust", "add", text, "--compared", "telephone", *where[-2:]),
        ("identity", "import", text, "--passphrase-file", phrase, *where[-2:]),
        ("identity", "restore", text, "--passphrase-file", phrase, *where[-2:]),
    ):
        ran = run(*arguments)
        assert (ran.status, ran.err.count("\n")) == (2, 1), (arguments, ran.err)
        assert "{" not in ran.err
        assert "no words yet" not in ran.err
