"""What each gate needs, its limits, and which environment and level need which gate."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from pydantic import Field, ValidationError, model_validator

from seatrial.errors import RunFailed
from seatrial.evidence.model import Severity
from seatrial.frozen import Frozen, sha256


class Limit(Frozen):
    """A bound on a measured metric: exactly one of `at_least`, `at_most` and `below` is set.

    `optional` limits bind only when the metric was measured (critical paths may not be named).
    """

    check: str
    metric: str
    name: str
    unit: str
    at_least: float | None = None
    at_most: float | None = None
    below: float | None = None
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
    def bound(self) -> str:
        """As text: `≥ 75 %`."""
        signs = (("≥", self.at_least), ("≤", self.at_most), ("<", self.below))
        sign, value = next((s, v) for s, v in signs if v is not None)
        return f"{sign} {value:g} {self.unit}"


class GatePolicy(Frozen):
    """One gate. A check failing at `fails_at` or worse fails it; one at `tolerates` or milder
    does not keep it from PASS; one between keeps it PENDING. `executed` gates need executed
    evidence for GOLD."""

    title: str
    phase: str
    requirement: str
    target: str
    fails_at: Severity = Severity.MEDIUM
    tolerates: Severity = Severity.INFO
    executed: bool = False
    limits: tuple[Limit, ...] = ()


class LevelPolicy(Frozen):
    """What the levels ask beyond the gates."""

    bronze: tuple[str, ...]
    never_waived: tuple[str, ...]
    most_waivers: int = Field(ge=0)
    signers: int = Field(ge=1)


class Policy(Frozen):
    schema_name: str = Field(alias="schema")
    gates: Mapping[str, GatePolicy]
    environments: Mapping[str, tuple[str, ...]]
    levels: LevelPolicy
    phases: Mapping[str, str]
    digest: str


def read_policy(text: bytes) -> Policy:
    """A policy from TOML. Raises RunFailed when it is not one, or names a gate it lacks."""
    try:
        policy = Policy.model_validate({**tomllib.loads(text.decode()), "digest": sha256(text)})
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, ValidationError) as error:
        raise RunFailed(f"the policy cannot be read: {error}") from error
    named = {g for gates in policy.environments.values() for g in gates}
    if unknown := sorted((named | set(policy.levels.bronze)) - set(policy.gates)):
        raise RunFailed(f"the policy names gates that it does not define: {', '.join(unknown)}")
    return policy


@cache
def default_policy() -> Policy:
    return read_policy((files("seatrial.gates") / "default.toml").read_bytes())
