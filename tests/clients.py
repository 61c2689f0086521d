"""People and browsers, as the server sees them: a session cookie and a socket.

A `Caller` is a whole browser without a page. It keeps every event with the time it came, and when
told to `play_along` reports the play head in real time, as the page does.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import requests

from services.domain import EAR_RATE_HZ, Sound
from tests.ordered_socket import OrderedClient
from tests.playing import PlayHead
from tests.sounds import silence
from tests.support.patience import hang_s

CHUNK_MS = 100
PLAYBACK_INTERVAL_S = 0.25
EVENTS = (
    "call_state",
    "transcript",
    "ai_speech",
    "ai_response",
    "ai_cancelled",
    "noticed",
    "look_closer",
    "picture_sent",
    "model_in_use",
    "notice",
    "job",
    "clip",
)


@dataclass(frozen=True, slots=True)
class Event:
    name: str
    payload: dict[str, Any]
    at_s: float
    """On the clock of `time.monotonic`."""


class Caller:
    """One person with one browser tab."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.http = requests.Session()
        self.events: list[Event] = []
        self.call = ""
        self._arrived = threading.Condition()
        self._head = PlayHead()
        self._player: threading.Thread | None = None
        self._hung_up = threading.Event()
        self.socket = self._new_socket()

    def connect(self) -> Caller:
        """Open the page, then the socket. Called again after `drop`, it is the same person."""
        self.http.get(self.url, timeout=hang_s()).raise_for_status()
        self.socket.connect(self.url, transports=["websocket"], wait_timeout=hang_s())
        return self

    def drop(self) -> None:
        """Lose the connection without a word, as in a tunnel."""
        self.socket.disconnect()
        self.socket = self._new_socket()

    def start(self, **wishes: Any) -> dict[str, Any]:
        """Start a call (or, with ``call=``, take one up again); returns the ack."""
        payload = {"client": {"speech_recognition": False, "webgl": False}, **wishes}
        ack: dict[str, Any] = self.socket.call("call_start", payload, timeout=hang_s(20))
        self.call = ack.get("call", "")
        return ack

    def type(self, text: str, **more: Any) -> int:
        """Send typed words; returns the turn they began."""
        message = {"text": text, "source": "typed", **more}
        ack = self.socket.call("user_message", message, timeout=hang_s(20))
        return int(ack["turn"])

    def speak(self, sound: Sound, *, paced: bool = True) -> float:
        """Send ``sound`` in chunks, in real time when ``paced``; returns when its end was sent."""
        step = CHUNK_MS * EAR_RATE_HZ // 1000 * 2
        began = time.monotonic()
        for number, start in enumerate(range(0, len(sound.pcm), step)):
            if paced:
                time.sleep(max(0.0, began + number * CHUNK_MS / 1000 - time.monotonic()))
            self.socket.emit("audio", sound.pcm[start : start + step])
        return time.monotonic()

    def hush(self, duration_ms: int, *, paced: bool = True) -> None:
        """Send silence, as an open microphone in a quiet room does."""
        self.speak(silence(duration_ms), paced=paced)

    def show(self, jpeg: bytes, *, width: int = 640, height: int = 480) -> dict[str, Any]:
        """Send a camera frame; returns the ack that allows the next."""
        frame = {
            "source": "camera",
            "taken_ms": round(time.time() * 1000),
            "width": width,
            "height": height,
            "jpeg": jpeg,
        }
        ack: dict[str, Any] = self.socket.call("video_frame", frame, timeout=hang_s(20))
        return ack

    def interrupt(self) -> dict[str, Any]:
        """Stop the companion here and now, as the page does on a click."""
        speech = self.latest("ai_speech")
        turn = speech["turn"] if speech else 0
        self._report()
        self._head.cancel(turn)
        payload = {"turn": turn, "heard_ms": self._head.heard_ms(turn)}
        ack: dict[str, Any] = self.socket.call("interrupt", payload, timeout=hang_s(20))
        return ack

    def end(self) -> dict[str, Any]:
        ack: dict[str, Any] = self.socket.call("call_end", {}, timeout=hang_s(20))
        return ack

    def hang_up(self) -> None:
        """Close everything; the caller is not used again."""
        self._hung_up.set()
        if self._player is not None:
            self._player.join(hang_s())
            assert not self._player.is_alive()
        self.socket.disconnect()
        self.http.close()

    def play_along(self) -> None:
        """From now on, report playback as a browser that plays every segment in real time."""
        self._player = threading.Thread(target=self._play, name="player")
        self._player.start()

    def heard_ms(self, turn: int) -> int:
        """How much of that turn's sound was reported as heard, over all its segments."""
        return self._head.heard_ms(turn)

    def wait_for(
        self,
        name: str,
        matches: Callable[[dict[str, Any]], bool] = lambda payload: True,
    ) -> Event:
        """The first event of that name that matches, past or to come."""

        def found() -> Event | None:
            fitting = (each for each in self.events if each.name == name)
            return next((each for each in fitting if matches(each.payload)), None)

        with self._arrived:
            event = self._arrived.wait_for(found, hang_s(20))
            seen = [(each.name, _without_sound(each.payload)) for each in self.events]
        assert event is not None, f"no such {name}; came: {seen}"
        return event

    def all(self, name: str) -> list[dict[str, Any]]:
        """Payloads of every event of that name so far, in order."""
        with self._arrived:
            return [event.payload for event in self.events if event.name == name]

    def latest(self, name: str) -> dict[str, Any] | None:
        return next(reversed(self.all(name)), None)

    def _new_socket(self) -> OrderedClient:
        socket = OrderedClient(http_session=self.http, reconnection=False, handle_sigint=False)
        for name in EVENTS:
            socket.on(name, lambda payload, name=name: self._came(name, payload))
        return socket

    def _came(self, name: str, payload: dict[str, Any]) -> None:
        if name == "ai_speech":
            self._head.add(payload)
        elif name == "ai_cancelled":
            self._report()
            self._head.cancel(payload["turn"])
        with self._arrived:
            self.events.append(Event(name, payload, time.monotonic()))
            self._arrived.notify_all()

    def _play(self) -> None:
        while not self._hung_up.wait(PLAYBACK_INTERVAL_S):
            if self.socket.connected:
                self._report()

    def _report(self) -> None:
        for report in self._head.reports():
            self.socket.emit("playback", report)


@contextmanager
def calling(url: str) -> Iterator[Caller]:
    """A connected `Caller`, hung up at the end."""
    caller = Caller(url)
    try:
        yield caller.connect()
    finally:
        caller.hang_up()


def _without_sound(payload: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in payload.items() if not isinstance(value, bytes)}
