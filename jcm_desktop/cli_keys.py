"""Subcommands of keys and trust: `identity`, `trust`, `timestamp-server`."""

from __future__ import annotations

import argparse
from pathlib import Path

from jcm_desktop.cli_tools import FINE, Add, Command, Parser, add_workspace, passphrase, print_json, say, session_of
from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.role import Role
from jcm_desktop.i18n import _
from jcm_desktop.services.session import Session
from jcm_desktop.signing.trust_list import Compared


def add_commands(add: Add) -> None:
    """Register the subcommands."""
    one = add("identity", _identity_list, _("signing keys of the workspace: list, make, bring, back up"))
    actions = one.add_subparsers(required=True, metavar="ACTION", parser_class=Parser)
    _add_identity(actions)
    one = add("trust", _trust_list, _("certificates you trust: list, add, remove"))
    actions = one.add_subparsers(required=True, metavar="ACTION", parser_class=Parser)
    _add_trust(actions)
    one = add("timestamp-server", _timestamp_server, _("show or set the address of the time-stamp server"))
    one.add_argument("url", nargs="?", default=None, metavar="URL", help=_("empty text: none"))
    add_workspace(one)


def _action(actions: argparse._SubParsersAction[Parser], name: str, command: Command, help_: str) -> Parser:
    one: Parser = actions.add_parser(name, help=help_, description=help_)
    one.set_defaults(command=command)
    add_workspace(one)
    return one


def _add_identity(actions: argparse._SubParsersAction[Parser]) -> None:
    one = _action(actions, "list", _identity_list, _("the keys, with their fingerprints"))
    one.add_argument("--json", action="store_true")
    one = _action(actions, "create", _identity_create, _("make a key and its certificate"))
    for name in ("--name", "--organisation", "--country"):
        one.add_argument(name, required=True)
    one.add_argument("--role", default="", choices=[one.value for one in Role])
    one.add_argument("--kind", default="rsa", choices=["rsa", "p256"])
    one.add_argument("--passphrase-file", default="", metavar="FILE")
    one = _action(actions, "import", _identity_import, _("take a key from a PKCS#12 file"))
    one.add_argument("file", metavar="FILE.p12")
    one.add_argument("--role", default="", choices=[one.value for one in Role])
    one.add_argument("--passphrase-file", default="", metavar="FILE")
    one.add_argument("--new-passphrase-file", default="", metavar="FILE", help=_("another passphrase from now on"))
    one = _action(actions, "export", _identity_export, _("the certificate as a file to give to others"))
    one.add_argument("key", nargs="?", default="", metavar="KEY")
    one.add_argument("--out", required=True, metavar="DIR")
    one = _action(actions, "backup", _identity_backup, _("the locked key file and a recovery sheet to print"))
    one.add_argument("key", nargs="?", default="", metavar="KEY")
    one.add_argument("--out", required=True, metavar="DIR")
    one.add_argument("--passphrase-file", default="", metavar="FILE")
    one = _action(actions, "restore", _identity_restore, _("bring a key back from a backup or a recovery sheet"))
    one.add_argument("file", metavar="FILE")
    one.add_argument("--passphrase-file", default="", metavar="FILE")
    one = _action(actions, "passphrase", _identity_passphrase, _("lock a key with another passphrase"))
    one.add_argument("key", nargs="?", default="", metavar="KEY")
    one.add_argument("--passphrase-file", default="", metavar="FILE")
    one.add_argument("--new-passphrase-file", default="", metavar="FILE")


def _add_trust(actions: argparse._SubParsersAction[Parser]) -> None:
    one = _action(actions, "list", _trust_list, _("the certificates, with who added them and how they were compared"))
    one.add_argument("--json", action="store_true")
    one = _action(actions, "add", _trust_add, _("trust a certificate, or a signer of a signed file"))
    one.add_argument("file", metavar="FILE", help=_("certificate, PDF, workbook or package"))
    one.add_argument(
        "--compared", required=True, choices=[one.value for one in Compared], help=_("how you made sure whose it is")
    )
    one.add_argument("--note", default="", metavar="WORDS", help=_("with whom you spoke, or the paper's number"))
    one.add_argument("--fingerprint", default="", metavar="TEXT", help=_("as you heard it, in digits or hexadecimal"))
    one.add_argument("--signer", default="", metavar="NAME", help=_("which signer of the file"))
    one = _action(actions, "remove", _trust_remove, _("trust a certificate no longer"))
    one.add_argument("name", metavar="NAME", help=_("fingerprint or name"))


# --- keys -----------------------------------------------------------------------------------------------------------


def _secret(options: argparse.Namespace) -> str:
    return passphrase(options.passphrase_file, _("Passphrase of your signing key:"))


def _new_secret(options: argparse.Namespace) -> str:
    return passphrase(options.new_passphrase_file, _("New passphrase:"), twice=True)


def _identity_list(options: argparse.Namespace) -> int:
    from jcm_desktop.services.identities import keys_page

    with session_of(options) as session:
        view = session.run(keys_page)
    if options.json:
        print_json(view)
        return FINE
    if not view.keys:
        say(_("There is no signing key yet."))
    for one in view.keys:
        role = f" ({one.role_words})" if one.role_words else ""
        say(f"{one.fingerprint[:8]}  {one.name}, {one.organisation}{role}  {one.key}  {one.state_words}")
        say(f"    {one.groups}")
        for row in one.digits:
            say(f"    {row}")
    return FINE


def _identity_create(options: argparse.Namespace) -> int:
    from jcm_desktop.services import identities

    secret = passphrase(options.passphrase_file, _("New passphrase:"), twice=True)
    with session_of(options, new=True) as session:
        done = session.run(
            identities.create_identity,
            options.name,
            options.organisation,
            options.country,
            options.role,
            secret,
            options.kind,
        )
    say(done.message)
    return FINE


def _identity_import(options: argparse.Namespace) -> int:
    from jcm_desktop.services import identities

    secret = _secret(options)
    new = _new_secret(options) if options.new_passphrase_file else ""
    with session_of(options, new=True) as session:
        say(session.run(identities.import_identity, options.file, secret, options.role, new).message)
    return FINE


def _identity_export(options: argparse.Namespace) -> int:
    from jcm_desktop.services import identities

    with session_of(options) as session:
        say(str(session.run(identities.export_certificate, options.key, options.out)))
    return FINE


def _identity_backup(options: argparse.Namespace) -> int:
    from jcm_desktop.services import identities

    secret = _secret(options)
    with session_of(options) as session:
        say(session.run(identities.back_up_identity, options.key, options.out, secret).message)
    return FINE


def _identity_restore(options: argparse.Namespace) -> int:
    from jcm_desktop.services import identities

    secret = _secret(options)
    with session_of(options, new=True) as session:
        say(session.run(identities.restore_identity, options.file, secret).message)
    return FINE


def _identity_passphrase(options: argparse.Namespace) -> int:
    from jcm_desktop.services import identities

    old, new = _secret(options), _new_secret(options)
    with session_of(options) as session:
        say(session.run(identities.change_passphrase, options.key, old, new).message)
    return FINE


# --- trust ----------------------------------------------------------------------------------------------------------


def _trust_list(options: argparse.Namespace) -> int:
    from jcm_desktop.services.trust import trusted

    with session_of(options) as session:
        rows = session.run(trusted)
    if options.json:
        print_json(rows)
        return FINE
    if not rows:
        say(_("No certificate is trusted yet."))
    for one in rows:
        say(f"{one.fingerprint[:8]}  {one.name}, {one.organisation}")
        for row in one.digits:
            say(f"    {row}")
        say(f"    {one.added_at}, {one.added_by}: {one.compared}")
    return FINE


def _trust_add(options: argparse.Namespace) -> int:
    from jcm_desktop.services import trust

    certificate = _certificate_in(options.file, options.signer)

    def add(session: Session) -> str:
        return trust.add(session, certificate, options.compared, options.note, options.fingerprint).message

    with session_of(options, new=True) as session:
        say(session.run(add))
    return FINE


def _certificate_in(path: str, signer: str) -> bytes:
    """A certificate file as it is, or the certificate of a signer of a signed file.

    UserErrors `trust.which_signer`, and those of `verify_file`.
    """
    from jcm_desktop.packages.read import read_bytes
    from jcm_desktop.services.verification import verify_file

    data = read_bytes(Path(path))
    if not data.startswith((b"%PDF", b"PK")):
        return data
    found = {one.certificate: one.signer for one in verify_file(path).signatures if one.certificate}
    fitting = [pem for pem, name in found.items() if signer in ("", name)]
    if len(fitting) != 1:
        raise UserError("trust.which_signer", path, names=", ".join(found.values()) or "-")
    return fitting[0].encode()


def _trust_remove(options: argparse.Namespace) -> int:
    from jcm_desktop.services import trust

    with session_of(options) as session:
        say(session.run(trust.remove, options.name).message)
    return FINE


def _timestamp_server(options: argparse.Namespace) -> int:
    from jcm_desktop import settings
    from jcm_desktop.services.signing import set_timestamp_url

    with session_of(options, new=options.url is not None) as session:
        if options.url is not None:
            session.run(set_timestamp_url, options.url)
        say(settings.load(session.folder).timestamp_url)
    return FINE
