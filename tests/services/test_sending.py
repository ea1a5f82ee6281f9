"""What leaves a workspace in one act: encrypted, cut, copied and read back; and an act that was interrupted goes on."""

from __future__ import annotations

import errno
from pathlib import Path
from typing import Any

import pytest
from helpers import certs
from helpers.road import PROJECT, signed_package

from jcm_desktop.domain.errors import Cancelled, JcmError
from jcm_desktop.packages import stick
from jcm_desktop.packages.watch import UnderWay, Watch
from jcm_desktop.services import reporting, samples, sending, transfer, trust
from jcm_desktop.services.sending import Wanted
from jcm_desktop.services.session import Session
from jcm_desktop.services.verification import verify_file

SPAN = samples.sample(PROJECT).period
PART = 100_000


def files_of(folder: Path) -> dict[str, bytes]:
    return {one.name: one.read_bytes() for one in folder.iterdir() if one.is_file()}


@pytest.fixture
def package(session: Session) -> Path:
    return signed_package(session)


@pytest.fixture
def there(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


def manager() -> str:
    return certs.manager().certificate_pem.decode()


def test_what_can_be_sent_and_for_whom(session: Session, package: Path) -> None:
    pem = certs.manager().certificate_pem
    session.run(trust.add, pem, "first-use", "", "")
    view = session.run(sending.sending_view, PROJECT, SPAN, 1)
    assert [one.id for one in view.offers] == ["package", "full"]
    assert [name for _path, name in view.offers[0].files] == [package.name]
    names = [name for _path, name in view.offers[1].files]
    assert names == [f"JCM_MN_MR_MN006_20190706-20201231_ver01.0.{one}" for one in ("pdf", "xlsx")]
    (one,) = view.receivers
    assert one.certificate.strip() == pem.decode().strip()
    assert sending.receiver(pem).fingerprint == one.fingerprint
    session.run(reporting.make_report, PROJECT, SPAN, public=True)
    view = session.run(sending.sending_view, PROJECT, SPAN, 2)
    assert [(one.id, len(one.files)) for one in view.offers] == [("full", 2), ("public", 2), ("both", 4)]


@pytest.mark.parametrize("receivers", [False, True])
@pytest.mark.parametrize("part_size", [0, PART])
def test_it_arrives_as_it_was(
    session: Session, package: Path, there: Path, tmp_path: Path, receivers: bool, part_size: int
) -> None:
    wanted = Wanted(((str(package), package.name),), str(there), (manager(),) if receivers else (), part_size)
    work = UnderWay()
    told = sending.send(session.folder, wanted, work.watch)
    assert "safe to remove" in told.message
    assert work.fraction == 1.0
    assert {Path(one).name for one in told.paths} == set(files_of(there))
    assert not list((session.folder / sending.OUTGOING).glob("*")) if receivers or part_size else True
    arrived = Path(told.paths[0])
    if part_size:
        assert len(told.paths) > 2
        assert all(len(body) <= part_size for name, body in files_of(there).items() if not name.endswith(".json"))
        arrived = Path(transfer.join_found([told.paths[1]], str(tmp_path / "joined")).paths[0])
    if receivers:
        assert transfer.is_encrypted(str(arrived))
        arrived = Path(transfer.decrypt_file(str(arrived), certs.manager()).paths[0])
    assert arrived.name == package.name
    assert arrived.read_bytes() == package.read_bytes()
    assert verify_file(str(arrived)).ok


def test_report_files_get_their_names_of_the_scheme(session: Session, package: Path, there: Path) -> None:
    offer = session.run(sending.sending_view, PROJECT, SPAN, 1).offers[1]
    sending.send(session.folder, Wanted(offer.files, str(there), (), PART))
    stem = "JCM_MN_MR_MN006_20190706-20201231_ver01.0"
    names = set(files_of(there))
    assert f"{stem}.pdf.001" in names or f"{stem}.pdf" in names
    assert all(one.startswith(stem) for one in names)


@pytest.mark.parametrize("code", [errno.EIO, errno.ENOSPC, errno.EROFS])
def test_an_interrupted_act_goes_on_where_it_stopped(
    session: Session, package: Path, there: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    """The stick goes away at the second part; what was encrypted waits, so the next try is about the same bytes."""
    wanted = Wanted(((str(package), package.name),), str(there), (manager(),), PART)
    real, count = stick._read_back, 0

    def gone(*arguments: Any) -> bytes:
        nonlocal count
        count += 1
        if count == 2:
            raise OSError(code, "gone")
        return real(*arguments)

    with monkeypatch.context() as patched:
        patched.setattr(stick, "_read_back", gone)
        with pytest.raises(JcmError) as caught:
            sending.send(session.folder, wanted)
    known = {errno.EIO: "copy.stick_gone", errno.ENOSPC: "copy.disk_full", errno.EROFS: "copy.read_only"}
    assert caught.value.code == known[code]
    first = {name: body for name, body in files_of(there).items() if not name.endswith(stick.PARTIAL)}
    assert len(first) == 1
    told = sending.send(session.folder, wanted)
    assert "The copy went on where it had stopped." in told.notes
    after = files_of(there)
    assert first.items() <= after.items()
    assert not [one for one in after if one.endswith(stick.PARTIAL)]
    again = sending.send(session.folder, Wanted(wanted.files, str(there)))  # the same file as it is, beside the parts
    assert len(again.paths) == 1


def test_a_stopped_act_leaves_nothing_under_a_final_name(session: Session, package: Path, there: Path) -> None:
    calls = 0

    def stopped() -> bool:
        nonlocal calls
        calls += 1
        return calls > 2

    with pytest.raises(Cancelled):
        sending.send(
            session.folder, Wanted(((str(package), package.name),), str(there), (manager(),)), Watch(stopped=stopped)
        )
    assert all(one.endswith(stick.PARTIAL) for one in files_of(there))


def test_what_is_wrong_is_said(session: Session, package: Path, there: Path, tmp_path: Path) -> None:
    def code_of(wanted: Wanted) -> str:
        with pytest.raises(JcmError) as caught:
            sending.send(session.folder, wanted)
        return caught.value.code

    files = ((str(package), package.name),)
    assert code_of(Wanted(files, str(tmp_path / "away"))) == "copy.no_folder"
    assert code_of(Wanted(files, str(package.parent))) == "copy.same_folder"
    assert code_of(Wanted(((str(tmp_path / "none"), "none"),), str(there))) == "file.missing"
    assert code_of(Wanted(files, str(there), ("no certificate",))) == "identity.certificate_unreadable"
    assert code_of(Wanted(files, str(there), (), 10)) == "parts.too_small"
    (there / package.name).write_bytes(b"another")
    assert code_of(Wanted(files, str(there))) == "copy.other_file_there"


def test_parts_are_found_beside_whichever_is_given(
    session: Session, package: Path, there: Path, tmp_path: Path
) -> None:
    told = sending.send(session.folder, Wanted(((str(package), package.name),), str(there), (), PART))
    other = tmp_path / "other.bin"
    other.write_bytes(bytes(range(256)) * 1000)
    transfer.split_file(str(other), PART, str(there))  # another cut file in the same folder
    for given in (told.paths[0], told.paths[2], told.paths[-1]):
        assert transfer.is_part(given)
        joined = transfer.join_found([given], str(tmp_path / "out"))
        assert Path(joined.paths[0]).read_bytes() == package.read_bytes()
        Path(joined.paths[0]).unlink()

    def code_of() -> str:
        with pytest.raises(JcmError) as caught:
            transfer.join_found([told.paths[0]], str(tmp_path / "out"))
        return caught.value.code

    part = Path(told.paths[1])
    body = part.read_bytes()
    part.write_bytes(body[:-1] + bytes([body[-1] ^ 1]))
    assert code_of() == "parts.damaged"
    part.unlink()
    assert code_of() == "parts.missing_beside"
    Path(told.paths[-1]).unlink()
    part.write_bytes(body)
    assert code_of() == "parts.no_index"  # only the other file's index is left
    assert not (tmp_path / "out" / package.name).exists()
