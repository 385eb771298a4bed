"""What a certificate says of an earlier one, and of what changed since a git ref."""

from datetime import date

from seatrial.evidence.model import Severity
from seatrial.frozen import Frozen
from seatrial.gates.model import Level, Verdict
from seatrial.snapshot.change import ChangedFile


class New(Frozen):
    """A finding that the baseline does not hold. `why` is '' when nothing but the code explains
    it: its check may be new, or could not look then."""

    finding: str
    why: str = ""


class Former(Frozen):
    """A finding of the baseline that is not seen again, and what is known of why."""

    fingerprint: str
    rule: str
    claim: str
    severity: Severity
    gate: str
    place: str
    why: str


class Weight(Frozen):
    """A finding that is there again with another severity."""

    finding: str
    before: Severity
    after: Severity


class GateChange(Frozen):
    """A gate that stands otherwise than in the baseline."""

    gate: str
    title: str
    before: str
    after: str


class Baseline(Frozen):
    """What is new, gone, worse and better since an earlier certificate, by the fingerprints of
    findings and the status of gates. `sha256` is that of the earlier certificate's bytes;
    `unseen` holds findings that are not gone for certain, because nobody could look."""

    sha256: str
    decided_on: date
    tree: str
    commit: str
    policy: str
    level: Level
    verdicts: dict[str, Verdict]
    new: tuple[New, ...]
    gone: tuple[Former, ...]
    unseen: tuple[Former, ...]
    worse: tuple[Weight, ...]
    better: tuple[Weight, ...]
    unchanged: int
    gates_worse: tuple[GateChange, ...]
    gates_better: tuple[GateChange, ...]
    gates_new: tuple[str, ...]
    gates_gone: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def summary(self) -> str:
        """One line."""
        unseen = f", {len(self.unseen)} not looked at again" if self.unseen else ""
        return (
            f"since the baseline of {self.decided_on}: {len(self.new)} new,"
            f" {len(self.gone)} gone, {len(self.worse)} worse, {len(self.better)} better{unseen};"
            f" gates: {_named(self.gates_worse)} worse, {_named(self.gates_better)} better"
        )


class Since(Frozen):
    """What changed since the commit that a git ref names, and which findings touch it, by id:
    on changed lines, in changed files beside them, outside, and those that have no place."""

    ref: str
    commit: str
    files: tuple[ChangedFile, ...]
    on_lines: tuple[str, ...]
    in_files: tuple[str, ...]
    placeless: tuple[str, ...]
    outside: tuple[str, ...]

    @property
    def summary(self) -> str:
        """One line."""
        return (
            f"since {self.ref} ({self.commit[:12]}): {len(self.files)} files changed;"
            f" {len(self.on_lines)} findings on changed lines, {len(self.in_files)} beside them,"
            f" {len(self.outside)} outside, {len(self.placeless)} of the whole tree"
        )

    @property
    def order(self) -> dict[str, str]:
        """Where each finding stands to the change, by id; those that touch it first."""
        words = {
            "on changed lines": self.on_lines,
            "in a changed file, on other lines": self.in_files,
            "of the whole tree: it has no line": self.placeless,
            "outside the change": self.outside,
        }
        return {name: word for word, names in words.items() for name in names}


def _named(changes: tuple[GateChange, ...]) -> str:
    names = ", ".join(c.gate for c in changes)
    return f"{len(changes)} ({names})" if names else "0"
