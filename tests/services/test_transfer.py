"""From one computer to another: encrypted, cut, copied, joined and opened; and a disk that fails on the way."""

from __future__ import annotations

import errno
import random
from pathlib import Path
from typing import Any

import pytest
from helpers import certs
from helpers.road import PASSPHRASE, make_keys

from jcm_desktop import words
from jcm_desktop.domain.errors import Cancelled, JcmError
from jcm_desktop.packages.watch import Watch
from jcm_desktop.services import transfer
from jcm_desktop.services.reports_shelf import write_whole
from jcm_desktop.services.session import Session

BODY = random.Random(2).randbytes(200_000)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "a" / "MN006_v1.jcmpkg"
    path.parent.mkdir()
    path.write_bytes(BODY)
    return path


@pytest.fixture
def receiver(tmp_path: Path) -> str:
    path = tmp_path / "manager.pem"
    path.write_bytes(certs.manager().certificate_pem)
    return str(path)


def names(folder: Path) -> set[str]:
    return {one.name for one in folder.iterdir()}


def code_of(call: Any, *arguments: Any, **named: Any) -> str:
    with pytest.raises(JcmError) as caught:
        call(*arguments, **named)
    assert "no words yet" not in words.sentence(caught.value.code, caught.value.place, caught.value.facts)
    return caught.value.code


def test_the_whole_way_there_and_back(file: Path, receiver: str, tmp_path: Path) -> None:
    sealed = transfer.encrypt_file(str(file), [receiver])
    assert sealed.paths == (f"{file}.p7m",)
    assert transfer.is_encrypted(sealed.paths[0])
    assert not transfer.is_encrypted(str(file))
    cut = transfer.split_file(sealed.paths[0], 70_000, str(tmp_path / "mail"))
    assert len(cut.paths) == 4
    (tmp_path / "stick").mkdir()
    for path in cut.paths:
        copied = transfer.copy_to_stick(path, str(tmp_path / "stick"))
        assert "safe to remove" in copied.message
    joined = transfer.join_files([str(tmp_path / "stick")], str(tmp_path / "there"))
    opened = transfer.decrypt_file(joined.paths[0], certs.manager())
    assert Path(opened.paths[0]).read_bytes() == BODY
    assert Path(opened.paths[0]).name == file.name


def test_a_small_file_is_not_cut(file: Path) -> None:
    assert transfer.split_file(str(file), 10_000_000).paths == (str(file),)


def test_a_wrong_key_leaves_nothing(file: Path, receiver: str, tmp_path: Path) -> None:
    (sealed,) = transfer.encrypt_file(str(file), [receiver]).paths
    out = tmp_path / "out" / "x"
    assert code_of(transfer.decrypt_file, sealed, certs.operator(), str(out)) == "envelope.not_for_you"
    damaged = bytearray(Path(sealed).read_bytes())
    damaged[-40] ^= 1
    Path(sealed).write_bytes(bytes(damaged))
    assert code_of(transfer.decrypt_file, sealed, certs.manager(), str(out)) == "envelope.damaged"
    assert names(out.parent) == set()
    assert code_of(transfer.decrypt_file, sealed, certs.manager()) == "file.there_already"
    assert file.read_bytes() == BODY
    assert code_of(transfer.decrypt_file, str(file), certs.manager(), str(out)) == "envelope.not_one"


def test_own_keys_open_what_was_encrypted_for_them(session: Session, file: Path, receiver: str, tmp_path: Path) -> None:
    assert code_of(session.run, transfer.decrypt_with_own_key, str(file), PASSPHRASE) == "identity.none"
    make_keys(session)
    mine = next(session.folder.glob("keys/*/certificate.pem"))
    (sealed,) = transfer.encrypt_file(str(file), [receiver, str(mine)], str(tmp_path / "s.p7m")).paths
    assert code_of(session.run, transfer.decrypt_with_own_key, sealed) == "identity.locked"
    assert code_of(session.run, transfer.decrypt_with_own_key, sealed, "another phrase") == "identity.wrong_passphrase"
    view = session.run(transfer.decrypt_with_own_key, sealed, PASSPHRASE, out=str(tmp_path / "o1"))
    assert Path(view.paths[0]).read_bytes() == BODY
    again = session.run(transfer.decrypt_with_own_key, sealed, out=str(tmp_path / "o2"))  # still unlocked
    assert Path(again.paths[0]).read_bytes() == BODY
    (others,) = transfer.encrypt_file(str(file), [receiver], str(tmp_path / "t.p7m")).paths
    assert code_of(session.run, transfer.decrypt_with_own_key, others, PASSPHRASE) == "envelope.not_for_you"


def test_what_is_missing_is_said(file: Path, tmp_path: Path) -> None:
    none = str(tmp_path / "none")
    assert code_of(transfer.encrypt_file, none, [str(file)]) == "identity.certificate_unreadable"
    assert code_of(transfer.encrypt_file, str(file), [none]) == "file.missing"
    assert code_of(transfer.split_file, none, 70_000) == "file.missing"
    assert code_of(transfer.join_files, [none]) == "file.missing"
    assert code_of(transfer.join_files, [str(file)]) == "parts.no_index"
    assert code_of(transfer.copy_to_stick, none, str(tmp_path)) == "file.missing"
    assert code_of(transfer.decrypt_file, str(tmp_path), certs.manager()) == "file.unknown_kind"


def test_it_can_be_stopped_and_leaves_nothing(file: Path, receiver: str, tmp_path: Path) -> None:
    out = tmp_path / "out"
    stop = Watch(stopped=lambda: True)
    with pytest.raises(Cancelled):
        transfer.encrypt_file(str(file), [receiver], str(out / "x.p7m"), stop)
    with pytest.raises(Cancelled):
        transfer.split_file(str(file), 70_000, str(out), stop)
    assert names(out) == set()


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOSPC, "storage.disk_full"),
        (errno.EROFS, "storage.read_only"),
        (errno.EACCES, "storage.read_only"),
        (errno.EIO, "file.not_written"),
    ],
)
@pytest.mark.parametrize("call", ["os.fsync", "os.replace"])
def test_a_disk_that_fails_is_told_and_leaves_nothing(
    file: Path, receiver: str, tmp_path: Path, number: int, code: str, call: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"

    def fail(*_arguments: object) -> None:
        raise OSError(number, "the world failed")

    with monkeypatch.context() as patched:
        patched.setattr(call, fail)
        assert code_of(transfer.encrypt_file, str(file), [receiver], str(out / "x.p7m")) == code
        assert code_of(transfer.split_file, str(file), 70_000, str(out)) == code
        assert code_of(write_whole, out / "x", b"body") == code
    assert names(out) == set()


def test_a_target_open_in_another_program_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows refuses to replace a file that a spreadsheet program holds open."""

    class SharingViolationError(PermissionError):
        winerror = 32

    def fail(*_arguments: object) -> None:
        raise SharingViolationError(errno.EACCES, "in use")

    target = tmp_path / "report.xlsx"
    target.write_bytes(b"old")
    with monkeypatch.context() as patched:
        patched.setattr("os.replace", fail)
        assert code_of(write_whole, target, b"new") == "storage.locked"
    assert target.read_bytes() == b"old"
    assert names(tmp_path) == {"report.xlsx"}


def test_a_folder_that_may_not_be_written_to_is_told(tmp_path: Path) -> None:
    """As root everything may be written to, so a file stands in the place of the folder there."""
    (tmp_path / "taken").write_bytes(b"")
    assert code_of(write_whole, tmp_path / "taken" / "x", b"") == "file.not_written"
