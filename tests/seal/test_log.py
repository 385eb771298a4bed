"""Whatever is done to a log is found and named; a crash leaves old, new, or "incomplete"."""

import shutil
from pathlib import Path

import pytest

from seatrial.errors import EnvironmentRefused, Interrupted, RunFailed, UsageError
from seatrial.files import write_whole
from seatrial.frozen import canonical
from seatrial.seal.envelope import seal
from seatrial.seal.log import Entry, Log, head_of, proof_of, proved
from seatrial.seal.log_writer import LogWriter, Publication
from seatrial.seal.statement import Subject, statement_bytes
from seatrial.seal.station import make_station, open_station
from tests.seal.people import ADA

SIZE = 6


def payload(number: int) -> bytes:
    subject = [Subject(name="thing", digest={"sha256": "0" * 64})]
    return statement_bytes(subject, "urn:seatrial:test:v1", {"number": number})


def sign(content: bytes):
    return seal(content, ADA.public.id, ADA.sign)


def writer(folder: Path, write=write_whole) -> LogWriter:
    return LogWriter(Log(folder / "log"), folder / "station", write, machine="here")


def filled(folder: Path, size: int = SIZE, start: int = 0) -> Log:
    for number in range(start, start + size):
        with writer(folder).open() as open_:
            open_.append("test", payload(number), sign)
    return Log(folder / "log")


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    folder = tmp_path_factory.mktemp("whole")
    filled(folder)
    return folder


@pytest.fixture
def log(whole, tmp_path):
    shutil.copytree(whole, tmp_path / "copy")
    return Log(tmp_path / "copy" / "log")


def station(log: Log):
    return open_station(log.folder.parent / "station", "here", fresh=False).key.public


def problems(log: Log, kept: str = "") -> list[str]:
    return list(Log(log.folder).problems(station(log), kept))


def test_a_whole_log_has_no_problem(log):
    assert problems(log) == []
    assert [e.index for e in log.read(station(log))] == list(range(1, SIZE + 1))
    kept = head_of(log.contents[:4]).text
    assert problems(log, kept) == []


@pytest.mark.parametrize("index", range(1, SIZE + 1))
def test_an_edited_entry_is_named(log, index):
    path = log.entry_path(index)
    entry = Entry.model_validate_json(path.read_bytes())
    path.write_bytes(entry.model_copy(update={"kind": "other"}).to_bytes())
    found = problems(log)
    if index < SIZE:
        assert found[0].startswith(f"entry {index} was edited or replaced")
    else:
        assert found[0].startswith("forked: its entries do not lead to its head")
    with pytest.raises(RunFailed, match="not whole"):
        Log(log.folder).read()


@pytest.mark.parametrize("index", range(1, SIZE + 1))
def test_any_changed_byte_of_an_entry_is_found(log, index):
    path = log.entry_path(index)
    content = path.read_bytes()
    for place in range(0, len(content), 5):
        path.write_bytes(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])
        assert problems(log), place


@pytest.mark.parametrize("index", range(1, SIZE + 1))
def test_a_dropped_entry_is_named(log, index):
    log.entry_path(index).unlink()
    found = problems(log)
    named = f"entry {index} was removed" if index < SIZE else "truncated: its head counts 6"
    assert found[0].startswith(named)


@pytest.mark.parametrize("index", range(1, SIZE))
def test_swapped_entries_are_named(log, index):
    one, two = log.entry_path(index), log.entry_path(index + 1)
    first, second = one.read_bytes(), two.read_bytes()
    one.write_bytes(second)
    two.write_bytes(first)
    named = f"reordered: entry {index + 1} stands in the place of entry {index}"
    assert problems(log)[0] == named


@pytest.mark.parametrize("size", range(SIZE))
def test_a_truncated_log_is_named(log, size):
    for index in range(size + 1, SIZE + 1):
        log.entry_path(index).unlink()
    assert f"truncated: its head counts {SIZE} entries, {size} are here" in problems(log)


@pytest.mark.parametrize("index", range(1, SIZE + 1))
def test_a_changed_or_removed_payload_is_named(log, index):
    path = log.payload_path(log.read()[index - 1].payload)
    path.write_bytes(path.read_bytes() + b" ")
    assert problems(log) == [f"the payload of entry {index} was edited"]
    path.unlink()
    assert problems(log) == [f"the payload of entry {index} was removed"]


def test_an_entry_behind_the_head_is_named(log):
    last = log.read()[-1]
    more = Entry(
        index=SIZE + 1,
        kind="test",
        payload=last.payload,
        previous=head_of(log.contents).last,
    )
    log.entry_path(SIZE + 1).write_bytes(more.to_bytes())
    assert problems(log) == [f"entries after {SIZE} were added behind its head"]


@pytest.mark.parametrize("edit", ["remove", "byte", "other station"])
def test_a_changed_head_is_named(log, tmp_path, edit):
    content = log.head_path.read_bytes()
    if edit == "remove":
        log.head_path.unlink()
    elif edit == "byte":
        log.head_path.write_bytes(content.replace(b'"sig":"', b'"sig":"AAAA', 1))
    else:
        log.head_path.write_bytes(filled(tmp_path / "other").head_path.read_bytes())
    assert len(problems(log)) == 1
    assert problems(log)[0].startswith("its head was ")


def test_a_rewritten_log_is_found_by_a_head_kept_elsewhere(log, tmp_path):
    """Whoever holds the station's key can write another history that is whole in itself."""
    kept = head_of(log.contents).text
    other = tmp_path / "other"
    shutil.copytree(log.folder.parent / "station", other / "station")
    forked = filled(other, SIZE + 1, start=100)
    assert problems(forked) == []
    assert problems(forked, kept) == [
        f"forked: its first {SIZE} entries are not those of the kept head"
    ]
    shutil.rmtree(other / "log")
    shutil.copytree(other / "station", tmp_path / "short" / "station")
    short = filled(tmp_path / "short", SIZE - 2)
    assert problems(short, kept) == [
        f"rolled back: the kept head counts {SIZE} entries, {SIZE - 2} are here"
    ]


@pytest.mark.parametrize("kept", ["", "6", "6:abc", "six:" + "0" * 64, "6:" + "0" * 64 + "\n"])
def test_what_is_no_head_is_refused(log, kept):
    if kept:
        with pytest.raises(UsageError, match="is no head"):
            problems(log, kept)


def test_an_entry_is_proved_to_who_holds_the_head(log):
    head = head_of(log.contents)
    for index in range(1, SIZE + 1):
        proof = proof_of(log.contents, index)
        assert proved(proof)
        assert f"{proof['size']}:{proof['root']}" == head.text
        for wrong in (
            {**proof, "entry": proof["entry"] + " "},
            {**proof, "index": index + 1},
            {**proof, "path": proof["path"][1:]},
            {**proof, "root": "0" * 64},
            {"index": 1},
        ):
            assert not proved(wrong)


def test_the_same_envelope_is_logged_once(log):
    with writer(log.folder.parent).open() as open_:
        assert open_.append("test", payload(2), sign).index == 3
    assert len(Log(log.folder).read()) == SIZE


def test_a_second_writer_waits_and_is_refused(log, monkeypatch):
    monkeypatch.setattr("seatrial.seal.log_writer._WAIT_SECONDS", 0)
    with (
        writer(log.folder.parent).open(),
        pytest.raises(EnvironmentRefused, match="another process"),
        writer(log.folder.parent).open(),
    ):
        raise AssertionError


# -- crashes ------------------------------------------------------------------------------------


class Crash(Exception):
    """The power went."""


def crashing(at: int, before: bool):
    """A writer whose write number `at` fails, before it is made or right after."""
    count = [0]

    def write(path, content, **more):
        count[0] += 1
        if count[0] == at and before:
            raise Crash
        write_whole(path, content, **more)
        if count[0] == at:
            raise Crash

    return write, count


def paper(folder: Path) -> Publication:
    return Publication(folder / "papers" / "certificate.json", b"new")


def act(folder: Path, write) -> None:
    with writer(folder, write).open() as open_:
        open_.append("test", payload(99), sign, lambda entry: [paper(folder)])


def state_of(folder: Path) -> str:
    try:
        entries = Log(folder / "log").read(station(Log(folder / "log")))
    except Interrupted:
        return "incomplete"
    published = (folder / "papers" / "certificate.json").read_bytes()
    return {(SIZE, b"old"): "old", (SIZE + 1, b"new"): "new"}[len(entries), published]


@pytest.mark.parametrize("before", [True, False])
@pytest.mark.parametrize("at", range(1, 9))
def test_a_crash_at_any_write_leaves_old_new_or_incomplete(log, at, before):
    folder = log.folder.parent
    (folder / "papers").mkdir()
    (folder / "papers" / "certificate.json").write_bytes(b"old")
    write, count = crashing(at, before)
    try:
        act(folder, write)
        assert at > count[0]
    except Crash:
        after = state_of(folder)
        if after == "incomplete":
            with pytest.raises(Interrupted, match="incomplete"):
                act(folder, write_whole)
            with writer(folder).open() as open_:
                open_.resume()
            assert state_of(folder) in ("old", "new")
            assert list((folder / "log" / "staged").iterdir()) == [] or state_of(folder) == "old"
        if state_of(folder) == "old":
            act(folder, write_whole)
    assert state_of(folder) == "new"
    with writer(folder).open() as open_:
        assert open_.resume() == "nothing to resume: the log is complete"


def test_there_are_seven_durable_writes(log):
    (log.folder.parent / "papers").mkdir()
    write, count = crashing(0, before=True)
    act(log.folder.parent, write)
    assert count == [7]


# -- the station --------------------------------------------------------------------------------


def test_a_station_is_made_once_and_never_again_in_silence(tmp_path):
    folder = tmp_path / "station"
    with pytest.raises(EnvironmentRefused, match="identity is missing"):
        open_station(folder, "here", fresh=False)
    made = open_station(folder, "here", fresh=True)
    assert open_station(folder, "here", fresh=True).station == made.station
    assert (made.station.machine, made.station.changed) == ("here", "")
    (folder / "key").unlink()
    with pytest.raises(EnvironmentRefused, match="keys station --new"):
        open_station(folder, "here", fresh=False)
    assert not (folder / "key").exists()


def test_another_machine_or_key_is_told(tmp_path):
    folder = tmp_path / "station"
    make_station(folder, "here")
    moved = open_station(folder, "elsewhere", fresh=False).station
    assert "made on another machine" in moved.changed
    other = make_station(tmp_path / "other", "here")
    shutil.copy(tmp_path / "other" / "key", folder / "key")
    changed = open_station(folder, "here", fresh=False).station
    assert changed.key == other.station.key
    assert changed.changed == "its key is not the one that was recorded"


def test_a_log_without_its_station_takes_nothing_more(log):
    shutil.rmtree(log.folder.parent / "station")
    with (
        pytest.raises(EnvironmentRefused, match="identity is missing"),
        writer(log.folder.parent).open() as open_,
    ):
        open_.append("test", payload(50), sign)
    assert canonical({"size": len(Log(log.folder).contents)}) == b'{"size":6}'
