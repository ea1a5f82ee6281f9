"""The list of findings as PDF/A, in the looks of the report. Draws the model; decides nothing."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from html import escape

from reportlab.platypus import Flowable

from jcm_desktop.exports import story as looks
from jcm_desktop.exports.findings_model import NOT_REAL, NOTHING, TITLE, FindingsList, ListedFinding, Words
from jcm_desktop.exports.flowables import Framed
from jcm_desktop.exports.numerals import shown
from jcm_desktop.exports.page import RED, Contents, Lines, build
from jcm_desktop.exports.pdfa import archive
from jcm_desktop.exports.story import Telling
from jcm_desktop.exports.text import Text
from jcm_desktop.exports.tongue import Tongue
from jcm_desktop.i18n import N_

_WHAT_TO_DO, _RAN = N_("What to do"), N_("Checks that ran")
_QUIET = "#5A686B"
_WIDTHS = (1.35, 1.8, 5.0, 2.1, 1.5, 2.6)


def write_findings_pdf(found: FindingsList) -> bytes:
    """The bytes of the file; the same list gives the same bytes."""
    tongue = Tongue(found.language)
    contents = Contents()
    warning = tongue.line(NOT_REAL) if found.constructed else ""
    lines = Lines(
        left=escape(f"{found.reference}  {found.period}"),
        right=escape(found.methodology),
        middle=tongue.line(TITLE),
        foot=escape(found.application),
        warning=warning,
    )
    drawn = build(list(_flow(found, Telling(tongue, contents))), lines, contents, language=tongue.main)
    return archive(
        drawn,
        (),
        title=found.title,
        author=found.made_by,
        subject=found.methodology,
        language=tongue.main,
        made_at=found.made_at,
    )


def _flow(found: FindingsList, telling: Telling) -> Iterator[Flowable]:
    yield Text(telling.tongue.line(TITLE), looks.TITLE)
    if found.constructed:
        yield Framed(Text(f"<b>{telling.tongue.line(NOT_REAL)}</b> {_lines(found.constructed)}", looks.BODY), RED)
    yield telling.facts(
        (
            (N_("Project"), escape(" ".join(part for part in (found.reference, found.project) if part))),
            (N_("Methodology"), escape(found.methodology)),
            (N_("Monitoring period"), escape(f"{found.period.first} … {found.period.last}")),
            (N_("Rules"), _lines(found.rules)),
            (N_("Claim"), _lines(found.claimed)),
            (N_("Made"), escape(f"{looks.minute(found.made_at)}, {found.made_by}")),
        )
    )
    counts = [[_lines(words), str(count)] for words, count in found.counts]
    yield telling.grid(
        [N_("Severity"), N_("Findings")],
        [*counts, [f"<b>{telling.tongue.lines(_RAN)}</b>", str(found.checks)]],
        (9, 2),
        right=(1,),
    )
    if not found.findings:
        yield telling.prose(NOTHING)
        return
    heads = [N_("Code"), N_("Place"), N_("Finding"), N_("Value, limit"), N_("At stake, t"), N_("Reason or waiver")]
    rows = [_row(one, telling.tongue) for one in found.findings]
    yield telling.grid(heads, rows, _WIDTHS, right=(4,))


def _row(one: ListedFinding, tongue: Tongue) -> list[str]:
    said = [f"<b>{_lines(one.title)}</b>", _lines(one.message)]
    if any(one.remedy):
        said.append(f"<b>{tongue.line(_WHAT_TO_DO)}:</b> {_lines(one.remedy)}")
    if any(one.clause):
        said.append(f"<c {_QUIET}>{_lines(one.clause)}</c>")
    against = "<br/>".join(escape(part) for part in (one.value, one.limit) if part)
    by = f"<c {_QUIET}>{escape(one.by)}</c>" if one.by else ""
    return [
        f"<b>{escape(one.code)}</b><br/>{_lines(one.severity_words)}",
        _lines(one.place),
        "<br/>".join(said),
        against,
        _signed(one.tonnes),
        "<br/>".join(part for part in (escape(one.reason), by) if part),
    ]


def _signed(tonnes: Decimal | None) -> str:
    """`−1,693`, every digit; empty where it was not worked out."""
    if tonnes is None:
        return ""
    return ("+" if tonnes > 0 else "") + shown(tonnes).replace("-", "−")


def _lines(words: Words) -> str:
    return "<br/>".join(escape(one, quote=False) for one in words if one)
