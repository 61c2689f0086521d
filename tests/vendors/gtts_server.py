"""Google Translate's voice, as its page asks for it."""

from __future__ import annotations

import base64
import io
import json
from typing import Any
from urllib.parse import parse_qs

import soundfile
from gtts.lang import tts_langs

from tests.vendors import tones
from tests.vendors.server import Reply, Request, Vendor

PATH = "/_/TranslateWebserverUi/data/batchexecute"
MAX_CHARS = 100
RPC = "jQ1olc"


class GttsServer(Vendor):
    """It asks for no key; ``spoken`` is what it was asked to say, with its languages."""

    garbage = b'[["wrb.fr","jQ1olc","[\\"bm90IGFuIG1wMw==\\"]",null]]\n'
    """Something that is no MP3."""

    def __init__(self, key: str = "", port: int = 0) -> None:
        super().__init__(port)
        self.key = key
        self.spoken: list[tuple[str, str]] = []

    def settings(self) -> dict[str, str]:
        return {"GTTS_BASE_URL": self.url}

    def answer(self, request: Request) -> Reply:
        if request.path != PATH or request.method != "POST":
            return self.error(404)
        try:
            [[[rpc, written, *_]]] = json.loads(parse_qs(request.body.decode())["f.req"][0])
            text, language, *_ = json.loads(written)
        except (ValueError, KeyError):
            return self.error(400)
        if rpc != RPC or len(text) > MAX_CHARS or language not in tts_langs():
            return self._said("null")
        self.spoken.append((text, language))
        return self._said(json.dumps([base64.b64encode(_mp3(text)).decode()]))

    def error(
        self, status: int, *, code: str = "", message: str = "", headers: Any = None
    ) -> Reply:
        return Reply(
            b"<html>Error</html>", status, {"Content-Type": "text/html", **(headers or {})}
        )

    def _said(self, result: str) -> Reply:
        envelope = [["wrb.fr", RPC, result, None, None, None, "generic"]]
        lines = (")]}'", "", json.dumps(envelope, separators=(",", ":")))
        return Reply(b"\n".join(line.encode() for line in lines))


def _mp3(text: str) -> bytes:
    sound, file = tones.spoken(text), io.BytesIO()
    soundfile.write(file, sound.samples, sound.rate_hz, format="MP3")
    return file.getvalue()
