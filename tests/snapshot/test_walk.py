import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from seatrial.errors import UsageError
from seatrial.snapshot.model import Fate, Mode, Role
from seatrial.snapshot.walk import MOST_BYTES
from tests.trees import snapshot_of, write_tree


def fates(snapshot):
    return {e.path: (e.fate, e.reason) for e in snapshot.entries}


def test_a_link_is_named_and_never_followed(tmp_path, state):
    secret = tmp_path / "outside.txt"
    secret.write_text("not yours")
    root = write_tree(tmp_path / "tree", {"a.py": "x = 1\n"})
    (root / "out").symlink_to(secret)
    (root / "up").symlink_to("..")
    snapshot, _ = snapshot_of(root, state)
    assert [e.path for e in snapshot.entries] == ["a.py", "out", "up"]
    assert fates(snapshot)["out"] == (Fate.SKIPPED, "symbolic link, not followed")
    kept = [p.read_bytes() for p in (state / "objects").glob("*/*")]
    assert kept == [b"x = 1\n"]


def test_only_regular_files_are_opened(tmp_path, state):
    root = write_tree(tmp_path / "tree", {"a.py": "x = 1\n"})
    os.mkfifo(root / "pipe")
    snapshot, _ = snapshot_of(root, state)
    entry = snapshot.find("pipe")
    assert (entry.mode, entry.fate) == (Mode.SPECIAL, Fate.SKIPPED)


def test_a_large_file_is_skipped_with_its_size_and_still_counts_for_the_digest(tmp_path, state):
    root = write_tree(tmp_path / "tree", {"a.py": "x = 1\n"})
    with open(root / "big.bin", "wb") as file:
        file.truncate(MOST_BYTES + 1)
    snapshot, _ = snapshot_of(root, state)
    entry = snapshot.find("big.bin")
    assert entry.fate is Fate.SKIPPED
    assert entry.reason == f"{MOST_BYTES + 1} bytes: only files up to {MOST_BYTES} are read"
    assert len(entry.sha256) == 64


def test_invalid_utf8_is_read_with_replacements_and_said_so(tmp_path, state):
    root = write_tree(tmp_path / "tree", {"a.txt": b"fine\nbad \xff byte\n"})
    snapshot, _ = snapshot_of(root, state)
    assert fates(snapshot)["a.txt"][0] is Fate.PARTLY
    assert snapshot.quote("a.txt", 2, 2) == "bad \N{REPLACEMENT CHARACTER} byte"


def test_binary_content_is_named_but_not_read_as_text(tmp_path, state):
    root = write_tree(tmp_path / "tree", {"a.bin": b"\x00\x01", "b.py": "x = 1\n"})
    snapshot, _ = snapshot_of(root, state)
    assert [e.path for e in snapshot.texts] == ["b.py"]


def test_an_empty_folder_is_refused(tmp_path, state):
    (tmp_path / "tree").mkdir()
    with pytest.raises(UsageError, match="nothing to audit"):
        snapshot_of(tmp_path / "tree", state)


def test_the_tree_digest_depends_on_path_mode_and_content_alone(tmp_path):
    digests = set()
    for name in ("one", "two"):
        root = write_tree(tmp_path / name / "tree", {"a.py": "x = 1\n", "b/c.md": "# c\n"})
        os.utime(root / "a.py", (1, 1))
        digests.add(snapshot_of(root, tmp_path / name / "state")[0].digest)
    assert len(digests) == 1
    (tmp_path / "two/tree/a.py").chmod(0o755)
    assert snapshot_of(tmp_path / "two/tree", tmp_path / "two/state")[0].digest not in digests


def test_names_that_are_not_utf8_or_hold_newlines_are_kept_apart(tmp_path, state):
    root = write_tree(tmp_path / "tree", {"two\nlines.py": "x = 1\n"})
    with open(os.fsencode(root) + b"/caf\xe9.py", "wb") as file:
        file.write(b"y = 2\n")
    snapshot, _ = snapshot_of(root, state)
    assert [e.path for e in snapshot.entries] == ["caf\\xe9.py", "two\nlines.py"]


def test_folders_that_tools_make_are_outside_the_tree(tmp_path, state):
    files = {"a.py": "x = 1\n", "node_modules/m/i.js": "1", ".venv/pyvenv.cfg": ""}
    snapshot, _ = snapshot_of(write_tree(tmp_path / "tree", files), state)
    assert [e.path for e in snapshot.entries] == ["a.py"]
    assert {p for p, _ in snapshot.manifest.outside} == {"node_modules", ".venv"}


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() != 0, reason="needs to become nobody")
def test_an_unreadable_file_is_named_and_the_rest_goes_on(tmp_path, state):
    root = write_tree(tmp_path / "tree", {"a.py": "x = 1\n", "b.py": "y = 2\n"})
    (root / "a.py").chmod(0)
    for folder in (root, tmp_path, *list(tmp_path.parents)[:-2]):
        folder.chmod(folder.stat().st_mode | 0o755)
    state.mkdir()
    os.seteuid(65534)
    try:
        with pytest.raises(PermissionError):
            open(root / "a.py").close()
        from seatrial.batch import NoMeter
        from seatrial.snapshot.git import Head
        from seatrial.snapshot.model import GitFacts
        from seatrial.snapshot.store import Store
        from seatrial.snapshot.walk import Walk

        walk = Walk(Store(Path("/nonexistent")), Head(GitFacts(reason="none")), NoMeter())
        walk.store = _Nowhere()
        walk.run(root)
    finally:
        os.seteuid(0)
    assert {e.path: e.reason for e in walk.entries}["a.py"] == "cannot be read (Permission denied)"
    assert [e.path for e in walk.entries] == ["a.py", "b.py"]


class _Nowhere:
    def put(self, digest, content):
        """Nobody may write here."""


@pytest.mark.parametrize(
    ("path", "role"),
    [
        ("src/app.py", Role.SOURCE),
        ("tests/test_app.py", Role.TEST),
        ("app_test.go", Role.TEST),
        ("docs/index.md", Role.DOCS),
        (".github/workflows/ci.yml", Role.CI),
        ("deploy/Dockerfile", Role.CONTAINER),
        ("vendor/lib/x.go", Role.VENDORED),
        ("api/x_pb2.py", Role.GENERATED),
        ("pyproject.toml", Role.CONFIG),
        ("latest.py", Role.SOURCE),
        ("contest.py", Role.SOURCE),
    ],
)
def test_roles_follow_from_the_path(tmp_path, state, path, role):
    snapshot, _ = snapshot_of(write_tree(tmp_path / "tree", {path: "x = 1\n"}), state)
    assert snapshot.find(path).role is role


def git(root: Path, *arguments: str) -> str:
    who = ["-c", "user.name=T", "-c", "user.email=t@e.example", "-c", "commit.gpgsign=false"]
    command = ["git", *who, "-C", str(root), *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


@pytest.fixture
def checkout(tmp_path):
    root = write_tree(tmp_path / "tree", {"a.py": "x = 1\n", ".gitignore": "build/\n"})
    git(root, "init", "-q", "-b", "main")
    git(root, "add", ".")
    git(root, "commit", "-qm", "one")
    return root


def test_a_clean_checkout_states_its_commit(checkout, state):
    facts = snapshot_of(checkout, state)[0].git
    assert facts.clean
    assert facts.commit == git(checkout, "rev-parse", "HEAD")
    assert facts.branch == "main"
    assert facts.committed_at is not None


def test_what_git_ignores_is_outside_and_does_not_make_the_tree_dirty(checkout, state):
    write_tree(checkout, {"build/out.py": "z = 3\n"})
    snapshot, _ = snapshot_of(checkout, state)
    assert snapshot.git.clean
    assert ("build", "not in the commit and ignored by git") in snapshot.manifest.outside


@pytest.mark.parametrize("change", [{"a.py": "x = 2\n"}, {"new.py": "y = 2\n"}])
def test_a_tree_that_is_not_as_committed_states_no_commit(checkout, state, change):
    write_tree(checkout, change)
    facts = snapshot_of(checkout, state)[0].git
    assert (facts.commit, facts.clean) == ("", False)
    assert facts.reason == f"the tree is not as committed: {next(iter(change))!r} differs"


def test_a_deleted_file_is_a_difference(checkout, state):
    write_tree(checkout, {"b.py": "y = 2\n"})
    git(checkout, "add", ".")
    git(checkout, "commit", "-qm", "two")
    (checkout / "b.py").unlink()
    assert "'b.py' differs" in snapshot_of(checkout, state)[0].git.reason


def test_a_folder_inside_a_repository_states_no_commit(checkout, tmp_path):
    write_tree(checkout, {"sub/b.py": "y = 2\n"})
    facts = snapshot_of(checkout / "sub", tmp_path / "state")[0].git
    assert facts.reason == "the audited folder is not the root of a git repository"


def test_git_is_never_run_in_the_tree(checkout, state, tmp_path):
    canary = tmp_path / "canary"
    git(checkout, "config", "core.fsmonitor", f"touch {canary};")
    assert snapshot_of(checkout, state)[0].git.clean
    assert not canary.exists()


def test_a_repository_without_a_commit_says_so(tmp_path, state):
    root = write_tree(tmp_path / "tree", {"a.py": "x = 1\n"})
    git(root, "init", "-q")
    assert snapshot_of(root, state)[0].git.reason == "the repository has no commit yet"


def test_a_git_file_is_not_followed(tmp_path, state):
    root = write_tree(tmp_path / "tree", {"a.py": "x = 1\n", ".git": "gitdir: /elsewhere\n"})
    assert "not followed" in snapshot_of(root, state)[0].git.reason


def test_a_socket_does_not_stop_the_walk(tmp_path, state):
    root = write_tree(tmp_path / "t", {"a.py": "x = 1\n"})
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(root / "s"))
        assert snapshot_of(root, state)[0].find("s").reason == "not a regular file"


NUL = b"#!/bin/sh\necho a line of the script\n# \0\n"


@pytest.mark.parametrize("name", ["a.sh", ".env", "Dockerfile", "a.js", "compose.yaml"])
def test_one_nul_byte_hides_no_program_and_no_settings(tmp_path, state, name):
    snapshot, _ = snapshot_of(write_tree(tmp_path / "t", {name: NUL}), state)
    entry = snapshot.find(name)
    assert (entry.text, entry.fate, entry.lines) == (True, Fate.PARTLY, 3)
    assert "NUL" in entry.reason


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.bin", NUL[10:]),
        ("a.py", bytes(range(256)) * 9),
        ("a.js", "var a = 1;".encode("utf-16")),
        ("a.sh", b"#!/bin/sh\nexec \0\x01\x02" + b"x" * 90),
        ("a.sh", b"#!/bin/sh\n\0" + b"\xff\xfe" * 90),
    ],
)
def test_what_is_no_text_stays_binary(tmp_path, state, name, content):
    assert not snapshot_of(write_tree(tmp_path / "t", {name: content}), state)[0].find(name).text
