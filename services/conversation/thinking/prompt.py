"""What the chat model reads: append-only, so that a model which caches prefixes reads it once.

Persona and examples come first and are the same for everyone who calls that companion; then who
is calling, the conversation, the notes of this turn, the words, and what they remind of. Whatever
changes stands last.
"""

from __future__ import annotations

from collections.abc import Sequence

from services.conversation.thinking.emotion_tag import signed
from services.domain import EMOTION_SIGNS, Emotion, Message, Persona, Picture

REPLY_TOKENS = 90
"""Three spoken sentences; the longest reply that is asked for."""

CHARACTERS_A_TOKEN = 3.2
MESSAGE_TOKENS = 5
"""English takes about 4.3 characters a token, other languages less; role marks take 5 tokens."""

TURN_TOKENS = 300
"""Kept free for notes and words, so that their length does not move the start of the history."""

PICTURE_TOKENS = 300
"""A small camera picture, roughly, at the vendors that see."""

REMEMBERED = "You remember of the person: {}"
STYLE = (
    "You are on a voice call and talk like a close friend, not like an assistant: one or two short "
    "sentences, three at most, starting with a few quick words. You remember every fact the person "
    "told you, and answer from it. You are an AI: you hear, talk and remember, but you cannot see, "
    "set alarms, send, order, play or look up anything, and then you say so kindly. When someone "
    "may hurt themselves, you care and ask them to call a friend or a crisis line. "
    "Every reply begins with a sign of how you feel: "
)


def prompt(
    persona: Persona,
    person_name: str,
    history: Sequence[Message],
    notes: Sequence[str],
    words: str,
    *,
    budget_tokens: int,
    picture: Picture | None = None,
    reminder: str = "",
    known: Sequence[str] = (),
    recalled: Sequence[str] = (),
) -> list[Message]:
    """The messages for one turn, within ``budget_tokens`` together with the reply.

    ``known`` is what is remembered from the call's beginning on, ``recalled`` what came to mind in
    this turn, ``notes`` what is seen: all are fenced, so that they are never taken for words of the
    person. ``reminder`` stands last, where a small model heeds it most. The answers in
    ``history`` may start with a tag.
    """
    start = _start(persona, person_name, known)
    told = [REMEMBERED.format(each) for each in recalled]
    turn = [*_noted([*told, *notes]), Message("user", words, picture)]
    turn += [Message("system", reminder)] if reminder else []
    room = budget_tokens - REPLY_TOKENS - _tokens(start) - max(TURN_TOKENS, _tokens(turn))
    return [*start, *_kept(history, room), *turn]


def prompt_so_far(
    persona: Persona,
    person_name: str,
    history: Sequence[Message],
    words: str,
    *,
    budget_tokens: int,
    known: Sequence[str] = (),
    recalled: Sequence[str] = (),
) -> list[Message]:
    """The part of the coming prompt that is known while the person still speaks."""
    messages = prompt(
        persona,
        person_name,
        history,
        (),
        words,
        budget_tokens=budget_tokens,
        known=known,
        recalled=recalled if words else (),
    )
    return messages if words else messages[:-1]


def _start(persona: Persona, person_name: str, known: Sequence[str] = ()) -> list[Message]:
    signs = ", ".join(f"{emotion} {EMOTION_SIGNS[emotion]}" for emotion in Emotion)
    examples = [
        message
        for said, answer in persona.examples
        for message in (Message("user", said), Message("assistant", signed(answer)))
    ]
    who = f"with {person_name}" if person_name else "with someone new"
    return [
        Message("system", f"{persona.description} {STYLE}{signs}."),
        *examples,
        Message(
            "system",
            f"Those were examples. Now the call {who} begins. Remember what you hear."
            + (f" From earlier calls you know:\n{_fenced(known)}" if known else ""),
        ),
    ]


def _noted(notes: Sequence[str]) -> list[Message]:
    if not notes:
        return []
    return [Message("system", f"Notes, which are not words of the person:\n{_fenced(notes)}")]


def _fenced(notes: Sequence[str]) -> str:
    lines = "\n".join(f"- {' '.join(note.split())}" for note in notes)
    return f"<<<\n{lines}\n>>>"


def _kept(history: Sequence[Message], room_tokens: int) -> list[Message]:
    """The newest messages that fit, dropped from the front by large steps.

    Steps are a third of the room: after a drop the same front, and so the cache, lasts for turns.
    """
    step = max(room_tokens // 3, 1)
    sizes = [_tokens([message]) for message in history]
    excess = sum(sizes) - room_tokens
    to_drop = -(-excess // step) * step if excess > 0 else 0
    dropped = 0
    for index, size in enumerate(sizes):
        if dropped >= to_drop and history[index].role == "user":
            return [_as_shown(message) for message in history[index:]]
        dropped += size
    return [] if to_drop else [_as_shown(message) for message in history]


def _as_shown(message: Message) -> Message:
    if message.role != "assistant":
        return message
    return Message(message.role, signed(message.text), message.picture)


def _tokens(messages: Sequence[Message]) -> int:
    """About how many tokens these take, on the safe side."""
    return sum(
        int(len(message.text.encode()) / CHARACTERS_A_TOKEN)
        + MESSAGE_TOKENS
        + (PICTURE_TOKENS if message.picture else 0)
        for message in messages
    )
