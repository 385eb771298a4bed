"""The chunks themselves and a full-text index of their words, in one SQLite file."""

import json
import re
import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path

from seatrial.vectorstore.chunks import Chunk
from seatrial.vectorstore.database import open_cache, remove

_FORMAT = "1"
_MOST_TERMS = 40
# Symbols say most of what a chunk is about, then where it lies.
_RANK = "bm25(words, 1.0, 3.0, 2.0)"
_WORD = re.compile(r"\w+")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_STOP = frozenset(
    "a an and are as at be by can do does for from has have how i in is it its me my of on or our"
    " that the their there this to was we what when where which who why will with you your".split()
)


class Lexical:
    """Chunks by id, and by the words in them."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._db, self.rebuilt = open_cache(path, _make_tables)

    def ids(self) -> set[str]:
        return {row[0] for row in self._db.execute("SELECT id FROM chunks")}

    def replace(self, added: Iterable[Chunk], removed: Iterable[str]) -> None:
        with self._db:
            for chunk_id in removed:
                self._remove(chunk_id)
            for chunk in added:
                self._add(chunk)

    def chunks(self, ids: Iterable[str]) -> dict[str, Chunk]:
        query = "SELECT json FROM chunks WHERE id = ?"
        found = {i: self._db.execute(query, (i,)).fetchone() for i in ids}
        return {i: Chunk.model_validate_json(row[0]) for i, row in found.items() if row}

    def search(self, query: str, n: int, paths: Sequence[str], roles: Sequence[str]) -> list[str]:
        """Ids of the best `n` chunks that hold any of the words, best first."""
        terms = terms_of(query)
        if not terms:
            return []
        sql = (
            "SELECT chunks.id FROM words JOIN chunks ON chunks.number = words.rowid"
            " WHERE words MATCH ?"
        )
        given: list[object] = [" OR ".join(f'"{term}"' for term in terms)]
        for column, wanted in (("path", paths), ("role", roles)):
            if wanted:
                sql += f" AND chunks.{column} IN (SELECT value FROM json_each(?))"
                given.append(json.dumps(list(wanted)))
        rows = self._db.execute(f"{sql} ORDER BY round({_RANK}, 6), chunks.id LIMIT ?", [*given, n])
        return [row[0] for row in rows]

    def note(self, key: str) -> str:
        row = self._db.execute("SELECT value FROM notes WHERE key = ?", (key,)).fetchone()
        return row[0] if row else ""

    def write_note(self, key: str, value: str) -> None:
        with self._db:
            self._db.execute("INSERT OR REPLACE INTO notes VALUES (?, ?)", (key, value))

    def forget(self) -> None:
        """Remove everything, notes as well: the file was found damaged while it was open."""
        self.close()
        remove(self._path)
        self._db, _ = open_cache(self._path, _make_tables)
        self.rebuilt = True

    def close(self) -> None:
        self._db.close()

    def _add(self, chunk: Chunk) -> None:
        row = (chunk.id, chunk.path, chunk.role, chunk.model_dump_json())
        cursor = self._db.execute("INSERT INTO chunks (id, path, role, json) VALUES (?,?,?,?)", row)
        words = (_with_humps(chunk.text), _with_humps(chunk.symbol), _with_humps(chunk.path))
        sql = "INSERT INTO words (rowid, body, symbol, path) VALUES (?,?,?,?)"
        self._db.execute(sql, (cursor.lastrowid, *words))

    def _remove(self, chunk_id: str) -> None:
        row = self._db.execute("SELECT number FROM chunks WHERE id = ?", (chunk_id,)).fetchone()
        self._db.execute("DELETE FROM words WHERE rowid = ?", row)
        self._db.execute("DELETE FROM chunks WHERE number = ?", row)


def terms_of(query: str) -> list[str]:
    """The words of a question that are worth looking for, at most 40."""
    words = [w.lower() for w in _WORD.findall(_with_humps(query).replace("_", " "))]
    return list(dict.fromkeys(w for w in words if w not in _STOP))[:_MOST_TERMS]


def _with_humps(text: str) -> str:
    """`text`, and after it the words inside its camel-case names. FTS5 splits at `_` itself."""
    split = {w: _HUMP.sub(" ", w) for w in _WORD.findall(text)}
    return "\n".join([text, *(v for w, v in split.items() if v != w)])


def _make_tables(db: sqlite3.Connection) -> None:
    db.execute("CREATE TABLE IF NOT EXISTS notes (key TEXT PRIMARY KEY, value TEXT)")
    row = db.execute("SELECT value FROM notes WHERE key = 'format'").fetchone()
    if row == (_FORMAT,):
        # SQLite's own check does not look into the words; damaged, they would be found nowhere.
        db.execute("INSERT INTO words (words) VALUES ('integrity-check')")
        return
    with db:
        db.execute("DROP TABLE IF EXISTS chunks")
        db.execute("DROP TABLE IF EXISTS words")
        db.execute("DELETE FROM notes")
        db.execute(
            "CREATE TABLE chunks (number INTEGER PRIMARY KEY, id TEXT UNIQUE, path TEXT,"
            " role TEXT, json TEXT)"
        )
        db.execute(
            "CREATE VIRTUAL TABLE words USING fts5(body, symbol, path,"
            " tokenize = 'porter unicode61')"
        )
        db.execute("INSERT INTO notes VALUES ('format', ?)", (_FORMAT,))
