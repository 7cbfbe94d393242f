"""The first tables: functions with their $LATEST, and access keys."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Spelled out, not taken from schema.py: a migration never changes, and the schema does."""
    op.create_table(
        "functions",
        sa.Column("account", sa.String, primary_key=True),
        sa.Column("region", sa.String, primary_key=True),
        sa.Column("name", sa.String, primary_key=True),
        sa.Column("configuration", sa.JSON, nullable=False),
        sa.Column("code", sa.JSON, nullable=False),
        sa.Column("tenant_isolation", sa.String),
        sa.Column("revision_id", sa.String, nullable=False),
        sa.Column("environment_revision", sa.String, nullable=False),
        sa.Column("last_modified", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("last_update_status", sa.String, nullable=False),
        sa.Column("tags", sa.JSON, nullable=False),
        sa.Column("reserved_concurrency", sa.Integer),
    )
    op.create_table(
        "access_keys",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("secret", sa.String, nullable=False),
        sa.Column("account", sa.String, nullable=False),
        sa.Column("description", sa.String, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    )
