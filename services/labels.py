"""Providers as people know them."""

from __future__ import annotations

LABELS = {
    "cerebras": "Cerebras",
    "elevenlabs": "ElevenLabs",
    "embedded": "The built-in one",
    "gemini": "Gemini",
    "gemini_legacy": "Gemini (older interface)",
    "groq": "Groq",
    "gtts": "Google Translate",
    "llamacpp": "llama.cpp",
    "lmstudio": "LM Studio",
    "mistral": "Mistral",
    "ollama": "Ollama",
    "openai": "OpenAI",
    "vllm": "vLLM",
}


def label(provider: str) -> str:
    return LABELS.get(provider, provider)
