"""What changed since a git ref, read from objects alone."""

import shutil
from pathlib import Path

import pytest
from dulwich import porcelain
from dulwich.repo import Repo

from seatrial.errors import UsageError
from seatrial.snapshot.change import How, read_change, resolve_ref
from tests.trees import write_tree

BODY = "".join(f"line {n}\n" for n in range(30))


def commit(root: Path, files: dict, gone=()) -> str:
    """Write `files`, remove `gone` and commit all of it."""
    repo = Repo(str(root)) if (root / ".git").exists() else porcelain.init(root)
    for name in gone:
        (root / name).unlink()
    write_tree(root, files)
    repo.get_worktree().stage([name.encode() for name in (*files, *gone)])
    who = b"a <a@example.org>"
    made = porcelain.commit(repo, message=b"m", author=who, committer=who)
    repo.close()
    return made.decode()


@pytest.fixture
def history(tmp_path):
    """A repository with two commits, the first tagged `v1`, and their ids."""
    root = tmp_path / "ship"
    root.mkdir()
    first = commit(root, {"a.py": BODY, "old.py": BODY + "x\n", "gone.py": "1\n", "b.bin": b"\0a"})
    porcelain.tag_create(str(root), b"v1")
    porcelain.tag_create(str(root), b"v1-told", annotated=True, author=b"a <a@e.org>", message=b"m")
    second = commit(
        root,
        {
            "a.py": BODY.replace("line 7\n", "line seven\n") + "more\n",
            "new.py": "y\n" + BODY + "x\n",
            "added.py": "1\n2\n",
            "b.bin": b"\0b",
        },
        gone=("gone.py", "old.py"),
    )
    return root, first, second


def test_files_and_lines_that_changed(history):
    root, first, second = history
    change = read_change(root, "v1", first, second)
    assert {(f.path, f.how, f.was, f.whole, f.lines) for f in change.files} == {
        ("a.py", How.MODIFIED, "", False, ((8, 8), (31, 31))),
        ("added.py", How.ADDED, "", True, ()),
        ("b.bin", How.MODIFIED, "", True, ()),
        ("gone.py", How.DELETED, "", False, ()),
        ("new.py", How.RENAMED, "old.py", False, ((1, 1),)),
    }
    assert [f.path for f in change.files] == sorted(f.path for f in change.files)
    assert (change.ref, change.commit) == ("v1", first)


def test_nothing_changed_since_head(history):
    root, _, second = history
    assert read_change(root, "HEAD", second, second).files == ()


@pytest.mark.parametrize("ref", ["v1", "v1-told", "refs/tags/v1"])
def test_a_ref_is_a_tag_a_branch_or_a_commit(history, ref):
    root, first, second = history
    assert resolve_ref(root, ref) == first
    assert resolve_ref(root, first) == first
    assert resolve_ref(root, first[:8]) == first
    assert resolve_ref(root, "HEAD") == second


def refusal(root, ref):
    with pytest.raises(UsageError) as refused:
        resolve_ref(root, ref)
    assert "\n" not in str(refused.value)
    return str(refused.value)


@pytest.mark.parametrize(
    ("ref", "said"),
    [
        ("v1-tol", "--since 'v1-tol': no such branch, tag or commit; did you mean 'v1-told'?"),
        ("", "no such branch, tag or commit; see `git branch -a` and `git tag`"),
        ("--help", "no such branch, tag or commit"),
        ("../../etc/passwd", "no such branch, tag or commit"),
        ("é\n", "no such branch, tag or commit"),
        ("0" * 40, "no such branch, tag or commit"),
    ],
)
def test_a_bad_ref_is_one_line_with_the_next_step(history, ref, said):
    assert said in refusal(history[0], ref)


def test_a_ref_to_something_else_than_a_commit_is_refused(history):
    root, first, _ = history
    with Repo(str(root)) as repo:
        tree = repo[first.encode()].tree.decode()
    assert "it names no commit; name a branch, a tag or a commit" in refusal(root, tree)


def test_a_shallow_history_says_how_to_get_the_rest(history):
    root, _, second = history
    (root / ".git" / "shallow").write_text(second + "\n")
    assert "the history is shallow and lacks it; fetch the whole history with" in refusal(
        root, "v0.9"
    )


def test_an_object_that_is_not_here_is_named(history):
    root, first, second = history
    with Repo(str(root)) as repo:
        tree = repo[first.encode()].tree.decode()
    (root / ".git" / "objects" / tree[:2] / tree[2:]).unlink()
    with pytest.raises(UsageError, match=f"object {tree} is not here \\(a partial clone\\?\\)"):
        read_change(root, "v1", first, second)


def test_no_repository_is_one_line(tmp_path, history):
    assert "needs a git repository: the audited folder is not the root" in refusal(tmp_path, "v1")
    root = history[0]
    shutil.rmtree(root / ".git")
    (root / ".git").mkdir()
    assert "'.git' is not a git repository" in refusal(root, "v1")
