"""`python -m benchmarks.index_speed FOLDER`: how fast a tree is divided, embedded and searched."""

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import TypeVar

from seatrial import environment
from seatrial.batch import Batches, NoMeter
from seatrial.cache import ObservationCache
from seatrial.snapshot.snapshot import Snapshot
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


def say(name: str, figure: float, unit: str) -> None:
    sys.stdout.write(f"{name:<44}{figure:>10.3f} {unit}\n")
    sys.stdout.flush()


def timed(act: Callable[[], T]) -> tuple[T, float]:
    began = time.perf_counter()
    return act(), time.perf_counter() - began


def divided(snapshot: Snapshot, batches: Batches) -> list[Chunk]:
    chunks, seconds = timed(lambda: chunks_of(snapshot, batches))
    say("chunks", len(chunks), "")
    say("divided", len(chunks) / seconds, "chunks/s")
    say("divided again, unchanged", timed(lambda: chunks_of(snapshot, batches))[1], "s")
    return chunks


def indexed(folder: Path, chunks: list[Chunk]) -> None:
    embedder = MiniLmEmbedder()
    embedder.embed(["warm"])
    texts = [c.text for c in chunks[:_ALONE]]
    say("embedded alone", len(texts) / timed(lambda: embedder.embed(texts))[1], "chunks/s")
    index = Index.open(folder, embedder)
    done, seconds = timed(lambda: index.refresh(chunks))
    say("refresh, first", seconds, "s")
    say("  embedded", done.embedded, "chunks")
    say("  embedded", done.embedded / seconds, "chunks/s")
    say("refresh, unchanged", timed(lambda: index.refresh(chunks))[1], "s")
    say("refresh, one chunk changed", timed(lambda: index.refresh(chunks[1:]))[1], "s")
    first, rest = timed(lambda: index.search("first"))[1], []
    for query in _QUERIES:
        rest.append(timed(lambda query=query: index.search(query))[1])
    say("search, first", first, "s")
    say("search, median", median(rest), "s")
    say("search, slowest", max(rest), "s")
    index.close()


def main(tree: Path) -> None:
    with tempfile.TemporaryDirectory() as name:
        state = Path(name)
        store = Store(state / "objects")
        batches = Batches(store.path, ObservationCache(state / "observations.sqlite"))
        chunks = divided(take_snapshot(tree, store, batches, NoMeter()), batches)
        indexed(state / "index", chunks)
        batches.cache.close()


if __name__ == "__main__":
    environment.force()
    main(Path(sys.argv[1]).resolve())
