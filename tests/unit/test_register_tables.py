"""The tables of countries and projects: read as strictly as those of a pack, they are what the program ships."""

from __future__ import annotations

from importlib import resources

from jcm_desktop.catalogue import partner_countries, registered_projects
from jcm_desktop.catalogue.register import Register, read_countries, read_projects, shipped_register

FOLDER = resources.files("jcm_desktop.catalogue")


def test_the_shipped_tables_are_read_strictly_too() -> None:
    assert read_countries((FOLDER / "partner_countries.csv").read_text("utf-8")) == partner_countries()
    assert read_projects((FOLDER / "registered_projects.csv").read_text("utf-8")) == registered_projects()


def test_rows_laid_over_rows_take_their_place_and_stand_in_order() -> None:
    good = shipped_register()
    assert good.overlaid((), ()) == good
    assert good.overlaid(good.countries, good.projects) == good
    first, *rest = good.projects
    assert Register((), tuple(rest)).overlaid((), (first,)).projects == good.projects
    assert good.project(first.reference) == first
    assert (good.country("XX"), good.project("XX001")) == (None, None)
