"""Alembic's entry point: runs the migrations in the caller's connection and transaction."""

from alembic import context

from adapters.ledger.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table=context.config.attributes["version_table"],
    transactional_ddl=True,
)
context.run_migrations()
