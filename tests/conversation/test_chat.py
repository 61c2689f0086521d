"""A conversation in writing: one answer after the other, each knowing the ones before."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from services.conversation.chat import Chat
from services.conversation.model_choice import ModelChoice
from services.domain import AutoModel, Utterance
from services.usage.spending import NO_CAP
from tests.conversation.stage import ScriptedChat, Stage


def test_messages_sent_at_once_are_answered_one_after_the_other() -> None:
    stage = Stage(ScriptedChat("happy: First.", "happy: Second."))
    chooser, model = stage.chooser, stage.chat
    model_choice = ModelChoice(chooser, AutoModel.AUTO, cap_usd=NO_CAP, tell=stage.receive)
    chat = Chat(stage.person, stage.call.companion, model_choice)
    turns = [chat.begin(), chat.begin()]
    model.go_on.clear()
    with ThreadPoolExecutor() as people:
        first = people.submit(chat.answer, turns[0], Utterance("typed", "one"), audio=False)
        model.next_prompt()
        second = people.submit(chat.answer, turns[1], Utterance("typed", "two"), audio=False)
        model.go_on.set()
        answers = [first.result(5), second.result(5)]
    assert [(each["turn"], each["text"]) for each in answers] == [(1, "First."), (2, "Second.")]
    assert "First." in str(model.next_prompt())
    stage.call.end("test over")
