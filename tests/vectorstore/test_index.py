"""Each of these starts Chroma's child, so there are few of them."""

import shutil
import sqlite3
from contextlib import closing

import numpy as np
import pytest

from seatrial.snapshot.model import Role
from seatrial.vectorstore.chunks import Chunk
from seatrial.vectorstore.index import MOST_CHARACTERS, Index
from seatrial.vectorstore.lexical import terms_of

pytestmark = pytest.mark.usefixtures("reads_inside")


class WordEmbedder:
    """Texts that share words are near each other. Remembers what it was asked to embed."""

    def __init__(self, name="words", dimension=64):
        self.name, self.digest, self.dimension, self.window = name, "0" * 64, dimension, 1000
        self.asked = []

    def embed(self, texts):
        self.asked += texts
        return np.stack([self._row(text) for text in texts])

    def _row(self, text):
        seeds = [sum(word.encode()) for word in terms_of(text)] or [0]
        rows = [np.random.default_rng(seed).normal(size=self.dimension) for seed in seeds]
        row = np.sum(rows, axis=0)
        return (row / np.linalg.norm(row)).astype(np.float32)


def chunk(name, text, path="a.py", role=Role.SOURCE, symbol=""):
    return Chunk(
        id=f"chunk-{name}",
        path=path,
        start=1,
        end=1 + text.count("\n"),
        symbol=symbol,
        kind="code",
        language="python",
        role=role,
        text=text,
    )


CHUNKS = [
    chunk("tide", "the tide tables of the harbour", path="tide.py"),
    chunk("crane", "cranes lift containers", path="crane.py", symbol="liftContainer"),
    chunk("pilot", "a pilot boards every ship", path="docs/pilot.md", role=Role.DOCS),
    chunk("lock", "pilot==1.0", path="uv.lock", role=Role.CONFIG),
]


@pytest.fixture
def embedder():
    return WordEmbedder()


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "index"


@pytest.fixture
def opened():
    """Opens an index, which the test may close itself."""
    indexes = []

    def opening(folder, embedder, chunks=CHUNKS):
        indexes.append(Index.open(folder, embedder))
        return indexes[-1], indexes[-1].refresh(chunks)

    yield opening
    for index in indexes:
        index.close()


def names(hits):
    return [hit.chunk.id.removeprefix("chunk-") for hit in hits]


def answers(index):
    return [index.search(q, k=4) for q in ("tide tables", "who boards a ship", "lift a container")]


def test_words_and_meaning_find_together_and_filters_narrow(folder, embedder, opened):
    index, done = opened(folder, embedder)
    assert (done.added, done.removed, done.embedded, done.rebuilt) == (4, 0, 3, False)
    (best, *_) = index.search("tide tables")
    assert (best.chunk, best.dense, best.lexical) == (CHUNKS[0], 1, 1)
    assert names(index.search("lift"))[0] == "crane"
    assert names(index.search("pilot", roles=[Role.DOCS])) == ["pilot"]
    assert names(index.search("pilot", paths=["uv.lock"])) == ["lock"]
    assert names(index.search("pilot", paths=["tide.py"], roles=[Role.DOCS])) == []
    assert index.search("  ") == []
    assert names(index.search('" OR * NEAR(tide) -- 潮汐'))[0] == "tide"


def test_an_unchanged_tree_embeds_nothing_and_a_change_embeds_itself(folder, embedder, opened):
    index, _ = opened(folder, embedder)
    before = answers(index)
    index.close()
    embedder.asked.clear()

    index, done = opened(folder, embedder)
    assert (done.added, done.removed, done.embedded) == (0, 0, 0)
    assert answers(index) == before
    changed = [*CHUNKS[1:], chunk("tide2", "the tide tables were moved", path="tide.py")]
    done = index.refresh(changed)
    assert (done.added, done.removed, done.embedded) == (1, 1, 1)
    assert [t.split("\n")[1] for t in embedder.asked] == ["the tide tables were moved"]
    assert "tide" not in names(index.search("tide tables"))


def _overwrite_databases(folder):
    for path in folder.rglob("*.sqlite*"):
        path.write_bytes(b"not a database, " * 500)


def _overwrite_pages(folder):
    """The header is left as it was, so that SQLite opens the file."""
    for path in folder.glob("*.sqlite"):
        content = path.read_bytes()
        path.write_bytes(content[:4096] + b"\xaa" * (len(content) - 4096))


def _execute(folder, *statements):
    with closing(sqlite3.connect(folder / "chunks.sqlite")) as db, db:
        for statement in statements:
            db.execute(statement)


def _overwrite_words(folder):
    """The root of the full-text index, which no check of SQLite's looks into."""
    _execute(folder, "UPDATE words_data SET block = x'ff' WHERE id = 10")


def _overwrite_chunks(folder):
    _execute(folder, "UPDATE chunks SET json = '{'", "UPDATE notes SET value = 'x'")


def _overwrite_vectors(folder):
    with closing(sqlite3.connect(folder / "embeddings.sqlite")) as db, db:
        db.execute("UPDATE vectors SET vector = zeroblob(length(vector) - 4) || x'0000c07f'")
    shutil.rmtree(folder / "chroma")


@pytest.mark.parametrize(
    "damage",
    [
        shutil.rmtree,
        _overwrite_words,
        _overwrite_chunks,
        _overwrite_vectors,
        _overwrite_databases,
        _overwrite_pages,
        lambda folder: (folder / "chroma" / "chroma.sqlite3").unlink(),
    ],
)
def test_damage_changes_nothing_but_time(folder, embedder, opened, damage):
    index, _ = opened(folder, embedder)
    before = answers(index)
    index.close()
    damage(folder)
    index, _ = opened(folder, embedder)
    assert answers(index) == before


def test_vectors_that_kill_their_reader_are_put_aside_and_made_again(folder, embedder, opened):
    # So many that Chroma writes its vector files.
    many = [*CHUNKS, *(chunk(f"n{n}", f"berth {n}", path=f"{n}.py") for n in range(1200))]
    index, _ = opened(folder, embedder, many)
    before = answers(index)
    index.close()
    for path in (folder / "chroma").rglob("*.bin"):
        path.write_bytes(b"\xff" * 4096)
    embedder.asked.clear()
    index, _ = opened(folder, embedder, many)
    assert answers(index) == before
    assert index.refresh(many).rebuilt
    assert (folder / "chroma.damaged").is_dir()
    assert embedder.asked == []


def test_another_model_or_dimension_is_embedded_anew(folder, embedder, opened):
    opened(folder, embedder)[0].close()
    other = WordEmbedder("other", dimension=32)
    index, done = opened(folder, other)
    assert (done.added, done.embedded) == (0, 3)
    assert names(index.search("tide tables"))[0] == "tide"


def test_what_is_embedded_of_an_endless_line_is_counted(folder, embedder, opened):
    endless = chunk("endless", "tide " * MOST_CHARACTERS)
    index, done = opened(folder, embedder, [*CHUNKS, endless])
    assert done.shortened == 1
    assert max(len(text) for text in embedder.asked) == MOST_CHARACTERS


def test_an_empty_tree_has_no_answers(folder, embedder, opened):
    index, done = opened(folder, embedder, [])
    assert (done.added, index.search("tide")) == (0, [])
