"""Is a folder on a disk of this computer that stays? Databases break on shares and on sticks that are pulled out.

Best effort: what cannot be found out counts as local. Knows nothing of databases.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path, PurePosixPath, PureWindowsPath

from jcm_desktop.domain.errors import WorldError

_NETWORK = {"nfs", "nfs4", "cifs", "smb", "smb3", "smbfs", "afs", "ncpfs", "fuse.sshfs", "fuse.rclone", "davfs"}
_STICK = {"vfat", "exfat", "msdos", "ntfs", "ntfs3", "fuseblk"}
_STICK_PLACES = ("/media/", "/run/media/", "/mnt/")
_DRIVE_REMOVABLE, _DRIVE_REMOTE, _DRIVE_CDROM = 2, 4, 5  # what GetDriveTypeW answers


def refuse_foreign_disk(
    folder: Path, *, mounts: str | None = None, drive_type: Callable[[str], int] | None = None
) -> None:
    r"""Raise WorldError `storage.not_local` for a network share or a removable drive.

    `mounts` (text as in /proc/self/mounts) and `drive_type` (root such as `C:\` to
    Windows' number) stand in for the system's own in tests.
    """
    if drive_type is not None or sys.platform == "win32":
        foreign = _foreign_on_windows(str(folder), drive_type or _drive_type)
    else:
        foreign = _foreign_by_mounts(os.path.realpath(folder), _mounts() if mounts is None else mounts)
    if foreign:
        raise WorldError("storage.not_local", str(folder), kind=foreign)


def _foreign_on_windows(folder: str, drive_type: Callable[[str], int]) -> str:
    plain = folder.replace("/", "\\")
    if plain.upper().startswith("\\\\?\\UNC\\"):
        return "share"
    path = PureWindowsPath(plain.removeprefix("\\\\?\\"))
    if path.drive.startswith("\\\\"):
        return "share"
    kind = drive_type(path.anchor)
    if kind == _DRIVE_REMOTE:
        return "share"
    return "removable" if kind in (_DRIVE_REMOVABLE, _DRIVE_CDROM) else ""


def _drive_type(root: str) -> int:
    import ctypes

    windll = getattr(ctypes, "windll", None)
    return int(windll.kernel32.GetDriveTypeW(root)) if windll else 0


def _mounts() -> str:
    try:
        return Path("/proc/self/mounts").read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:  # not Linux
        return ""


def _foreign_by_mounts(folder: str, mounts: str) -> str:
    path = PurePosixPath(folder)
    best, kind = -1, ""
    for line in mounts.splitlines():
        parts = line.split()
        if len(parts) < 3:
            continue
        point = PurePosixPath(_unescaped(parts[1]))
        if path.is_relative_to(point) and len(point.parts) >= best:  # a later mount hides an earlier one
            best, kind = len(point.parts), _kind_of_mount(f"{point}/", parts[2].lower())
    return kind


def _kind_of_mount(point: str, filesystem: str) -> str:
    if filesystem in _NETWORK:
        return "share"
    return "removable" if filesystem in _STICK and point.startswith(_STICK_PLACES) else ""


def _unescaped(text: str) -> str:
    r"""The kernel writes a blank in a mount point as \040."""
    for code, character in (("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")):
        text = text.replace(code, character)
    return text
