"""The Merkle tree of RFC 6962, section 2.1: roots, inclusion and consistency."""

import hashlib
from collections.abc import Sequence


def leaf_hash(leaf: bytes) -> bytes:
    return hashlib.sha256(b"\0" + leaf).digest()


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\1" + left + right).digest()


def root(leaves: Sequence[bytes]) -> bytes:
    """The root over the hashes of leaves; of nothing, the hash of nothing."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    level = list(leaves)
    while len(level) > 1:
        paired = [_node(a, b) for a, b in zip(level[::2], level[1::2], strict=False)]
        level = [*paired, *level[len(paired) * 2 :]]
    return level[0]


def inclusion(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """The audit path of one leaf, from the leaf upwards."""
    if len(leaves) == 1:
        return []
    half = _split(len(leaves))
    if index < half:
        return [*inclusion(leaves[:half], index), root(leaves[half:])]
    return [*inclusion(leaves[half:], index - half), root(leaves[:half])]


def root_by_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes:
    """The root that `path` leads to (RFC 9162, section 2.1.3.2). Raises ValueError."""
    if not 0 <= index < size:
        raise ValueError(f"there is no leaf {index} among {size}")
    at, last, found = index, size - 1, leaf
    for step in path:
        if last == 0:
            raise ValueError("the path is too long")
        if at % 2 or at == last:
            found = _node(step, found)
            while at % 2 == 0 and at:
                at, last = at >> 1, last >> 1
        else:
            found = _node(found, step)
        at, last = at >> 1, last >> 1
    if last:
        raise ValueError("the path is too short")
    return found


def consistency(leaves: Sequence[bytes], first: int) -> list[bytes]:
    """That the tree of the first `first` leaves is the beginning of this one."""
    return _consistency(leaves, first, known=True) if 0 < first < len(leaves) else []


def _consistency(leaves: Sequence[bytes], first: int, *, known: bool) -> list[bytes]:
    if first == len(leaves):
        return [] if known else [root(leaves)]
    half = _split(len(leaves))
    if first <= half:
        return [*_consistency(leaves[:half], first, known=known), root(leaves[half:])]
    return [*_consistency(leaves[half:], first - half, known=False), root(leaves[:half])]


def roots_by_consistency(
    first: int, size: int, old: bytes, path: Sequence[bytes]
) -> tuple[bytes, bytes]:
    """The roots of the first `first` and of all `size` leaves that `path` leads to, when `old` is
    the former (RFC 9162, section 2.1.4.2). Raises ValueError."""
    if not 0 < first <= size or (first == size) is not (not path):
        raise ValueError(f"no proof leads from {first} leaves to {size}")
    if first == size:
        return old, old
    steps = list(path) if first & (first - 1) else [old, *path]
    at, last = first - 1, size - 1
    while at % 2:
        at, last = at >> 1, last >> 1
    before = after = steps[0]
    for step in steps[1:]:
        if last == 0:
            raise ValueError("the path is too long")
        if at % 2 or at == last:
            before, after = _node(step, before), _node(step, after)
            while at % 2 == 0 and at:
                at, last = at >> 1, last >> 1
        else:
            after = _node(after, step)
        at, last = at >> 1, last >> 1
    if last:
        raise ValueError("the path is too short")
    return before, after


def _split(size: int) -> int:
    """The largest power of two below `size`."""
    return 1 << (size - 1).bit_length() - 1
