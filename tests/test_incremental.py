"""What is remembered of an earlier audit changes nothing but time: no byte of a certificate."""

import shutil

import pytest

from seatrial.auditing import start_audit
from seatrial.batch import Batches
from seatrial.certificate.papers import EVIDENCE
from seatrial.settings import Depth, Settings
from tests.graphs.test_reading import Model, data, excerpt_line, read_by
from tests.trees import EXAMPLES, write_tree

__all__ = ["data"]
TREE = {
    "README.md": "# Keep\n\nKeeps entries. See [the notes](docs/notes.md).\n",
    "docs/notes.md": "# Notes\n\nSet `KEEP_PATH`.\n",
    "keep/__init__.py": "",
    "keep/store.py": "import os\n\n\ndef keep(x):\n    os.system(x)\n    return eval(x)\n",
    "keep/read.py": "from keep.store import keep\n\n\ndef read(x):\n    return keep(x)\n",
    "tests/test_keep.py": "from keep.read import read\n\n\ndef test_it():\n    assert read('1')\n",
    "Dockerfile": 'FROM python:3.12\nCMD ["python", "-m", "keep"]\n',
    ".github/workflows/ci.yml": (
        "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: make\n"
    ),
}


def change(root):
    store = root / "keep/store.py"
    store.write_text(store.read_text() + "\n\ndef more(x):\n    return exec(x)\n")


def remove(root):
    (root / "keep/read.py").unlink()


def add(root):
    write_tree(root, {"keep/late.py": "import pickle\n\n\ndef f(x):\n    return pickle.loads(x)\n"})


def rename(root):
    (root / "keep/store.py").rename(root / "keep/kept.py")


CHANGES = (change, remove, add, rename)


@pytest.fixture(scope="module")
def audited(tmp_path_factory):
    """A tree that was audited once, and the state that remembers it."""
    home = tmp_path_factory.mktemp("incremental")
    tree, state = write_tree(home / "keep", TREE), home / "state"
    start_audit(tree, Settings(state=state, depth=Depth.QUICK, quiet=True), [])
    return tree, state


def outcome(tree, state):
    """Everything of the certificate but its run, and the evidence."""
    settings = Settings(state=state, depth=Depth.QUICK, quiet=True)
    done = start_audit(tree, settings, [])
    body = done.certificate.model_dump_json(exclude={"run"})
    return body, (done.papers / EVIDENCE).read_bytes()


@pytest.fixture
def tree(audited):
    """The tree where it was audited; whatever a test does to it is taken back."""
    yield audited[0]
    shutil.rmtree(audited[0])
    write_tree(audited[0], TREE)


@pytest.fixture
def known(audited, tmp_path):
    """What the audit of the unchanged tree left behind."""
    return shutil.copytree(audited[1], tmp_path / "known")


@pytest.mark.parametrize("changes", [*[(c,) for c in CHANGES], CHANGES[:3]])
def test_an_audit_after_a_change_equals_one_that_remembers_nothing(tree, known, tmp_path, changes):
    for make in changes:
        make(tree)
    assert outcome(tree, known) == outcome(tree, tmp_path / "empty")


def test_after_one_changed_file_no_reader_is_given_another(tree, known, monkeypatch):
    read, given = Batches.read, set()

    def watched(self, reader, files):
        seen = self.cache.get(reader.fingerprint, files)
        given.update(files[digest] for digest in set(files) - set(seen))
        return read(self, reader, files)

    monkeypatch.setattr(Batches, "read", watched)
    change(tree)
    outcome(tree, known)
    assert given == {"keep/store.py"}


def test_with_a_model_the_audit_after_changes_equals_one_that_remembers_nothing(data, tmp_path):
    tree = shutil.copytree(EXAMPLES / "parcelgate", tmp_path / "parcelgate")
    asked = []

    def score(excerpt, question):
        path = excerpt.split("\n")[0]
        asked.append(path)
        return 9.0 if "retry" in question.id and "carrier" in path else -9.0

    def read(state):
        asked.clear()
        model = Model(score, excerpt_line)
        told = read_by(model, "parcelgate", root=tmp_path, state=tmp_path / state, data=data)
        return told.model_dump_json(exclude={"run"}), list(asked)

    read("known")
    carrier = tree / "parcelgate/carrier.py"
    carrier.write_text(carrier.read_text() + "\n\ndef more(url):\n    return open(url).read()\n")
    (tree / "parcelgate/db.py").rename(tree / "parcelgate/database.py")
    added = {"parcelgate/late.py": "def late(x):\n    for y in x:\n        send(y)\n    return x\n"}
    write_tree(tree, added)
    next(p for p in sorted(tree.glob("tests/*.py")) if p.name != "__init__.py").unlink()

    again, asked_again = read("known")
    whole, asked_whole = read("empty")

    assert again == whole
    assert 0 < len(asked_again) < len(asked_whole)
