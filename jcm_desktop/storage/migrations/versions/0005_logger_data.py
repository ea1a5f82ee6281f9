"""Logger data: immutable batches, their blocks, what people laid over them, and what readings were derived from."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _key(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*columns, name=op.f(f"pk_{table}"))


def _refers(table: str, column: str, other: str, key: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.{key}"], name=op.f(f"fk_{table}_{column}_{other}"))


def upgrade() -> None:
    op.create_table(
        "batches",
        _number("number"),
        _text("id"),
        _text("project"),
        _text("point"),
        _text("fingerprint"),
        _text("file_sha256"),
        _text("body"),
        _key("batches", "number"),
        _refers("batches", "project", "projects", "reference"),
        sa.UniqueConstraint("id", name=op.f("uq_batches_id")),
    )
    op.create_index(op.f("ix_batches_project_point"), "batches", ["project", "point"])
    op.create_index(op.f("ix_batches_project_fingerprint"), "batches", ["project", "fingerprint"])
    op.create_table(
        "blocks",
        _text("batch"),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        _number("count"),
        sa.Column("first", sa.BigInteger(), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        _text("sha256"),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        _key("blocks", "batch", "number"),
        _refers("blocks", "batch", "batches", "id"),
    )
    op.create_table(
        "overlays",
        _number("number"),
        _text("project"),
        _text("point"),
        _text("body"),
        _key("overlays", "number"),
        _refers("overlays", "project", "projects", "reference"),
    )
    op.create_index(op.f("ix_overlays_project_point"), "overlays", ["project", "point"])
    op.create_table(
        "derivations",
        _text("reading"),
        _text("project"),
        _text("body"),
        _key("derivations", "reading"),
        _refers("derivations", "reading", "readings", "id"),
        _refers("derivations", "project", "projects", "reference"),
    )
    op.create_index(op.f("ix_derivations_project"), "derivations", ["project"])


def downgrade() -> None:
    raise NotImplementedError("evidence is never taken back")
