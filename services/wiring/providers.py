"""Who does what, from settings."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from services.contracts import CareJudge, Providers, SpeakerEncoder, VoiceCloner, VoiceMatcher
from services.engine.remote import PROXIES
from services.errors import ConfigError
from services.jobs.voice_jobs import MATCHED
from services.providers import registry
from services.providers.registry import Entry
from services.providers.wrappers.aligned import WithTimes
from services.providers.wrappers.metered import METERED
from services.providers.wrappers.watermarked import MarkedSpeech
from services.safety.classifier import Classifier
from services.safety.judge import TRAINED, MeaningJudge, Watchful
from services.safety.phrases import PhraseJudge
from services.settings import Settings
from services.wiring.chains import Chains
from services.wiring.engines import Engines


@dataclass(frozen=True)
class VoiceMakers:
    """What makes voices like a person's own."""

    speakers: SpeakerEncoder
    matcher: VoiceMatcher | None
    """None when nobody could speak with what is matched, as the next"""
    cloner: VoiceCloner | None
    """when no vendor copies voices."""

    @property
    def cloner_name(self) -> str:
        return self.cloner.name if self.cloner else ""


class Builder:
    """Makes the providers that settings name."""

    def __init__(self, settings: Settings, engines: Engines) -> None:
        self._settings = settings
        self._engines = engines

    def plain(self, entry: Entry) -> Any:
        """The provider, or its stand-in here when it works in an engine."""
        if entry.engine:
            return PROXIES[entry.capability](self._engines.get(entry.engine), entry.name)
        return registry.load(entry).from_settings(self._settings)

    def metered(self, entry: Entry) -> Any:
        """The same, its use counted; speech has its times and its mark."""
        counted = METERED.get(entry.capability, lambda provider: provider)
        provider = counted(self.plain(entry))
        if entry.aligned:
            aligner = self.metered(registry.find("alignment", "embedded"))
            provider = WithTimes(provider, aligner)
        return MarkedSpeech(provider) if entry.capability == "speech" else provider

    def only(self, capability: str) -> Any:
        """Of a capability that has no chain. Raises `ConfigError` where several are named."""
        first, *others = registry.chain(capability, self._settings)
        if others and getattr(self._settings, capability):
            raise ConfigError(f"{capability.upper()}: name one provider; it has no chain")
        return self.metered(first)

    def first(self, capability: str) -> Any:
        """What the chain begins with; None where nothing has what it needs."""
        chain = registry.chain(capability, self._settings)
        return self.plain(chain[0]) if chain else None


def providers_of(settings: Settings, builder: Builder) -> tuple[Providers, Chains]:
    """What a call works with, and the chains in it."""
    voice_activity = partial(builder.only, "voice_activity")
    voice_activity()
    chains = Chains(settings, builder.metered)
    providers = Providers(
        chat=chains.chat(),
        transcriber=chains.transcription(),
        turn_end=builder.only("turn_end"),
        synthesizer=chains.speech(),
        observer=chains.vision(),
        care=care_judge(settings, builder),
        voice_activity=voice_activity,
    )
    return providers, chains


def care_judge(settings: Settings, builder: Builder) -> CareJudge:
    """By meaning, where the embedded encoder is; by phrases where it is not, or fails."""
    chain = registry.chain("memory", settings)
    phrases = PhraseJudge()
    if not chain or chain[0].name != "embedded":
        return phrases
    encoder = builder.plain(chain[0])
    return Watchful(MeaningJudge(encoder, Classifier.loaded(TRAINED.read_bytes())), phrases)


def makers_of(settings: Settings, builder: Builder) -> VoiceMakers:
    return VoiceMakers(
        speakers=builder.only("speakers"),
        matcher=builder.only("matching") if _can_match(settings) else None,
        cloner=builder.only("cloning") if _can_clone(settings) else None,
    )


def _can_clone(settings: Settings) -> bool:
    """Whether somebody copies voices who can speak with them too.

    Raises `ConfigError` when the one that is named cannot.
    """
    speaking = {entry.name for entry in registry.chain("speech", settings)}
    silent = [entry.name for entry in registry.chain("cloning", settings)[:1]]
    if settings.cloning and not speaking.issuperset(silent):
        raise ConfigError(f"CLONING: {silent[0]} has to be in SPEECH as well")
    return bool(silent) and speaking.issuperset(silent)


def _can_match(settings: Settings) -> bool:
    """Whether somebody speaks with matched voices."""
    return any(MATCHED in entry.families for entry in registry.chain("speech", settings))
