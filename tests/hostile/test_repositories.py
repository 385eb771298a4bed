"""Every state that a repository may be in, and trees that change while they are read."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from seatrial.errors import UsageError
from seatrial.runs import new_record
from seatrial.snapshot import opener
from seatrial.snapshot.git import read_head
from seatrial.snapshot.model import Fate
from seatrial.snapshot.take import digest_of
from seatrial.state import StateFolder
from tests.command import run
from tests.hostile.berth import is_one_line
from tests.trees import snapshot_of, write_tree

FILES = {"a.py": '"""A."""\n', "README.md": "# A\n"}
GIT = shutil.which("git")
needs_git = pytest.mark.skipif(not GIT, reason="git makes the repositories")


def git(root: Path, *arguments: str) -> str:
    who = ("-c", "user.name=a", "-c", "user.email=a@b.example", "-c", "protocol.file.allow=always")
    done = subprocess.run([str(GIT), *who, *arguments], cwd=root, capture_output=True, check=True)
    return done.stdout.decode().strip()


@pytest.fixture
def repository(tmp_path):
    """Two commits on the branch main."""
    root = write_tree(tmp_path / "repository", FILES)
    git(root, "init", "-q", "-b", "main")
    for n in range(2):
        write_tree(root, {"a.py": f'"""A {n}."""\n'})
        git(root, "add", ".")
        git(root, "commit", "-q", "-m", f"commit {n}")
    return root


def commit_of(root: Path) -> tuple[str, str, str]:
    """The commit, the branch, and why none is stated."""
    _, facts = digest_of(root)
    return facts.commit, facts.branch, facts.reason


# -- git ----------------------------------------------------------------------------------------


def test_without_git_no_commit_is_stated(tmp_path):
    commit, _, reason = commit_of(write_tree(tmp_path / "tree", FILES))
    assert (commit, reason) == ("", "the audited folder is not the root of a git repository")


@needs_git
def test_a_shallow_clone_has_its_commit(repository, tmp_path):
    git(tmp_path, "clone", "-q", "--depth", "1", repository.as_uri(), "shallow")
    head = git(repository, "rev-parse", "HEAD")
    assert commit_of(tmp_path / "shallow") == (head, "main", "")


@needs_git
def test_a_detached_head_has_its_commit_and_no_branch(repository):
    git(repository, "checkout", "-q", "HEAD~1")
    assert commit_of(repository) == (git(repository, "rev-parse", "HEAD"), "", "")


@needs_git
def test_before_the_first_commit_there_is_none(tmp_path):
    root = write_tree(tmp_path / "tree", FILES)
    git(root, "init", "-q")
    assert commit_of(root)[2] == "the repository has no commit yet"


@needs_git
def test_a_bare_repository_is_refused(repository, tmp_path, home):
    git(tmp_path, "clone", "-q", "--bare", str(repository), "bare.git")
    where = ("--depth", "quick", "--state", tmp_path / "state")
    done = run("audit", tmp_path / "bare.git", *where, "--quiet", home=home)
    assert done.returncode == 2
    assert is_one_line(done)
    assert "is a bare git repository, which holds no files to audit" in done.stderr
    assert list((tmp_path / "state").glob("*/runs/*")) == []


@needs_git
@pytest.mark.parametrize("kind", ["worktree", "submodule", "nowhere", "link"])
def test_a_git_file_that_points_elsewhere_is_not_followed(repository, tmp_path, kind):
    root = tmp_path / "other"
    if kind == "worktree":
        git(repository, "worktree", "add", "-q", str(root), "-b", "side")
    elif kind == "submodule":
        parent = tmp_path / "parent"
        shutil.copytree(repository, parent)
        git(parent, "submodule", "add", "-q", str(repository), "sub")
        root = parent / "sub"
    else:
        write_tree(root, FILES)
        if kind == "link":
            (root / ".git").symlink_to(repository / ".git")
        else:
            (root / ".git").write_text("gitdir: /no/such/place\n")
    commit, branch, reason = commit_of(root)
    assert (commit, branch) == ("", "")
    assert "points outside the audited folder" in reason


@needs_git
def test_a_submodule_that_is_filled_is_named_and_one_that_is_not_is_no_matter(repository, tmp_path):
    parent = tmp_path / "parent"
    shutil.copytree(repository, parent)
    git(parent, "submodule", "add", "-q", str(repository), "sub")
    git(parent, "commit", "-q", "-m", "a submodule")
    said = "'sub' is a submodule: its files are another repository's, not this commit's"
    assert commit_of(parent)[2] == said
    git(tmp_path, "clone", "-q", str(parent), "unfilled")
    assert commit_of(tmp_path / "unfilled")[0] == git(parent, "rev-parse", "HEAD")


def objects(root: Path, name: str) -> Path:
    digest = git(root, "rev-parse", name)
    path = root / ".git" / "objects" / digest[:2] / digest[2:]
    path.chmod(0o600)
    return path


DAMAGES = {
    "commit gone": (lambda r: objects(r, "HEAD").unlink(), "is missing; run `git fsck`"),
    "tree gone": (lambda r: objects(r, "HEAD^{tree}").unlink(), "is missing; run `git fsck`"),
    "all gone": (lambda r: shutil.rmtree(r / ".git/objects"), "objects or refs are missing"),
    "garbled": (lambda r: objects(r, "HEAD").write_bytes(b"garbage"), "could not be read"),
    "empty": (lambda r: objects(r, "HEAD").write_bytes(b""), "could not be read"),
    "no HEAD": (lambda r: (r / ".git/HEAD").unlink(), "HEAD"),
    "bytes in HEAD": (lambda r: (r / ".git/HEAD").write_bytes(bytes(range(50))), "is damaged"),
    "zeroes in HEAD": (lambda r: (r / ".git/HEAD").write_bytes(bytes(41)), "is damaged"),
    "settings": (lambda r: (r / ".git/config").write_bytes(b"[core\nx"), "could not be read"),
    "a round": (
        lambda r: (r / ".git/refs/heads/main").write_text("ref: refs/heads/main\n"),
        "could not be read",
    ),
    "a tree": (
        lambda r: (r / ".git/refs/heads/main").write_text(git(r, "rev-parse", "HEAD^{tree}")),
        "HEAD does not name a commit",
    ),
}


@needs_git
@pytest.mark.parametrize(("damage", "said"), DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_repository_states_no_commit_and_says_why(repository, damage, said):
    damage(repository)
    facts = read_head(repository).facts
    assert facts.commit == ""
    assert said in facts.reason
    assert "Traceback" not in facts.reason
    assert "meta_path" not in facts.reason


@needs_git
def test_a_damaged_index_is_nobodys_matter(repository):
    (repository / ".git/index").write_bytes(bytes(100))
    assert commit_of(repository)[0] == git(repository, "rev-parse", "HEAD")


# -- names --------------------------------------------------------------------------------------

NAMES = [b"with space", b"new\nline", "Größe-港".encode(), b"latin-\xff\xfe", b"-leading",
         b"tab\t", b"esc\x1b[31m", b"%s{x}$(id)", b"q'u\"o`te", b"x" * 250]  # fmt: skip


@pytest.fixture
def home(tmp_path):
    return tmp_path / "home"


@pytest.mark.parametrize("name", NAMES, ids=repr)
def test_a_record_and_a_snapshot_take_any_name(tmp_path, name):
    root = write_tree(tmp_path / os.fsdecode(name), FILES)
    repository = StateFolder(tmp_path / "state").repository(root)
    paths = {"output": str(root), "trust": str(root)}
    record = new_record(root, depth="quick", environment="production", **paths)
    started = repository.start(record)
    assert started.read() == record
    assert Path(started.read().path) == root
    snapshot, _ = snapshot_of(root, tmp_path / "store")
    assert snapshot.manifest.name.encode()  # text, whatever the bytes were


@pytest.mark.parametrize("name", [b"latin-\xff\xfe\n", b"-leading"], ids=repr)
def test_an_audit_of_a_folder_with_such_a_name_ends_well(tmp_path, home, name):
    root = tmp_path / os.fsdecode(name)
    write_tree(root, FILES)
    (root / os.fsdecode(b"\xff\n.py")).write_text('"""B."""\n')
    where = ("--depth", "quick", "--quiet", "--state", tmp_path / "state")
    out = tmp_path / os.fsdecode(b"papers \xff")
    done = run("audit", *where, "--output", out, "--", root.name, home=home, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("\n") == 1
    assert (out / "report.html").exists()
    listed = run("runs", "list", "--state", tmp_path / "state", home=home)
    assert listed.stdout.count("\n") == 1
    (name,) = (p.name for p in (tmp_path / "state").glob("*/runs/*"))
    shown = run("runs", "show", name, "--state", tmp_path / "state", home=home)
    assert shown.returncode == 0, shown.stderr
    assert run("resume", name, "--state", tmp_path / "state", home=home).returncode == 0


# -- changing while it is read ------------------------------------------------------------------


class Meddler:
    """Told of the walk's progress, it does something to the tree once."""

    def __init__(self, act):
        self.act = act

    def expect(self, n):
        act, self.act = self.act, lambda: None
        act()

    def advance(self, n): ...


def walked(root, state, act):
    from seatrial.batch import Batches
    from seatrial.cache import ObservationCache
    from seatrial.snapshot.store import Store
    from seatrial.snapshot.take import take_snapshot

    store = Store(state / "objects")
    state.mkdir()
    batches = Batches(store.path, ObservationCache(state / "observations.sqlite"))
    snapshot = take_snapshot(root, store, batches, Meddler(act))
    batches.cache.close()
    return {e.path: e for e in snapshot.entries}


def test_what_vanishes_after_it_was_listed_is_named(tmp_path):
    root = write_tree(tmp_path / "tree", {**FILES, "folder/b.py": "x = 1\n", "gone.py": "y = 1\n"})
    (root / "link").symlink_to("a.py")

    def vanish():
        (root / "gone.py").unlink()
        (root / "link").unlink()
        shutil.rmtree(root / "folder")

    met = walked(root, tmp_path / "state", vanish)
    for path in ("gone.py", "link", "folder"):
        assert met[path].fate is Fate.SKIPPED
        assert "No such file or directory" in met[path].reason
    assert met["a.py"].fate is Fate.READ


def test_what_becomes_something_else_is_not_opened(tmp_path):
    root = write_tree(tmp_path / "tree", {**FILES, "folder/b.py": "x = 1\n"})
    (tmp_path / "secret").write_text("not yours\n")

    def swap():
        (root / "a.py").unlink()
        (root / "a.py").symlink_to(tmp_path / "secret")
        shutil.rmtree(root / "folder")
        (root / "folder").symlink_to(tmp_path)

    met = walked(root, tmp_path / "state", swap)
    assert met["a.py"].fate is met["folder"].fate is Fate.SKIPPED
    kept = [p.read_bytes() for p in (tmp_path / "state").glob("objects/*/*")]
    assert b"not yours\n" not in kept


def test_a_file_that_grows_while_it_is_read_is_named_and_not_taken(tmp_path, monkeypatch):
    root = write_tree(tmp_path / "tree", {**FILES, "growing.log": "x" * 5_000_000})

    class Growing(opener.FileIO):
        def read(self, size=-1):
            if os.fstat(self.fileno()).st_size >= 5_000_000:
                with open(root / "growing.log", "ab") as file:
                    file.write(b"y" * (1 << 20))
            return super().read(size)

    monkeypatch.setattr(opener, "FileIO", Growing)
    met = walked(root, tmp_path / "state", lambda: None)
    assert met["growing.log"].fate is Fate.SKIPPED
    assert "it was changed while it was read" in met["growing.log"].reason
    assert met["a.py"].fate is Fate.READ
    assert (root / "growing.log").stat().st_size < 20_000_000  # it was not followed for ever


def test_a_tree_that_is_gone_when_its_run_goes_on_is_named(tmp_path):
    with pytest.raises(UsageError, match="bring it back and go on"):
        snapshot_of(tmp_path / "gone", tmp_path / "state")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may look into any folder")
def test_a_folder_that_may_be_listed_and_not_entered_is_named(tmp_path):
    root = write_tree(tmp_path / "tree", {**FILES, "folder/b.py": "x = 1\n"})
    (root / "folder").chmod(0o400)
    met = walked(root, tmp_path / "state", lambda: None)
    (root / "folder").chmod(0o700)
    assert "cannot be listed" in met["folder"].reason
