"""The corridor: one turn, from the person's words to the last word heard of the answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from services.contracts import Providers
from services.conversation.events import Said, UserSaid
from services.conversation.lipsync.visemes import animate
from services.conversation.thinking.attend import attend
from services.conversation.thinking.resume_reply import answer, or_sorry
from services.conversation.thinking.think import Reply, known
from services.conversation.turn.show import show
from services.conversation.turn.speak import speak
from services.conversation.turn.turns import Turn
from services.domain import Clause, Emotion, Message, Voice
from services.safety.respond import Circumstances


def take_turn(
    turn: Turn,
    prompt: Sequence[Message],
    voice: Voice,
    providers: Providers,
    where: Circumstances,
    *,
    sees: bool = False,
) -> Iterator[Said]:
    """What to send, in order; ends when the answer has been heard.

    Words that call for care are answered before any model reads them. ``sees``: whether the prompt
    shows what the person shows.

    Raises `Interrupted` once the turn is superseded. A provider that fails costs no more than a
    notice: another one goes on, or there is an apology, or captions alone.
    """

    def read(reply: Reply) -> Iterator[str]:
        turn.own(reply)
        return turn.follow("first_token", reply)

    yield UserSaid(turn.number, turn.user_text, final=True)
    attention = attend(prompt, providers.care, where, sees=sees)
    turn.care = attention.reply
    if turn.care is None:
        asked = attention.added_to(prompt)
        clauses = or_sorry(answer(asked, providers.chat, read), turn.makers.gave_up)
    else:
        clauses = known(turn.care.text, Emotion.CARING)
    yield from say(turn, clauses, voice, providers)


def say(
    turn: Turn, clauses: Iterator[Clause], voice: Voice, providers: Providers
) -> Iterator[Said]:
    """The second half of the corridor, for all that the companion says.

    Each room begins with the first thing that the one before it gives, and looks a little ahead.
    """
    clauses = turn.ahead(turn.follow("first_clause", clauses))
    spoken = speak(clauses, voice, providers.synthesizer, turn.makers.fell_silent)
    yield from show(turn, turn.ahead(animate(turn.follow("first_speech", spoken))))
