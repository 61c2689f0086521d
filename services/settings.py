"""The settings table: read once from the environment (and ``.env``), then frozen.

The name of a setting in the environment is its field's name in capitals.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import Field, dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from dotenv import dotenv_values
from limits import RateLimitItem
from limits import parse as parse_rate

from services.errors import ConfigError


def text(value: str) -> str:
    return value.strip()


def secret(value: str) -> str:
    return value.strip()


def chain(value: str) -> tuple[str, ...]:
    """Provider names in order, e.g. ``gemini, embedded``."""
    return tuple(name.strip() for name in value.split(",") if name.strip())


def whole(low: int, high: int) -> Callable[[str], int]:
    """A whole number within bounds."""

    def parse(value: str) -> int:
        number = int(value)
        if not low <= number <= high:
            raise ValueError(f"must be between {low} and {high}")
        return number

    return parse


def one_of(*choices: str) -> Callable[[str], str]:
    def parse(value: str) -> str:
        if value not in choices:
            raise ValueError(f"must be one of {', '.join(choices)}")
        return value

    return parse


def dollars(value: str) -> float:
    """An amount of money; none at all is no limit."""
    amount = float(value or "inf")
    if not amount >= 0:
        raise ValueError("must be an amount of US dollars such as 0.50")
    return amount


def switch(value: str) -> bool:
    words = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}
    if value.lower() not in words:
        raise ValueError("must be yes or no")
    return words[value.lower()]


def folder(value: str) -> Path:
    return Path(value).expanduser().resolve()


def url(*schemes: str) -> Callable[[str], str]:
    def parse(value: str) -> str:
        if value and urlsplit(value).scheme.split("+")[0] not in schemes:
            raise ValueError(f"must start with {' or '.join(f'{name}://' for name in schemes)}")
        return value.rstrip("/")

    return parse


def origins(value: str) -> tuple[str, ...]:
    """Addresses of websites without a path, e.g. ``https://one.example, http://localhost:3000``."""
    named = chain(value)
    for origin in named:
        parts = urlsplit(origin)
        if parts.scheme not in ("http", "https") or origin != f"{parts.scheme}://{parts.netloc}":
            raise ValueError(f"{origin} is not an origin such as https://example.org")
    return named


def rate(value: str) -> RateLimitItem:
    """So many in so long, e.g. ``60/minute`` or ``10/5 minutes``."""
    try:
        return parse_rate(value)
    except ValueError as exc:
        raise ValueError("must be a rate such as 60/minute") from exc


def setting(default: str, help: str, parse: Callable[[str], Any] = text) -> Any:
    return field(metadata={"default": default, "help": help, "parse": parse})


@dataclass(frozen=True, kw_only=True)
class Settings:
    """One row a setting; docs/settings.md is made from it."""

    host: str = setting("127.0.0.1", "Address to listen on; 0.0.0.0 for every one")
    port: int = setting("5000", "Port to listen on", whole(0, 65535))
    secret_key: str = setting(
        "", "Signs the session cookie; made on first run and kept in DATA_DIR", secret
    )
    async_mode: str = setting("eventlet", "eventlet or threading", one_of("eventlet", "threading"))
    data_dir: Path = setting("instance", "Folder for the database and the secret key", folder)
    weights_dir: Path = setting(
        "~/.cache/visavis/weights", "Folder for the weights of the embedded engines", folder
    )
    database_url: str = setting(
        "",
        "SQLite (default: in DATA_DIR) or PostgreSQL",
        url("sqlite", "postgresql", "postgres"),
    )
    redis_url: str = setting(
        "",
        "Redis, for several web processes and for workers that carry out long jobs",
        url("redis", "rediss"),
    )
    blob_url: str = setting(
        "", "Where files are kept: file:// (default: uploads/) or s3://", url("file", "s3")
    )
    log_format: str = setting("text", "text or json", one_of("text", "json"))
    log_level: str = setting(
        "INFO", "Least level that is logged", one_of("DEBUG", "INFO", "WARNING", "ERROR")
    )
    chat: tuple[str, ...] = setting("", "Chain of chat models, in order", chain)
    transcription: tuple[str, ...] = setting("", "Chain of transcribers, in order", chain)
    speech: tuple[str, ...] = setting("", "Chain of synthesizers, in order", chain)
    cloning: tuple[str, ...] = setting("", "Chain of cloners of voices, in order", chain)
    speakers: tuple[str, ...] = setting("", "Chain of those who tell speakers apart", chain)
    matching: tuple[str, ...] = setting("", "Chain of matchers of voices, in order", chain)
    turn_end: tuple[str, ...] = setting("", "Chain of end-of-turn judges, in order", chain)
    voice_activity: tuple[str, ...] = setting("", "Chain of voice detectors, in order", chain)
    vision: tuple[str, ...] = setting("", "Chain of observers of camera frames, in order", chain)
    memory: tuple[str, ...] = setting("", "Chain of encoders of what is remembered", chain)
    portraits: tuple[str, ...] = setting("", "Chain of makers of moving portraits", chain)
    lipsync: tuple[str, ...] = setting("", "Chain of makers of films of portraits", chain)
    companion_gguf: str = setting("", "Path of another GGUF file for the embedded chat model")
    gemini_api_key: str = setting("", "Key for Google's Gemini", secret)
    gemini_base_url: str = setting(
        "https://generativelanguage.googleapis.com", "Its address", url("http", "https")
    )
    gemini_model: str = setting("gemini-3.8-flash", "Its model")
    openai_api_key: str = setting("", "Key for OpenAI, or a server like it", secret)
    openai_base_url: str = setting("https://api.openai.com/v1", "Its address", url("http", "https"))
    openai_model: str = setting("gpt-4o-mini", "Its chat model")
    openai_transcription_model: str = setting("gpt-4o-mini-transcribe", "Its transcriber")
    openai_speech_model: str = setting("gpt-4o-mini-tts", "Its synthesizer")
    cerebras_api_key: str = setting("", "Key for Cerebras", secret)
    cerebras_base_url: str = setting(
        "https://api.cerebras.ai/v1", "Its address", url("http", "https")
    )
    cerebras_model: str = setting("gpt-oss-120b", "Its chat model")
    groq_api_key: str = setting("", "Key for Groq", secret)
    groq_base_url: str = setting(
        "https://api.groq.com/openai/v1", "Its address", url("http", "https")
    )
    groq_model: str = setting("openai/gpt-oss-120b", "Its chat model")
    groq_transcription_model: str = setting("whisper-large-v3-turbo", "Its transcriber")
    mistral_api_key: str = setting("", "Key for Mistral", secret)
    mistral_base_url: str = setting(
        "https://api.mistral.ai/v1", "Its address", url("http", "https")
    )
    mistral_model: str = setting("mistral-small-latest", "Its chat model")
    ollama_base_url: str = setting(
        "http://localhost:11434/v1", "Address of Ollama (CHAT=ollama)", url("http", "https")
    )
    ollama_model: str = setting("llama3.2", "Its chat model")
    lmstudio_base_url: str = setting(
        "http://localhost:1234/v1", "Address of LM Studio (CHAT=lmstudio)", url("http", "https")
    )
    lmstudio_model: str = setting("default", "Its chat model")
    vllm_base_url: str = setting(
        "http://localhost:8000/v1", "Address of vLLM (CHAT=vllm)", url("http", "https")
    )
    vllm_api_key: str = setting("", "Its key, if it asks for one", secret)
    vllm_model: str = setting("Qwen/Qwen2.5-7B-Instruct", "Its chat model")
    llamacpp_base_url: str = setting(
        "http://localhost:8080/v1", "Address of llama.cpp (CHAT=llamacpp)", url("http", "https")
    )
    llamacpp_api_key: str = setting("", "Its key, if it asks for one", secret)
    llamacpp_model: str = setting("default", "Its chat model")
    elevenlabs_api_key: str = setting("", "Key for ElevenLabs", secret)
    elevenlabs_base_url: str = setting(
        "https://api.elevenlabs.io", "Its address", url("http", "https")
    )
    elevenlabs_model: str = setting("eleven_flash_v2_5", "Its synthesizer")
    elevenlabs_transcription_model: str = setting("scribe_v2", "Its transcriber")
    did_api_key: str = setting("", "Key for D-ID, as its site shows it", secret)
    did_base_url: str = setting("https://api.d-id.com", "Its address", url("http", "https"))
    gtts_base_url: str = setting(
        "https://translate.google.com",
        "Address of Google Translate's voice (SPEECH=gtts)",
        url("http", "https"),
    )
    provider_timeout_s: int = setting(
        "20", "Longest wait for the next byte of any provider, seconds", whole(1, 600)
    )
    patience_ms: int = setting(
        "1500",
        "How long a vendor may keep a person waiting before the next one is asked, milliseconds",
        whole(100, 60000),
    )
    resume_window_s: int = setting(
        "60", "How long a call waits for a lost connection, seconds", whole(1, 3600)
    )
    frame_interval_ms: int = setting(
        "2000", "Least time between two camera frames, milliseconds", whole(200, 60000)
    )
    call_cost_cap: float = setting(
        "", "US dollars that a call may cost before it goes on offline; empty: no limit", dollars
    )
    max_calls: int = setting("60", "Calls that one process accepts at once", whole(1, 10000))
    max_calls_per_person: int = setting("4", "Calls that one person may have", whole(1, 1000))
    behind_proxy: bool = setting("no", "Trust X-Forwarded-* of one proxy in front", switch)
    cors_origins: tuple[str, ...] = setting(
        "", "Other websites whose pages may use the API and the socket, with a token", origins
    )
    oidc_issuer: str = setting(
        "", "Address of an OpenID issuer that people may sign in with", url("http", "https")
    )
    oidc_client_id: str = setting("", "What it calls this server")
    oidc_client_secret: str = setting("", "The secret it shares with this server", secret)
    oidc_label: str = setting("your organisation", "What people call it: Sign in with …")
    rate_requests: RateLimitItem = setting("1200/minute", "HTTP requests of one person", rate)
    rate_uploads: RateLimitItem = setting("120/minute", "Uploads of one person", rate)
    rate_sign_in: RateLimitItem = setting(
        "10/5 minutes", "Passwords that may be tried for one account", rate
    )
    rate_calls: RateLimitItem = setting("30/minute", "Calls that one person may start", rate)
    rate_messages: RateLimitItem = setting("60/minute", "Written messages of one person", rate)
    rate_events: RateLimitItem = setting(
        "200/second", "Events of one person; more have to wait", rate
    )
    people_per_address: int = setting(
        "25", "How many people's worth of each rate one address has", whole(1, 100_000)
    )

    @classmethod
    def load(cls, environment: Mapping[str, str]) -> Settings:
        """Settings from these variables alone. Raises `ConfigError` naming the first bad one."""
        return cls(**{row.name: _parsed(row, environment) for row in fields(cls)})

    @classmethod
    def from_environment(cls, env_file: Path = Path(".env")) -> Settings:
        """Settings from ``.env`` and, above it, the environment of this process."""
        file_values = {
            name: value for name, value in dotenv_values(env_file).items() if value is not None
        }
        return cls.load({**file_values, **os.environ})

    def required(self, name: str) -> str:
        """What a setting holds. Raises `ConfigError` when that is nothing."""
        if not (value := getattr(self, name)):
            raise ConfigError(f"{name.upper()} is not set")
        return str(value)

    def secrets(self) -> set[str]:
        """Values that must never leave the process."""
        rows = (row for row in fields(self) if row.metadata["parse"] is secret)
        return {getattr(self, row.name) for row in rows} - {""}


def _parsed(row: Field[Any], environment: Mapping[str, str]) -> Any:
    name = row.name.upper()
    value = environment.get(name, "") or row.metadata["default"]
    try:
        return row.metadata["parse"](value)
    except ValueError as exc:
        raise ConfigError(f"{name}: {exc}") from exc


def table() -> list[tuple[str, str, str]]:
    """(NAME, default, help) of every setting, in order."""
    return [
        (row.name.upper(), row.metadata["default"], row.metadata["help"])
        for row in fields(Settings)
    ]
