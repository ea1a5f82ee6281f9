"""What people state about a period: eligibility answers, waivers, causes of gaps, acceptances, approvals."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "declarations",
        sa.Column("number", sa.Integer(), nullable=False),
        *(
            sa.Column(name, sa.Text(), nullable=False)
            for name in ("project", "first", "last", "kind", "subject", "body")
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_declarations")),
        sa.ForeignKeyConstraint(["project"], ["projects.reference"], name=op.f("fk_declarations_project_projects")),
    )
    op.create_index(op.f("ix_declarations_project_first_last"), "declarations", ["project", "first", "last"])


def downgrade() -> None:
    raise NotImplementedError("what was stated is never taken back")
