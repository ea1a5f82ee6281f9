"""What a register showed at both ends of a reading: a column of its own, so that no row has to be written again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("readings", sa.Column("register", sa.Text(), nullable=True))


def downgrade() -> None:
    raise NotImplementedError("evidence is never taken back")
