"""OpenAI's chat completions, transcriptions and speech, and all who speak like it."""

from __future__ import annotations

import wave
from collections.abc import Callable, Iterable
from typing import Any

from tests.vendors import forms, tones
from tests.vendors.server import Reply, Request, Vendor, events

MAX_SPEECH = 4096
VOICES = {
    "alloy", "ash", "ballad", "coral", "echo", "fable", "onyx", "nova", "sage", "shimmer", "verse",
    "marin", "cedar",
}  # fmt: skip
FORMATS = {"mp3", "opus", "aac", "flac", "wav", "pcm"}
MIN_SECONDS = 0.1
MODELS = (
    "gpt-4o-mini", "gpt-5-mini", "gpt-4.1", "gpt-oss-120b", "openai/gpt-oss-120b", "llama3.2",
    "mistral-small-latest", "text-embedding-3-small", "whisper-1", "gpt-4o-mini-tts",
)  # fmt: skip
THINKERS = ("gpt-5", "o3")
"""They know no ``max_tokens``."""
CHARS_A_TOKEN = 4
LOCAL = "/local"
"""Below it no key is asked for, as by a server on one's own machine."""


class OpenAIServer(Vendor):
    """``server.says`` is what it streams, ``server.hears`` what it transcribes."""

    def __init__(self, key: str = "sk-right", port: int = 0) -> None:
        super().__init__(port)
        self.key = key
        self.says: Iterable[str] = ("Hello", ", ", "you.")
        self.hears = "Hello there."
        self.fills_in: Callable[[Any], str] = lambda body: "{}"
        """Takes a request that wants a form, gives the form."""
        self.models: Iterable[dict[str, Any]] = [{"id": name, "object": "model"} for name in MODELS]
        """What it lists, in the fields of the vendor that it stands for."""
        self.base_url = f"{self.url}/v1"

    @property
    def requests(self) -> list[Any]:
        return [request.json for request in self.asked]

    def settings(self) -> dict[str, str]:
        keyed = ("OPENAI", "CEREBRAS", "GROQ", "MISTRAL", "VLLM", "LLAMACPP")
        return {
            **{f"{name}_BASE_URL": self.base_url for name in keyed},
            **{f"{name}_API_KEY": self.key for name in keyed},
            **{f"{name}_BASE_URL": f"{self.url}{LOCAL}/v1" for name in ("OLLAMA", "LMSTUDIO")},
        }

    def answer(self, request: Request) -> Reply:
        given = request.headers.get("authorization", "")
        if given != f"Bearer {self.key}" and not request.path.startswith(LOCAL):
            return self.error(
                401, code="invalid_api_key", message=f"Incorrect API key provided: {given}"
            )
        answers = {
            "/v1/chat/completions": self._chat,
            "/v1/audio/transcriptions": self._transcribe,
            "/v1/audio/speech": self._speak,
        }
        path = request.path.removeprefix(LOCAL)
        if path == "/v1/models" and request.method == "GET":
            return Reply.of({"object": "list", "data": list(self.models)})
        if path not in answers or request.method != "POST":
            return self.error(404, code="not_found", message="no such path")
        try:
            return answers[path](request)
        except (ValueError, KeyError, TypeError, wave.Error) as exc:
            return self.error(400, code="invalid_request_error", message=str(exc))

    def error(
        self, status: int, *, code: str = "", message: str = "", headers: Any = None
    ) -> Reply:
        error = {"message": message, "type": "error", "param": None, "code": code or None}
        return Reply.of({"error": error}, status, headers)

    def out_of_quota(self) -> Reply:
        return self.error(429, code="insufficient_quota", message="You exceeded your quota")

    def _chat(self, request: Request) -> Reply:
        body = request.json
        roles = [message["role"] for message in body["messages"]]
        if not roles or set(roles) - {"system", "user", "assistant"} or not body["model"]:
            raise ValueError("bad messages")
        if "max_tokens" in body and body["model"].startswith(THINKERS):
            return self.error(
                400, code="unsupported_parameter", message="Use 'max_completion_tokens' instead."
            )
        said = [
            {"choices": [{"index": 0, "delta": {"content": text}}]} for text in self._said(body)
        ]
        stop = {"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}
        last = [stop, *self._count(body)] if body.get("stream_options") else [stop]
        return Reply(
            parts=events(said),
            ending=b"".join(events(last)) + b"data: [DONE]\n\n",
            headers={"Content-Type": "text/event-stream"},
        )

    def _count(self, body: dict[str, Any]) -> list[dict[str, Any]]:
        """The part that says what was counted: it comes after the end, and has no choices."""
        if body["stream_options"] != {"include_usage": True}:
            raise ValueError("bad stream_options")
        asked = sum(len(str(message["content"])) for message in body["messages"])
        written = len("".join(self.says))
        usage = {
            "prompt_tokens": asked // CHARS_A_TOKEN + 1,
            "completion_tokens": written // CHARS_A_TOKEN + 1,
        }
        return [{"choices": [], "usage": {**usage, "total_tokens": sum(usage.values())}}]

    def _said(self, body: Any) -> Iterable[str]:
        if "response_format" not in body:
            return self.says
        form = body["response_format"]["json_schema"]
        if not form["name"] or form["schema"]["additionalProperties"] is not False:
            raise ValueError("bad form")
        return [self.fills_in(body)]

    def _transcribe(self, request: Request) -> Reply:
        form = forms.read(request)
        if not form["model"] or form.get("response_format", b"json") != b"json":
            raise ValueError("bad model or format")
        if len(form.get("language", b"en")) != 2:
            raise ValueError("language must be ISO 639-1")
        if tones.seconds_of(form["file"]) < MIN_SECONDS:
            return self.error(400, code="audio_too_short", message="Audio file is too short")
        return Reply.of({"text": self.hears})

    def _speak(self, request: Request) -> Reply:
        body = request.json
        if not body["model"] or body["voice"] not in VOICES:
            raise ValueError("bad model or voice")
        if body.get("response_format", "mp3") not in FORMATS:
            raise ValueError("bad format")
        if not 0.25 <= body.get("speed", 1.0) <= 4:
            raise ValueError("bad speed")
        if not body["input"] or len(body["input"]) > MAX_SPEECH:
            return self.error(400, code="string_above_max_length", message="input is too long")
        pcm = tones.spoken(body["input"]).pcm
        return Reply(parts=[pcm[at : at + 4801] for at in range(0, len(pcm), 4801)])
