"""The one place that opens ONNX models, so that all run the same way on every processor."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import onnxruntime

ERRORS_ONLY = 3
PROCESSOR = Path("/proc/cpuinfo")
VNNI = re.compile(r"\b(?:avx512_vnni|avx_vnni)\b")


def open_session(model: Path | bytes, *, memory_arena: bool = True) -> onnxruntime.InferenceSession:
    """The model, ready to run on one thread that sleeps while it waits.

    ``session.x64quantprecision`` keeps 8-bit models right on processors without VNNI, where
    onnxruntime's products of unsigned and signed bytes saturate by default (Smart Turn gave 0.48
    instead of over 0.7, Moonshine heard "direct" for "to wreck"). With VNNI they are right anyway,
    and it would cost Moonshine 15 % and Smart Turn 40 %. Without ``memory_arena`` the memory of a
    run is given back after it.

    Source: https://onnxruntime.ai/docs/performance/model-optimizations/quantization.html
    """
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    if saturates(PROCESSOR):
        options.add_session_config_entry("session.x64quantprecision", "1")
    options.enable_cpu_mem_arena = memory_arena
    options.log_severity_level = ERRORS_ONLY
    source = model if isinstance(model, bytes) else str(model)
    return onnxruntime.InferenceSession(source, options, providers=["CPUExecutionProvider"])


@cache
def saturates(processor: Path) -> bool:
    """Whether 8-bit products saturate here, by the kernel's list of features; if unknown, yes."""
    try:
        return VNNI.search(processor.read_text()) is None
    except OSError:
        return True
