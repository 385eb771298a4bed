"""Our Merkle tree is that of RFC 6962: pymerkle gives the same roots and proofs."""

import hashlib

import pytest
from pymerkle import InmemoryTree

from seatrial.seal import merkle

LEAVES = [f"entry {n}".encode() for n in range(33)]


@pytest.mark.parametrize("size", range(1, 34))
def test_roots_and_proofs_are_those_of_pymerkle(size):
    tree = InmemoryTree(algorithm="sha256")
    for leaf in LEAVES[:size]:
        tree.append_entry(leaf)
    hashes = [merkle.leaf_hash(leaf) for leaf in LEAVES[:size]]
    root = merkle.root(hashes)
    assert root == tree.get_root()
    for index in range(size):
        path = merkle.inclusion(hashes, index)
        theirs = [bytes.fromhex(p) for p in tree.prove_inclusion(index + 1).serialize()["path"]]
        assert [hashes[index], *path] == theirs
        assert merkle.root_by_inclusion(hashes[index], index, size, path) == root


@pytest.mark.parametrize("size", range(1, 34))
def test_consistency_leads_from_every_former_root_of_pymerkle_to_its_last(size):
    tree = InmemoryTree(algorithm="sha256")
    for leaf in LEAVES[:size]:
        tree.append_entry(leaf)
    hashes = [merkle.leaf_hash(leaf) for leaf in LEAVES[:size]]
    for first in range(1, size + 1):
        old, path = tree.get_root(first), merkle.consistency(hashes, first)
        assert merkle.roots_by_consistency(first, size, old, path) == (old, tree.get_root())


def test_a_wrong_consistency_proof_leads_elsewhere():
    hashes = [merkle.leaf_hash(leaf) for leaf in LEAVES[:7]]
    other = merkle.root([merkle.leaf_hash(b"x"), *hashes[1:3]])
    path, now = merkle.consistency(hashes, 3), merkle.root(hashes)
    assert merkle.roots_by_consistency(3, 7, other, path)[0] != other
    assert merkle.roots_by_consistency(3, 7, merkle.root(hashes[:3]), path[::-1])[1] != now
    for first, wrong in (
        (3, path[:-1]),
        (3, [*path, now]),
        (3, []),
        (7, path),
        (8, path),
        (0, path),
    ):
        with pytest.raises(ValueError, match="path is too|no proof leads"):
            merkle.roots_by_consistency(first, 7, other, wrong)


def test_the_root_of_nothing():
    assert merkle.root([]) == hashlib.sha256(b"").digest()


def test_a_wrong_path_leads_elsewhere():
    hashes = [merkle.leaf_hash(leaf) for leaf in LEAVES[:7]]
    path, root = merkle.inclusion(hashes, 3), merkle.root(hashes)
    assert merkle.root_by_inclusion(hashes[2], 3, 7, path) != root
    assert merkle.root_by_inclusion(hashes[3], 2, 7, path) != root
    for wrong in (path[:-1], [*path, root]):
        with pytest.raises(ValueError, match="path is too"):
            merkle.root_by_inclusion(hashes[3], 3, 7, wrong)
    with pytest.raises(ValueError, match="no leaf 7"):
        merkle.root_by_inclusion(hashes[3], 7, 7, path)
