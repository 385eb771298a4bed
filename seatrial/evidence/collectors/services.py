"""What is asked of a program only when it listens, and how its absence is reported."""

import re
from collections.abc import Iterator, Sequence

from seatrial.evidence.code.table import LANGUAGES
from seatrial.evidence.collectors.program_scope import Scope, answer, production
from seatrial.evidence.model import Check, Evidence
from seatrial.evidence.python.traits import SERVES
from seatrial.evidence.survey import Spot, Survey
from seatrial.snapshot.languages import PROGRAMMING
from seatrial.snapshot.model import Role

NOT_A_SERVICE = "nothing here listens"
# What says whether a program listens is read for these and for containers.
_UNTOLD = PROGRAMMING - {"python", "shell", "powershell", "sql", *LANGUAGES}
_MAY_SERVE = re.compile(rb"(?i)listen|serve|socket")
# Where the command that starts a service may be written.
_STARTS = re.compile(r"(.*/)?(procfile|[^/]*\.(sh|service)|supervisord?\.conf|fly\.toml|app\.ya?ml"
    r"|gunicorn[^/]*\.py|[^/]*compose[^/]*\.ya?ml|makefile|justfile)|package\.json")  # fmt: skip


def without_service(
    survey: Survey, check: Check, otherwise: str = NOT_A_SERVICE
) -> Evidence | None:
    """Why `check` is not asked of this tree; None when a service listens here.

    Where no service listens the check does not apply; where nobody can tell, nobody says.
    """
    if survey.is_service:
        return None
    if untold := untold_languages(survey):
        why = f"whether a program listens is not read in this version for: {', '.join(untold)}"
        return survey.unavailable(check, why)
    sources = {e.path for e in survey.sources}
    if broken := sorted(path for path in survey.unparsed if path in sources and _may(survey, path)):
        return survey.unavailable(check, f"could not parse {broken[0]!r}: it may start a service")
    return survey.not_applicable(check, otherwise)


def _may(survey: Survey, path: str) -> bool:
    """Python may hide a server behind any name; other files have a word that shows it."""
    is_python = path.endswith(".py")
    return is_python or bool(_MAY_SERVE.search(survey.snapshot.raw(path)))


def untold_languages(survey: Survey) -> list[str]:
    """Languages of first-party programs in which nobody looks for a service."""
    return sorted({e.language for e in survey.sources} & _UNTOLD)


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
    others = scope.elsewhere(check)
    if serving is None and others:
        return [survey.unavailable(check, f"not read in this version for: {', '.join(others)}")]
    spots = [serving] if serving else []
    return [survey.fails(check, message, *spots, searched=searched)]
