"""Servers that speak OpenAI's chat completions, as data.

Sources: each vendor's documentation of its OpenAI-compatible address; the ports of local servers
are those that they choose by themselves.
"""

from __future__ import annotations

from dataclasses import dataclass

from services.providers.chat import known
from services.providers.chat.openai_compatible import OpenAICompatible
from services.providers.transport.addresses import with_version
from services.settings import Settings


@dataclass(frozen=True, slots=True)
class Preset:
    """A server by name. Its settings are ``<NAME>_BASE_URL``, ``_MODEL`` and ``_API_KEY``."""

    name: str
    needs_key: bool = True
    counts: bool = True
    """Whether it takes ``stream_options``."""

    def from_settings(self, settings: Settings) -> OpenAICompatible:
        """Raises `ConfigError` for a vendor without its key."""
        name = f"{self.name}_api_key"
        key = settings.required(name) if self.needs_key else getattr(settings, name, "")
        model: str = getattr(settings, f"{self.name}_model")
        return OpenAICompatible(
            base_url=with_version(getattr(settings, f"{self.name}_base_url")),
            key=key,
            model=model,
            timeout_s=settings.provider_timeout_s,
            name=self.name,
            sees=known.sees(model),
            counts=self.counts,
        )


OPENAI = Preset("openai")
CEREBRAS = Preset("cerebras")
GROQ = Preset("groq")
MISTRAL = Preset("mistral", counts=False)
OLLAMA = Preset("ollama", needs_key=False)
LMSTUDIO = Preset("lmstudio", needs_key=False)
VLLM = Preset("vllm", needs_key=False)
LLAMACPP = Preset("llamacpp", needs_key=False)
