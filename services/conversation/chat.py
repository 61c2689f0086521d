"""A conversation in writing, for programs that do not call."""

from __future__ import annotations

import base64
import threading
from collections import OrderedDict, deque
from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

from services.contracts import ChatModel, Providers, Synthesizer
from services.conversation.events import AiResponse
from services.conversation.model_choice import ModelChoice
from services.conversation.thinking.attend import attend
from services.conversation.thinking.prompt import prompt
from services.conversation.thinking.resume_reply import answer
from services.conversation.thinking.think import known
from services.conversation.turn.provider_notices import ProviderNotices, TurnProviders
from services.domain import Clause, Companion, Emotion, Message, Person, Sound, Utterance
from services.errors import BadInput
from services.safety.respond import CAREFUL_TURNS, CareReply, Circumstances
from services.usage import metering

MAX_MESSAGES = 200
MAX_CHATS = 1000


class Chat:
    """Remembers what was written; one answer at a time."""

    def __init__(self, person: Person, companion: Companion, model_choice: ModelChoice) -> None:
        self._person = person
        self._companion = companion
        self._model_choice = model_choice
        self._messages: deque[Message] = deque(maxlen=MAX_MESSAGES)
        self._care: deque[CareReply | None] = deque(maxlen=CAREFUL_TURNS)
        self._turns = count(1)
        self._answering = threading.Lock()

    def begin(self) -> int:
        """The number of a new turn."""
        return next(self._turns)

    def answer(self, turn: int, utterance: Utterance, *, audio: bool) -> dict[str, Any]:
        """The payload of an ``ai_response``, with a WAV file in base64 as ``audio`` if asked for.

        Blocks until those that were asked for before are there, and the whole of this one. Raises
        what the providers raise.
        """
        with self._answering, metering.noted_by(self._model_choice.spending.note):
            return self._answer(turn, utterance, audio=audio)

    def _answer(self, turn: int, utterance: Utterance, *, audio: bool) -> dict[str, Any]:
        makers = TurnProviders(ProviderNotices(lambda notice: None))
        providers = self._model_choice.providers.watched(makers)
        clauses = list(self._clauses(self._prompt(utterance, providers.chat), providers))
        text = " ".join(clause.text for clause in clauses)
        emotion = clauses[0].emotion if clauses else Emotion.NEUTRAL
        self._messages.append(Message("user", utterance.text))
        self._messages.append(Message("assistant", f"{emotion}: {text}"))
        sound = {"audio": self._wav(text, providers.synthesizer)} if audio else {}
        names = {**providers.names, **makers.names}
        bill = self._model_choice.spending.bill()
        response = AiResponse(turn, text, text, emotion.value, names, {}, False, bill)
        return {**response.payload(), **sound}

    def _clauses(self, prompt: list[Message], providers: Providers) -> Iterator[Clause]:
        """Words that call for care are answered before any model reads them."""
        where = Circumstances(self._companion.language, earlier=tuple(self._care))
        attention = attend(prompt, providers.care, where)
        self._care.append(attention.reply)
        if attention.reply is not None:
            return known(attention.reply.text, Emotion.CARING)
        return answer(attention.added_to(prompt), providers.chat, iter)

    def _prompt(self, utterance: Utterance, chat: ChatModel) -> list[Message]:
        return prompt(
            self._companion.persona,
            self._person.name,
            list(self._messages),
            (),
            utterance.text,
            picture=utterance.picture if chat.sees else None,
            budget_tokens=chat.context_tokens,
        )

    def _wav(self, text: str, synthesizer: Synthesizer) -> str:
        pieces = [speech.sound for speech in synthesizer.speak(text, self._companion.voice)]
        if not pieces:
            raise BadInput("There is nothing to say.")
        return base64.b64encode(Sound.joined(pieces).wav).decode()


class Chats:
    """The newest conversations in writing, one a person."""

    def __init__(self, new: Callable[[], Chat]) -> None:
        """``new`` makes one for whoever is asking."""
        self._new = new
        self._chats: OrderedDict[str, Chat] = OrderedDict()

    def of(self, person_id: str) -> Chat:
        chat = self._chats.pop(person_id, None) or self._new()
        self._chats[person_id] = chat
        while len(self._chats) > MAX_CHATS:
            self._chats.popitem(last=False)
        return chat

    def forget(self, person_id: str) -> None:
        """Begin anew."""
        self._chats.pop(person_id, None)
