"""What tenants may do at most."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0002"


def upgrade() -> None:
    """They belong to a function's name and outlive the function: there is no reference to it."""
    op.create_table(
        "tenant_limits",
        sa.Column("account", sa.String, primary_key=True),
        sa.Column("function", sa.String, primary_key=True),
        sa.Column("tenant", sa.String, primary_key=True),
        sa.Column("max_concurrency", sa.Integer),
        sa.Column("requests_per_second", sa.Float),
    )
