"""The chains of providers, from settings: who stands in for whom."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from services.contracts import ChatVendor, Providers
from services.providers import registry
from services.providers.chat.fallback import ChatLink, FallbackChat
from services.providers.failover.fallback import ChainLink
from services.providers.failover.health import ProviderHealth, Status
from services.providers.registry import Entry
from services.providers.speech.fallback import FallbackSpeech, SpeechLink
from services.providers.transcription.fallback import FallbackTranscriber, TranscriptionLink
from services.providers.vision.fallback import FallbackObserver
from services.settings import Settings

CHAINED = ("chat", "transcription", "speech", "vision")
LOCAL_PATIENCE_S = 10.0
"""A machine of one's own that reads a long prompt takes its time, and costs nobody anything."""

Build = Callable[[Entry], Any]


class Chains:
    """Makes them, and knows how each of their providers does."""

    def __init__(self, settings: Settings, build: Build) -> None:
        self._settings = settings
        self._build = build
        self._healths: dict[tuple[str, str], ProviderHealth] = {}
        self._built: dict[tuple[str, str], Any] = {}

    def chat(self) -> FallbackChat:
        return FallbackChat([self._chat_link(entry) for entry in self._entries("chat")])

    def transcription(self) -> FallbackTranscriber:
        return FallbackTranscriber(
            [self._transcription_link(entry) for entry in self._entries("transcription")]
        )

    def speech(self) -> FallbackSpeech:
        return FallbackSpeech([self._speech_link(entry) for entry in self._entries("speech")])

    def vision(self) -> FallbackObserver:
        return FallbackObserver(
            [ChainLink(**self._link(entry)) for entry in self._entries("vision")]
        )

    def chat_vendors(self) -> Mapping[str, ChatVendor]:
        """The chat models of its chain, by the names of their links."""
        return {name: built for (kind, name), built in self._built.items() if kind == "chat"}

    def offline(self, everyone: Providers) -> Providers:
        """The same people's work by those who keep it on this machine: of each chain its local
        links, or what is embedded where it has none.
        """
        chat, ears, voice = self._local("chat"), self._local("transcription"), self._local("speech")
        return replace(
            everyone,
            chat=FallbackChat([self._chat_link(entry) for entry in chat]),
            transcriber=FallbackTranscriber([self._transcription_link(entry) for entry in ears]),
            synthesizer=FallbackSpeech([self._speech_link(entry) for entry in voice]),
        )

    def _local(self, capability: str) -> list[Entry]:
        local = [entry for entry in self._entries(capability) if entry.local]
        return local or [registry.find(capability, "embedded")]

    def statuses(self) -> Sequence[Status]:
        """Of every provider there is, capability by capability, those of a chain in its order."""
        return [
            status
            for capability in CHAINED
            for status in (*self._configured(capability), *self._others(capability))
        ]

    def _configured(self, capability: str) -> list[Status]:
        return [
            health.status() for (kind, _), health in self._healths.items() if kind == capability
        ]

    def _others(self, capability: str) -> list[Status]:
        return [
            Status(capability, entry.name, configured=False, needs=self._needs(entry))
            for entry in registry.ENTRIES
            if entry.capability == capability
            and entry.name != "stub"
            and (capability, entry.name) not in self._healths
        ]

    def _needs(self, entry: Entry) -> str:
        lacks_key = entry.key and not getattr(self._settings, entry.key)
        return (entry.key if lacks_key else entry.capability).upper()

    def _entries(self, capability: str) -> list[Entry]:
        return registry.chain(capability, self._settings)

    def _chat_link(self, entry: Entry) -> ChatLink:
        link = self._link(entry)
        model = registry.load(entry) if entry.engine else link["provider"]
        return ChatLink(**link, sees=model.sees, context_tokens=model.context_tokens)

    def _transcription_link(self, entry: Entry) -> TranscriptionLink:
        return TranscriptionLink(**self._link(entry), languages=entry.languages)

    def _speech_link(self, entry: Entry) -> SpeechLink:
        return SpeechLink(**self._link(entry), families=entry.families or (entry.name,))

    def _provider(self, entry: Entry) -> Any:
        """Built once, also where several chains have it."""
        place = (entry.capability, entry.name)
        if place not in self._built:
            self._built[place] = self._build(entry)
        return self._built[place]

    def _link(self, entry: Entry) -> dict[str, Any]:
        place = (entry.capability, entry.name)
        health = self._healths.setdefault(place, ProviderHealth(*place))
        near = entry.local or entry.near
        return {
            "provider": self._provider(entry),
            "health": health,
            "patience_s": LOCAL_PATIENCE_S if near else self._settings.patience_ms / 1000,
            "local": near,
        }
