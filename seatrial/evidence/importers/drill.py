"""Our own record of what people timed: recoveries in a drill, a newcomer's first start."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, ValidationError

from seatrial.evidence.importers.artefact import Artefact, Made
from seatrial.evidence.importers.checks import BOOTSTRAP_TIMED, DRILL_PASSED
from seatrial.evidence.importers.measured import Measured
from seatrial.evidence.model import Outcome
from seatrial.frozen import Frozen

SCHEMA = "seatrial.drill/1"


class Kind(StrEnum):
    RECOVERY = "recovery"
    BOOTSTRAP = "bootstrap"


class Subject(Frozen):
    commit: str = ""
    tree: str = ""


class Run(Frozen):
    """One try. `recovered`: it got back to work (or, for a bootstrap, to running) by itself."""

    name: Annotated[str, Field(min_length=1, max_length=200)]
    seconds: Annotated[float, Field(ge=0, allow_inf_nan=False)]
    recovered: bool


class Drill(Frozen):
    """The whole record; docs/importing.md shows one."""

    schema_name: Literal["seatrial.drill/1"] = Field(alias="schema")
    kind: Kind
    subject: Subject = Subject()
    produced_at: datetime | None = None
    runs: tuple[Run, ...]


def read_drill(artefact: Artefact) -> list[Measured]:
    try:
        drill = Drill.model_validate(artefact.json())
    except ValidationError as error:
        problem = error.errors()[0]
        where = ".".join(str(part) for part in problem["loc"])
        raise artefact.refuse(f"it is not a {SCHEMA} record ({where}: {problem['msg']})") from error
    return [_measured(artefact, drill)]


def _measured(artefact: Artefact, drill: Drill) -> Measured:
    check = DRILL_PASSED if drill.kind is Kind.RECOVERY else BOOTSTRAP_TIMED
    said = Made(commit=drill.subject.commit, tree=drill.subject.tree, produced_at=drill.produced_at)
    made = said.completed_by(artefact.beside)
    if not drill.runs:
        return Measured(check, Outcome.UNAVAILABLE, "the record has no runs", artefact, made)
    slowest = max(drill.runs, key=lambda run: run.seconds)
    metric = {"slowest_seconds": slowest.seconds, "runs": float(len(drill.runs))}
    if lost := [run.name for run in drill.runs if not run.recovered]:
        message = f"{len(lost)} of {len(drill.runs)} runs did not get there: {lost[0]!r}"
        return Measured(check, Outcome.FAILS, message, artefact, made, metric=metric)
    message = f"{len(drill.runs)} runs got there, the slowest in {slowest.seconds:g} s"
    return Measured(check, Outcome.HOLDS, message, artefact, made, metric=metric)
