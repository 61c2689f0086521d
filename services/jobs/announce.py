"""Telling people of their jobs: each of them has a room, which all their connections are in."""

from __future__ import annotations

import socketio

from services.conversation.said import JobChanged
from services.domain import Job
from services.jobs.board import Tell

CHANNEL = "flask-socketio"
"""Where web processes listen in Redis. Source: flask_socketio.SocketIO, ``channel``."""


def room_of(person_id: str) -> str:
    return f"person {person_id}"


def over_redis(url: str) -> Tell:
    """Tells through the web processes, from a process that has no connections of its own."""
    line = socketio.RedisManager(url, channel=CHANNEL, write_only=True)

    def tell(job: Job) -> None:
        changed = JobChanged.of(job)
        line.emit(changed.event, changed.payload(), namespace="/", room=room_of(job.person_id))

    return tell
