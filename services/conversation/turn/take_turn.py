"""The corridor: one turn, from the person's words to the last word heard of the answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from services.contracts import Providers
from services.conversation.events import CallEvent, UserSaid
from services.conversation.lipsync.visemes import animate
from services.conversation.thinking.attend import attend
from services.conversation.thinking.resume_reply import answer, or_sorry
from services.conversation.thinking.think import Reply, known
from services.conversation.turn.call_context import CallContext
from services.conversation.turn.show import show
from services.conversation.turn.speak import speak
from services.conversation.turn.turns import Turn
from services.domain import Clause, Emotion, Message, Voice


def take_turn(
    turn: Turn, heard: str, call: CallContext, providers: Providers
) -> Iterator[CallEvent]:
    """One exchange: what to send, in order; ends when the answer has been heard.

    What is remembered and seen is looked up at once, all else as the events are taken: those raise
    `Interrupted` once the turn is superseded. A provider that fails costs no more than a notice:
    another one goes on, or there is an apology, or captions alone.
    """
    recalled = call.recall.notes(heard)
    seen = call.seen(heard, by_model=providers.chat.sees)
    prompt = call.prompt(recalled, seen, heard, budget_tokens=providers.chat.context_tokens)
    turn.picture = seen.picture
    clauses = replied(turn, prompt, call, providers, sees=seen.anything)
    return exchange(turn, heard, say(turn, clauses, call.companion.voice, providers), call)


def exchange(
    turn: Turn, heard: str, answer: Iterator[CallEvent], call: CallContext
) -> Iterator[CallEvent]:
    """The person's words, if there were any, the answer, and the memory of it."""
    if heard:
        yield UserSaid(turn.number, heard, final=True)
    yield from answer
    call.remember(turn)


def replied(
    turn: Turn, prompt: Sequence[Message], call: CallContext, providers: Providers, *, sees: bool
) -> Iterator[Clause]:
    """Fixed words where the person's call for care; else the reply of the models."""

    def read(reply: Reply) -> Iterator[str]:
        turn.own(reply)
        return turn.follow("first_token", reply)

    attention = attend(prompt, providers.care, call.circumstances, sees=sees)
    turn.care = attention.reply
    if turn.care is not None:
        yield from known(turn.care.text, Emotion.CARING)
        return
    asked = attention.added_to(prompt)
    yield from or_sorry(answer(asked, providers.chat, read), turn.makers.gave_up)


def say(
    turn: Turn, clauses: Iterator[Clause], voice: Voice, providers: Providers
) -> Iterator[CallEvent]:
    """The second half of the corridor, for all that the companion says.

    Each room begins with the first thing that the one before it gives, and looks a little ahead.
    """
    clauses = turn.ahead(turn.follow("first_clause", clauses))
    spoken = speak(clauses, voice, providers.synthesizer, turn.makers.fell_silent)
    yield from show(turn, turn.ahead(animate(turn.follow("first_speech", spoken))))
