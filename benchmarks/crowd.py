"""Many calls at once from one cheap process.

    python -m benchmarks.crowd URL CALLS SECONDS

Every caller sends 100 ms chunks without a pause, a camera frame every 2 s once the last one was
acknowledged, and the play head while the companion speaks; a sentence every 15 s makes a turn.
Prints ``ready`` when all are in their calls, and at the end JSON about what came back, the share
of a core that this took, and how late chunks left (so that a slow sender is not taken for a slow
server). What is sent was packed before, with a mask of zeros, which leaves the payload as it is.
"""

from __future__ import annotations

import argparse
import io
import json
import selectors
import socket
import time
from collections.abc import Sequence
from itertools import count
from typing import Any

import numpy as np
import requests
import websocket
from PIL import Image
from websocket import ABNF

from benchmarks.report import spread
from services.domain import EAR_RATE_HZ
from tests.playing import PlayHead
from tests.speech import clips

CHUNK_S = 0.1
CHUNK_BYTES = int(CHUNK_S * EAR_RATE_HZ) * 2
PERIOD_S = 15.0
FRAME_EVERY_S = 2.0
PLAYBACK_EVERY_S = 0.25
SPEAKERS = ("wizard", "sloth", "special", "times")
WIDTH, HEIGHT, GRAIN, QUALITY = 640, 480, 12, 50
"""Of a camera frame; the grain makes its JPEG about as large as that of a room."""
PLACE = {"_placeholder": True, "num": 0}


def packed(*messages: str | bytes) -> bytes:
    """WebSocket messages, ready to be written to a socket."""
    return b"".join(_packed(message) for message in messages)


def _packed(message: str | bytes) -> bytes:
    opcode = ABNF.OPCODE_TEXT if isinstance(message, str) else ABNF.OPCODE_BINARY
    payload = message.encode() if isinstance(message, str) else message
    frame = ABNF(1, 0, 0, 0, opcode, 1, payload)
    frame.get_mask_key = bytes  # so many zeros
    written: bytes = frame.format()
    return written


def spoken(name: str) -> list[bytes]:
    """A period of sound, by chunks: that clip, then silence."""
    pcm = next(clip for clip in clips() if clip.name == name).sound.pcm
    whole = pcm.ljust(int(PERIOD_S / CHUNK_S) * CHUNK_BYTES, b"\0")
    head = "451-" + json.dumps(["audio", PLACE])
    starts = range(0, len(whole), CHUNK_BYTES)
    return [packed(head, whole[start : start + CHUNK_BYTES]) for start in starts]


def camera_frame() -> bytes:
    grey = np.linspace(40, 200, WIDTH) + np.random.default_rng(1).normal(0, GRAIN, (HEIGHT, WIDTH))
    jpeg = io.BytesIO()
    Image.fromarray(grey.clip(0, 255).astype(np.uint8)).convert("RGB").save(
        jpeg, "JPEG", quality=QUALITY
    )
    frame = {"source": "camera", "width": WIDTH, "height": HEIGHT, "jpeg": PLACE}
    return packed("451-1" + json.dumps(["video_frame", frame]), jpeg.getvalue())


class Browser:
    """One caller without a page: a socket, and what is due on it."""

    def __init__(self, url: str, sound: Sequence[bytes], frame: bytes, *, place: float) -> None:
        """``place`` is where in its period it begins, from 0 to 1."""
        self.answered = self.notices = 0
        self.frame_ack_ms: list[float] = []
        self._sound, self._frame = sound, frame
        self._position = int(place * len(sound))
        self._frame_due_s = time.monotonic() + place * FRAME_EVERY_S
        self._frame_sent_s = 0.0
        self._playback_due_s = 0.0
        self._head = PlayHead()
        cookies = requests.get(url, timeout=20).cookies.get_dict()
        self._messages = websocket.create_connection(
            url.replace("http", "ws", 1) + "/socket.io/?EIO=4&transport=websocket",
            cookie="; ".join(f"{name}={value}" for name, value in cookies.items()),
            sockopt=((socket.IPPROTO_TCP, socket.TCP_NODELAY, 1),),
            timeout=20,
        )
        assert self._messages.sock is not None
        self.socket: socket.socket = self._messages.sock
        self._wait_for(b"0")
        self._messages.send("40")
        self._wait_for(b"40")
        self._messages.send('420["call_start",{}]')
        self._wait_for(b'430[{"call"')

    def tick(self) -> None:
        """Send the next chunk, and what else is due."""
        now_s = time.monotonic()
        self.socket.sendall(self._sound[self._position % len(self._sound)])
        self._position += 1
        if now_s >= self._frame_due_s and not self._frame_sent_s:
            self._frame_sent_s, self._frame_due_s = now_s, now_s + FRAME_EVERY_S
            self.socket.sendall(self._frame)
        if now_s >= self._playback_due_s:
            self._playback_due_s = now_s + PLAYBACK_EVERY_S
            for report in self._head.reports():
                self.socket.sendall(packed("42" + json.dumps(["playback", report])))

    def receive(self) -> None:
        """Take in one message."""
        opcode, raw = self._messages.recv_data()
        if opcode != ABNF.OPCODE_TEXT:
            return
        if raw == b"2":
            self._messages.send("3")
        elif raw.startswith(b"431["):
            self.frame_ack_ms.append((time.monotonic() - self._frame_sent_s) * 1000)
            self._frame_sent_s = 0.0
        elif raw.startswith(b'451-["ai_speech"'):
            self._head.add(json.loads(raw[4:])[1])
        elif raw.startswith(b'42["ai_response"'):
            self.answered += 1
        elif raw.startswith(b'42["notice"'):
            self.notices += 1

    def hang_up(self) -> None:
        self._messages.send('42["call_end",{}]')
        self._messages.close()

    def _wait_for(self, start: bytes) -> None:
        while not self._messages.recv_data()[1].startswith(start):
            pass


def run(browsers: Sequence[Browser], seconds: float) -> dict[str, Any]:
    """Let them all talk; each has its own moment within every tenth of a second."""
    late_ms: list[float] = []
    with selectors.DefaultSelector() as selector:
        for browser in browsers:
            selector.register(browser.socket, selectors.EVENT_READ, browser)
        began_s, began_cpu_s = time.monotonic(), time.process_time()
        for number in count():
            due_s = began_s + number * CHUNK_S / len(browsers)
            if due_s > began_s + seconds:
                break
            _receive_until(due_s, selector)
            browsers[number % len(browsers)].tick()
            late_ms.append((time.monotonic() - due_s) * 1000)
        took_s = time.monotonic() - began_s
    return {
        "frame_ack_ms": spread(ms for browser in browsers for ms in browser.frame_ack_ms),
        "sent_late_ms": spread(late_ms),
        "answered": sum(browser.answered for browser in browsers),
        "notices": sum(browser.notices for browser in browsers),
        "cpu_share": round((time.process_time() - began_cpu_s) / took_s, 3),
    }


def _receive_until(due_s: float, selector: selectors.BaseSelector) -> None:
    """Take in what comes; one look when it is late already."""
    while True:
        left_s = due_s - time.monotonic()
        for key, _ in selector.select(max(0.0, left_s)):
            key.data.receive()
        if left_s <= 0:
            return


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url")
    parser.add_argument("calls", type=int)
    parser.add_argument("seconds", type=float)
    asked = parser.parse_args()
    sounds, frame = [spoken(name) for name in SPEAKERS], camera_frame()
    browsers = [
        Browser(asked.url, sounds[number % len(sounds)], frame, place=number / asked.calls)
        for number in range(asked.calls)
    ]
    print("ready", flush=True)
    print(json.dumps(run(browsers, asked.seconds)), flush=True)
    for browser in browsers:
        browser.hang_up()


if __name__ == "__main__":
    main()
