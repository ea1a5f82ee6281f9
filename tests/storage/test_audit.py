"""The chain finds every kind of tampering, in the database and in lines from outside."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest

from jcm_desktop.domain.quantity import Quantity
from jcm_desktop.domain.reading import Reading
from jcm_desktop.storage import audit
from jcm_desktop.storage.audit import GENESIS, verify, verify_jsonl
from jcm_desktop.storage.workspace import Workspace

Rows = list[tuple[Any, Any, Any]]


@pytest.fixture
def rows(workspace: Workspace) -> Rows:
    """Twelve stored events with payloads that imitate the chain's own form."""
    with workspace.unit_of_work("Bat") as work:
        for number in range(11):
            payload = {"previous": "f" * 64, "seq": 9, "subject": 'x","previous":"', "nested": {"previous": "a" * 64}}
            work.record("ID003", "test", f'"previous":"{number}\\', payload)
        return list(audit._rows(work.connection, "ID003"))


@pytest.fixture
def lines(workspace: Workspace, rows: Rows) -> list[bytes]:
    with workspace.read() as connection:
        return list(audit.export_jsonl(connection, "ID003"))


def test_an_untouched_chain_is_intact(rows: Rows, lines: list[bytes]) -> None:
    head = rows[-1][2].hex()
    assert verify(rows) == audit.ChainVerdict(12, head, True)
    assert verify_jsonl(lines) == audit.ChainVerdict(12, head, True, chain="ID003")
    assert verify_jsonl(line.rstrip(b"\n") for line in lines).intact


def test_an_empty_chain_is_intact_and_ends_in_zeros() -> None:
    assert verify([]) == verify_jsonl([]) == audit.ChainVerdict(0, GENESIS, True)


def test_a_chain_can_be_checked_from_where_the_last_package_ended(rows: Rows, lines: list[bytes]) -> None:
    at = rows[4][2].hex()
    assert verify(rows[5:], 5, at).intact
    assert verify_jsonl(lines[5:], 5, at).intact
    assert not verify_jsonl(lines[5:]).intact
    assert not verify_jsonl(lines[6:], 5, at).intact


def test_an_event_is_the_hash_of_its_own_canonical_json(lines: list[bytes]) -> None:
    previous = GENESIS
    for number, line in enumerate(lines, 1):
        event = json.loads(line)  # as a stranger would check it, with Python's own library
        stated = event.pop("hash")
        canonical = json.dumps(event, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
        assert hashlib.sha256(canonical).hexdigest() == stated
        assert (event["previous"], event["seq"], event["chain"]) == (previous, number, "ID003")
        previous = stated


@pytest.mark.parametrize("at", [0, 5, 11])
def test_every_changed_byte_of_a_body_is_found(rows: Rows, at: int) -> None:
    seq, body, stored = rows[at]
    for place in range(len(body)):
        changed = body[:place] + bytes([body[place] ^ 1]) + body[place + 1 :]
        verdict = verify([*rows[:at], (seq, changed, stored), *rows[at + 1 :]])
        assert (verdict.intact, verdict.first_bad_seq, verdict.count) == (False, at + 1, at)


@pytest.mark.parametrize("at", [0, 5, 10])
def test_a_removed_row_is_found(rows: Rows, at: int) -> None:
    verdict = verify(rows[:at] + rows[at + 1 :])
    assert (verdict.intact, verdict.first_bad_seq, verdict.problem) == (False, at + 1, audit.REMOVED)


@pytest.mark.parametrize("at", [0, 5, 10])
def test_a_removed_row_is_found_when_the_rest_is_renumbered(rows: Rows, at: int) -> None:
    kept = [(seq - (seq > at + 1), body, stored) for seq, body, stored in rows[:at] + rows[at + 1 :]]
    assert (verify(kept).first_bad_seq, verify(kept).problem) == (at + 1, audit.UNLINKED)


def test_swapped_rows_are_found(rows: Rows) -> None:
    rows[3], rows[4] = (rows[3][0], *rows[4][1:]), (rows[4][0], *rows[3][1:])
    assert verify(rows).first_bad_seq == 4


def test_a_repeated_row_is_found(rows: Rows) -> None:
    assert verify([*rows, rows[-1]]).first_bad_seq == 13


def test_a_row_with_a_new_hash_is_found_at_the_next_one(rows: Rows) -> None:
    seq, body, _ = rows[3]
    forged = body.replace(b"Bat", b"Bob")
    rows[3] = (seq, forged, hashlib.sha256(forged).digest())
    verdict = verify(rows)
    assert (verdict.first_bad_seq, verdict.problem) == (5, audit.UNLINKED)


def test_a_rewritten_or_cut_end_shows_in_the_head(rows: Rows) -> None:
    seq, body, stored = rows[-1]
    forged = body.replace(b"Bat", b"Bob")
    verdict = verify([*rows[:-1], (seq, forged, hashlib.sha256(forged).digest())])
    assert verdict.intact
    assert verdict.head != stored.hex()
    assert (verify(rows[:-1]).count, verify(rows[:-1]).head) == (11, rows[-2][2].hex())


@pytest.mark.parametrize("bad", [(1, "text", b"0" * 32), (1, None, None), ("1", b"{}", b""), (1, b"", b"")])
def test_values_of_the_wrong_type_are_found(bad: tuple[Any, Any, Any]) -> None:
    assert not verify([bad]).intact


def test_tampering_far_into_a_long_chain_is_found(workspace: Workspace) -> None:
    with workspace.unit_of_work("Bat") as work:
        for number in range(2500):
            work.record("long", "test", str(number), {})
        rows = list(audit._rows(work.connection, "long"))
        assert audit.verify_chain(work.connection, "long").count == 2500
    for at in (0, 1023, 1024, 2047, 2048, 2499):
        seq, body, stored = rows[at]
        broken = [*rows[:at], (seq, body + b" ", stored), *rows[at + 1 :]]
        assert (verify(iter(broken)).first_bad_seq, verify(broken).problem) == (at + 1, audit.CHANGED)


@pytest.mark.parametrize("at", [0, 6, 11])
def test_every_changed_byte_of_a_line_is_found(lines: list[bytes], at: int) -> None:
    line = lines[at].rstrip(b"\n")
    for place in range(len(line)):
        for flip in (1, 0x20, 0x80):
            lines[at] = line[:place] + bytes([line[place] ^ flip]) + line[place + 1 :]
            verdict = verify_jsonl(lines)
            # A changed hash of the last line only shows in itself; anything else at the line or right after it.
            assert (verdict.intact, verdict.first_bad_seq) == (False, at + 1)


def test_a_forged_chain_name_is_found(lines: list[bytes]) -> None:
    event = json.loads(lines[-1])
    del event["hash"]
    event["chain"] = "ID004"
    lines[-1] = _line(event)
    assert verify_jsonl(lines).problem == audit.OTHER_CHAIN


def _line(event: dict[str, Any]) -> bytes:
    def text(value: object) -> bytes:
        return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()

    return text({**event, "hash": hashlib.sha256(text(event)).hexdigest()})


def _good(**changes: Any) -> dict[str, Any]:
    event = {"actor": "a", "at": "2026-01-01T00:00:00Z", "chain": "c", "kind": "k", "payload": {}, "previous": GENESIS}
    return {**event, "seq": 1, "subject": "s", **changes}


def test_a_line_made_by_another_program_is_taken_when_it_is_right() -> None:
    assert verify_jsonl([_line(_good())]).intact


@pytest.mark.parametrize(
    "changes",
    [
        {"seq": "1"},
        {"seq": True},
        {"seq": 1.0},
        {"payload": {"value": 1.5}},
        {"payload": {"value": float("nan")}},
        {"payload": {"value": 2**53}},
        {"payload": []},
        {"payload": {"a": ["\ud800"]}},
        {"at": "yesterday"},
        {"at": "2026-01-01T00:00:00"},
        {"actor": None},
        {"extra": ""},
        {"previous": 0},
    ],
    ids=str,
)
def test_a_line_of_the_wrong_shape_is_unreadable(changes: dict[str, Any]) -> None:
    event = _good(**changes)
    text = json.dumps(event, sort_keys=True, separators=(",", ":")).encode()
    stated = hashlib.sha256(text).hexdigest()
    line = json.dumps({**event, "hash": stated}, sort_keys=True, separators=(",", ":")).encode()
    assert verify_jsonl([line]) == audit.ChainVerdict(0, GENESIS, False, 1, audit.UNREADABLE)


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"\xff\xfe{\x00}\x00",
        b"null",
        b"[1]",
        b"{",
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b"1" * 10_000,
        b"\xef\xbb\xbf" + _line(_good()),
        _line(_good()).replace(b":", b": ", 1),
        _line(_good()).replace(b'"k"', b'"\\u006b"'),
        _line(_good()).replace(b'"kind":"k"', b'"kind":"j","kind":"k"'),
        _line(_good()) + b"\n\n",
        b" " + _line(_good()),
    ],
    ids=range(14),
)
def test_hostile_bytes_are_a_verdict_and_never_an_exception(line: bytes) -> None:
    verdict = verify_jsonl([line])
    assert (verdict.intact, verdict.first_bad_seq, verdict.problem) == (False, 1, audit.UNREADABLE)


def test_chains_are_apart(workspace: Workspace) -> None:
    with workspace.unit_of_work("Bat") as work:
        one = work.record("A", "k", "", {})
        other = work.record("B", "k", "", {})
        work.record("", "k", "", {})
        assert (one.seq, other.seq, one.previous, other.previous) == (1, 1, GENESIS, GENESIS)
        assert audit.head(work.connection, "A") == (1, one.hash)
        assert audit.head(work.connection, "nobody") == (0, GENESIS)
        assert audit.chains(work.connection) == ("", "A", "B", "ID003")
        assert b'"B"' not in b"".join(audit.export_jsonl(work.connection, "A"))


def test_events_come_back_as_they_were_recorded(workspace: Workspace, reading: Callable[..., Reading]) -> None:
    made = reading("1.50")
    with workspace.unit_of_work("Bat") as work:
        recorded = work.record("ID003", "readings.entered", "(1)", {"readings": [made]})
        stored = list(audit.events(work.connection, "ID003", since_seq=1))
    assert stored == [recorded]
    assert recorded.payload["readings"][0]["quantity"] == {"unit": "MWh", "value": "1.50"}


def test_a_moment_is_stored_in_utc(workspace: Workspace) -> None:
    at = datetime(2026, 1, 1, 7, tzinfo=timezone(timedelta(hours=7)))
    with workspace.unit_of_work("Bat") as work:
        event = audit.append(work.connection, "c", "k", "", {}, "Bat", at)
        assert event.at == datetime(2026, 1, 1, tzinfo=UTC)
        assert b'"at":"2026-01-01T00:00:00Z"' in next(audit.export_jsonl(work.connection, "c"))
        with pytest.raises(ValueError, match="time zone"):
            audit.append(work.connection, "c", "k", "", {}, "Bat", at.replace(tzinfo=None))


@pytest.mark.parametrize("payload", [{"x": 0.1}, {"x": [{"y": 1e16}]}, {"x": 2**53}, {"x": float("inf")}], ids=str)
def test_a_payload_that_would_lose_digits_is_a_bug(workspace: Workspace, payload: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="inexact"), workspace.unit_of_work("Bat") as work:
        work.record("ID003", "k", "", payload)
    with workspace.read() as connection:
        assert audit.head(connection, "ID003")[0] == 1


def test_a_struct_can_be_a_payload(workspace: Workspace) -> None:
    with workspace.unit_of_work("Bat") as work:
        event = work.record("ID003", "k", "", Quantity(Decimal("1.10"), "MWh"))
        assert event.payload == {"unit": "MWh", "value": "1.10"}
        assert audit.verify_chain(work.connection, "ID003").intact


def test_the_latest_time_is_that_of_no_matter_which_event(workspace: Workspace) -> None:
    noon = datetime(2026, 2, 10, 12, tzinfo=UTC)
    with workspace.unit_of_work("Bat") as work:
        assert audit.latest(work.connection, "TH001") is None
        for actor, at in (
            ("Bat", noon - timedelta(days=30)),
            ('B,"at":"2031-01-01T00:00:00Z', noon),
            ("Saran 山田", noon - timedelta(days=25)),
        ):
            audit.append(work.connection, "TH001", "test", ',"at":"2032', {"at": "2033-01-01T00:00:00Z"}, actor, at)
        audit.append(work.connection, "MN006", "test", "", {}, "Bat", noon + timedelta(days=1))
        assert audit.latest(work.connection, "TH001") == noon
        local = noon.astimezone(timezone(timedelta(hours=9))) + timedelta(hours=1)
        audit.append(work.connection, "TH001", "test", "", {}, "Bat", local)
        assert audit.latest(work.connection, "TH001") == noon + timedelta(hours=1)
