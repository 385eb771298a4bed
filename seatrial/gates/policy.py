"""What each gate needs, its limits, and which environment and level need which gate."""

import tomllib
from collections.abc import Mapping
from functools import cache
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, ValidationError, model_validator

from seatrial.errors import RunFailed
from seatrial.evidence.model import Check, Severity
from seatrial.frozen import Frozen, sha256
from seatrial.gates.default import default_text

NO_GATE = "none"

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
GateId = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Za-z0-9-]{0,11}$")]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]{0,39}$")]
Bound = Annotated[float, Field(ge=0, allow_inf_nan=False)]


class Limit(Frozen):
    """A bound on a measured metric: exactly one of `at_least`, `at_most` and `below` is set.

    `optional` limits bind only when the metric was measured (critical paths may not be named).
    """

    check: str
    metric: Text
    name: Text
    unit: Text
    at_least: Bound | None = None
    at_most: Bound | None = None
    below: Bound | None = None
    optional: bool = False

    @model_validator(mode="after")
    def _has_one_bound(self) -> "Limit":
        if sum(bound is not None for bound in (self.at_least, self.at_most, self.below)) != 1:
            raise ValueError("a limit has exactly one of at_least, at_most and below")
        return self

    def met(self, value: float) -> bool:
        if self.at_least is not None:
            return value >= self.at_least
        if self.at_most is not None:
            return value <= self.at_most
        return self.below is not None and value < self.below

    @property
    def measures(self) -> tuple[str, str]:
        """What it is a limit on: a check's metric."""
        return self.check, self.metric

    @property
    def bound(self) -> str:
        """As text: `≥ 75 %`."""
        signs = (("≥", self.at_least), ("≤", self.at_most), ("<", self.below))
        sign, value = next((s, v) for s, v in signs if v is not None)
        return f"{sign} {value:g} {self.unit}"


class GatePolicy(Frozen):
    """One gate. A check failing at `fails_at` or worse fails it; one at `tolerates` or milder
    does not keep it from PASS; one between keeps it PENDING. `executed` gates need executed
    evidence for GOLD."""

    title: Text
    phase: Name
    requirement: Text
    target: Text
    fails_at: Severity = Severity.MEDIUM
    tolerates: Severity = Severity.INFO
    executed: bool = False
    limits: tuple[Limit, ...] = ()

    @model_validator(mode="after")
    def _fails_at_more_than_it_tolerates(self) -> "GatePolicy":
        if self.tolerates.rank >= self.fails_at.rank:
            raise ValueError("'tolerates' must be milder than 'fails_at'")
        return self


class LevelPolicy(Frozen):
    """What the levels ask beyond the gates. With `refuse_regression` a run that stands worse than
    the last certificate of its folder that trusted people signed is refused: `audit`, `resume` and
    `report progress` end with exit code 1."""

    bronze: tuple[GateId, ...] = Field(min_length=1)
    never_waived: tuple[GateId, ...]
    most_waivers: int = Field(ge=0)
    signers: int = Field(ge=1)
    refuse_regression: bool = False


class Move(Frozen):
    """A check that another gate than its own is to judge, and why."""

    gate: GateId
    reason: Text


class Rules(Frozen):
    """Everything that a policy says. `environments` stand from the least to the most demanding;
    `critical_paths` are patterns (as in .gitignore) of files whose coverage is a limit of its
    own. What is dropped or moved carries its reason."""

    schema_name: Literal["seatrial.policy/1"] = Field(alias="schema")
    name: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9 ._-]{0,59}$")]
    extends: Literal["", "default"] = ""
    critical_paths: tuple[Text, ...] = ()
    environments: Mapping[Name, Annotated[tuple[GateId, ...], Field(min_length=1)]]
    levels: LevelPolicy
    phases: Mapping[Name, Text]
    gates: Mapping[GateId, GatePolicy]
    dropped_gates: Mapping[GateId, Text] = {}
    dropped_checks: Mapping[str, Text] = {}
    moved_checks: Mapping[str, Move] = {}

    def gate_of(self, check: Check) -> str:
        """The gate that judges `check` here, NO_GATE when none does."""
        if check.id in self.dropped_checks:
            return NO_GATE
        move = self.moved_checks.get(check.id)
        gate = move.gate if move else check.gate
        return gate if gate in self.gates else NO_GATE


class Policy(Rules):
    """Rules with the SHA-256 of the file that they were read from."""

    digest: str

    def assign(self, checks: Mapping[str, Check]) -> dict[str, Check]:
        """`checks`, each at the gate that judges it here."""
        return {c.id: c.model_copy(update={"gate": self.gate_of(c)}) for c in checks.values()}


def read_policy(text: bytes) -> Policy:
    """A policy of our own, from TOML. Raises RunFailed when it is not one."""
    try:
        return Policy.model_validate({**tomllib.loads(text.decode()), "digest": sha256(text)})
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, ValidationError) as error:
        raise RunFailed(f"the policy cannot be read: {error}") from error


@cache
def default_policy() -> Policy:
    return read_policy(default_text())
