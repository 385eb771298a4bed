"""What of the auditing machine's promises was seen to hold: no way out, and a tree left as it was.

It says what held, by the weakest part of the run, and never more.
"""

from collections.abc import Iterator

from seatrial.certificate.model import Certificate, Fence, Offline

_AUDIT = {
    Fence.NAMESPACE: "the whole reading ran in a network namespace with loopback alone",
    Fence.HOOK: (
        "Python's sockets were watched in this process and refused all but loopback; code in C was"
        " not"
    ),
    Fence.NOTHING: "no part of it was fenced: it was not started by the command",
}
_CHILDREN = {
    Fence.NAMESPACE: "the programs that it started had no network",
    Fence.HOOK: (
        "of the programs that it started only those in Python were watched: this system gave no"
        " network namespace"
    ),
    Fence.NOTHING: "nothing is known of the programs that an earlier part of the run started",
}


def kept(c: Certificate) -> list[tuple[str, str]]:
    """Name and sentence of each; nothing where nothing was noted."""
    if c.run.offline is None:
        return []
    told = "; ".join(_told(c.run.offline))
    return [("Kept offline by", told), ("Tree at the end", _tree(c))]


def _told(held: Offline) -> Iterator[str]:
    yield _AUDIT[held.audit]
    if held.audit is not Fence.NAMESPACE or held.children is not Fence.NAMESPACE:
        yield _CHILDREN[held.children]
    if held.host:
        yield f"{held.host} was named by the operator and could be reached"
    if held.audit is not Fence.NOTHING:
        yield f"attempts that the watch stopped: {len(held.stopped)}{_named(held)}"


def _named(held: Offline) -> str:
    return f" ({', '.join(held.stopped[:3])})" if held.stopped else ""


def _tree(c: Certificate) -> str:
    if not c.run.tree_after:
        return "it could not be read again"
    if c.run.tree_after == c.repository.tree:
        return "as it was when it was read: the digest is the same"
    return f"not as it was when it was read: its digest is now {c.run.tree_after}"
