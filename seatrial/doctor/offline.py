"""What keeps an audit on this machine, and the proof of it."""

from collections.abc import Iterator

from seatrial import confinement, egress, environment
from seatrial.certificate.model import Fence
from seatrial.doctor.model import Line, fine, mend, note

_ALLOW = (
    "let processes make namespaces: `sysctl kernel.unprivileged_userns_clone=1`, or a container"
    " started without network"
)


def surroundings() -> Iterator[Line]:
    """Variables that other programs would obey."""
    proxies, others = environment.proxies(), environment.overruled()
    if proxies:
        yield note("proxies", f"set and not used: {', '.join(proxies)}", f"unset {proxies[0]}")
    else:
        yield fine("proxies", "none set")
    if others:
        said = f"overruled for every audit: {', '.join(others)}"
        yield note("telemetry", said, f"unset {others[0]}, so that other programs do not obey it")
    else:
        yield fine("telemetry", "off; no variable asks for it")


def namespaces() -> Line:
    if confinement.children_are_alone():
        return fine("network namespace", "an audit can leave the network")
    said = "not allowed here: only Python's sockets would be watched"
    return note("network namespace", said, _ALLOW)


def proof() -> Iterator[Line]:
    """Each fence is tried. This process does not come back from the last one."""
    if egress.refuses():
        yield fine("proof: hook", "a connection of Python to 192.0.2.1 was refused")
    else:
        fix = "start the command `seatrial`, not its library; report this if you did"
        yield mend("proof: hook", "a connection of Python was not refused", fix)
    if confinement.children_are_alone() and confinement.child_is_cut_off():
        yield fine("proof: children", "a program found no network and could not connect")
    else:
        yield mend("proof: children", "a program would find a network: not proven here", _ALLOW)
    confinement.confine()
    if confinement.fences().audit is Fence.NAMESPACE:
        seen = ", ".join(sorted(confinement.interfaces()))
        yield fine("proof: audit", f"in a namespace whose interfaces are: {seen}")
    else:
        yield mend("proof: audit", "it could not leave the network: not proven here", _ALLOW)
