"""A transcriber made of transcribers: the next one hears all of it from the start."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from services.contracts import Stream, Transcriber
from services.domain import Sound, Transcript
from services.providers.failover.fallback import ChainLink, Fallback
from services.providers.failover.race import Race


@dataclass(frozen=True)
class TranscriptionLink(ChainLink[Transcriber]):
    languages: tuple[str, ...] = ()
    """That it understands; empty for many."""

    def understands(self, language: str) -> bool:
        return not self.languages or language.partition("-")[0].lower() in self.languages


@dataclass(frozen=True)
class FallbackTranscriber(Fallback[TranscriptionLink]):
    """Partials come from whoever is listening; the first final transcript counts."""

    capability = "transcription"

    def transcribe(self, sounds: Iterable[Sound], *, language: str) -> Stream[Transcript]:
        recording = Recording(sounds)
        race = self.race(
            lambda link: link.provider.transcribe(recording.sounds(), language=language),
            links=sorted(self.links, key=lambda link: not link.understands(language)),
            settles=lambda transcript: transcript.final,
            waits=True,
        )
        recording.begin(race.hurry)
        return Transcripts(race, recording)


class Transcripts(Iterator[Transcript]):
    """Ends with the final one, whatever may still come after it."""

    def __init__(self, race: Race[Transcript], recording: Recording) -> None:
        self._race = race
        self._recording = recording

    def __next__(self) -> Transcript:
        transcript = next(self._race)
        if transcript.final:
            self._race.let_go()
        return transcript

    def close(self) -> None:
        self._recording.close()
        self._race.close()


class Recording:
    """Sound as it comes, for as many as want to hear it from the start."""

    def __init__(self, sounds: Iterable[Sound]) -> None:
        self._source = sounds
        self._sounds: list[Sound] = []
        self._complete = False
        self._changed = threading.Condition()

    def begin(self, complete: Callable[[], None]) -> None:
        """Take it all in, on a thread that ends with it, and then say so."""

        def read() -> None:
            for sound in self._source:
                with self._changed:
                    if self._complete:
                        return
                    self._sounds.append(sound)
                    self._changed.notify_all()
            self.close()
            complete()

        threading.Thread(target=read, daemon=True).start()

    def close(self) -> None:
        """Nothing more will come."""
        with self._changed:
            self._complete = True
            self._changed.notify_all()

    def sounds(self) -> Iterator[Sound]:
        heard: list[Sound] = []
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._complete or len(heard) < len(self._sounds))
                if len(heard) == len(self._sounds):
                    return
                heard.append(self._sounds[len(heard)])
            yield heard[-1]
