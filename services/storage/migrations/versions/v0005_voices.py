"""Voices that were made of a person's own, with the consent to them."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "voices",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("person_id", sa.String(64)),
        sa.Column("label", sa.Text, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("provider", sa.String(64), nullable=False),
        sa.Column("voice_id", sa.String(128), nullable=False),
        sa.Column("style", sa.LargeBinary, nullable=False),
        sa.Column("similarity", sa.Double, nullable=False),
        sa.Column("sample", sa.String(128), nullable=False),
        sa.Column("excerpt", sa.String(128), nullable=False),
        sa.Column("preview", sa.String(128), nullable=False),
        sa.Column("sample_sha256", sa.String(64), nullable=False),
        sa.Column("speech_s", sa.Double, nullable=False),
        sa.Column("consent", sa.JSON, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_voices"),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name="fk_voices_person_id_people", ondelete="SET NULL"
        ),
    )
    op.create_index("ix_voices_person_id", "voices", ["person_id"])
    op.create_index("ix_voices_state", "voices", ["state"])
