"""Make a drawn PDF an archive file (PDF/A-3b) with the workbook inside. Knows PDF structure, no reports."""

from __future__ import annotations

import io
from datetime import datetime
from importlib import resources

import pikepdf

WORKBOOK_NAME = "report.xlsx"
_WORKBOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def archive(pdf: bytes, workbook: bytes, *, title: str, author: str, subject: str, made_at: datetime) -> bytes:
    """Add colour profile, metadata and the embedded workbook; the same input gives the same bytes."""
    moment = f"{made_at:D:%Y%m%d%H%M%S}+00'00'"
    with pikepdf.open(io.BytesIO(pdf)) as document:
        _colours(document)
        _attach(document, workbook, moment)
        for key, value in {
            "/Title": title,
            "/Author": author,
            "/Subject": subject,
            "/CreationDate": moment,
            "/ModDate": moment,
        }.items():
            document.docinfo[key] = value
        if "/Trapped" in document.docinfo:  # has no place in the metadata, and says nothing
            del document.docinfo["/Trapped"]
        with document.open_metadata(set_pikepdf_as_editor=False) as metadata:
            metadata.load_from_docinfo(document.docinfo)
            metadata["pdfaid:part"] = "3"
            metadata["pdfaid:conformance"] = "B"
            metadata["xmp:CreateDate"] = made_at.isoformat()
            metadata["xmp:ModifyDate"] = made_at.isoformat()
            metadata["xmp:MetadataDate"] = made_at.isoformat()
        stream = io.BytesIO()
        document.save(stream, deterministic_id=True, min_version="1.7")
    return stream.getvalue()


def _colours(document: pikepdf.Pdf) -> None:
    profile = document.make_stream((resources.files("resources") / "colour" / "srgb.icc").read_bytes())
    profile.N = 3
    intent = pikepdf.Dictionary(
        Type=pikepdf.Name.OutputIntent,
        S=pikepdf.Name.GTS_PDFA1,
        OutputConditionIdentifier=pikepdf.String("sRGB"),
        Info=pikepdf.String("sRGB IEC61966-2.1"),
        DestOutputProfile=document.make_indirect(profile),
    )
    document.Root.OutputIntents = pikepdf.Array([document.make_indirect(intent)])


def _attach(document: pikepdf.Pdf, workbook: bytes, moment: str) -> None:
    attached = pikepdf.AttachedFileSpec(
        document,
        workbook,
        description="The same report as workbook with live formulas",
        filename=WORKBOOK_NAME,
        mime_type=_WORKBOOK_TYPE,
        creation_date=moment,
        mod_date=moment,
        relationship=pikepdf.Name.Source,
    )
    document.attachments[WORKBOOK_NAME] = attached
    document.Root.AF = pikepdf.Array([document.attachments[WORKBOOK_NAME].obj])
