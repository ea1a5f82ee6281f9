"""Official workbooks, computed once for all tests by a spreadsheet program that is not ours."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from helpers.judges import need
from helpers.official_books import boiler, changed, chiller, cogeneration, moved, offering, separate, small, solar, two
from helpers.official_layout import PLAN, PLAN_CALC, REPORT_CALC, computed, protect, saved

from jcm_desktop.methodologies.official_workbook.importing import Found, Given, import_workbook

TODAY = date(2026, 11, 24)
Import = Callable[..., Found]


@pytest.fixture(scope="session")
def books(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """By name, with real cached values."""
    need("soffice")
    made = {
        "solar": solar(),
        "chiller": chiller(),
        "one chiller": chiller(1),
        "chiller left out": chiller(3, summed=2),
        "boiler": boiler(),
        "empty boiler": boiler(filled=False),
        "cogeneration": cogeneration(),
        "two": two(),
        "moved": moved(),
        "separate": separate(),
        "typed over": changed(solar(), REPORT_CALC, "H9", 1234.5),
        "broken": changed(boiler(), PLAN_CALC, "H20", "=SUMIF(C27:C29,\"Coal\",D27:D29)*'MPS(input)'!E8"),
        "dropdown": offering(changed(solar(), PLAN, "G8", None), PLAN, "G8", "Option A,Option C"),
        "small": small("[A]*[F]"),
    }
    made["protected"] = boiler()
    protect(made["protected"][PLAN], "E8", "E9", "D15", "D16")
    protect(made["protected"][PLAN_CALC], "H20")
    return computed({name: saved(book) for name, book in made.items()}, tmp_path_factory.mktemp("official"))


@pytest.fixture(scope="session")
def read(books: dict[str, bytes]) -> Import:
    """The only methodology of a book."""

    def run(name: str, given: Given | None = None) -> Found:
        (found,) = import_workbook(books[name], f"{name}.xlsx", given or Given(scope=1), TODAY).found
        return found

    return run
