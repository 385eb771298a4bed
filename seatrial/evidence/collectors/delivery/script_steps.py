"""Which steps of a script save, restore or build, and what must not be done after one failed."""

import re
from collections.abc import Iterator, Sequence

from seatrial.evidence.collectors.shell_scripts import Script, Step

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
_ELSE = re.compile(r"&&|\|\||(if|while|until|elif|!)\s|.*&$")


def dumps(script: Script) -> bool:
    return any(re.match(_DUMP, _bare(step.text)) for step in script.steps)


def _bare(text: str) -> str:
    """A command without what only says as whom, where and with what it runs."""
    for _ in range(6):
        if not (found := _PREFIX.match(text)):
            break
        text = text[found.end() :]
    return text


def lost_dumps(script: Script) -> Iterator[Step]:
    if script.pipefail or any(_looks(s) for s in script.steps):
        return
    yield from (s for s in script.steps if _PIPED_DUMP.match(_bare(s.text)))


def _looks(step: Step) -> bool:
    return bool(re.search(_LOOKS, step.text))


def gone_on(script: Script) -> Iterator[tuple[Step, Step]]:
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
