"""Models in 8 bits are changed without changing what they compute."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from services.engine.onnx_session import open_session, saturates
from services.engine.onnx_weights import with_unsigned_weights


def two_layers_that_share_weights() -> onnx.ModelProto:
    weights = np.arange(-128, 128).reshape(16, 16).astype(np.int8)
    nodes = [
        helper.make_node("MatMulInteger", ["x", "w", "x_zero", "w_zero"], [f"y{n}"]) for n in (1, 2)
    ]
    graph = helper.make_graph(
        nodes,
        "shared",
        [helper.make_tensor_value_info("x", TensorProto.UINT8, [1, 16])],
        [helper.make_tensor_value_info(f"y{n}", TensorProto.INT32, [1, 16]) for n in (1, 2)],
        [
            numpy_helper.from_array(weights, "w"),
            numpy_helper.from_array(np.int8(3), "w_zero"),
            numpy_helper.from_array(np.uint8(7), "x_zero"),
        ],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)


def test_unsigned_weights_give_the_same_sums(tmp_path: Path) -> None:
    model = two_layers_that_share_weights()
    path = tmp_path / "model.onnx"
    onnx.save(model, path)
    x = np.full((1, 16), 255, np.uint8)
    w = numpy_helper.to_array(model.graph.initializer[0]).astype(np.int32)
    changed = with_unsigned_weights(path)
    for sums in open_session(changed).run(None, {"x": x}):
        assert np.array_equal(sums, (x.astype(np.int32) - 7) @ (w - 3))
    kinds = [tensor.data_type for tensor in onnx.load_from_string(changed).graph.initializer]
    assert TensorProto.INT8 not in kinds and len(kinds) == 3


def test_only_old_processors_need_precision(tmp_path: Path) -> None:
    old, new = tmp_path / "zen1", tmp_path / "zen4"
    old.write_text("flags\t\t: sse4_2 avx avx2 fma\n")
    new.write_text("flags\t\t: avx2 avx512f avx512_vnni avx512_bitalg\n")
    assert saturates(old) and not saturates(new)
    assert saturates(tmp_path / "unknown")
