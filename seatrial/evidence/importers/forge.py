"""What a forge enforces on the default branch, as our own JSON: no tool can read it offline."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from seatrial.evidence.importers.artefact import Artefact, Made
from seatrial.evidence.importers.checks import BRANCH_PROTECTED, REVIEWS_REQUIRED
from seatrial.evidence.importers.drill import Subject
from seatrial.evidence.importers.measured import Context, Measured
from seatrial.evidence.model import Check, Outcome
from seatrial.frozen import Frozen

NAME = SCHEMA = "seatrial.forge/1"


class Branch(Frozen):
    """What the forge enforces. `exempt` are those who may pass by it all, such as "admins"."""

    name: Annotated[str, Field(min_length=1, max_length=200)]
    protected: bool
    force_push_allowed: bool
    deletion_allowed: bool
    required_checks: tuple[str, ...] = ()
    required_reviews: Annotated[int, Field(ge=0, le=100)] = 0
    own_approval_counts: bool = False
    exempt: tuple[str, ...] = ()


class Settings(Frozen):
    """The whole record; docs/importing.md shows one."""

    schema_name: Literal["seatrial.forge/1"] = Field(alias="schema")
    forge: Annotated[str, Field(min_length=1, max_length=100)]
    repository: Annotated[str, Field(min_length=1, max_length=200)]
    default_branch: str
    subject: Subject = Subject()
    produced_at: datetime | None = None
    branches: tuple[Branch, ...]


def recognises(artefact: Artefact) -> bool:
    return str(artefact.object.get("schema", "")).startswith(SCHEMA.split("/")[0])


def read(artefact: Artefact, context: Context) -> list[Measured]:
    settings = artefact.read_as(Settings, f"a {SCHEMA} record")
    mine = [b for b in settings.branches if b.name == settings.default_branch]
    if len(mine) != 1:
        raise artefact.refuse(
            f"it contradicts itself: {len(mine)} of its branches are the default branch "
            f"{settings.default_branch!r}"
        )
    subject = settings.subject
    said = Made(commit=subject.commit, tree=subject.tree, produced_at=settings.produced_at)
    made = artefact.made(said)
    judged = ((BRANCH_PROTECTED, _unprotected(mine[0])), (REVIEWS_REQUIRED, _unreviewed(mine[0])))
    return [_measured(check, gaps, artefact, made, settings) for check, gaps in judged]


def _measured(
    check: Check, gaps: list[str], artefact: Artefact, made: Made, settings: Settings
) -> Measured:
    where = f"{settings.default_branch!r} on {settings.forge}"
    if gaps:
        message = f"{where}: {'; '.join(gaps)}"
        return Measured(check, Outcome.FAILS, message, artefact, made)
    return Measured(check, Outcome.HOLDS, f"{where}: {_enforced(check)}", artefact, made)


def _enforced(check: Check) -> str:
    if check is REVIEWS_REQUIRED:
        return "every change needs another person's approval"
    return "changes pass required checks, and its history cannot be rewritten"


def _unprotected(branch: Branch) -> list[str]:
    if not branch.protected:
        return ["it is not protected"]
    gaps = [
        (branch.force_push_allowed, "its history can be rewritten by a forced push"),
        (branch.deletion_allowed, "it can be deleted"),
        (not branch.required_checks, "no check has to pass"),
        (bool(branch.exempt), f"{', '.join(branch.exempt)} may pass by all that"[:200]),
    ]
    return [said for found, said in gaps if found]


def _unreviewed(branch: Branch) -> list[str]:
    if not branch.protected or not branch.required_reviews:
        return ["no approval is required"]
    gaps = [
        (branch.own_approval_counts, "who made a change may approve it"),
        (bool(branch.exempt), f"{', '.join(branch.exempt)} need no approval"[:200]),
    ]
    return [said for found, said in gaps if found]
