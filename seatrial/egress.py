"""Watches Python's sockets: nothing but this machine, and the one host that was named.

An audit hook sees what Python code asks of sockets, in this process. It does not see programs, nor
code in C that makes sockets of its own; and `connect` to a name looks the name up before the hook
is asked. What holds these is a network namespace (`confinement.py`), where there is one.
"""

import ipaddress
import socket
import sys
from typing import Any

from seatrial.errors import EnvironmentRefused

_FAMILIES = {-1, socket.AF_INET, socket.AF_INET6, getattr(socket, "AF_UNIX", -1)}
_ADDRESSED = {"socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg"}
_LOOKED_UP = {
    "socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "socket.getnameinfo",
}  # fmt: skip
_named: set[str] = set()
_stopped: list[str] = []
_watching = False


def watch() -> None:
    """From now on, and for good: a hook cannot be taken away."""
    global _watching
    if not _watching:
        _watching = True
        sys.addaudithook(_hook)


def watching() -> bool:
    return _watching


def allow(host: str) -> None:
    """`host` is the one that the operator named. By name or address, on any port."""
    _named.add(host.lower())


def named() -> str:
    return ", ".join(sorted(_named))


def stopped() -> tuple[str, ...]:
    """What was stopped in this process, in order: an exception may be swallowed, this is not."""
    return tuple(_stopped)


def refuses() -> bool:
    """Whether a connection to an address that nobody has (RFC 5737) is refused here. Tried only
    where it is watched, so that nothing is ever sent."""
    if not _watching:
        return False
    try:
        socket.create_connection(("192.0.2.1", 9), timeout=1).close()
    except EnvironmentRefused:
        return True
    except OSError:
        return False
    return False


def _hook(event: str, arguments: tuple[Any, ...]) -> None:
    if not event.startswith("socket."):
        return
    if event == "socket.__new__":
        _, family, kind, _ = arguments
        if family not in _FAMILIES or kind & 0xF == socket.SOCK_RAW:
            _refuse(f"a socket of family {int(family)}, type {int(kind)}")
    elif event in _ADDRESSED:
        _judge(arguments[1])
    elif event in _LOOKED_UP:
        asked = arguments[0]
        _judge_host(asked[0] if isinstance(asked, tuple) else asked)


def _judge(address: Any) -> None:
    """A tuple is of the internet, a path or None (already connected) is not."""
    if isinstance(address, tuple):
        _judge_host(address[0])


def _judge_host(host: Any) -> None:
    if host is None:
        return
    name = (host.decode("ascii", "replace") if isinstance(host, bytes) else str(host)).lower()
    if not (is_here(name) or name in _named or _is_of_named(name)):
        _refuse(name)


def is_here(name: str) -> bool:
    """Whether a host of this name is this machine, by the name alone."""
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return name == "localhost"


def _is_of_named(address: str) -> bool:
    """Whether `address` is one that a named host has. Its own name is looked up for that."""
    try:
        ipaddress.ip_address(address)
        found = [row for host in _named for row in socket.getaddrinfo(host, None)]
    except (ValueError, OSError):
        return False
    return address in {row[4][0] for row in found}


def _refuse(what: str) -> None:
    _stopped.append(what)
    raise EnvironmentRefused(
        f"a connection to {what!r} was stopped: nothing but this machine"
        f"{' and ' + named() if _named else ''} may be spoken to"
    )
