"""Health checks that are scripts of the tree, and end well whatever they see."""

import re
from collections.abc import Iterator, Sequence

from seatrial.evidence.collectors.shell_scripts import Script, Step, read_script
from seatrial.evidence.survey import Spot, Survey

# `CMD ["/app/healthcheck.sh"]`, `sh /healthcheck.sh web || exit 1`; nothing is chained to it.
_SCRIPT = re.compile(
    r"\W{0,20}(cmd(-shell)?\W{1,20})?((/bin/)?(ba|da|a)?sh\W{1,20})?[\w./-]*?(?P<name>[\w-]+\.(ba)?sh)\b"
    r"[^|&;]*(\|\|\s*exit\s+1\W*)?", re.IGNORECASE)  # fmt: skip
# Where a script may leave with a failure, or with the status of what it ran.
_MAY_FAIL = re.compile(
    r"\bexit\b(?!\s+0\b)|\b(return|exec|kill|false|trap|eval|die|fail|abort)\b|(source|\.)\s"
)
_SAYS = r"(exit\s+0|true|:|(echo|printf)\b([^|&;$()`]|>&|\$\w|\$\{\w+\})*)\s*"
_ENDS_WELL = re.compile(rf"({_SAYS}|[^|]*\|\|\s*{_SAYS})")
_ONE_LINE = re.compile(rf"if\s[^;]*;\s*then\s+{_SAYS};\s*fi\s*")


def in_vain(survey: Survey, command: str) -> Spot | None:
    """The last line of the script that `command` runs, when it can only end well."""
    named = _SCRIPT.fullmatch(command[:1000])
    same = survey.snapshot.named(rf"(.*/)?{re.escape(named['name'])}") if named else []
    if len(same) != 1 or not same[0].text:
        return None
    script = read_script(survey.snapshot.lines(same[0].path))
    if script is None or not script.steps or not _only_ends_well(script):
        return None
    return Spot(same[0].path, script.steps[-1].start, script.steps[-1].end)


def _only_ends_well(script: Script) -> bool:
    settings = script.errexit or any(re.match(r"set\s", s.text) for s in script.steps)
    if settings or any(_MAY_FAIL.search(_unquoted(s.text)) for s in script.steps):
        return False
    last = script.steps[-1]
    if re.fullmatch(r"fi\s*", last.text):
        return all(_ends_well(step) for step in _last_of_branches(script.steps))
    return not last.block and _ends_well(last)


def _unquoted(text: str) -> str:
    return re.sub(r"'[^']*'|\"[^\"$`]*\"", "''", text)


def _ends_well(step: Step) -> bool:
    text = _unquoted(step.text[:2000])
    return bool(_ENDS_WELL.fullmatch(text) or _ONE_LINE.fullmatch(text))


def _last_of_branches(steps: Sequence[Step]) -> Iterator[Step]:
    """The last step of each branch of the `if` with which the script ends."""
    depth = len(steps[-1].block)
    branches: dict[int, Step] = {}
    for step in reversed(steps[:-1]):
        if len(step.block) == depth:  # the `if` itself
            break
        if not re.match(r"(then|else)\s*$", step.text):
            branches.setdefault(step.block[depth], step)
    yield from branches.values()
