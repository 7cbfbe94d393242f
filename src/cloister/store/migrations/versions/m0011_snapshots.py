"""Why a version has failed, and whether there is what SnapStart asks for."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Versions that have failed so far had lost their packages, which needs no words; none has a snapshot."""
    for name in ("state_reason", "state_reason_code"):
        op.add_column("function_versions", sa.Column(name, sa.String))
    op.add_column(
        "function_versions",
        sa.Column("has_snapshot", sa.Boolean, nullable=False, server_default=sa.false()),
    )
