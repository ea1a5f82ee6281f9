"""Identities for tests: made once in a process, because keys are slow to make and slow to unlock on purpose."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache

from jcm_desktop.signing.identity import Identity, create_identity, load_identity

PASSPHRASE = "correct horse 電池"
MADE = datetime(2026, 4, 1, tzinfo=UTC)
SIGNED = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
JAPANESE = "山田 太郎"


@cache
def key_file(
    name: str = JAPANESE,
    organisation: str = "モンゴル太陽光株式会社",
    country: str = "JP",
    role: str = "operator",
    not_before: datetime = MADE,
    kind: str = "rsa",
) -> bytes:
    """A PKCS#12 key file under `PASSPHRASE`."""
    return create_identity(name, organisation, country, role, PASSPHRASE, not_before=not_before, kind=kind)


@cache
def identity(
    name: str = JAPANESE,
    organisation: str = "モンゴル太陽光株式会社",
    country: str = "JP",
    role: str = "operator",
    not_before: datetime = MADE,
    kind: str = "rsa",
) -> Identity:
    """An unlocked identity; the same arguments give the same one."""
    return load_identity(key_file(name, organisation, country, role, not_before, kind), PASSPHRASE)


def operator() -> Identity:
    """Signs first; a Japanese name."""
    return identity()


def manager() -> Identity:
    """Signs second; a Mongolian name, and an elliptic curve."""
    return identity("Болормаа Өнөржаргал", "Нарны эрчим ХХК", "MN", "manager", kind="p256")


def verifier() -> Identity:
    """Signs last."""
    return identity("Anna Müller", "Third Party Verification GmbH", "DE", "verifier")
