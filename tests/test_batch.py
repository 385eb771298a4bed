import json
import sys

import pytest

from seatrial.batch import BATCH, Batches, Unread, json_lines
from seatrial.cache import ObservationCache
from seatrial.frozen import sha256
from seatrial.snapshot.store import Store

# Reads files as a tool does: the word "poison" kills it, "count" lines are its observation.
_PROGRAM = """
import json, os, pathlib, sys
for name in json.load(sys.stdin):
    text = pathlib.Path(name).read_text()
    if "poison" in text:
        os.kill(os.getpid(), 9)
    print(json.dumps({"file": name, "rows": text.count("line")}))
"""


class Counting:
    fingerprint = "counting/1"

    def command(self, objects):
        return [sys.executable, "-I", "-c", _PROGRAM], json.dumps(objects).encode()

    parse = staticmethod(json_lines)


class Told:
    def __init__(self):
        self.expected = self.done = 0

    def expect(self, n):
        self.expected += n

    def advance(self, n):
        self.done += n


@pytest.fixture
def room(tmp_path):
    store = Store(tmp_path / "objects")
    cache = ObservationCache(tmp_path / "observations.sqlite")
    told = Told()

    def put(*texts):
        digests = [sha256(t.encode()) for t in texts]
        for digest, text in zip(digests, texts, strict=True):
            store.put(digest, text.encode())
        return digests

    yield put, Batches(store.path, cache, told), told
    cache.close()


def test_the_guilty_file_is_singled_out_and_the_others_are_read(room):
    put, batches, told = room
    digests = put("line", "line line", "poison", "no")
    rows = batches.read(Counting(), {d: "p" for d in digests})
    assert [rows[d] for d in digests] == [1, 2, Unread("killed by signal 9"), 0]
    assert (told.expected, told.done) == (4, 4)


def test_more_files_than_one_batch_are_all_read(room):
    put, batches, _ = room
    digests = put(*(f"line {n}" for n in range(BATCH + 3)))
    rows = batches.read(Counting(), {d: "p" for d in digests})
    assert set(rows.values()) == {1}
    assert len(rows) == BATCH + 3


def test_what_was_read_is_remembered_and_what_failed_is_tried_again(room):
    put, batches, _ = room
    good, bad = put("line", "poison")
    batches.read(Counting(), {good: "p", bad: "p"})
    batches.locate(good).unlink()
    rows = batches.read(Counting(), {good: "p", bad: "p"})
    assert rows == {good: 1, bad: Unread("killed by signal 9")}


def test_a_new_version_of_the_reader_reads_again(room):
    put, batches, _ = room
    (digest,) = put("line")
    batches.read(Counting(), {digest: "p"})

    class Newer(Counting):
        fingerprint = "counting/2"

    assert batches.cache.get(Newer.fingerprint, [digest]) == {}


def test_a_damaged_cache_is_rebuilt(tmp_path):
    path = tmp_path / "observations.sqlite"
    path.write_bytes(b"not a database, " * 100)
    cache = ObservationCache(path)
    cache.put("r", {"d": [1]})
    assert cache.get("r", ["d"]) == {"d": [1]}
    cache.close()
