"""A synthesizer made of synthesizers: the next one goes on after the last word that was spoken."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Self

from services.contracts import ProviderObserver, Stream, Synthesizer
from services.domain import Speech, Voice
from services.errors import ProviderError
from services.providers.failover.fallback import ChainLink, Fallback
from services.providers.failover.race import CALM, Race

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class SpeechLink(ChainLink[Synthesizer]):
    families: tuple[str, ...] = ()
    """Of its voices' ids."""

    def has(self, voice: Voice) -> bool:
        return voice.id.partition("/")[0] in self.families


@dataclass(frozen=True)
class FallbackSpeech(Fallback[SpeechLink]):
    """A voice is spoken by the one who has it, whatever its place in the chain; when that one
    fails, by the others with the nearest that they have.
    """

    capability = "speech"
    spoken: set[str] = field(default_factory=set)
    """Who spoke in this turn: while that sounds, there is more time for what follows."""

    def watched(self, observer: ProviderObserver) -> Self:
        return replace(super().watched(observer), spoken=set())

    def voices(self) -> Sequence[Voice]:
        """Those of all, in the order of the chain; who cannot say has none for now."""
        offered: list[Voice] = []
        error: ProviderError | None = None
        for link in self.links:
            try:
                offered += link.provider.voices()
            except ProviderError as exc:
                log.warning("voices not listed", extra={"provider": link.name, "code": exc.code})
                error = exc
        if not offered and error is not None:
            raise error
        return offered

    def speak(self, text: str, voice: Voice) -> Stream[Speech]:
        return Speaking(self, text, voice)

    def with_voice(self, voice: Voice) -> Sequence[SpeechLink]:
        """Who may speak for it, those who have it first."""
        having = [link for link in self.links if link.has(voice)]
        others = [link for link in self.links if not link.has(voice)]
        return having if self.observer.keeps_voice else [*having, *others]


class Speaking(Iterator[Speech]):
    """A text, spoken to its end by whoever can: no word of it twice, and none left out."""

    def __init__(self, chain: FallbackSpeech, text: str, voice: Voice) -> None:
        self._chain = chain
        self._voice = voice
        self._rest = text.split()
        self._nearest: dict[str, Voice] = {}
        self._closed = False
        self._race = self._begin()

    def __next__(self) -> Speech:
        while self._rest and not self._closed:
            began = self._race.winner
            try:
                speech = next(self._race)
            except ProviderError:
                if not began:
                    raise
                self._race = self._begin()
                continue
            if not began:
                self._chain.spoken.add(self._race.winner)
                self._tell_of_voice(self._race.winner)
            self._rest = self._rest[len(speech.text.split()) :]
            if not self._rest:
                self._race.let_go()
            return speech
        raise StopIteration

    def close(self) -> None:
        self._closed = True
        self._race.close()

    def _begin(self) -> Race[Speech]:
        text = " ".join(self._rest)
        return self._chain.race(
            lambda link: link.provider.speak(text, self._voice_at(link)),
            links=self._chain.with_voice(self._voice),
            calm=CALM if self._chain.spoken else 1.0,
        )

    def _tell_of_voice(self, provider: str) -> None:
        if provider in self._nearest:
            self._chain.observer.changed_voice(provider, self._nearest[provider])

    def _voice_at(self, link: SpeechLink) -> Voice:
        if link.has(self._voice):
            return self._voice
        found = nearest(self._voice, link.provider.voices())
        self._nearest[link.name] = replace(found, pace=self._voice.pace)
        return self._nearest[link.name]


def nearest(wished: Voice, offered: Sequence[Voice]) -> Voice:
    """The first of the same language, or else the first; the wished one where there is none."""
    short = wished.language.partition("-")[0]
    for language in (wished.language, short):
        for voice in offered:
            if language in (voice.language, voice.language.partition("-")[0]):
                return voice
    return next(iter(offered), wished)
