"""What a model answered before: an unchanged excerpt costs nothing next time.

A cache only: deleting or damaging it changes nothing but time. A key names the model's digest,
the engine with its version, the context, and all that was asked.
"""

import contextlib
import json
import math
import os
import sqlite3
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from seatrial.frozen import sha256
from seatrial.llm.backend import Backend, ModelCard, Question, Request, Usage, Vector

_BUSY_SECONDS = 30


class AnswerCache:
    """Answers (JSON values) by key, in one SQLite file; safe between threads and processes."""

    def __init__(self, path: Path) -> None:
        self._path, self._lock = path, threading.Lock()
        self.rebuilt = False
        self._db = self._opened()

    def get(self, key: str) -> Any:
        """The answer, None when there is none or it cannot be read."""
        with self._lock:
            try:
                query = "SELECT answer FROM answers WHERE key = ?"
                row = self._db.execute(query, (key,)).fetchone()
                return json.loads(row[0]) if row else None
            except (sqlite3.OperationalError, ValueError, TypeError):
                return None  # locked too long, or one bad row: the file itself is well
            except sqlite3.DatabaseError:
                self._rebuild()
                return None

    def put(self, key: str, answer: Any) -> None:
        """Remember `answer`, unless the disk is full or the file locked: then it is asked again."""
        row = (key, json.dumps(answer))
        with self._lock, contextlib.suppress(sqlite3.OperationalError):
            try:
                self._insert(row)
            except sqlite3.OperationalError:
                raise
            except sqlite3.DatabaseError:
                self._rebuild()
                self._insert(row)

    def close(self) -> None:
        with self._lock:
            self._db.close()

    def _insert(self, row: tuple[str, str]) -> None:
        with self._db:
            self._db.execute("INSERT OR REPLACE INTO answers VALUES (?, ?)", row)

    def _opened(self) -> sqlite3.Connection:
        try:
            return _open(self._path)
        except sqlite3.OperationalError:
            raise  # locked, or no disk: the file itself is well
        except sqlite3.DatabaseError:
            self.rebuilt = True
            _remove(self._path)
            return _open(self._path)

    def _rebuild(self) -> None:
        self.rebuilt = True
        self._db.close()
        _remove(self._path)
        self._db = _open(self._path)


class CachedBackend:
    """`backend`, asked only what `cache` does not know. Embeddings are cached by the index."""

    def __init__(self, backend: Backend, cache: AnswerCache) -> None:
        self._backend, self._cache = backend, cache
        self._base = _identity(backend.card())
        self._lock, self._hits = threading.Lock(), 0

    @property
    def hits(self) -> int:
        """How many answers came from the cache. `usage` counts the others only."""
        return self._hits

    @property
    def rebuilt(self) -> bool:
        """Whether answers that were kept are lost, because their file was damaged."""
        return self._cache.rebuilt

    def card(self) -> ModelCard:
        return self._backend.card()

    def decide(
        self, excerpt: str, questions: Sequence[Question], *, system: str = ""
    ) -> list[float]:
        return [self._decide(system, excerpt, question) for question in questions]

    def _decide(self, system: str, excerpt: str, question: Question) -> float:
        """One at a time, so that a killed run has lost one answer at most."""
        key = self._key(system=system, decide=excerpt, prompt=question.prompt)
        answer = self._known(key, float)
        if answer is None:
            answer = float(self._backend.decide(excerpt, [question], system=system)[0])
            self._cache.put(key, answer)
        return float(answer)

    def complete(self, request: Request) -> str:
        # What was asked without an excerpt keeps the key that it had before there were any.
        asked = request.model_dump(mode="json", exclude=set() if request.excerpt else {"excerpt"})
        key = self._key(complete=asked)
        answer = self._known(key, str)
        if answer is None:
            answer = self._backend.complete(request)
            self._cache.put(key, answer)
        return str(answer)

    def embed(self, texts: Sequence[str]) -> list[Vector]:
        return self._backend.embed(texts)

    def usage(self) -> Usage:
        return self._backend.usage()

    def close(self) -> None:
        self._backend.close()
        self._cache.close()

    def _known(self, key: str, kind: type) -> Any:
        answer = self._cache.get(key)
        if not isinstance(answer, kind):
            return None
        if isinstance(answer, float) and not math.isfinite(answer):
            return None
        with self._lock:
            self._hits += 1
        return answer

    def _key(self, **asked: Any) -> str:
        return sha256(json.dumps([self._base, asked], sort_keys=True).encode())


def _identity(card: ModelCard) -> Mapping[str, Any]:
    """What of a card an answer depends on: not where the server is."""
    return card.model_dump(include={"digest", "backend", "context", "version"})


def _open(path: Path) -> sqlite3.Connection:
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    db = sqlite3.connect(path, check_same_thread=False, timeout=_BUSY_SECONDS)
    try:
        # No WAL: answers come seconds apart, and a damaged index file kills who has mapped it.
        db.execute("PRAGMA journal_mode=DELETE")
        db.execute(
            "CREATE TABLE IF NOT EXISTS answers (key TEXT PRIMARY KEY, answer TEXT) WITHOUT ROWID"
        )
    except sqlite3.DatabaseError:
        db.close()
        raise
    return db


def _remove(path: Path) -> None:
    for suffix in ("", "-journal"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
