"""What people state about a definition: things compared with the approved text, its files, and that all of it agrees."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "confirmations",
        sa.Column("number", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("methodology", "version", "kind", "subject", "body")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_confirmations")),
    )
    op.create_index(
        op.f("ix_confirmations_methodology_version_kind"), "confirmations", ["methodology", "version", "kind"]
    )


def downgrade() -> None:
    raise NotImplementedError("what was stated is never taken back")
