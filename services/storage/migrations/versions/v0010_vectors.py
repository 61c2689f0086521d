"""Vectors of what is remembered in a column of pgvector, where PostgreSQL has it."""

from alembic import op

from services.storage.vector_column import to_blobs, to_column

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    to_column(op.get_bind())


def downgrade() -> None:
    to_blobs(op.get_bind())
