"""Conversation in writing over HTTP, for programs."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, request

from services.conversation.chat import Chats
from services.security.limits import Limits
from services.web import wire
from services.web.identity import address, sign_in


def blueprint(chats: Chats, limits: Limits) -> Blueprint:
    pages = Blueprint("chat", __name__)

    @pages.post("/chat")
    def chat() -> Response:
        message = wire.user_message(request.get_json(silent=True))
        person = sign_in()
        limits.take("messages", person, address())
        chat = chats.of(person)
        return jsonify(chat.answer(chat.begin(), message.utterance, audio=message.audio))

    @pages.post("/reset")
    def reset() -> Response:
        chats.forget(sign_in())
        return jsonify(ok=True)

    return pages
