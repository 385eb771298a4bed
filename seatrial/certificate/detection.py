"""What a certificate says of planted faults: how many the audit found, and what it is blind to."""

from seatrial.evidence.finding import Source
from seatrial.evidence.model import Severity
from seatrial.frozen import Frozen
from seatrial.reliability import Reliability
from seatrial.shares import Share

_MOST_BLIND = 5


class Planted(Frozen):
    """A fault, or a decoy that only looks like one, and the rules of new findings that stand there.

    Lines are those of the planted file. `seen_by` is `tool` for what a tool can see and `reader`
    for what must be read to be noticed; `sources` are CWE ids and addresses of incident reviews.
    """

    kind: str
    title: str
    gate: str
    language: str
    severity: Severity
    seen_by: str
    sources: tuple[str, ...]
    path: str
    line_start: int
    line_end: int
    found_by: tuple[str, ...] = ()


class GateDetection(Frozen):
    """What was found of the faults of one gate, and how many of its decoys were flagged."""

    gate: str
    faults: Share
    decoys: Share


class Confidence(Frozen):
    """How often a finding of `rule` is right: `share` with its interval (95 %), from `n` labelled
    observations; all None when nothing was measured. `grounds` says what was counted."""

    rule: str
    source: Source
    share: float | None = None
    low: float | None = None
    high: float | None = None
    n: int = 0
    grounds: str

    @property
    def told(self) -> str:
        """`94 % (74–99 %), …` with what was counted, or why there is no figure."""
        if self.share is None or self.low is None or self.high is None:
            return self.grounds
        interval = f"{100 * self.low:.0f}–{100 * self.high:.0f} %"
        return f"{100 * self.share:.0f} % ({interval}), {self.grounds}"


class Detection(Frozen):
    """How much of what was planted this audit found. Drawn by `seed`; `tree` is the planted tree.

    `asked` faults were asked for, and `short` says why fewer could be planted. `blind` names the
    kinds of which none was found, most missed first, `elsewhere` new findings that stand at no
    planted place, `unfit` kinds without a place here, `without` languages that no kind is for.
    `confidence` is what had been stated of the rules that found something, `reliability` how well
    that fits what they found.
    """

    seed: int
    asked: int
    tree: str
    mode: str
    faults: tuple[Planted, ...]
    decoys: tuple[Planted, ...]
    overall: Share
    by_tool: Share
    by_reader: Share
    flagged: Share
    gates: tuple[GateDetection, ...]
    blind: tuple[str, ...]
    elsewhere: tuple[str, ...]
    unfit: tuple[str, ...]
    without: tuple[str, ...]
    short: str = ""
    confidence: tuple[Confidence, ...] = ()
    reliability: Reliability | None = None

    @property
    def summary(self) -> str:
        """What this audit does, such as: finds 41 of 48 planted faults (72–93 %); blind to …"""
        if not self.faults:
            return f"was not tried with planted faults: {self.short}"
        whole = self.overall
        interval = f"{100 * whole.low:.0f}–{100 * whole.high:.0f} %"
        said = f"finds {whole.hits} of {whole.of} planted faults ({interval})"
        if not self.blind:
            return said
        left = len(self.blind) - _MOST_BLIND
        more = f"; and {left} more kinds" if left > 0 else ""
        return f"{said}; blind to {'; '.join(self.blind[:_MOST_BLIND])}{more}"
