"""Google Translate's voice: one for each language, without a key.

The package ``gtts`` writes the requests. They are sent from here, because it would send them to one
address, without a time-out, and without checking the certificate.
"""

from __future__ import annotations

import base64
import binascii
import io
import re
from collections.abc import Generator, Sequence

import soundfile
from gtts import gTTS
from gtts.lang import tts_langs

from services.contracts import Stream
from services.domain import Sound, Speech, Voice
from services.errors import ProviderUnavailable
from services.providers.speech.parts import evenly, has_sound, parts, unspoken
from services.providers.transport.connections import session
from services.providers.transport.http import Exchange
from services.providers.transport.one_by_one import OneByOne, Requests
from services.settings import Settings

PATH = "/_/TranslateWebserverUi/data/batchexecute"
RATE_HZ = 24_000
"""Of its MP3s."""
MAX_CHARS = gTTS.GOOGLE_TTS_MAX_CHARS
FAMILY = "gtts"
FIRST_LANGUAGE = "en"
SLOW = 0.9
"""It has two paces; a voice that is to be slower than that gets the slow one."""
MP3_IN_ANSWER = re.compile(rb'jQ1olc","\[\\"([A-Za-z0-9+/=]+)\\"')


class GttsSpeech:
    name = "gtts"
    model = ""

    def __init__(self, *, base_url: str, timeout_s: float) -> None:
        self._url = f"{base_url}{PATH}"
        self._timeout_s = timeout_s
        self._session = session(gTTS.GOOGLE_TTS_HEADERS)
        self._languages = {code.lower(): code for code in tts_langs()}

    @classmethod
    def from_settings(cls, settings: Settings) -> GttsSpeech:
        return cls(base_url=settings.gtts_base_url, timeout_s=settings.provider_timeout_s)

    def voices(self) -> Sequence[Voice]:
        """One a language, English first."""
        languages = sorted(tts_langs().items(), key=lambda row: (row[0] != FIRST_LANGUAGE, row[1]))
        return [Voice(f"{FAMILY}/{code}", name, language=code) for code, name in languages]

    def speak(self, text: str, voice: Voice) -> Stream[Speech]:
        """In the voice's language, also when it is another family's."""
        language = self._language(voice)
        slow = voice.pace < SLOW
        return OneByOne(lambda requests: self._speak(text, language, slow, requests))

    def _language(self, voice: Voice) -> str:
        family, _, name = voice.id.partition("/")
        wished = (name if family == FAMILY else voice.language).lower()
        short = wished.partition("-")[0]
        return self._languages.get(wished) or self._languages.get(short) or FIRST_LANGUAGE

    def _speak(
        self, text: str, language: str, slow: bool, requests: Requests
    ) -> Generator[Speech, None, None]:
        for part in parts(text, MAX_CHARS):
            if not has_sound(part):
                yield unspoken(part, RATE_HZ)
                continue
            bodies = gTTS(part, lang=language, slow=slow, lang_check=False).get_bodies()
            sounds = [self._sound(requests.send(self._asked(body)).whole()) for body in bodies]
            yield evenly(part, Sound.joined(sounds))

    def _asked(self, body: str) -> Exchange:
        return Exchange(
            self._session,
            self._url,
            {"data": body},
            timeout_s=self._timeout_s,
            provider=self.name,
        )

    def _sound(self, answer: bytes) -> Sound:
        found = MP3_IN_ANSWER.search(answer)
        if found is None:
            raise ProviderUnavailable("no sound in the answer", provider=self.name)
        try:
            mp3 = io.BytesIO(base64.b64decode(found[1], validate=True))
            samples, rate_hz = soundfile.read(mp3, dtype="float32", always_2d=True)
        except (binascii.Error, soundfile.LibsndfileError) as exc:
            raise ProviderUnavailable("malformed sound", provider=self.name) from exc
        return Sound.from_samples(samples.mean(axis=1), rate_hz)
