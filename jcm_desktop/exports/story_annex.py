"""For the reader who checks: commands with public tools, what words mean, how numbers are rounded, what is withheld."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from reportlab.platypus import CondPageBreak, Flowable

from jcm_desktop.domain.plan import EvidenceLevel
from jcm_desktop.exports import story as looks
from jcm_desktop.exports.flowables import Framed
from jcm_desktop.exports.grid import LINE, PALE
from jcm_desktop.exports.pdfa import DOSSIER_NAME, PUBLIC_DOSSIER_NAME, SALTS_NAME, WORKBOOK_NAME
from jcm_desktop.exports.report_words import LEVELS
from jcm_desktop.exports.story import Story, grouped
from jcm_desktop.exports.text import Text
from jcm_desktop.i18n import N_

_ROOM_FOR_STEP = 48.0  # a step and its command stand together
_HOW = N_(
    "This file can be checked without the program that made it. Save it as report.pdf in an empty folder, open a "
    "terminal there, and type the lines below; the tools are those of any Linux distribution."
)
_TERMS = (
    (
        N_("Claim"),
        N_("Emission reductions in whole tonnes of CO2 equivalent, by calendar year, for which issuance is asked."),
    ),
    (
        N_("Vintage"),
        N_("The calendar year in which the reduction happened. A period that spans years has a row for each."),
    ),
    (N_("Reading"), N_("A value with its unit for closed days. It never changes; a correction is a new reading.")),
    (N_("History of entries"), N_("Every change as an event that carries the SHA-256 of the event before it.")),
    (
        N_("Fingerprint"),
        N_("SHA-256 of all that this report says, in canonical JSON; equal in the full and the public copy."),
    ),
)
_EXACT = N_(
    "Emissions are computed exactly, with decimal numbers; a division that never ends is kept to 28 significant "
    "digits. Numbers are shown rounded half up; nothing is computed with shown numbers."
)
_WHOLE = N_(
    "The claim of a calendar year is its reductions rounded down to whole tonnes; the claim of the period is the sum "
    "of its years."
)
_DECIMALS = N_(
    "The claim of a calendar year is its reductions rounded down to {digits} decimals of a tonne; the claim of the "
    "period is the sum of its years."
)
_RULES = N_("Rule set of the checks: {rules}.")
_CHAIN = N_("The history of entries had {count} events when this report was made. The hash of the last one is:")
_WITHHELD_PUBLIC = N_(
    "These parts of the full copy are left out here. Each is named by its place in {file} and stands there as a salted "
    "hash. Whoever has the full copy can show that it is the same report: the salts are in it."
)
_WITHHELD_FULL = N_(
    "The public copy of this report leaves these parts out and has their salted hashes in their place. "
    "The salts are in this file ({file}) and nowhere else: keep it from those who may not know these parts."
)
_RECIPE = N_(
    "A salt is HMAC-SHA-256 of the place under the key in {file}; the hash of a part is SHA-256 of the salt in "
    "hexadecimal, a line feed, and the value in canonical JSON. “jcm-desktop verify --full FULL.pdf PUBLIC.pdf” does "
    "it."
)


def annexes(story: Story) -> Iterator[Flowable]:
    """The appendices."""
    yield from _checking(story)
    yield from _definitions(story)
    if story.report.withheld:
        yield from _withheld(story)


def _checking(story: Story) -> Iterator[Flowable]:
    report, tongue = story.report, story.tongue
    yield from story.section(N_("How to check this report"), annex=True)
    yield story.prose(_HOW)
    dossier = PUBLIC_DOSSIER_NAME if report.withheld and not report.is_public else DOSSIER_NAME
    steps = (
        (N_("Take out the files inside: the workbook, and the data as {file}."), "pdfdetach -saveall report.pdf"),
        (N_("The fingerprint of the first page is the hash of {file}."), f"sha256sum {dossier}"),
        (N_("Who signed, and whether anything changed since (“Signature is Valid”)."), "pdfsig report.pdf"),
        (N_("The file is well formed."), "qpdf --check report.pdf"),
        (
            N_(
                "The formulas of the workbook give the same numbers in another program; compare table 3 with the claim."
            ),
            f"soffice --headless --convert-to pdf {WORKBOOK_NAME}",
        ),
    )
    for number, (words, command) in enumerate(steps, 1):
        yield CondPageBreak(_ROOM_FOR_STEP)
        yield Text(f"<b>{number}.</b> " + tongue.lines(words, file=dossier), looks.BODY.with_(before=3, after=1))
        yield Framed(Text(f"$ {escape(command)}", looks.BODY), LINE, PALE, pad=3)
    if report.audit_head:
        head = f"<br/><b>{grouped(report.audit_head)}</b>"
        yield Text(tongue.lines(_CHAIN, count=report.audit_count) + head, looks.BODY.with_(before=4))


def _definitions(story: Story) -> Iterator[Flowable]:
    report, tongue = story.report, story.tongue
    yield from story.section(N_("What the words mean, and how numbers are rounded"), annex=True)
    yield story.facts([(name, tongue.lines(words)) for name, words in _TERMS])
    yield from story.part(tongue.line(N_("Evidence of numbers and formulas, best first")))
    rows = [[str(at), tongue.lines(LEVELS[level])] for at, level in enumerate(EvidenceLevel, 1)]
    yield story.grid(["", ""], rows, (1, 12))
    yield from story.part(tongue.line(N_("Rounding")))
    yield story.prose(_EXACT)
    digits = report.result.rounding.digits
    yield story.prose(_DECIMALS, digits=digits) if digits else story.prose(_WHOLE)
    if report.dossier.rule_set:
        yield story.note(_RULES, rules=report.dossier.rule_set)


def _withheld(story: Story) -> Iterator[Flowable]:
    report = story.report
    yield from story.section(N_("What the public copy leaves out"), annex=True)
    if report.is_public:
        yield story.prose(_WITHHELD_PUBLIC, file=DOSSIER_NAME)
    else:
        yield story.prose(_WITHHELD_FULL, file=SALTS_NAME)
    yield story.note(_RECIPE, file=SALTS_NAME)
    rows = [[escape(one.place), one.digest] for one in report.withheld]
    yield story.grid([N_("Place"), N_("Salted hash (SHA-256)")], rows, (6.4, 7), look=looks.TIGHT)
