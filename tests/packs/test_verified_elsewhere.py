"""A report made with what packs brought, on a computer that has the same packs, others, or none."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from helpers import packs
from helpers.road import signed_package

from jcm_desktop.methodologies.library import shipped
from jcm_desktop.services import samples
from jcm_desktop.services.packs import install_pack
from jcm_desktop.services.session import Session
from jcm_desktop.services.verification import verify_file
from jcm_desktop.services.views import Answer

SPAN = samples.sample("MN006").period
RULES = packs.RULES.replace("TH: 2026-01-01", "MN: 2019-01-01").encode()


@pytest.fixture
def package(session: Session, tmp_path: Path) -> str:
    """MN006 with the definition of a pack, and rules of one."""
    brought = {**packs.shipped_with_families("MN_AM003", "2.0"), "rule_sets.yaml": RULES}
    session.run(install_pack, packs.saved(tmp_path, packs.pack(1, brought, name="mongolia")))
    return str(signed_package(session))


def answers(path: str, session: Session | None = None) -> dict[str, Answer]:
    library, rules = (session.library, session.rules) if session else (shipped(), None)
    return {one.code: one for one in verify_file(path, library=library, rules=rules).answers}


def test_with_the_same_packs_everything_is_the_same(package: str, session: Session) -> None:
    found = answers(package, session)
    assert (found["verify.definition"].state, found["verify.rules"].state) == ("good", "good")
    assert {one.state for one in found.values()} <= {"good", "open"}


def test_without_the_pack_its_rules_are_used_and_that_is_said(package: str) -> None:
    found = answers(package)
    assert found["verify.rules"].state == "open"
    assert "Both round the same way" in found["verify.rules"].answer
    assert found["verify.recomputed"].state == "good"  # by the package's own rules
    assert found["verify.findings"].state == "good"


def test_with_a_later_edition_the_difference_is_found(package: str, session: Session, tmp_path: Path) -> None:
    later = packs.shipped_with_families("MN_AM003", "2.0", "title: ", "title: Another ")
    data = packs.pack(2, later, name="mongolia", issued=packs.DAY + timedelta(1))
    session.run(install_pack, packs.saved(tmp_path, data))
    found = answers(package, session)
    assert found["verify.definition"].state == "bad"
    assert found["verify.rules"].state == "open"
