"""Statements on functions, versions and aliases, beside the revision that their changes are conditional on."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Nobody has had a policy so far."""
    for table in ("functions", "function_versions", "aliases"):
        op.add_column(table, sa.Column("policy", sa.JSON, nullable=False, server_default="[]"))
