"""Conversation in writing over HTTP, for programs."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, request

from services.conversation.chat import Chats
from services.web import wire
from services.web.identity import sign_in


def blueprint(chats: Chats) -> Blueprint:
    pages = Blueprint("chat", __name__)

    @pages.post("/chat")
    def chat() -> Response:
        message = wire.user_message(request.get_json(silent=True))
        answer = chats.of(sign_in()).answer(message.utterance, audio=message.audio)
        return jsonify(answer)

    @pages.post("/reset")
    def reset() -> Response:
        chats.forget(sign_in())
        return jsonify(ok=True)

    return pages
