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


class CertificateRef(Frozen):
    """The certificate of this run, by the digest of its file."""

    sha256: str


class AuditState(TypedDict, total=False):
    """`parts` only grows; everything else is written once."""

    snapshot: SnapshotRef
    parts: Annotated[list[PartRef], operator.add]
    certificate: CertificateRef


class CrewTask(TypedDict):
    """What one collecting task is sent."""

    crew: str


CHECKPOINTED = (SnapshotRef, PartRef, CertificateRef)
