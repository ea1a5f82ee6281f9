"""Rules of the house that no other tool checks."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

from jcm_desktop import words

ROOT = Path(__file__).parents[2]
SOURCES = [*ROOT.glob("jcm_desktop/**/*.py"), *ROOT.glob("ui/**/*.py"), *ROOT.glob("tests/**/*.py"), ROOT / "dev.py"]


def test_no_module_hides_what_should_be_two() -> None:
    lines = {one: len(one.read_text(encoding="utf-8").splitlines()) for one in SOURCES}
    assert not [f"{one}: {count}" for one, count in lines.items() if count > 500]


def test_tests_are_no_packages() -> None:
    assert not list((ROOT / "tests").rglob("__init__.py"))


def test_qt_is_one_that_does_not_lose_references() -> None:
    """6.12.0 on Python 3.11 takes a reference from None with each call such as setObjectName."""
    program = """
import sys
from PySide6.QtCore import QObject
before = sys.getrefcount(None)
one = QObject()
for _ in range(2000):
    one.setObjectName("x")
assert abs(sys.getrefcount(None) - before) < 500
"""
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_every_code_that_is_raised_has_words() -> None:
    raised = re.compile(r"(?:UserError|WorldError|Problem)\(\s*\"([a-z_]+\.[a-z_]+)\"")
    codes = {code for one in ROOT.glob("jcm_desktop/**/*.py") for code in raised.findall(one.read_text())}
    assert len(codes) > 80
    assert not sorted(codes - words.templates().keys())


def test_no_sentence_hides_inside_another() -> None:
    """The collector of sentences does not look into f-strings."""
    hidden = [
        f"{one}:{call.lineno}"
        for one in (*ROOT.glob("jcm_desktop/**/*.py"), *ROOT.glob("ui/**/*.py"))
        for text in ast.walk(ast.parse(one.read_text(encoding="utf-8")))
        if isinstance(text, ast.JoinedStr)
        for call in ast.walk(text)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in ("_", "N_", "ngettext")
        if call.args and isinstance(call.args[0], ast.Constant)
    ]
    assert not hidden


def test_heavy_libraries_wait_until_the_window_has_painted() -> None:
    program = """
import sys
import ui.app
heavy = {"sqlalchemy", "lxml", "reportlab", "pyhanko", "pikepdf", "pyqtgraph", "numpy", "cryptography", "xlsxwriter"}
print(sorted(heavy & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "[]"


def test_the_log_of_changes_names_this_version() -> None:
    from jcm_desktop import __version__

    assert f"## {__version__}" in (ROOT / "CHANGELOG.md").read_text()
