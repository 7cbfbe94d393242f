"""What Alembic runs: the migrations, on the connection and in the transaction that Database.open() holds."""

from alembic import context

from cloister.store import schema

context.configure(
    connection=context.config.attributes["connection"], target_metadata=schema.metadata
)
context.run_migrations()
