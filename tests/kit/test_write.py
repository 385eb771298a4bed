"""A kit holds what it says, and is written whole or not at all."""

import hashlib
import json
import stat
import tarfile

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from kit.wheels import least, read_wheels
from kit.write import make_kit
from seatrial.errors import RunFailed, UsageError
from tests.kit import tiny


@pytest.fixture
def index(made_once, monkeypatch):
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(made_once / "index"))
    return made_once / "index"


def test_every_file_is_listed_in_order_and_nobody_else_may_write(made_once):
    made = made_once / "made"
    lines = (made / "SHA256SUMS").read_text().splitlines()
    named = {line.split("  ")[1]: line.split("  ")[0] for line in lines}
    files = [p for p in made.rglob("*") if p.is_file() and p.name != "SHA256SUMS"]

    assert list(named) == sorted(named) == sorted(p.relative_to(made).as_posix() for p in files)
    for path in files:
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        assert named[path.relative_to(made).as_posix()] == digest
    assert not [p for p in (made, *made.rglob("*")) if stat.S_IMODE(p.stat().st_mode) & 0o7022]


def test_it_holds_packages_weights_and_the_committed_source(made_once):
    made = made_once / "made"
    assert sorted(p.name for p in (made / "wheels").iterdir()) == [
        "anchor-1.0-py3-none-any.whl",
        "chain-1.0-py3-none-any.whl",
        "seatrial-0.0.7-py3-none-any.whl",
    ]
    assert (made / "weights" / "tiny.gguf").read_bytes() == b"GGUF"
    assert (made / "requirements.txt").read_text().startswith("anchor==1.0 --hash=sha256:")
    with tarfile.open(made / "seatrial-0.0.7.tar.gz") as tar:
        assert "seatrial-0.0.7/requirements/run.txt" in tar.getnames()
    readme = (made / "README.txt").read_text()
    assert "weights/" in readme
    assert "$" not in readme


def test_the_bill_validates_and_tells_who_needs_whom(made_once):
    text = (made_once / "made" / "sbom.cdx.json").read_text()
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    document = json.loads(text)
    known = {c["name"]: c for c in document["components"]}
    assert known["anchor"]["licenses"][0]["license"]["id"] == "MIT"
    assert known["chain"]["licenses"][0]["license"]["id"] == "BSD-3-Clause"
    assert known["qwen2.5-coder:1.5b-instruct"]["type"] == "machine-learning-model"
    needs = {d["ref"]: d["dependsOn"] for d in document["dependencies"]}
    assert needs["pkg:pypi/anchor@1.0"] == ["pkg:pypi/chain@1.0"]
    assert needs["repository"] == [
        "pkg:pypi/anchor@1.0",
        "file:seatrial-0.0.7.tar.gz",
        "file:weights/tiny.gguf",
    ]


def test_a_kit_is_replaced_by_one_of_the_same_bytes_but_for_what_was_left_out(
    made_once, index, kit
):
    clone, lines = made_once / "clone", []
    (clone / "LICENSE").write_text("not committed\n")
    before = (kit / "SHA256SUMS").read_text().splitlines()
    make_kit(clone, kit, None, lines.append)
    after = (kit / "SHA256SUMS").read_text().splitlines()

    assert "what is not committed is not in the kit" in lines
    assert {line.split("  ")[1] for line in set(before) ^ set(after)} == {
        *("README.txt", "sbom.cdx.json", "weights/tiny.gguf"),
    }
    assert not (kit / "weights").exists()
    assert "by tools alone" in (kit / "README.txt").read_text()
    assert [p.name for p in kit.parent.iterdir()] == [kit.name]


def test_a_package_that_the_index_lacks_leaves_no_kit(index, tmp_path):
    lock = tiny.index(tmp_path / "other") + "sail==9 --hash=sha256:" + "0" * 64 + "\n"
    clone = tiny.clone(tmp_path / "clone", lock)
    with pytest.raises(RunFailed, match=r"sail==9.*pip config list"):
        make_kit(clone, tmp_path / "dist" / "kit", None)
    assert list((tmp_path / "dist").iterdir()) == []


def test_a_package_that_is_not_the_locked_one_is_refused(index, tmp_path):
    lock = "anchor==1.0 --hash=sha256:" + "0" * 64 + "\n"
    with pytest.raises(RunFailed, match="DO NOT MATCH THE HASHES"):
        make_kit(tiny.clone(tmp_path / "clone", lock), tmp_path / "kit", None)


def test_a_folder_of_something_else_is_never_replaced(made_once, tmp_path):
    (tmp_path / "thesis.txt").write_text("")
    with pytest.raises(UsageError, match="is no kit; name another with KIT="):
        make_kit(made_once / "clone", tmp_path, None)


def test_a_folder_without_a_commit_makes_no_kit(tmp_path):
    with pytest.raises(UsageError, match="no clone with a commit"):
        make_kit(tmp_path, tmp_path / "kit", None)


def test_a_wheel_that_the_lock_does_not_know_was_built_here(tmp_path):
    tiny.wheel(tmp_path, "anchor")
    digest = hashlib.sha256((tmp_path / "anchor-1.0-py3-none-any.whl").read_bytes()).hexdigest()
    assert [w.published for w in read_wheels(tmp_path, f"--hash=sha256:{digest}")] == [True]
    assert [w.published for w in read_wheels(tmp_path, "")] == [False]


@pytest.mark.parametrize(
    ("files", "oldest"),
    [
        (["a-1-py3-none-any.whl"], ""),
        (["a-1-cp311-cp311-manylinux2014_x86_64.manylinux_2_17_x86_64.whl"], "2.17"),
        (["a-1-cp311-cp311-manylinux_2_5_x86_64.manylinux1_x86_64.whl",
          "b-1-cp39-abi3-manylinux_2_34_x86_64.whl"], "2.34"),
        (["a-1-cp311-cp311-macosx_11_0_arm64.whl"], "11.0"),
        (["a-1-cp311-cp311-linux_x86_64.whl"], "2.41"),
    ],
)  # fmt: skip
def test_it_needs_what_its_most_demanding_wheel_needs(files, oldest):
    assert least(files, "2.41") == oldest
