"""The first schema. Frozen: later changes are later steps."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def _project() -> sa.Column[str]:
    return sa.Column("project", sa.Text(), nullable=False)


def _of_project(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["project"], ["projects.reference"], name=op.f(f"fk_{table}_project_projects"))


def _text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=nullable)


def _number() -> sa.Column[int]:
    return sa.Column("number", sa.Integer(), nullable=False)


def _key(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*columns, name=op.f(f"pk_{table}"))


def upgrade() -> None:
    op.create_table("meta", _text("key"), _text("value"), _key("meta", "key"))
    op.create_table("projects", _text("reference"), _text("body"), _key("projects", "reference"))
    op.create_table(
        "plans",
        _number(),
        _project(),
        sa.Column("version", sa.Integer(), nullable=False),
        _text("body"),
        _text("at"),
        _key("plans", "number"),
        _of_project("plans"),
    )
    op.create_index(op.f("ix_plans_project_number"), "plans", ["project", "number"])
    op.create_table(
        "periods",
        _number(),
        _project(),
        _text("first"),
        _text("last"),
        _text("state"),
        sa.CheckConstraint("first <= last", name=op.f("ck_periods_days_in_order")),
        sa.CheckConstraint("state IN ('open', 'frozen')", name=op.f("ck_periods_state_known")),
        _key("periods", "number"),
        _of_project("periods"),
        sa.UniqueConstraint("project", "first", "last", name=op.f("uq_periods_project_first_last")),
    )
    op.create_table(
        "readings",
        _text("id"),
        _project(),
        _text("point"),
        _text("first"),
        _text("last"),
        _text("value", nullable=True),
        _text("unit", nullable=True),
        _text("typed"),
        _text("supersedes", nullable=True),
        _text("reason"),
        _text("note"),
        _text("recorded_at", nullable=True),
        _text("recorded_by"),
        sa.CheckConstraint("first <= last", name=op.f("ck_readings_days_in_order")),
        sa.CheckConstraint("(value IS NULL) = (unit IS NULL)", name=op.f("ck_readings_value_has_unit")),
        sa.CheckConstraint(
            "value IS NOT NULL OR supersedes IS NOT NULL", name=op.f("ck_readings_withdraws_something")
        ),
        _key("readings", "id"),
        _of_project("readings"),
        sa.ForeignKeyConstraint(["supersedes"], ["readings.id"], name=op.f("fk_readings_supersedes_readings")),
        sa.UniqueConstraint("supersedes", name=op.f("uq_readings_supersedes")),
    )
    op.create_index(op.f("ix_readings_project_first"), "readings", ["project", "first"])
    op.create_table(
        "drafts",
        _project(),
        _text("point"),
        _text("first"),
        _text("last"),
        _text("text"),
        _key("drafts", "project", "point", "first", "last"),
        _of_project("drafts"),
    )
    op.create_table(
        "meters", _number(), _project(), _text("serial"), _text("body"), _key("meters", "number"), _of_project("meters")
    )
    op.create_index(op.f("ix_meters_project_serial"), "meters", ["project", "serial"])
    op.create_table(
        "evidence",
        _number(),
        _project(),
        _text("sha256"),
        _text("body"),
        _key("evidence", "number"),
        _of_project("evidence"),
    )
    op.create_index(op.f("ix_evidence_project_sha256"), "evidence", ["project", "sha256"])
    op.create_table(
        "reasons",
        _number(),
        _project(),
        _text("first"),
        _text("last"),
        _text("code"),
        _text("place"),
        _text("body"),
        _key("reasons", "number"),
        _of_project("reasons"),
    )
    op.create_index(op.f("ix_reasons_project_first_last"), "reasons", ["project", "first", "last"])
    op.create_table(
        "audit",
        _text("chain"),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        _text("kind"),
        _text("subject"),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("length(hash) = 32", name=op.f("ck_audit_hash_is_sha256")),
        _key("audit", "chain", "seq"),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    raise NotImplementedError("nothing comes before the first schema")
