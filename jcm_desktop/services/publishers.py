"""Whose packs this workspace takes: keys put on its list by a deliberate act, which is written down."""

from __future__ import annotations

from pathlib import Path

from jcm_desktop import clock
from jcm_desktop.domain.errors import WorldError
from jcm_desktop.i18n import _
from jcm_desktop.packages.read import read_bytes
from jcm_desktop.packs import publishers as lists
from jcm_desktop.packs.manifest import MAX_PACK
from jcm_desktop.packs.pack_file import read_pack
from jcm_desktop.packs.publishers import Publisher, Publishers
from jcm_desktop.services.formatting import moment
from jcm_desktop.services.packs_views import PublisherRow
from jcm_desktop.services.reports_shelf import write_whole
from jcm_desktop.services.session import Session
from jcm_desktop.services.trust import COMPARED_WORDS
from jcm_desktop.services.views import Changes, Kind
from jcm_desktop.signing.fingerprint import in_digits, in_groups
from jcm_desktop.signing.publisher_key import PublicKey, public_key

FILE = "publishers.json"


def listed(folder: Path) -> Publishers:
    """The list of a workspace, which need not be open nor exist; UserError `publisher.list_unreadable`."""
    try:
        body = (folder / FILE).read_bytes()
    except FileNotFoundError:
        return Publishers()
    except OSError as error:
        raise WorldError("file.unreadable", str(folder / FILE), detail=error.strerror or error) from error
    return lists.read_publishers(body)


def ways() -> tuple[tuple[str, str], ...]:
    """How a publisher's key may be compared, with words; it is never taken without."""
    return tuple((str(one), _(COMPARED_WORDS[one])) for one in lists.WAYS)


def publisher_rows(found: Publishers) -> tuple[PublisherRow, ...]:
    """A list as shown."""
    return tuple(
        PublisherRow(
            fingerprint=one.fingerprint,
            name=one.name,
            groups=in_groups(one.fingerprint),
            digits=in_digits(one.fingerprint),
            added_at=moment(one.added_at),
            added_by=one.added_by,
            compared=" ".join([_(COMPARED_WORDS[one.compared]), *([f"({one.note})"] if one.note else [])]),
        )
        for one in found.entries
    )


def key_of(path: Path) -> tuple[PublicKey, str]:
    """The key in a pack or in a publisher's key file, and the name the pack states; errors as of `read_pack`."""
    body = read_bytes(path, MAX_PACK)
    if body.startswith(b"PK"):
        pack = read_pack(body, path.name)
        return pack.publisher, pack.manifest.publisher
    return public_key(body), ""


def trust_publisher(
    session: Session, path: str, typed: str, compared: str = "telephone", *, name: str = "", note: str = ""
) -> Changes:
    """Take packs of a publisher from now on.

    `path` is a pack or a key file of theirs, `typed` the fingerprint as they read it out, `name` theirs where
    the file does not say it. UserErrors of `with_publisher` and `key_of`.
    """
    key, stated = key_of(Path(path))
    changed, entry = lists.with_publisher(
        listed(session.folder),
        key,
        stated or name,
        compared=compared,
        typed=typed,
        note=note,
        by=session.actor,
        at=clock.now(),
    )
    _store(session, changed, "publisher.trusted", entry)
    words = _("Packs of {name} are taken from now on.").format(name=entry.name)
    return Changes(frozenset({Kind.LIBRARY}), words)


def distrust_publisher(session: Session, named: str) -> Changes:
    """Take no pack of a publisher any more; what is installed stays.

    UserErrors `publisher.unknown`, `publisher.several`.
    """
    changed, entry = lists.without(listed(session.folder), named)
    _store(session, changed, "publisher.distrusted", entry)
    words = _("Packs of {name} are no longer taken. What is installed of them stays.").format(name=entry.name)
    return Changes(frozenset({Kind.LIBRARY}), words)


def _store(session: Session, changed: Publishers, kind: str, entry: Publisher) -> None:
    said = {"name": entry.name, "key": entry.key, "compared": str(entry.compared), "note": entry.note}
    with session.workspace.unit_of_work(session.actor) as work:
        work.record("", kind, entry.fingerprint, said)
        write_whole(session.folder / FILE, lists.write_publishers(changed))
