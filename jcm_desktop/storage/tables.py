"""The schema at its newest revision, in types that SQLite and PostgreSQL both have.

Values are text: decimals as typed digits, days and moments in ISO form, bodies as
canonical JSON of the domain's types. Knows no queries. Whoever changes this adds a
migration; a test compares the two.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
)

HEAD = "0005"  # the migration that makes this schema

# Every constraint has a name of its own, so that a migration can speak of it.
NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

metadata = MetaData(naming_convention=NAMES)

# What describes the file itself.
meta = Table(
    "meta",
    metadata,
    Column("key", Text, primary_key=True),
    Column("value", Text, nullable=False),
)

projects = Table(
    "projects",
    metadata,
    Column("reference", Text, primary_key=True),
    Column("body", Text, nullable=False),
)

# Append-only; the highest number is the plan in force.
plans = Table(
    "plans",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("project", Text, ForeignKey("projects.reference"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("body", Text, nullable=False),
    Column("at", Text, nullable=False),
    Index(None, "project", "number"),
)

periods = Table(
    "periods",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("project", Text, ForeignKey("projects.reference"), nullable=False),
    Column("first", Text, nullable=False),
    Column("last", Text, nullable=False),
    Column("state", Text, nullable=False),
    UniqueConstraint("project", "first", "last"),
    CheckConstraint("first <= last", name="days_in_order"),
    CheckConstraint("state IN ('open', 'frozen')", name="state_known"),
)

# Append-only. One reading is superseded at most once: corrections form a line, not a tree.
readings = Table(
    "readings",
    metadata,
    Column("id", Text, primary_key=True),
    Column("project", Text, ForeignKey("projects.reference"), nullable=False),
    Column("point", Text, nullable=False),
    Column("first", Text, nullable=False),
    Column("last", Text, nullable=False),
    Column("value", Text),  # NULL with its unit: withdrawn
    Column("unit", Text),
    Column("typed", Text, nullable=False),
    Column("supersedes", Text, ForeignKey("readings.id"), unique=True),
    Column("reason", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("recorded_at", Text),
    Column("recorded_by", Text, nullable=False),
    Column("register", Text),  # JSON; NULL where the value is not a register's difference
    Index(None, "project", "first"),
    CheckConstraint("first <= last", name="days_in_order"),
    CheckConstraint("(value IS NULL) = (unit IS NULL)", name="value_has_unit"),
    CheckConstraint("value IS NOT NULL OR supersedes IS NOT NULL", name="withdraws_something"),
)

# Text in a cell that is not a value yet; the only rows that come and go.
drafts = Table(
    "drafts",
    metadata,
    Column("project", Text, ForeignKey("projects.reference"), nullable=False),
    Column("point", Text, nullable=False),
    Column("first", Text, nullable=False),
    Column("last", Text, nullable=False),
    Column("text", Text, nullable=False),
    PrimaryKeyConstraint("project", "point", "first", "last"),
)

# Append-only; the highest number of a serial is the meter as known now.
meters = Table(
    "meters",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("project", Text, ForeignKey("projects.reference"), nullable=False),
    Column("serial", Text, nullable=False),
    Column("body", Text, nullable=False),
    Index(None, "project", "serial"),
)

# Append-only; one file may back up several points, a row each.
evidence = Table(
    "evidence",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("project", Text, ForeignKey("projects.reference"), nullable=False),
    Column("sha256", Text, nullable=False),
    Column("body", Text, nullable=False),
    Index(None, "project", "sha256"),
)

# Append-only; the latest of a warning counts.
reasons = Table(
    "reasons",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("project", Text, ForeignKey("projects.reference"), nullable=False),
    Column("first", Text, nullable=False),
    Column("last", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("body", Text, nullable=False),
    Index(None, "project", "first", "last"),
)

# Append-only; the latest of a kind and subject counts.
declarations = Table(
    "declarations",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("project", Text, ForeignKey("projects.reference"), nullable=False),
    Column("first", Text, nullable=False),
    Column("last", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("body", Text, nullable=False),
    Index(None, "project", "first", "last"),
)

# Append-only. Logger data as imported: one row for a point in a file; the values are in its blocks.
batches = Table(
    "batches",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("project", Text, ForeignKey("projects.reference"), nullable=False),
    Column("point", Text, nullable=False),
    Column("fingerprint", Text, nullable=False),  # of the file's shape
    Column("file_sha256", Text, nullable=False),
    Column("body", Text, nullable=False),
    Index(None, "project", "point"),
    Index(None, "project", "fingerprint"),
)

# Append-only. 4,096 values each; the hash is of the content before it was compressed.
blocks = Table(
    "blocks",
    metadata,
    Column("batch", Text, ForeignKey("batches.id"), nullable=False),
    Column("number", Integer, nullable=False, autoincrement=False),
    Column("count", Integer, nullable=False),
    Column("first", BigInteger, nullable=False),  # seconds since 1970, UTC
    Column("last", BigInteger, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("data", LargeBinary, nullable=False),
    PrimaryKeyConstraint("batch", "number"),
)

# Append-only. What people laid over logger data: other values, no value, explained jumps of a register.
overlays = Table(
    "overlays",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("project", Text, ForeignKey("projects.reference"), nullable=False),
    Column("point", Text, nullable=False),
    Column("body", Text, nullable=False),
    Index(None, "project", "point"),
)

# Append-only. The logger data a reading was derived from.
derivations = Table(
    "derivations",
    metadata,
    Column("reading", Text, ForeignKey("readings.id"), primary_key=True),
    Column("project", Text, ForeignKey("projects.reference"), nullable=False),
    Column("body", Text, nullable=False),
    Index(None, "project"),
)

# Append-only; what was stated about a definition, which belongs to no project. The latest of a kind and subject counts.
confirmations = Table(
    "confirmations",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("methodology", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("body", Text, nullable=False),
    Index(None, "methodology", "version", "kind"),
)

# Append-only. One chain per project (and "" for the workspace); `body` holds the very bytes that were hashed.
# `kind` and `subject` only help to search: whoever needs the truth reads the body.
audit = Table(
    "audit",
    metadata,
    Column("chain", Text, nullable=False),
    Column("seq", Integer, nullable=False, autoincrement=False),
    Column("kind", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    PrimaryKeyConstraint("chain", "seq"),
    CheckConstraint("length(hash) = 32", name="hash_is_sha256"),
    sqlite_with_rowid=False,  # one tree, so one page less to write with every edit
)

APPEND_ONLY = (
    *("plans", "readings", "meters", "evidence", "reasons", "declarations", "confirmations"),
    *("batches", "blocks", "overlays", "derivations", "audit"),
)
