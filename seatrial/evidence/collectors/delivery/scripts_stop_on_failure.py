"""A script that saves, restores or ships does not go on after a step that failed.

A shell takes no notice of a failed command unless it is told (`set -e`), and a pipe has the status
of its last command unless it is told `pipefail`: the old backup is deleted after a dump that broke,
and the script says that it is done.
"""

import re
from collections.abc import Sequence

from seatrial.evidence.collectors import containers
from seatrial.evidence.collectors.delivery.script_steps import dumps, gone_on, lost_dumps
from seatrial.evidence.collectors.shell_scripts import Script, Step, read_script
from seatrial.evidence.model import Check, Evidence, Severity
from seatrial.evidence.survey import Spot, Survey
from seatrial.snapshot.model import Entry, Fate, Mode, Role
from seatrial.snapshot.roles import role_of

CHECK = Check(
    id="delivery.scripts-stop-on-failure",
    statement="No shell script that saves, restores or ships goes on after a step that failed",
    gate="G11",
    severity=Severity.MEDIUM,
    remedy="Begin the script with `set -euo pipefail` (`set -eu` in a POSIX shell, and no pipe "
    "after a dump), or check the step.",
    effort="S",
    maps=("CWE-252",),
)
_NAMED = re.compile(
    r"(^|[/._-])(backup|restore|deploy|upgrade|release|rollback|migrat|publish|db-?dump)"
    r"(s|e|ions?|ments?|ing)?(?=[/._-]|$)", re.I)  # fmt: skip
_ROLES = (Role.SOURCE, Role.CI, Role.CONTAINER, Role.CONFIG)
_MOST_SPOTS = 10


def collect(survey: Survey) -> list[Evidence]:
    entries = [e for e in survey.snapshot.files(*_ROLES, language="shell") if _ships(e)]
    read = {e.path: read_script(survey.snapshot.lines(e.path)) for e in entries}
    scripts = {path: s for path, s in read.items() if s and (_NAMED.search(path) or dumps(s))}
    failing = [e for path, script in scripts.items() if (e := _judge(survey, path, script))]
    failing += _never_opened(survey)
    if not scripts and not failing:
        return [survey.not_applicable(CHECK, "no shell script that saves, restores or ships")]
    return survey.fails_or_holds(CHECK, failing, f"{len(scripts)} scripts stop on a failed step")


def _ships(entry: Entry) -> bool:
    return entry.text and containers.shipped(entry.path)


def _never_opened(survey: Survey) -> list[Evidence]:
    """Scripts of such a name of which the snapshot holds no text."""
    return [
        survey.unavailable(CHECK, f"{e.path!r} was not read: {e.reason}")
        for e in survey.snapshot.entries
        if e.mode in (Mode.FILE, Mode.EXECUTABLE) and (e.fate is Fate.SKIPPED or not e.text)
        if e.path.endswith(".sh") and _NAMED.search(e.path) and containers.shipped(e.path)
        if role_of(e.path, "shell", b"") in _ROLES
    ]


def _judge(survey: Survey, path: str, script: Script) -> Evidence | None:
    if lost := list(lost_dumps(script)):
        message = "a dump that breaks goes unseen: the pipe has the status of its last command"
        return survey.fails(CHECK, message, *_spots(path, lost))
    if going := list(gone_on(script)):
        message = f"when this fails the script goes on, and comes to line {going[0][1].start}"
        return survey.fails(CHECK, message, *_spots(path, [step for step, _ in going]))
    return None


def _spots(path: str, steps: Sequence[Step]) -> list[Spot]:
    return [Spot(path, step.start, step.end) for step in steps[:_MOST_SPOTS]]
