"""Whether a person would rather read than hear another voice."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.add_column(
        "people", sa.Column("keeps_voice", sa.Boolean, nullable=False, server_default=sa.false())
    )
