"""Run by Alembic for every command; `upgrade` hands it the connection."""

from alembic import context

from services.storage.tables import Table

# SQLite does keep tables in a transaction; only Python's driver, left to itself, does not.
context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Table.metadata,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
