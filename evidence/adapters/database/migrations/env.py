"""Alembic's entry: runs inside the connection and transaction that the catalogue opened."""

from alembic import context

from evidence.adapters.database.tables import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_as_batch=True,
    compare_type=True,
)
context.run_migrations()
