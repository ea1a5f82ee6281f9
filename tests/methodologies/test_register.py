"""Every methodology version of the public register is known here, and every count of the sources is in the data."""

from __future__ import annotations

import pytest

from jcm_desktop.catalogue import (
    RegisteredProject,
    partner_countries,
    registered_projects,
    sectoral_scopes,
    support,
    technologies,
    technology,
)
from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.project import MethodologyRef
from jcm_desktop.methodologies.entries import FILE as ENTRIES
from jcm_desktop.methodologies.entries import Entry, read_entries
from jcm_desktop.methodologies.library import shipped
from jcm_desktop.words import sentence

HEAD = ",".join(Entry.__struct_fields__)
ROW = "MN_AM999,1.0,A title,,official-page,1 3,solar-pv,MN_PM999,2020-01-02,approved,A page,"


@pytest.mark.parametrize("project", registered_projects(), ids=lambda one: one.reference)
def test_each_methodology_of_a_registered_project_has_a_definition_or_says_how_to_get_it(
    project: RegisteredProject,
) -> None:
    assert project.methodologies
    for ref in (MethodologyRef(*one) for one in project.methodologies):
        entry = shipped().entries[ref]
        assert entry.name
        assert entry.sources
        if shipped().has(ref):
            assert shipped().of(ref).ref == ref
            continue
        with pytest.raises(UserError) as caught:
            shipped().of(ref)
        assert caught.value.code == "methodology.bring_workbook"
        words = sentence(caught.value.code, caught.value.place, caught.value.facts)
        assert str(ref) in words
        assert entry.name in words
        assert "official workbook" in words


def test_the_counts_of_the_register() -> None:
    used = {one for project in registered_projects() for one in project.methodologies}
    assert (len(registered_projects()), len({id for id, _ in used}), len(used)) == (147, 89, 97)
    statuses = [project.status for project in registered_projects()]
    assert statuses.count("Project registered") == 94
    assert statuses.count("Validation") == 49
    assert {MethodologyRef(*one) for one in used} <= shipped().entries.keys()
    several = [project.reference for project in registered_projects() if len(project.methodologies) > 1]
    assert several == ["CR002", "ID006", "KH003", "TH003", "TH004", "TH013", "TH021", "TH022", "VN011"]


def test_the_counts_of_the_slides() -> None:
    slides = support()
    assert slides.totals == {
        "projects": 205,
        "countries": 17,
        "technologies": 215,
        "operating": 118,
        "registered": 58,
        "outside partner countries": 1,
    }
    assert (len(slides.countries), sum(slides.countries.values())) == (17, 205)
    assert sum(slides.categories.values()) == 215
    assert len(slides.technologies) == 19
    known = {one.key: one for one in technologies()}
    assert slides.technologies.keys() <= known.keys()
    assert {known[key].category for key in slides.technologies} == slides.categories.keys()
    for category, count in slides.categories.items():
        named = sum(number for key, number in slides.technologies.items() if known[key].category == category)
        assert named <= count, category
    assert len(partner_countries()) == 31
    first = {one.code for one in partner_countries()[:17]}
    assert slides.countries.keys() == first


def test_entries_say_what_definitions_say() -> None:
    for one in shipped().definitions():
        entry = shipped().entries.get(one.ref)
        if one.status == "template":
            assert entry is None
            continue
        assert entry is not None, f"{one.ref} has a definition but no entry"
        assert entry.status == one.status
        assert entry.country == one.country
        assert not entry.sectoral_scopes or one.sectoral_scope in entry.sectoral_scopes, one.ref
        assert not (entry.approved_on and one.approved_on) or entry.approved_on == one.approved_on, one.ref
        assert not entry.title or entry.title.casefold() == one.title.casefold(), one.ref


def test_entries_name_what_is_known_elsewhere() -> None:
    countries = {one.code for one in partner_countries()}
    for entry in shipped().entries.values():
        assert entry.country in countries
        assert all(map(technology, entry.technologies)), entry.ref
        assert set(entry.sectoral_scopes) <= sectoral_scopes().keys()
        assert entry.evidence not in ("entered", "constructed", "draft")
        assert bool(entry.title) != bool(entry.about), entry.ref


BAD = {
    "": ("entries.bad_columns", 1),
    "id,version\n": ("entries.bad_columns", 1),
    f"{HEAD}\n{ROW},more\n": ("entries.bad_row", 2),
    f"{HEAD}\n{ROW}\n{ROW}\n": ("entries.twice", 3),
    f"{HEAD}\n{ROW.replace('1 3', 'x')}\n": ("entries.bad_row", 2),
    f"{HEAD}\n{ROW.replace('2020-01-02', '2020-13-02')}\n": ("entries.bad_row", 2),
    f"{HEAD}\n{ROW.replace('official-page', 'hearsay')}\n": ("entries.bad_row", 2),
    f"{HEAD}\n{ROW.replace('MN_AM999', 'MN_PM999')}\n": ("entries.bad_row", 2),
    f"{HEAD}\n{ROW.replace(',1.0,', ',1,')}\n": ("entries.bad_row", 2),
    f"{HEAD}\n{ROW.replace('A title', '')}\n": ("entries.bad_row", 2),
    f'{HEAD}\n"{ROW}\n': ("entries.bad_row", 2),
}


@pytest.mark.parametrize("text", BAD, ids=lambda text: f"{len(text)} {BAD[text][0]}")
def test_a_bad_list_is_refused_with_its_line(text: str) -> None:
    assert len(read_entries(f"{HEAD}\n{ROW}\n", "list.csv")) == 1
    with pytest.raises(UserError) as caught:
        read_entries(text, "list.csv")
    code, line = BAD[text]
    assert (caught.value.code, caught.value.place) == (code, f"list.csv:{line}")
    assert "list.csv" in sentence(caught.value.code, caught.value.place, caught.value.facts)


def test_the_shipped_list_reads_cleanly() -> None:
    _, problems = shipped().readable()
    assert problems == ()
    assert ENTRIES == "entries.csv"
