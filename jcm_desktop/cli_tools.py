"""What every subcommand needs: how it speaks, how it ends, the workspace it works in. Knows no subcommand."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeAlias

import msgspec

from jcm_desktop.domain.errors import UserError
from jcm_desktop.i18n import _
from jcm_desktop.services.session import Session, open_session

FINE, NO, UNUSABLE = 0, 1, 2
Command: TypeAlias = Callable[[argparse.Namespace], int]
Add: TypeAlias = Callable[[str, Command, str], argparse.ArgumentParser]

_SIZE = re.compile(r"(\d{1,6})(?:\.(\d))?\s*(k|m|g)?i?b?", re.IGNORECASE)
_UNITS = {"": 1, "k": 1024, "m": 1024**2, "g": 1024**3}


def complain(line: str) -> None:
    """One line on stderr."""
    sys.stderr.write(" ".join(line.split()) + "\n")


def say(text: str) -> None:
    """A line on stdout."""
    sys.stdout.write(text + "\n")


def print_json(document: Any) -> None:
    """One document, and nothing else, on stdout."""
    say(msgspec.json.format(msgspec.json.encode(document), indent=2).decode())


@contextmanager
def session_of(options: argparse.Namespace) -> Iterator[Session]:
    """The workspace given, or the usual one."""
    session = open_session(Path(options.workspace) if options.workspace else None)
    try:
        yield session
    finally:
        session.close()


class Parser(argparse.ArgumentParser):
    """Complains in one line and leaves with status 2."""

    def error(self, message: str) -> Any:
        complain(f"{self.prog}: {message}. " + _("Try {command} --help.").format(command=self.prog))
        sys.exit(UNUSABLE)


def passphrase(file: str, words: str, twice: bool = False) -> str:
    """From a file, or asked for with these words; a new one twice, UserError `identity.passphrases_differ`."""
    if file:
        from jcm_desktop.packages.read import read_bytes

        return read_bytes(Path(file), limit=4096).decode("utf-8").rstrip("\r\n")
    import getpass

    typed = getpass.getpass(words + " ")
    if twice and getpass.getpass(_("The same again:") + " ") != typed:
        raise UserError("identity.passphrases_differ")
    return typed


def size_of(text: str) -> int:
    """Bytes from `8MB`, `500 kB` or a plain number; UserError `size.unreadable`."""
    found = _SIZE.fullmatch(text.strip())
    if found is None or not int(found[1] + (found[2] or "0")):
        raise UserError("size.unreadable", text)
    unit = _UNITS[(found[3] or "").lower()]
    return int(found[1]) * unit + int(found[2] or 0) * unit // 10


def add_workspace(one: argparse.ArgumentParser) -> None:
    one.add_argument("--workspace", default="", metavar="DIR", help=_("another data folder"))
