"""Two rankings made one: reciprocal rank fusion, with a limit on what one file may take.

What nearly repeats a better hit (a vendored copy, a second sample configuration) is passed over.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from seatrial.frozen import Frozen
from seatrial.snapshot.model import Role
from seatrial.vectorstore.chunks import Chunk

# Cormack, Clarke, Büttcher, "Reciprocal Rank Fusion outperforms Condorcet" (SIGIR 2009): 60.
_K = 60
MOST_A_FILE = 3
# Two chunks are near duplicates when they share this much of their words (Jaccard); a chunk of
# few words tells too little for that.
_ALIKE = 0.85
_FEW_WORDS = 12
# Who asks how a project works wants what it does and what it says of it, not how it is tried.
# Measured on 44 questions over five repositories (benchmarks/ask): recall@10 .82 to .88.
FOR_QUESTIONS: Mapping[Role, float] = {Role.TEST: 0.8, Role.SOURCE: 1.05}
NO_WEIGHTS: Mapping[Role, float] = {}
_WORD = re.compile(r"\w+")


class Ranked(Frozen):
    """What each way of searching found, best first, and the chunks themselves by id."""

    dense: tuple[str, ...]
    lexical: tuple[str, ...]
    chunks: Mapping[str, Chunk]


class Hit(Frozen):
    """A chunk that was found. `dense` and `lexical` are its 1-based ranks, 0 where it has none."""

    chunk: Chunk
    score: float
    dense: int = 0
    lexical: int = 0


def best_hits(ranked: Ranked, k: int, weights: Mapping[Role, float] = NO_WEIGHTS) -> list[Hit]:
    """The best `k` of two rankings; an id without its chunk is passed over.

    `weights` multiply the scores of chunks of a role.
    """
    chunks = ranked.chunks
    scores = {
        name: score * weights.get(chunks[name].role, 1.0)
        for name, score in fuse(ranked.dense, ranked.lexical)
        if name in chunks
    }
    near = {name: rank for rank, name in enumerate(ranked.dense)}
    # What only one way found has the score of what only the other found: meaning goes first.
    order = sorted(
        scores, key=lambda name: (-round(scores[name], 9), near.get(name, len(near)), name)
    )
    found = distinct([chunks[name] for name in order])
    paths = {chunk.id: chunk.path for chunk in found}
    return [
        Hit(
            chunk=chunks[name],
            score=scores[name],
            dense=_rank(ranked.dense, name),
            lexical=_rank(ranked.lexical, name),
        )
        for name in spread(list(paths), paths, k)
    ]


def fuse(*rankings: Sequence[str]) -> list[tuple[str, float]]:
    """Ids with their scores, best first, ties by id."""
    scores: dict[str, float] = defaultdict(float)
    for ranking in rankings:
        for rank, name in enumerate(ranking, 1):
            scores[name] += 1 / (_K + rank)
    return sorted(scores.items(), key=lambda pair: (-round(pair[1], 9), pair[0]))


def spread(ranking: Sequence[str], paths: Mapping[str, str], k: int) -> list[str]:
    """The best `k` ids, at most three a file while other files have any left."""
    taken: Counter[str] = Counter()
    first: list[str] = []
    rest: list[str] = []
    for name in ranking:
        taken[paths[name]] += 1
        (first if taken[paths[name]] <= MOST_A_FILE else rest).append(name)
    return (first + rest)[:k]


def distinct(ranking: Sequence[Chunk]) -> list[Chunk]:
    """`ranking` without the chunks that nearly repeat one before them."""
    kept: list[Chunk] = []
    known: list[frozenset[str]] = []
    for chunk in ranking:
        words = frozenset(_WORD.findall(chunk.text.lower()))
        if not any(_alike(words, other) for other in known):
            kept.append(chunk)
            known.append(words)
    return kept


def _alike(words: frozenset[str], other: frozenset[str]) -> bool:
    if len(words) < _FEW_WORDS:
        return False
    return len(words & other) >= _ALIKE * len(words | other)


def _rank(ranking: Sequence[str], name: str) -> int:
    return ranking.index(name) + 1 if name in ranking else 0
