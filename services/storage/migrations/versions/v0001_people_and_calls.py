"""People, companions, calls and what was said."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "people",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("pause_tolerance", sa.String(16), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_people"),
    )
    op.create_table(
        "companions",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("person_id", sa.String(64), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("persona", sa.String(64), nullable=False),
        sa.Column("voice", sa.String(128), nullable=False),
        sa.Column("portrait", sa.String(128), nullable=False),
        sa.Column("greeting", sa.Text, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_companions"),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name="fk_companions_person_id_people", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_companions_person_id", "companions", ["person_id"])
    op.create_table(
        "calls",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("person_id", sa.String(64), nullable=False),
        sa.Column("companion_id", sa.String(64), nullable=False),
        sa.Column("companion_name", sa.Text, nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.Column("end_reason", sa.String(64)),
        sa.PrimaryKeyConstraint("id", name="pk_calls"),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name="fk_calls_person_id_people", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_calls_person_id_started_at", "calls", ["person_id", "started_at"])
    op.create_table(
        "messages",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("call_id", sa.String(64), nullable=False),
        sa.Column("turn", sa.Integer, nullable=False),
        sa.Column("speaker", sa.String(16), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("heard_text", sa.Text, nullable=False),
        sa.Column("emotion", sa.String(32), nullable=False),
        sa.Column("source", sa.String(16), nullable=False),
        sa.Column("interrupted", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("timings_ms", sa.JSON, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_messages"),
        sa.ForeignKeyConstraint(
            ["call_id"], ["calls.id"], name="fk_messages_call_id_calls", ondelete="CASCADE"
        ),
        sa.UniqueConstraint("call_id", "turn", "speaker", name="uq_messages_call_id_turn_speaker"),
    )
