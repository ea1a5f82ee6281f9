"""Names follow the scheme's pattern, carry the version, and say which copy they are."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from jcm_desktop.domain.period import Span
from jcm_desktop.exports.file_names import PATTERN, report_name
from jcm_desktop.exports.report_model import Copy

SPAN = Span(date(2019, 7, 6), date(2020, 12, 31))


@given(st.integers(1, 99), st.sampled_from(list(Copy)), st.sampled_from(["pdf", "xlsx"]))
def test_every_name_is_of_the_pattern_and_of_one_version(version: int, copy: Copy, ending: str) -> None:
    name = report_name("MN006", SPAN, version, ending, copy)
    assert PATTERN.fullmatch(name)
    assert f"_ver{version:02d}.0" in name
    assert ("_public" in name) == (copy is Copy.PUBLIC)


def test_the_scheme_itself_writes_such_names() -> None:
    for name in ("JCM_MN_F_PDD_ver05.0.docx", "JCM_MN_F_Iss_Req_ver04.0.pdf", "JCM_CR_GL_PDD-MR_ver02.0.pdf"):
        assert PATTERN.fullmatch(name), name
    assert report_name("MN006", SPAN, 3, "pdf") == "JCM_MN_MR_MN006_20190706-20201231_ver03.0.pdf"
