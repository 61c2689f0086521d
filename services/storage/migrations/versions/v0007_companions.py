"""Companions in the words of those who made them."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    for column in (
        sa.Column("description", sa.Text, nullable=False, server_default=""),
        sa.Column("boundaries", sa.Text, nullable=False, server_default=""),
        sa.Column("language", sa.String(20), nullable=False, server_default="en"),
        sa.Column("pace", sa.Double, nullable=False, server_default="1"),
    ):
        op.add_column("companions", column)
