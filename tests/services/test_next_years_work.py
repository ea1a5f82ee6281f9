"""A frozen, reported and signed period stays as it is while the next one is worked on; pages show the whole project."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from helpers.road import PASSPHRASE, make_keys

from jcm_desktop.domain.meter import Calibration, MeterEvent
from jcm_desktop.domain.period import Span
from jcm_desktop.services import (
    confidentiality,
    evidence,
    evidence_page,
    metering,
    overview,
    packing,
    periods,
    plan_history,
    plan_shape,
    planning,
    reporting,
    samples,
    signing,
)
from jcm_desktop.services.evidence import Proof
from jcm_desktop.services.plan_history import VersionFacts
from jcm_desktop.services.session import Session
from jcm_desktop.services.verification import verify_file

PROJECT, SERIAL = "MN006", "SAMPLE-0001"
SPAN = samples.sample(PROJECT).period  # 2019-07-06 to 2020-12-31
NEXT = Span(date(2021, 1, 1), date(2021, 12, 31))
INVOICE = b"the invoice of January"


def attach_invoice(session: Session, folder: Path) -> None:
    path = folder / "january.pdf"
    path.write_bytes(INVOICE)
    proof = Proof("invoice", ("(1)",), "Seller", date(2021, 1, 1), date(2021, 1, 31), total="1100")
    session.run(evidence.attach_files, PROJECT, (str(path),), proof)


def calibrate(session: Session, folder: Path) -> None:
    path = folder / "certificate.pdf"
    path.write_bytes(b"calibrated")
    proof = Calibration(date(2021, 1, 20), None, "C-21", "Laboratory", True, "IEC 62053-22")
    session.run(metering.add_calibration, PROJECT, SERIAL, proof, str(path))


def exchange(session: Session, _folder: Path) -> None:
    session.run(metering.describe_meter, PROJECT, "NEW", ("(1)",), from_day=date(2021, 2, 6), accuracy_class="0.2S")
    event = MeterEvent(date(2021, 2, 5), "swap", Decimal(9), Decimal(0), "NEW")
    session.run(metering.add_event, PROJECT, SERIAL, event)


def describe_a_spare_one(session: Session, _folder: Path) -> None:
    session.run(metering.describe_meter, PROJECT, "SPARE", ())


def open_next(session: Session, _folder: Path) -> None:
    session.run(overview.open_period, PROJECT, NEXT)


def new_version(session: Session, _folder: Path) -> None:
    facts = VersionFacts("Another source", "The server was exchanged", date(2021, 1, 1), approval="JC decision 7")
    session.run(
        plan_history.edit_in_new_version,
        PROJECT,
        facts,
        lambda inner: planning.edit_point(inner, PROJECT, "(1)", source="Server of the plant"),
    )


def another_person(session: Session, _folder: Path) -> None:
    roles = (("Project manager", "Planning and reporting", "Tuya"),)
    session.run(plan_shape.set_roles, PROJECT, roles, date(2021, 3, 1))


WORK: tuple[Callable[[Session, Path], None], ...] = (
    attach_invoice, calibrate, exchange, describe_a_spare_one, open_next, new_version, another_person,
)  # fmt: skip


@pytest.fixture
def signed(session: Session) -> Session:
    """The plan is said to be the registered one; the period is frozen, its report made and signed once."""
    session.run(plan_history.lock_plan, PROJECT)
    session.actor = "the manager"
    session.run(periods.freeze, PROJECT, SPAN)
    make_keys(session)
    session.run(reporting.make_report, PROJECT, SPAN)
    session.run(signing.sign_report, PROJECT, SPAN, 1, PASSPHRASE, "operator", "Ulaanbaatar")
    return session


@pytest.mark.parametrize("work", WORK, ids=lambda one: one.__name__)
def test_work_for_the_next_period_leaves_a_report_current(
    work: Callable[[Session, Path], None], signed: Session, tmp_path: Path
) -> None:
    work(signed, tmp_path)
    (row,) = signed.run(reporting.report_page, PROJECT, SPAN).reports
    assert (row.current, row.superseded) == (True, "")


def test_it_is_signed_and_sent_without_the_files_of_the_next(signed: Session, tmp_path: Path) -> None:
    for work in WORK:
        work(signed, tmp_path)
    signed.run(signing.sign_report, PROJECT, SPAN, 1, PASSPHRASE, "manager", "Ulaanbaatar")
    signed.run(packing.make_package, PROJECT, SPAN, 1, PASSPHRASE)
    (row,) = signed.run(reporting.report_page, PROJECT, SPAN).reports
    with zipfile.ZipFile(row.package) as package:
        assert INVOICE not in {package.read(name) for name in package.namelist()}
        assert b"NEW" not in package.read("data/dossier.json")
    assert verify_file(row.package).ok


def test_pages_of_the_project_show_all_of_it(signed: Session, tmp_path: Path) -> None:
    for work in WORK:
        work(signed, tmp_path)
    view = signed.run(metering.meters_page, PROJECT, SPAN)
    cards = {one.serial: one for one in view.cards}
    assert set(cards) == {SERIAL, "NEW", "SPARE"}
    assert cards[SERIAL].until_day == date(2021, 2, 5)
    assert cards[SERIAL].calibrations[-1].file == "certificate.pdf"
    assert view.named == {SERIAL: ("(1)",), "NEW": ("(1)",)}
    names = {one.name for one in signed.run(evidence_page.statements_page, PROJECT, SPAN).files}
    assert {"january.pdf", "certificate.pdf"} <= names
    marks = {one.words for one in signed.run(confidentiality.confidential_page, PROJECT, SPAN).rows}
    assert {"NEW", "SPARE", "january.pdf"} <= marks
