"""`python -m benchmarks.index_speed FOLDER`: how fast a tree is divided, embedded and searched."""

import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from statistics import median
from typing import TypeVar

from benchmarks.results import Row, told
from seatrial import environment
from seatrial.batch import Batches, NoMeter
from seatrial.cache import ObservationCache
from seatrial.snapshot.store import Store
from seatrial.snapshot.take import take_snapshot
from seatrial.vectorstore.chunks import Chunk, chunks_of
from seatrial.vectorstore.embed import MiniLmEmbedder
from seatrial.vectorstore.index import Index, embedded_text, meant_chunks
from seatrial.vectorstore.vectors import VectorCache

T = TypeVar("T")
_QUERIES = (
    "how are errors handled", "where is the configuration read", "retry with back-off",
    "which licence", "how do I run the tests", "database connection", "health check endpoint",
    "authentication of a request", "parse command line", "timeout of a network call",
)  # fmt: skip
_SOME = 600  # chunks that are embedded alone and indexed
_FEW = 128  # chunks for each of the sizes
_SIZES = (1, 8, 32, 128)


def timed(act: Callable[[], T]) -> tuple[T, float]:
    began = time.perf_counter()
    return act(), time.perf_counter() - began


def rows(tree: Path, folder: Path) -> Iterator[Row]:
    """`tree` divided, embedded and searched in `folder`: name, figure, unit, goal."""
    store = Store(folder / "objects")
    with closing(ObservationCache(folder / "observations.sqlite")) as cache:
        batches = Batches(store.path, cache)
        snapshot = take_snapshot(tree, store, batches, NoMeter())
        chunks, seconds = timed(lambda: chunks_of(snapshot, batches))
        again = timed(lambda: chunks_of(snapshot, batches))[1]
    yield "chunks", len(chunks), "", "-"
    yield "  divided", len(chunks) / seconds, "chunks/s", "-"
    yield "  divided again, unchanged", again, "s", "-"
    yield from _indexed(folder / "index", chunks)


def _indexed(folder: Path, chunks: list[Chunk]) -> Iterator[Row]:
    """Both embed the same texts; indexing starts Chroma, fills it and writes the words as well."""
    embedder = MiniLmEmbedder()
    embedder.embed(["warm"])
    some = chunks[:_SOME]
    texts = [embedded_text(c) for c in meant_chunks(some)]
    yield from _at_once(folder, embedder, texts[:_FEW])
    alone = len(texts) / timed(lambda: embedder.embed(texts))[1]
    yield "  embedded alone", alone, "chunks/s", "-"
    index = Index.open(folder, embedder)
    done, seconds = timed(lambda: index.refresh(some))
    yield "  indexed", done.embedded / seconds, "chunks/s", "-"
    yield "  indexed / embedded alone", done.embedded / seconds / alone, "ratio", ">= 0.85"
    rest, seconds = timed(lambda: index.refresh(chunks))
    if rest.embedded:
        yield "  the rest / embedded alone", rest.embedded / seconds / alone, "ratio", ">= 0.85"
    yield "  refresh, unchanged", timed(lambda: index.refresh(chunks))[1], "s", "-"
    yield "  refresh, one chunk changed", timed(lambda: index.refresh(chunks[1:]))[1], "s", "-"
    yield "  search, first", timed(lambda: index.search("first"))[1], "s", "-"
    rest = [timed(lambda query=query: index.search(query))[1] for query in _QUERIES]
    yield "  search, median", median(rest), "s", "-"
    yield "  search, slowest", max(rest), "s", "-"
    index.close()


def _at_once(folder: Path, embedder: MiniLmEmbedder, texts: list[str]) -> Iterator[Row]:
    """How many texts are embedded between two writes: what is lost when a run is killed."""
    for size in _SIZES:
        with closing(VectorCache(folder.parent / f"{size}.sqlite", embedder, size)) as cache:
            seconds = timed(lambda cache=cache: cache.vectors(texts))[1]
        yield f"  embedded, {size} at once", len(texts) / seconds, "chunks/s", "-"


if __name__ == "__main__":
    environment.force()
    with tempfile.TemporaryDirectory() as private:
        for row in rows(Path(sys.argv[1]).resolve(), Path(private)):
            sys.stdout.write(f"{told(row)}\n")
            sys.stdout.flush()
