"""Chroma's child, forked from a process that has imported Chroma: what starting one costs is that.

It is a process of its own as ever, which may die of a damaged file. That the child starts as an
audit starts it is tested in `vectorstore/test_chroma_child.py`.
"""

import json
import multiprocessing
import os
from collections.abc import Sequence
from multiprocessing.connection import Connection

from seatrial.child import ChildGone
from seatrial.vectorstore.chroma_child import Shelf, collection

_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(["tests.chroma_preloaded"])


class Forked:
    """A `Child` for `Dense`."""

    def __init__(self, argv: Sequence[str]) -> None:
        self._here, there = _FORKS.Pipe()
        self._process = _FORKS.Process(target=serve, args=(there, argv[-1]), daemon=True)
        self._process.start()
        there.close()

    @property
    def pid(self) -> int:
        return self._process.pid or 0

    def receive(self, *, seconds: float) -> bytes:
        try:
            if self._here.poll(seconds):
                return self._here.recv_bytes()
        except (EOFError, ConnectionError):
            pass
        self.close()
        raise ChildGone("it died")

    def exchange(self, line: bytes, *, seconds: float) -> bytes:
        try:
            self._here.send_bytes(line)
        except OSError as error:
            raise ChildGone("it died") from error
        return self.receive(seconds=seconds)

    def close(self) -> None:
        self._here.close()
        self._process.join()


def serve(there: Connection, folder: str) -> None:
    """Answer until nobody asks any more."""
    os.umask(0o077)
    shelf = Shelf(collection(folder))
    there.send_bytes(b"{}")
    try:
        while True:
            there.send_bytes(json.dumps(shelf.answer(json.loads(there.recv_bytes()))).encode())
    except EOFError:
        return
