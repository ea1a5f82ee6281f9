"""A package on another computer: every question has its answer, and one changed byte anywhere is found and named."""

from __future__ import annotations

import contextlib
import json
import os
import random
import re
import subprocess
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest
from helpers.dossiers import amount
from helpers.judges import need
from helpers.road import PASSPHRASE, PROJECT, make_keys, make_report, opened, quick_keys

from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.quantity import Quantity
from jcm_desktop.domain.reading import YearBefore
from jcm_desktop.methodologies.registry import definition
from jcm_desktop.packages.container import pack, unpack
from jcm_desktop.packages.dossier_file import DossierFile, read_dossier, write_dossier
from jcm_desktop.packages.manifest import MANIFEST, SIGNATURE, canonical, describe, read_manifest
from jcm_desktop.packages.read import read_package
from jcm_desktop.packages.verify import PackageVerdict, State, verify_package
from jcm_desktop.services import packing, reporting, samples, signing
from jcm_desktop.signing.verdict import Trust
from jcm_desktop.words import sentence

NOBODY = Trust(frozenset())


def answers(data: bytes, trust: Trust = NOBODY) -> dict[str, State]:
    return {one.code: one.state for one in verify_package(data, "x.jcmpkg", trust).answers}


def problems(verdict: PackageVerdict) -> list[tuple[str, str]]:
    return [(one.code, one.place) for answer in verdict.answers for one in answer.problems]


def rewritten(entries: dict[str, bytes], **bodies: bytes) -> bytes:
    """The package with other bodies for some files, and a manifest that lists them: what a forger can do."""
    files = {name: bodies.get(name, body) for name, body in entries.items()}
    manifest = read_manifest(files[MANIFEST])
    listed = {name: body for name, body in files.items() if name not in ("mimetype", MANIFEST, SIGNATURE)}
    files[MANIFEST] = canonical(msgspec.structs.replace(manifest, files=describe(listed)))
    return pack(files)


def test_a_whole_package_is_good_and_its_signer_unknown(package: bytes) -> None:
    verdict = verify_package(package, "x.jcmpkg", NOBODY)
    assert verdict.ok
    assert verdict.recomputed == 30312
    assert {one.state for one in verdict.answers} == {State.GOOD, State.OPEN}
    assert [one.code.removeprefix("verify.") for one in verdict.answers] == [
        *("whole", "sender", "pdf", "workbook", "attached", "people", "times", "chain"),
        *("definition", "rules", "recomputed", "findings"),
    ]


def test_a_trusted_signer_leaves_no_question_open(package: bytes) -> None:
    prints = {one.fingerprint for one in verify_package(package, "x.jcmpkg", NOBODY).signatures}
    assert len(prints) == 1
    found = answers(package, Trust(frozenset(prints)))
    assert found.pop("verify.people") is State.OPEN  # one person signed so far; nobody to compare with
    assert set(found.values()) == {State.GOOD}


def test_the_names_of_the_files_are_fixed(entries: dict[str, bytes]) -> None:
    names = list(entries)
    assert names[0] == "mimetype"
    fixed = ["report/report.pdf", "report/report.xlsx", "data/dossier.json", "data/audit.jsonl", "VERIFY.txt"]
    assert {MANIFEST, SIGNATURE, *fixed} <= set(names)
    assert all(name.startswith("evidence/") for name in set(names) - {"mimetype", MANIFEST, SIGNATURE, *fixed})


def test_every_changed_byte_is_found_and_its_file_named(package: bytes, entries: dict[str, bytes]) -> None:
    """Flip single bits at random in every file, and pack again as a forger would, with right checksums."""
    chance = random.Random(6)
    refusals: set[tuple[str, bool]] = set()
    for name, body in entries.items():
        for _ in range(6):
            at = chance.randrange(len(body))
            flipped = bytearray(body)
            flipped[at] ^= 1 << chance.randrange(8)
            forged = pack({**entries, name: bytes(flipped)})
            try:
                verdict = verify_package(forged, "x.jcmpkg", NOBODY)
            except UserError as refused:
                words = sentence(refused.code, refused.place, refused.facts)
                refusals.add((name, "no words yet" in words))
                continue
            assert not verdict.ok, (name, at)
            assert any(name in place for _, place in problems(verdict)), (name, at, problems(verdict))
    assert refusals <= {("mimetype", False), (MANIFEST, False)}


def test_every_changed_byte_outside_the_files_is_found(package: bytes, entries: dict[str, bytes]) -> None:
    """The headers of the container belong to the package, too."""
    inside = bytearray(len(package))
    for body in entries.values():
        at = package.find(body)
        inside[at : at + len(body)] = b"\1" * len(body)
    outside = [at for at, taken in enumerate(inside) if not taken]
    for at in random.Random(7).sample(outside, 80):
        flipped = bytearray(package)
        flipped[at] ^= 0x10
        with contextlib.suppress(UserError):
            assert not verify_package(bytes(flipped), "x.jcmpkg", NOBODY).ok, at


def test_a_rewritten_file_with_a_fitting_list_fails_at_the_signature(entries: dict[str, bytes]) -> None:
    dossier = read_dossier(entries["data/dossier.json"])
    first = dossier.dossier.readings[0]
    other = msgspec.structs.replace(
        first, quantity=msgspec.structs.replace(amount(first), value=amount(first).value + 1)
    )
    changed = msgspec.structs.replace(dossier.dossier, readings=(other, *dossier.dossier.readings[1:]))
    body = canonical(DossierFile(1, changed, dossier.definition, dossier.findings, dossier.result))
    states = answers(rewritten(entries, **{"data/dossier.json": body}))
    assert states["verify.whole"] is State.GOOD
    bad = {code for code, state in states.items() if state is State.BAD}
    assert {"verify.sender", "verify.recomputed", "verify.chain"} <= bad


def test_a_year_before_that_was_never_recorded_is_found(entries: dict[str, bytes]) -> None:
    file = read_dossier(entries["data/dossier.json"])
    one = file.dossier.active_readings[0]
    for quantity, found in ((amount(one), False), (Quantity(Decimal(1), "MWh"), True)):
        before = YearBefore(one.id, one.point, one.first, one.last, quantity)
        told = msgspec.structs.replace(file, dossier=msgspec.structs.replace(file.dossier, year_before=(before,)))
        verdict = verify_package(rewritten(entries, **{"data/dossier.json": canonical(told)}), "x.jcmpkg", NOBODY)
        assert ("chain.reading_unrecorded" in {code for code, _ in problems(verdict)}) is found


def test_a_claim_that_is_not_computed_is_found(entries: dict[str, bytes]) -> None:
    manifest = msgspec.structs.replace(read_manifest(entries[MANIFEST]), claimed=30313)
    verdict = verify_package(pack({**entries, MANIFEST: canonical(manifest)}), "x.jcmpkg", NOBODY)
    assert ("verify.claim_differs", "manifest.json") in problems(verdict)


def test_a_finding_left_out_is_found(entries: dict[str, bytes]) -> None:
    dossier = read_dossier(entries["data/dossier.json"])
    silent = canonical(msgspec.structs.replace(dossier, findings=()))
    verdict = verify_package(rewritten(entries, **{"data/dossier.json": silent}), "x.jcmpkg", NOBODY)
    assert ("verify.finding_not_stated", "SMP-01 project") in problems(verdict)


def test_another_formula_in_the_package_is_found(entries: dict[str, bytes]) -> None:
    dossier = read_dossier(entries["data/dossier.json"])
    own = msgspec.structs.replace(
        dossier.definition, formulas={**dossier.definition.formulas, "RE": "sum(i, EG[i] * EF_RE[i]) * 2"}
    )
    verdict = verify_package(
        rewritten(entries, **{"data/dossier.json": canonical(msgspec.structs.replace(dossier, definition=own))}),
        "x.jcmpkg",
        NOBODY,
    )
    assert "definition.differs" in {code for code, _ in problems(verdict)}


@pytest.mark.parametrize(
    ("decisions", "code"),
    [
        ({"gas": "volume"}, None),
        ({"gas": "mass"}, "definition.differs"),
        ({}, "definition.differs"),
        ({"gas": "both"}, "definition.unknown_choice"),
        ({"fuel": "gas"}, "definition.unknown_decision"),
    ],
)
def test_a_definition_that_the_plan_did_not_decide_on_is_found(
    entries: dict[str, bytes], decisions: dict[str, str], code: str | None
) -> None:
    dossier = read_dossier(entries["data/dossier.json"])
    own = definition("TH_AM009", "1.0", {"gas": "volume"})
    plan = msgspec.structs.replace(dossier.dossier.plan, methodology=own.ref, decisions=decisions)
    changed = msgspec.structs.replace(
        dossier, definition=own, dossier=msgspec.structs.replace(dossier.dossier, plan=plan)
    )
    verdict = verify_package(rewritten(entries, **{"data/dossier.json": canonical(changed)}), "x.jcmpkg", NOBODY)
    (answer,) = [one for one in verdict.answers if one.code == "verify.definition"]
    assert [one.code for one in answer.problems] == ([code] if code else [])
    assert answer.state is (State.BAD if code else State.GOOD)


def test_a_cut_history_is_found(entries: dict[str, bytes]) -> None:
    lines = entries["data/audit.jsonl"].splitlines(keepends=True)
    for kept in (lines[:-1], lines[1:], [*lines[:2], *lines[3:]], []):
        assert answers(rewritten(entries, **{"data/audit.jsonl": b"".join(kept)}))["verify.chain"] is State.BAD


def test_the_dossier_comes_back_the_same(entries: dict[str, bytes]) -> None:
    from jcm_desktop.calculation.engine import calculate

    body = entries["data/dossier.json"]
    read = read_dossier(body)
    result = calculate(read.definition, read.dossier.plan, read.dossier.active_readings, read.dossier.period)
    assert write_dossier(read.dossier, read.definition, read.findings, result, read.rules) == body
    assert "." in read.result["reductions"]


@pytest.mark.judge
@pytest.mark.parametrize("signers", [1, 3])
def test_the_printed_instructions_work_with_public_tools(
    package: bytes, signers: int, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Put the package into an empty folder and type every command as it is printed, line breaks and all."""
    for tool in ("unzip", "sha256sum", "openssl", "pdfsig", "qpdf", "xmlsec1", "python3", "awk"):
        need(tool)
    body = package if signers == 1 else signed_by_three(tmp_path_factory.mktemp("three") / "workspace")
    text = unpack(body, "x")["VERIFY.txt"].decode()
    name = re.search(r"Put the file (\S+) into", text)
    assert name is not None
    (tmp_path / name[1]).write_bytes(body)
    said = []
    for command in commands(text):
        environment = {**os.environ, "LC_ALL": "C.UTF-8"}
        done = subprocess.run(
            ["bash", "-c", command], cwd=tmp_path, capture_output=True, text=True, check=False, env=environment
        )
        assert done.returncode == 0, (command, done.stderr)
        said.append(done.stdout + done.stderr)
    _unzipped, hashes, listed, cms, _split, who, pdf, form, _book, xml, chain = said
    assert hashes.count(": OK") == len(unpack(body, "x")) - 4
    assert "VERIFY.txt is as listed" in listed
    assert "CMS Verification successful" in cms
    assert "Bold Bat" in who
    assert who.lower().count("sha256 fingerprint") == signers
    assert pdf.count("Signature is Valid") == signers
    assert pdf.count("- Total document signed") == 1
    assert "No syntax or stream encoding errors found" in form
    assert xml.count("OK\n") == signers
    assert "events, unbroken" in chain
    head = json.loads(unpack(body, "x")["data/audit.jsonl"].splitlines()[-1])["hash"]
    assert chain.split()[-1] == head
    assert head in text


@pytest.mark.judge
def test_the_printed_instructions_find_what_was_changed(entries: dict[str, bytes], tmp_path: Path) -> None:
    """The same commands over a package in which somebody changed a file."""
    for tool in ("sha256sum", "openssl", "pdfsig", "python3"):
        need(tool)
    pdf = bytearray(entries["report/report.pdf"])
    pdf[1000] ^= 1
    lines = entries["data/audit.jsonl"].splitlines(keepends=True)
    changed = {
        "report/report.pdf": bytes(pdf),
        "data/audit.jsonl": b"".join([*lines[:2], *lines[3:]]),
        "manifest.json": entries["manifest.json"].replace(b'"claimed":', b'"claimed" :', 1),
    }
    for name, body in {**entries, **changed}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(body)
    text = entries["VERIFY.txt"].decode()
    said: dict[str, str] = {}
    for command in commands(text):
        if not command.startswith("unzip"):
            done = subprocess.run(["bash", "-c", command], cwd=tmp_path, capture_output=True, text=True, check=False)
            said[command.split()[0]] = said.get(command.split()[0], "") + done.stdout + done.stderr
    assert "report/report.pdf: FAILED" in said["grep"]
    assert "Verification failure" in said["openssl"]
    assert "Digest Mismatch" in said["pdfsig"]
    assert "BROKEN" in said["python3"]


def commands(text: str) -> list[str]:
    """The lines after a dollar sign, each with the lines it goes on in."""
    found: list[str] = []
    going_on = False
    for line in text.splitlines():
        if line.startswith("$ "):
            found.append(line.removeprefix("$ "))
        elif going_on:
            found[-1] += "\n" + line
        going_on = line.endswith("\\") and (going_on or line.startswith("$ "))
    return found


def signed_by_three(folder: Path) -> bytes:
    """A package whose report and list three people signed."""
    roles = ("operator", "manager", "verifier")
    with quick_keys(), opened(folder) as session:
        make_keys(session)
        where = (PROJECT, samples.sample(PROJECT).period, make_report(session), PASSPHRASE)
        for role in roles:
            session.run(signing.sign_report, *where, role)
        session.run(packing.make_package, *where)
        for role in roles[:2]:
            session.run(packing.countersign_package, *where, role=role)
        return Path(session.run(reporting.report_page, *where[:2]).reports[0].package).read_bytes()


def test_reading_writes_nothing(package: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    read = read_package(package, "x.jcmpkg")
    assert read.manifest.project == PROJECT
    assert list(tmp_path.iterdir()) == []


def test_packing_is_the_inverse_of_unpacking(package: bytes, entries: dict[str, bytes]) -> None:
    assert pack(entries) == package
    assert unpack(pack(entries), "x") == entries
