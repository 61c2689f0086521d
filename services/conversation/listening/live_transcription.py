"""Live transcription: sound goes in while a person speaks, transcripts come out."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable, Iterable, Iterator
from contextvars import copy_context

from services.contracts import Stream, Transcriber
from services.domain import Sound, Transcript
from services.errors import ProviderError, ProviderUnavailable

log = logging.getLogger(__name__)


class LiveTranscription:
    """One attempt to transcribe an utterance, up to where it may have ended.

    Transcripts and errors are told from a thread of its own; nothing is told after `close`.
    """

    def __init__(
        self,
        transcriber: Transcriber,
        language: str,
        sounds: Iterable[Sound],
        *,
        tell: Callable[[LiveTranscription, Transcript], None],
        fail: Callable[[LiveTranscription, ProviderError], None],
    ) -> None:
        self._waiting: queue.SimpleQueue[Sound | None] = queue.SimpleQueue()
        for sound in sounds:
            self._waiting.put(sound)
        self._transcripts: Stream[Transcript] | None = None
        self._tell = tell
        self._fail = fail
        self._closed = False
        threading.Thread(
            target=copy_context().run, args=(self._hear, transcriber, language), daemon=True
        ).start()

    def feed(self, sound: Sound) -> None:
        self._waiting.put(sound)

    def finish(self) -> None:
        """No more sound will come: the final transcript is due."""
        self._waiting.put(None)

    def close(self) -> None:
        """Stop at once and tell nothing more."""
        self._closed = True
        self._waiting.put(None)
        if self._transcripts is not None:
            self._transcripts.close()

    def _sounds(self) -> Iterator[Sound]:
        while (sound := self._waiting.get()) is not None:
            yield sound

    def _hear(self, transcriber: Transcriber, language: str) -> None:
        try:
            self._transcripts = transcriber.transcribe(self._sounds(), language=language)
            for transcript in self._transcripts:
                if self._closed:
                    break
                self._tell(self, transcript)
            self._transcripts.close()
        except ProviderError as error:
            self._give_up(error)
        except Exception as exc:
            log.exception("a transcription broke off")
            self._give_up(ProviderUnavailable(repr(exc), provider=transcriber.name))

    def _give_up(self, error: ProviderError) -> None:
        if not self._closed:
            self._fail(self, error)
