"""Versions of layers, and the last number that each layer's name has had."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """A layer's row stays when its versions are deleted: their numbers are never given again."""
    op.create_table(
        "layers",
        sa.Column("account", sa.String, primary_key=True),
        sa.Column("region", sa.String, primary_key=True),
        sa.Column("name", sa.String, primary_key=True),
        sa.Column("last_number", sa.Integer, nullable=False),
    )
    op.create_table(
        "layer_versions",
        sa.Column("account", sa.String, primary_key=True),
        sa.Column("region", sa.String, primary_key=True),
        sa.Column("name", sa.String, primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("description", sa.String, nullable=False),
        sa.Column("license_info", sa.String),
        sa.Column("runtimes", sa.JSON),
        sa.Column("architectures", sa.JSON),
        sa.Column("code", sa.JSON, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("grants", sa.JSON, nullable=False),
        sa.Column("revision_id", sa.String, nullable=False),
    )
