"""What flows between the nodes of the audit: references, never file bodies."""

import operator
from typing import Annotated, TypedDict

from seatrial.frozen import Frozen


class SnapshotRef(Frozen):
    """The snapshot of this run, by its tree digest."""

    tree: str


class PartRef(Frozen):
    """The evidence of one crew: a file in the run folder, its digest and its count."""

    crew: str
    sha256: str
    count: int


class ReadingRef(Frozen):
    """How this run is to be read, fixed when it begins: depth, model and tokens.

    `model` is the digest of the model that reads, '' when none does; `why` says why none does.
    `allowance` is in tokens, so that speed and kills do not change what is read.
    """

    depth: str
    model: str
    allowance: int
    why: str = ""

    @property
    def reads(self) -> bool:
        return bool(self.model)


class FileRef(Frozen):
    """A file in the run folder, by name and digest."""

    name: str
    sha256: str


class CertificateRef(Frozen):
    """The certificate of this run, by the digest of its file."""

    sha256: str


class AuditState(TypedDict, total=False):
    """`parts`, `picks`, `drafts` and `faults` only grow; everything else is written once.

    `faults` are what the index met, in words: the reading then asks nothing, and says why.
    """

    reading: ReadingRef
    snapshot: SnapshotRef
    change: FileRef
    parts: Annotated[list[PartRef], operator.add]
    picks: Annotated[list[FileRef], operator.add]
    faults: Annotated[list[str], operator.add]
    decisions: FileRef
    drafts: Annotated[list[FileRef], operator.add]
    certificate: CertificateRef


class CrewTask(TypedDict):
    """What one collecting task is sent."""

    crew: str


class AgentTask(TypedDict):
    """What one agent is sent: its name and what was written before it."""

    agent: str
    reading: ReadingRef
    parts: list[PartRef]
    decisions: FileRef | None


CHECKPOINTED = (ReadingRef, SnapshotRef, PartRef, FileRef, CertificateRef)
