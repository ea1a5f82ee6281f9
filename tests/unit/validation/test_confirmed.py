"""DEF-02: a formula nobody read in an official source needs a person who compared every part of the definition."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from helpers.breaks import GOOD, OWN, PUBLISHED
from helpers.dossiers import TODAY, changed, sample_dossier

from jcm_desktop.domain.confirmation import Compared, Confirmation
from jcm_desktop.domain.dossier import Dossier
from jcm_desktop.domain.evidence import METHODOLOGY, Evidence
from jcm_desktop.domain.finding import Finding, Reason, Severity
from jcm_desktop.domain.plan import EvidenceLevel
from jcm_desktop.domain.project import MethodologyRef
from jcm_desktop.domain.provenance import Provenance
from jcm_desktop.i18n import using_language
from jcm_desktop.methodologies.comparing import digest_of, items_of
from jcm_desktop.methodologies.registry import definition
from jcm_desktop.methodologies.schema import Definition
from jcm_desktop.validation.assessment import assess
from jcm_desktop.validation.runner import message, remedy

AT = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
TEXT = Evidence("ef" * 32, "MN_AM003.pdf", "pdf", 9, METHODOLOGY)


def known(level: EvidenceLevel) -> Definition:
    return changed(OWN, evidence=changed(OWN.evidence, formula=level))


DRAFT = known(EvidenceLevel.DRAFT)


def confirmed(own: Definition = DRAFT, **changes: object) -> Confirmation:
    items = tuple(Compared(one.key, one.content, "p. 3", TEXT.sha256) for one in items_of(own))
    made = Confirmation(
        methodology=own.ref,
        definition=digest_of(own),
        person="Saruul",
        organisation="Energy LLC",
        items=items,
        documents=(TEXT,),
        at=AT,
    )
    return changed(made, **changes)


def found(good: Dossier, own: Definition, **named: Any) -> list[Finding]:
    return [one for one in assess(good, own, today=TODAY, **named).findings if one.code == "DEF-02"]


def with_statement(stated: Confirmation, good: Dossier = GOOD) -> Dossier:
    return changed(good, confirmations=(stated,))


def worded(one: Finding) -> str:
    for language in ("ja", "en"):
        with using_language(language):
            words = f"{message(one)} {remedy(one)}".strip()
        assert "{" not in words
        assert str(one.facts["methodology"]) in words
    return words


BELOW = [level for level in EvidenceLevel if level.rank > EvidenceLevel.OFFICIAL_PAGE.rank]


@pytest.mark.parametrize("level", BELOW)
def test_below_an_official_page_nothing_but_a_confirmation_helps(level: EvidenceLevel) -> None:
    own = known(level)
    (one,) = found(GOOD, own)
    assert (one.severity, one.blocks) == (Severity.ERROR, True)
    assert "Attach the approved text" in worded(one)
    (one,) = found(with_statement(confirmed(own)), own)
    assert one.severity is Severity.INFO
    words = worded(one)
    assert all(part in words for part in ("Saruul, Energy LLC", "2026-11-20", TEXT.sha256, TEXT.name))


def test_an_official_page_informs_and_the_approved_text_says_nothing() -> None:
    (one,) = found(GOOD, PUBLISHED)
    assert (one.severity, worded(one).count("official page")) == (Severity.INFO, 1)
    assert found(GOOD, OWN) == []
    for own in (OWN, PUBLISHED):
        (one,) = found(with_statement(confirmed(own)), own)
        assert "Saruul" in worded(one)


def test_an_estimate_is_warned_and_not_stopped() -> None:
    (one,) = found(GOOD, DRAFT, estimate=True)
    assert (one.severity, one.blocks) == (Severity.WARNING, False)
    assert found(GOOD, PUBLISHED, estimate=True) == []


def test_a_reason_given_when_a_reason_was_enough_is_kept_and_what_is_asked_now_is_said() -> None:
    said = "Compared with the approved text, pages 3 to 6."
    good = changed(GOOD, reasons=(Reason("DEF-02", "plan", said, "Bat"), Reason("PER-04", "plan", "Another.", "Bat")))
    (one,) = found(good, DRAFT, estimate=True)
    assert (one.severity, one.reason, one.needs_reason) == (Severity.WARNING, said, False)
    (one,) = found(good, DRAFT)
    assert (one.severity, one.blocks, one.reason) == (Severity.ERROR, True, "")
    words = worded(one)
    assert said in words
    assert "not enough any more" in words
    newer = changed(good, reasons=(*good.reasons, Reason("DEF-02", str(one.place), "A newer reason.", "Bat")))
    (one,) = found(newer, DRAFT, estimate=True)
    assert one.reason == "A newer reason."
    (one,) = found(changed(good, confirmations=(confirmed(),)), DRAFT)
    assert (one.severity, said in worded(one)) == (Severity.INFO, False)


def without_last(stated: Confirmation) -> Confirmation:
    return changed(stated, items=stated.items[:-1])


def first_with(**changes: object) -> Callable[[Confirmation], Confirmation]:
    return lambda stated: changed(stated, items=(changed(stated.items[0], **changes), *stated.items[1:]))


NOT_ENOUGH: dict[str, Callable[[Confirmation], Confirmation]] = {
    "a part is left out": without_last,
    "a part said something else": first_with(content="0" * 64),
    "a part has no page": first_with(page=" "),
    "a part names a file that is not there": first_with(document="12" * 32),
    "no file": lambda stated: changed(stated, documents=()),
    "no name": lambda stated: changed(stated, person=" "),
    "taken back": lambda stated: changed(stated, withdrawn=True),
    "another methodology": lambda stated: changed(stated, methodology=MethodologyRef("MN_AM003", "1.0")),
    "constructed for a sample": lambda stated: changed(stated, constructed=True),
}


@pytest.mark.parametrize("what", NOT_ENOUGH)
def test_a_confirmation_that_is_not_whole_is_none(what: str) -> None:
    (one,) = found(with_statement(NOT_ENOUGH[what](confirmed())), DRAFT)
    assert one.severity is Severity.ERROR


@pytest.mark.parametrize(
    "change",
    [
        {"formulas": {**DRAFT.formulas, "ER": "RE - PE - 0 * RE"}},
        {"title": "Another title"},
        {"monitored": {"EG": changed(DRAFT.monitored["EG"], options=("A",))}},
        {"monitored": {"EG": changed(DRAFT.monitored["EG"], unit="kWh")}},
    ],
    ids=["formula", "title", "options", "unit"],
)
def test_a_changed_definition_is_unconfirmed_again(change: dict[str, object]) -> None:
    other = changed(DRAFT, **change)
    (one,) = found(with_statement(confirmed()), other)
    assert one.severity is Severity.ERROR


def test_a_constructed_one_is_for_constructed_projects_and_says_so() -> None:
    freezer = definition("ID_AM003", "1.0")
    sample = sample_dossier("ID003")
    (one,) = found(sample, freezer)
    assert one.severity is Severity.INFO
    assert "nobody compared anything" in worded(one)
    real = changed(sample, project=changed(sample.project, constructed=""))
    (one,) = found(real, freezer)
    assert one.severity is Severity.ERROR


def test_a_file_of_a_confirmation_that_is_gone_blocks() -> None:
    good = with_statement(confirmed())
    broken = assess(good, DRAFT, today=TODAY, broken_files=frozenset({TEXT.sha256})).findings
    assert [one.facts["name"] for one in broken if one.code == "EVD-07"] == [TEXT.name]


def test_where_things_came_from_is_told() -> None:
    pack: Any = {"publisher": "Office", "fingerprint": "cd" * 32, "pack": "mongolia", "edition": 3, "issued": TODAY}
    used = (
        Provenance("definition", "MN_AM003 ver2.0", "pack", "ab" * 32, **pack),
        Provenance("rules", "generation-1", "pack", "ab" * 32, **pack),
        Provenance("rules", "generation-2", "shipped", "ab" * 32),
    )
    told = [one for one in assess(changed(GOOD, provenance=used), OWN, today=TODAY).findings]
    assert {(one.code, one.severity) for one in told} == {("DEF-05", Severity.INFO), ("RUL-01", Severity.INFO)}
    for one in told:
        assert all(part in message(one) for part in ("Office", "cd" * 32, "mongolia", "edition 3"))
