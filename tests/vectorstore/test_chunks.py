import pytest

from seatrial.batch import Batches, Unread
from seatrial.snapshot.model import Role
from seatrial.vectorstore.chunks import ROLES, chunks_of
from tests.trees import EXAMPLES, snapshot_of, write_tree

SECRET = "hunter2-hunter2-hunter2"


@pytest.fixture
def tree(tmp_path):
    def read(files):
        snapshot, batches = snapshot_of(write_tree(tmp_path / "tree", files), tmp_path / "state")
        opened.append(batches.cache)
        return snapshot, batches

    opened = []
    yield read
    for cache in opened:
        cache.close()


@pytest.fixture
def example(request, state):
    snapshot, batches = snapshot_of(EXAMPLES / request.param, state)
    yield snapshot, batches
    batches.cache.close()


@pytest.mark.parametrize("example", ["parcelgate", "berthbook"], indirect=True)
def test_every_line_of_an_example_is_in_exactly_one_chunk(example):
    chunks = chunks_of(*example)
    for entry in example[0].files(*ROLES):
        mine = [c for c in chunks if c.path == entry.path]
        covered = [n for c in mine for n in range(c.start, c.end + 1)]
        assert covered == list(range(1, entry.lines + 1)), entry.path
        assert "\n".join(c.text for c in mine).count("\n") == entry.lines - 1
    assert len({c.id for c in chunks}) == len(chunks)
    assert chunks_of(*example) == chunks


def test_a_chunk_knows_its_definition_and_its_file(tree):
    (chunk,) = chunks_of(*tree({"app.py": "def pay():\n    return 1\n"}))
    assert (chunk.path, chunk.start, chunk.end) == ("app.py", 1, 2)
    assert (chunk.symbol, chunk.kind, chunk.language) == ("pay", "function", "python")
    assert (chunk.role, chunk.text) == (Role.SOURCE, "def pay():\n    return 1")


def test_a_secret_is_withheld_from_text_and_symbol(tree):
    text = f"# Key {SECRET}\n\nSet it.\n"
    chunks = chunks_of(*tree({"app.py": f"password = '{SECRET}'\n", "README.md": text}))
    assert len(chunks) == 2
    assert not any(SECRET in c.text + c.symbol for c in chunks)
    assert any("[redacted" in c.text for c in chunks)


def test_a_heading_shows_no_more_than_its_line(tree):
    (chunk,) = chunks_of(*tree({"README.md": "# password = 'changeme'\n\nSet it.\n"}))
    assert "changeme" not in chunk.text
    assert "changeme" not in chunk.symbol
    assert chunk.symbol.startswith("password = '[redacted")


def test_vendored_generated_and_binary_files_are_left_out(tree):
    files = {
        "vendor/a.py": "x = 1\n",
        "a_pb2.py": "x = 1\n",
        "data.csv": "1,2\n",
        "a.py": b"\0\0",
        "b.py": "x = 1\n",
    }
    assert [c.path for c in chunks_of(*tree(files))] == ["b.py"]


def test_one_content_under_two_names_is_divided_as_each_name_asks(tree):
    text = "# Title\n\ndef f():\n    pass\n"
    chunks = chunks_of(*tree({"a.md": text, "b.py": text}))
    assert [(c.path, c.symbol) for c in chunks] == [("a.md", "Title"), ("b.py", "f")]


def test_a_file_that_kills_its_divider_is_still_covered(tree):
    snapshot, batches = tree({"a.py": "x = 1\n" * 40})

    class Dying(Batches):
        def read(self, reader, files):
            return dict.fromkeys(files, Unread("killed by signal 11"))

    chunks = chunks_of(snapshot, Dying(batches.locate, batches.cache))
    assert [(c.start, c.end) for c in chunks] == [(1, 16), (17, 32), (33, 40)]


def test_a_changed_line_changes_only_its_own_chunks(tree):
    files = {"a.py": "def a():\n    return 1\n", "b.py": "def b():\n    return 1\n"}
    before = {c.id for c in chunks_of(*tree(files))}
    after = chunks_of(*tree({**files, "b.py": "def b():\n    return 2\n"}))
    assert [c.path for c in after if c.id not in before] == ["b.py"]
