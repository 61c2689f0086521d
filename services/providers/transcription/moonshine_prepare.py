"""Makes the weights that `Moonshine` runs from the ones that are published.

Moonshine base-en is published in onnxruntime's own format, with both halves of its decoder behind
one If. Apart and in 8 bits they answer in a quarter of the time, on any processor.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import onnx
import onnxruntime
from onnx import GraphProto, ModelProto
from onnx.helper import make_graph, make_model, make_node
from onnxruntime.quantization import QuantType, quantize_dynamic

from services.providers.transcription.ort_to_onnx import convert

ENCODER, DECODER = "encoder_model", "decoder_model_merged"
BRANCHES = {"else_branch": "first", "then_branch": "step"}
"""The decoder's If asks whether there is a past: without one it is the first token."""
QUANTIZED = {
    "encoder_model": ["MatMul"],
    "first": ["MatMul", "Gather"],
    "step": ["MatMul", "Gather"],
}
"""Kinds of node whose constants become 8 bits; in the encoder no others bear it."""


def prepare(source: Path, target: Path) -> None:
    """Fill ``target`` from ``source`` (encoder_model.ort, decoder_model_merged.ort, tokenizer.bin).

    Writes encoder_model.int8.onnx, first.int8.onnx, step.int8.onnx and tokenizer.bin. Blocks for
    half a minute and takes 1.6 GB of memory.
    """
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        for name in (ENCODER, DECODER):
            convert(source / f"{name}.ort", work / f"{name}.raw.onnx")
            _fold_constants(work / f"{name}.raw.onnx", work / f"{name}.onnx")
        _split_decoder(work)
        for name, kinds in QUANTIZED.items():
            _quantize(work / f"{name}.onnx", target / f"{name}.int8.onnx", kinds)
    shutil.copyfile(source / "tokenizer.bin", target / "tokenizer.bin")


def _fold_constants(source: Path, target: Path) -> None:
    """Let onnxruntime write the graph with its constants computed, so that they are found below."""
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
    options.optimized_model_filepath = str(target)
    options.log_severity_level = 3
    onnxruntime.InferenceSession(str(source), options, providers=["CPUExecutionProvider"])


def _split_decoder(work: Path) -> None:
    decoder = onnx.load(work / f"{DECODER}.onnx")
    choice = next(node for node in decoder.graph.node if node.op_type == "If")
    for attribute in choice.attribute:
        name = BRANCHES[attribute.name]
        onnx.save(_branch_alone(decoder, attribute.g, name), work / f"{name}.onnx")


def _branch_alone(model: ModelProto, branch: GraphProto, name: str) -> ModelProto:
    """A branch as a model: what it took from outside becomes its inputs and constants."""
    used = {each for node in branch.node for each in node.input}
    own = {constant.name for constant in branch.initializer}
    borrowed = [each for each in model.graph.initializer if each.name in used - own]
    renamed = [
        make_node("Identity", [inner.name], [outer.name])
        for outer, inner in zip(model.graph.output, branch.output, strict=True)
        if inner.name != outer.name
    ]
    graph = make_graph(
        [*branch.node, *renamed],
        name,
        [each for each in model.graph.input if each.name in used],
        model.graph.output,
        [*branch.initializer, *borrowed],
    )
    alone: ModelProto = make_model(graph, opset_imports=model.opset_import)
    alone.ir_version = model.ir_version
    return alone


def _quantize(source: Path, target: Path, kinds: list[str]) -> None:
    quantize_dynamic(
        source,
        target,
        weight_type=QuantType.QInt8,
        per_channel=True,
        op_types_to_quantize=kinds,
        extra_options={"MatMulConstBOnly": True},
    )
