"""Human acts as a certificate holds them, and what they are to its gates."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import StringConstraints

from seatrial.frozen import Frozen
from seatrial.gates.model import Acts, Attestation, Ruling, Waiver

Said = Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000)]


class Deed(StrEnum):
    """What a person did."""

    ATTEST = "attest"
    WAIVE = "waive"
    CONFIRM = "confirm"
    DISMISS = "dismiss"
    SIGN = "sign"


class Act(Frozen):
    """One human act, as it is signed.

    `target` is a gate, a check, a finding's fingerprint or, of a signature, the SHA-256 of the
    signed statement; `told` names it for people. `tree` and `commit` are those of the certificate
    that the person had in view, `repository` is its name and `folder` its folder in the state.
    """

    deed: Deed
    target: Said
    told: Said
    by: Said
    on: date
    repository: str
    folder: str
    tree: str
    commit: str
    reason: Said = ""
    owner: Said = ""
    until: date | None = None
    evidence: str = ""
    evidence_sha256: str = ""
    role: str = ""

    def speaks_of(self, repository: str, folder: str, tree: str) -> bool:
        """A word about evidence is of one tree; the others hold for what comes after it, too."""
        here = (self.repository, self.folder) == (repository, folder)
        return here and (self.deed is not Deed.ATTEST or self.tree == tree)


class LoggedAct(Frozen):
    """An act with its place in the log and the SHA-256 of its signed envelope."""

    entry: int
    sha256: str
    act: Act


def acts_of(logged: Sequence[LoggedAct]) -> Acts:
    """The acts as the gates take them. Whether a waiver is in date is for the gates to say."""
    acts = [entry.act for entry in logged]
    return Acts(
        waivers=tuple(
            Waiver(target=a.target, reason=a.reason, owner=a.owner, until=a.until)
            for a in acts
            if a.deed is Deed.WAIVE and a.until
        ),
        rulings=tuple(
            Ruling(finding=a.target, confirmed=a.deed is Deed.CONFIRM, reason=a.reason, by=a.by)
            for a in acts
            if a.deed in (Deed.CONFIRM, Deed.DISMISS)
        ),
        attestations=tuple(
            Attestation(target=a.target, by=a.by, evidence=a.evidence, sha256=a.evidence_sha256)
            for a in acts
            if a.deed is Deed.ATTEST
        ),
    )
