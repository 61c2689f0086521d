"""The history of the tables, one file in ``versions/`` a step. Enters: Alembic alone."""
