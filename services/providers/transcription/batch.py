"""Live transcription by vendors that only take whole recordings."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable

from services.contracts import Stream
from services.domain import EAR_RATE_HZ, Amount, Sound, Transcript
from services.errors import BadInput, CompanionError, ProviderUnavailable
from services.usage import vendor_counts

MIN_S = 0.1
"""Vendors refuse less; nobody says a word in it."""
FIRST_PARTIAL_S = 1.0
PARTIAL_GROWTH = 2
"""Each partial waits for twice the sound of the one before: together they cost no more than the
final. They are what lets a person interrupt with words."""

Ask = Callable[[bytes], Stream[str]]
"""The words in a WAV file (mono PCM16 at `EAR_RATE_HZ`), as one item."""


class BatchTranscripts:
    """A `Stream` of transcripts of ``sounds``: few partials, then the final.

    ``sounds`` is read on a thread that ends with it. The end of the sound cuts a partial short.
    """

    def __init__(self, sounds: Iterable[Sound], ask: Ask) -> None:
        self._ask = ask
        self._changed = threading.Condition()
        self._pcm = bytearray()
        self._due_bytes = int(FIRST_PARTIAL_S * EAR_RATE_HZ) * 2
        self._asking: Stream[str] | None = None
        self._complete = self._closed = False
        self._error: CompanionError | None = None
        threading.Thread(target=self._read, args=(sounds,), daemon=True).start()

    def __iter__(self) -> BatchTranscripts:
        return self

    def __next__(self) -> Transcript:
        while not self._closed:
            final = self._gather()
            text = self._words(final=final)
            if self._closed:
                break
            if final:
                self.close()
                return Transcript(text, final=True)
            if text and not self._complete:
                return Transcript(text, final=False)
        raise StopIteration

    def close(self) -> None:
        with self._changed:
            self._closed = True
            self._changed.notify_all()
            asking = self._asking
        if asking is not None:
            asking.close()

    def _gather(self) -> bool:
        """Wait until a partial or the final is due; whether it is the final."""
        with self._changed:
            self._changed.wait_for(
                lambda: self._complete or self._closed or len(self._pcm) >= self._due_bytes
            )
            if self._error is not None:
                self._closed = True
                raise self._error
            self._due_bytes = max(self._due_bytes, len(self._pcm) * PARTIAL_GROWTH)
            return self._complete

    def _words(self, *, final: bool) -> str:
        with self._changed:
            if self._closed or self._complete is not final:
                return ""
            if len(self._pcm) < MIN_S * EAR_RATE_HZ * 2:
                return ""
            sound = Sound(bytes(self._pcm), EAR_RATE_HZ)
            asking = self._asking = self._ask(sound.wav)
        try:
            words = next(asking, "").strip()
        finally:
            asking.close()
        vendor_counts.report(Amount(sound_s=sound.duration_ms / 1000))
        return words

    def _read(self, sounds: Iterable[Sound]) -> None:
        error: CompanionError | None = ProviderUnavailable("the sound broke off")
        try:
            for sound in sounds:
                if sound.rate_hz != EAR_RATE_HZ:
                    raise BadInput(f"Sound must be at {EAR_RATE_HZ} Hz, not {sound.rate_hz}.")
                if self._closed:
                    break
                with self._changed:
                    self._pcm += sound.pcm
                    self._changed.notify_all()
            error = None
        except CompanionError as exc:
            error = exc
        finally:
            self._end(error)

    def _end(self, error: CompanionError | None) -> None:
        with self._changed:
            self._error, self._complete = error, True
            self._changed.notify_all()
            partial = self._asking
        if partial is not None:
            partial.close()
