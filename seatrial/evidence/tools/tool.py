"""What a tool is to Seatrial: a reader of files, a name with a version, and a way to get it."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from seatrial.evidence.model import Producer
from seatrial.evidence.tools.scope import Scope
from seatrial.frozen import Frozen


class Hit(Frozen):
    """A rule of a tool matched in lines `start` to `end` (1-based, inclusive)."""

    rule: str
    start: int
    end: int
    message: str


class Rows(Frozen):
    """What a tool saw in one file. `unread` says why it could not read it, empty when it did."""

    hits: tuple[Hit, ...] = ()
    unread: str = ""


class Tool(Protocol):
    """A program that judges the files of its `scope`. It satisfies `seatrial.batch.Reader` as well.

    `missing` says why the tool cannot be run here, empty when it can; `provide` is the command
    that brings it. `may_match` is False for a file in which no rule can match: such a file need
    not be read. Rows that `parse` returns are `Rows` as plain JSON.
    """

    @property
    def name(self) -> str: ...
    @property
    def provide(self) -> str: ...
    @property
    def scope(self) -> Scope: ...
    @property
    def producer(self) -> Producer: ...
    @property
    def fingerprint(self) -> str: ...
    def missing(self) -> str: ...
    def may_match(self, content: bytes) -> bool: ...
    def command(self, objects: Mapping[str, str]) -> tuple[list[str], bytes]: ...
    def parse(self, stdout: bytes, objects: Sequence[str]) -> dict[str, Any]: ...


def as_json(hits: Mapping[str, list[Hit]], unread: Mapping[str, str]) -> dict[str, Any]:
    """Rows by object, ready for the cache. A file that was not read has no hits."""
    return {
        name: Rows(unread=unread[name]).model_dump()
        if name in unread
        else Rows(hits=tuple(found)).model_dump()
        for name, found in hits.items()
    }
