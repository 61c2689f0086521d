"""What each capability promises. A provider is an ordinary blocking class with one of these shapes.

Besides its methods every provider class has

- ``name``: as it stands in a chain setting;
- ``from_settings(settings)``: builds it, raising `ConfigError` when something is missing.

All raise only `ProviderError` kinds from their methods (and `BadInput` for impossible arguments).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol, Self, TypeVar, runtime_checkable

from services.domain import (
    EAR_RATE_HZ,
    Filming,
    Judgement,
    Learned,
    Matching,
    Message,
    Model,
    Picture,
    Recollection,
    Rig,
    Sight,
    Sound,
    Speech,
    Transcript,
    Voice,
)
from services.errors import ProviderError

Item_co = TypeVar("Item_co", covariant=True)

EAR_FRAME_SAMPLES = 512
"""What voice activity takes at a time: 32 ms at `EAR_RATE_HZ`."""
EAR_FRAME_MS = EAR_FRAME_SAMPLES * 1000 // EAR_RATE_HZ


SAME_SPEAKER = 0.67
"""The similarity at which different people are taken for one as often as one for two: 1.7 % of
pairs of three seconds."""


class Stream(Iterator[Item_co], Protocol[Item_co]):
    """An iterator that can be stopped.

    ``close()`` may be called from any thread, also while another waits in ``next()``: it frees the
    connection behind the stream at once, and the waiting one gets `StopIteration`. Idempotent.
    """

    def close(self) -> None: ...


class Witness(Protocol):
    """Is told who works for a turn. Methods return at once, and may be called from any thread."""

    keeps_voice: bool
    """Whether silence is better than another voice than the one asked for."""

    def did(self, capability: str, provider: str) -> None:
        """This provider gave the first result."""
        ...

    def failed(self, capability: str, error: ProviderError) -> None:
        """``error.provider`` was passed over; also when that had been decided before."""
        ...

    def shown(self, provider: str) -> None:
        """This chat model gets the picture."""
        ...

    def changed_voice(self, provider: str, voice: Voice) -> None:
        """This synthesizer speaks with a voice that was not asked for."""
        ...


@runtime_checkable
class Chain(Protocol):
    """Providers that stand in for each other, as one."""

    def watched(self, witness: Witness) -> Self:
        """The same for one turn: it tells ``witness``, and does not go back to who failed."""
        ...


class ChatModel(Protocol):
    """Answers a conversation."""

    @property
    def name(self) -> str: ...

    @property
    def sees(self) -> bool:
        """Whether pictures in messages reach the model."""
        ...

    @property
    def context_tokens(self) -> int: ...

    def reply(self, messages: Sequence[Message], *, max_tokens: int) -> Stream[str]:
        """The reply's text as it is written, in pieces of any size."""
        ...

    def warm(self, messages: Sequence[Message]) -> None:
        """Prepare for a prompt that starts with these messages (blocks while doing so).

        A vendor that caches by itself, or not at all, returns at once.
        """
        ...


class ChatVendor(ChatModel, Protocol):
    """A chat model of someone who may offer others as well."""

    @property
    def model(self) -> str:
        """As the vendor calls it; empty where there is only one."""
        ...

    def models(self) -> Sequence[Model]:
        """All that could be here instead, as the vendor lists them now. Asks it, and so blocks."""
        ...

    def with_model(self, name: str) -> ChatVendor:
        """The same vendor with another model, over the same connections."""
        ...


@runtime_checkable
class FormFiller(Protocol):
    """A chat model that can be held to a form."""

    def filled_in(
        self, messages: Sequence[Message], form: Mapping[str, Any], *, max_tokens: int
    ) -> Stream[str]:
        """JSON text, in pieces, that keeps to this JSON Schema unless ``max_tokens`` cut it."""
        ...


class Transcriber(Protocol):
    """Turns sound into words."""

    @property
    def name(self) -> str: ...

    def transcribe(self, sounds: Iterable[Sound], *, language: str) -> Stream[Transcript]:
        """Partials while ``sounds`` goes on, then exactly one final transcript.

        ``sounds`` may block between items: it is read from a thread of the provider's own.
        Sound that holds no words gives a final transcript with empty text.
        """
        ...


class TranscriptionVendor(Transcriber, Protocol):
    """A transcriber whose use is counted."""

    @property
    def model(self) -> str:
        """As the vendor calls it; empty where there is only one."""
        ...


class TurnEnd(Protocol):
    """Judges whether a person has finished."""

    name: str

    def probability(self, sound: Sound, words: str) -> float:
        """0 to 1 that nothing more will come after this utterance (``words`` may be empty)."""
        ...


class VoiceActivity(Protocol):
    """Tells speech from anything else. One instance a call: it remembers."""

    name: str

    def probability(self, frame: bytes) -> float:
        """0 to 1 for `EAR_FRAME_SAMPLES` of PCM16LE; takes well under a millisecond."""
        ...

    def close(self) -> None:
        """The call is over, and it is not asked again."""
        ...


class Synthesizer(Protocol):
    """Turns words into sound."""

    @property
    def name(self) -> str: ...

    def voices(self) -> Sequence[Voice]:
        """What there is to choose from; the first is the default."""
        ...

    def speak(self, text: str, voice: Voice) -> Stream[Speech]:
        """``text`` in pieces that follow each other without a gap.

        Joined by spaces, their texts are ``text`` with its white space collapsed.
        """
        ...


class SpeechVendor(Synthesizer, Protocol):
    """A synthesizer whose use is counted."""

    @property
    def model(self) -> str:
        """As the vendor calls it; empty where there is only one."""
        ...


class VoiceCloner(Protocol):
    """Copies a person's voice."""

    name: str

    def clone(self, label: str, samples: Sequence[Sound]) -> Voice:
        """A new voice, of which the vendor keeps what it needs until it is forgotten."""
        ...

    def forget(self, voice: Voice) -> None:
        """Delete a voice at the vendor; one that is gone already is fine."""
        ...


class Aligner(Protocol):
    """Finds out when each word of a recording is said."""

    name: str

    def align(self, text: str, sound: Sound) -> Speech:
        """The sound, unchanged, with the phonemes and words of ``text`` that it says.

        Text without anything to pronounce gives words that take no time.
        """
        ...


class SpeakerEncoder(Protocol):
    """Tells people apart by their voices."""

    name: str

    def embed(self, sound: Sound) -> bytes:
        """How the one who speaks sounds: 256 float32 that make a vector of length 1.

        Raises `TooLittleSpeech` for less than a second and a half of speech.
        """
        ...

    def similarity(self, first: Sound, second: Sound) -> float:
        """Of those who speak, 0 to 1: from `SAME_SPEAKER` on, take them for the same person.

        Raises `TooLittleSpeech` as `embed` does.
        """
        ...


class VoiceMatcher(Protocol):
    """Mixes a voice for a synthesizer that is close to a person's own: a match, not a copy."""

    name: str

    def match(self, samples: Sequence[Sound]) -> Stream[Matching]:
        """How the search goes on, every second or so; the last item has the style.

        ``samples`` are of one person and together hold at least 15 s of speech, or the first item
        raises `TooLittleSpeech`. The search takes minutes of one core, gives way to everything else
        on the machine, and is the same for the same samples. Closing the stream ends it.
        """
        ...


class Rigger(Protocol):
    """Makes portraits move."""

    name: str

    def rig(self, jpeg: bytes) -> Rig:
        """The rig of the largest face in a picture.

        Raises `NoFace`, `FaceTooSmall`, `FaceTurnedAway` for pictures that have to stay still.
        """
        ...


class LipSyncer(Protocol):
    """Films a portrait as it says something."""

    name: str

    def film(self, portrait: bytes, script: Sound | str) -> Stream[Filming]:
        """How far it is, every few seconds, and at last the clip, which may take a minute.

        ``portrait`` is a JPEG. Of a sound the clip has the lips, in step with it from the first
        sample; words are said by a voice of the vendor's own. Read to its end, it leaves nothing
        with the vendor; closing it does not give back what the vendor charges.
        """
        ...


class Observer(Protocol):
    """Makes out what a picture shows."""

    @property
    def name(self) -> str: ...

    def look(self, picture: Picture) -> Sight:
        """What can be told from this picture alone; it is kept nowhere.

        Raises `UnsupportedFile` for what is no picture.
        """
        ...


class CareJudge(Protocol):
    """Judges whether words call for care."""

    @property
    def name(self) -> str: ...

    def judge(self, words: str) -> Judgement:
        """Of what a person said or wrote, in any length; blocks for some 15 ms a sentence."""
        ...


class Encoder(Protocol):
    """Turns text into vectors that lie near each other when the texts mean nearly the same."""

    name: str

    def encode(self, texts: Sequence[str], *, asking: bool) -> Sequence[bytes]:
        """For each text little-endian float32s of length 1, equally many for all.

        ``asking``: the texts look for others, which were encoded without it.
        """
        ...


class Memory(Protocol):
    """What is remembered of people. Methods may block, and raise `StorageError`."""

    def known(self, person_id: str) -> Sequence[Recollection]:
        """All that holds, oldest first."""
        ...

    def recall(self, person_id: str, companion_id: str, words: str) -> Sequence[Recollection]:
        """What these words bring to mind, best first; often nothing."""
        ...

    def remember(self, person_id: str, learned: Learned) -> None:
        """Take over what a call changed; what is gone meanwhile stays gone."""
        ...


class Journal(Protocol):
    """What is kept of a call. Methods return when it is durable, and may block their caller.

    All raise `StorageError` when nothing could be written.
    """

    def call_started(self, call_id: str, person_id: str, companion_id: str) -> None: ...

    def user_said(self, call_id: str, turn: int, text: str, source: str) -> None:
        """Keep what the person said, once its turn is certain."""
        ...

    def companion_said(
        self,
        call_id: str,
        turn: int,
        *,
        text: str,
        heard_text: str,
        emotion: str,
        interrupted: bool,
        timings_ms: Mapping[str, int],
    ) -> None:
        """Keep the answer as far as it was heard; again as more is heard (upsert by turn)."""
        ...

    def call_ended(self, call_id: str, reason: str, usage: Mapping[str, Any] | None = None) -> None:
        """``usage`` is what it used and what that cost."""
        ...

    def recent_messages(
        self, person_id: str, companion_id: str, *, limit: int
    ) -> Sequence[Message]:
        """The newest messages of earlier calls of these two, oldest first, answers as heard."""
        ...


@dataclass(frozen=True, slots=True)
class Providers:
    """What a call works with: one of each capability."""

    chat: ChatModel
    transcriber: Transcriber
    turn_end: TurnEnd
    synthesizer: Synthesizer
    observer: Observer
    care: CareJudge
    voice_activity: Callable[[], VoiceActivity]
    """Gives a new one for each call."""

    def watched(self, witness: Witness) -> Providers:
        """The same for one turn, about which its chains tell ``witness``."""

        def watched(provider: Any) -> Any:
            return provider.watched(witness) if isinstance(provider, Chain) else provider

        return replace(
            self,
            chat=watched(self.chat),
            transcriber=watched(self.transcriber),
            synthesizer=watched(self.synthesizer),
        )

    @property
    def names(self) -> dict[str, str]:
        """Which provider would do what now."""
        return {
            "chat": self.chat.name,
            "transcription": self.transcriber.name,
            "turn_end": self.turn_end.name,
            "speech": self.synthesizer.name,
            "vision": self.observer.name,
        }


@dataclass(frozen=True, slots=True)
class Crew:
    """Who works in a call, as its person chose."""

    choice: str
    """One of `AutoModel`, or the id of a `Model`."""
    providers: Providers
    models: Mapping[str, str]
    """By name of its provider, the chat model that would be asked."""

    @property
    def model(self) -> dict[str, Any]:
        """Who would answer now, for those who ask."""
        chat = self.providers.chat
        return {
            "choice": self.choice,
            "provider": chat.name,
            "name": self.models.get(chat.name, ""),
            "sees": chat.sees,
        }


class Lineup(Protocol):
    """All who may work in calls."""

    def crew(self, choice: str) -> Crew:
        """Those of one call; returns at once. Raises `BadInput` for what cannot be chosen."""
        ...
