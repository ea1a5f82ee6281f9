"""Texts and cells that a report is known to have, kept as files; a change of them is looked at, then written anew.

python -m helpers.golden    (in tests/) writes them
"""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import openpyxl
from helpers.dossiers import changed, long_dossier, report_of, sample_dossier

from jcm_desktop.domain.dossier import Dossier
from jcm_desktop.exports.pdf import write_pdf
from jcm_desktop.exports.workbook import write_workbook

FOLDER = Path(__file__).parents[1] / "exports" / "golden"


def sample(reference: str) -> Dossier:
    """A sample whose word about itself stays the same."""
    return said_once(sample_dossier(reference))


def said_once(dossier: Dossier) -> Dossier:
    project = changed(dossier.project, constructed="Sample: parts of it are constructed.")
    return changed(dossier, project=project)


def report_text(reference: str, language: str = "") -> str:
    """The text of a sample's PDF, by lines, without the spaces between columns."""
    report = report_of(sample(reference), language)
    # New checks and new fields of the data would change every text; what is kept here is how things are told.
    report = changed(report, findings=tuple(one for one in report.findings if one.code == "SMP-01"))
    report = changed(report, fingerprint="0123456789abcdef" * 4)
    pdf = write_pdf(report, b"PK").pdf
    done = subprocess.run(["pdftotext", "-raw", "-", "-"], input=pdf, capture_output=True, check=True)
    lines = (" ".join(line.split()) for line in done.stdout.decode().replace("\f", "\n").splitlines())
    return "\n".join(line for line in lines if line) + "\n"


def workbook_cells(xlsx: bytes) -> str:
    """Every cell of a workbook that holds something: sheet, address, formula or value, cached value."""
    live, values = (openpyxl.load_workbook(io.BytesIO(xlsx), data_only=only) for only in (False, True))
    lines = []
    for sheet in live:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value not in (None, ""):
                    cached = values[sheet.title][cell.coordinate].value
                    shown = f"{cell.value} -> {cached}" if cell.data_type == "f" else str(cell.value)
                    lines.append(f"{sheet.title}!{cell.coordinate}\t" + shown.replace("\n", "\\n"))
    return "\n".join(lines) + "\n"


GOLDEN: dict[str, Callable[[], str]] = {
    "MN006.txt": lambda: report_text("MN006"),
    "ID003.txt": lambda: report_text("ID003"),
    "MN006.cells.tsv": lambda: workbook_cells(write_workbook(report_of(sample("MN006")))),
    "ID003.cells.tsv": lambda: workbook_cells(write_workbook(report_of(sample("ID003")))),
    "freezers.cells.tsv": lambda: workbook_cells(write_workbook(report_of(said_once(long_dossier(3, 14))))),
}


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, make in GOLDEN.items():
        (FOLDER / name).write_text(make(), encoding="utf-8")
        sys.stdout.write(f"{name}\n")
