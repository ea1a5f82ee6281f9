"""A PDF/A-3b report with the workbook inside, a workbook, and both in every stage of signing."""

from __future__ import annotations

import io
from datetime import datetime
from importlib import resources

import pikepdf
import pytest
import xlsxwriter
from helpers import certs
from PIL import ImageCms
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from jcm_desktop.domain.role import Role
from jcm_desktop.signing.identity import Identity
from jcm_desktop.signing.opc import sign_workbook
from jcm_desktop.signing.pdf import prepare_fields, sign_pdf
from jcm_desktop.signing.verdict import Trust

BOXES = [
    (Role.OPERATOR, 1, (50.4, 60.0, 210.0, 120.0)),
    (Role.MANAGER, 1, (220.0, 60.0, 380.0, 120.0)),
    (Role.VERIFIER, 1, (390.0, 60.0, 550.0, 120.0)),
]
MEANING = "I checked and approve this report. 確認しました。"
PLACE = "Улаанбаатар"


@pytest.fixture(scope="session")
def signers() -> dict[Role, Identity]:
    return {Role.OPERATOR: certs.operator(), Role.MANAGER: certs.manager(), Role.VERIFIER: certs.verifier()}


@pytest.fixture(scope="session")
def trust(signers: dict[Role, Identity]) -> Trust:
    return Trust(frozenset(one.fingerprint for one in signers.values()))


@pytest.fixture(scope="session")
def workbook() -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    book.set_properties({"title": "Report", "author": "Operator", "created": datetime(2026, 11, 23)})  # noqa: DTZ001
    book.set_custom_property("Version", "1")
    for name in ("入力", "Calculation"):
        sheet = book.add_worksheet(name)
        sheet.write(0, 0, "発電量 MWh")
        sheet.write_number(0, 1, 1234.5)
        sheet.write_formula(1, 1, "=ROUNDDOWN(B1*0.53,0)", value=654)
        sheet.write_url(2, 0, "https://www.jcm.go.jp/")
    book.close()
    return buffer.getvalue()


@pytest.fixture(scope="session")
def draft(workbook: bytes) -> bytes:
    """The report before any field is made."""
    fonts = resources.files("resources") / "fonts" / "NotoSans-Regular.ttf"
    with resources.as_file(fonts) as path:
        pdfmetrics.registerFont(TTFont("TestReport", str(path)))
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(595, 842), invariant=1, initialFontName="TestReport", lang="en")
    canvas.setTitle("Monitoring report")
    for page in (1, 2):
        canvas.setFont("TestReport", 11)
        for line in range(20):
            canvas.drawString(50, 790 - 20 * line, f"Page {page}, line {line}: 1,234 tCO2e")
        canvas.showPage()
    canvas.save()
    with pikepdf.open(buffer) as pdf:
        _make_archival(pdf, workbook)
        output = io.BytesIO()
        pdf.save(output, deterministic_id=True, min_version="1.7")
    return output.getvalue()


def _make_archival(pdf: pikepdf.Pdf, workbook: bytes) -> None:
    profile = pikepdf.Stream(pdf, ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes(), {"/N": 3})
    intent = pikepdf.Dictionary(
        Type=pikepdf.Name.OutputIntent,
        S=pikepdf.Name.GTS_PDFA1,
        OutputConditionIdentifier="sRGB",
        DestOutputProfile=pdf.make_indirect(profile),
    )
    pdf.Root.OutputIntents = pikepdf.Array([intent])
    attached = pikepdf.AttachedFileSpec(
        pdf,
        workbook,
        filename="report.xlsx",
        mime_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        description="Workbook",
        relationship=pikepdf.Name.Source,
        creation_date="D:20261123120000+09'00'",
        mod_date="D:20261123120000+09'00'",
    )
    pdf.attachments["report.xlsx"] = attached
    pdf.Root.AF = pikepdf.Array([attached.obj])
    del pdf.docinfo["/Trapped"]
    with pdf.open_metadata(set_pikepdf_as_editor=False) as metadata:
        metadata.load_from_docinfo(pdf.docinfo)
        metadata["pdfaid:part"] = "3"
        metadata["pdfaid:conformance"] = "B"


@pytest.fixture(scope="session")
def ready(draft: bytes) -> bytes:
    """The report with its three empty fields."""
    return prepare_fields(draft, BOXES)


@pytest.fixture(scope="session")
def signed_pdfs(ready: bytes, signers: dict[Role, Identity]) -> list[bytes]:
    """The report after one, two and three signatures."""
    stages = [ready]
    for role, signer in signers.items():
        stages.append(sign_pdf(stages[-1], signer, role, meaning=MEANING, place=PLACE, at=certs.SIGNED))
    return stages[1:]


@pytest.fixture(scope="session")
def signed_workbooks(workbook: bytes, signers: dict[Role, Identity]) -> list[bytes]:
    """The workbook after one and two signatures."""
    once = sign_workbook(workbook, signers[Role.OPERATOR], at=certs.SIGNED, comment=MEANING)
    return [once, sign_workbook(once, signers[Role.MANAGER], at=certs.SIGNED, comment="A & B <C>")]
