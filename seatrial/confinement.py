"""What keeps an audit on this machine, and what of it held: for the certificate, never more.

Three fences, each weaker than the one before: a network namespace around the whole audit; one
around each child; a hook on Python's sockets. The command line switches them on: who calls this
package as a library is not moved anywhere.
"""

import contextlib
import socket
import struct
import sys
from functools import cache

from pydantic import ValidationError

from seatrial import egress, process
from seatrial.alone import leave_network
from seatrial.certificate.model import Fence, Offline
from seatrial.files import write_whole
from seatrial.runs import RunFolder

OFFLINE = "offline.json"
_SIOCSIFFLAGS, _UP = 0x8914, 0x1
_INTERFACES = "import socket; print(*sorted(name for _, name in socket.if_nameindex()))"
_CONNECT = """
import errno, socket
try: socket.create_connection(("192.0.2.1", 9), timeout=1)
except OSError as error: print("unreachable" if error.errno == errno.ENETUNREACH else error)
"""
# Tunnels that some kernels make in every namespace, down and leading nowhere.
_IDLE = {"lo", "tunl0", "gre0", "gretap0", "erspan0", "ip_vti0", "ip6_vti0", "sit0", "ip6tnl0",
         "ip6gre0"}  # fmt: skip
_in_namespace = False


def confine() -> None:
    """Put this process, and all that it will start, where there is no network but loopback.

    Does nothing where sockets are not watched, and where the system refuses; `fences` tells.
    """
    global _in_namespace
    if _in_namespace or not egress.watching() or not leave_network():
        return
    _raise_loopback()
    _in_namespace = interfaces() <= _IDLE
    if _in_namespace:
        process.stay_in_namespace()


def fences() -> Offline:
    """What holds now, looked at and not remembered."""
    return Offline(
        audit=_of_audit(),
        children=Fence.NAMESPACE if children_are_alone() else Fence.HOOK,
        host=egress.named(),
        stopped=egress.stopped(),
    )


def _of_audit() -> Fence:
    if _in_namespace and interfaces() <= _IDLE:
        return Fence.NAMESPACE
    return Fence.HOOK if egress.watching() else Fence.NOTHING


def interfaces() -> set[str]:
    """The network interfaces that this process sees."""
    return {name for _, name in socket.if_nameindex()}


@cache
def children_are_alone() -> bool:
    """Whether a child sees no network: one is started and asked."""
    done = process.run_child([sys.executable, "-I", "-S", "-c", _INTERFACES], seconds=20)
    return done.code == 0 and set(done.stdout.decode().split()) <= _IDLE


def child_is_cut_off() -> bool:
    """Whether a child that is not watched fails to connect, for want of a way. Ask only where
    `children_are_alone`."""
    done = process.run_child([sys.executable, "-I", "-S", "-c", _CONNECT], seconds=20)
    return done.stdout.strip() == b"unreachable"


def _raise_loopback() -> None:
    import fcntl  # not on every system that this file is imported on

    request = struct.pack("16sH14x", b"lo", _UP)
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_:
        fcntl.ioctl(any_, _SIOCSIFFLAGS, request)


def note(run: RunFolder, *, begun: bool) -> Offline:
    """What holds now, weakened by what held when earlier parts of `run` were done."""
    held = _weakest(_noted(run), fences()) if begun else fences()
    write_whole(run.root / OFFLINE, held.model_dump_json().encode())
    return held


def held_throughout(run: RunFolder) -> Offline:
    """What held for all of `run` so far, with what was stopped meanwhile."""
    return note(run, begun=True)


def _noted(run: RunFolder) -> Offline:
    """Nothing is claimed of a part of which nothing was noted."""
    try:
        return Offline.model_validate_json((run.root / OFFLINE).read_bytes())
    except (OSError, ValidationError):
        return Offline(audit=Fence.NOTHING, children=Fence.NOTHING)


def _weakest(before: Offline, now: Offline) -> Offline:
    order = list(Fence)
    hosts = [h for h in dict.fromkeys((*before.host.split(", "), *now.host.split(", "))) if h]
    return Offline(
        audit=min(before.audit, now.audit, key=order.index),
        children=min(before.children, now.children, key=order.index),
        host=", ".join(hosts),
        stopped=tuple(dict.fromkeys((*before.stopped, *now.stopped))),
    )
