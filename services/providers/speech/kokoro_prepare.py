"""The fetched model of Kokoro made ready to run right on every processor, once."""

from __future__ import annotations

from pathlib import Path

from services.engine.onnx_weights import with_unsigned_weights


def prepare(source: Path, target: Path) -> None:
    """Write model.onnx from the one in ``source``."""
    target.mkdir(parents=True, exist_ok=True)
    (target / "model.onnx").write_bytes(with_unsigned_weights(source / "model.onnx"))
