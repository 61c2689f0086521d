"""What each capability promises. A provider is an ordinary blocking class with one of these shapes.

Besides its methods every provider class has

- ``name``: as it stands in a chain setting;
- ``from_settings(settings)``: builds it, raising `ConfigError` when something is missing.

All raise only `ProviderError` kinds from their methods (and `BadInput` for impossible arguments).
"""

from services.contracts.care import CareJudge
from services.contracts.chat import ChatModel, ChatVendor, FormFiller
from services.contracts.listening import (
    EAR_FRAME_MS,
    EAR_FRAME_SAMPLES,
    Transcriber,
    TranscriptionVendor,
    TurnEnd,
    VoiceActivity,
)
from services.contracts.memory import Encoder, Journal, Memory
from services.contracts.providers import ChosenProviders, ProviderChooser, Providers
from services.contracts.speech import Aligner, SpeechVendor, Synthesizer
from services.contracts.streams import Chain, Item_co, ProviderObserver, Stream
from services.contracts.vision import LipSyncer, Observer, Rigger
from services.contracts.voices import SAME_SPEAKER, SpeakerEncoder, VoiceCloner, VoiceMatcher

__all__ = [
    "EAR_FRAME_MS",
    "EAR_FRAME_SAMPLES",
    "SAME_SPEAKER",
    "Aligner",
    "CareJudge",
    "Chain",
    "ChatModel",
    "ChatVendor",
    "ChosenProviders",
    "Encoder",
    "FormFiller",
    "Item_co",
    "Journal",
    "LipSyncer",
    "Memory",
    "Observer",
    "ProviderChooser",
    "ProviderObserver",
    "Providers",
    "Rigger",
    "SpeakerEncoder",
    "SpeechVendor",
    "Stream",
    "Synthesizer",
    "Transcriber",
    "TranscriptionVendor",
    "TurnEnd",
    "VoiceActivity",
    "VoiceCloner",
    "VoiceMatcher",
]
