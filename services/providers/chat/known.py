"""What is known of chat models by their names, as of 2026-11-21.

Lists of vendors say little more than names. Sources: the vendors' pages of their models; the tiers
are judged from there, not measured.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

SEEING = re.compile(
    r"gpt-4o|gpt-4\.1|gpt-5|pixtral|mistral-(small|medium|large)|llama-?4|gemma-?[34]|llava"
    r"|vision|moondream|minicpm-v|qwen[\d.]*-?vl|-vl\b|internvl|gemini-(?!embedding)",
    re.IGNORECASE,
)
THINKING = re.compile(r"gpt-oss|gpt-5(?!.*chat)|(^|/)o[134](-|$)", re.IGNORECASE)
RENAMED_LIMIT = re.compile(r"gpt-5|(^|/)o[134](-|$)", re.IGNORECASE)
"""Models that know ``max_tokens`` only as ``max_completion_tokens``."""
NOT_FOR_CHAT = re.compile(
    r"embed|whisper|tts|transcribe|dall-e|image|imagen|veo|sora|moderation|realtime|audio|live"
    r"|aqa|ocr|voxtral|davinci|babbage|instruct-0914|search|codex|computer-use|deep-research"
    r"|guard|robotics|lyria|playai|orpheus|-pro-20|o\d-pro|(^|/)gpt-5[\d.]*-pro",
    re.IGNORECASE,
)
"""Models that vendors list beside those that hold a conversation while it is going on."""
TIERS = (
    (5, re.compile(r"gpt-5(?!.*(mini|nano))|gemini-3[\d.]*-pro", re.IGNORECASE)),
    (4, re.compile(
        r"gemini-3[\d.]*-flash(?!.*lite)|gpt-5.*mini|gemini-2\.5-pro|mistral-large"
        r"|gpt-4\.1(?!-)|gpt-4o(?!-mini)", re.IGNORECASE)),
    (3, re.compile(
        r"gpt-oss.120b|gemini-2\.5-flash(?!.*lite)|gemini-3.*lite|gpt-4\.1-mini|maverick"
        r"|mistral-medium|3\.3-70b|235b", re.IGNORECASE)),
    (2, re.compile(
        r"gpt-4o-mini|gemini.*lite|mistral-small|nano|scout|gpt-oss.20b|32b", re.IGNORECASE)),
)  # fmt: skip
"""How good a conversation is, 5 the best; what is in no tier is in the first."""
FIRST_WORD_MS: Mapping[str, int] = {
    "cerebras": 350, "groq": 350, "embedded": 400, "stub": 1, "gemini": 550, "mistral": 550,
    "openai": 650, "gemini_legacy": 900,
}  # fmt: skip
"""By provider, until it has been measured here."""
SOME_FIRST_WORD_MS = 800


def sees(name: str) -> bool:
    """Whether a model of that name takes pictures."""
    return SEEING.search(name) is not None


def thinks(name: str) -> bool:
    """Whether it thinks before it writes, and may be told to do so briefly."""
    return THINKING.search(name) is not None


def converses(name: str) -> bool:
    return NOT_FOR_CHAT.search(name) is None


def tier(name: str) -> int:
    return next((tier for tier, names in TIERS if names.search(name)), 1)


def first_word_ms(provider: str) -> int:
    return FIRST_WORD_MS.get(provider, SOME_FIRST_WORD_MS)
