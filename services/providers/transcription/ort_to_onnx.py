"""Rewrites a model from onnxruntime's own format (``.ort``) as ONNX.

An ``.ort`` file holds the whole graph in flatbuffers whose Python bindings come with onnxruntime.
Source: https://onnxruntime.ai/docs/reference/ort-format-models.html
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import onnx
import onnxruntime.tools.ort_format_model  # noqa: F401  (puts its bindings on the path)
from onnx import AttributeProto, GraphProto, ModelProto, NodeProto, TensorProto, ValueInfoProto
from onnx.helper import make_graph, make_model, make_opsetid
from ort_flatbuffers_py.fbs.AttributeType import AttributeType
from ort_flatbuffers_py.fbs.DimensionValueType import DimensionValueType
from ort_flatbuffers_py.fbs.InferenceSession import InferenceSession
from ort_flatbuffers_py.fbs.TensorTypeAndShape import TensorTypeAndShape
from ort_flatbuffers_py.fbs.TypeInfoValue import TypeInfoValue

NEWEST_IR_VERSION = 10
"""Of the file format; what this onnx writes and this onnxruntime surely reads."""


def convert(source: Path, target: Path) -> None:
    """Write ``source`` (.ort) to ``target`` (.onnx)."""
    model = InferenceSession.GetRootAsInferenceSession(bytearray(source.read_bytes()), 0).Model()
    opsets = [
        make_opsetid(_text(opset.Domain()), opset.Version())
        for opset in _each(model.OpsetImport, model.OpsetImportLength())
    ]
    written: ModelProto = make_model(_graph(model.Graph()), opset_imports=opsets)
    written.ir_version = min(model.IrVersion(), NEWEST_IR_VERSION)
    onnx.save(written, target)


def _each(item: Callable[[int], Any], count: int) -> Iterator[Any]:
    """Flatbuffers lists are read one by one through a method."""
    return (item(position) for position in range(count))


def _text(value: bytes | None) -> str:
    return (value or b"").decode()


def _graph(graph: Any) -> GraphProto:
    arguments = {
        _text(argument.Name()): argument
        for argument in _each(graph.NodeArgs, graph.NodeArgsLength())
    }
    constants = [_tensor(each) for each in _each(graph.Initializers, graph.InitializersLength())]
    constant_names = {constant.name for constant in constants}
    inputs = [_text(name) for name in _each(graph.Inputs, graph.InputsLength())]
    outputs = [_text(name) for name in _each(graph.Outputs, graph.OutputsLength())]
    nodes = sorted(_each(graph.Nodes, graph.NodesLength()), key=lambda node: int(node.Index()))
    return make_graph(
        _in_order([_node(node) for node in nodes]),
        "graph",
        [_value(name, arguments) for name in inputs if name not in constant_names],
        [_value(name, arguments) for name in outputs],
        constants,
    )


def _in_order(nodes: list[NodeProto]) -> list[NodeProto]:
    """The nodes so that each comes after those it reads from, as ONNX demands."""
    made_here = {name for node in nodes for name in node.output}
    known: set[str] = set()
    ordered: list[NodeProto] = []
    waiting = nodes
    while waiting:
        later: list[NodeProto] = []
        for node in waiting:
            if made_here & _reads(node) <= known:
                ordered.append(node)
                known.update(node.output)
            else:
                later.append(node)
        if len(later) == len(waiting):
            raise ValueError(f"{waiting[0].name} reads its own result")
        waiting = later
    return ordered


def _reads(node: NodeProto) -> set[str]:
    """Every name that the node reads, also inside the branches of an If."""
    branches = [each.g for each in node.attribute if each.type == AttributeProto.GRAPH]
    inner = (_reads_of_branch(branch) for branch in branches)
    return set(node.input).union(*inner) - {""}


def _reads_of_branch(branch: GraphProto) -> set[str]:
    made_inside = {name for node in branch.node for name in node.output}
    made_inside |= {constant.name for constant in branch.initializer}
    read = {name for node in branch.node for name in _reads(node)}
    return (read | {output.name for output in branch.output}) - made_inside


def _node(node: Any) -> NodeProto:
    proto = NodeProto(
        op_type=_text(node.OpType()), domain=_text(node.Domain()), name=_text(node.Name())
    )
    proto.input.extend(_text(name) for name in _each(node.Inputs, node.InputsLength()))
    proto.output.extend(_text(name) for name in _each(node.Outputs, node.OutputsLength()))
    attributes = _each(node.Attributes, node.AttributesLength())
    proto.attribute.extend(_attribute(attribute) for attribute in attributes)
    return proto


def _attribute(attribute: Any) -> AttributeProto:
    kind = attribute.Type()
    if kind not in ATTRIBUTE_FIELDS:
        raise ValueError(f"{_text(attribute.Name())}: attribute type {kind} is not known")
    onnx_type, field = ATTRIBUTE_FIELDS[kind]
    return AttributeProto(name=_text(attribute.Name()), type=onnx_type, **field(attribute))


ATTRIBUTE_FIELDS: dict[int, tuple[Any, Callable[[Any], dict[str, Any]]]] = {
    AttributeType.FLOAT: (AttributeProto.FLOAT, lambda each: {"f": each.F()}),
    AttributeType.INT: (AttributeProto.INT, lambda each: {"i": each.I()}),
    AttributeType.STRING: (AttributeProto.STRING, lambda each: {"s": each.S() or b""}),
    AttributeType.TENSOR: (AttributeProto.TENSOR, lambda each: {"t": _tensor(each.T())}),
    AttributeType.GRAPH: (AttributeProto.GRAPH, lambda each: {"g": _graph(each.G())}),
    AttributeType.FLOATS: (
        AttributeProto.FLOATS,
        lambda each: {"floats": _each(each.Floats, each.FloatsLength())},
    ),
    AttributeType.INTS: (
        AttributeProto.INTS,
        lambda each: {"ints": _each(each.Ints, each.IntsLength())},
    ),
}
"""What kind of attribute it becomes, and which field carries it."""


def _tensor(tensor: Any) -> TensorProto:
    return TensorProto(
        name=_text(tensor.Name()),
        data_type=tensor.DataType(),
        dims=_each(tensor.Dims, tensor.DimsLength()),
        raw_data=tensor.RawDataAsNumpy().tobytes() if tensor.RawDataLength() else b"",
    )


def _value(name: str, arguments: dict[str, Any]) -> ValueInfoProto:
    """An input or output with its type and shape, as far as they are known."""
    proto = ValueInfoProto(name=name)
    info = arguments[name].Type() if name in arguments else None
    if info is None or info.ValueType() != TypeInfoValue.tensor_type:
        return proto
    table = TensorTypeAndShape()
    table.Init(info.Value().Bytes, info.Value().Pos)
    tensor_type = proto.type.tensor_type
    tensor_type.elem_type = table.ElemType()
    if (shape := table.Shape()) is not None:
        tensor_type.shape.SetInParent()
        _add_dimensions(tensor_type.shape, _each(shape.Dim, shape.DimLength()))
    return proto


def _add_dimensions(shape: Any, dimensions: Iterable[Any]) -> None:
    for dimension in dimensions:
        added, value = shape.dim.add(), dimension.Value()
        if value is not None and value.DimType() == DimensionValueType.VALUE:
            added.dim_value = value.DimValue()
        elif value is not None and value.DimType() == DimensionValueType.PARAM:
            added.dim_param = _text(value.DimParam())
