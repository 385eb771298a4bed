"""Whether the lines that prove an answer are found, before anybody reads: no language model."""

from collections.abc import Callable, Mapping, Sequence

from benchmarks.ask import places
from benchmarks.ask.places import Lines
from benchmarks.ask.questions import Question
from seatrial.graphs.desk import Desk
from seatrial.vectorstore.chunks import Chunk
from seatrial.vectorstore.index import CANDIDATES
from seatrial.vectorstore.search import Ranked, best_hits

K = 10
Ranking = Callable[[Desk, str], Sequence[Chunk]]


def _ranked(desk: Desk, question: str) -> Ranked:
    assert desk.chunks
    assert desk.index is not None
    return desk.index.rank(question, CANDIDATES)


def lexical(desk: Desk, question: str) -> Sequence[Chunk]:
    ranked = _ranked(desk, question)
    return [ranked.chunks[name] for name in ranked.lexical[:K]]


def vector(desk: Desk, question: str) -> Sequence[Chunk]:
    ranked = _ranked(desk, question)
    return [ranked.chunks[name] for name in ranked.dense[:K]]


def fused(desk: Desk, question: str) -> Sequence[Chunk]:
    return [hit.chunk for hit in best_hits(_ranked(desk, question), K)]


def asked(desk: Desk, question: str) -> Sequence[Chunk]:
    """As `ask` does it: fused, with roles weighed and companions."""
    return desk.find(question, K)


WAYS: Mapping[str, Ranking] = {
    "lexical": lexical,
    "vector": vector,
    "fused": fused,
    "as ask does": asked,
}


def figures(found: Sequence[tuple[Question, Sequence[Chunk]]]) -> tuple[float, float]:
    """Recall@10 over all lines that are needed, and the mean reciprocal rank of the first that
    proves anything."""
    recall = sum(_recall(question, chunks) for question, chunks in found)
    ranks = sum(_reciprocal(question, chunks) for question, chunks in found)
    return recall / len(found), ranks / len(found)


def _recall(question: Question, chunks: Sequence[Chunk]) -> float:
    needed = [places.parsed(text) for text in question.lines]
    return sum(any(_holds(c, lines) for c in chunks) for lines in needed) / len(needed)


def _reciprocal(question: Question, chunks: Sequence[Chunk]) -> float:
    proving = question.proving
    for rank, chunk in enumerate(chunks, 1):
        if any(_holds(chunk, lines) for lines in proving):
            return 1 / rank
    return 0.0


def _holds(chunk: Chunk, lines: Lines) -> bool:
    path, first, last = lines
    return chunk.path == path and chunk.start <= last and first <= chunk.end
