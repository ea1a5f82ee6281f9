"""The files of a project's evidence as rows, which values they back up, and what they look like."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.evidence import KINDS, Evidence
from jcm_desktop.domain.evidence_days import backs
from jcm_desktop.domain.finding import Place
from jcm_desktop.domain.period import Span
from jcm_desktop.domain.plan import MonitoringPoint, Plan
from jcm_desktop.domain.reading import Reading, active
from jcm_desktop.i18n import _, ngettext
from jcm_desktop.services.evidence_words import kind_words
from jcm_desktop.services.formatting import number, span_words
from jcm_desktop.services.report_views import PageImage
from jcm_desktop.services.session import Session
from jcm_desktop.storage import repositories
from jcm_desktop.storage.evidence_store import kind_of, text_of

SHORT = 12  # letters of a SHA-256 that people compare
TEXT_LIMIT = 20_000  # letters of a text that are shown
PICTURES = ("png", "jpeg")
KIND_OF_OPTION = {"A": "publication", "B": "invoice", "C": "meter-record"}


class BackedValues(msgspec.Struct, frozen=True):
    """The values of a point that a file backs up in the period."""

    point: str
    words: str  # how many, and of which days
    place: Place | None  # the first of them; None: there is none yet


class FileRow(msgspec.Struct, frozen=True):
    """A file and one thing it proves."""

    item: Evidence
    name: str
    kind: str
    points: str
    issuer: str
    days: str
    page: str
    total: str
    size: str
    confidential: str
    sha256: str  # short
    values: tuple[BackedValues, ...] = ()  # for each of its points; none without a period


class BackedPoint(msgspec.Struct, frozen=True):
    """A monitoring point and the files that back it up."""

    no: str
    words: str  # number, what it measures, how many files
    unit: str
    files: tuple[str, ...]
    kind: str  # of evidence, which its monitoring option asks for


class FilesView(msgspec.Struct, frozen=True):
    """The files of a project."""

    rows: tuple[FileRow, ...]
    points: tuple[BackedPoint, ...]
    summary: str
    constructed: str


class Preview(msgspec.Struct, frozen=True):
    """What can be shown of a file: a page of a PDF, a picture still to be decoded, text, or none of these."""

    page: PageImage | None = None
    picture: bytes = b""
    text: str = ""
    cut: bool = False  # the text goes on


def files_page(session: Session, project: str, span: Span | None) -> FilesView:
    """All files of the project's evidence that count, newest first; with the values of a period they back up."""
    with session.workspace.read() as connection:
        constructed = repositories.project(connection, project).constructed
        plan = repositories.plan(connection, project)
        evidence = repositories.evidence(connection, project)
        readings = active(repositories.readings(connection, project, span)) if span else None
    points = tuple(_point(one, evidence) for one in plan.points)
    bare = [one.no for one in points if not one.files]
    if bare:
        summary = _("No file backs up: {points}").format(points=", ".join(bare))
    else:
        summary = _("Every monitoring point is backed up by a file.")
    rows = tuple(_row(one, plan, readings) for one in reversed(evidence))
    return FilesView(rows, points, summary, _(constructed))


def _point(point: MonitoringPoint, evidence: tuple[Evidence, ...]) -> BackedPoint:
    files = tuple(one.name for one in evidence if point.no in one.points)
    words = _("{no} {description} ({count} files)")
    return BackedPoint(
        no=point.no,
        words=words.format(no=point.no, description=_(point.description), count=len(files)),
        unit=point.unit,
        files=files,
        kind=KIND_OF_OPTION.get(point.option, KINDS[0]),
    )


def _row(one: Evidence, plan: Plan, readings: Sequence[Reading] | None) -> FileRow:
    units = {point.no: point.unit for point in plan.points}
    unit = units.get(one.points[0], "") if len(one.points) == 1 else ""
    return FileRow(
        item=one,
        name=one.name,
        kind=kind_words(one.kind),
        points=", ".join(one.points),
        issuer=one.issuer,
        days=f"{one.first} – {one.last}" if one.first and one.last else "",
        page=one.page,
        total=f"{number(one.total)} {unit}".strip() if one.total is not None else "",
        size=_("{kilobytes} kB").format(kilobytes=-(-one.size // 1000)),
        confidential=_("Confidential") if one.confidential else "",
        sha256=one.sha256[:SHORT],
        values=()
        if readings is None
        else tuple(_values(one, point, readings) for point in plan.points if point.no in one.points),
    )


def _values(item: Evidence, point: MonitoringPoint, readings: Sequence[Reading]) -> BackedValues:
    own = [one.span for one in readings if backs(item, point.no, one.span) and one.point == point.no]
    words = ngettext("{no}: {count} value", "{no}: {count} values", len(own)).format(no=point.no, count=len(own))
    if not own:
        return BackedValues(point.no, words, None)
    first, last = min(own), max(own)
    place = Place("readings", point.no, point.key, first.first.isoformat(), first.last.isoformat())
    return BackedValues(point.no, f"{words}, {span_words(Span(first.first, last.last))}", place)


def preview(session: Session, sha256: str, page: int, width: int) -> Preview:
    """What a file looks like; touches the store of files only, so that it may run beside the lane.

    UserError `evidence.not_shown` for a damaged or protected PDF; errors of the store.
    """
    data = session.workspace.evidence.get(sha256)
    kind = kind_of(data)
    if kind == "pdf":
        return Preview(page=_pdf_page(data, sha256, page, width))
    if kind in PICTURES:
        return Preview(picture=data)
    if kind == "text":
        text = text_of(data) or ""
        return Preview(text=text[:TEXT_LIMIT], cut=len(text) > TEXT_LIMIT)
    return Preview()


def _pdf_page(data: bytes, sha256: str, index: int, width: int) -> PageImage:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise UserError("evidence.not_shown", sha256[:SHORT]) from error
    try:
        pages = len(document)
        shown = document[max(0, min(index, pages - 1))]
        scale = min(width / shown.get_width(), 4 * width / shown.get_height())  # a strip stays a picture of some size
        bitmap = shown.render(scale=scale, rev_byteorder=False, prefer_bgrx=True)
        return PageImage(bitmap.width, bitmap.height, bytes(bitmap.buffer), pages)
    except (pypdfium2.PdfiumError, ZeroDivisionError) as error:
        raise UserError("evidence.not_shown", sha256[:SHORT]) from error
    finally:
        document.close()
