"""What owners set beside configurations: events, URLs, runtimes, signing, recursion; and roles for deploy tools."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Settings go with their function."""
    op.add_column("functions", sa.Column("code_signing_config_arn", sa.String))
    op.add_column(
        "functions",
        sa.Column("recursive_loop", sa.String, nullable=False, server_default="Terminate"),
    )
    op.create_table(
        "function_settings",
        sa.Column("account", sa.String, primary_key=True),
        sa.Column("region", sa.String, primary_key=True),
        sa.Column("function", sa.String, primary_key=True),
        sa.Column("qualifier", sa.String, primary_key=True),
        sa.Column("kind", sa.String, primary_key=True),
        sa.Column("document", sa.JSON, nullable=False),
        sa.ForeignKeyConstraint(
            ["account", "region", "function"],
            ["functions.account", "functions.region", "functions.name"],
            ondelete="CASCADE",
        ),
    )
    op.create_table(
        "code_signing_configs",
        sa.Column("account", sa.String, primary_key=True),
        sa.Column("region", sa.String, primary_key=True),
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("description", sa.String, nullable=False),
        sa.Column("publishers", sa.JSON, nullable=False),
        sa.Column("untrusted", sa.String, nullable=False),
        sa.Column("last_modified", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tags", sa.JSON, nullable=False),
    )
    op.create_table(
        "roles",
        sa.Column("account", sa.String, primary_key=True),
        sa.Column("name", sa.String, primary_key=True),
        sa.Column("id", sa.String, nullable=False),
        sa.Column("path", sa.String, nullable=False),
        sa.Column("description", sa.String, nullable=False),
        sa.Column("trust_policy", sa.String, nullable=False),
        sa.Column("policies", sa.JSON, nullable=False),
        sa.Column("attached", sa.JSON, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    )
