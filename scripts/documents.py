"""Brings the parts of the documents up to date that are made from code: ``make documents``."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from services.engine import manifest
from services.settings import table

ROOT = Path(__file__).resolve().parents[1]
IN_README = (
    "PORT",
    "SECRET_KEY",
    "DATABASE_URL",
    "REDIS_URL",
    "BLOB_URL",
    "BEHIND_PROXY",
    "CHAT",
    "OPENAI_API_KEY",
    "ELEVENLABS_API_KEY",
    "CALL_COST_CAP",
)
"""The settings that most people who run it touch."""


@dataclass(frozen=True, slots=True)
class Document:
    path: Path
    render: Callable[[str], str]
    """The document as it should be, from the document as it is."""


def readme(written: str) -> str:
    rows = {name: (name, default, help) for name, default, help in table()}
    return _between(written, "settings", settings_rows(rows[name] for name in IN_README))


def settings_page(written: str) -> str:
    return _between(written, "settings", settings_rows(table()))


def weights_page(written: str) -> str:
    return _between(written, "weights", weight_rows())


def settings_rows(settings: Iterable[tuple[str, str, str]]) -> str:
    rows = [
        f"| `{name}` | {f'`{default}`' if default else ''} | {help} |"
        for name, default, help in settings
    ]
    return "\n".join(["| Setting | Default | Meaning |", "|---|---|---|", *rows])


def weight_rows() -> str:
    rows = [
        f"| {weight.about} | {weight.total_bytes / 1e6:,.0f} MB "
        f"| [{weight.licence}]({weight.licence_url}) |"
        for weight in manifest.read(manifest.MODELS).values()
    ]
    return "\n".join(["| Weights | Size | Licence |", "|---|---|---|", *rows])


def env_example(written: str) -> str:
    lines = ["# Copy to .env and take away the # of what you change. Every line has its default."]
    for name, default, help in table():
        lines += ["", f"# {help}", f"#{name}={default}"]
    return "\n".join(lines) + "\n"


def _between(written: str, name: str, made: str) -> str:
    start, end = f"<!-- {name}: made by `make documents` -->", f"<!-- end of {name} -->"
    before, opened, rest = written.partition(start)
    _, closed, after = rest.partition(end)
    if not opened or not closed:
        raise ValueError(f"there is no place for the {name}")
    return f"{before}{start}\n{made}\n{end}{after}"


DOCUMENTS = (
    Document(ROOT / "README.md", readme),
    Document(ROOT / "docs/settings.md", settings_page),
    Document(ROOT / "docs/weights.md", weights_page),
    Document(ROOT / ".env.example", env_example),
)


def main() -> None:
    for document in DOCUMENTS:
        written = document.path.read_text() if document.path.exists() else ""
        document.path.write_text(document.render(written))


if __name__ == "__main__":
    main()
