"""Which model a person chose, what a call may cost, and what it did."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.add_column(
        "people", sa.Column("model", sa.String(200), nullable=False, server_default="auto")
    )
    op.add_column("people", sa.Column("cost_cap_usd", sa.Double))
    op.add_column("calls", sa.Column("usage", sa.JSON))
