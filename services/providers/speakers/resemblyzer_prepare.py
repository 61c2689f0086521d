"""Makes the weights that `Resemblyzer` reads from the ones that are published.

Those are a pickle of PyTorch's first format. Its numbers are taken out of it here, without PyTorch
and without running anything that a pickle may name.

Source: https://github.com/pytorch/pytorch/blob/main/torch/serialization.py (`_legacy_load`)
"""

from __future__ import annotations

import pickle
import struct
from collections import OrderedDict
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import numpy as np
from numpy.typing import NDArray

from services.errors import ConfigError

HEADERS = 3
"""Magic number, version and machine, each a pickle of its own."""
COUNT = struct.Struct("<q")
"""How many numbers a storage has stands before them."""
WANTED = ("lstm.", "linear.")
"""The rest served for training."""


class Tensor(NamedTuple):
    """Where its numbers are: the storages come after the pickles."""

    storage: str
    offset: int
    shape: tuple[int, ...]


NAMES: dict[str, Callable[..., Any]] = {
    "collections.OrderedDict": OrderedDict,
    "torch.FloatStorage": str,
    "torch._utils._rebuild_tensor_v2": lambda storage, offset, shape, *_: Tensor(
        storage, offset, tuple(shape)
    ),
}
"""All that a pickle of float tensors needs."""


class Reader(pickle.Unpickler):
    """Refuses whatever is not in `NAMES`."""

    def find_class(self, module: str, name: str) -> Any:
        if f"{module}.{name}" not in NAMES:
            raise ConfigError(f"the weights name {module}.{name}, which is refused")
        return NAMES[f"{module}.{name}"]

    def persistent_load(self, pid: Any) -> str:
        """The key of a storage."""
        return str(pid[2])


def prepare(source: Path, target: Path) -> None:
    """Write ``encoder.npz`` into ``target`` from ``pretrained.pt`` in ``source``."""
    with (source / "pretrained.pt").open("rb") as file:
        for _ in range(HEADERS):
            Reader(file).load()
        tensors: Mapping[str, Tensor] = Reader(file).load()["model_state"]
        storages = {key: _numbers(file) for key in Reader(file).load()}
    arrays = {
        name: _array(tensor, storages[tensor.storage])
        for name, tensor in tensors.items()
        if name.startswith(WANTED)
    }
    np.savez(target / "encoder.npz", **arrays)


def _numbers(file: BinaryIO) -> NDArray[np.float32]:
    (count,) = COUNT.unpack(file.read(COUNT.size))
    return np.frombuffer(file.read(4 * count), "<f4")


def _array(tensor: Tensor, numbers: NDArray[np.float32]) -> NDArray[np.float32]:
    size = int(np.prod(tensor.shape))
    return numbers[tensor.offset : tensor.offset + size].reshape(tensor.shape)
