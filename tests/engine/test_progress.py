"""Progress: a line a tenth for logs, a bar for people."""

from __future__ import annotations

from io import StringIO

from services.engine.progress import FetchProgress


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


def test_a_log_gets_one_line_a_tenth() -> None:
    out = StringIO()
    with FetchProgress("tiny", 40 << 20, out) as progress:
        for _ in range(512):
            progress.advance((40 << 20) // 512)
    lines = out.getvalue().splitlines()
    assert lines[0] == "tiny: 10 % of 40 MB"
    assert lines[-1] == "tiny: 100 % of 40 MB"
    assert len(lines) == 10


def test_what_is_counted_again_is_not_told_again() -> None:
    out = StringIO()
    with FetchProgress("tiny", 10 << 20, out) as progress:
        progress.advance(5 << 20)
        progress.restart()
        progress.advance(5 << 20)
    assert out.getvalue().splitlines() == ["tiny: 50 % of 10 MB"]


def test_a_terminal_gets_a_bar() -> None:
    out = Terminal()
    with FetchProgress("tiny", 10 << 20, out) as progress:
        progress.advance(10 << 20)
    assert "tiny: 100%|" in out.getvalue()
