"""What every subcommand needs: how it speaks, how it ends, the workspace it works in. Knows no subcommand."""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeAlias

import msgspec

from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.period import Span
from jcm_desktop.files import same_file
from jcm_desktop.i18n import _
from jcm_desktop.services.session import Session, has_workspace, open_session

FINE, NO, UNUSABLE = 0, 1, 2
Command: TypeAlias = Callable[[argparse.Namespace], int]
Add: TypeAlias = Callable[[str, Command, str], argparse.ArgumentParser]

_SIZE = re.compile(r"(\d{1,6})(?:\.(\d))?\s*(k|m|g)?i?b?", re.IGNORECASE)
_UNITS = {"": 1, "k": 1024, "m": 1024**2, "g": 1024**3}


class Refused(Exception):  # noqa: N818 - the answer no, not an error
    """What was asked for cannot be had for a reason that can be read in the data: the answer is no."""

    def __init__(self, why: UserError) -> None:
        super().__init__(why.code)
        self.why = why


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
def session_of(options: argparse.Namespace, *, new: bool = False) -> Iterator[Session]:
    """The workspace given, or the usual one. UserError `storage.no_workspace`, unless a `new` one may be begun."""
    named = Path(options.workspace) if options.workspace else None
    if named and not new and not has_workspace(named):
        raise UserError("storage.no_workspace", str(named))
    session = open_session(named)
    try:
        yield session
    finally:
        session.close()


def period_of(session: Session, options: argparse.Namespace) -> Span:
    """The period named by `--period`; UserErrors of `Span.parse`, `project.unknown`, `period.not_there`."""
    from jcm_desktop.services.periods import known_period

    return session.run(known_period, options.project, Span.parse(options.period))


class Parser(argparse.ArgumentParser):
    """Complains in one line and leaves with status 2."""

    def error(self, message: str) -> Any:
        complain(f"{self.prog}: {message}. " + _("Try {command} --help.").format(command=self.prog))
        sys.exit(UNUSABLE)


def passphrase(file: str, words: str, twice: bool = False) -> str:
    """From a file, or asked for with these words, a new one twice.

    UserErrors `identity.passphrases_differ`, `passphrase.not_text`, `passphrase.nobody_to_ask`.
    """
    if file:
        from jcm_desktop.packages.read import read_bytes

        try:
            return read_bytes(Path(file), limit=4096).decode("utf-8").rstrip("\r\n")
        except UnicodeDecodeError as error:
            raise UserError("passphrase.not_text", file) from error
    typed = _ask(words)
    if twice and _ask(_("The same again:")) != typed:
        raise UserError("identity.passphrases_differ")
    return typed


def _ask(words: str) -> str:
    """At the terminal, unseen; where there is none, the next line that is piped in."""
    import getpass

    try:
        if _has_terminal():
            return getpass.getpass(words + " ")
        line = sys.stdin.readline() if sys.stdin else ""
    except (EOFError, UnicodeDecodeError):
        line = ""
    if not line:
        raise UserError("passphrase.nobody_to_ask")
    return line.rstrip("\r\n")


def _has_terminal() -> bool:
    if sys.stdin and sys.stdin.isatty():
        return True
    try:
        os.close(os.open("/dev/tty", os.O_RDWR))  # as getpass does, also where another file is piped in
    except OSError:
        return False
    return True


def size_of(text: str) -> int:
    """Bytes from `8MB`, `500 kB` or a plain number; UserError `size.unreadable`."""
    found = _SIZE.fullmatch(text.strip())
    if found is None or not int(found[1] + (found[2] or "0")):
        raise UserError("size.unreadable", text)
    unit = _UNITS[(found[3] or "").lower()]
    return int(found[1]) * unit + int(found[2] or 0) * unit // 10


# Names of options, the same in every subcommand: files that are read, and files that are written.
READ = ("case", "file", "files", "template", "mapping", "key", "full", "receiver", "trust", "workbook")
READ_TOO = ("passphrase_file", "new_passphrase_file")
WRITTEN = ("out", "pdf", "xlsx", "problems", "write_mapping")


def refuse_onto_input(options: argparse.Namespace) -> None:
    """UserError `file.onto_input`: nothing is written over a file that the same command reads, or written twice."""
    read = [path for name in (*READ, *READ_TOO) for path in _paths(options, name)]
    for name in WRITTEN:
        for path in _paths(options, name):
            if not path.is_dir() and any(same_file(path, one) for one in read):
                raise UserError("file.onto_input", str(path))
            read.append(path)


def _paths(options: argparse.Namespace, name: str) -> list[Path]:
    given = getattr(options, name, None) or []
    return [Path(one) for one in ([given] if isinstance(given, str) else given)]


def add_workspace(one: argparse.ArgumentParser) -> None:
    one.add_argument("--workspace", default="", metavar="DIR", help=_("another data folder"))
