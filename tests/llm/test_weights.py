import hashlib
import json
import os

import pytest

from seatrial.errors import EnvironmentRefused
from seatrial.llm.weights import Weights, check_digest, digest_of, find_weights

CONTENT = b"GGUF" + bytes(range(256)) * 40
WANTED = Weights("tiny", "tiny.gguf", hashlib.sha256(CONTENT).hexdigest(), len(CONTENT), "Q4")


def test_no_file_is_no_weights(tmp_path):
    assert find_weights(tmp_path, WANTED) is None


def test_the_right_file_is_found_and_remembered(tmp_path):
    path = tmp_path / WANTED.file
    path.write_bytes(CONTENT)
    assert find_weights(tmp_path, WANTED) == path
    stamp = json.loads((tmp_path / "tiny.gguf.checked.json").read_text())
    assert stamp["sha256"] == WANTED.sha256


@pytest.mark.parametrize("content", [CONTENT[:-1], CONTENT[:-1] + b"?", b""])
def test_any_other_content_is_refused_with_the_next_step(tmp_path, content):
    (tmp_path / WANTED.file).write_bytes(content)
    with pytest.raises(EnvironmentRefused, match=r"not 'tiny'.*`seatrial models pull`"):
        find_weights(tmp_path, WANTED)


def test_a_file_that_changed_after_its_check_is_checked_again(tmp_path):
    path = tmp_path / WANTED.file
    path.write_bytes(CONTENT)
    find_weights(tmp_path, WANTED)
    path.write_bytes(CONTENT[::-1])
    os.utime(path, ns=(1, 1))
    with pytest.raises(EnvironmentRefused):
        find_weights(tmp_path, WANTED)


def test_a_damaged_stamp_costs_a_check_and_nothing_else(tmp_path):
    (tmp_path / WANTED.file).write_bytes(CONTENT)
    (tmp_path / "tiny.gguf.checked.json").write_text("{")
    assert find_weights(tmp_path, WANTED)


def test_a_file_of_the_person_is_not_told_to_be_removed(tmp_path):
    path = tmp_path / "mine.gguf"
    path.write_bytes(b"other")
    with pytest.raises(EnvironmentRefused, match="see docs/models.md"):
        check_digest(path, WANTED, ours=False)


def test_the_digest_is_the_ordinary_one(tmp_path):
    (tmp_path / "x").write_bytes(CONTENT)
    assert digest_of(tmp_path / "x") == WANTED.sha256


def test_a_folder_that_cannot_be_written_costs_a_check_each_time(tmp_path):
    path = tmp_path / WANTED.file
    path.write_bytes(CONTENT)
    (tmp_path / "tiny.gguf.checked.json").mkdir()  # root may write anywhere else
    assert find_weights(tmp_path, WANTED) == path
    path.write_bytes(CONTENT[::-1])
    with pytest.raises(EnvironmentRefused):
        find_weights(tmp_path, WANTED)
