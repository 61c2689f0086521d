"""The corridor: one turn, from the person's words to the last word heard of the answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from services.contracts import Providers
from services.conversation.animate import animate
from services.conversation.said import Said, UserSaid
from services.conversation.sentences import sentences
from services.conversation.show import show
from services.conversation.speak import speak
from services.conversation.think import Reply, think
from services.conversation.turns import Turn
from services.domain import Message, Voice


def take_turn(
    turn: Turn, prompt: Sequence[Message], voice: Voice, providers: Providers
) -> Iterator[Said]:
    """What to send, in order; ends when the answer has been heard.

    Raises `Interrupted` once the turn is superseded, and what the providers raise.
    """
    yield UserSaid(turn.number, turn.user_text, final=True)
    yield from say(turn, think(prompt, providers.chat), voice, providers)


def say(turn: Turn, reply: Reply, voice: Voice, providers: Providers) -> Iterator[Said]:
    """The second half of the corridor, which also says the rest of an interrupted answer.

    Each room begins with the first thing that the one before it gives, and looks a little ahead.
    """
    turn.own(reply)
    pieces = turn.follow("first_token", reply)
    clauses = turn.ahead(turn.follow("first_clause", sentences(pieces, reply)))
    spoken = turn.follow("first_speech", speak(clauses, voice, providers.synthesizer))
    yield from show(turn, turn.ahead(animate(spoken)))
