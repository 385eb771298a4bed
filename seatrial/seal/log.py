"""The log: what was run, done and signed, in order, so that nothing of it can be changed unseen.

    <state>/log/{entries/00000001.json, …, payloads/<sha256>.json, head.json,
                 evidence/<sha256>, signed/<sha256>.intoto.jsonl}

An entry is canonical JSON with the SHA-256 of the entry before it and of its payload, a signed
envelope. The head holds the number of entries and their Merkle root (RFC 6962), signed by the
station. Who rewrites the log and its head alike is found by a head that was kept elsewhere.
"""

import binascii
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError

from seatrial.errors import Interrupted, RunFailed, UsageError
from seatrial.frozen import Frozen, canonical, sha256
from seatrial.seal import merkle
from seatrial.seal.envelope import Envelope, read_envelope
from seatrial.seal.public import BadSignature, PublicKey
from seatrial.seal.statement import HEAD, read_statement
from seatrial.seal.strict import parse_canonical, read_regular

NOTHING = "0" * 64
_MOST_BYTES = 16 * 1024 * 1024
_HEAD = re.compile(r"(\d{1,9}):([0-9a-f]{64})")


class Entry(Frozen):
    """One line of the log. `index` counts from 1; `payload` is the SHA-256 of its envelope."""

    index: int = Field(ge=1)
    kind: str
    payload: str
    previous: str

    def to_bytes(self) -> bytes:
        return canonical(self.model_dump())


class Head(Frozen):
    """What the log came to: `last` is the SHA-256 of its last entry."""

    size: int = Field(ge=0)
    root: str
    last: str

    @property
    def text(self) -> str:
        """The form in which it is kept elsewhere."""
        return f"{self.size}:{self.root}"


def head_of(entries: Sequence[bytes]) -> Head:
    root = merkle.root([merkle.leaf_hash(e) for e in entries]).hex()
    return Head(size=len(entries), root=root, last=sha256(entries[-1]) if entries else NOTHING)


@dataclass(frozen=True)
class Log:
    """Read access. Every look begins with a check of the whole."""

    folder: Path

    @property
    def pending(self) -> Path:
        """There while something is being logged, or after that was cut off."""
        return self.folder / "pending.json"

    @property
    def head_path(self) -> Path:
        return self.folder / "head.json"

    def entry_path(self, index: int) -> Path:
        return self.folder / "entries" / f"{index:08}.json"

    def payload_path(self, digest: str) -> Path:
        return self.folder / "payloads" / f"{digest}.json"

    @cached_property
    def _names(self) -> list[str]:
        """A dot opens the name of a file that a killed writer left: never an entry's."""
        found = (p.name for p in (self.folder / "entries").glob("*"))
        return sorted(name for name in found if not name.startswith("."))

    @property
    def empty(self) -> bool:
        return not self._names and not self.head_path.exists()

    def read(self, station: PublicKey | None = None, *, pending: bool = False) -> list[Entry]:
        """Every entry. Raises Interrupted when the last write was cut off, RunFailed naming the
        first thing that is wrong."""
        if self.pending.exists() and not pending:
            raise Interrupted(
                "incomplete: the last act was not logged to its end; `seatrial log resume`"
            )
        for problem in self.problems(station):
            raise RunFailed(
                f"the log in {str(self.folder)!r} is not whole: {problem}; see `seatrial log check`"
            )
        return [Entry.model_validate_json(content) for content in self.contents]

    @cached_property
    def contents(self) -> list[bytes]:
        """The bytes of the entries as they stand."""
        return [
            read_regular(self.folder / "entries" / name, "log entry", most=_MOST_BYTES)
            for name in self._names
        ]

    def head(self) -> tuple[Head, Envelope]:
        """The signed head; that it is signed well is for `problems` to say. Raises UsageError."""
        content = read_regular(self.head_path, "head of the log", most=_MOST_BYTES)
        envelope, payload = read_envelope(content, "the head of the log")
        predicate = read_statement(payload, HEAD, "the head of the log").predicate
        try:
            return Head.model_validate(predicate), envelope
        except ValidationError as error:
            raise UsageError("the head of the log holds no size and root") from error

    def envelope(self, entry: Entry) -> tuple[Envelope, dict[str, Any]]:
        """The payload of an entry of a whole log."""
        named = f"payload of log entry {entry.index}"
        content = read_regular(self.payload_path(entry.payload), named, most=_MOST_BYTES)
        return read_envelope(content, f"the {named}")

    def problems(self, station: PublicKey | None = None, kept: str = "") -> Iterator[str]:
        """All that is wrong, each named. `kept` is a head that was written down elsewhere."""
        try:
            contents = self.contents
        except UsageError as error:
            yield str(error)
            return
        found = list(_about_entries(self._names, contents))
        yield from found
        yield from self._about_payloads(contents)
        yield from self._about_head(contents, station, told=bool(found))
        if kept:
            yield from about_kept(contents, kept)

    def _about_payloads(self, contents: Sequence[bytes]) -> Iterator[str]:
        for index, content in enumerate(contents, 1):
            try:
                digest = Entry.model_validate_json(content).payload
            except ValidationError:
                continue  # told as an edited entry
            if not re.fullmatch("[0-9a-f]{64}", digest):
                continue
            path = self.payload_path(digest)
            try:
                same = sha256(read_regular(path, "payload", most=_MOST_BYTES)) == digest
            except UsageError:
                yield f"the payload of entry {index} was removed"
                continue
            if not same:
                yield f"the payload of entry {index} was edited"

    def _about_head(
        self, contents: Sequence[bytes], station: PublicKey | None, *, told: bool
    ) -> Iterator[str]:
        if not self.head_path.exists():
            if contents:
                yield "its head was removed"
            return
        try:
            head, envelope = self.head()
            if station:
                _signed_by(station, envelope)
        except (UsageError, BadSignature) as error:
            yield f"its head was edited: {error}"
            return
        if len(contents) < head.size:
            yield f"truncated: its head counts {head.size} entries, {len(contents)} are here"
        elif len(contents) > head.size:
            yield f"entries after {head.size} were added behind its head"
        elif head != head_of(contents) and not told:
            yield f"forked: its entries do not lead to its head {head.text}"


def _signed_by(station: PublicKey, envelope: Envelope) -> None:
    if [s.keyid for s in envelope.signatures] != [station.id]:
        raise BadSignature("it is not signed by the station")
    station.check(envelope.signatures[0].content, envelope.signed)


def _about_entries(names: Sequence[str], contents: Sequence[bytes]) -> Iterator[str]:
    """Gaps, moved entries, and those whose digest the next one does not hold."""
    previous, expected = NOTHING, 1
    for name, content in zip(names, contents, strict=True):
        while name > f"{expected:08}.json" and expected < 10**8:
            yield f"entry {expected} was removed"
            expected = int(name[:8]) if re.fullmatch(r"\d{8}\.json", name) else 10**8
            previous = ""
        entry = _entry(content)
        if entry is None or name != f"{expected:08}.json":
            yield f"entry {expected} was edited: {name!r} holds no entry of a log"
            previous, expected = sha256(content), expected + 1
            continue
        if entry.index != expected:
            yield f"reordered: entry {entry.index} stands in the place of entry {expected}"
        elif previous and entry.previous != previous:
            yield f"entry {expected - 1} was edited or replaced: entry {expected} follows another"
        previous, expected = sha256(content), expected + 1


def _entry(content: bytes) -> Entry | None:
    try:
        return Entry.model_validate(parse_canonical(content, "entry"))
    except (UsageError, ValidationError):
        return None


def about_kept(contents: Sequence[bytes], kept: str) -> Iterator[str]:
    """What a kept head `size:root` shows. Raises UsageError when it is none."""
    match = _HEAD.fullmatch(kept)
    if not match:
        raise UsageError(f"{kept!r} is no head; it looks like 12:<64 hexadecimal digits>")
    size, root = int(match[1]), match[2]
    if size > len(contents):
        yield f"rolled back: the kept head counts {size} entries, {len(contents)} are here"
    elif head_of(contents[:size]).root != root:
        yield f"forked: its first {size} entries are not those of the kept head"


def proof_of(contents: Sequence[bytes], index: int) -> dict[str, object]:
    """That entry `index` is in the log, for somebody who holds only its head."""
    leaves = [merkle.leaf_hash(c) for c in contents]
    return {
        "schema": "seatrial.inclusion/1",
        "entry": contents[index - 1].decode(),
        "index": index,
        "size": len(leaves),
        "root": merkle.root(leaves).hex(),
        "path": [step.hex() for step in merkle.inclusion(leaves, index - 1)],
    }


def proved(proof: dict[str, Any]) -> bool:
    """Whether a proof leads to the root that it names. Compare that with a head you trust."""
    try:
        leaf = merkle.leaf_hash(proof["entry"].encode())
        path = [bytes.fromhex(step) for step in proof["path"]]
        found = merkle.root_by_inclusion(leaf, proof["index"] - 1, proof["size"], path)
    except (KeyError, ValueError, TypeError, AttributeError, binascii.Error):
        return False
    return found.hex() == str(proof["root"])
