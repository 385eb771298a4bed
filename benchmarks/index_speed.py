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
from seatrial.vectorstore.index import Index

T = TypeVar("T")
_QUERIES = (
    "how are errors handled", "where is the configuration read", "retry with back-off",
    "which licence", "how do I run the tests", "database connection", "health check endpoint",
    "authentication of a request", "parse command line", "timeout of a network call",
)  # fmt: skip
_ALONE = 200


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
    embedder = MiniLmEmbedder()
    embedder.embed(["warm"])
    texts = [c.text for c in chunks[:_ALONE]]
    alone = len(texts) / timed(lambda: embedder.embed(texts))[1]
    yield "  embedded alone", alone, "chunks/s", "-"
    index = Index.open(folder, embedder)
    done, seconds = timed(lambda: index.refresh(chunks[:_ALONE]))
    yield "  indexed", done.embedded / seconds, "chunks/s", "-"
    yield "  indexed / embedded alone", done.embedded / seconds / alone, "ratio", ">= 0.8"
    index.refresh(chunks)
    yield "  refresh, unchanged", timed(lambda: index.refresh(chunks))[1], "s", "-"
    yield "  refresh, one chunk changed", timed(lambda: index.refresh(chunks[1:]))[1], "s", "-"
    yield "  search, first", timed(lambda: index.search("first"))[1], "s", "-"
    rest = [timed(lambda query=query: index.search(query))[1] for query in _QUERIES]
    yield "  search, median", median(rest), "s", "-"
    yield "  search, slowest", max(rest), "s", "-"
    index.close()


if __name__ == "__main__":
    environment.force()
    with tempfile.TemporaryDirectory() as private:
        for row in rows(Path(sys.argv[1]).resolve(), Path(private)):
            sys.stdout.write(f"{told(row)}\n")
            sys.stdout.flush()
