"""A world without a network: only the loopback of a new network namespace (Linux, root)."""

from __future__ import annotations

import ctypes
import fcntl
import os
import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

CLONE_NEWNET = 0x40000000
"""Source: unshare(2)."""
SIOCSIFFLAGS = 0x8914
IFF_UP = 1
"""Source: netdevice(7)."""
THIS_THREADS_NETWORK = Path("/proc/thread-self/ns/net")


class CannotCut(Exception):
    """This machine does not let us make a network namespace."""


@contextmanager
def no_network() -> Iterator[None]:
    """Cut this thread, and every process that it starts, off from all but 127.0.0.1.

    Raises `CannotCut`. Sockets opened before keep their network.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    with THIS_THREADS_NETWORK.open() as before:
        if libc.unshare(CLONE_NEWNET) != 0:
            raise CannotCut(os.strerror(ctypes.get_errno()))
        try:
            _bring_up_loopback()
            yield
        finally:
            if libc.setns(before.fileno(), CLONE_NEWNET) != 0:
                raise OSError(ctypes.get_errno(), "the network could not be given back")


def refused_packets() -> int:
    """How often a process in this network tried to reach an address outside it."""
    rows = Path("/proc/thread-self/net/snmp").read_text().splitlines()
    names, values = (row.split() for row in rows if row.startswith("Ip:"))
    return int(values[names.index("OutNoRoutes")])


def _bring_up_loopback() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        fcntl.ioctl(probe, SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", IFF_UP))
