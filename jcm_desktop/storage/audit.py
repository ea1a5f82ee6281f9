"""The audit chain: every change is an event that repeats the hash of the one before.

One chain per project, and `""` for the workspace, so that a package can carry one
project's chain and nothing of others. `hash` is SHA-256 of the event in canonical
JSON without `hash`: keys sorted, no blanks, UTF-8, no floats, numbers that matter
as text. The stored bytes are the hashed bytes. Knows nothing of what a payload means.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from itertools import chain as joined
from itertools import islice
from typing import Any, NoReturn

import msgspec
from sqlalchemy import Connection, bindparam, func, insert, literal, select

from jcm_desktop.i18n import N_
from jcm_desktop.storage.statements import Prepared
from jcm_desktop.storage.tables import audit

Row = tuple[Any, Any, Any]  # seq, body, hash as stored; whoever tampers may have stored other types

GENESIS = "0" * 64
MAX_INTEGER = 2**53 - 1  # beyond it, readers of JSON in other languages lose digits
_CHUNK = 256  # events at a time; as many as stay in the processor's cache
_MARK = b'"previous":"'
_KIND = b',"kind":"'
_AT = b',"at":"'
_SECOND = len("2026-01-01T00:00:00")

REMOVED = N_("an event is missing or out of order")
UNREADABLE = N_("the event cannot be read")
CHANGED = N_("the event was changed after it was recorded")
UNLINKED = N_("the event does not follow the one before it")
OTHER_CHAIN = N_("the event belongs to another history")


class _Body(msgspec.Struct, frozen=True):
    """What is hashed; fields in the order of the canonical form."""

    actor: str
    at: datetime
    chain: str
    kind: str
    payload: dict[str, Any]
    previous: str
    seq: int
    subject: str


class Event(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A recorded change, as an exported line holds it."""

    actor: str
    at: datetime
    chain: str
    hash: str
    kind: str
    payload: dict[str, Any]
    previous: str
    seq: int
    subject: str


class ChainVerdict(msgspec.Struct, frozen=True):
    """What checking a chain gave; count and head are of the good events before the first bad one."""

    count: int
    head: str  # hex; 64 zeros for an empty chain
    intact: bool
    first_bad_seq: int | None = None
    problem: str = ""  # a short English phrase that can be translated
    chain: str = ""  # whose history it is; known from exported lines only


_encode = msgspec.json.Encoder(order="sorted").encode
_INSERT = Prepared(insert(audit).values({column.name: bindparam(column.name) for column in audit.columns}))
_HEAD = Prepared(
    select(audit.c.seq, audit.c.hash).where(audit.c.chain == bindparam("chain")).order_by(audit.c.seq.desc()).limit(1)
)
_ROWS = Prepared(
    select(audit.c.seq, audit.c.body, audit.c.hash)
    .where(audit.c.chain == bindparam("chain"), audit.c.seq > bindparam("since"))
    .order_by(audit.c.seq)
)
CLOCK_SET = "clock.set"  # somebody said that the clock ran ahead before and is right now
_SET = audit.alias()
# The first mark is the event's own: before it stands only the actor, whose quotes are escaped.
_LATEST = Prepared(
    select(func.max(func.substr(audit.c.body, func.instr(audit.c.body, literal(_AT)) + len(_AT), _SECOND))).where(
        audit.c.chain == bindparam("chain"),
        audit.c.seq
        >= select(func.coalesce(func.max(_SET.c.seq), 0))
        .where(_SET.c.chain == bindparam("chain"), _SET.c.kind == CLOCK_SET)
        .scalar_subquery(),
    )
)


# --- writing ----------------------------------------------------------------------------------------------------


def append(
    connection: Connection, chain: str, kind: str, subject: str, payload: object, actor: str, at: datetime
) -> Event:
    """Record a change inside the caller's transaction; `at` must know its zone.

    The payload is a mapping or Struct of what JSON can hold exactly; a float, an
    integer beyond 2^53 or a key outside ASCII is a bug of the caller (ValueError).
    """
    if at.tzinfo is None:
        raise ValueError("an event's moment needs its time zone")
    count, previous = head(connection, chain)
    plain = msgspec.to_builtins(payload)
    _refuse_inexact(plain)
    moment = at.astimezone(UTC)
    body = _encode(_Body(actor, moment, chain, kind, plain, previous, count + 1, subject))
    digest = sha256(body).digest()
    _INSERT.send(
        connection,
        {"chain": chain, "seq": count + 1, "kind": kind, "subject": subject, "body": body, "hash": digest},
    )
    return Event(actor, moment, chain, digest.hex(), kind, plain, previous, count + 1, subject)


def _refuse_inexact(value: object) -> None:
    if isinstance(value, dict):
        for key, part in value.items():
            if not key.isascii():
                raise ValueError(f"a key outside ASCII: {key}")
            _refuse_inexact(part)
    elif isinstance(value, list | tuple):
        for part in value:
            _refuse_inexact(part)
    elif isinstance(value, float) or (isinstance(value, int) and abs(value) > MAX_INTEGER):
        _refuse(str(value))


def head(connection: Connection, chain: str) -> tuple[int, str]:
    """How many events a chain has, and the hash of the last (64 zeros if none)."""
    row = _HEAD.row(connection, {"chain": chain})
    return (int(row[0]), bytes(row[1]).hex()) if row else (0, GENESIS)


def latest(connection: Connection, chain: str) -> datetime | None:
    """The latest moment any event of a chain names, to the second; None if none does.

    Not always that of the last event: a clock may have been set back in between. What
    stands before somebody said that it ran ahead then does not count, but that note does.
    """
    row = _LATEST.row(connection, {"chain": chain})
    try:
        return datetime.fromisoformat(bytes(row[0]).decode()).replace(tzinfo=UTC) if row else None
    except (TypeError, ValueError):  # an empty chain; or somebody tampered, which checking the chain tells
        return None


# --- reading ----------------------------------------------------------------------------------------------------


def chains(connection: Connection) -> tuple[str, ...]:
    """Every chain that has an event."""
    return tuple(connection.scalars(select(audit.c.chain).distinct().order_by(audit.c.chain)))


def events(connection: Connection, chain: str, since_seq: int = 0) -> Iterator[Event]:
    """The events after `since_seq`, oldest first."""
    for line in export_jsonl(connection, chain, since_seq):
        yield msgspec.json.decode(line, type=Event)


def export_jsonl(connection: Connection, chain: str, since_seq: int = 0) -> Iterator[bytes]:
    """Each event after `since_seq` as one line of canonical JSON with its hash, newline included."""
    for _seq, body, digest in _rows(connection, chain, since_seq):
        at = body.find(_KIND)  # the first one is the event's own: before it stand only texts, whose quotes are escaped
        yield b'%b,"hash":"%b"%b\n' % (body[:at], digest.hex().encode(), body[at:])


def _rows(connection: Connection, chain: str, since_seq: int = 0) -> Iterator[Row]:
    return joined.from_iterable(_chunks(connection, chain, since_seq))


def _chunks(connection: Connection, chain: str, since_seq: int = 0) -> Iterator[Sequence[Row]]:
    result = _ROWS.run(connection, {"chain": chain, "since": since_seq})
    cursor = result.cursor
    if cursor is None:
        raise RuntimeError("the query gave no rows")
    try:
        while rows := cursor.fetchmany(_CHUNK):  # the driver's own tuples: wrapping each would cost as much as hashing
            yield rows
    finally:
        result.close()


# --- verifying --------------------------------------------------------------------------------------------------


def verify_chain(connection: Connection, chain: str) -> ChainVerdict:
    """Check a whole stored chain."""
    return _verify(_chunks(connection, chain), 0, GENESIS)


def verify(rows: Iterable[Row], after_seq: int = 0, after_hash: str = GENESIS) -> ChainVerdict:
    """Check stored `(seq, body, hash)` rows, oldest first, as a stream.

    Each body must hash to its stored hash, repeat the hash before it, and carry the
    next number. A cut-off end, or an end rewritten with new hashes, shows in `count`
    and `head`, which reports print and people sign.
    """
    remaining = iter(rows)
    return _verify(iter(lambda: list(islice(remaining, _CHUNK)), []), after_seq, after_hash)


def _verify(chunks: Iterable[Sequence[Row]], count: int, last: str) -> ChainVerdict:
    for chunk in chunks:
        hashes = _follows(chunk, count, last)
        if hashes is None:
            return _first_problem(chunk, count, last)
        count, last = count + len(chunk), hashes[-64:]
    return ChainVerdict(count, last, True)


def _follows(chunk: Sequence[Row], count: int, last: str) -> str | None:
    """The chunk's hashes in hex, one after the other, if all is well; None if anything is not.

    The last `"previous":"` is the event's own: after it stand a number and a text,
    whose quotes are escaped. So these bytes fix the event before, without decoding.
    """
    try:
        seqs, bodies, stored = zip(*chunk, strict=True)
        digests = [one.digest() for one in map(sha256, bodies)]
        links = [body.rpartition(_MARK)[2][:64] for body in bodies]
        hashes = b"".join(digests).hex()
        fine = (
            tuple(digests) == stored
            and b"".join(links) == f"{last}{hashes[:-64]}".encode()
            and seqs == tuple(range(count + 1, count + 1 + len(chunk)))
        )
    except (TypeError, AttributeError):  # someone put text where bytes belong
        return None
    return hashes if fine else None


def _first_problem(chunk: Sequence[Row], count: int, last: str) -> ChainVerdict:
    for seq, body, stored in chunk:
        problem = ""
        if seq != count + 1:
            problem = REMOVED
        elif not isinstance(body, bytes) or not isinstance(stored, bytes):
            problem = UNREADABLE
        elif sha256(body).digest() != stored:
            problem = CHANGED
        elif _follows([(seq, body, stored)], count, last) is None:
            problem = UNLINKED
        if problem:
            return ChainVerdict(count, last, False, count + 1, problem)
        count, last = count + 1, stored.hex()
    raise AssertionError("rows that are bad together are good one by one")  # both ways check the same


def verify_jsonl(lines: Iterable[bytes], after_seq: int = 0, after_hash: str = GENESIS) -> ChainVerdict:
    """Check exported lines from outside, each decoded strictly; never raises on what they hold.

    All must be of one chain and in the exact bytes `export_jsonl` writes.
    """
    count, last, chain = after_seq, after_hash, None
    for line in lines:
        try:
            event, digest = _strict(line)
        except (ValueError, TypeError, RecursionError, msgspec.MsgspecError):
            return ChainVerdict(count, last, False, count + 1, UNREADABLE, chain or "")
        problem = ""
        if event.seq != count + 1:
            problem = REMOVED
        elif chain is not None and event.chain != chain:
            problem = OTHER_CHAIN
        elif event.hash != digest:
            problem = CHANGED
        elif event.previous != last:
            problem = UNLINKED
        if problem:
            return ChainVerdict(count, last, False, count + 1, problem, chain or "")
        count, last, chain = count + 1, digest, event.chain
    return ChainVerdict(count, last, True, chain=chain or "")


def _strict(line: bytes) -> tuple[Event, str]:
    """The event of a line and the hash its bytes give; ValueError if the line is not canonical."""
    text = line.removesuffix(b"\n").decode("utf-8")
    plain = _exact(text)
    event = msgspec.convert(plain, Event)
    if event.at.tzinfo is None or _encode(plain) != text.encode():
        raise ValueError("not canonical")
    del plain["hash"]
    return event, sha256(_encode(plain)).hexdigest()


def _exact(text: str) -> dict[str, Any]:
    """Decode JSON, refusing every number that some reader may round."""
    plain = json.loads(text, parse_float=_refuse, parse_constant=_refuse, parse_int=_integer)
    if not isinstance(plain, dict):
        raise TypeError("not an object")
    return plain


def _refuse(text: str) -> NoReturn:
    raise ValueError(f"inexact number {text}")


def _integer(text: str) -> int:
    number = int(text)
    if abs(number) > MAX_INTEGER:
        _refuse(text[:40])
    return number
