"""The second place of a question: found by a word that both places share, or by the index."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property

from seatrial.agents.excerpts import Excerpt
from seatrial.agents.model import Asking, Beside
from seatrial.prompts.book import CatalogueQuestion, Companion, companion_prompt
from seatrial.snapshot.model import Role
from seatrial.snapshot.snapshot import Snapshot
from seatrial.vectorstore.chunks import Chunk

# The best chunk of these roles for a text.
Search = Callable[[str, Sequence[Role]], Chunk | None]
MOST_PAIRS = 2
"""Of one question on one excerpt: a long list of settings must not use up the budget."""
_MOST_LINES = 16
_LINES_BEFORE = 4
_WORD = re.compile(r"\w+")
# `<ref>` is how Flask writes a part of a path.
_KEY = re.compile(r"(?:[\w./:@{}-]|<[\w:]{1,40}>){2,60}")


def keys_of(asked: Companion, text: str) -> list[str]:
    """The words of `text` that may join it to a companion, in order, each once."""
    found = (m[1] for m in re.finditer(asked.keys, text, re.MULTILINE))
    return list(dict.fromkeys(key for key in found if key and _KEY.fullmatch(key)))


class Companions:
    """Finds companions among the chunks of one tree. `search` asks the index."""

    def __init__(self, chunks: Sequence[Chunk], search: Search) -> None:
        self._chunks, self._search = chunks, search

    def askings(self, excerpt: Excerpt, question: CatalogueQuestion) -> list[Asking]:
        """How `question` is put to `excerpt`: once, or once for each companion found."""
        if question.companion is None:
            return [Asking(question=question.id)]
        return list(self._pairs(excerpt, question.id, question.companion))[:MOST_PAIRS]

    def holders(self, excerpt: Excerpt, asked: Companion) -> Iterator[list[Chunk]]:
        """For each name in `excerpt` the fitting chunks that hold or define it, nearest first."""
        for name in keys_of(asked, excerpt.text):
            if found := self._holding(name, asked, excerpt):
                yield found

    def _pairs(self, excerpt: Excerpt, question: str, asked: Companion) -> Iterator[Asking]:
        if asked.by == "search":
            best = self._search(excerpt.text, asked.roles)
            if best and _fits(best, asked) and not _overlap(best, excerpt):
                yield Asking(question=question, beside=_whole(best))
            return
        for name in keys_of(asked, excerpt.text):
            found = self._holding(name, asked, excerpt)
            if asked.absent and not found and self._any_of(asked.roles):
                yield Asking(question=question, name=name)
            elif found and not asked.absent:
                yield Asking(question=question, name=name, beside=_around(name, found[0]))

    def _holding(self, name: str, asked: Companion, excerpt: Excerpt) -> list[Chunk]:
        """Fitting chunks that hold or define `name`, the nearest to the excerpt first."""
        defined = asked.by == "symbol"
        among = self._symbols[name] if defined else self._candidates(name)
        whole = re.compile(rf"(?<![\w-]){re.escape(name)}(?![\w-])")
        found = [
            c
            for c in among
            if _fits(c, asked) and not _overlap(c, excerpt) and (defined or whole.search(c.text))
        ]
        return sorted(found, key=lambda c: (-_shared(c.path, excerpt.path), c.path, c.start))

    def _candidates(self, name: str) -> Iterable[Chunk]:
        """Chunks with every word of `name`."""
        lists = [self._words[word] for word in _WORD.findall(name)]
        if not lists:
            return []
        rarest = min(lists, key=len)
        return (self._chunks[n] for n in rarest)

    def _any_of(self, roles: Sequence[Role]) -> bool:
        return any(chunk.role in roles for chunk in self._chunks)

    @cached_property
    def _words(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = defaultdict(list)
        for n, chunk in enumerate(self._chunks):
            for word in sorted(set(_WORD.findall(chunk.text))):
                found[word].append(n)
        return found

    @cached_property
    def _symbols(self) -> dict[str, list[Chunk]]:
        found: dict[str, list[Chunk]] = defaultdict(list)
        for chunk in self._chunks:
            for symbol in chunk.symbol.split(", "):
                found[re.split(r"[.:]+", symbol)[-1]].append(chunk)
        return found


def beside_prompt(place: Beside | None, snapshot: Snapshot, secret: bytes) -> str:
    """The prompt of the second place, '' when there is none."""
    if place is None:
        return ""
    text = snapshot.text_of(place.path, place.start, place.end)
    return companion_prompt(text, place.path, secret)


def _fits(chunk: Chunk, asked: Companion) -> bool:
    triggered = not asked.triggers or any(re.search(t, chunk.text) for t in asked.triggers)
    return chunk.role in asked.roles and triggered


def _overlap(chunk: Chunk, excerpt: Excerpt) -> bool:
    inside = chunk.start <= excerpt.end and excerpt.start <= chunk.end
    return chunk.path == excerpt.path and inside


def _whole(chunk: Chunk) -> Beside:
    last = min(chunk.end, chunk.start + _MOST_LINES - 1)
    return Beside(path=chunk.path, start=chunk.start, end=last)


def _around(name: str, chunk: Chunk) -> Beside:
    """The lines of `chunk` about the first that names `name`."""
    rows = chunk.text.split("\n")
    at = next((n for n, row in enumerate(rows) if name in row), 0)
    if chunk.end - chunk.start < _MOST_LINES:
        return _whole(chunk)
    start = chunk.start + max(0, at - _LINES_BEFORE)
    return Beside(path=chunk.path, start=start, end=min(chunk.end, start + _MOST_LINES - 1))


def _shared(path: str, other: str) -> int:
    """How many folders two paths have in common."""
    pairs = zip(path.split("/")[:-1], other.split("/")[:-1], strict=False)
    count = 0
    for a, b in pairs:
        if a != b:
            break
        count += 1
    return count
