"""What a face shows of keys, signatures, trust and transport: frozen rows, ready to draw.

As `views`: texts are in the current language, nothing here computes.
"""

from __future__ import annotations

import msgspec

from jcm_desktop.domain.period import Span
from jcm_desktop.services.report_views import SignatureRow
from jcm_desktop.services.views import AnswerState


class KeyRow(msgspec.Struct, frozen=True):
    """One of this workspace's signing keys, without its secret."""

    fingerprint: str  # hexadecimal; names the key in every use case
    name: str
    organisation: str
    role: str  # it signs as, unless told otherwise; empty: any
    role_words: str
    groups: str  # the fingerprint in groups of four
    digits: tuple[str, ...]  # the fingerprint in rows of digits, to be read aloud
    key: str  # kind, such as RSA 3072
    issuer: str  # empty where its holder issued it
    valid_from: str
    valid_until: str
    state: AnswerState
    state_words: str  # ready | expired | not yet valid | no backup yet
    made: str  # moment and how: made here, brought along, brought back
    backed_up: str  # moment of the last backup; empty: never
    certificate: str  # path of the file to give to others


class KeysView(msgspec.Struct, frozen=True):
    """The page of signing keys."""

    keys: tuple[KeyRow, ...]
    shortest_passphrase: int
    passphrase_words: str  # the rule, in one sentence
    lock_minutes: int
    unlocked: str  # name of the key that is unlocked for opening files; empty: none
    locks_at: str


class SignedFileRow(msgspec.Struct, frozen=True):
    """A file that a signature will cover."""

    name: str
    path: str
    size: str
    sha256: str


class SigningView(msgspec.Struct, frozen=True):
    """What is about to be signed; shown before the passphrase is asked for."""

    project: str
    span: Span
    version: int
    constructed: str
    claimed: str
    vintages: tuple[str, ...]  # claim by year
    files: tuple[SignedFileRow, ...]
    signatures: tuple[SignatureRow, ...]  # already there
    role: str  # whose turn it is; empty: everybody has signed
    role_words: str
    meaning: str  # what the signature will say
    keys: tuple[KeyRow, ...]  # usable now, the fitting one first
    same_person: dict[str, str]  # who signed before, by the fingerprint of the key; a reason is asked for then
    obstacle: str  # why it cannot be signed now; empty: it can
    copies: tuple[str, ...] = ()  # that are signed, in words
    withheld: bool = False  # the public copy withholds something, so its signature may say less
    own_name_withheld: bool = False  # names of people are withheld; whoever signs must want the own one to be read


class StampServer(msgspec.Struct, frozen=True):
    """What a time-stamp server answered."""

    words: str
    notes: tuple[str, ...]  # the fingerprint of its certificate, to be compared


class FilesToSign(msgspec.Struct, frozen=True):
    """Files from outside that are about to be signed, and with which keys they can be."""

    files: tuple[SignedFileRow, ...]
    keys: tuple[KeyRow, ...]  # usable today


class TrustRow(msgspec.Struct, frozen=True):
    """A certificate this workspace trusts, and the act by which it came onto the list."""

    fingerprint: str
    name: str
    organisation: str
    groups: str
    digits: tuple[str, ...]
    valid_until: str
    authority: bool  # vouches for the certificates it issued, too
    added_at: str
    added_by: str
    compared: str  # how, in the words of whoever did


class TransferView(msgspec.Struct, frozen=True):
    """What a copy, a cut or a join gave."""

    message: str
    paths: tuple[str, ...]
    notes: tuple[str, ...] = ()
