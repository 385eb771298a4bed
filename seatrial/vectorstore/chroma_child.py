"""The child process that owns Chroma: one line of JSON in, one out.

A damaged vector file kills the process that opens it, and two processes on one folder lose
vectors. So nobody else opens it, and it opens nothing but the folder it was given.
"""

import base64
import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

import numpy as np

_COLLECTION = "chunks"
_HNSW: Any = {"space": "cosine", "ef_search": 400}
# Chroma's graph is built in parallel and differs from build to build: of 60 searches in 25,000
# vectors two builds agreed on the nearest 50 in half. Up to here every vector is compared, which
# takes 2 ms and gives the same answer always; beyond, more is asked of the graph than is needed.
_MOST_COMPARED = 50_000
_MORE = 4


def main(folder: str) -> None:
    """Serve until standard input ends. The first line out says that the folder is open."""
    replies = _own_stdout()
    shelf = Shelf(collection(folder))
    _say(replies, {})
    for line in sys.stdin:
        _say(replies, shelf.answer(json.loads(line)))


def settings() -> Any:
    """Chroma's settings: nothing from the working directory, nothing to the network."""
    from chromadb.config import Settings

    return Settings(
        _env_file=None,  # type: ignore[call-arg]  # pydantic-settings takes it
        anonymized_telemetry=False,
        chroma_api_impl="chromadb.api.rust.RustBindingsAPI",
        chroma_otel_collection_endpoint="",
        is_persistent=True,
    )


def chroma() -> Any:
    """The library. A process that imports it is good for nothing else."""
    # Where it is installed, jsonschema makes a grammar of addresses on import: two seconds for
    # a format that nothing here is checked against.
    sys.modules["rfc3987_syntax"] = None  # type: ignore[assignment]
    import chromadb

    return chromadb


def collection(folder: str) -> Any:
    """The collection in `folder`, which is made when it is not there."""
    Path(folder).mkdir(mode=0o700, parents=True, exist_ok=True)
    client = chroma().PersistentClient(path=folder, settings=settings())
    return client.get_or_create_collection(
        _COLLECTION,
        embedding_function=None,  # the default one would download a model
        configuration={"hnsw": _HNSW},
    )


def _near(shelf: "Shelf", asked: dict[str, Any]) -> dict[str, Any]:
    vector = _vectors(asked["vectors"], 1)[0]
    paths, roles, n = asked["paths"], asked["roles"], asked["n"]
    if shelf.collection.count() <= _MOST_COMPARED:
        near = shelf.compared(vector, frozenset(paths), frozenset(roles))
    else:
        near = shelf.searched(vector, _where(paths, roles), n * _MORE)
    return {"ids": [name for _, name in sorted(near)[:n]]}


@dataclass
class Shelf:
    """The collection, and all its vectors in memory once they were asked for."""

    collection: Any
    _all: Any = None

    def answer(self, asked: dict[str, Any]) -> dict[str, Any]:
        match asked["do"]:
            case "count":
                return {"count": self.collection.count()}
            case "ids":
                return {"ids": self.collection.get(include=[])["ids"]}
            case "put":
                return self._put(asked)
            case "drop":
                self._all = None
                self.collection.delete(ids=asked["ids"])
                return {}
            case _:
                return _near(self, asked)

    def compared(
        self, vector: Any, paths: frozenset[str], roles: frozenset[str]
    ) -> list[tuple[float, str]]:
        """Distance and id of every vector that may be found."""
        if self._all is None:
            self._all = self._sorted()
        ids, places, vectors = self._all
        if not ids:
            return []
        distances = np.round(1 - vectors @ vector, 5).tolist()
        return [
            (distance, name)
            for distance, name, place in zip(distances, ids, places, strict=True)
            if (not paths or place["path"] in paths) and (not roles or place["role"] in roles)
        ]

    def searched(self, vector: Any, where: Any, n: int) -> list[tuple[float, str]]:
        found = self.collection.query(
            query_embeddings=[vector], n_results=n, where=where, include=["distances"]
        )
        distances = (round(float(d), 5) for d in found["distances"][0])
        return list(zip(distances, found["ids"][0], strict=True))

    def _sorted(self) -> tuple[list[str], list[dict[str, str]], Any]:
        """In order of ids, so that sums are made the same way whatever came in first."""
        found = self.collection.get(include=["embeddings", "metadatas"])
        order = sorted(range(len(found["ids"])), key=found["ids"].__getitem__)
        ids = [found["ids"][i] for i in order]
        places = [found["metadatas"][i] for i in order]
        return ids, places, np.asarray(found["embeddings"], np.float32)[order]

    def _put(self, asked: dict[str, Any]) -> dict[str, Any]:
        self._all = None
        places = [{"path": path, "role": role} for path, role in asked["places"]]
        vectors = _vectors(asked["vectors"], len(asked["ids"]))
        self.collection.upsert(ids=asked["ids"], embeddings=vectors, metadatas=places)
        return {}


def _where(paths: list[str], roles: list[str]) -> dict[str, Any] | None:
    filters = {"path": paths, "role": roles}
    wanted = [{key: {"$in": values}} for key, values in filters.items() if values]
    if len(wanted) == 2:
        return {"$and": wanted}
    return wanted[0] if wanted else None


def _vectors(text: str, count: int) -> Any:
    return np.frombuffer(base64.b64decode(text), np.float32).reshape(count, -1)


def _own_stdout() -> TextIO:
    """The real standard output for us alone: what the libraries print goes to stderr."""
    ours = os.dup(1)
    os.dup2(2, 1)
    return open(ours, "w", encoding="utf-8")


def _say(replies: TextIO, reply: dict[str, Any]) -> None:
    replies.write(json.dumps(reply) + "\n")
    replies.flush()


if __name__ == "__main__":
    os.umask(0o077)
    main(sys.argv[1])
