"""Servers that speak OpenAI's chat completions, as data.

Sources: each vendor's documentation of its OpenAI-compatible address; the ports of local servers
are those that they choose by themselves.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from services.domain import Person
from services.errors import ConfigError
from services.providers.addresses import with_version
from services.providers.chat.openai_compatible import OpenAICompatible
from services.settings import Settings

SEEING = re.compile(
    r"gpt-4o|gpt-4\.1|gpt-5|pixtral|mistral-(small|medium|large)|llama-?4|gemma-?[34]|llava"
    r"|vision|moondream|minicpm-v|qwen[\d.]*-?vl|-vl\b|internvl",
    re.IGNORECASE,
)
"""Names of models that take pictures."""


@dataclass(frozen=True, slots=True)
class Preset:
    """A server by name. Its settings are ``<NAME>_BASE_URL``, ``_MODEL`` and ``_API_KEY``."""

    name: str
    needs_key: bool = True
    sampling: Mapping[str, Any] = field(default_factory=dict)
    thinking_tokens: int = 0

    def from_settings(self, settings: Settings, account: Person | None) -> OpenAICompatible:
        """Raises `ConfigError` for a vendor without its key."""
        key: str = getattr(settings, f"{self.name}_api_key", "")
        if self.needs_key and not key:
            raise ConfigError(f"{self.name.upper()}_API_KEY is not set")
        model: str = getattr(settings, f"{self.name}_model")
        return OpenAICompatible(
            base_url=with_version(getattr(settings, f"{self.name}_base_url")),
            key=key,
            model=model,
            timeout_s=settings.provider_timeout_s,
            sampling=self.sampling,
            name=self.name,
            sees=SEEING.search(model) is not None,
            thinking_tokens=self.thinking_tokens,
        )


BRIEFLY: Mapping[str, Any] = {"reasoning_effort": "low"}
"""For models that think before they write."""

OPENAI = Preset("openai")
CEREBRAS = Preset("cerebras", sampling=BRIEFLY, thinking_tokens=300)
GROQ = Preset("groq", sampling=BRIEFLY, thinking_tokens=300)
MISTRAL = Preset("mistral")
OLLAMA = Preset("ollama", needs_key=False)
LMSTUDIO = Preset("lmstudio", needs_key=False)
VLLM = Preset("vllm", needs_key=False)
LLAMACPP = Preset("llamacpp", needs_key=False)
