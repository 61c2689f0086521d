"""ElevenLabs' voices, instant clones of them, speech with timestamps, and Scribe."""

from __future__ import annotations

import base64
import io
import json
import re
import wave
from typing import Any

from tests.vendors import forms, tones
from tests.vendors.server import Reply, Request, Vendor

SPEECH = re.compile(r"/v1/text-to-speech/(?P<voice>[A-Za-z0-9]+)/stream/with-timestamps")
MODELS = {"eleven_flash_v2_5", "eleven_turbo_v2_5", "eleven_multilingual_v2", "eleven_v3"}
SCRIBES = {"scribe_v1", "scribe_v2", "scribe_v3"}
VOICE = re.compile(r"/v1/voices/(?P<voice>[A-Za-z0-9]+)")
MAX_TEXT = 40_000
MAX_NAME = 100
MAX_SAMPLES = 25
MAX_SAMPLE_BYTES = 10 * 1024 * 1024
MAX_VOICES = 10
CHUNK_CHARS = 7
"""Not in step with words, as the vendor's are not."""


class ElevenLabsServer(Vendor):
    """``server.voices`` are those of the account; ``restarts`` times each chunk from its start.

    With ``asks_for_approval`` a cloned voice may not be used yet, as when it is a famous one.
    """

    garbage = b"{nonsense\n\n"

    def __init__(self, key: str = "xi-right", port: int = 0) -> None:
        super().__init__(port)
        self.key = key
        self.voices = {"EXAVITQu4vr4xnSDxMaL": "Sarah", "myClone1": "Aunt Ada"}
        self.hears = "Hello there."
        self.restarts = False
        self.aligns = True
        self.descriptions: dict[str, str] = {}
        self.asks_for_approval = False

    def settings(self) -> dict[str, str]:
        return {"ELEVENLABS_API_KEY": self.key, "ELEVENLABS_BASE_URL": self.url}

    def answer(self, request: Request) -> Reply:
        if request.headers.get("xi-api-key") != self.key:
            return self.error(401, code="invalid_api_key", message="Invalid API key")
        if request.path == "/v1/voices" and request.method == "GET":
            return self._list()
        try:
            if place := SPEECH.fullmatch(request.path):
                return self._speak(request, place["voice"])
            if request.path == "/v1/voices/add" and request.method == "POST":
                return self._clone(request)
            if (place := VOICE.fullmatch(request.path)) and request.method == "DELETE":
                return self._delete(place["voice"])
            if request.path == "/v1/speech-to-text":
                return self._transcribe(request)
        except (ValueError, KeyError, TypeError, wave.Error) as exc:
            problem = {"loc": ["body"], "msg": str(exc), "type": "value_error"}
            return Reply.of({"detail": [problem]}, 422)
        return self.error(404, code="not_found")

    def error(
        self, status: int, *, code: str = "", message: str = "", headers: Any = None
    ) -> Reply:
        code = code or {429: "too_many_concurrent_requests"}.get(status, "internal_error")
        return Reply.of({"detail": {"status": code, "message": message}}, status, headers)

    def out_of_quota(self) -> Reply:
        return self.error(401, code="quota_exceeded", message="You have 3 credits remaining")

    def _list(self) -> Reply:
        voices = [
            {
                "voice_id": voice,
                "name": name,
                "category": "cloned" if voice in self.descriptions else "premade",
                "description": self.descriptions.get(voice),
            }
            for voice, name in self.voices.items()
        ]
        return Reply.of({"voices": voices})

    def _clone(self, request: Request) -> Reply:
        form = forms.parts(request)
        fields = {name: content.decode() for name, file, content in form if not file}
        samples = [content for name, file, content in form if name == "files" and file]
        if not 0 < len(fields["name"]) <= MAX_NAME or not samples:
            raise ValueError("name and files are required")
        if fields.keys() - {"name", "description", "labels", "remove_background_noise"}:
            raise ValueError("unknown field")
        if len(samples) > MAX_SAMPLES:
            return self.error(400, code="max_sample_count_exceeded")
        if any(len(sample) > MAX_SAMPLE_BYTES for sample in samples):
            return self.error(400, code="upload_file_size_exceeded")
        if not all(_sounds(sample) for sample in samples):
            return self.error(400, code="invalid_content", message="corrupted audio")
        if len(self.voices) >= MAX_VOICES:
            return self.error(400, code="voice_limit_reached", message="You have reached")
        voice = f"clone{len(self.asked)}"
        self.voices[voice] = fields["name"]
        self.descriptions[voice] = fields.get("description", "")
        return Reply.of({"voice_id": voice, "requires_verification": self.asks_for_approval})

    def _delete(self, voice: str) -> Reply:
        if voice not in self.voices:
            return self.error(400, code="voice_does_not_exist", message="no such voice")
        del self.voices[voice]
        return Reply.of({"status": "ok"})

    def _speak(self, request: Request, voice: str) -> Reply:
        body = request.json
        if voice not in self.voices:
            return self.error(404, code="voice_not_found", message="no such voice")
        if body["model_id"] not in MODELS or request.query["output_format"] != "pcm_24000":
            raise ValueError("bad model or format")
        if not 0.7 <= (body.get("voice_settings") or {}).get("speed", 1.0) <= 1.2:
            raise ValueError("speed must be between 0.7 and 1.2")
        if not body["text"] or len(body["text"]) > MAX_TEXT:
            return self.error(400, code="max_character_limit_exceeded")
        return Reply(parts=self._chunks(body["text"]))

    def _chunks(self, text: str) -> list[bytes]:
        chunks = []
        for at in range(0, len(text), CHUNK_CHARS):
            letters = text[at : at + CHUNK_CHARS]
            first = 0 if self.restarts else at
            starts = [(first + index) * tones.LETTER_MS / 1000 for index in range(len(letters))]
            alignment = {
                "characters": list(letters),
                "character_start_times_seconds": starts,
                "character_end_times_seconds": [start + tones.LETTER_MS / 1000 for start in starts],
            }
            chunk = {
                "audio_base64": base64.b64encode(tones.spoken(letters).pcm).decode(),
                "alignment": alignment if self.aligns else None,
                "normalized_alignment": None,
            }
            chunks.append(f"{json.dumps(chunk)}\n\n".encode())
        return chunks

    def _transcribe(self, request: Request) -> Reply:
        form = forms.read(request)
        if form["model_id"].decode() not in SCRIBES:
            return self.error(400, code="invalid_model_id")
        if len(form.get("language_code", b"en")) not in (2, 3):
            raise ValueError("bad language")
        if tones.seconds_of(form["file"]) < 0.1:
            return self.error(400, code="audio_too_short")
        answer = {
            "language_code": "eng",
            "language_probability": 1.0,
            "text": self.hears,
            "words": [],
        }
        return Reply.of(answer)


def _sounds(wav: bytes) -> bool:
    try:
        with wave.open(io.BytesIO(wav)) as sound:
            return sound.getnframes() > 0
    except (wave.Error, EOFError):
        return False
