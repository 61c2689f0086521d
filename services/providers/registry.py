"""Every provider by capability and name: one line each. Choosing one is data.

A provider with an ``engine`` runs in that engine's process; the others run where they are used.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from services.errors import ConfigError
from services.settings import Settings


@dataclass(frozen=True, slots=True)
class Entry:
    capability: str
    name: str
    path: str
    """``module:Class``, or what else has its ``from_settings``; imported on first use."""
    engine: str = ""
    key: str = ""
    """The setting without which the default chain leaves it out."""
    requirements: str = "requirements.txt"
    default: bool = True
    """Whether a chain that is not set contains it."""
    aligned: bool = False
    """For speech that comes without times: whether an aligner is to find them."""
    families: tuple[str, ...] = ()
    """Of a synthesizer's voices' ids; empty for its own name."""
    languages: tuple[str, ...] = ()
    """That a transcriber understands; empty for many."""
    near: bool = False
    """Whether it runs on a machine of one's own, maybe another one: slowness is no failure."""
    package: str = ""
    """Where it is not installed, a chain that is not set leaves this out if there are others."""

    @property
    def local(self) -> bool:
        """Whether what it is given stays on this machine."""
        return bool(self.engine) or self.name == "stub"


ON_DEMAND = frozenset({"match"})
"""Engines that no call needs: they start when they are first asked, and give way to all others."""
PROVIDERS = "services.providers"
PRESETS = f"{PROVIDERS}.chat.presets"
LOCAL = "requirements-local.txt"

ENTRIES = (
    Entry("chat", "gemini", f"{PROVIDERS}.chat.gemini:GeminiChat", key="gemini_api_key"),
    Entry("chat", "openai", f"{PRESETS}:OPENAI", key="openai_api_key"),
    Entry("chat", "cerebras", f"{PRESETS}:CEREBRAS", key="cerebras_api_key"),
    Entry("chat", "groq", f"{PRESETS}:GROQ", key="groq_api_key"),
    Entry("chat", "mistral", f"{PRESETS}:MISTRAL", key="mistral_api_key"),
    Entry("chat", "ollama", f"{PRESETS}:OLLAMA", default=False, near=True),
    Entry("chat", "lmstudio", f"{PRESETS}:LMSTUDIO", default=False, near=True),
    Entry("chat", "vllm", f"{PRESETS}:VLLM", default=False, near=True),
    Entry("chat", "llamacpp", f"{PRESETS}:LLAMACPP", default=False, near=True),
    Entry("chat", "gemini_legacy", f"{PROVIDERS}.chat.gemini_legacy:GeminiLegacy",
          default=False),
    Entry("chat", "embedded", f"{PROVIDERS}.chat.embedded:EmbeddedChat",
          engine="mind", requirements=LOCAL, package="xllamacpp"),
    Entry("chat", "stub", f"{PROVIDERS}.chat.stub:StubChat", default=False),
    Entry("transcription", "embedded", f"{PROVIDERS}.transcription.moonshine:Moonshine",
          engine="ears", requirements=LOCAL, languages=("en",), package="onnxruntime"),
    Entry("transcription", "elevenlabs",
          f"{PROVIDERS}.transcription.elevenlabs:ElevenLabsTranscriber", key="elevenlabs_api_key"),
    Entry("transcription", "groq", f"{PROVIDERS}.transcription.openai_compatible:GROQ",
          key="groq_api_key"),
    Entry("transcription", "openai", f"{PROVIDERS}.transcription.openai_compatible:OPENAI",
          key="openai_api_key"),
    Entry("transcription", "gemini", f"{PROVIDERS}.transcription.gemini:GeminiTranscriber",
          key="gemini_api_key"),
    Entry("transcription", "stub", f"{PROVIDERS}.transcription.stub:StubTranscriber",
          default=False),
    Entry("turn_end", "embedded", f"{PROVIDERS}.turn_end.smart_turn:SmartTurn",
          engine="ears", requirements=LOCAL),
    Entry("turn_end", "stub", f"{PROVIDERS}.turn_end.stub:StubTurnEnd", default=False),
    Entry("voice_activity", "silero", f"{PROVIDERS}.voice_activity.silero:Silero"),
    Entry("voice_activity", "stub", f"{PROVIDERS}.voice_activity.stub:StubVoiceActivity",
          default=False),
    Entry("speech", "elevenlabs", f"{PROVIDERS}.speech.elevenlabs:ElevenLabsSpeech",
          key="elevenlabs_api_key"),
    Entry("speech", "openai", f"{PROVIDERS}.speech.openai_compatible:OpenAISpeech",
          key="openai_api_key", aligned=True),
    Entry("speech", "gtts", f"{PROVIDERS}.speech.gtts:GttsSpeech", default=False,
          aligned=True),
    Entry("speech", "embedded", f"{PROVIDERS}.speech.embedded:EmbeddedSpeech",
          engine="voice", requirements=LOCAL, families=("hibari", "kokoro", "matched"),
          package="hibari"),
    Entry("speech", "stub", f"{PROVIDERS}.speech.stub:StubSpeech", default=False,
          families=("stub", "matched")),
    Entry("cloning", "elevenlabs", f"{PROVIDERS}.cloning.elevenlabs:ElevenLabsCloner",
          key="elevenlabs_api_key"),
    Entry("speakers", "embedded", f"{PROVIDERS}.speakers.resemblyzer:Resemblyzer",
          engine="match", requirements=LOCAL),
    Entry("speakers", "stub", f"{PROVIDERS}.speakers.stub:StubSpeakers", default=False),
    Entry("matching", "embedded", f"{PROVIDERS}.matching.embedded:EmbeddedMatcher",
          engine="match", requirements=LOCAL),
    Entry("matching", "stub", f"{PROVIDERS}.matching.stub:StubMatcher", default=False),
    Entry("alignment", "embedded", f"{PROVIDERS}.alignment.embedded:EmbeddedAligner",
          engine="voice", requirements=LOCAL),
    Entry("memory", "embedded", f"{PROVIDERS}.memory.embedded:EmbeddedEncoder",
          engine="ears", requirements=LOCAL),
    Entry("memory", "stub", f"{PROVIDERS}.memory.stub:StubEncoder", default=False),
    Entry("portraits", "embedded", f"{PROVIDERS}.portraits.embedded:EmbeddedRigger",
          engine="eyes"),
    Entry("portraits", "stub", f"{PROVIDERS}.portraits.stub:StubRigger", default=False),
    Entry("lipsync", "did", f"{PROVIDERS}.lipsync.did:DidLipSyncer", key="did_api_key"),
    Entry("vision", "embedded", f"{PROVIDERS}.vision.embedded:EmbeddedObserver", engine="eyes"),
    Entry("vision", "stub", f"{PROVIDERS}.vision.stub:StubObserver", default=False),
)  # fmt: skip


def find(capability: str, name: str) -> Entry:
    """The entry of that name. Raises `ConfigError` listing what there is."""
    named = {entry.name: entry for entry in ENTRIES if entry.capability == capability}
    if name not in named:
        raise ConfigError(
            f"{capability.upper()}: there is no {name!r}; there is {', '.join(named)}"
        )
    return named[name]


def chain(capability: str, settings: Settings) -> list[Entry]:
    """The entries a setting names, or by default those that have what they need."""
    names: tuple[str, ...] = getattr(settings, capability)
    if names:
        return [find(capability, name) for name in names]
    able = [
        entry
        for entry in ENTRIES
        if entry.capability == capability
        and entry.default
        and (not entry.key or getattr(settings, entry.key))
    ]
    return [entry for entry in able if not entry.package or find_spec(entry.package)] or able


def load(entry: Entry) -> Any:
    """The provider's class. Raises `ConfigError` with the command that installs what it lacks."""
    module, _, name = entry.path.partition(":")
    try:
        return getattr(import_module(module), name)
    except ModuleNotFoundError as exc:
        raise ConfigError(
            f"{entry.capability} {entry.name!r} needs {exc.name}: "
            f"pip install -r {entry.requirements}"
        ) from exc
