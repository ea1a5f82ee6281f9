"""Keys of a workspace: made, brought along, backed up, brought back, locked anew; several of them, each for a role."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from helpers import authority
from helpers.road import KEYS, PASSPHRASE, make_keys

from jcm_desktop import clock, settings
from jcm_desktop.domain.errors import JcmError
from jcm_desktop.services import identities, trust
from jcm_desktop.services.session import Session, open_session
from jcm_desktop.signing.identity import create_identity, load_identity
from jcm_desktop.signing.recovery import to_lines
from jcm_desktop.storage import audit

OTHER = "many little solar roofs"


def code_of(session: Session, use_case: Callable[..., object], *arguments: object, **named: object) -> str:
    with pytest.raises(JcmError) as caught:
        session.run(use_case, *arguments, **named)
    return caught.value.code


def kinds(session: Session) -> list[str]:
    def found(inner: Session) -> list[str]:
        with inner.workspace.read() as connection:
            return [one.kind for one in audit.events(connection, "")]

    return session.run(found)


def key_files(session: Session) -> dict[str, bytes]:
    folder = session.folder / identities.KEYS
    return {str(one.relative_to(folder)): one.read_bytes() for one in folder.rglob("*") if one.is_file()}


def test_several_keys_each_for_a_role(session: Session) -> None:
    assert session.run(identities.identity) is None
    make_keys(session)
    view = session.run(identities.keys_page)
    assert {(one.name, one.role, one.role_words) for one in view.keys} == {
        ("Bold Bat", "operator", "Operator"),
        ("Saran Ganbold", "manager", "Monitoring manager"),
        ("山田 太郎", "verifier", "Verifier"),
    }
    assert all(one.state == "open" and one.state_words == "Ready, but without a backup." for one in view.keys)
    assert len({one.digits for one in view.keys}) == 3
    assert all(Path(one.certificate).read_bytes().startswith(b"-----BEGIN CERTIFICATE") for one in view.keys)
    for role, (name, *_rest) in KEYS.items():
        assert session.run(identities.unlock, PASSPHRASE, role=role).name == name
    assert code_of(session, identities.unlock, PASSPHRASE) == "identity.several"
    one = view.keys[0]
    assert session.run(identities.unlock, PASSPHRASE, one.fingerprint[:8]).fingerprint == one.fingerprint
    assert session.run(identities.unlock, PASSPHRASE, one.name).fingerprint == one.fingerprint
    assert code_of(session, identities.unlock, PASSPHRASE, "ffffffff") == "identity.unknown"
    assert kinds(session).count("identity.created") == 3
    for path in (session.folder / identities.KEYS).glob("*/key.p12"):
        assert path.stat().st_mode & 0o077 == 0


def test_a_key_is_made_well_and_not_twice(session: Session) -> None:
    make = identities.create_identity
    assert code_of(session, make, "", "Plant", "MN", "operator", PASSPHRASE) == "identity.name_missing"
    assert code_of(session, make, "Bat", "Plant", "MN", "operator", "short") == "identity.passphrase_short"
    assert code_of(session, make, "Bat", "Plant", "MN", "operator", "123456789012") == "identity.passphrase_common"
    assert key_files(session) == {}
    session.run(make, *KEYS["operator"])
    assert code_of(session, make, *KEYS["operator"]) == "identity.exists"
    card = session.run(identities.identity)
    assert card is not None
    assert (card.name, card.organisation) == ("Bold Bat", "Plant")


def test_the_role_of_a_key_can_be_set(session: Session) -> None:
    make_keys(session, "operator")
    session.run(identities.set_role, "Bold Bat", "manager")
    assert session.run(identities.keys_page).keys[0].role == "manager"
    assert code_of(session, identities.set_role, "Bold Bat", "king") == "identity.unknown_role"


def test_the_passphrase_is_changed(session: Session, tmp_path: Path) -> None:
    make_keys(session, "operator")
    session.run(identities.back_up_identity, "", str(tmp_path), PASSPHRASE)
    before = key_files(session)
    assert code_of(session, identities.change_passphrase, "", "another phrase", OTHER) == "identity.wrong_passphrase"
    assert code_of(session, identities.change_passphrase, "", PASSPHRASE, "short") == "identity.passphrase_short"
    assert key_files(session) == before
    session.run(identities.change_passphrase, "", PASSPHRASE, OTHER)
    assert code_of(session, identities.unlock, PASSPHRASE) == "identity.wrong_passphrase"
    assert session.run(identities.unlock, OTHER).name == "Bold Bat"
    row = session.run(identities.keys_page).keys[0]
    assert row.backed_up == ""  # the backup opens with the old passphrase


def test_a_disk_that_fails_while_the_passphrase_changes_loses_nothing(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_keys(session, "operator")
    before = key_files(session)

    def fail(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("os.fsync", fail)
        assert code_of(session, identities.change_passphrase, "", PASSPHRASE, OTHER) == "storage.disk_full"
    assert key_files(session) == before
    assert session.run(identities.unlock, PASSPHRASE).name == "Bold Bat"


@pytest.mark.parametrize("way", ["key file", "lines"])
def test_a_backup_brings_the_key_back(session: Session, tmp_path: Path, way: str) -> None:
    make_keys(session, "operator")
    assert code_of(session, identities.back_up_identity, "", str(tmp_path), "another phrase") == (
        "identity.wrong_passphrase"
    )
    assert list(tmp_path.glob("signing-key*")) == []
    done = session.run(identities.back_up_identity, "", str(tmp_path / "usb"), PASSPHRASE)
    key, sheet = sorted((tmp_path / "usb").iterdir(), key=lambda one: one.suffix)
    assert (key.suffix, sheet.suffix) == (".p12", ".pdf")
    assert str(key) in done.message
    assert session.run(identities.keys_page).keys[0].state == "good"
    (fingerprint,) = session.run(identities.fingerprints)
    for one in (session.folder / identities.KEYS).rglob("*"):
        if one.is_file():
            one.unlink()
    assert session.run(identities.keys_page).keys == ()
    source = key
    if way == "lines":
        source = tmp_path / "typed.txt"
        source.write_text("my lines\n" + "\n".join(to_lines(key.read_bytes())).lower())
    assert code_of(session, identities.restore_identity, str(source), "another phrase") == "identity.wrong_passphrase"
    assert session.run(identities.keys_page).keys == ()
    session.run(identities.restore_identity, str(source), PASSPHRASE)
    row = session.run(identities.keys_page).keys[0]
    assert (row.fingerprint, row.role) == (fingerprint, "operator")
    assert "brought back" in row.made
    assert session.run(identities.unlock, PASSPHRASE).fingerprint == fingerprint
    assert kinds(session)[-1] == "identity.restored"


def test_a_damaged_key_file_is_mended_by_its_backup(session: Session, tmp_path: Path) -> None:
    make_keys(session, "operator")
    session.run(identities.back_up_identity, "", str(tmp_path / "usb"), PASSPHRASE)
    (path,) = session.folder.glob("keys/*/key.p12")
    path.write_bytes(path.read_bytes()[:100])
    assert code_of(session, identities.unlock, PASSPHRASE) == "identity.unreadable"
    session.run(identities.restore_identity, str(next((tmp_path / "usb").glob("*.p12"))), PASSPHRASE)
    assert session.run(identities.unlock, PASSPHRASE).name == "Bold Bat"


def test_a_wrong_line_of_the_sheet_is_named(session: Session, tmp_path: Path) -> None:
    make_keys(session, "operator")
    (path,) = session.folder.glob("keys/*/key.p12")
    lines = to_lines(path.read_bytes())
    typed = tmp_path / "typed.txt"
    typed.write_text("\n".join([*lines[:4], lines[4][:-1] + ("0" if lines[4][-1] != "0" else "1"), *lines[5:]]))
    with pytest.raises(JcmError) as caught:
        session.run(identities.restore_identity, str(typed), PASSPHRASE)
    assert (caught.value.code, caught.value.facts["lines"]) == ("recovery.lines_wrong", "5")


def brought(path: Path, *, secret: str = "abc", days: int = 3650) -> str:
    key = ec.generate_private_key(ec.SECP256R1())
    own = authority.certificate(key, "Dorj", days=days)
    encryption = BestAvailableEncryption(secret.encode())
    path.write_bytes(pkcs12.serialize_key_and_certificates(b"x", key, own, None, encryption))
    return str(path)


def test_a_key_is_brought_along(session: Session, tmp_path: Path) -> None:
    file = brought(tmp_path / "dorj.p12")
    bring = identities.import_identity
    assert code_of(session, bring, file, "abd") == "identity.wrong_passphrase"
    assert code_of(session, bring, file, "abc") == "identity.passphrase_short"  # ours would be that, too
    assert code_of(session, bring, str(tmp_path / "none.p12"), "abc") == "file.missing"
    assert code_of(session, bring, brought(tmp_path / "old.p12", days=10), "abc") == "identity.expired"
    assert key_files(session) == {}
    session.run(bring, file, "abc", "manager", OTHER)
    row = session.run(identities.keys_page).keys[0]
    assert (row.name, row.role, row.key, row.issuer) == ("Dorj", "manager", "ECDSA P-256", "")
    assert "brought along" in row.made
    assert session.run(identities.unlock, OTHER).name == "Dorj"
    assert code_of(session, bring, file, "abc", "manager", OTHER) == "identity.here_already"


def test_an_expired_key_still_opens_and_does_not_sign(session: Session) -> None:
    make_keys(session, "operator")
    with clock.frozen(clock.now() + timedelta(days=6 * 366)):
        assert code_of(session, identities.unlock, PASSPHRASE) == "identity.expired"
        assert session.run(identities.unlock_for_opening, PASSPHRASE).name == "Bold Bat"
        row = session.run(identities.keys_page).keys[0]
        assert (row.state, row.state_words) == ("bad", "Expired: make a new one.")


def test_an_unlocked_key_is_forgotten(session: Session) -> None:
    make_keys(session, "operator")
    assert code_of(session, identities.unlock_for_opening) == "identity.locked"
    now = clock.now()
    with clock.frozen(now):
        session.run(identities.unlock_for_opening, PASSPHRASE)
    with clock.frozen(now + timedelta(minutes=9)):
        assert session.run(identities.unlock_for_opening).name == "Bold Bat"
        assert session.run(identities.keys_page).unlocked == "Bold Bat"
    with clock.frozen(now + timedelta(minutes=19)):
        assert code_of(session, identities.unlock_for_opening) == "identity.locked"
        assert session.run(identities.keys_page).unlocked == ""


def test_the_settings_say_how_long_it_stays_unlocked(tmp_path: Path) -> None:
    folder = tmp_path / "other"
    settings.save(folder, settings.replaced(settings.Settings(), lock_minutes="2"))
    session = open_session(folder, actor="Bat")
    try:
        make_keys(session, "operator")
        assert session.run(identities.keys_page).lock_minutes == 2
        now = clock.now()
        with clock.frozen(now):
            session.run(identities.unlock_for_opening, PASSPHRASE)
        with clock.frozen(now + timedelta(minutes=3)):
            assert code_of(session, identities.unlock_for_opening) == "identity.locked"
    finally:
        session.close()


def test_the_only_key_of_an_older_workspace_finds_its_place(session: Session) -> None:
    body = create_identity("Bold Bat", "Plant", "MN", "operator", PASSPHRASE, not_before=clock.now())
    (session.folder / "identity.p12").write_bytes(body)
    (session.folder / "identity.pem").write_bytes(load_identity(body, PASSPHRASE).certificate_pem)
    row = session.run(identities.keys_page).keys[0]
    assert (row.name, row.role) == ("Bold Bat", "operator")
    assert session.run(identities.unlock, PASSPHRASE).name == "Bold Bat"
    assert not (session.folder / "identity.p12").exists()


def test_the_certificate_is_given_to_others(session: Session, tmp_path: Path) -> None:
    make_keys(session, "operator")
    path = session.run(identities.export_certificate, "", str(tmp_path / "out"))
    assert b"PRIVATE" not in path.read_bytes()
    assert identities.describe_pem(path.read_bytes()).name == "Bold Bat"


# --- trust ------------------------------------------------------------------------------------------------------------


def test_trusting_is_an_act_that_is_written_down(session: Session) -> None:
    one = authority.identity(ec.generate_private_key(ec.SECP256R1()), "Anna")
    make_keys(session, "operator")
    own = next(session.folder.glob("keys/*/certificate.pem")).read_bytes()
    assert code_of(session, trust.add, own, "telephone") == "trust.own_key"
    assert code_of(session, trust.add, one.certificate_pem, "telephone", "", "1234") == "trust.fingerprint_differs"
    assert session.run(trust.trusted) == ()
    digits = " ".join(one.facts.fingerprint_digits)
    session.run(trust.add, one.certificate_pem, "telephone", "called the office", digits)
    (row,) = session.run(trust.trusted)
    assert (row.name, row.added_by, row.authority) == ("Anna", "Bat", False)
    assert row.compared == "compared by telephone (called the office)"
    assert trust.listed(session.folder).trust().fingerprints == {one.fingerprint}
    session.run(trust.remove, "Anna")
    assert session.run(trust.trusted) == ()
    assert [one for one in kinds(session) if one.startswith("trust")] == ["trust.added", "trust.removed"]


def test_a_disk_that_fails_leaves_the_list_and_the_history_as_they_were(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = authority.identity(ec.generate_private_key(ec.SECP256R1()), "Anna")

    def fail(*_arguments: object) -> None:
        raise OSError(30, "Read-only file system")

    with monkeypatch.context() as patched:
        patched.setattr("jcm_desktop.files.replace_durably", fail)
        assert code_of(session, trust.add, one.certificate_pem, "in-person") == "storage.read_only"
    assert session.run(trust.trusted) == ()
    assert "trust.added" not in kinds(session)
