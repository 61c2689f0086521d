"""Telling people of their jobs: each of them has a room, which all their connections are in."""

from __future__ import annotations

from collections.abc import Iterator

import socketio

from services.conversation.events import CallEvent, JobChanged, Notice
from services.domain import Job, JobState
from services.jobs import clip
from services.jobs.job_updates import Tell

CHANNEL = "flask-socketio"
"""Where web processes listen in Redis. Source: flask_socketio.SocketIO, ``channel``."""

CARRIES_ON = "The live face carries on."


def room_of(person_id: str) -> str:
    return f"person {person_id}"


def said_of(job: Job) -> Iterator[CallEvent]:
    """What to send at a change of it. A clip that fails is noticed in the call, nowhere else."""
    yield JobChanged.of(job)
    if job.kind == clip.KIND and job.state == JobState.FAILED:
        yield Notice(job.code, f"{job.message} {CARRIES_ON}")


def over_redis(url: str) -> Tell:
    """Tells through the web processes, from a process that has no connections of its own."""
    line = socketio.RedisManager(url, channel=CHANNEL, write_only=True)

    def tell(job: Job) -> None:
        for said in said_of(job):
            line.emit(said.event, said.payload(), namespace="/", room=room_of(job.person_id))

    return tell
