"""What packs bring to projects: definitions, rules, countries and the register; and what they never take away."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from helpers import packs
from helpers.pack_shelf import install, refused, refused_pack, row

from jcm_desktop.domain.period import Span
from jcm_desktop.domain.project import MethodologyRef
from jcm_desktop.services import checking, coverage, library, library_views, overview, planning, results
from jcm_desktop.services.packs import check_pack, install_pack, take_pack_back
from jcm_desktop.services.session import Session, installed_register
from jcm_desktop.validation.rule_sets import shipped_rules

# --- projects --------------------------------------------------------------------------------------------------------


def started(session: Session, tmp_path: Path, reference: str) -> MethodologyRef:
    """A project whose methodology only the pack has."""
    found = next(one for one in session.run(overview.register) if one.reference == reference)
    id, _, version = found.methodology.partition(" ver")
    ref = MethodologyRef(id, version)
    assert not session.library.has(ref)
    brought = {f"{id}/{version}.yaml": packs.definition(id, version), **packs.families()}
    install(session, tmp_path, packs.pack(1, brought, name="more"))
    session.run(overview.start_project, reference)
    return ref


def only_a_workbook(session: Session) -> str:
    """A project of the register whose one methodology nobody ships."""
    rows = session.run(overview.register)
    return next(one.reference for one in rows if not one.usable and "+" not in one.methodology)


def test_a_project_keeps_the_version_it_is_registered_with(session: Session, tmp_path: Path) -> None:
    reference = only_a_workbook(session)
    ref = started(session, tmp_path, reference)
    later = f"{int(ref.version.split('.')[0]) + 1}.0"
    both = {
        f"{ref.id}/{ref.version}.yaml": packs.definition(ref.id, ref.version),
        f"{ref.id}/{later}.yaml": packs.definition(ref.id, later, "2.0"),
        **packs.families(),
    }
    install(session, tmp_path, packs.pack(2, both, name="more"))
    assert session.library.newest(ref.id).version == later
    assert session.run(planning.plan_page, reference).methodology == str(ref)
    only_later = {name: body for name, body in both.items() if not name.endswith(f"{ref.version}.yaml")}
    assert refused_pack(session, tmp_path, packs.pack(3, only_later, name="more")) == "pack.takes_away"
    assert refused(session, take_pack_back, "more", 0) == "pack.takes_away"
    session.run(take_pack_back, "more")
    assert row(session).edition == 1
    assert refused(session, take_pack_back, "more") == "pack.takes_away"
    assert session.run(planning.plan_page, reference).methodology == str(ref)


def test_projects_that_are_calculated_otherwise_are_named(session: Session, tmp_path: Path) -> None:
    dearer = {"ID_AM003/1.0.yaml": packs.definition("ID_AM003", "1.0", "1.40"), **packs.families()}
    path = packs.saved(tmp_path, packs.pack(1, dearer))
    (brought,) = session.run(check_pack, path).definitions
    assert (brought.here, brought.projects) == ("other", ("ID003",))
    assert "Calculated otherwise from now on: ID003 (ID_AM003 ver1.0)." in session.run(install_pack, path).message
    told = session.run(take_pack_back, "thailand").message
    assert told.startswith("The pack “thailand” no longer counts.")
    assert "ID003" in told


def test_a_report_says_which_pack_its_definition_came_from(session: Session, tmp_path: Path) -> None:
    reference = only_a_workbook(session)
    started(session, tmp_path, reference)
    year = Span(date(2022, 1, 1), date(2022, 12, 31))
    session.run(overview.open_period, reference, year)
    found = session.run(checking.checks_page, reference, year).findings
    (told,) = [one for one in found if one.code == "DEF-05"]
    for part in ("“more”", "edition 1", "Sample Office", packs.key().public.fingerprint, str(packs.DAY)):
        assert part in told.message
    assert dict(session.run(planning.plan_page, reference).origins).popitem()[1].startswith("Pack “more”")


# --- rules -----------------------------------------------------------------------------------------------------------


def test_rules_of_a_pack_lie_over_the_shipped_ones(session: Session, tmp_path: Path) -> None:
    span = Span(date(2019, 7, 6), date(2020, 12, 31))
    assert session.run(checking.checks_page, "MN006", span)
    rules = packs.RULES.replace("TH: 2026-01-01", "MN: 2020-01-01").encode()
    install(session, tmp_path, packs.pack(1, {"rule_sets.yaml": rules}))
    (told,) = [one for one in session.run(checking.checks_page, "MN006", span).findings if one.code == "RUL-01"]
    assert "generation-3" in told.message
    assert "Sample Office" in told.message
    assert session.run(results.result_page, "MN006", span).claimed
    session.run(take_pack_back, "thailand")
    assert not [one for one in session.run(checking.checks_page, "MN006", span).findings if one.code == "RUL-01"]
    assert session.rules.sets == shipped_rules().sets


def test_of_two_packs_the_later_rules_hold_and_older_than_shipped_hold_nowhere(
    session: Session, tmp_path: Path
) -> None:
    def rules(title: str) -> dict[str, bytes]:
        return {"rule_sets.yaml": packs.RULES.replace("Rules of a later", title).encode()}

    install(session, tmp_path, packs.pack(1, rules("Later"), name="b", issued=packs.DAY + timedelta(2)))
    install(session, tmp_path, packs.pack(1, rules("Earlier"), name="c", issued=packs.DAY + timedelta(1)))
    assert session.rules.holding("TH", date(2026, 6, 1)).title.startswith("Later")
    long_ago = {"rule_sets.yaml": packs.RULES.replace("generation-3", "generation-0").encode()}
    install(session, tmp_path, packs.pack(1, long_ago, name="a", issued=date(2020, 1, 1)))
    assert "generation-0" not in {one.key for one in session.rules.sets}


def test_a_rule_set_with_a_known_key_takes_its_place_in_order(session: Session, tmp_path: Path) -> None:
    rules = packs.RULES.replace("generation-3", "generation-1").encode()
    install(session, tmp_path, packs.pack(1, {"rule_sets.yaml": rules}))
    assert [one.key for one in session.rules.sets] == [one.key for one in shipped_rules().sets]
    assert session.rules.origins["generation-1"].publisher == "Sample Office"
    assert session.rules.holding("XX", date(2020, 1, 1)).title.startswith("Rules of a later")


# --- countries and the register --------------------------------------------------------------------------------------


COUNTRIES = "code,name,signed_on,place,evidence\nXK,Made-up Land,2026-10-01,Tokyo,made up for tests\n"
PROJECTS = (
    "reference,country,status,registered_on,methodologies,title,host_participants,japanese_participants\n"
    "XK001,XK,Project registered,2026-11-01,TH_AM098 1.0,A project made up for tests,Host,Japan\n"
    "MN006,MN,Validation,,MN_AM003 2.0,Another title,Host,Japan\n"
)


def test_countries_and_projects_of_a_pack_are_known(session: Session, tmp_path: Path) -> None:
    tables = {"catalogue/partner_countries.csv": COUNTRIES, "catalogue/registered_projects.csv": PROJECTS}
    brought = packs.usual(**{name: text.encode() for name, text in tables.items()})
    path = packs.saved(tmp_path, packs.pack(1, brought))
    assert session.run(check_pack, path).brings[-2:] == ("1 partner country", "2 registered projects")
    session.run(install_pack, path)
    rows = {one.reference: one for one in session.run(overview.register)}
    assert len(rows) == 148
    assert (rows["XK001"].country, rows["XK001"].usable) == ("Made-up Land", True)
    assert rows["MN006"].title == "Another title"
    session.run(overview.start_project, "XK001")
    span = Span(date(2026, 11, 1), date(2026, 12, 31))
    session.run(overview.open_period, "XK001", span)
    codes = {one.code for one in session.run(checking.checks_page, "XK001", span).findings}
    assert "ID-01" not in codes  # the reference is of a partner country
    found = session.run(library.search, library_views.LibraryFilter(text="XK001")).rows
    assert [one.id for one in found] == ["TH_AM098"]
    assert "Made-up Land" in {
        one.name
        for one in session.run(
            coverage.coverage,
        ).countries
    }
    assert installed_register(session.folder).codes == session.register.codes


def test_tables_older_than_the_shipped_ones_change_nothing(session: Session, tmp_path: Path) -> None:
    old = {"catalogue/registered_projects.csv": PROJECTS.encode()}
    install(session, tmp_path, packs.pack(1, old, issued=date(2026, 5, 1)))
    assert len(session.run(overview.register)) == 147


@pytest.mark.parametrize(
    ("table", "old", "new"),
    [
        ("partner_countries", "code,name", "name,code"),
        ("partner_countries", "2026-10-01", "yesterday"),
        ("partner_countries", "XK,", "xk,"),
        ("partner_countries", "XK,", "X\u202eK,"),
        ("registered_projects", "XK001,XK", "XK001,MN"),
        ("registered_projects", "Project registered", "Done"),
        ("registered_projects", "TH_AM098 1.0", "TH_AM098"),
        ("registered_projects", "TH_AM098 1.0", "TH_AM098 1.0 + "),
        ("registered_projects", "MN006,MN", "XK001,XK"),
        ("registered_projects", ",Host,Japan", ",Host"),
        ("registered_projects", "A project", '"A project'),
    ],
)
def test_a_table_that_cannot_be_read_is_refused_with_its_line(
    session: Session, tmp_path: Path, table: str, old: str, new: str
) -> None:
    text = COUNTRIES if table == "partner_countries" else PROJECTS
    assert old in text
    data = packs.pack(1, {f"catalogue/{table}.csv": text.replace(old, new, 1).encode()})
    assert refused_pack(session, tmp_path, data) == "pack.bad_table"
    assert "line " in session.run(check_pack, packs.saved(tmp_path, data)).words
