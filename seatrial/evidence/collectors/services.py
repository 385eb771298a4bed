"""What is asked of a program only when it listens, and how its absence is reported."""

import re
from collections.abc import Iterator, Sequence

from seatrial.evidence.collectors.python_scope import Scope, answer, production
from seatrial.evidence.model import Check, Evidence
from seatrial.evidence.python.traits import SERVES
from seatrial.evidence.survey import Spot, Survey
from seatrial.snapshot.model import Role

NOT_A_SERVICE = "nothing here listens"
# Where the command that starts a service may be written.
_STARTS = re.compile(r"(.*/)?(procfile|[^/]*\.(sh|service)|supervisord?\.conf|fly\.toml|app\.ya?ml"
    r"|gunicorn[^/]*\.py|[^/]*compose[^/]*\.ya?ml|makefile|justfile)")  # fmt: skip


def seen(scope: Scope, *traits: str) -> Spot | None:
    """The first place, by path, where production code shows one of `traits`."""
    for path, facts in sorted(scope.read.items()):
        lines = [facts.traits[trait] for trait in traits if trait in facts.traits]
        if lines:
            return Spot(path, min(lines))
    return None


def mentioned(survey: Survey, pattern: re.Pattern[str], *roles: Role) -> Spot | None:
    """The first line of a start command, or of a file with one of `roles`, that matches."""
    for path in sorted({*_start_files(survey), *(e.path for e in survey.snapshot.files(*roles))}):
        for number, line in enumerate(survey.snapshot.lines(path), start=1):
            if pattern.search(line[:1000]):
                return Spot(path, number)
    return None


def _start_files(survey: Survey) -> Iterator[str]:
    named = survey.snapshot.named(_STARTS.pattern)
    return (e.path for e in named if e.role not in {Role.TEST, Role.VENDORED})


def absent(
    survey: Survey, check: Check, message: str, *, searched: Sequence[str]
) -> list[Evidence]:
    """`message` as a failure where the service shows itself, unless it may be written in a part
    of the program that was not read."""
    scope = production(survey)
    serving = seen(scope, SERVES)
    if scope.unread or not scope.read:
        return answer(survey, check, scope, [], message)
    if serving is None and scope.elsewhere:
        others = ", ".join(scope.elsewhere)
        return [survey.unavailable(check, f"not read in this version for: {others}")]
    spots = [serving] if serving else []
    return [survey.fails(check, message, *spots, searched=searched)]
