"""A proof for who does not hold the log: its signed head, and that all of a certificate is in it.

Written into the evidence pack as `log-proof.json`: canonical JSON, each part of it checked.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError

from seatrial.errors import UsageError
from seatrial.frozen import Frozen, canonical
from seatrial.seal import merkle
from seatrial.seal.bundle import Bundle
from seatrial.seal.envelope import Envelope, read_envelope
from seatrial.seal.log import Entry, Head, Log
from seatrial.seal.public import BadSignature, PublicKey
from seatrial.seal.statement import HEAD, RUN, read_statement
from seatrial.seal.strict import parse_canonical, read_regular

PROOF = "log-proof.json"
_MOST_BYTES = 16 * 1024 * 1024


class Wrong(Exception):
    """What the proof does not prove."""


class Inclusion(Frozen):
    """That `entry`, canonical JSON, is entry `index` of the log, counted from 1."""

    entry: str
    index: int
    path: tuple[str, ...]


class LogProof(Frozen):
    """`consistency` leads from the head that the certificate names to `head`; `run` is the signed
    record of the run that drafted it."""

    schema_name: Literal["seatrial.log-proof/1"] = Field(alias="schema")
    head: Envelope
    consistency: tuple[str, ...]
    entries: tuple[Inclusion, ...]
    run: Envelope | None


def prove(log: Log, bundle: Bundle) -> bytes:
    """The proof for a certificate that was signed in `log`. Raises as `Log.read` does."""
    entries, contents = log.read(), log.contents
    leaves = [merkle.leaf_hash(c) for c in contents]
    run = next((e for e in entries if _of_run(log, e, bundle)), None)
    wanted = {envelope.sha256 for envelope, _ in bundle.acts} | ({run.payload} if run else set())
    signed = int(bundle.log.split(":")[0])
    proof = LogProof(
        schema="seatrial.log-proof/1",
        head=log.head()[1],
        consistency=tuple(step.hex() for step in merkle.consistency(leaves, signed)),
        entries=tuple(
            Inclusion(
                entry=contents[e.index - 1].decode(),
                index=e.index,
                path=tuple(step.hex() for step in merkle.inclusion(leaves, e.index - 1)),
            )
            for e in entries
            if e.payload in wanted
        ),
        run=log.envelope(run)[0] if run else None,
    )
    return canonical(proof.model_dump(mode="json", by_alias=True))


def _of_run(log: Log, entry: Entry, bundle: Bundle) -> bool:
    if entry.kind != "run":
        return False
    payload = log.envelope(entry)[1]
    return bool(payload["predicate"]["run"] == bundle.certificate.run.run)


def read_proof(path: Path) -> LogProof:
    """Raises UsageError in one line, whatever the file holds."""
    named = f"proof {str(path)!r}"
    raw = parse_canonical(read_regular(path, "proof", most=_MOST_BYTES), named)
    try:
        return LogProof.model_validate(raw)
    except ValidationError as error:
        raise UsageError(f"{named} is no proof: {error.errors()[0]['msg'][:120]}") from error


def check_proof(proof: LogProof, bundle: Bundle, station: PublicKey) -> Head:
    """The head of the log that holds all of the certificate, signed by `station`.

    Raises Wrong with what is not proved.
    """
    head = _head(proof.head, station)
    payloads = {entry.payload: entry.kind for entry in _proved(proof.entries, head)}
    if away := [act.told for envelope, act in bundle.acts if envelope.sha256 not in payloads]:
        raise Wrong(f"{len(away)} of its acts are not proved to be in the log, first: {away[0]}")
    _same_history(proof, head, bundle.log)
    if proof.run is None or payloads.get(proof.run.sha256) != "run":
        raise Wrong("the run is not proved to be in the log")
    statement = _statement(proof.run, station, RUN, "the run")
    if statement.get("run") != bundle.certificate.run.run:
        raise Wrong("the run in the log is another one")
    return head


def _head(envelope: Envelope, station: PublicKey) -> Head:
    try:
        return Head.model_validate(_statement(envelope, station, HEAD, "the head"))
    except ValidationError as error:
        raise Wrong("the head of the log holds no size and root") from error


def _statement(envelope: Envelope, station: PublicKey, kind: str, what: str) -> dict[str, Any]:
    """What `station` signed. Raises Wrong."""
    try:
        payload = read_envelope(envelope.to_bytes(), what)[1]
        if [s.keyid for s in envelope.signatures] != [station.id]:
            raise BadSignature("another key signed it")
        station.check(envelope.signatures[0].content, envelope.signed)
        return read_statement(payload, kind, what).predicate
    except (BadSignature, UsageError) as error:
        raise Wrong(f"{what} is not signed by the station that audited: {error}") from error


def _proved(entries: Sequence[Inclusion], head: Head) -> Iterator[Entry]:
    for told in entries:
        leaf = merkle.leaf_hash(told.entry.encode())
        try:
            path = [bytes.fromhex(step) for step in told.path]
            found = merkle.root_by_inclusion(leaf, told.index - 1, head.size, path)
            entry = Entry.model_validate(parse_canonical(told.entry.encode(), "entry"))
        except (ValueError, UsageError) as error:  # a ValidationError is a ValueError
            raise Wrong(f"entry {told.index} is not proved: {str(error)[:100]}") from error
        if found.hex() != head.root or entry.index != told.index:
            raise Wrong(f"entry {told.index} is not in the log with this head")
        yield entry


def _same_history(proof: LogProof, head: Head, signed: str) -> None:
    """The head that was signed is an earlier one of the same log."""
    size, root = signed.split(":")
    try:
        path = [bytes.fromhex(step) for step in proof.consistency]
        old = bytes.fromhex(root)
        roots = merkle.roots_by_consistency(int(size), head.size, old, path)
    except ValueError as error:
        raise Wrong(f"the head that was signed does not lead to this one: {error}") from error
    if (roots[0].hex(), roots[1].hex()) != (root, head.root):
        raise Wrong(f"forked: the head that was signed, {signed[:20]}…, is of another log")
