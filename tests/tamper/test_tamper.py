"""Whatever is done to a signed report is found, each kind with its own code; nothing is found on untouched files.

Flips of single bits are sampled in the quick run; with --full there are more than two
thousand, spread over every region of PDF, workbook and package.
"""

from __future__ import annotations

import contextlib
import io
import random
import re
import zipfile
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import msgspec
import pikepdf
import pytest
from helpers import certs
from helpers.road import PASSPHRASE, PROJECT, make_keys, make_report, opened, quick_keys
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from jcm_desktop.domain.errors import UserError
from jcm_desktop.packages.container import pack, unpack
from jcm_desktop.packages.manifest import MANIFEST, SIGNATURE, canonical, describe, read_manifest
from jcm_desktop.packages.read import read_package
from jcm_desktop.packages.verify import State, verify_package
from jcm_desktop.services import packing, reporting, samples, signing
from jcm_desktop.signing import opc_package
from jcm_desktop.signing.cms import sign_detached
from jcm_desktop.signing.identity import Identity
from jcm_desktop.signing.opc import verify_workbook
from jcm_desktop.signing.pdf import verify_pdf
from jcm_desktop.signing.verdict import Trust
from jcm_desktop.words import sentence

SPAN = samples.sample(PROJECT).period
PDF, WORKBOOK, DOSSIER, AUDIT = "report/report.pdf", "report/report.xlsx", "data/dossier.json", "data/audit.jsonl"
Entries = dict[str, bytes]


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A package whose report three people signed, and whose list two."""
    with quick_keys(), opened(tmp_path_factory.mktemp("tamper") / "workspace") as session:
        make_keys(session)
        version = make_report(session)
        for role in ("operator", "manager", "verifier"):
            session.run(signing.sign_report, PROJECT, SPAN, version, PASSPHRASE, role)
        session.run(packing.make_package, PROJECT, SPAN, version, PASSPHRASE)
        session.run(packing.countersign_package, PROJECT, SPAN, version, PASSPHRASE, role="manager")
        return Path(session.run(reporting.report_page, PROJECT, SPAN).reports[0].package).read_bytes()


@pytest.fixture(scope="module")
def entries(package: bytes) -> Entries:
    return unpack(package, "x")


@pytest.fixture(scope="module")
def trust(package: bytes) -> Trust:
    """The three people, with their certificates."""
    signed = verify_package(package, "x", Trust()).signatures
    return Trust(frozenset(one.fingerprint for one in signed), tuple({one.certificate for one in signed}))


@pytest.fixture(scope="module")
def mallory() -> Identity:
    """Somebody else, who uses the operator's name."""
    return certs.identity("Bold Bat", "Plant", "MN", "operator", kind="p256")


def codes(data: bytes, trust: Trust) -> set[str]:
    """Every code that the verification gives."""
    verdict = verify_package(data, "x", trust)
    return {problem.code for answer in verdict.answers for problem in answer.problems}


def refitted(entries: Entries, mallory: Identity, **bodies: bytes) -> bytes:
    """What a forger can do: other bodies, a list that fits them, signed with the forger's own key."""
    files = {**entries, **bodies}
    files = {name: body for name, body in files.items() if body}
    manifest = read_manifest(files[MANIFEST])
    listed = {name: body for name, body in files.items() if name not in ("mimetype", MANIFEST, SIGNATURE)}
    files[MANIFEST] = canonical(msgspec.structs.replace(manifest, files=describe(listed)))
    files[SIGNATURE] = sign_detached(files[MANIFEST], mallory, at=_later(entries), role="operator")
    return pack(files)


def _later(entries: Entries) -> datetime:
    signed = verify_package(pack(entries), "x", Trust()).signatures
    return max(one.claimed_at for one in signed if one.claimed_at)


def test_nothing_is_found_on_an_untouched_package(package: bytes, trust: Trust) -> None:
    verdict = verify_package(package, "x", trust)
    assert {one.code: one.state for one in verdict.answers if one.state is not State.GOOD} == {}
    assert not any(one.problems or one.oddities for one in verdict.signatures)
    assert all(one.covers_file for one in (*verdict.signed.pdf, *verdict.signed.workbook))
    assert len(verdict.signatures) == 8


# --- kinds of forgery -------------------------------------------------------------------------------------------------


def changed_evidence(entries: Entries, _mallory: Identity) -> bytes:
    name = next(one for one in entries if one.startswith("evidence/"))
    return pack({**entries, name: entries[name] + b" "})


def swapped_evidence(entries: Entries, mallory: Identity) -> bytes:
    name = next(one for one in entries if one.startswith("evidence/"))
    return refitted(entries, mallory, **{name: b"another invoice"})


def no_signature(entries: Entries, _mallory: Identity) -> bytes:
    return pack({name: body for name, body in entries.items() if name != SIGNATURE})


def file_added(entries: Entries, _mallory: Identity) -> bytes:
    return pack({**entries, f"evidence/{'1' * 64}.pdf": b"%PDF"})


def file_removed(entries: Entries, _mallory: Identity) -> bytes:
    name = next(one for one in entries if one.startswith("evidence/"))
    return pack({one: body for one, body in entries.items() if one != name})


def events_exchanged(entries: Entries, mallory: Identity) -> bytes:
    lines = entries[AUDIT].splitlines(keepends=True)
    lines[1], lines[2] = lines[2], lines[1]
    return refitted(entries, mallory, **{AUDIT: b"".join(lines)})


def events_cut(entries: Entries, mallory: Identity) -> bytes:
    return refitted(entries, mallory, **{AUDIT: b"".join(entries[AUDIT].splitlines(keepends=True)[:-1])})


def page_repainted(entries: Entries, mallory: Identity) -> bytes:
    return refitted(entries, mallory, **{PDF: repainted(entries[PDF])})


def bytes_appended(entries: Entries, mallory: Identity) -> bytes:
    return refitted(entries, mallory, **{PDF: entries[PDF] + b"\n% nothing\n"})


def pdf_signatures_removed(entries: Entries, mallory: Identity) -> bytes:
    output = io.BytesIO()
    with pikepdf.open(io.BytesIO(entries[PDF])) as pdf:
        del pdf.Root.AcroForm
        for page in pdf.pages:
            if "/Annots" in page:
                del page.Annots
        pdf.save(output)
    return refitted(entries, mallory, **{PDF: output.getvalue()})


def last_pdf_signature_removed(entries: Entries, mallory: Identity) -> bytes:
    """The file as it was before the verifier signed: perfectly good in itself."""
    ends = [found.end() for found in re.finditer(rb"%%EOF\r?\n?", entries[PDF])]
    return refitted(entries, mallory, **{PDF: entries[PDF][: ends[-2]]})


def _workbook(entries: Entries, mallory: Identity, change: Callable[[Entries], None]) -> bytes:
    parts = opc_package.read(entries[WORKBOOK])
    change(parts)
    return refitted(entries, mallory, **{WORKBOOK: opc_package.write(parts)})


def sheet_added(entries: Entries, mallory: Identity) -> bytes:
    def add(parts: Entries) -> None:
        parts["xl/worksheets/sheet99.xml"] = parts["xl/worksheets/sheet1.xml"]

    return _workbook(entries, mallory, add)


def sheet_changed(entries: Entries, mallory: Identity) -> bytes:
    def change(parts: Entries) -> None:
        parts["xl/worksheets/sheet1.xml"] = parts["xl/worksheets/sheet1.xml"].replace(b"<v>", b"<v>1", 1)

    return _workbook(entries, mallory, change)


def sheet_removed(entries: Entries, mallory: Identity) -> bytes:
    def remove(parts: Entries) -> None:
        del parts["xl/styles.xml"]

    return _workbook(entries, mallory, remove)


def workbook_signatures_removed(entries: Entries, mallory: Identity) -> bytes:
    def strip(parts: Entries) -> None:
        for name in [one for one in parts if one.startswith("_xmlsignatures/")]:
            del parts[name]
        listed = parts["_rels/.rels"]
        parts["_rels/.rels"] = re.sub(rb"<Relationship [^>]*digital-signature/origin[^>]*/>", b"", listed)

    return _workbook(entries, mallory, strip)


def resigned_list(entries: Entries, mallory: Identity) -> bytes:
    return refitted(entries, mallory)


def number_changed(entries: Entries, mallory: Identity) -> bytes:
    body = entries[DOSSIER]
    at = re.search(rb'"claimed":(\d+)', body)
    assert at is not None
    other = body[: at.start(1)] + b"1" + body[at.start(1) :]
    return refitted(entries, mallory, **{DOSSIER: other})


def claim_changed(entries: Entries, mallory: Identity) -> bytes:
    manifest = msgspec.structs.replace(read_manifest(entries[MANIFEST]), claimed=99_999)
    return refitted({**entries, MANIFEST: canonical(manifest)}, mallory)


def other_workbook_inside(entries: Entries, mallory: Identity) -> bytes:
    """A forger who re-makes the PDF, without signatures, around another workbook."""
    parts = opc_package.read(entries[WORKBOOK])
    parts["xl/worksheets/sheet1.xml"] = parts["xl/worksheets/sheet1.xml"].replace(b"<v>", b"<v>1", 1)
    output = io.BytesIO()
    with pikepdf.open(io.BytesIO(entries[PDF])) as pdf:
        name = next(one for one in pdf.attachments if one.endswith(".xlsx"))
        pdf.attachments[name] = pikepdf.AttachedFileSpec(pdf, opc_package.write(parts), filename=name)
        pdf.save(output)
    return refitted(entries, mallory, **{PDF: output.getvalue()})


def repainted(pdf: bytes) -> bytes:
    """An update that hides a line of the first page and writes another."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    paint = generic.StreamObject(stream_data=b"q 1 1 1 rg 40 700 400 60 re f Q")
    writer.add_stream_to_page(0, writer.add_object(paint))
    output = io.BytesIO()
    writer.write(output)
    return output.getvalue()


FORGERIES: list[tuple[Callable[[Entries, Identity], bytes], str]] = [
    (changed_evidence, "package.file_changed"),
    (swapped_evidence, "package.evidence_renamed"),
    (no_signature, "package.unsigned"),
    (file_added, "package.not_listed"),
    (file_removed, "package.file_missing"),
    (events_exchanged, "chain.broken"),
    (events_cut, "chain.other_head"),
    (page_repainted, "pdf.changed_after_signing"),
    (bytes_appended, "pdf.not_whole_file"),
    (pdf_signatures_removed, "pdf.unsigned"),
    (last_pdf_signature_removed, "people.workbook_differs"),
    (sheet_added, "workbook.part_added"),
    (sheet_changed, "workbook.part_changed"),
    (sheet_removed, "workbook.part_missing"),
    (workbook_signatures_removed, "workbook.unsigned"),
    (number_changed, "verify.number_differs"),
    (claim_changed, "verify.claim_differs"),
    (other_workbook_inside, "attached.differs"),
    (resigned_list, "people.sender_not_a_signer"),
]


@pytest.mark.parametrize(("forge", "code"), FORGERIES, ids=[forge.__name__ for forge, _code in FORGERIES])
def test_a_forgery_is_found_with_its_own_code(
    entries: Entries, mallory: Identity, trust: Trust, forge: Callable[[Entries, Identity], bytes], code: str
) -> None:
    data = forge(entries, mallory)
    found = codes(data, trust)
    assert code in found
    assert all("no words yet" not in sentence(one, "x", {}) for one in found)
    if SIGNATURE in unpack(data, "x") and verify_package(data, "x", trust).signed.over_list[0].signer == "Bold Bat":
        refit = forge not in (changed_evidence, file_added, file_removed)
        assert ("signature.other_key_in_this_name" in found) == refit  # the reader knows the real Bold Bat


def test_every_forgery_has_a_code_of_its_own() -> None:
    told = [code for _forge, code in FORGERIES]
    assert len(set(told)) == len(told)


# --- single bits ------------------------------------------------------------------------------------------------------


def many(request: pytest.FixtureRequest, quick: int, full: int) -> int:
    return full if request.config.getoption("--full") else quick


def flips(body: bytes, regions: dict[str, tuple[int, int]], count: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """Changed copies, as many in each region, so that small ones are not forgotten."""
    chance = random.Random(seed)
    each = -(-count // len(regions))
    for name, (start, end) in regions.items():
        for _try in range(min(each, (end - start) * 8)):
            bit = chance.randrange(start * 8, end * 8)
            changed = bytearray(body)
            changed[bit // 8] ^= 1 << bit % 8
            yield f"{name}, bit {bit}", bytes(changed)


def pdf_regions(pdf: bytes) -> dict[str, tuple[int, int]]:
    """Each revision of the file, and in it the signature, its digits and the zeros behind them."""
    regions = {}
    start = 0
    for number, found in enumerate(re.finditer(rb"%%EOF\r?\n?", pdf)):
        regions[f"revision {number}"] = (start, found.end())
        start = found.end()
    for number, found in enumerate(re.finditer(rb"/Contents\s*<([0-9A-Fa-f]+)>", pdf)):
        filled = len(found[1].rstrip(b"0"))
        regions[f"signature {number}"] = (found.start(1), found.start(1) + filled)
        regions[f"padding {number}"] = (found.start(1) + filled + 2, found.end(1))
    regions["end"] = (len(pdf) - 30, len(pdf))
    assert len(regions) == 5 + 3 * 2 + 1
    return regions


def test_every_flipped_bit_of_the_pdf_is_found(entries: Entries, trust: Trust, request: pytest.FixtureRequest) -> None:
    pdf = entries[PDF]
    assert not verify_pdf(pdf, trust).problems
    for where, changed in flips(pdf, pdf_regions(pdf), many(request, 36, 800), 21):
        verdict = verify_pdf(changed, trust)
        fine = len(verdict.signatures) == 3 and all(one.intact and one.trusted for one in verdict.signatures)
        assert verdict.problems or not fine, where


def test_every_flipped_bit_of_the_workbook_is_found(
    entries: Entries, trust: Trust, request: pytest.FixtureRequest
) -> None:
    book = entries[WORKBOOK]
    size = len(book)
    parts = {f"stretch {at}": (size * at // 16, size * (at + 1) // 16) for at in range(16)}
    directory = book.index(b"PK\1\2")
    regions = {**parts, "directory": (directory, size), "first header": (0, 30), "end": (size - 22, size)}
    for where, changed in flips(book, regions, many(request, 95, 800), 22):
        verdict = verify_workbook(changed, trust)
        fine = len(verdict.signatures) == 3 and all(one.intact and one.trusted for one in verdict.signatures)
        assert verdict.problems or verdict.oddities or not fine or packed_otherwise(book, changed), where


def packed_otherwise(book: bytes, changed: bytes) -> bool:
    """The flip lies in a compressed part and unpacks to the same bytes: a repeated text copied from another place.

    No reader sees a difference, so the signature rightly holds; in a package its hash tells even this.
    """
    with zipfile.ZipFile(io.BytesIO(book)) as before, zipfile.ZipFile(io.BytesIO(changed)) as after:
        same = [before.read(one) for one in before.namelist()] == [after.read(one) for one in after.namelist()]
        (at,) = (at for at in range(len(book)) if book[at] != changed[at])
        inside = any(
            one.header_offset + 30 + len(one.filename)
            <= at
            < one.header_offset + 30 + len(one.filename) + one.compress_size
            for one in before.infolist()
        )
    return same and inside


def test_every_flipped_bit_of_the_package_is_found(
    package: bytes, entries: Entries, trust: Trust, request: pytest.FixtureRequest
) -> None:
    regions = {}
    for name, body in entries.items():
        at = package.index(body)
        regions[name] = (at, at + len(body))
        regions[f"header of {name}"] = (at - 30 - len(name), at)
    directory = package.index(b"PK\1\2")
    regions["directory"] = (directory, len(package))
    for where, changed in flips(package, regions, many(request, 120, 900), 23):
        with contextlib.suppress(UserError):  # refused, or found by the container, by a hash, or by all the rest
            assert read_package(changed, "x").problems or not verify_package(changed, "x", trust).ok, where
