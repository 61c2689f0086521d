"""8-bit models changed so that they are right on every processor."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
from onnx import numpy_helper

PAIRS = {"MatMulInteger": {1: 3}, "ConvInteger": {1: 3}, "DynamicQuantizeLSTM": {1: 9, 2: 11}}
"""By kind of node, where its weights stand among its inputs, and where their zero points do."""
MIDDLE = 128


def with_unsigned_weights(path: Path) -> bytes:
    """The same model with weights of 0 to 255 instead of -128 to 127, and their zero points.

    Products of unsigned and signed bytes saturate on processors without VNNI. What `open_session`
    asks of onnxruntime against it takes a second copy of all weights (143 MB with Kokoro) and fails
    for weights that several nodes read. Source: the operators' documents,
    https://onnx.ai/onnx/operators/onnx__MatMulInteger.html
    """
    model = onnx.load(path)
    signed = {
        tensor.name: tensor
        for tensor in model.graph.initializer
        if tensor.data_type == onnx.TensorProto.INT8
    }
    unsigned: dict[str, onnx.TensorProto] = {}
    for node in model.graph.node:
        for weights, zero_points in PAIRS.get(node.op_type, {}).items():
            if node.input[weights] in signed:
                for place in (weights, zero_points):
                    name = node.input[place]
                    unsigned[name] = _unsigned(signed[name])
                    node.input[place] = unsigned[name].name
    model.graph.initializer.extend(unsigned.values())
    read = {name for node in model.graph.node for name in node.input}
    for tensor in signed.values():
        if tensor.name not in read:
            model.graph.initializer.remove(tensor)
    written: bytes = model.SerializeToString()
    return written


def _unsigned(tensor: onnx.TensorProto) -> onnx.TensorProto:
    moved = numpy_helper.to_array(tensor).astype(np.int16) + MIDDLE
    return numpy_helper.from_array(moved.astype(np.uint8), f"{tensor.name}:unsigned")
