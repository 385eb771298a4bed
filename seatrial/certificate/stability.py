"""What several audits of one snapshot had in common: how stable findings and verdicts are."""

from seatrial.evidence.finding import Source
from seatrial.frozen import Frozen

_MOST_TOLD = 3


class Likeness(Frozen):
    """Jaccard's index of every two runs' sets of findings (P. Jaccard, 1901): what both have as a
    share of what either has, 1 when both have none. Over `pairs` pairs of runs."""

    mean: float
    least: float
    pairs: int

    @property
    def told(self) -> str:
        return f"{self.mean:.3f} on average and {self.least:.3f} at least over {self.pairs} pairs"


class Seen(Frozen):
    """A finding that `runs` of the runs made, and the others did not; `place` is '' for none."""

    fingerprint: str
    rule: str
    gate: str
    source: Source
    claim: str
    place: str
    runs: int


class Flip(Frozen):
    """A gate, a verdict or the level that was not the same in every run: each word, and how many
    runs came to it."""

    of: str
    words: dict[str, int]

    @property
    def told(self) -> str:
        return f"{self.of} was {', '.join(f'{w} in {n}' for w, n in self.words.items())}"


class Stability(Frozen):
    """`runs` audits of the same snapshot; none knew what another had observed or was answered.

    Of `findings` that any run made, `steady` were made by all; those of `unsteady` were not, and
    the ones that no more than half of the runs made are marked unstable where they are listed. In
    `evidence` runs the observations were byte for byte those of the first, itself included, and in
    `certificates` runs so was all of the certificate but its run.
    """

    runs: int
    mode: str
    findings: int
    steady: int
    likeness: Likeness
    by_tools: Likeness
    by_model: Likeness | None
    evidence: int
    certificates: int
    verdict_flips: tuple[Flip, ...]
    gate_flips: tuple[Flip, ...]
    unsteady: tuple[Seen, ...]

    @property
    def unstable(self) -> tuple[Seen, ...]:
        """Made by no majority of the runs."""
        return tuple(s for s in self.unsteady if 2 * s.runs <= self.runs)

    @property
    def faults(self) -> tuple[str, ...]:
        """What can only be an error of Seatrial: tools that saw the same and said another thing."""
        told = []
        if self.evidence < self.runs:
            told.append(
                f"the evidence of {self.runs - self.evidence} of {self.runs} runs was not byte for"
                " byte that of the first"
            )
        told += [
            f"{s.rule} at {s.place or 'the whole tree'} was found in {s.runs} of {self.runs} runs"
            for s in self.unsteady
            if s.source is Source.TOOL
        ]
        return tuple(told)

    @property
    def loud(self) -> str:
        """One sentence for everybody to see, '' when all is well."""
        if not self.faults:
            return ""
        more = len(self.faults) - _MOST_TOLD
        rest = f"; and {more} more" if more > 0 else ""
        return (
            "AN ERROR OF SEATRIAL: its tools were not stable:"
            f" {'; '.join(self.faults[:_MOST_TOLD])}{rest}. Do not rely on this certificate, and"
            " report it"
        )

    @property
    def summary(self) -> str:
        flips = len(self.verdict_flips), len(self.gate_flips)
        return (
            f"{self.runs} audits of one snapshot: evidence byte-equal in {self.evidence} of"
            f" {self.runs}, Jaccard of findings {self.likeness.told}; {flips[0]} verdicts or levels"
            f" and {flips[1]} gates flipped; {self.steady} of {self.findings} findings in every"
            f" run, {len(self.unstable)} unstable"
        )
