"""One observation with an id made of its content, and the check that it speaks of."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from seatrial.frozen import Frozen, short_id


class Outcome(StrEnum):
    """What was observed of a check. "Could not look" is neither good nor bad."""

    HOLDS = "HOLDS"
    FAILS = "FAILS"
    NOT_APPLICABLE = "NOT_APPLICABLE"
    UNAVAILABLE = "UNAVAILABLE"


class Severity(StrEnum):
    """How much a failing check weighs. Compare with `rank`."""

    INFO = "info"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        return list(Severity).index(self)


class Tier(StrEnum):
    """What stands behind an observation: a reading of the tree, a run of it, or a word."""

    DESIGNED = "designed"
    EXECUTED = "executed"
    CLAIMED = "claimed"


class Blocks(StrEnum):
    """When an open or failing check keeps its gate from PASS.

    `ONCE_SEEN`: only after somebody has brought evidence, so that nobody must; evidence that was
    brought and does not count leaves it open. `NEVER`: it is told, whatever it says.
    """

    ALWAYS = "always"
    ONCE_SEEN = "once seen"
    NEVER = "never"


class Check(Frozen):
    """A statement that is good when true.

    `gate` is the gate that needs it. `producers` are all who must have looked before it counts
    as held: one silent producer leaves it unestablished. `closes` is, for an executed check, the
    command that brings its evidence, `given_by` who can give it. `effort` (S, M, L) and
    `likelihood` (low, medium, high) are defaults for a person to edit. `maps` holds ids of the
    same idea elsewhere: "OSPS-…" (Open Source Project Security Baseline), "Scorecard:…", "CWE-…".
    """

    id: str
    statement: str
    gate: str
    severity: Severity
    remedy: str
    producers: tuple[str, ...] = ("seatrial",)
    tier: Tier = Tier.DESIGNED
    closes: str = ""
    given_by: str = "an engineer of the project"
    effort: str = "S"
    likelihood: str = "medium"
    maps: tuple[str, ...] = ()
    blocks: Blocks = Blocks.ALWAYS


class Place(Frozen):
    """Lines of a file in the snapshot, 1-based and inclusive. `quote` has its secrets redacted."""

    path: str
    line_start: int
    line_end: int
    quote: str
    sha256: str


class Producer(Frozen):
    """Who observed. `sha256` is that of the rules or of the imported artefact."""

    name: str
    version: str
    sha256: str = ""


class Subject(Frozen):
    """What an observation speaks of. `commit` is empty when none can be stated."""

    tree: str
    commit: str = ""


class Evidence(Frozen):
    """One observation. `searched` says where something absent was looked for.

    `severity` is empty for the check's own. `metric` holds measured numbers by name, the unit in
    the name (`overall_percent`, `tests`). `produced_at` is set for imported artefacts only.
    """

    id: str
    check: str
    outcome: Outcome
    message: str
    producer: Producer
    subject: Subject
    tier: Tier = Tier.DESIGNED
    severity: Severity | None = None
    places: tuple[Place, ...] = ()
    searched: tuple[str, ...] = ()
    metric: dict[str, float] = {}
    produced_at: datetime | None = None


def make_evidence(**content: object) -> Evidence:
    """Evidence with the id that its content demands."""
    return _with_id(Evidence.model_validate({"id": "", **content}))


def together(evidence: Iterable[Evidence]) -> list[Evidence]:
    """`evidence` without repetitions, in one order whoever collected it first."""
    return sorted({e.id: e for e in evidence}.values(), key=_order)


def roll_of(evidence: Iterable[Evidence]) -> dict[str, int]:
    """How many observations each producer made of each check, by `check producer`.

    Kept beside the evidence: what is missing from the roll was taken away.
    """
    return dict(sorted(Counter(roll_key(e.check, e.producer.name) for e in evidence).items()))


def roll_key(check: str, producer: str) -> str:
    return f"{check} {producer}"


def _order(evidence: Evidence) -> tuple[str, str, str, int, str]:
    place = evidence.places[0] if evidence.places else None
    path, line = (place.path, place.line_start) if place else ("", 0)
    return evidence.check, evidence.producer.name, path, line, evidence.id


def _with_id(evidence: Evidence) -> Evidence:
    body = evidence.model_dump(mode="json", exclude={"id"})
    return evidence.model_copy(update={"id": short_id("E", body)})
