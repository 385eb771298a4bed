import json
import sys
from dataclasses import replace

import pytest

from seatrial.batch import BATCH, Batches, Incomplete, Limits, Unread, json_lines
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
    while "endless" in text:
        pass
    print(json.dumps({"file": name, "rows": text.count("line")}), flush=True)
"""


class Counting:
    """`runs` are the numbers of files that each child was given."""

    fingerprint = "counting/1"

    def __init__(self):
        self.runs = []

    def command(self, objects):
        self.runs.append(len(objects))
        return [sys.executable, "-I", "-c", _PROGRAM], json.dumps(objects).encode()

    parse = staticmethod(json_lines)


class AllOrNothing(Counting):
    """Like a tool that prints one document at its end."""

    fingerprint = "whole/1"

    @staticmethod
    def parse(stdout, objects):
        try:
            return json_lines(stdout, objects)
        except Incomplete as error:
            raise ValueError("no document") from error


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


def test_a_tool_that_prints_all_or_nothing_is_cut_up_until_the_guilty_file_is_alone(room):
    put, batches, told = room
    bad, *good = put("poison", *(f"line {n}" for n in range(40)))
    tool = AllOrNothing()
    rows = batches.read(tool, dict.fromkeys([bad, *good], "p"))
    assert rows == {bad: Unread("killed by signal 9"), **dict.fromkeys(good, 1)}
    assert told.done == 41
    # 41 files in eighths of at most six, the guilty six one by one.
    assert sorted(tool.runs, reverse=True) == [41, *[6] * 6, 5, *[1] * 6]


def test_what_was_printed_before_the_guilty_file_is_not_read_again(room):
    put, batches, _ = room
    digests = put("poison", *(f"line {n}" for n in range(40)))
    tool = Counting()
    batches.read(tool, dict.fromkeys(digests, "p"))
    after = len(digests) - sorted(digests).index(digests[0])
    assert tool.runs in ([41, 1, after - 1], [41, *[6] * 6, 5, *[1] * 6])
    assert sum(tool.runs) <= 41 + 41 + 6


def test_a_file_that_never_ends_costs_its_limit_and_not_the_batch(room):
    put, batches, _ = room
    hung, good = put("endless", "line")
    quick = replace(batches, limits=Limits(begin=1, alone=1))
    rows = quick.read(AllOrNothing(), {hung: "p", good: "p"})
    assert rows == {hung: Unread("stopped at its time limit"), good: 1}


def test_a_program_that_always_dies_is_not_started_for_every_file(room):
    put, batches, told = room
    digests = put(*(f"poison {n}" for n in range(100)))
    tool = AllOrNothing()
    rows = replace(batches, limits=Limits(patience=3)).read(tool, dict.fromkeys(digests, "p"))
    assert len(tool.runs) < 30
    assert told.done == 100
    reasons = {row.reason for row in rows.values()}
    assert reasons == {
        "killed by signal 9",
        "killed by signal 9; too much time was lost to try each file alone",
    }


@pytest.mark.parametrize(
    ("size", "files", "seconds"),
    [(0, 250, 8), (1_000_000, 250, 28), (100_000_000, 250, 60), (100_000_000, 1, 30)],
)
def test_the_limit_of_a_run_grows_with_its_bytes_up_to_a_bound(size, files, seconds):
    assert Limits().seconds(size, files) == seconds


def test_half_a_line_of_a_killed_child_is_no_row():
    with pytest.raises(Incomplete) as caught:
        json_lines(b'{"file": "a", "rows": 1}\n{"file": "b", "ro', ["a", "b"])
    assert caught.value.rows == {"a": 1}


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
