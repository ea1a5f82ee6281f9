"""A person compares a definition with the approved text: what they state is kept, bound to it, and travels."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from helpers.road import PASSPHRASE

from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.finding import Reason, Severity
from jcm_desktop.packages.container import pack, unpack
from jcm_desktop.packages.dossier_file import read_dossier
from jcm_desktop.packages.manifest import DOSSIER, MANIFEST, canonical, describe, read_manifest
from jcm_desktop.packages.verify import State, verify_package
from jcm_desktop.services import checking, confirming, identities, packing, planning, reporting, samples, signing
from jcm_desktop.services.confirming_views import Compare, ConfirmingView
from jcm_desktop.services.session import Session
from jcm_desktop.services.verification import verify_file
from jcm_desktop.signing.verdict import Trust
from jcm_desktop.storage import audit, confirmations, repositories
from jcm_desktop.words import sentence

ID, VERSION = "ID_AM003", "1.0"
METHODOLOGY = (ID, VERSION)
PROJECT, SPAN = "ID003", samples.sample("ID003").period


@pytest.fixture
def text(tmp_path: Path) -> Path:
    path = tmp_path / "ID_AM003_ver01.0.pdf"
    path.write_bytes(b"%PDF-1.4 the approved text, made up for a test")
    return path


@pytest.fixture
def real(session: Session) -> Session:
    """The freezer project without the word that it is constructed: as if it were a real one."""

    def make_real(inner: Session) -> None:
        with inner.workspace.unit_of_work("Bat") as work:
            project = repositories.project(work.connection, PROJECT)
            repositories.save_project(work.connection, msgspec.structs.replace(project, constructed=""))
            work.record(PROJECT, "project.changed", PROJECT, {})

    session.run(make_real)
    return session


@pytest.fixture
def ready(real: Session, text: Path) -> Session:
    """Everything compared; nobody has put a name to it yet."""
    real.run(confirming.attach_text, *METHODOLOGY, str(text))
    real.run(confirming.tick, *METHODOLOGY, [one.id for one in page(real).items], "p. 4")
    return real


def page(session: Session) -> ConfirmingView:
    return session.run(confirming.confirming_page, *METHODOLOGY)


def refused(session: Session, use_case: Callable[..., object], *arguments: Any) -> str:
    with pytest.raises(UserError) as caught:
        session.run(use_case, *METHODOLOGY, *arguments)
    assert "no words yet" not in sentence(caught.value.code, caught.value.place, caught.value.facts)
    return caught.value.code


def formula_finding(session: Session) -> Any:
    rows = session.run(checking.checks_page, PROJECT, SPAN).findings
    return next(one for one in rows if one.code == "DEF-02")


def events(session: Session, chain: str = "") -> list[audit.Event]:
    def read(inner: Session) -> list[audit.Event]:
        with inner.workspace.read() as connection:
            return list(audit.events(connection, chain))

    return session.run(read)


# --- the road ---------------------------------------------------------------------------------------------------


def test_a_real_project_is_stopped_and_led_to_the_page(real: Session) -> None:
    assert formula_finding(real).severity is Severity.ERROR
    with pytest.raises(UserError) as caught:
        real.run(reporting.make_report, PROJECT, SPAN)
    assert caught.value.code == "report.blocked"
    view = page(real)
    assert (view.needed, view.confirmed, view.done, view.projects) == (True, False, 0, (PROJECT,))
    assert {one.state for one in view.items} == {Compare.OPEN}
    assert view.next_step.startswith("Attach")
    assert len(view.missing) == 2


def test_from_the_first_tick_to_the_report(ready: Session) -> None:
    view = page(ready)
    assert (view.done, view.missing) == (len(view.items), ())
    assert {(one.state, one.page) for one in view.items} == {(Compare.AGREES, "p. 4")}
    assert refused(ready, confirming.complete, " ") == "confirm.name_missing"
    assert formula_finding(ready).severity is Severity.ERROR  # ticks alone are no confirmation
    ready.run(confirming.complete, *METHODOLOGY, "Saruul", "Energy LLC")
    view = page(ready)
    assert (view.confirmed, view.missing) == (True, ())
    assert "Saruul, Energy LLC" in view.confirmed_words
    assert [one.counts for one in view.history] == [True, False]  # and the constructed one of the sample
    found = formula_finding(ready)
    assert found.severity is Severity.INFO
    assert "Saruul, Energy LLC" in found.message
    ready.run(reporting.make_report, PROJECT, SPAN)
    assert ready.run(reporting.report_page, PROJECT, SPAN).reports[0].current


def test_each_step_is_an_event_of_the_workspace(ready: Session) -> None:
    ready.run(confirming.complete, *METHODOLOGY, "Saruul")
    ready.run(confirming.withdraw, *METHODOLOGY, "the wrong edition")
    kinds = [one.kind for one in events(ready) if one.kind.startswith("definition.")]
    assert kinds == [
        "definition.confirmation_constructed",
        "definition.text_attached",
        "definition.compared",
        "definition.confirmed",
        "definition.confirmation_withdrawn",
    ]
    assert all(verdict.intact for verdict in ready.run(lambda inner: inner.workspace.verify_chains()).values())
    (given,) = [one for one in events(ready) if one.kind == "definition.confirmed"]
    (stated,) = given.payload["stated"]
    assert stated["person"] == "Saruul"
    assert len(stated["items"]) == len(page(ready).items)


def test_a_formula_is_shown_with_what_it_says_and_where_that_was_read(real: Session) -> None:
    rows = {one.id.partition("@")[0]: one for one in page(real).items}
    formula = rows["formulas/RE"]
    assert (formula.part, formula.symbol) == ("formula", "RE<sub>p</sub>")
    assert "Σ" in rows["formulas/EC_RE"].math
    assert ("Unit", "tCO2") in formula.says
    monitored = dict(rows["monitored/EC_PJ"].says)
    assert (monitored["Unit"], monitored["Options"]) == ("MWh", "C")
    number = rows["fixed/COP_RE/choices/individual quick freezer"]
    assert ("Value", "1.32") in number.says
    assert number.source == "Project design document of ID003"
    assert rows["eligibility/1"].evidence_words == "read on the scheme's official page"


# --- what is asked ----------------------------------------------------------------------------------------------


def test_a_tick_needs_a_text_a_page_and_something_that_is_there(real: Session, text: Path) -> None:
    first = page(real).items[0].id
    assert refused(real, confirming.tick, [first], "p. 1") == "confirm.no_text"
    real.run(confirming.attach_text, *METHODOLOGY, str(text))
    assert refused(real, confirming.tick, [first], "  ") == "confirm.page_missing"
    assert refused(real, confirming.tick, ["formulas/RE@000000000000"], "p. 1") == "confirm.unknown_item"
    assert refused(real, confirming.tick, [first], "p. 1", "0" * 64) == "confirm.which_text"
    assert refused(real, confirming.complete, "Saruul") == "confirm.still_open"
    assert [one.state for one in page(real).items].count(Compare.OPEN) == len(page(real).items)


def test_of_two_texts_one_is_named(real: Session, text: Path, tmp_path: Path) -> None:
    other = tmp_path / "table.txt"
    other.write_text("the approved table, made up for a test")
    for one in (text, other):
        real.run(confirming.attach_text, *METHODOLOGY, str(one))
    items = [one.id for one in page(real).items]
    assert refused(real, confirming.tick, items, "p. 1") == "confirm.which_text"
    sha256 = next(one.sha256 for one in page(real).texts if one.name == "table.txt")
    real.run(confirming.tick, *METHODOLOGY, items, "p. 1", sha256)
    assert {one.document_name for one in page(real).items} == {"table.txt"}
    real.run(confirming.complete, *METHODOLOGY, "Saruul")
    assert "table.txt" in page(real).confirmed_words
    assert text.name not in page(real).confirmed_words  # nothing was compared with it


def test_what_differs_is_said_and_stops(ready: Session) -> None:
    one = page(ready).items[1]
    assert refused(ready, confirming.differs, one.id, " ") == "confirm.say_what"
    ready.run(confirming.differs, *METHODOLOGY, one.id, "It divides by 3.6", "p. 5")
    row = next(each for each in page(ready).items if each.id == one.id)
    assert (row.state, row.text, row.page) == (Compare.DIFFERS, "It divides by 3.6", "p. 5")
    assert refused(ready, confirming.complete, "Saruul") == "confirm.still_differs"
    ready.run(confirming.tick, *METHODOLOGY, [one.id], "p. 5")  # looked again: it agrees
    ready.run(confirming.complete, *METHODOLOGY, "Saruul")
    assert page(ready).confirmed


def test_a_tick_taken_back_is_open_and_kept_in_the_history(ready: Session) -> None:
    one = page(ready).items[0]
    ready.run(confirming.untick, *METHODOLOGY, [one.id])
    assert next(each for each in page(ready).items if each.id == one.id).state is Compare.OPEN
    assert refused(ready, confirming.complete, "Saruul") == "confirm.still_open"
    assert [each.kind for each in events(ready)][-1] == "definition.unticked"


def test_without_its_text_a_tick_says_nothing(ready: Session) -> None:
    (row,) = page(ready).texts
    ready.run(confirming.detach_text, *METHODOLOGY, row.sha256)
    assert refused(ready, confirming.complete, "Saruul") == "confirm.no_text"
    assert page(ready).done == 0
    assert refused(ready, confirming.detach_text, row.sha256) == "confirm.which_text"


def test_a_text_that_is_gone_from_the_store_confirms_nothing(ready: Session) -> None:
    (row,) = page(ready).texts
    path = ready.workspace.evidence.folder / row.sha256[:2] / row.sha256
    body = path.read_bytes()
    path.write_bytes(body[::-1])
    assert refused(ready, confirming.complete, "Saruul") == "confirm.text_gone"
    path.write_bytes(body)
    ready.run(confirming.complete, *METHODOLOGY, "Saruul")
    path.unlink()
    assert not page(ready).texts[0].whole
    found = ready.run(checking.checks_page, PROJECT, SPAN).findings
    assert [one.code for one in found if one.blocks] == ["EVD-07"]


def test_what_is_confirmed_is_taken_back_before_it_is_worked_on(ready: Session) -> None:
    assert refused(ready, confirming.withdraw, "no reason yet") == "confirm.not_confirmed"
    ready.run(confirming.complete, *METHODOLOGY, "Saruul")
    first, text = page(ready).items[0].id, page(ready).texts[0].sha256
    for use_case, arguments in (
        (confirming.tick, ([first], "p. 1")),
        (confirming.untick, ([first],)),
        (confirming.differs, (first, "no")),
        (confirming.detach_text, (text,)),
        (confirming.complete, ("Bold",)),
    ):
        assert refused(ready, use_case, *arguments) == "confirm.withdraw_first"
    assert refused(ready, confirming.withdraw, " ") == "confirm.reason_missing"
    ready.run(reporting.make_report, PROJECT, SPAN)
    ready.run(confirming.withdraw, *METHODOLOGY, "the wrong edition")
    assert formula_finding(ready).severity is Severity.ERROR
    assert not ready.run(reporting.report_page, PROJECT, SPAN).reports[0].current
    assert "the wrong edition" in page(ready).history[0].words
    ready.run(confirming.complete, *METHODOLOGY, "Bold")  # the ticks are still there
    assert page(ready).confirmed


def test_an_unknown_methodology_is_told(session: Session) -> None:
    for use_case, arguments in ((confirming.confirming_page, ()), (confirming.attach_text, ("x",))):
        with pytest.raises(UserError) as caught:
            session.run(use_case, "ID_AM999", "1.0", *arguments)
        assert caught.value.code == "methodology.unknown"
    assert refused(session, confirming.attach_text, "/nowhere.pdf") == "file.missing"


# --- bound to the definition ------------------------------------------------------------------------------------


def own_version(session: Session, old: str, new: str) -> None:
    """The shipped definition with other words, as the workspace's own."""
    from jcm_desktop.methodologies import library

    shipped = Path(library.__file__).parent / "definitions" / ID / f"{VERSION}.yaml"
    own = session.folder / "definitions" / "own" / ID / f"{VERSION}.yaml"
    own.parent.mkdir(parents=True, exist_ok=True)
    text = shipped.read_text("utf-8")
    assert old in text
    own.write_text(text.replace(old, new), "utf-8")
    session.reload_library()


def test_a_changed_definition_is_unconfirmed_and_only_the_change_is_open(ready: Session) -> None:
    ready.run(confirming.complete, *METHODOLOGY, "Saruul")
    own_version(ready, 'value: "1.32"', 'value: "1.33"')
    view = page(ready)
    assert not view.confirmed
    assert view.origin_words == "Made or imported in this workspace"
    states = {one.id.partition("@")[0]: one.state for one in view.items}
    assert states.pop("fixed/COP_RE/choices/individual quick freezer") is Compare.CHANGED
    assert set(states.values()) == {Compare.AGREES}
    assert formula_finding(ready).severity is Severity.ERROR
    own_version(ready, "checked: 2026-11-24", "checked: 2026-11-25")  # nothing to compare, and yet another definition
    view = page(ready)
    assert (view.confirmed, view.done) == (False, len(view.items))
    ready.run(confirming.complete, *METHODOLOGY, "Saruul")
    (ready.folder / "definitions" / "own" / ID / f"{VERSION}.yaml").unlink()
    ready.reload_library()
    assert page(ready).confirmed  # the definition that was confirmed first is back


def test_a_sample_is_not_stopped_and_frees_no_other_project(session: Session) -> None:
    found = formula_finding(session)
    assert found.severity is Severity.INFO
    assert "nobody compared anything" in found.message
    view = page(session)
    assert (view.confirmed, view.done) == (False, 0)
    assert view.history[0].words.startswith("Constructed for the sample")
    session.run(reporting.make_report, PROJECT, SPAN)
    session.run(samples.load_samples)
    assert len(page(session).history) == 1  # told once


def test_a_real_confirmation_stands_before_the_constructed_one(session: Session, text: Path) -> None:
    session.run(confirming.attach_text, *METHODOLOGY, str(text))
    session.run(confirming.tick, *METHODOLOGY, [one.id for one in page(session).items], "p. 4")
    session.run(confirming.complete, *METHODOLOGY, "Saruul")
    assert "Saruul" in formula_finding(session).message


def test_who_gave_a_reason_once_is_told_what_is_asked_now(real: Session) -> None:
    said = "Compared with the approved text, pages 3 to 6."
    with real.workspace.unit_of_work("Bat") as work:
        repositories.add_reason(work.connection, PROJECT, SPAN, Reason("DEF-02", "plan", said, "Bat"))
        work.record(PROJECT, "reason.given", "DEF-02 plan", {})
    row = formula_finding(real)
    assert row.blocks
    assert said in row.remedy
    assert "confirm the definition" in row.remedy


def test_a_methodology_that_needs_none_can_be_confirmed_too(session: Session, text: Path) -> None:
    view = session.run(confirming.confirming_page, "MN_AM003", "2.0")
    assert not view.needed
    session.run(confirming.attach_text, "MN_AM003", "2.0", str(text))
    session.run(confirming.tick, "MN_AM003", "2.0", [one.id for one in view.items], "p. 2")
    session.run(confirming.complete, "MN_AM003", "2.0", "Saruul")
    rows = session.run(checking.checks_page, "MN006", samples.sample("MN006").period).findings
    assert "Saruul" in next(one.message for one in rows if one.code == "DEF-02")


def test_a_plan_may_decide_after_the_confirmation(session: Session, text: Path) -> None:
    """What a methodology leaves open is compared as a whole; whatever a plan chooses is covered."""
    open_ = next(ref for ref in session.library.refs() if session.library.written(ref).decisions)
    view = session.run(confirming.confirming_page, open_.id, open_.version)
    session.run(confirming.attach_text, open_.id, open_.version, str(text))
    session.run(confirming.tick, open_.id, open_.version, [one.id for one in view.items], "p. 2")
    session.run(confirming.complete, open_.id, open_.version, "Saruul")

    def covered(inner: Session) -> list[bool]:
        from jcm_desktop.methodologies.comparing import confirms
        from jcm_desktop.methodologies.decisions import ways

        with inner.workspace.read() as connection:
            (one,) = confirmations.confirmations(connection, open_)
        written = inner.library.written(open_)
        return [
            confirms(one, inner.library.definition(open_.id, open_.version, way), sample=False) for way in ways(written)
        ]

    found = session.run(covered)
    assert len(found) > 1
    assert all(found)


# --- in the package ---------------------------------------------------------------------------------------------


def packed(session: Session) -> Path:
    session.run(identities.create_identity, "Bold Bat", "Plant", "ID", "operator", PASSPHRASE)
    session.run(reporting.make_report, PROJECT, SPAN)
    session.run(signing.sign_report, PROJECT, SPAN, 1, PASSPHRASE)
    session.run(packing.make_package, PROJECT, SPAN, 1, PASSPHRASE)
    return Path(session.run(reporting.report_page, PROJECT, SPAN).reports[0].package)


def test_the_confirmation_travels_with_its_text(ready: Session, text: Path) -> None:
    ready.run(confirming.complete, *METHODOLOGY, "Saruul", "Energy LLC")
    path = packed(ready)
    entries = unpack(path.read_bytes(), "x")
    sha256 = page(ready).texts[0].sha256
    assert entries[f"evidence/{sha256}.pdf"] == text.read_bytes()
    view = verify_file(str(path))
    assert view.ok
    (answer,) = [one for one in view.answers if one.code == "verify.confirmed"]
    assert answer.state == "good"
    assert all(part in answer.answer for part in ("Saruul, Energy LLC", f"{ID} ver{VERSION}", sha256, text.name))
    recorded = [one for one in events(ready, PROJECT) if one.kind == "confirmation.relied_on"]
    assert len(recorded) == 1
    ready.run(reporting.make_report, PROJECT, SPAN)
    assert len([one for one in events(ready, PROJECT) if one.kind == "confirmation.relied_on"]) == 1


def forged(entries: dict[str, bytes], change: Any) -> bytes:
    """The package with another dossier and a list that fits, as a forger makes it (its signature no longer does)."""
    body = json.loads(entries[DOSSIER])
    change(body["dossier"]["confirmations"][0])
    files = {**entries, DOSSIER: canonical(body)}
    listed = {name: one for name, one in files.items() if name not in ("mimetype", MANIFEST, "manifest.json.p7s")}
    files[MANIFEST] = canonical(msgspec.structs.replace(read_manifest(files[MANIFEST]), files=describe(listed)))
    return pack(files)


def test_a_forged_confirmation_is_found(ready: Session) -> None:
    ready.run(confirming.complete, *METHODOLOGY, "Saruul")
    entries = unpack(packed(ready).read_bytes(), "x")
    assert read_dossier(entries[DOSSIER]).dossier.confirmations

    def answer(data: bytes) -> tuple[State, set[str]]:
        verdict = verify_package(data, "x", Trust(frozenset()))
        (found,) = [one for one in verdict.answers if one.code == "verify.confirmed"]
        return found.state, {one.code for one in found.problems}

    assert answer(forged(entries, lambda one: None)) == (State.GOOD, set())
    unrecorded = {"chain.confirmation_unrecorded"}
    assert answer(forged(entries, lambda one: one.update(person="Bold"))) == (State.BAD, unrecorded)
    short = answer(forged(entries, lambda one: one["items"].pop()))
    assert short == (State.BAD, unrecorded | {"confirmation.not_of_this"})
    sha256 = page(ready).texts[0].sha256
    gone = {name: body for name, body in entries.items() if sha256 not in name}
    assert answer(forged(gone, lambda one: None)) == (State.BAD, {"package.file_missing"})


def test_a_sample_s_package_says_that_its_confirmation_is_constructed(session: Session) -> None:
    view = verify_file(str(packed(session)))
    assert view.ok
    (answer,) = [one for one in view.answers if one.code == "verify.confirmed"]
    assert (answer.state, answer.answer.count("nobody compared anything")) == ("open", 1)


def test_the_plan_page_still_says_how_the_formula_is_known(session: Session) -> None:
    assert "project document" in session.run(planning.plan_page, PROJECT).status_words
