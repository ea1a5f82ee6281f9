"""Names of the files a report leaves the house under.

The scheme's documents are called `JCM_<country>_<kind>_<name>_ver<NN.N>.<ending>`. Its
lists know no name for a monitoring report of the first generation (the report is the
methodology's own spreadsheet), so the kind `MR` and the name of project and days are
ours; country, order and version follow the pattern. Knows no files.
"""

from __future__ import annotations

import re

from jcm_desktop.domain.period import Span
from jcm_desktop.exports.report_model import Copy, two_digits

PATTERN = re.compile(r"JCM_[A-Z]{2}_[A-Za-z0-9]+_[A-Za-z0-9-]+(_[A-Za-z0-9-]+)*_ver\d{2}\.\d(_public)?\.[a-z0-9]+")


def report_name(reference: str, span: Span, version: int, ending: str, copy: Copy = Copy.FULL) -> str:
    """`JCM_MN_MR_MN006_20190706-20201231_ver01.0.pdf`; a project's reference begins with its country."""
    days = f"{span.first:%Y%m%d}-{span.last:%Y%m%d}"
    public = "_public" if copy is Copy.PUBLIC else ""
    return f"JCM_{reference[:2]}_MR_{reference}_{days}_ver{two_digits(str(version))}{public}.{ending}"
