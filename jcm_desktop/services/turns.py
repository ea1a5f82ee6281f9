"""Whose turn it is to sign a version of a report, and on which of its copies. Looks at records only.

Each copy carries signatures of its own, and people sign both in one act. When a copy
comes back from elsewhere with a signature the other lacks, that signature is due on the
other before the next person signs.
"""

from __future__ import annotations

from jcm_desktop.domain.role import Role
from jcm_desktop.exports.report_model import Copy
from jcm_desktop.i18n import N_
from jcm_desktop.services import reports_shelf as shelf

COPY_WORDS = {Copy.FULL: N_("Full copy"), Copy.PUBLIC: N_("Public copy")}


def lacking(record: shelf.ReportRecord, role: Role) -> tuple[Copy, ...]:
    """The copies on which a role has not signed."""
    return tuple(copy for copy in record.copies if all(one.role != role for one in record.signed(copy)))


def missing_roles(record: shelf.ReportRecord, copy: Copy) -> tuple[Role, ...]:
    """The roles that have not signed a copy, first to last."""
    done = {one.role for one in record.signed(copy)}
    return tuple(role for role in Role if role not in done)


def whose_turn(record: shelf.ReportRecord) -> Role | None:
    """The first role whose signature a copy lacks; None when everybody has signed everything."""
    return next((role for role in Role if lacking(record, role)), None)


def signature_of(record: shelf.ReportRecord, role: str) -> shelf.SignatureRecord | None:
    """What is recorded of a role."""
    return next((one for one in record.signatures if one.role == role), None)


def with_signature(record: shelf.ReportRecord, new: shelf.SignatureRecord) -> tuple[shelf.SignatureRecord, ...]:
    """The signatures with one more, or with one that is now on more copies; what the full copy says is kept."""
    old = signature_of(record, new.role)
    if old is not None:
        on = old.copies or record.copies
        copies = tuple(copy for copy in record.copies if copy in on or copy in new.copies)
        kept = new if Copy.FULL in new.copies else old
        new = shelf.SignatureRecord(
            kept.role, kept.signer, kept.at, kept.place, kept.meaning, kept.certificate, old.same_person, copies
        )
    order = [str(role) for role in Role]
    return tuple(
        sorted((*(one for one in record.signatures if one is not old), new), key=lambda one: order.index(one.role))
    )
