"""The nouns of a call, as frozen values."""

from services.domain.care import Concern, Judgement, Request
from services.domain.jobs import Clip, Filming, Job, JobState
from services.domain.memory import Learned, Receipt, Recollection, RecollectionKind, Told
from services.domain.models import AutoModel, Message, Model
from services.domain.people import Companion, PauseTolerance, Person, Persona, Utterance
from services.domain.sound import EAR_RATE_HZ, Sound
from services.domain.speech import (
    EMOTION_SIGNS,
    Clause,
    Emotion,
    Scene,
    Speech,
    Spoken,
    Timed,
    Transcript,
    Viseme,
)
from services.domain.usage import Amount, Usage
from services.domain.vision import Expression, FaceSeen, Fact, Glance, HandSeen, Picture, Rig, Sight
from services.domain.voices import Matching, Voice, VoiceKind

__all__ = [
    "EAR_RATE_HZ",
    "EMOTION_SIGNS",
    "Amount",
    "AutoModel",
    "Clause",
    "Clip",
    "Companion",
    "Concern",
    "Emotion",
    "Expression",
    "FaceSeen",
    "Fact",
    "Filming",
    "Glance",
    "HandSeen",
    "Job",
    "JobState",
    "Judgement",
    "Learned",
    "Matching",
    "Message",
    "Model",
    "PauseTolerance",
    "Person",
    "Persona",
    "Picture",
    "Receipt",
    "Recollection",
    "RecollectionKind",
    "Request",
    "Rig",
    "Scene",
    "Sight",
    "Sound",
    "Speech",
    "Spoken",
    "Timed",
    "Told",
    "Transcript",
    "Usage",
    "Utterance",
    "Viseme",
    "Voice",
    "VoiceKind",
]
