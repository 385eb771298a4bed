"""A script that saves, restores or ships does not go on after a step that failed.

A shell takes no notice of a failed command unless it is told (`set -e`), and a pipe has the status
of its last command unless it is told `pipefail`: the old backup is deleted after a dump that broke,
and the script says that it is done.
"""

import re
from collections.abc import Iterator, Sequence

from seatrial.evidence.collectors import containers
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
_DUMP = r"(pg_dump(all)?|pg_basebackup|mysqldump|mariadb-dump|mongodump)\b"
_PREFIX = re.compile(
    r"((sudo|env|time|nice|command)\s+(-\w+\s+(?=-)|-[un]\s*\S+\s+)*|\w+=\S*\s+"
    r"|(docker([ -]compose)?|podman)\s+exec\s+(-\w+\s+(\w+=\S+\s+)?)*[\w.$\"{}-]+\s+)"
)
_COPIES = re.compile(rf"({_DUMP}|tar\s|rsync\s|cp\s|scp\s|(aws\s+s3|gsutil)\s+(cp|sync)\b)")
_RESTORES = re.compile(r"(pg_restore|mongorestore|(psql|mysql|mariadb)\s[^|]{0,300}(<|\s-f\s))")
_BUILDS = re.compile(
    r"(git\s+(pull|checkout|fetch|reset)\b|(npm|yarn|pnpm|bundle|composer)\s+(ci|install|run\s+build|build)\b"
    r"|pip3?\s+install|(\S*/)?python3?\s+(-m\s+pip\s+install|\S*manage\.py\s+migrate)"
    r"|\S*manage\.py\s+migrate|docker([ -]compose)?\s+build\b|(go|cargo)\s+build\b|make\s+build\b"
    r"|alembic\s+upgrade|flask\s+db\s+upgrade|(bin/)?(rails|rake)\s+db:migrate|npx\s+prisma\s+migrate)"
)
_REMOVES = re.compile(
    r"rm\s|find\s.*(-delete\b|-exec\s+rm\b)|rsync\s.*--delete|mv\s|(dropdb|ln\s+-sf)"
)
_STARTS = re.compile(
    r"(systemctl\s+(re)?(start|load)|service\s+\S+\s+(re)?start|(supervisorctl|pm2)\s+(re)?(start|load)"
    r"|docker([ -]compose)?\s+([^|]{0,200}\s)?(up|stack\s+deploy|service\s+update)\b"
    r"|kubectl\s+(apply|rollout|set)|helm\s+upgrade|ln\s+-sf|rsync\s.*--delete)"
)
_SAYS_DONE = re.compile(
    r"(echo|printf|log\w*|info|success|ok|notify\w*)\s.*\b(done|completed?|success(ful(ly)?)?|written"
    r"|restored|finished|deployed|saved|upgraded|created)\b", re.I)  # fmt: skip
_TEMPORARY = re.compile(r"te?mp|work_?dir|build|cache|dist\b|\.pid\b|\.lock\b|node_modules", re.I)
_NOT_YET = re.compile(r"\b(will|to be|being|before|going|not|fail\w*|if|when|should)\b", re.I)
# It looks at what was written: at the size, the archive, the status.
_LOOKS = (
    r"PIPESTATUS|(\[|\btest)\s+(!\s+)?-[sfe]\s|(zip|zstd|xz|tar|bzip2)\s+-\w*t\b|--(test|list)\b"
    r"|wc\s+-c|\bstat\s"
)
_CHECKED = re.compile(rf"\$\?|{_LOOKS}|\b(exit|return|die|fail|abort|error)\b")
_WORDS = re.compile(r"\$\{?\w+|[\w./-]*\w{3}[\w./-]*")
_PIPED_DUMP = re.compile(rf"(if\s+|!\s+){{0,3}}{_DUMP}([^|;&]|>&){{0,1000}}\|[^|]")
_LIBRARY = re.compile(r"(source|\.)\s+\S*(\.(ba)?sh\b|lib|common|func|util|helper)")
_MOST_SPOTS = 10
_ELSE = re.compile(r"&&|\|\||(if|while|until|elif|!)\s|.*&$")


def collect(survey: Survey) -> list[Evidence]:
    entries = [e for e in survey.snapshot.files(*_ROLES, language="shell") if _ships(e)]
    read = {e.path: read_script(survey.snapshot.lines(e.path)) for e in entries}
    scripts = {path: s for path, s in read.items() if s and (_NAMED.search(path) or _dumps(s))}
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
    if lost := list(_lost_dumps(script)):
        message = "a dump that breaks goes unseen: the pipe has the status of its last command"
        return survey.fails(CHECK, message, *_spots(path, lost))
    if gone_on := list(_gone_on(script)):
        message = f"when this fails the script goes on, and comes to line {gone_on[0][1].start}"
        return survey.fails(CHECK, message, *_spots(path, [step for step, _ in gone_on]))
    return None


def _spots(path: str, steps: Sequence[Step]) -> list[Spot]:
    return [Spot(path, step.start, step.end) for step in steps[:_MOST_SPOTS]]


def _dumps(script: Script) -> bool:
    return any(re.match(_DUMP, _bare(step.text)) for step in script.steps)


def _bare(text: str) -> str:
    """A command without what only says as whom, where and with what it runs."""
    for _ in range(6):
        if not (found := _PREFIX.match(text)):
            break
        text = text[found.end() :]
    return text


def _lost_dumps(script: Script) -> Iterator[Step]:
    if script.pipefail or any(_looks(s) for s in script.steps):
        return
    yield from (s for s in script.steps if _PIPED_DUMP.match(_bare(s.text)))


def _looks(step: Step) -> bool:
    return bool(re.search(_LOOKS, step.text))


def _gone_on(script: Script) -> Iterator[tuple[Step, Step]]:
    """A step that may fail, and the first step after it that relies on it."""
    library = any(_LIBRARY.match(step.text) for step in script.steps)
    if script.errexit or script.traps or library:
        return
    for number, step in enumerate(script.steps):
        relies = _relying(_bare(step.text))
        if relies and not _ELSE.search(step.text):
            after = script.steps[number + 1 :]
            if later := _harmed(step, after, relies):
                yield step, later


def _relying(command: str) -> list[re.Pattern[str]]:
    """What must not be done after `command` has failed."""
    if _COPIES.match(command):
        return [_REMOVES, _SAYS_DONE]
    if _RESTORES.match(command):
        return [_SAYS_DONE, _STARTS]
    return [_STARTS, _SAYS_DONE] if _BUILDS.match(command) else []


def _harmed(step: Step, after: Sequence[Step], patterns: Sequence[re.Pattern[str]]) -> Step | None:
    for later in after:
        if _CHECKED.search(later.text) or len(later.block) < len(step.block):
            return None
        together = later.block == step.block and not _ELSE.search(later.text)
        if together and any(_harms(p, step, _bare(later.text)) for p in patterns):
            return later
    return None


def _harms(pattern: re.Pattern[str], step: Step, command: str) -> bool:
    if not pattern.match(command):
        return False
    if pattern is _SAYS_DONE:
        return not _NOT_YET.search(command)
    return pattern is _STARTS or _takes_away(step, command)


def _takes_away(step: Step, command: str) -> bool:
    """What was to be copied, or older copies: not what the script made for itself."""
    if _TEMPORARY.search(command):
        return False
    names = set(_WORDS.findall(_bare(step.text))) & set(_WORDS.findall(command))
    return command.startswith("find") or bool(names)
