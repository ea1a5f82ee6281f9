"""Programs that are not ours look at what we signed."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from helpers import certs, judges

from jcm_desktop.domain.role import Role
from jcm_desktop.signing import opc_package as package
from jcm_desktop.signing.identity import Identity

pytestmark = pytest.mark.judge


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory, signers: dict[Role, Identity]) -> Path:
    return judges.trust_database(tmp_path_factory.mktemp("nss"), *signers.values())


def written(folder: Path, name: str, body: bytes) -> Path:
    path = folder / name
    path.write_bytes(body)
    return path


def test_poppler(signed_pdfs: list[bytes], database: Path, tmp_path: Path) -> None:
    for count, pdf in enumerate(signed_pdfs, 1):
        said = judges.pdfsig(written(tmp_path, "report.pdf", pdf), database)
        assert said.count("Signature is Valid") == count, said
        assert said.count("ETSI.CAdES.detached") == count
        assert said.count("- Total document signed") == 1
        assert said.rindex("- Total document signed") > said.rindex("Signed Ranges")  # the last one
        assert said.count("Signing Time: Nov 23 2026 03:00:00") == count
    assert "Signer Certificate Common Name: 山田 太郎" in said
    assert "Signer Certificate Common Name: Болормаа Өнөржаргал" in said


def test_poppler_sees_a_changed_byte(signed_pdfs: list[bytes], tmp_path: Path) -> None:
    pdf = bytearray(signed_pdfs[0])
    pdf[pdf.index(b"endstream") - 20] ^= 1
    assert "Digest Mismatch" in judges.pdfsig(written(tmp_path, "report.pdf", bytes(pdf)))


def test_qpdf(ready: bytes, signed_pdfs: list[bytes], tmp_path: Path) -> None:
    for pdf in (ready, *signed_pdfs):
        status, said = judges.qpdf_check(written(tmp_path, "report.pdf", pdf))
        assert status == 0, said
        assert "No syntax or stream encoding errors found" in said


def test_archival_profile_survives(draft: bytes, ready: bytes, signed_pdfs: list[bytes], tmp_path: Path) -> None:
    """From the second signature on the validator objects to byte ranges, as it does for every file signed twice."""
    for pdf in (draft, ready, signed_pdfs[0]):
        compliant, report = judges.pdf_a_3b(written(tmp_path, "report.pdf", pdf))
        assert compliant, report
    _compliant, report = judges.pdf_a_3b(written(tmp_path, "report.pdf", signed_pdfs[2]))
    failures = {line.split("]")[0] for line in report.splitlines() if line.startswith("[")}
    assert failures == {"[PDFA3B-SIGNATURE-BYTERANGE-001"}


def test_stamps_can_be_read(signed_pdfs: list[bytes], tmp_path: Path) -> None:
    text = judges.pdf_text(written(tmp_path, "report.pdf", signed_pdfs[2]))
    for word in (certs.JAPANESE, "Болормаа", "Өнөржаргал", "Anna Müller", "確認しました。", "2026-11-23", "UTC"):
        assert word in text
    assert certs.operator().fingerprint_words[:19] in text
    assert "Улаанбаатар" in text


def test_stamp_uses_embedded_fonts_only(signed_pdfs: list[bytes]) -> None:
    import pikepdf

    with pikepdf.open(io.BytesIO(signed_pdfs[2])) as pdf:
        fonts = [one for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/Font"]
        assert len(fonts) >= 6
        assert all("/FontFile2" in one.FontDescriptor for one in fonts)


def test_xmlsec(signed_workbooks: list[bytes], signers: dict[Role, Identity], tmp_path: Path) -> None:
    parts = package.read(signed_workbooks[1])
    for number, role in enumerate((Role.OPERATOR, Role.MANAGER), 1):
        signature = written(tmp_path, "sig.xml", parts[f"_xmlsignatures/sig{number}.xml"])
        certificate = written(tmp_path, "signer.pem", signers[role].certificate_pem)
        status, said = judges.xmlsec(signature, certificate)
        assert status == 0, said
        assert "SignedInfo References (ok/all): 3/3" in said
    changed = parts["_xmlsignatures/sig2.xml"].replace(b"A &amp; B", b"A &amp; X")
    assert judges.xmlsec(written(tmp_path, "sig.xml", changed), certificate)[0] != 0


def test_libreoffice(workbook: bytes, signed_workbooks: list[bytes], database: Path, tmp_path: Path) -> None:
    parts = package.read(signed_workbooks[0])
    sheet = "xl/worksheets/sheet1.xml"
    changed = package.write({**parts, sheet: parts[sheet].replace(b"<v>654</v>", b"<v>754</v>")})
    books = {"plain": workbook, "once": signed_workbooks[0], "twice": signed_workbooks[1], "changed": changed}
    paths = [written(tmp_path, f"{name}.xlsx", body) for name, body in books.items()]
    answers = dict(zip(books, judges.libreoffice(paths, database, tmp_path), strict=True))
    assert answers["plain"] == []
    assert [one["valid"] for one in answers["once"]] == [True]
    assert [one["valid"] for one in answers["twice"]] == [True, True]
    assert [one["certificate"] for one in answers["twice"]] == [0, 0]  # known and trusted in the database
    assert certs.JAPANESE in answers["once"][0]["subject"]
    assert [one["valid"] for one in answers["changed"]] == [False]
