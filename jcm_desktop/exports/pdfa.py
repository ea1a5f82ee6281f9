"""Make a drawn PDF an archive file (PDF/A-3b) with files inside. Knows PDF structure, no reports."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib import resources

import pikepdf

WORKBOOK_NAME = "report.xlsx"
DOSSIER_NAME = "dossier.json"
PUBLIC_DOSSIER_NAME = "dossier-public.json"
SALTS_NAME = "salts.json"
WORKBOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
JSON_TYPE = "application/json"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file inside the PDF: the source of its pages, or data they were made from."""

    name: str
    body: bytes
    media_type: str
    words: str
    is_source: bool = False


def archive(
    pdf: bytes,
    attachments: Sequence[Attachment],
    *,
    title: str,
    author: str,
    subject: str,
    language: str,
    made_at: datetime,
) -> bytes:
    """Add colour profile, metadata and the files; the same input gives the same bytes."""
    moment = f"{made_at:D:%Y%m%d%H%M%S}+00'00'"
    with pikepdf.open(io.BytesIO(pdf)) as document:
        _colours(document)
        _attach(document, attachments, moment)
        _print_links(document)
        document.Root.Lang = pikepdf.String(language)
        document.Root.PageMode = pikepdf.Name.UseOutlines
        document.Root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)
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
            metadata["dc:language"] = {language}
            metadata["xmp:CreateDate"] = made_at.isoformat()
            metadata["xmp:ModifyDate"] = made_at.isoformat()
            metadata["xmp:MetadataDate"] = made_at.isoformat()
        stream = io.BytesIO()
        document.save(stream, deterministic_id=True, min_version="1.7")
    return stream.getvalue()


def attached(pdf: bytes) -> dict[str, bytes]:
    """The files inside a PDF by name; none where it cannot be read."""
    try:
        with pikepdf.open(io.BytesIO(pdf)) as document:
            return {name: spec.get_file().read_bytes() for name, spec in document.attachments.items()}
    except (pikepdf.PdfError, KeyError, ValueError, TypeError, AttributeError):
        return {}


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


def _print_links(document: pikepdf.Pdf) -> None:
    """Links have to say that they are printed; the library that drew them says nothing."""
    for page in document.pages:
        for link in page.get("/Annots", ()):
            link.F = 4


def _attach(document: pikepdf.Pdf, attachments: Sequence[Attachment], moment: str) -> None:
    for one in attachments:
        document.attachments[one.name] = pikepdf.AttachedFileSpec(
            document,
            one.body,
            description=one.words,
            filename=one.name,
            mime_type=one.media_type,
            creation_date=moment,
            mod_date=moment,
            relationship=pikepdf.Name.Source if one.is_source else pikepdf.Name.Data,
        )
    if attachments:
        document.Root.AF = pikepdf.Array([document.attachments[one.name].obj for one in attachments])
