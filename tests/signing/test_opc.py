"""Signatures in a workbook: what they name is unchanged, and nothing stands beside what they name."""

from __future__ import annotations

import functools
import io
import random
import warnings
import zipfile
from collections.abc import Callable
from datetime import timedelta

import openpyxl
import pytest
from helpers import certs
from hypothesis import given
from hypothesis import strategies as st

from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.role import Role
from jcm_desktop.signing import opc_container, opc_sign
from jcm_desktop.signing import opc_package as package
from jcm_desktop.signing.identity import Identity
from jcm_desktop.signing.opc import sign_workbook, verify_workbook
from jcm_desktop.signing.safe_xml import canonical, parse
from jcm_desktop.signing.verdict import Trust, WorkbookVerdict

Parts = dict[str, bytes]
SHEET = "xl/worksheets/sheet1.xml"
TYPES = package.CONTENT_TYPES
RELATIONS = "xl/_rels/workbook.xml.rels"
SIG1 = "_xmlsignatures/sig1.xml"


def good(verdict: WorkbookVerdict, count: int) -> bool:
    return (
        len(verdict.signatures) == count
        and not verdict.problems
        and all(one.intact and one.trusted and not one.problems for one in verdict.signatures)
    )


def judged(parts: Parts, trust: Trust) -> WorkbookVerdict:
    return verify_workbook(package.write(parts), trust)


@pytest.fixture
def parts(signed_workbooks: list[bytes]) -> Parts:
    return package.read(signed_workbooks[0])


def replaced(parts: Parts, name: str, old: bytes, new: bytes) -> None:
    assert parts[name].count(old) == 1, (name, old)
    parts[name] = parts[name].replace(old, new)


def test_two_signers(signed_workbooks: list[bytes], workbook: bytes, trust: Trust) -> None:
    assert verify_workbook(workbook, trust) == WorkbookVerdict()
    assert good(verify_workbook(signed_workbooks[0], trust), 1)
    verdict = verify_workbook(signed_workbooks[1], trust)
    assert good(verdict, 2)
    assert [one.place for one in verdict.signatures] == ["sig1.xml", "sig2.xml"]
    assert [one.signer for one in verdict.signatures] == [certs.JAPANESE, "Болормаа Өнөржаргал"]
    assert [one.role for one in verdict.signatures] == ["operator", "manager"]
    assert {one.claimed_at for one in verdict.signatures} == {certs.SIGNED}


def test_other_parts_keep_their_bytes(signed_workbooks: list[bytes], workbook: bytes) -> None:
    before, after = package.read(workbook), package.read(signed_workbooks[1])
    lists = {TYPES, package.ROOT_RELATIONSHIPS}
    assert {name: after[name] for name in before if name not in lists} == {
        name: body for name, body in before.items() if name not in lists
    }
    assert all(name.startswith("_xmlsignatures/") for name in after.keys() - before.keys())
    assert package.read(signed_workbooks[0])[SIG1] == after[SIG1]


def test_signing_is_deterministic(signed_workbooks: list[bytes], workbook: bytes) -> None:
    once = sign_workbook(workbook, certs.operator(), at=certs.SIGNED, comment="same")
    assert once == sign_workbook(workbook, certs.operator(), at=certs.SIGNED, comment="same")
    assert once != signed_workbooks[0]


def test_values_and_formulas_can_still_be_read(signed_workbooks: list[bytes]) -> None:
    book = openpyxl.load_workbook(io.BytesIO(signed_workbooks[1]), data_only=True)
    assert book["Calculation"]["B2"].value == 654


def test_unknown_signer(signed_workbooks: list[bytes]) -> None:
    verdict = verify_workbook(signed_workbooks[0], Trust())
    assert [(one.intact, one.trusted, one.problems) for one in verdict.signatures] == [(True, False, ())]


def test_every_flipped_bit_of_a_part_is_found_and_the_part_named(parts: Parts, trust: Trust) -> None:
    chance = random.Random(6)
    signed = [name for name in parts if name.startswith(("xl/", "_rels/")) and parts[name]]
    for name in signed:
        for _try in range(40):
            changed = bytearray(parts[name])
            bit = chance.randrange(len(changed) * 8)
            changed[bit // 8] ^= 1 << bit % 8
            if name.endswith(".rels") and same_meaning(parts[name], bytes(changed)):
                continue  # the declaration's letters; the transform leaves them out
            verdict = judged({**parts, name: bytes(changed)}, trust)
            if good(verdict, 1) and name == package.ROOT_RELATIONSHIPS:
                assert targets(parts[name]) == targets(bytes(changed))  # only an Id that leads to the title
                continue
            assert not good(verdict, 1), f"{name} bit {bit}"
            if name != package.ROOT_RELATIONSHIPS:
                assert name in verdict.signatures[0].place


def targets(body: bytes) -> list[tuple[str | None, str | None]]:
    return [(one.get("Type"), one.get("Target")) for one in package.relationships(body).values()]


def same_meaning(before: bytes, after: bytes) -> bool:
    try:
        return canonical(parse(before)) == canonical(parse(after))
    except ValueError:
        return False


def test_every_flipped_bit_of_the_signature_part_is_found(parts: Parts, trust: Trust) -> None:
    chance = random.Random(7)
    for _try in range(400):
        changed = bytearray(parts[SIG1])
        bit = chance.randrange(len(changed) * 8)
        changed[bit // 8] ^= 1 << bit % 8
        if not same_meaning(parts[SIG1], bytes(changed)):
            assert not good(judged({**parts, SIG1: bytes(changed)}, trust), 1), f"bit {bit}"


def test_container_bits(signed_workbooks: list[bytes], trust: Trust) -> None:
    """A flipped bit anywhere in the file is found, also in fields without meaning and in unused bits."""
    whole = signed_workbooks[0]
    assert verify_workbook(whole, trust).oddities == ()
    told = set()
    for bit in random.Random(8).sample(range(len(whole) * 8), 300):
        changed = bytearray(whole)
        changed[bit // 8] ^= 1 << bit % 8
        verdict = verify_workbook(bytes(changed), trust)
        assert not good(verdict, 1) or verdict.oddities, f"bit {bit}"
        told.add(verdict.problems or verdict.oddities)
    assert ("workbook.container_rewritten",) in told


def test_unused_bits_after_a_part_are_found(signed_workbooks: list[bytes]) -> None:
    whole = signed_workbooks[0]
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        infos = archive.infolist()
    assert opc_container.is_ours(whole)
    found = 0
    for info in infos:
        last = info.header_offset + 30 + len(info.filename) + info.compress_size - 1
        changed = bytearray(whole)
        changed[last] ^= 0x80
        try:
            package.read(bytes(changed))
        except UserError:
            continue  # that bit meant something
        found += 1
        assert not opc_container.is_ours(bytes(changed))
    assert found > 3


def add_macro(parts: Parts) -> None:
    replaced(
        parts,
        TYPES,
        b"</Types>",
        b'<Override PartName="/xl/vbaProject.bin" ContentType="application/vnd.ms-office.vbaProject"/></Types>',
    )
    parts["xl/vbaProject.bin"] = b"macro"
    relation = (
        b'<Relationship Id="rId99" Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject"'
        b' Target="vbaProject.bin"/></Relationships>'
    )
    replaced(parts, RELATIONS, b"</Relationships>", relation)


def add_part(parts: Parts) -> None:
    parts["xl/worksheets/sheet3.xml"] = parts[SHEET]


def add_part_among_metadata(parts: Parts) -> None:
    parts["docProps/macro.bin"] = b"macro"


def add_relationship(parts: Parts) -> None:
    relation = b'<Relationship Id="rId99" Type="urn:x" Target="https://example.org/" TargetMode="External"/>'
    replaced(parts, RELATIONS, b"</Relationships>", relation + b"</Relationships>")


def add_root_relationship(parts: Parts) -> None:
    relation = (
        b'<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
        b'officeDocument" Target="docProps/app.xml"/></Relationships>'
    )
    replaced(parts, package.ROOT_RELATIONSHIPS, b"</Relationships>", relation)


def turn_relationship(parts: Parts) -> None:
    replaced(parts, RELATIONS, b"worksheets/sheet1.xml", b"worksheets/sheet2.xml")


def declare_otherwise(parts: Parts) -> None:
    replaced(
        parts,
        TYPES,
        b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
        b"application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    )


def change_value(parts: Parts) -> None:
    replaced(parts, SHEET, b"<v>654</v>", b"<v>754</v>")


def remove_part(parts: Parts) -> None:
    del parts["xl/theme/theme1.xml"]


def turn_metadata_into_something_else(parts: Parts) -> None:
    kind = b"application/vnd.openxmlformats-officedocument.extended-properties+xml"
    replaced(parts, TYPES, kind, b"application/vnd.ms-office.vbaProject")


@pytest.mark.parametrize(
    ("tamper", "problem", "named"),
    [
        (change_value, "workbook.part_changed", SHEET),
        (remove_part, "workbook.part_missing", "xl/theme/theme1.xml"),
        (add_part, "workbook.part_added", "xl/worksheets/sheet3.xml"),
        (add_part_among_metadata, "workbook.part_added", "docProps/macro.bin"),
        (add_macro, "workbook.part_added", "xl/vbaProject.bin"),
        (add_macro, "workbook.relationship_changed", RELATIONS),
        (add_relationship, "workbook.relationship_changed", RELATIONS),
        (add_root_relationship, "workbook.relationship_changed", "_rels/.rels"),
        (turn_relationship, "workbook.relationship_changed", RELATIONS),
        (declare_otherwise, "workbook.kind_changed", "xl/workbook.xml"),
        (turn_metadata_into_something_else, "workbook.kind_changed", "docProps/app.xml"),
    ],
)
def test_tampering_is_named(
    signed_workbooks: list[bytes], trust: Trust, tamper: Callable[[Parts], None], problem: str, named: str
) -> None:
    for stage, signed in enumerate(signed_workbooks, 1):
        parts = package.read(signed)
        tamper(parts)
        verdict = judged(parts, trust)
        assert len(verdict.signatures) == stage
        for one in verdict.signatures:
            assert problem in one.problems
            assert named in one.place
            assert not one.intact


def test_a_changed_title_is_found(parts: Parts, trust: Trust) -> None:
    replaced(parts, "docProps/core.xml", b"Report", b"Rapport")
    verdict = judged(parts, trust)
    assert verdict.signatures[0].problems == ("workbook.part_changed",)
    assert "docProps/core.xml" in verdict.signatures[0].place


def test_a_title_that_another_programs_signature_leaves_out_may_change(
    workbook: bytes, trust: Trust, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Office does not sign title and author; such a signature is good, and does not cover the whole file."""
    types = package.ContentTypes(package.read(workbook)[TYPES])
    monkeypatch.setattr(opc_sign, "can_be_signed", lambda name: opc_sign.is_signed(name, types))
    monkeypatch.setattr(opc_sign, "_all_but_signatures", lambda name, body: opc_sign.must_be_signed(name, body, types))
    monkeypatch.setattr(opc_sign, "is_signed", functools.partial(_office_signs, opc_sign.is_metadata))
    signed = sign_workbook(workbook, certs.operator(), at=certs.SIGNED, comment="")
    monkeypatch.undo()
    assert good(verify_workbook(signed, trust), 1)
    assert not verify_workbook(signed, trust).signatures[0].covers_file
    parts = package.read(signed)
    replaced(parts, "docProps/core.xml", b"Report", b"Rapport")
    assert good(judged(parts, trust), 1)


def _office_signs(is_metadata: Callable[..., bool], name: str, types: package.ContentTypes) -> bool:
    return name != TYPES and not name.startswith("_xmlsignatures/") and not is_metadata(name, types)


def test_stripped_signatures(parts: Parts, workbook: bytes, trust: Trust) -> None:
    assert verify_workbook(workbook, trust).signatures == ()
    root = b'<Relationship Id="rId5"'
    start = parts[package.ROOT_RELATIONSHIPS].index(root)
    parts[package.ROOT_RELATIONSHIPS] = parts[package.ROOT_RELATIONSHIPS][:start] + b"</Relationships>"
    verdict = judged(parts, trust)
    assert verdict.signatures == ()
    assert verdict.problems == ("workbook.signatures_rearranged",)  # the signature still lies in the file


def test_one_of_two_signatures_unlisted(signed_workbooks: list[bytes], trust: Trust) -> None:
    parts = package.read(signed_workbooks[1])
    rels = "_xmlsignatures/_rels/origin.sigs.rels"
    start = parts[rels].index(b'<Relationship Id="rId1"')
    end = parts[rels].index(b"/>", start) + 2
    parts[rels] = parts[rels][:start] + parts[rels][end:]
    assert judged(parts, trust).problems == ("workbook.signatures_rearranged",)


def test_resaving_drops_the_signatures(signed_workbooks: list[bytes], trust: Trust) -> None:
    output = io.BytesIO()
    openpyxl.load_workbook(io.BytesIO(signed_workbooks[0])).save(output)
    assert verify_workbook(output.getvalue(), trust).signatures == ()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'<Object Id="idOfficeObject">', b'<Object Id="idPackageObject">'),  # an Id given twice
        (b'<Reference Type="http://www.w3.org/2000/09/xmldsig#Object" URI="#idPackageObject">', b'<Reference URI="">'),
        (b"<Manifest>", b"<Manifest><Object>"),
        (b'<?xml version="1.0"', b'<!DOCTYPE Signature [<!ENTITY a "b">]><?xml version="1.0"'),
        (b"<Signature xmlns=", b"<!-- --><Other xmlns="),
        (b"2001/04/xmldsig-more#rsa-sha256", b"2000/09/xmldsig#rsa-sha1"),
        (b"<SignatureValue>", b"<SignatureValue>AAAA"),
        (b'Id="idPackageSignature"', b'Id="idOtherSignature"'),
        (b"REC-xml-c14n-20010315", b"REC-xml-c14n-20010315#WithComments"),
    ],
)
def test_rearranged_signature_is_not_good(parts: Parts, trust: Trust, old: bytes, new: bytes) -> None:
    assert old in parts[SIG1]
    parts[SIG1] = parts[SIG1].replace(old, new, 1)
    verdict = judged(parts, trust)
    assert len(verdict.signatures) == 1
    assert not verdict.signatures[0].intact
    assert not verdict.signatures[0].trusted


def test_signed_list_moved_aside_and_another_shown(parts: Parts, trust: Trust) -> None:
    """Signature wrapping: the signed object stays in the file so that its digest is right, a forged one is shown."""
    body = parts[SIG1]
    start, end = body.index(b'<Object Id="idPackageObject">'), body.index(b'<Object Id="idOfficeObject">')
    signed = body[start:end]
    forged = signed.replace(b'Id="idPackageObject"', b'Id="idOther"')
    hidden = b"<Object><SignatureProperties>" + signed + b"</SignatureProperties></Object>"
    parts[SIG1] = body[:start] + forged + hidden + body[end:]
    verdict = judged(parts, trust)
    assert verdict.signatures[0].problems == ("signature.unreadable",)


def test_certificate_exchanged(parts: Parts, trust: Trust) -> None:
    import base64

    real, other = (base64.b64encode(one.certificate_der) for one in (certs.operator(), certs.manager()))
    replaced(parts, SIG1, real, other)
    verdict = judged(parts, trust)
    assert "signature.broken" in verdict.signatures[0].problems
    assert not verdict.signatures[0].trusted


def test_entities_are_not_expanded(parts: Parts, trust: Trust) -> None:
    bomb = b'<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    parts[TYPES] = parts[TYPES].replace(b"<Types", bomb + b"<Types", 1)
    assert judged(parts, trust).problems == ("workbook.unreadable",)


def test_signed_with_an_expired_certificate(workbook: bytes, trust: Trust) -> None:
    one = certs.operator()
    signed = sign_workbook(workbook, one, at=one.not_after + timedelta(days=1), comment="")
    verdict = verify_workbook(signed, trust)
    assert verdict.signatures[0].problems == ("signature.certificate_expired_then",)


def zipped(*entries: tuple[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of names given twice, which is the point
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, body in entries:
                archive.writestr(name, body)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "workbook.unreadable"),
        (b"PK\3\4", "workbook.unreadable"),
        (zipped(("a.txt", b"a")), "workbook.unreadable"),
        (zipped(("a.xml", b"a"), ("A.xml", b"b")), "workbook.part_twice"),
        (zipped(("a.xml", b"a"), ("a.xml", b"a")), "workbook.part_twice"),
        (zipped(("../a.xml", b"a")), "workbook.unreadable"),
        (zipped(("a.xml", bytes(60 * 2**20))), "workbook.too_large"),
        (zipped(*((f"{n}.xml", b"") for n in range(5001))), "workbook.too_large"),
        (b"before" + zipped(("a.xml", b"a")), "workbook.hidden_bytes"),
        (zipped(("a.xml", b"a")) + b"after", "workbook.hidden_bytes"),
    ],
)
def test_hostile_containers(data: bytes, problem: str) -> None:
    assert verify_workbook(data, Trust()) == WorkbookVerdict(problems=(problem,))
    if problem != "workbook.unreadable" or not data.startswith(b"PK"):
        with pytest.raises(UserError) as caught:
            sign_workbook(data, certs.operator(), at=certs.SIGNED, comment="")
        assert caught.value.code == problem


def test_hidden_entry_between_the_others(signed_workbooks: list[bytes], trust: Trust) -> None:
    """An entry that the directory does not list, as a program that repairs files would find it."""
    extra = zipped(("xl/worksheets/sheet9.xml", b"<x/>"))
    local = extra[: extra.index(b"PK\1\2")]
    whole = signed_workbooks[0]
    at = whole.index(b"PK\1\2")
    end = bytearray(whole[at:])
    offset = int.from_bytes(end[-6:-2], "little") + len(local)
    end[-6:-2] = offset.to_bytes(4, "little")
    assert verify_workbook(whole[:at] + local + bytes(end), trust).problems == ("workbook.hidden_bytes",)


@given(st.binary(max_size=200))
def test_never_raises(body: bytes) -> None:
    assert verify_workbook(body, Trust()).problems


@given(st.data())
def test_never_raises_on_a_damaged_part(signed_workbooks: list[bytes], data: st.DataObject) -> None:
    parts = package.read(signed_workbooks[0])
    name = data.draw(st.sampled_from(sorted(parts)))
    body = bytearray(parts[name])
    at = data.draw(st.integers(0, len(body)))
    body[at : at + data.draw(st.integers(0, 40))] = data.draw(st.binary(max_size=40))
    verify_workbook(package.write({**parts, name: bytes(body)}), Trust())


def test_second_signature_needs_no_first_key(signed_workbooks: list[bytes], signers: dict[Role, Identity]) -> None:
    third = sign_workbook(signed_workbooks[1], signers[Role.VERIFIER], at=certs.SIGNED, comment="")
    assert [one.intact for one in verify_workbook(third, Trust()).signatures] == [True] * 3
