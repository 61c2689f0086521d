"""The models in the answer of a server that speaks like OpenAI's.

Sources: the references of ``GET /models`` of Groq (``context_window``), Mistral (``capabilities``,
``max_context_length``), vLLM (``max_model_len``) and llama.cpp (``meta``); OpenAI's own has names.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from services.domain import Model
from services.errors import ProviderUnavailable
from services.providers.chat import known

CONTEXT_FIELDS = ("context_window", "max_context_length", "max_model_len")


def models_in(answer: Any, provider: str) -> Sequence[Model]:
    """Those that hold a conversation, each once, by name. Raises `ProviderUnavailable`."""
    try:
        found = {row["id"]: _model(row, provider) for row in answer["data"] if _converses(row)}
    except (KeyError, TypeError, AttributeError, ValueError) as exc:
        raise ProviderUnavailable("a malformed list of models", provider=provider) from exc
    return [found[name] for name in sorted(found)]


def _converses(row: dict[str, Any]) -> bool:
    told = row.get("capabilities", {}).get("completion_chat", True)
    return told and row.get("active", True) and known.converses(row["id"])


def _model(row: dict[str, Any], provider: str) -> Model:
    told = row.get("capabilities", {}).get("vision")
    sees = known.sees(row["id"]) if told is None else bool(told)
    meta = row.get("meta") or {}
    tokens = [row.get(field) for field in CONTEXT_FIELDS]
    context = next((number for number in (*tokens, meta.get("n_ctx_train")) if number), 0)
    return Model(provider, str(row["id"]), sees, int(context))
