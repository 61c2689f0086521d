"""What is remembered of people, with its receipts and a full-text index."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

INDEX = "memory_words"
"""On SQLite a table, on PostgreSQL an index."""
ON_SQLITE = (
    f"CREATE VIRTUAL TABLE {INDEX} USING fts5(text, content='memories', content_rowid='id', "
    "tokenize='porter unicode61 remove_diacritics 2')",
    f"CREATE TRIGGER {INDEX}_added AFTER INSERT ON memories BEGIN "
    f"INSERT INTO {INDEX}(rowid, text) VALUES (new.id, new.text); END",
    f"CREATE TRIGGER {INDEX}_removed AFTER DELETE ON memories BEGIN "
    f"INSERT INTO {INDEX}({INDEX}, rowid, text) VALUES ('delete', old.id, old.text); END",
    f"CREATE TRIGGER {INDEX}_changed AFTER UPDATE OF text ON memories BEGIN "
    f"INSERT INTO {INDEX}({INDEX}, rowid, text) VALUES ('delete', old.id, old.text); "
    f"INSERT INTO {INDEX}(rowid, text) VALUES (new.id, new.text); END",
)
ON_POSTGRESQL = (
    f"CREATE INDEX {INDEX} ON memories USING gin (to_tsvector('english'::regconfig, text))",
)


def upgrade() -> None:
    op.add_column(
        "people", sa.Column("remembers", sa.Boolean, nullable=False, server_default=sa.true())
    )
    _create_memories()
    _create_receipts()
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in ON_SQLITE if on_sqlite else ON_POSTGRESQL:
        op.execute(statement)


def _create_memories() -> None:
    op.create_table(
        "memories",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("person_id", sa.String(64), nullable=False),
        sa.Column("companion_id", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("topic", sa.Text, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("pinned", sa.Boolean, nullable=False),
        sa.Column("embedding", sa.LargeBinary),
        sa.Column("replaced_by", sa.Integer),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_memories"),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name="fk_memories_person_id_people", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["replaced_by"], ["memories.id"], name="fk_memories_replaced_by_memories",
            ondelete="SET NULL",
        ),
        sqlite_autoincrement=True,
    )  # fmt: skip
    op.create_index("ix_memories_person_id", "memories", ["person_id"])


def _create_receipts() -> None:
    op.create_table(
        "receipts",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("memory_id", sa.Integer, nullable=False),
        sa.Column("call_id", sa.String(64), nullable=False),
        sa.Column("turn", sa.Integer, nullable=False),
        sa.Column("quote", sa.Text, nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_receipts"),
        sa.ForeignKeyConstraint(
            ["memory_id"], ["memories.id"], name="fk_receipts_memory_id_memories",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["call_id"], ["calls.id"], name="fk_receipts_call_id_calls", ondelete="CASCADE"
        ),
    )  # fmt: skip
    op.create_index("ix_receipts_memory_id", "receipts", ["memory_id"])
    op.create_index("ix_receipts_call_id", "receipts", ["call_id"])
