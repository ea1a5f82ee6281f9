"""A file that somebody names to be written: with the right ending, in a folder that is there, not over another one."""

from __future__ import annotations

from pathlib import Path

from jcm_desktop.domain.errors import UserError


def check_target(path: Path, endings: tuple[str, ...], *, replace: bool) -> None:
    """UserErrors `target.ending`, `target.no_folder`, `target.there_already`."""
    if path.suffix.lower() not in endings:
        raise UserError("target.ending", str(path), ending=endings[0])
    if not path.parent.is_dir():
        raise UserError("target.no_folder", str(path), folder=path.parent)
    if path.exists() and not (replace and path.is_file()):
        raise UserError("target.there_already", str(path))
