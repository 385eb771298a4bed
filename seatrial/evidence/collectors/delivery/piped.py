"""Test commands of GitHub's steps whose failure is lost in a pipe.

A pipe has the status of its last command unless the shell is told `pipefail`. GitHub tells it so
only where a shell is named: `shell: bash` is `bash --noprofile --norc -eo pipefail`, no shell is
`bash -e`, `shell: sh` is `sh -e`. GitLab and CircleCI set it themselves.
https://docs.github.com/actions/reference/workflow-syntax-for-github-actions#jobsjob_idstepsshell
"""

import re
from collections.abc import Iterator

from seatrial.evidence.collectors import workflows
from seatrial.evidence.collectors.delivery.suite_commands import runs_tests
from seatrial.evidence.survey import Survey
from seatrial.evidence.yaml_tree import Node

# What ends well whatever it is given. Others judge what they read (gotestfmt, tap-spec, grep -q).
_PASSES_ON = re.compile(r"\s*(sudo\s+)?(tee|cat|tail|head|ts|tr|cut|sort|column|nl|xcpretty)\b")
_EXPRESSION = re.compile(r"\$\{\{[^{}]{0,500}\}\}")
_QUOTED = re.compile(r"'[^']{0,1000}'|\"[^\"]{0,1000}\"")
# The script asks for the status itself, reads what was written, or groups its commands.
_ASKS = re.compile(r"pipefail|PIPESTATUS|\$\?|\bexit\b|\bgrep\b|[({]\s|^\s*(if|while|until)\s")
# Actions that fail the run by the results that were written.
_JUDGES = re.compile(r"junit|test-?(report|result|summary)|unit-?test", re.IGNORECASE)
_TEE = re.compile(r"\|\s*(?:sudo\s+)?tee\s+(?:-\S+\s+)*[\"']?([^\s\"'|&;<>]+)")
_ONLY_SHOWS = re.compile(r"\s*(cat|tail|head|echo|wc|cp|mv|gzip|zip|tar)\b")


def lost(survey: Survey) -> frozenset[tuple[str, int]]:
    """Path and line of every line of such a command."""
    found = (
        (path, number)
        for path, steps in _scripts(survey)
        for script in steps
        for number in _lost_in(survey, path, script)
    )
    return frozenset(found)


def _scripts(survey: Survey) -> Iterator[tuple[str, list[Node]]]:
    """The scripts of each job, and of each own action, that a shell without pipefail runs."""
    for path, workflow in workflows.readable(survey).items():
        for job in workflows.jobs(workflow):
            shell = _default_shell(workflow, job.node)
            yield path, [] if _judged(job.steps) else _loose(job.steps, shell)
    for path, action in workflows.composite_actions(survey).items():
        steps = workflows.action_steps(action) if action else []
        yield path, [] if _judged(steps) else _loose(steps, "pwsh")


def _loose(steps: list[Node], default: str) -> list[Node]:
    loose = (s.get("run") for s in steps if _loses(s.text("shell") or default))
    return [script for script in loose if script]


def _loses(shell: str) -> bool:
    """`bash` as GitHub starts it by itself, or as a line of one's own without pipefail."""
    return shell in ("", "sh") or bool(re.match(r"(ba)?sh\s", shell) and "pipefail" not in shell)


def _default_shell(workflow: Node, job: Node) -> str:
    """'' for GitHub's own choice; PowerShell, which keeps the status, where Windows is a part."""
    for node in (job, workflow):
        if stated := node.at("defaults", "run", "shell"):
            return stated.value
    machines = [n for n in (job.get("runs-on"), job.at("strategy", "matrix")) if n]
    words = " ".join(n.value for machine in machines for n in machine.walk())
    elsewhere = re.search(r"windows|fromjson|inputs\.", words, re.IGNORECASE)
    return "pwsh" if elsewhere else ""


def _judged(steps: list[Node]) -> bool:
    return any(_JUDGES.search(step.text("uses")) for step in steps)


def _lost_in(survey: Survey, path: str, script: Node) -> Iterator[int]:
    if _ASKS.search(_EXPRESSION.sub("", script.value)):
        return
    for numbers, line in _logical(survey, path, script):
        if _loses_tests(survey, line) and not _read_later(survey, path, line, numbers):
            yield from numbers


def _logical(survey: Survey, path: str, script: Node) -> Iterator[tuple[list[int], str]]:
    """The lines of a script, those that go on in the next put together."""
    lines = list(workflows.script_lines(survey, path, script))
    if "\n" not in script.value.strip():  # one line, or several that YAML folds to one
        yield [number for number, _ in lines], script.value.strip()
        return
    numbers: list[int] = []
    text = ""
    for number, line in lines[1:]:
        numbers.append(number)
        text = f"{text} {line.strip().removesuffix(chr(92))}"
        if not line.rstrip().endswith(("\\", "|", "&&")):
            yield numbers, text.strip()
            numbers, text = [], ""


def _loses_tests(survey: Survey, line: str) -> bool:
    """Every part of `line` that runs tests hands its words to what cannot fail."""
    plain = _QUOTED.sub("''", _EXPRESSION.sub("x", line[:2000]))
    parts = re.split(r"&&|\|\||;", plain)
    running = [re.split(r"\|&?", part) for part in parts if runs_tests(survey, part)]
    return bool(running) and all(
        len(piped) > 1 and _PASSES_ON.match(piped[-1]) and not runs_tests(survey, piped[-1])
        for piped in running
    )


def _read_later(survey: Survey, path: str, line: str, numbers: list[int]) -> bool:
    """Another line of the file does something with what was written."""
    files = _TEE.findall(line[:2000])
    lines = enumerate(survey.snapshot.lines(path) if files else [], 1)
    others = [text for number, text in lines if number not in numbers]
    return any(name in text and not _shows(text, name) for text in others for name in files)


def _shows(text: str, name: str) -> bool:
    """It is printed, or handed to an action: `path: log.txt`, alone or in a list."""
    alone = text.strip(" -\"'") == name
    return alone or bool(_ONLY_SHOWS.match(text) or re.match(r"\s*(?!run:)[\w.-]+:\s", text))
