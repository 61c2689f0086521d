"""What each event does for someone who has no call of their own, while Alice's call goes on.

A new event gets a line here, or a test fails: ``"event": Try(payload, code)``. The payload aims at
Alice's call as well as it can; ``CALL`` in it becomes her call's id. ``code`` is what comes back;
empty for what anyone may do for themselves.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

CALL = "CALL"
JPEG = b"\xff\xd8\xff\xe0"


@dataclass(frozen=True)
class Try:
    payload: Any
    code: str = "bad_input"

    def aimed_at(self, call: str) -> Any:
        if not isinstance(self.payload, dict):
            return self.payload
        return {name: call if value == CALL else value for name, value in self.payload.items()}


EVENTS = {
    "call_start": Try({"call": CALL}, "not_found"),
    "audio": Try(b"\0" * 640),
    "video_frame": Try({"source": "camera", "jpeg": JPEG}),
    "look_away": Try({}),
    "choose_model": Try({"model": "auto"}),
    "user_message": Try({"text": "what did she say?"}, ""),
    "interrupt": Try({"turn": 1, "heard_ms": 0}),
    "playback": Try({"turn": 1, "segment": 0, "heard_ms": 0, "done": True}),
    "studio_face": Try({"on": True}),
    "call_end": Try({}),
}
