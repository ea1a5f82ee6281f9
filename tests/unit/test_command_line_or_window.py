"""What opens the window, and what the command line answers; and in which language."""

from __future__ import annotations

from pathlib import Path

import pytest

from jcm_desktop import i18n, settings
from jcm_desktop.__main__ import main, opens_window
from jcm_desktop.paths import workspace_folder

CASE = Path(__file__).parents[1] / "methodologies" / "cases" / "ID003-freezer.yaml"


@pytest.mark.parametrize(
    "given",
    [
        (),
        ("--sample",),
        ("--language", "ja"),
        ("--language=ja", "--sample"),
        ("--workspace", "check", "--open", "file.jcmpkg"),
    ],
)
def test_options_of_the_window_open_it(given: tuple[str, ...]) -> None:
    assert opens_window(given)


@pytest.mark.parametrize(
    "given",
    [
        ("calculate", "x"),
        ("--language", "ja", "calculate", "x"),
        ("calculat",),
        ("--help",),
        ("--version",),
        ("--hlep",),
    ],
)
def test_anything_else_is_a_subcommand_or_a_mistake(given: tuple[str, ...]) -> None:
    assert not opens_window(given)


def said(capsys: pytest.CaptureFixture[str], *given: object) -> tuple[int, str]:
    try:
        status = main([str(one) for one in given])
    except SystemExit as left:
        status = int(left.code or 0)
    out = capsys.readouterr()
    return status, out.out + out.err


def test_a_mistyped_command_lists_the_commands(capsys: pytest.CaptureFixture[str]) -> None:
    status, told = said(capsys, "calculat", "x")
    assert (status, told.count("\n")) == (2, 1)
    assert "calculate" in told
    assert "verify" in told


def test_a_mistyped_role_lists_the_roles(capsys: pytest.CaptureFixture[str]) -> None:
    status, told = said(capsys, "sign", "x", "--role", "boss")
    assert status == 2
    assert "choose from" in told
    assert "operator" in told
    assert "Role." not in told
    assert "''" not in told


def test_the_language_is_asked_for_or_set_or_the_systems(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    english = said(capsys, "calculate", CASE)
    japanese = said(capsys, "--language", "ja", "calculate", CASE)
    assert japanese[0] == english[0] == 0
    assert japanese != english
    assert said(capsys, "--language=ja", "calculate", CASE) == japanese
    monkeypatch.setenv("LC_ALL", "")
    monkeypatch.setenv("LC_MESSAGES", "")
    monkeypatch.setenv("LANG", "ja_JP.UTF-8")
    assert said(capsys, "calculate", CASE) == japanese
    assert said(capsys, "--language", "en", "calculate", CASE) == english
    settings.save(workspace_folder(), settings.Settings(language="en"))
    assert said(capsys, "calculate", CASE) == english
    settings.save(workspace_folder(), settings.Settings(language="ja"))
    monkeypatch.setenv("LANG", "C")
    assert said(capsys, "calculate", CASE) == japanese
    status, told = said(capsys, "--language", "xx", "calculate", CASE)
    assert (status, "xx" in told) == (2, True)


@pytest.mark.parametrize(
    ("said_by_system", "spoken"),
    [
        ("ja_JP.UTF-8", "ja"),
        ("ja", "ja"),
        ("japanese", "ja"),
        ("de_DE", "en"),
        ("C", "en"),
        ("", "en"),
        ("x/../y", "en"),
    ],
)
def test_the_systems_language(monkeypatch: pytest.MonkeyPatch, said_by_system: str, spoken: str) -> None:
    monkeypatch.setenv("LC_ALL", said_by_system)
    monkeypatch.delenv("LC_MESSAGES", raising=False)
    monkeypatch.delenv("LANG", raising=False)
    assert i18n.language_of_system() == spoken
