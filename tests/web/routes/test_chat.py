"""Writing over HTTP."""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from services.conversation.chat import Chat, Chats
from services.conversation.model_choice import ModelChoice
from services.domain import AutoModel, Companion, Person, Persona, Voice
from services.security.authentication import Authentication
from services.usage.spending import NO_CAP
from services.web.routes import chat
from tests.conversation.test_model_choice import Everyone
from tests.web.conftest import opened

ADA = Companion("ada", "Ada", Persona("You are Ada."), Voice("stub/hum", "Hum"))


def written(client: FlaskClient, **more: Any) -> int:
    return client.post("/chat", json={"text": "hello", **more}).status_code


def test_written_messages_have_the_same_rate_on_every_way(
    app: Flask, authentication: Authentication
) -> None:
    def new() -> Chat:
        model_choice = ModelChoice(
            Everyone(), AutoModel.AUTO, cap_usd=NO_CAP, tell=lambda said: None
        )
        return Chat(Person("somebody"), ADA, model_choice)

    app.register_blueprint(chat.blueprint(Chats(new), authentication.limits))
    alice, bob = opened(app), opened(app)
    assert [written(alice) for _ in range(62)] == [200] * 60 + [429] * 2
    assert written(bob) == 200
