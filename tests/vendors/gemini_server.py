"""Gemini's generateContent, as both of Google's SDKs ask for it."""

from __future__ import annotations

import base64
import json
import re
import wave
from collections.abc import Iterable
from typing import Any

from tests.vendors import tones
from tests.vendors.server import Reply, Request, Vendor, events

PATH = re.compile(r"/v1beta/models/(?P<model>[\w.-]+):(?P<method>streamGenerateContent)")
LIST_PATH = "/v1beta/models"
MODELS = {
    "gemini-3.8-flash": "generateContent", "gemini-2.5-pro": "generateContent",
    "gemini-2.5-flash-preview-tts": "generateContent", "gemini-embedding-001": "embedContent",
    "gemma-3-27b-it": "generateContent",
}  # fmt: skip
INPUT_LIMIT = 1_048_576
CHARS_A_TOKEN = 4
FIELDS = {
    "contents", "systemInstruction", "generationConfig", "safetySettings", "tools", "toolConfig",
    "model", "cachedContent",
}  # fmt: skip
STATUSES = {
    400: "INVALID_ARGUMENT", 401: "UNAUTHENTICATED", 403: "PERMISSION_DENIED", 404: "NOT_FOUND",
    429: "RESOURCE_EXHAUSTED", 500: "INTERNAL", 503: "UNAVAILABLE", 504: "DEADLINE_EXCEEDED",
}  # fmt: skip
URL_SAFE = str.maketrans("+/", "-_")
"""Both alphabets of base64 are taken."""
MAX_BYTES = 20_000_000
TYPES = "type.googleapis.com/google.rpc"


class GeminiServer(Vendor):
    """``server.says`` is what it streams; with ``server.blocks`` a filter ends it for that."""

    def __init__(self, key: str = "AIza-right", port: int = 0) -> None:
        super().__init__(port)
        self.key = key
        self.says: Iterable[str] = ("Hello", ", ", "you.")
        self.hears = "Hello there."
        self.blocks = ""

    def settings(self) -> dict[str, str]:
        return {"GEMINI_API_KEY": self.key, "GEMINI_BASE_URL": self.url}

    def answer(self, request: Request) -> Reply:
        if request.headers.get("x-goog-api-key") != self.key:
            return self._wrong_key()
        if request.path == LIST_PATH and request.method == "GET":
            return self._list()
        place = PATH.fullmatch(request.path)
        if place is None:
            return self.error(404, message="no such model or method")
        if len(request.body) > MAX_BYTES:
            return self.error(400, message="Request payload size exceeds the limit")
        try:
            problem = _problem(_camel(request.json), place["model"])
        except (ValueError, KeyError, TypeError, AttributeError, wave.Error) as exc:
            problem = f"Invalid JSON payload received. {exc}"
        if problem:
            return self.error(400, message=problem)
        return self._stream(request)

    def error(
        self, status: int, *, code: str = "", message: str = "", headers: Any = None
    ) -> Reply:
        error: dict[str, Any] = {
            "code": status,
            "message": message or "failed",
            "status": code.upper() or STATUSES.get(status, "UNKNOWN"),
        }
        wait = (headers or {}).get("Retry-After")
        if wait:
            error["details"] = [{"@type": f"{TYPES}.RetryInfo", "retryDelay": f"{wait}s"}]
        return Reply.of({"error": error}, status, headers)

    def out_of_quota(self) -> Reply:
        quota = {"quotaId": "GenerateRequestsPerDayPerProjectPerModel-FreeTier"}
        failure = {"@type": f"{TYPES}.QuotaFailure", "violations": [quota]}
        error = {
            "code": 429,
            "message": "You exceeded your current quota",
            "status": "RESOURCE_EXHAUSTED",
            "details": [failure],
        }
        return Reply.of({"error": error}, 429)

    def _list(self) -> Reply:
        return Reply.of({"models": [_listed(name, method) for name, method in MODELS.items()]})

    def _wrong_key(self) -> Reply:
        info = {"@type": f"{TYPES}.ErrorInfo", "reason": "API_KEY_INVALID"}
        error = {
            "code": 400,
            "message": "API key not valid. Please pass a valid API key.",
            "status": "INVALID_ARGUMENT",
            "details": [info],
        }
        return Reply.of({"error": error}, 400)

    def _stream(self, request: Request) -> Reply:
        parts = [part for content in _camel(request.json)["contents"] for part in content["parts"]]
        heard = any("audio" in part.get("inlineData", {}).get("mimeType", "") for part in parts)
        texts = [self.hears] if heard else list(self.says)
        said = [_said(text) for text in texts]
        for number, part in enumerate(said, start=1):
            part["usageMetadata"] = _counted(len(request.body), len("".join(texts[:number])))
        end: dict[str, Any] = {"candidates": [{"index": 0, "finishReason": self.blocks or "STOP"}]}
        if self.blocks and not said:
            end = {"promptFeedback": {"blockReason": self.blocks}}
        if request.query.get("alt") == "sse":
            kind = {"Content-Type": "text/event-stream"}
            return Reply(headers=kind, parts=events(said), ending=events([end])[0])
        written = [json.dumps(part) for part in said]
        listed = [
            f"{',' if index else '['}{part}\r\n".encode() for index, part in enumerate(written)
        ]
        kind = {"Content-Type": "application/json; charset=UTF-8"}
        return Reply(
            headers=kind,
            parts=listed,
            ending=f"{',' if written else '['}{json.dumps(end)}]".encode(),
        )


def _camel(value: Any) -> Any:
    """With the names that the vendor prefers: like all of protobuf it takes ``snake_case`` too."""
    if isinstance(value, list):
        return [_camel(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        re.sub(r"_([a-z])", lambda found: found[1].upper(), name): _camel(item)
        for name, item in value.items()
    }


def _listed(name: str, method: str) -> dict[str, Any]:
    return {
        "name": f"models/{name}",
        "displayName": name.replace("-", " ").title(),
        "inputTokenLimit": INPUT_LIMIT,
        "supportedGenerationMethods": [method, "countTokens"],
    }


def _counted(asked_chars: int, written_chars: int) -> dict[str, int]:
    """What every part of an answer says of the whole so far."""
    asked, written = asked_chars // CHARS_A_TOKEN + 1, written_chars // CHARS_A_TOKEN + 1
    return {
        "promptTokenCount": asked,
        "candidatesTokenCount": written,
        "totalTokenCount": asked + written,
    }


def _said(text: str) -> dict[str, Any]:
    content = {"role": "model", "parts": [{"text": text}]}
    return {"candidates": [{"index": 0, "content": content}]}


def _problem(body: dict[str, Any], model: str) -> str:
    if unknown := set(body) - FIELDS:
        return f"Unknown name {unknown}"
    if not body.get("contents"):
        return "contents are not specified"
    for content in body["contents"]:
        if content.get("role", "user") not in ("user", "model"):
            return "Please use a valid role: user, model."
        if not content.get("parts") or not all(map(_is_part, content["parts"])):
            return "required oneof field 'data' must have one initialized field"
    config = body.get("generationConfig", {})
    thinking = config.get("thinkingConfig")
    if thinking and "2.0" in model:
        return "Thinking is not supported by this model"
    if thinking and "thinkingBudget" in thinking and "2.5" not in model:
        return "Thinking budget is not supported by this model"
    if thinking and "thinkingLevel" in thinking and "2.5" in model:
        return "Thinking level is not supported by this model"
    return ""


def _is_part(part: dict[str, Any]) -> bool:
    if "inlineData" in part:
        sent = base64.urlsafe_b64decode(part["inlineData"]["data"].translate(URL_SAFE))
        if part["inlineData"]["mimeType"] == "audio/wav":
            return tones.seconds_of(sent) > 0
        return bool(sent)
    return bool(part.get("text"))
