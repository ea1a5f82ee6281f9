"""Subcommands that bring a file to somebody and back: `encrypt`, `open`, `split`, `join`, `copy`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from jcm_desktop.cli_tools import FINE, NO, Add, add_workspace, complain, passphrase, say, session_of, size_of
from jcm_desktop.i18n import _
from jcm_desktop.packages.watch import NOBODY, Watch
from jcm_desktop.services.signing_views import TransferView


def add_commands(add: Add) -> None:
    """Register the subcommands."""
    one = add("encrypt", _encrypt, _("encrypt a file for the holders of certificates"))
    one.add_argument("file", metavar="FILE")
    one.add_argument("--receiver", action="append", required=True, metavar="CERT")
    one.add_argument("--out", default="", metavar="FILE.p7m")
    for name in ("open", "decrypt"):
        one = add(name, _open, _("open a file that was encrypted for you"))
        one.add_argument("file", metavar="FILE.p7m")
        one.add_argument("--out", default="", metavar="FILE")
        one.add_argument("--identity", default="", metavar="KEY", help=_("fingerprint or name of one of several keys"))
        one.add_argument(
            "--key", default="", metavar="FILE.p12", help=_("open with this key file, without a workspace")
        )
        one.add_argument("--passphrase-file", default="", metavar="FILE")
        add_workspace(one)
    one = add("split", _split, _("cut a file into parts for mail"))
    one.add_argument("file", metavar="FILE")
    one.add_argument("--size", required=True, metavar="SIZE", help=_("of a part at most, such as 8MB"))
    one.add_argument("--out", default="", metavar="DIR")
    one = add("join", _join, _("put a file together from its parts, given in any order"))
    one.add_argument("files", nargs="+", metavar="FILE", help=_("index and parts, or the folder they are in"))
    one.add_argument("--out", default="", metavar="DIR")
    one = add("copy", _copy, _("copy a file to a stick, read it back and compare"))
    one.add_argument("file", metavar="FILE")
    one.add_argument("folder", metavar="DIR")


def _encrypt(options: argparse.Namespace) -> int:
    from jcm_desktop.services.transfer import encrypt_file

    return _told(encrypt_file(options.file, options.receiver, options.out, _watch()), notes_matter=False)


def _open(options: argparse.Namespace) -> int:
    from jcm_desktop.services import transfer

    def secret() -> str:
        return passphrase(options.passphrase_file, _("Passphrase of your signing key:"))

    if options.key:
        from jcm_desktop.packages.read import SMALL_FILE, read_bytes
        from jcm_desktop.signing.identity import load_identity

        identity = load_identity(read_bytes(Path(options.key), SMALL_FILE), secret())
        return _told(transfer.decrypt_file(options.file, identity, options.out, _watch()))
    with session_of(options) as session:
        named = options.identity or session.run(transfer.receiving_key, options.file)
        view = session.run(transfer.decrypt_with_own_key, options.file, secret(), named, options.out, _watch())
    return _told(view)


def _split(options: argparse.Namespace) -> int:
    from jcm_desktop.services.transfer import split_file

    return _told(split_file(options.file, size_of(options.size), options.out, _watch()))


def _join(options: argparse.Namespace) -> int:
    from jcm_desktop.services.transfer import join_files

    return _told(join_files(options.files, options.out, _watch()), notes_matter=False)


def _copy(options: argparse.Namespace) -> int:
    from jcm_desktop.services.transfer import copy_to_stick

    return _told(copy_to_stick(options.file, options.folder, _watch()), notes_matter=False)


def _told(view: TransferView, notes_matter: bool = True) -> int:
    """Paths on stdout, everything else on stderr."""
    complain(view.message)
    for note in view.notes:
        complain(note)
    for path in view.paths:
        say(path)
    return NO if view.notes and notes_matter else FINE


def _watch() -> Watch:
    """Progress in one line, where a person looks on."""
    if not sys.stderr.isatty():
        return NOBODY

    def tell(done: int, total: int) -> None:
        end = "\n" if done >= total else "\r"
        sys.stderr.write(f"{100 * done // max(total, 1):3} %{end}")
        sys.stderr.flush()

    return Watch(tell)
