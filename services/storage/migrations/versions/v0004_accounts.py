"""Accounts, those whom issuers know, and who is signed in where."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "accounts",
        sa.Column("person_id", sa.String(64), nullable=False),
        sa.Column("email", sa.String(254)),
        sa.Column("password_hash", sa.String(255), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("person_id", name="pk_accounts"),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name="fk_accounts_person_id_people", ondelete="CASCADE"
        ),
        sa.UniqueConstraint("email", name="uq_accounts_email"),
    )
    _create_links()
    _create_sessions()


def _create_links() -> None:
    op.create_table(
        "links",
        sa.Column("issuer", sa.String(255), nullable=False),
        sa.Column("subject", sa.String(255), nullable=False),
        sa.Column("person_id", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("issuer", "subject", name="pk_links"),
        sa.ForeignKeyConstraint(
            ["person_id"], ["accounts.person_id"], name="fk_links_person_id_accounts",
            ondelete="CASCADE",
        ),
    )  # fmt: skip
    op.create_index("ix_links_person_id", "links", ["person_id"])


def _create_sessions() -> None:
    op.create_table(
        "sessions",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("person_id", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("label", sa.Text, nullable=False),
        sa.Column("rotation", sa.Integer, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sessions"),
        sa.ForeignKeyConstraint(
            ["person_id"], ["accounts.person_id"], name="fk_sessions_person_id_accounts",
            ondelete="CASCADE",
        ),
    )  # fmt: skip
    op.create_index("ix_sessions_person_id", "sessions", ["person_id"])
