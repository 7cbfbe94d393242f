"""Published versions, and the aliases that point at them."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Versions and aliases go with their function; a version stays while an alias points at it."""
    op.add_column(
        "functions", sa.Column("last_version", sa.Integer, nullable=False, server_default="0")
    )
    op.create_table(
        "function_versions",
        sa.Column("account", sa.String, primary_key=True),
        sa.Column("region", sa.String, primary_key=True),
        sa.Column("name", sa.String, primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("configuration", sa.JSON, nullable=False),
        sa.Column("code", sa.JSON, nullable=False),
        sa.Column("tenant_isolation", sa.String),
        sa.Column("own_description", sa.String),
        sa.Column("revision_id", sa.String, nullable=False),
        sa.Column("environment_revision", sa.String, nullable=False),
        sa.Column("last_modified", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String, nullable=False),
        _references_function("name"),
    )
    op.create_table(
        "aliases",
        sa.Column("account", sa.String, primary_key=True),
        sa.Column("region", sa.String, primary_key=True),
        sa.Column("function", sa.String, primary_key=True),
        sa.Column("name", sa.String, primary_key=True),
        sa.Column("version", sa.Integer),
        sa.Column("description", sa.String, nullable=False),
        sa.Column("second_version", sa.Integer),
        sa.Column("second_weight", sa.Float),
        sa.Column("revision_id", sa.String, nullable=False),
        _references_function("function"),
        _references_version("version"),
        _references_version("second_version"),
    )


def _references_function(name: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["account", "region", name],
        ["functions.account", "functions.region", "functions.name"],
        ondelete="CASCADE",
    )


def _references_version(number: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["account", "region", "function", number],
        [f"function_versions.{column}" for column in ("account", "region", "name", "number")],
    )
