"""What Alembic runs to apply the steps: on the connection it is handed, never on one of its own."""

from __future__ import annotations

from alembic import context

from jcm_desktop.storage.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
