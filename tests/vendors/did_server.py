"""D-ID's talks: a picture and a sound are brought, a talk is ordered, looked after and fetched."""

from __future__ import annotations

import io
import secrets
import wave
from collections.abc import Mapping
from typing import Any

from PIL import Image

from tests.vendors import films, forms
from tests.vendors.server import Reply, Request, Vendor

MAX_BYTES = {"image": 10_000_000, "audio": 15_000_000}
MAX_SOUND_S = 300
MAX_TEXT = 3_875
MIN_SIDE_PX = 64
KINDS = {
    400: "BadRequestError", 401: "AuthorizationError", 402: "InsufficientCreditsError",
    403: "PermissionError", 404: "NotFoundError", 429: "TooManyRequestsError",
    451: "ImageModerationError",
}  # fmt: skip
CONFIG = {
    "stitch", "result_format", "fluent", "pad_audio", "driver_expressions", "align_driver",
    "motion_factor", "sharpen", "auto_match", "normalization_factor", "align_expand_factor", "logo",
}  # fmt: skip
FILM = b"\0\0\0\x18ftypisom\0\0\0\0isommp42"
"""Enough of an MP4 for whoever does not look at it."""


class DidServer(Vendor):
    """``server.film`` is what talks become, after they were looked at ``looks`` times; None: one of
    what was brought.

    ``ends_next`` lets the next talk end as something else.
    """

    garbage = b"{nonsense"

    def __init__(self, key: str = "c29tZW9uZUBleGFtcGxlLm9yZw:right-secret", port: int = 0) -> None:
        super().__init__(port)
        self.key = key
        self.film: bytes | None = FILM
        self.looks = 2
        self.talks: dict[str, dict[str, Any]] = {}
        """Those that were ordered, with what was asked of each."""
        self.fetched_with: list[Mapping[str, str]] = []
        """The headers of those who fetched a film."""
        self.forgotten: set[str] = set()
        """Paths of what was deleted."""
        self._brought: dict[str, bytes] = {}
        self._known: set[str] = set()
        self._end: tuple[str, str] = ("done", "")

    @property
    def kept(self) -> set[str]:
        """Paths of what is still there."""
        return (self._known | {f"/talks/{talk}" for talk in self.talks}) - self.forgotten

    def settings(self) -> dict[str, str]:
        return {"DID_API_KEY": self.key, "DID_BASE_URL": self.url}

    def ends_next(self, status: str, kind: str = "") -> None:
        self._end = (status, kind)

    def as_usual_next(self, times: int) -> None:
        """A fault that is asked for after this meets a later request."""
        for _ in range(times):
            self._next.append(lambda talk, request: talk.send(self.answer(request)))

    def answer(self, request: Request) -> Reply:
        if request.path.startswith("/results/"):
            return self._fetch(request)
        if request.headers.get("authorization") != f"Basic {self.key}":
            return Reply.of({"message": "Unauthorized"}, 401)
        method, _, rest = request.path[1:].partition("/")
        if request.method == "DELETE":
            return self._forget(request.path)
        if request.method == "GET" and method == "talks" and rest in self.talks:
            return self._look(rest)
        answers = {"images": self._take_image, "audios": self._take_audio, "talks": self._order}
        if request.method != "POST" or method not in answers or rest:
            return self.error(404, message="not found")
        try:
            return answers[method](request)
        except (ValueError, KeyError, TypeError, OSError, wave.Error, EOFError) as exc:
            return self.error(400, code="ValidationError", message=f"validation failed: {exc}")

    def error(
        self, status: int, *, code: str = "", message: str = "", headers: Any = None
    ) -> Reply:
        kind = code or KINDS.get(status, "InternalServerError")
        return Reply.of({"kind": kind, "description": message or "failed"}, status, headers)

    def out_of_quota(self) -> Reply:
        return self.error(402, message="not enough credits")

    def sound_of(self, talk: str) -> bytes:
        """The WAV that was brought for a talk."""
        return self._brought[self.talks[talk]["script"]["audio_url"]]

    def portrait_of(self, talk: str) -> bytes:
        return self._brought[self.talks[talk]["source_url"]]

    def _take_image(self, request: Request) -> Reply:
        content = self._file(
            request, "image", (b"Content-Type: image/jpeg", b"Content-Type: image/png")
        )
        with Image.open(io.BytesIO(content), formats=("JPEG", "PNG")) as image:
            if min(image.size) < MIN_SIDE_PX:
                raise ValueError("image is too small")
        return self._kept("image", content, {"faces": []})

    def _take_audio(self, request: Request) -> Reply:
        content = self._file(request, "audio", (b"Content-Type: audio/wav",))
        with wave.open(io.BytesIO(content)) as sound:
            duration_s = sound.getnframes() / sound.getframerate()
        if not 0 < duration_s <= MAX_SOUND_S:
            raise ValueError("bad duration")
        return self._kept("audio", content, {"duration": duration_s})

    def _file(self, request: Request, name: str, types: tuple[bytes, ...]) -> bytes:
        content = forms.read(request)[name]
        if not content or len(content) > MAX_BYTES[name]:
            raise ValueError(f"{name} is too large, or empty")
        if not any(kind in request.body for kind in types) or b'filename="' not in request.body:
            raise ValueError(f"{name} has a wrong type, or no name")
        return content

    def _kept(self, kind: str, content: bytes, more: dict[str, Any]) -> Reply:
        name = secrets.token_urlsafe(9)
        url = f"s3://d-id-{kind}s-prod/someone/{name}"
        self._brought[url] = content
        self._known.add(f"/{kind}s/{name}")
        return Reply.of({"id": name, "url": url, **more}, 201)

    def _order(self, request: Request) -> Reply:
        if "application/json" not in request.headers.get("content-type", ""):
            raise ValueError("not JSON")
        body = request.json
        if problem := self._problem(body):
            details = {f"body.{problem}": {"message": f"'{problem}' is required"}}
            wrong = {"kind": "ValidationError", "description": "validation failed"}
            return Reply.of({**wrong, "details": details}, 400)
        talk = f"tlk_{secrets.token_urlsafe(12)}"
        self.talks[talk] = {**body, "looked": 0, "end": self._end}
        self._end = ("done", "")
        return Reply.of({"id": talk, "object": "talk", "status": "created"}, 201)

    def _problem(self, body: dict[str, Any]) -> str:
        if set(body) - {"source_url", "script", "config", "name", "webhook", "user_data"}:
            return "unknown"
        if body["source_url"] not in self._brought:
            return "source_url"
        if set(body.get("config", {})) - CONFIG:
            return "config"
        script = body["script"]
        if script["type"] == "audio":
            return "" if script["audio_url"] in self._brought else "script"
        text = script["input"] if script["type"] == "text" else ""
        return "" if 3 <= len(text) <= MAX_TEXT else "script"

    def _forget(self, path: str) -> Reply:
        if path not in self.kept:
            return self.error(404, message="not found")
        self.forgotten.add(path)
        return Reply.of({})

    def _look(self, talk: str) -> Reply:
        found = self.talks[talk]
        found["looked"] += 1
        status, kind = found["end"]
        shown: dict[str, Any] = {"id": talk, "object": "talk", "status": status}
        if found["looked"] < self.looks:
            shown["status"] = "created" if found["looked"] == 1 else "started"
            shown["pending_url"] = f"s3://d-id-talks-prod/someone/{talk}.mp4"
        elif status == "done":
            shown |= {"result_url": f"{self.url}/results/{talk}.mp4?Signature=1", "duration": 1}
        elif kind:
            shown["error"] = {"kind": kind, "description": "what went wrong"}
        return Reply.of(shown)

    def _fetch(self, request: Request) -> Reply:
        self.fetched_with.append(request.headers)
        talk = request.path.removeprefix("/results/").removesuffix(".mp4")
        if talk not in self.talks or request.query.get("Signature") != "1":
            return Reply(b"<Error><Code>AccessDenied</Code></Error>", 403)
        film = self.film
        if film is None:
            film = films.of_portrait(self.portrait_of(talk), self.sound_of(talk))
        return Reply(film, headers={"Content-Type": "video/mp4"})
