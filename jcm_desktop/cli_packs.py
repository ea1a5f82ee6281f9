"""Subcommands for definitions of one's own and packs: `definition install|own|remove`, `pack ...`.

A pack that is not taken is a no (1); a file that is no pack, or not as it was signed, is unusable (2).
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from jcm_desktop import words
from jcm_desktop.cli_tools import (
    FINE,
    NO,
    Add,
    Parser,
    add_workspace,
    complain,
    passphrase,
    print_json,
    say,
    session_of,
)
from jcm_desktop.domain.errors import UserError
from jcm_desktop.i18n import _
from jcm_desktop.paths import workspace_folder
from jcm_desktop.services.session import Session

Actions = Any  # argparse does not name what add_subparsers gives
WAYS = "telephone, in-person, on-paper"
OPTIONS = {  # that say what is asked for
    "own.exists": "--replace",
    "pack.unknown_publisher": "pack trust FILE.jcmdef --fingerprint TEXT --compared HOW",
    "publisher.compared_how": "--compared HOW",
    "publisher.fingerprint_missing": f"--fingerprint TEXT --compared HOW ({WAYS})",
    "publisher.fingerprint_short": "--fingerprint TEXT",
    "publisher.name_missing": "--name NAME",
}
_WHOLE_DIGITS, _WHOLE_HEX = 88, 64


def add_commands(add: Add) -> None:
    """Register `pack`."""
    one = add("pack", _list, _("packs of definitions: make, check, install, list, take back, trust"))
    actions = one.add_subparsers(required=True, metavar="ACTION", parser_class=Parser)
    _add_making(actions)
    action = _action(actions, "check", _check, _("look at a pack without installing it"), workspace=True)
    action.add_argument("file", metavar="FILE.jcmdef")
    action = _action(actions, "install", _install, _("take what a pack brings"), workspace=True)
    action.add_argument("file", metavar="FILE.jcmdef")
    _action(actions, "list", _list, _("packs and publishers"), workspace=True)
    action = _action(actions, "rollback", _rollback, _("let an earlier edition count again"), workspace=True)
    action.add_argument("name", metavar="PACK")
    action.add_argument("--edition", type=int, default=None, metavar="NUMBER")
    action = _action(actions, "trust", _trust, _("take packs of a publisher, or no longer"), workspace=True)
    action.add_argument("file", nargs="?", default="", metavar="FILE", help=_("a pack or a publisher.pub"))
    action.add_argument("--fingerprint", default="", metavar="TEXT", help=_("as the publisher read it out to you"))
    action.add_argument("--compared", default="telephone", metavar="HOW", help=WAYS)
    action.add_argument("--name", default="", metavar="NAME", help=_("of the publisher, where the file has none"))
    action.add_argument("--note", default="", metavar="TEXT")
    action.add_argument("--remove", default="", metavar="WHO", help=_("name or fingerprint: trust no longer"))


def add_definition_actions(actions: Actions) -> None:
    """Register what belongs under `definition`."""
    action = _action(actions, "install", _own_install, _("install a definition of your own"), workspace=True)
    action.add_argument("file", metavar="DEF.yaml")
    action.add_argument("--workbook", default="", metavar="FILE.xlsx", help=_("the workbook it came from"))
    action.add_argument("--replace", action="store_true", help=_("take the place of another one"))
    _action(actions, "own", _own_list, _("list the definitions of your own"), workspace=True)
    action = _action(actions, "remove", _own_remove, _("take a definition of your own out"), workspace=True)
    action.add_argument("id", metavar="ID")
    action.add_argument("definition_version", metavar="VERSION")


def _action(
    actions: Actions, name: str, command: Callable[[argparse.Namespace], int], help_: str, *, workspace: bool = False
) -> argparse.ArgumentParser:
    one: argparse.ArgumentParser = actions.add_parser(name, help=help_, description=help_)
    one.set_defaults(command=_answered(command))
    one.add_argument("--json", action="store_true")
    if workspace:
        add_workspace(one)
    return one


def _answered(command: Callable[[argparse.Namespace], int]) -> Callable[[argparse.Namespace], int]:
    """A refusal is an answer, not unusable input; what can be said with an option names it."""

    def run(options: argparse.Namespace) -> int:
        from jcm_desktop.services.packs import REFUSALS

        try:
            return command(options)
        except UserError as error:
            told = words.sentence(error.code, error.place, error.facts)
            if error.code not in REFUSALS:
                if error.code not in OPTIONS:
                    raise
                raise UserError("import.say_with", question=told, options=OPTIONS[error.code]) from error
            told = _with_option(error.code, told)
            if options.json:
                print_json({"ok": False, "code": error.code, "message": told})
            complain(told)
            return NO

    return run


def _with_option(code: str, told: str) -> str:
    """A sentence with the option that says what it asks for."""
    if code not in OPTIONS:
        return told
    return words.sentence("import.say_with", "", {"question": told, "options": OPTIONS[code]})


# --- making -----------------------------------------------------------------------------------------------------


def _add_making(actions: Actions) -> None:
    action = _action(actions, "new-key", _new_key, _("make a publisher's key"))
    action.add_argument("--out", required=True, metavar="DIR")
    action.add_argument("--passphrase-file", default="", metavar="FILE")
    action = _action(actions, "build", _build, _("make a pack of the definitions in a folder"))
    action.add_argument("folder", metavar="DIR")
    action.add_argument("-o", "--out", required=True, metavar="FILE.jcmdef")
    action.add_argument("--key", required=True, metavar="publisher.key")
    action.add_argument("--passphrase-file", default="", metavar="FILE")
    action.add_argument("--publisher", required=True, metavar="NAME", help=_("your name, the same in every pack"))
    action.add_argument("--name", required=True, metavar="PACK", help=_("small letters, digits and hyphens"))
    action.add_argument("--edition", required=True, type=int, metavar="NUMBER", help=_("counts up"))
    action.add_argument("--issued", default="", metavar="YYYY-MM-DD", help=_("today, if not given"))
    action.add_argument("--application", default="", metavar="VERSION", help=_("the oldest program that reads it"))
    action.add_argument("--title", default="", metavar="TEXT")
    action.add_argument("--notes", default="", metavar="TEXT")


def _new_key(options: argparse.Namespace) -> int:
    from jcm_desktop.services.pack_making import make_key

    made = make_key(Path(options.out), _secret(options))
    if options.json:
        print_json(made)
        return FINE
    say(made.key)
    say(made.public)
    say(_("Fingerprint, to be read out by telephone:"))
    for row in made.digits:
        say(f"  {row}")
    say(f"  {made.groups}")
    return FINE


def _build(options: argparse.Namespace) -> int:
    from jcm_desktop import clock
    from jcm_desktop.services.pack_making import build_pack

    try:
        issued = date.fromisoformat(options.issued) if options.issued else clock.now().date()
    except ValueError as error:
        raise UserError("pack.bad_facts", detail=options.issued) from error
    made = build_pack(
        Path(options.folder),
        Path(options.out),
        Path(options.key),
        _secret(options),
        publisher=options.publisher,
        name=options.name,
        edition=options.edition,
        issued=issued,
        application=options.application,
        title=options.title,
        notes=options.notes,
    )
    if options.json:
        print_json(made)
        return FINE
    say(made.file)
    for name in (*made.definitions, *made.rules):
        say(f"  {name}")
    return FINE


def _secret(options: argparse.Namespace) -> str:
    return passphrase(options.passphrase_file, _("Passphrase of the publisher's key:"))


# --- taking -----------------------------------------------------------------------------------------------------


def _check(options: argparse.Namespace) -> int:
    from jcm_desktop.services.packs import look_at_pack

    folder = Path(options.workspace) if options.workspace else workspace_folder()
    view = look_at_pack(Path(options.file), folder)
    if options.json:
        print_json(view)
    else:
        say(f"{view.publisher}: {view.name} {view.edition}, {view.issued}  {view.title}".rstrip())
        say(_("Fingerprint of the publisher's key:"))
        for row in view.digits:
            say(f"  {row}")
        for one in view.definitions:
            say(f"  {one.id} {one.version}  [{one.evidence_words}]  {one.here_words}  {one.title}")
        if view.allowed:
            say(view.words)
    if not view.allowed:
        complain(_with_option(view.refusal, view.words))
    return FINE if view.allowed else NO


def _install(options: argparse.Namespace) -> int:
    from jcm_desktop.services.packs import install_pack

    with session_of(options, new=True) as session:
        told = session.run(install_pack, options.file).message
    return _done(options, told)


def _list(options: argparse.Namespace) -> int:
    from jcm_desktop.services.packs import packs_page

    with session_of(options) as session:
        view = session.run(packs_page)
    if options.json:
        print_json(view)
        return FINE
    if not view.packs and not view.publishers:
        say(_("No pack is installed yet, and no publisher is trusted."))
    for one in view.packs:
        kept = ", ".join(str(row.edition) for row in one.editions)
        told = (f"{one.name} {one.edition or '-'} ({kept})", one.publisher, ", ".join(one.brings), one.problem)
        say("  ".join(part for part in told if part))
    for known in view.publishers:
        say(f"{known.name}  {known.groups}  {known.compared}")
    return FINE


def _rollback(options: argparse.Namespace) -> int:
    from jcm_desktop.services.packs import take_pack_back

    with session_of(options) as session:
        told = session.run(take_pack_back, options.name, options.edition).message
    return _done(options, told)


def _trust(options: argparse.Namespace) -> int:
    from jcm_desktop.services import publishers

    if not options.remove and not options.file:
        raise UserError("publisher.bad_key", detail="-")
    with session_of(options, new=not options.remove) as session:
        if options.remove:
            told = session.run(publishers.distrust_publisher, options.remove).message
        else:
            told = _trusted(session, options)
    return _done(options, told)


def _trusted(session: Session, options: argparse.Namespace) -> str:
    """Put a publisher on the list; half a fingerprint is no reason to doubt the rows that are right."""
    from jcm_desktop.services.publishers import trust_publisher

    arguments = (options.file, options.fingerprint, options.compared)
    try:
        return session.run(trust_publisher, *arguments, name=options.name, note=options.note).message
    except UserError as error:
        typed = [one for one in options.fingerprint if one.isalnum()]
        whole = _WHOLE_DIGITS if "".join(typed).isdigit() and len(typed) != _WHOLE_HEX else _WHOLE_HEX
        if error.code != "publisher.fingerprint_differs" or len(typed) >= whole:
            raise
        raise UserError("publisher.fingerprint_short") from error


def _done(options: argparse.Namespace, told: str) -> int:
    if options.json:
        print_json({"ok": True, "message": told})
    else:
        say(told)
    return FINE


# --- definitions of one's own -----------------------------------------------------------------------------------


def _own_install(options: argparse.Namespace) -> int:
    from jcm_desktop.methodologies.strict_yaml import MAX_SIZE
    from jcm_desktop.packages.read import read_bytes
    from jcm_desktop.services.own_definitions import install_own

    path = Path(options.file)
    try:
        text = read_bytes(path, MAX_SIZE).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UserError("yaml.not_utf8", path.name) from error
    with session_of(options, new=True) as session:
        told = session.run(
            install_own, text, name=path.name, workbook=options.workbook, replace=options.replace
        ).message
    return _done(options, told)


def _own_list(options: argparse.Namespace) -> int:
    from jcm_desktop.services.own_definitions import own_definitions

    with session_of(options) as session:
        rows = session.run(own_definitions)
    if options.json:
        print_json(rows)
        return FINE
    for one in rows:
        used = ", ".join(one.projects)
        say(f"{one.id} {one.version}  [{one.evidence_words or one.problem}]  {used}  {one.title}".rstrip())
    return FINE


def _own_remove(options: argparse.Namespace) -> int:
    from jcm_desktop.services.own_definitions import remove_own

    with session_of(options) as session:
        told = session.run(remove_own, options.id, options.definition_version).message
    return _done(options, told)
