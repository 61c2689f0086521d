"""Which of the models that Gemini lists hold a conversation, whichever SDK lists them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from services.domain import Model
from services.providers.chat import known

GENERATES = "generateContent"
FAMILY = "gemini-"
"""Its other families take no system instruction."""


def conversing(provider: str, listed: Iterable[tuple[str, int]]) -> Sequence[Model]:
    """Of (name, input limit in tokens), each once, by name."""
    found = {name.removeprefix("models/"): tokens for name, tokens in listed}
    return [
        Model(provider, name, True, found[name])
        for name in sorted(found)
        if name.startswith(FAMILY) and known.converses(name)
    ]
