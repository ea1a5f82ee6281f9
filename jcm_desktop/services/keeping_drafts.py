"""Keep a draft of an official workbook as a definition of the workspace's own, with the workbook it was read from."""

from __future__ import annotations

import hashlib
from pathlib import Path

from jcm_desktop.domain.errors import UserError
from jcm_desktop.methodologies.official_workbook.gate import MAX_FILE
from jcm_desktop.packages.read import read_bytes
from jcm_desktop.services.own_definitions import install_own
from jcm_desktop.services.session import Session
from jcm_desktop.services.views import Changes


def keep_draft(session: Session, path: str, sha256: str, text: str, *, replace: bool = False) -> Changes:
    """Install what a person has just seen; the workbook must still be the file that it was read from.

    UserErrors `book.changed_meanwhile`, and those of `install_own`.
    """
    place = Path(path)
    if hashlib.sha256(read_bytes(place, MAX_FILE)).hexdigest() != sha256:
        raise UserError("book.changed_meanwhile", place.name)
    return install_own(session, text, name=f"{place.stem}.yaml", workbook=path, replace=replace)
