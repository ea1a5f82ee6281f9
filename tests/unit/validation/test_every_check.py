"""Rules of the house for the catalogue: each check fails, passes, leads somewhere, says what to do, and may crash."""

from __future__ import annotations

import re

import pytest
from helpers.every_check import SCENES, WHERE_REFUSED, broken_findings, context

from jcm_desktop import words
from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.finding import Finding, Severity
from jcm_desktop.i18n import using_language
from jcm_desktop.services.checking import PAGE_WORDS, finding_rows
from jcm_desktop.validation.catalogue import AREAS, Check, catalogue_of_checks, check, checks_that_run
from jcm_desktop.validation.context import CheckContext
from jcm_desktop.validation.kinds import KINDS
from jcm_desktop.validation.runner import against, asks, run, title

CODES = [one.code for one in catalogue_of_checks()]
RUNNING = [one.code for one in checks_that_run()]
SENTENCE = re.compile(r"[.!?。][”)]?(?:\s|$)")


def test_every_check_has_a_scene_that_breaks_it() -> None:
    assert len(CODES) == len(set(CODES))
    assert SCENES.keys() == set(CODES)


@pytest.mark.parametrize("code", RUNNING)
def test_a_broken_dossier_is_found_and_a_fine_one_is_not(code: str) -> None:
    found = SCENES[code].broken()
    own = [one for one in found if one.code == code]
    assert own
    assert check(code).severity in {one.severity for one in own}
    assert not [one for one in found if one.severity is Severity.CRASHED]
    assert code not in {one.code for one in SCENES[code].fine() if one.severity is check(code).severity}


@pytest.mark.parametrize("code", WHERE_REFUSED)
def test_what_is_refused_at_once_is_refused_in_words(code: str) -> None:
    _text, error = WHERE_REFUSED[code]
    assert error in check(code).refused
    assert all(one in words.templates() for one in check(code).refused)
    with pytest.raises(UserError) as refused:
        SCENES[code].broken()
    assert refused.value.code == error
    assert SCENES[code].fine() == ()


def test_a_check_is_run_or_refuses_and_every_kind_is_used() -> None:
    for one in catalogue_of_checks():
        assert bool(one.kind) != bool(one.refused), one.code
        assert one.area in AREAS
    assert {one.kind for one in checks_that_run()} == KINDS.keys()


@pytest.mark.parametrize("code", RUNNING)
def test_a_finding_leads_somewhere_and_says_what_to_do(code: str) -> None:
    for one in broken_findings(code):
        assert one.place.page in PAGE_WORDS
        for language in ("en", "ja"):
            with using_language(language):
                (row,) = finding_rows((one,))
                assert all((row.title, row.message, row.remedy, row.clause, row.place_words))
                assert "{" not in row.title + row.message + row.remedy + row.value + row.limit
        assert 1 <= len(SENTENCE.findall(row_of(one))) <= 2, row_of(one)


def row_of(one: Finding) -> str:
    return finding_rows((one,))[0].remedy


def test_a_value_stands_against_its_limit() -> None:
    told = {code: {against(one) for one in broken_findings(code)} for code in RUNNING}
    assert told["VAL-04"] == {("2,271,320 MWh", "≤ 10,800 MWh")}
    assert told["VAL-02"] == {("-1 MWh", "≥ 0 MWh")}
    ((_value, limit),) = told["VAL-05"]
    assert limit.endswith(" MWh ± 30 %")
    assert told["PER-07"] == {("2019-07-06", "≥ 2019-07-07")}
    for code in RUNNING:
        if check(code).value:
            assert any(value for value, _limit in told[code]), code
        if check(code).limit:
            assert any(limit for _value, limit in told[code]), code


@pytest.mark.parametrize("one", catalogue_of_checks(), ids=lambda one: one.code)
def test_a_check_asks_a_question_with_its_limits(one: Check) -> None:
    for language in ("en", "ja"):
        with using_language(language):
            asked = asks(one)
            assert "?" in asked or "？" in asked or "か。" in asked
            assert "{" not in asked
            assert title(one.code)
    for name, value in one.params.items():
        assert f"{{{name}}}" in one.asks, name
        assert f"{value:,f}" in asks(one)


@pytest.mark.expects_log
@pytest.mark.parametrize("code", RUNNING)
def test_a_check_that_crashes_is_a_finding_that_blocks(code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(_context: CheckContext, _check: object) -> None:
        raise ZeroDivisionError("oh")

    monkeypatch.setitem(KINDS, check(code).kind, crash)
    crashed = [one for one in run(context()) if one.severity is Severity.CRASHED]
    assert [(one.code, one.blocks) for one in crashed] == [(code, True)]
    for language in ("en", "ja"):
        with using_language(language):
            (row,) = finding_rows(tuple(crashed))
            assert "ZeroDivisionError: oh" in row.message
            assert all((row.title, row.remedy, row.severity_words))
            assert not row.may_be_waived
