"""Conversation in writing over HTTP, for programs."""

from __future__ import annotations

from typing import cast

from flask import Blueprint

from services.conversation.chat import Chats
from services.errors import ProviderError
from services.security.limits import Limits
from services.web.identity import address, sign_in
from services.web.openapi import response_types
from services.web.openapi.error_responses import kinds_of
from services.web.openapi.operations import NEWCOMER, Operation, content
from services.web.socket import wire


def blueprint(chats: Chats, limits: Limits) -> Blueprint:
    pages = Blueprint("chat", __name__)

    @pages.post("/chat")
    @Operation(by=NEWCOMER, message=wire.WRITTEN_MESSAGE, refuses=kinds_of(ProviderError))
    def chat() -> response_types.ReplyJson:
        """What the first companion answers to a message."""
        message = wire.user_message(content())
        person = sign_in()
        limits.take("messages", person, address())
        chat = chats.of(person)
        answer = chat.answer(chat.begin(), message.utterance, audio=message.audio)
        return cast(response_types.ReplyJson, answer)

    @pages.post("/reset")
    @Operation(by=NEWCOMER)
    def reset() -> response_types.Ok:
        """Forget what was written so far."""
        chats.forget(sign_in())
        return {"ok": True}

    return pages
