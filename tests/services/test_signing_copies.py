"""Each copy carries its own signatures: made in one act, taken back from elsewhere, silent about what is withheld."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from helpers import certs
from helpers.insides import inside_pdf, inside_workbook
from helpers.judges import need
from helpers.road import PASSPHRASE, PROJECT, make_keys

from jcm_desktop import clock
from jcm_desktop.domain.errors import JcmError
from jcm_desktop.domain.project import Location
from jcm_desktop.services import (
    checking,
    confidentiality,
    identities,
    packing,
    reporting,
    samples,
    signed_files,
    signing,
)
from jcm_desktop.services.copies_check import verify_copies
from jcm_desktop.services.report_views import ReportRow
from jcm_desktop.services.session import Session
from jcm_desktop.services.taking_back import take_signed
from jcm_desktop.services.verification import verify_file
from jcm_desktop.signing.identity import Identity, load_identity
from jcm_desktop.storage import repositories

SPAN = samples.sample(PROJECT).period
V1 = (PROJECT, SPAN, 1)
FULL, PUBLIC = ("report.pdf", "report.xlsx"), ("report-public.pdf", "report-public.xlsx")


def row(session: Session) -> ReportRow:
    return session.run(reporting.report_page, PROJECT, SPAN).reports[0]


def signed_on(session: Session) -> dict[str, list[str]]:
    return {one.copy: [each.role for each in one.signatures] for one in row(session).copies}


def missing_on(session: Session) -> dict[str, tuple[str, ...]]:
    return {one.copy: one.missing for one in row(session).copies}


def code_of(session: Session, use_case: Callable[..., object], *arguments: object, **named: object) -> str:
    with pytest.raises(JcmError) as caught:
        session.run(use_case, *arguments, **named)
    return caught.value.code


def make(session: Session, *marks: str) -> None:
    """A version in both copies."""
    if marks:
        session.run(confidentiality.mark_confidential, PROJECT, marks)
    session.run(reporting.make_report, PROJECT, SPAN, public=True)


def elsewhere(session: Session, names: tuple[str, ...], folder: Path, who: Identity, **named: str) -> list[str]:
    """These files signed by the manager on another computer, in one act; where they are."""
    here = Path(row(session).pdf).parent
    folder.mkdir(exist_ok=True)
    wanted = {str(here / name): str(folder / f"back {number}{Path(name).suffix}") for number, name in enumerate(names)}
    return list(signed_files.sign_files(wanted, who, "manager", at=clock.now() + timedelta(minutes=1), **named).paths)


@pytest.fixture
def manager() -> Identity:
    return certs.identity("Saran", "Head Office", "MN", "manager", kind="p256")


@pytest.fixture
def both(session: Session) -> Session:
    """Version 1 in both copies, something marked, signed by the operator."""
    make_keys(session, "operator")
    make(session, "point/(1)", "japanese-participants")
    session.run(signing.sign_report, *V1, PASSPHRASE, "operator", "Ulaanbaatar")
    return session


def test_one_act_signs_both_copies(both: Session) -> None:
    assert signed_on(both) == {"full": ["operator"], "public": ["operator"]}
    assert missing_on(both) == {
        "full": ("Monitoring manager", "Verifier"),
        "public": ("Monitoring manager", "Verifier"),
    }
    found = row(both)
    for path in (found.pdf, found.workbook, found.public_pdf, found.public_workbook):
        (one,) = verify_file(path).signatures
        assert (one.signer, one.signed_in) == ("Bold Bat", "Ulaanbaatar")
    proof = verify_copies(found.pdf, found.public_pdf)
    assert {one.code: one.state for one in proof.answers}["copies.signers"] == "good"


@pytest.mark.parametrize("names", [FULL + PUBLIC, PUBLIC + FULL])
def test_both_copies_come_back_in_one_act(
    both: Session, names: tuple[str, ...], manager: Identity, tmp_path: Path
) -> None:
    paths = elsewhere(both, names, tmp_path / "away", manager, place="Tokyo")
    both.run(take_signed, *V1, *paths)
    assert signed_on(both) == {"full": ["operator", "manager"], "public": ["operator", "manager"]}
    found = row(both)
    proof = verify_copies(found.pdf, found.public_pdf)
    assert {str(one.state) for one in proof.answers} == {"good"}
    make_keys(both, "verifier")
    with clock.frozen(clock.now() + timedelta(minutes=2)):
        both.run(signing.sign_report, *V1, PASSPHRASE, "verifier")
    assert missing_on(both) == {"full": (), "public": ()}


@pytest.mark.parametrize(("first", "second"), [(FULL, PUBLIC), (PUBLIC, FULL)])
def test_a_copy_that_lacks_a_signature_is_told_and_taken_later(
    both: Session, first: tuple[str, ...], second: tuple[str, ...], manager: Identity, tmp_path: Path
) -> None:
    both.run(take_signed, *V1, *elsewhere(both, first, tmp_path / "a", manager, place="Tokyo"))
    counts = sorted(len(one) for one in signed_on(both).values())
    assert counts == [1, 2]
    page = both.run(reporting.report_page, PROJECT, SPAN)
    behind = "Public copy" if first is FULL else "Full copy"
    assert page.next_step.startswith(behind)
    found = row(both)
    proof = verify_copies(found.pdf, found.public_pdf)
    (signers,) = (one for one in proof.answers if one.code == "copies.signers")
    assert (proof.ok, signers.state) == (True, "open")
    assert "Saran (Monitoring manager)" in signers.answer
    make_keys(both, "verifier")
    with clock.frozen(clock.now() + timedelta(minutes=2)):
        sign = (signing.sign_report, *V1, PASSPHRASE)
        assert code_of(both, *sign, "verifier") == "report.copy_lacks_signature"
        assert code_of(both, *sign, "manager", key="Bold Bat") == "report.copies_signer"  # with another key than before
    both.run(take_signed, *V1, *elsewhere(both, second, tmp_path / "b", manager, place="Tokyo"))
    assert signed_on(both) == {"full": ["operator", "manager"], "public": ["operator", "manager"]}
    assert [one.role for one in row(both).signatures] == ["operator", "manager"]


def test_the_same_person_signs_the_copy_that_lacks_it_here(both: Session, tmp_path: Path) -> None:
    make_keys(both, "manager")
    key = next(one for one in both.run(identities.stored) if one.about.role == "manager")
    who = load_identity((key.folder / identities.KEY_FILE).read_bytes(), PASSPHRASE)
    both.run(take_signed, *V1, *elsewhere(both, FULL, tmp_path / "a", who))
    view = both.run(signing.signing_view, *V1)
    assert (view.role, view.copies, len(view.files)) == ("manager", ("Public copy",), 2)
    assert view.same_person.get(key.facts.fingerprint, "") == ""
    full = Path(row(both).pdf).read_bytes()
    with clock.frozen(clock.now() + timedelta(minutes=2)):
        both.run(signing.sign_report, *V1, PASSPHRASE, "manager")
    assert signed_on(both)["public"] == ["operator", "manager"]
    assert Path(row(both).pdf).read_bytes() == full


def test_a_file_alone_twice_or_by_another_person_is_refused(both: Session, manager: Identity, tmp_path: Path) -> None:
    paths = elsewhere(both, FULL + PUBLIC, tmp_path / "a", manager)
    assert code_of(both, take_signed, *V1, paths[0]) == "signed.other_file_missing"
    assert code_of(both, take_signed, *V1, paths[0], paths[3]) == "signed.other_file_missing"
    assert code_of(both, take_signed, *V1, paths[0], paths[0], paths[1]) == "signed.twice"
    other = certs.identity("Otgon", "Head Office", "MN", "manager", kind="p256")
    others = elsewhere(both, PUBLIC, tmp_path / "b", other)
    assert code_of(both, take_signed, *V1, *paths[:2], *others) == "report.copies_signer"
    assert signed_on(both) == {"full": ["operator"], "public": ["operator"]}  # all or nothing
    both.run(packing.make_package, *V1, PASSPHRASE)
    both.run(take_signed, *V1, *paths)
    assert row(both).package == ""  # it lacks the new signature


# --- what is withheld -------------------------------------------------------------------------------------------------

SECRET = ("Khatgal", "Tsurumi Denki", "Tsurumi")


@pytest.fixture
def secretive(session: Session) -> Session:
    """A project whose place, Japanese company and people are nobody's business."""

    def put(inner: Session) -> None:
        with inner.workspace.unit_of_work("test") as work:
            found = repositories.project(work.connection, PROJECT)
            place = Location("Mongolia", "Khövsgöl", "Khatgal")
            changed = msgspec.structs.replace(found, location=place, japanese_participants="Tsurumi Denki K.K.")
            repositories.save_project(work.connection, changed)
            work.record(PROJECT, "project.changed", PROJECT, {"project": changed})

    session.run(put)
    for one in session.run(reporting.report_page, PROJECT, SPAN).blockers:  # other names than the register has
        session.run(checking.give_reason, PROJECT, SPAN, one.code, one.place, "A test of withheld names.")
    make_keys(session, "operator")
    make(session, "location", "japanese-participants", "people")
    return session


def test_a_signature_on_the_public_copy_says_nothing_withheld(secretive: Session, tmp_path: Path) -> None:
    need("pdftotext")
    view = secretive.run(signing.signing_view, *V1)
    assert (view.withheld, view.own_name_withheld) == (True, True)
    said = (PASSPHRASE, "operator", "Khatgal", "Prepared for Tsurumi Denki by me.")
    assert code_of(secretive, signing.sign_report, *V1, *said) == "sign.own_name_withheld"
    secretive.run(signing.sign_report, *V1, *said, own_name=True)
    found = row(secretive)
    (full,), (public,) = (verify_file(one).signatures for one in (found.pdf, found.public_pdf))
    assert (full.signed_in, full.meaning) == ("Khatgal", "Prepared for Tsurumi Denki by me.")
    assert (public.signed_in, public.meaning, public.signer) == ("XXX", "XXX", "Bold Bat")
    in_full = {
        text for text in SECRET for _, inside in inside_pdf(Path(found.pdf).read_bytes(), tmp_path) if text in inside
    }
    assert in_full == set(SECRET)
    insides = [
        *inside_pdf(Path(found.public_pdf).read_bytes(), tmp_path),
        *inside_workbook(Path(found.public_workbook).read_bytes()),
    ]
    for place, inside in insides:
        assert not [text for text in SECRET if text in inside], place


def test_a_certificate_that_names_what_is_withheld_does_not_sign(secretive: Session) -> None:
    secretive.run(identities.create_identity, "Ken", "Tsurumi Denki K.K.", "JP", "operator", PASSPHRASE, "p256")
    code = code_of(secretive, signing.sign_report, *V1, PASSPHRASE, "operator", key="Ken", own_name=True)
    assert code == "sign.certificate_gives_away"
    assert not row(secretive).signatures


def test_a_public_copy_that_gives_something_away_is_not_taken_back(
    secretive: Session, manager: Identity, tmp_path: Path
) -> None:
    secretive.run(signing.sign_report, *V1, PASSPHRASE, "operator", own_name=True)
    told = elsewhere(secretive, PUBLIC, tmp_path / "a", manager, place="Khatgal")
    assert code_of(secretive, take_signed, *V1, *told) == "signed.gives_away"
    company = certs.identity("Ken", "Tsurumi Denki K.K.", "JP", "manager", kind="p256")
    told = elsewhere(secretive, PUBLIC, tmp_path / "b", company)
    assert code_of(secretive, take_signed, *V1, *told) == "signed.gives_away"
    secretive.run(take_signed, *V1, *elsewhere(secretive, FULL, tmp_path / "c", manager, place="Khatgal"))
    secretive.run(take_signed, *V1, *elsewhere(secretive, PUBLIC, tmp_path / "d", manager, place="Tokyo"))
    assert signed_on(secretive) == {"full": ["operator", "manager"], "public": ["operator", "manager"]}
