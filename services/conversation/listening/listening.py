"""One person's ear: chunks of sound in, the course of their utterances out."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterable, Sequence
from typing import Protocol

from services.contracts import Transcriber, TurnEnd
from services.conversation.listening.live_transcription import LiveTranscription
from services.conversation.listening.segmenter import (
    MAX_MS,
    More,
    Paused,
    Resumed,
    Started,
    UtteranceEnded,
    UtteranceSegmenter,
)
from services.domain import Sound, Transcript
from services.errors import ProviderError

log = logging.getLogger(__name__)


class SpeechEvents(Protocol):
    """Whom the ear tells. Calls come from several threads, one at a time."""

    def speech_started(self) -> None:
        """Someone makes a sound like speech."""
        ...

    def partly_heard(self, text: str) -> None:
        """What was said so far; it may still change."""
        ...

    def maybe_finished(self, text: str, ended_s: float) -> None:
        """A pause: these may be all the words (empty: none), spoken until then (monotonic)."""
        ...

    def went_on(self) -> None:
        """The pause was only a pause: `maybe_finished` is void."""
        ...

    def finished(self) -> None:
        """What `maybe_finished` told is certain."""
        ...

    def could_not_hear(self, error: ProviderError) -> None:
        """The utterance is lost."""
        ...


class Listening:
    """Runs the listener and, while someone speaks, a live transcription.

    At each pause the words are completed and the end-of-turn judge sets how long to wait; if the
    person goes on, a new transcription takes over with all the sound so far. So it does when they
    speak again before their last words are there.
    """

    def __init__(
        self,
        listener: UtteranceSegmenter,
        transcriber: Transcriber,
        turn_end: TurnEnd,
        *,
        language: str,
        hearer: SpeechEvents,
    ) -> None:
        self._listener = listener
        self._transcriber = transcriber
        self._turn_end = turn_end
        self._language = language
        self._hearer = hearer
        self._lock = threading.RLock()
        self._hearing: LiveTranscription | None = None
        self._utterance: Sound | None = None
        self._unheard: tuple[Sound, ...] = ()
        """Utterances that ended before their words were there, and now go before this one."""
        self._speech_end_s = 0.0
        self._told = False
        self._ended = False
        self._closed = False

    def push(self, chunk: bytes) -> None:
        """Take in PCM16LE mono at 16 kHz, in order."""
        with self._lock:
            if not self._closed:
                self._follow(chunk)

    def close(self) -> None:
        """Hear and tell nothing more."""
        with self._lock:
            if not self._closed:
                self._closed = True
                self._stop_hearing()
                self._listener.close()

    def _stop_hearing(self) -> None:
        if self._hearing is not None:
            self._hearing.close()
            self._hearing = None

    def _follow(self, chunk: bytes) -> None:
        for heard in self._listener.push(chunk):
            match heard:
                case Started(sounds=sounds):
                    if self._told or self._hearing is None:
                        self._unheard = ()
                    self._ended = False
                    self._begin(sounds)
                    self._hearer.speech_started()
                case More(sound=sound):
                    if self._hearing is not None:
                        self._hearing.feed(sound)
                case Paused(sound=sound, silence_ms=silence_ms):
                    self._pause(sound, silence_ms)
                case Resumed(sounds=sounds):
                    if self._told:
                        self._hearer.went_on()
                    self._begin(sounds)
                case UtteranceEnded(sound=sound):
                    self._end(sound)

    def _begin(self, sounds: Iterable[Sound]) -> None:
        self._stop_hearing()
        self._told = False
        self._hearing = LiveTranscription(
            self._transcriber,
            self._language,
            [*self._unheard, *sounds],
            tell=self._heard,
            fail=self._failed,
        )

    def _pause(self, sound: Sound, silence_ms: int) -> None:
        self._utterance = sound
        self._speech_end_s = time.monotonic() - silence_ms / 1000
        if self._hearing is not None:
            self._hearing.finish()

    def _end(self, sound: Sound) -> None:
        """Also without a pause before: an utterance may be too long."""
        self._ended = True
        self._unheard = newest(self._unheard, sound)
        if self._hearing is not None:
            self._hearing.finish()
        if self._told:
            self._hearer.finished()

    def _heard(self, hearing: LiveTranscription, transcript: Transcript) -> None:
        with self._lock:
            if hearing is not self._hearing:
                return
            if not transcript.final:
                self._hearer.partly_heard(transcript.text)
                return
            self._told = True
            self._hearer.maybe_finished(transcript.text, self._speech_end_s)
            if self._ended:
                self._hearer.finished()
                return
            utterance = self._utterance
        if utterance is not None:
            self._judge(hearing, utterance, transcript.text)

    def _judge(self, hearing: LiveTranscription, utterance: Sound, words: str) -> None:
        """Choose how long to wait; nothing said is nothing to wait for."""
        probability = self._probability(utterance, words) if words else 1.0
        with self._lock:
            if hearing is self._hearing and not self._ended:
                self._listener.expect(probability)
                self._follow(b"")

    def _probability(self, utterance: Sound, words: str) -> float:
        """Without a judge, neither likely nor unlikely."""
        try:
            return self._turn_end.probability(utterance, words)
        except ProviderError as error:
            log.warning("no judge", extra={"code": error.code, "detail": error.detail})
            return 0.5

    def _failed(self, hearing: LiveTranscription, error: ProviderError) -> None:
        with self._lock:
            if hearing is self._hearing:
                self._hearing = None
                self._hearer.could_not_hear(error)


def newest(before: Sequence[Sound], sound: Sound) -> tuple[Sound, ...]:
    """That sound, and of those before it what is not too long for one transcription together."""
    kept = [sound]
    for each in reversed(before):
        if sum(one.duration_ms for one in (each, *kept)) > MAX_MS:
            break
        kept.insert(0, each)
    return tuple(kept)
