"""The acts in the log that speak of a tree, each by a key of the trust file, or why not."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from seatrial.certificate.acts import Act, Deed, LoggedAct
from seatrial.seal.envelope import Envelope
from seatrial.seal.log import Entry, Log
from seatrial.seal.statement import read_act
from seatrial.seal.trust import NotTrusted, Trust, TrustedKey, read_trust

DEEDS = frozenset(Deed)


@dataclass(frozen=True)
class Matter:
    """What acts must speak of to count: the repository's name, its folder in the state, a tree."""

    repository: str
    folder: str
    tree: str


def acts_on(
    log: Log,
    trust: Trust,
    matter: Matter,
    *,
    most: int | None = None,
    pending: bool = False,
) -> tuple[tuple[LoggedAct, ...], tuple[str, ...]]:
    """The acts that count, in the order of the log, and a sentence on each that does not.

    Only the first `most` entries are looked at; `pending`: by who is just writing another one.
    Raises as `Log.read` does.
    """
    if log.empty:
        return (), ()
    counted, refused = [], []
    for entry, envelope, act in _spoken(log, log.read(pending=pending)[:most], matter):
        try:
            trusted_act(trust, envelope, act)
            counted.append(LoggedAct(entry=entry.index, sha256=entry.payload, act=act))
        except NotTrusted as error:
            refused.append(
                f"Log entry {entry.index} ({act.deed} {act.told}) counts for nothing: {error}."
            )
    return tuple(counted), tuple(refused)


def trusted_act(trust: Trust, envelope: Envelope, act: Act) -> TrustedKey:
    """Who did it. Raises NotTrusted when it is not signed by the one person that it names."""
    signers = trust.signers(envelope)
    if len(signers) != 1:
        raise NotTrusted("an act has one signature")
    if signers[0].person != act.by:
        raise NotTrusted(f"it names {act.by!r} and is signed by {signers[0].person!r}")
    if act.deed is Deed.SIGN and act.role not in signers[0].roles:
        raise NotTrusted(f"{act.by} may not sign as {act.role!r}")
    return signers[0]


def trust_or_none(path: Path) -> Trust:
    """The trust file, or one that knows nobody when there is none. Raises when it is damaged."""
    return read_trust(path) if path.exists() else Trust({})


def _spoken(
    log: Log, entries: Sequence[Entry], matter: Matter
) -> Iterator[tuple[Entry, Envelope, Act]]:
    for entry in entries:
        if entry.kind not in DEEDS or entry.kind == Deed.SIGN:
            continue
        envelope, payload = log.envelope(entry)
        act = read_act(payload, f"log entry {entry.index}")
        if act.deed == entry.kind and act.speaks_of(matter.repository, matter.folder, matter.tree):
            yield entry, envelope, act
