"""Our own record of what people timed: recoveries in a drill, a newcomer's first start."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from seatrial.evidence.importers.artefact import Artefact, Made
from seatrial.evidence.importers.checks import BOOTSTRAP_TIMED, DRILL_PASSED
from seatrial.evidence.importers.measured import Context, Measured
from seatrial.evidence.model import Outcome
from seatrial.frozen import Frozen

NAME = SCHEMA = "seatrial.drill/1"


class Kind(StrEnum):
    RECOVERY = "recovery"
    BOOTSTRAP = "bootstrap"


class Subject(Frozen):
    commit: str = ""
    tree: str = ""


class Run(Frozen):
    """One try. `recovered`: it got back to work (or, for a bootstrap, to running) by itself.
    `data_lost`: something that had been confirmed to a user was gone afterwards."""

    name: Annotated[str, Field(min_length=1, max_length=200)]
    seconds: Annotated[float, Field(ge=0, allow_inf_nan=False)]
    recovered: bool
    data_lost: bool = False
    note: Annotated[str, Field(max_length=2000)] = ""


class Drill(Frozen):
    """The whole record; docs/importing.md shows one. `place` and `by` are told as they stand."""

    schema_name: Literal["seatrial.drill/1"] = Field(alias="schema")
    kind: Kind
    subject: Subject = Subject()
    produced_at: datetime | None = None
    place: Annotated[str, Field(max_length=100)] = ""
    by: Annotated[str, Field(max_length=100)] = ""
    runs: tuple[Run, ...]

    @property
    def told(self) -> str:
        """Where and by whom, as far as it says."""
        where = f" in {self.place!r}" if self.place else ""
        return f"{where}, by {self.by!r}" if self.by else where


def recognises(artefact: Artefact) -> bool:
    return str(artefact.object.get("schema", "")).startswith(SCHEMA.split("/")[0])


def read(artefact: Artefact, context: Context) -> list[Measured]:
    drill = artefact.read_as(Drill, f"a {SCHEMA} record")
    return [_measured(artefact, drill)]


def _measured(artefact: Artefact, drill: Drill) -> Measured:
    check = DRILL_PASSED if drill.kind is Kind.RECOVERY else BOOTSTRAP_TIMED
    said = Made(commit=drill.subject.commit, tree=drill.subject.tree, produced_at=drill.produced_at)
    made = artefact.made(said)
    if not drill.runs:
        return Measured(check, Outcome.UNAVAILABLE, "the record has no runs", artefact, made)
    slowest = max(drill.runs, key=lambda run: run.seconds)
    metric = {"slowest_seconds": slowest.seconds, "runs": float(len(drill.runs))}
    if wrong := _wrong(drill):
        return Measured(check, Outcome.FAILS, wrong, artefact, made, metric=metric)
    message = f"{len(drill.runs)} runs got there{drill.told}, the slowest in {slowest.seconds:g} s"
    return Measured(check, Outcome.HOLDS, message, artefact, made, metric=metric)


def _wrong(drill: Drill) -> str:
    if lost := [run.name for run in drill.runs if not run.recovered]:
        return f"{len(lost)} of {len(drill.runs)} runs did not get there: {lost[0]!r}"
    if lost := [run.name for run in drill.runs if run.data_lost]:
        return f"{len(lost)} of {len(drill.runs)} runs lost data: {lost[0]!r}"
    return ""
