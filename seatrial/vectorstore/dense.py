"""Nearest vectors, from the child that owns Chroma. Raises ChildGone when the child dies."""

import base64
import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from seatrial.child import Child
from seatrial.process import module
from seatrial.vectorstore.chunks import Chunk
from seatrial.vectorstore.embed import Vectors

_SECONDS = 300
_AT_ONCE = 1000


class Dense:
    """Vectors of chunks in `folder`, by chunk id. The child starts when it is first needed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._child: Child | None = None
        self._answers = False

    def begin(self) -> None:
        """Start the child without waiting for it: it loads while texts are embedded."""
        if self._child is None:
            name = "seatrial.vectorstore.chroma_child"
            self._child = Child(module(name, str(self.folder.resolve())))
            self._answers = False

    def count(self) -> int:
        return int(self._ask(do="count")["count"])

    def ids(self) -> set[str]:
        return set(self._ask(do="ids")["ids"])

    def put(self, chunks: Sequence[Chunk], vectors: Vectors) -> None:
        for at in range(0, len(chunks), _AT_ONCE):
            some = chunks[at : at + _AT_ONCE]
            self._ask(
                do="put",
                ids=[c.id for c in some],
                places=[(c.path, c.role) for c in some],
                vectors=_packed(vectors[at : at + _AT_ONCE]),
            )

    def drop(self, ids: Sequence[str]) -> None:
        for at in range(0, len(ids), _AT_ONCE):
            self._ask(do="drop", ids=ids[at : at + _AT_ONCE])

    def search(
        self, vector: Vectors, n: int, paths: Sequence[str], roles: Sequence[str]
    ) -> list[str]:
        """Ids of the nearest `n`, nearest first, in `paths` and of `roles` where any are named."""
        asked = {"n": n, "paths": list(paths), "roles": list(roles)}
        found: list[str] = self._ask(do="near", vectors=_packed(vector), **asked)["ids"]
        return found

    def quarantine(self) -> Path:
        """Put the folder aside, in place of one put aside earlier, and begin anew."""
        self.close()
        aside = self.folder.with_name(f"{self.folder.name}.damaged")
        shutil.rmtree(aside, ignore_errors=True)
        if self.folder.exists():
            self.folder.rename(aside)
        return aside

    def forget(self) -> None:
        """Remove everything: what is there was made by another model."""
        self.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def close(self) -> None:
        if self._child:
            self._child.close()
        self._child = None

    def _ask(self, **asked: Any) -> dict[str, Any]:
        self.begin()
        assert self._child is not None, "it was begun"
        if not self._answers:
            self._child.receive(seconds=_SECONDS)
            self._answers = True
        answer = self._child.exchange(json.dumps(asked).encode(), seconds=_SECONDS)
        reply: dict[str, Any] = json.loads(answer)
        return reply


def _packed(vectors: Vectors) -> str:
    return base64.b64encode(vectors.tobytes()).decode()
