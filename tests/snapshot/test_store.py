import stat

import pytest

from seatrial.errors import RunFailed
from seatrial.frozen import sha256
from seatrial.snapshot.store import Store

CONTENT = b"bytes of somebody else"
DIGEST = sha256(CONTENT)


def test_objects_are_private_and_come_back_as_they_were(tmp_path):
    store = Store(tmp_path / "objects")
    store.put(DIGEST, CONTENT)
    assert store.get(DIGEST) == CONTENT
    path = store.path(DIGEST)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_damaged_object_is_refused_and_removed(tmp_path):
    store = Store(tmp_path / "objects")
    store.put(DIGEST, CONTENT)
    store.path(DIGEST).write_bytes(b"other")
    with pytest.raises(RunFailed, match="damaged and was removed; audit again"):
        store.get(DIGEST)
    with pytest.raises(RunFailed, match="missing from the store"):
        store.get(DIGEST)
