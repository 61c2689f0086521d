"""Storage in a process with green threads: the hub ticks on while the database works."""

from __future__ import annotations

import subprocess
import sys

from tests.support.patience import hang_s

WRITE_WHILE_TICKING = """
import eventlet
eventlet.monkey_patch()
import sys
from eventlet import tpool
tpool.set_num_threads(1)
from services.storage.database import Database
from services.storage.journal import DatabaseJournal

database = Database(sys.argv[1], offload=tpool.execute)
database.migrate()
journal = DatabaseJournal(database, name_of=lambda session, companion_id: "Iris")
ticks = 0

def tick():
    global ticks
    while True:
        eventlet.sleep(0.01)
        ticks += 1

def talk(call_id):
    journal.call_started(call_id, "a" * 32, "iris")
    for turn in range(20):
        journal.user_said(call_id, turn, "hello", "voice")

STATEMENTS = {
    "postgresql": "SELECT pg_sleep(0.05)",
    "sqlite": "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300000)"
              " SELECT count(*) FROM n",
}

def slow(session):
    # One unit of work that lasts until the hub has ticked: on the hub itself it never would.
    for _ in range(1000):
        session.connection().exec_driver_sql(STATEMENTS[session.bind.dialect.name]).all()
        if ticks >= 10:
            return
    raise AssertionError("the hub stood still")

ticker = eventlet.spawn(tick)
pool = eventlet.GreenPool()
work_slowly = pool.spawn(database.run, slow)
for number in range(10):
    pool.spawn(talk, f"call-{number}")
work_slowly.wait()
pool.waitall()
assert len(journal.calls_of("a" * 32, limit=99)) == 10
"""


def test_the_hub_ticks_while_calls_are_kept(url: str) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", WRITE_WHILE_TICKING, url],
        capture_output=True,
        text=True,
        timeout=hang_s(60),
    )
    assert done.returncode == 0, done.stderr
