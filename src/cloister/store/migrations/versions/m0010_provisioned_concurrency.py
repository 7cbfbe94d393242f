"""How many environments owners have held ready for a version or an alias, and since when they ask for it."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Nobody has asked for any so far."""
    for table in ("function_versions", "aliases"):
        op.add_column(table, sa.Column("provisioned", sa.Integer))
        op.add_column(table, sa.Column("provisioned_at", sa.DateTime(timezone=True)))
