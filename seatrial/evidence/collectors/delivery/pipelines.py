"""The CI definitions of the tree, whichever system reads them, and the commands they run."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from seatrial.evidence.collectors import containers, gitlab, workflows
from seatrial.evidence.model import Check, Evidence
from seatrial.evidence.survey import Spot, Survey
from seatrial.evidence.yaml_tree import Node

_SYSTEMS = {
    "gitlab": gitlab.DEFINITION,
    "circleci": r"\.circleci/config\.ya?ml",
    "azure-pipelines": r"(\.?azure[^/]*/)?azure-pipelines[^/]*\.ya?ml|\.azure[^/]*/[^/]+\.ya?ml",
    "travis": r"\.travis\.ya?ml",
    "jenkins": r"Jenkinsfile",
    "bitbucket": r"bitbucket-pipelines\.ya?ml",
    "drone": r"\.drone\.ya?ml",
    "woodpecker": r"\.woodpecker(\.ya?ml|/[^/]+\.ya?ml)",
    "cirrus": r"\.cirrus\.ya?ml",
    "appveyor": r"\.?appveyor\.ya?ml",
    "buildkite": r"\.buildkite/.*\.ya?ml",
    "forgejo": r"\.(forgejo|gitea)/workflows/[^/]+\.ya?ml",
    "sourcehut": r"\.build\.ya?ml|\.builds/[^/]+\.ya?ml",
    "a script": r"\.ci/run",
}
SEARCHED = (".github/workflows/", *sorted(s for s in _SYSTEMS if s != "a script"), ".ci/run")


@dataclass(frozen=True)
class Command:
    """One line that a CI definition runs. `tolerated`: its failure does not fail the run."""

    path: str
    line: int
    text: str
    tolerated: bool = False


def other_pipelines(survey: Survey) -> dict[str, str]:
    """Definitions of systems other than GitHub: path to the system's name.

    One of GitLab counts when a job of it, or what it includes, may run on a change.
    """
    return {
        entry.path: system
        for system, pattern in _SYSTEMS.items()
        for entry in survey.snapshot.named(pattern)
        if system != "gitlab" or _starts(survey)
    }


def _starts(survey: Survey) -> bool:
    return any(job.on_change for job in gitlab.jobs(survey)) or any(gitlab.elsewhere(survey))


def on_change(survey: Survey) -> dict[str, Node]:
    """GitHub workflows that a push or a pull request starts."""
    return {
        path: node for path, node in workflows.readable(survey).items() if workflows.on_change(node)
    }


def commands(survey: Survey) -> Iterator[Command]:
    """Every command that a change starts, called workflows and own actions included."""
    for path, workflow in on_change(survey).items():
        yield from _of_workflow(survey, path, workflow, frozenset({path}))
    yield from _of_gitlab(survey)
    for path, system in other_pipelines(survey).items():
        if system != "gitlab":
            yield from _of_text(survey, path)


def commands_of_all(survey: Survey) -> list[Command]:
    """As `commands`, and those of workflows that a schedule, a release or a person starts."""
    readable = workflows.readable(survey).items()
    every = [c for path, w in readable for c in _of_workflow(survey, path, w, frozenset({path}))]
    found = {(c.path, c.line, c.text): c for c in [*commands(survey), *every]}
    return [found[place] for place in sorted(found)]


def unreadable(survey: Survey, check: Check) -> list[Evidence]:
    """What says nothing of CI because it could not be read."""
    broken = containers.unread(gitlab.files(survey))
    found = containers.unreadable(survey, check, broken, containers.NOT_YAML)
    return [*workflows.unreadable(survey, check), *found]


def called_elsewhere(survey: Survey) -> list[Spot]:
    """Jobs whose steps are in another repository, or included from one."""
    spots = [
        Spot(path, job.line)
        for path, workflow in on_change(survey).items()
        for job in workflows.jobs(workflow)
        if (use := job.node.text("uses")) and not use.startswith("./")
    ]
    spots += [Spot(path, line) for path, line in gitlab.elsewhere(survey)]
    for path, system in other_pipelines(survey).items():
        lines = enumerate(survey.snapshot.lines(path), 1) if system != "gitlab" else ()
        spots += [Spot(path, n) for n, line in lines if re.match(r"(include|orbs|template):", line)]
    return spots


def _of_gitlab(survey: Survey) -> Iterator[Command]:
    for job in gitlab.jobs(survey):
        for script in job.commands if job.on_change else ():
            if script.line == script.end_line:
                yield Command(job.path, script.line, script.value, job.tolerated)
                continue
            for number, line in workflows.script_lines(survey, job.path, script):
                yield Command(job.path, number, _command(line), job.tolerated)


def _of_text(survey: Survey, path: str) -> Iterator[Command]:
    for number, line in enumerate(survey.snapshot.lines(path), 1):
        text = "" if line.lstrip().startswith(("#", "//")) else _command(line)
        if text:
            yield Command(path, number, text)


def _command(line: str) -> str:
    """A line of a definition without what YAML puts before its command."""
    key = r"((script|before_script|run|command|cmd|sh|bash)\s*:?\s+)?"
    return re.sub(rf"^\s*(-\s+)?{key}[|>\"']?", "", line)


def _of_workflow(
    survey: Survey, path: str, workflow: Node, seen: frozenset[str]
) -> Iterator[Command]:
    for job in workflows.jobs(workflow):
        yield from commands_of_job(survey, path, job, seen)


def commands_of_job(
    survey: Survey, path: str, job: workflows.Job, seen: frozenset[str] = frozenset()
) -> Iterator[Command]:
    """What one job of a workflow runs, the workflow that it calls included."""
    if job.node.text("if") in {"false", "${{ false }}"}:
        return
    yield from _of_matrix(path, job)
    tolerated = job.node.text("continue-on-error") == "true"
    for step in job.steps:
        yield from _of_step(survey, path, step, seen, tolerated)
    called = job.node.text("uses").removeprefix("./")
    target = survey.workflows.get(called)
    if target and called not in seen:
        yield from _of_workflow(survey, called, target, seen | {called})


def _of_matrix(path: str, job: workflows.Job) -> Iterator[Command]:
    """Commands that stand in the job's matrix, for steps that run `${{ matrix.command }}`."""
    scripts = "".join(step.text("run") for step in job.steps)
    keys = set(re.findall(r"\$\{\{\s*matrix\.(\w+)", scripts))
    matrix = job.node.at("strategy", "matrix")
    for node in matrix.walk() if matrix and keys else ():
        for key, value in node.pairs:
            if key.value in keys:
                found = [value] if value.kind == "scalar" else value.elements
                yield from (Command(path, v.line, v.value) for v in found)


def _of_step(
    survey: Survey, path: str, step: Node, seen: frozenset[str], tolerated: bool
) -> Iterator[Command]:
    tolerated = tolerated or step.text("continue-on-error") == "true"
    script = step.get("run")
    if script:
        for number, line in workflows.script_lines(survey, path, script):
            text = re.sub(r"^\s*(-\s+)?run:\s*[|>]?[+-]?\s*", "", line).strip(" \"'")
            yield Command(path, number, text, tolerated)
    yield from _of_action(survey, step, seen, tolerated)
    yield from _of_inputs(path, step, tolerated)


def _of_action(
    survey: Survey, step: Node, seen: frozenset[str], tolerated: bool
) -> Iterator[Command]:
    folder = step.text("uses")
    if not folder.startswith("./"):
        return
    for path, action in workflows.composite_actions(survey).items():
        if path.rsplit("/", 1)[0] == folder[2:].rstrip("/") and action and path not in seen:
            for inner in workflows.action_steps(action):
                yield from _of_step(survey, path, inner, seen | {path}, tolerated)


def _of_inputs(path: str, step: Node, tolerated: bool) -> Iterator[Command]:
    """Commands handed to an action: `with: run: npm test`, `CIBW_TEST_COMMAND: pytest`."""
    for block in (step.get("with"), step.get("env")):
        for key, value in block.items() if block else ():
            if re.search(r"(?i)(^|_)(run|command|cmd|script|args|arguments|test_command)$", key):
                for offset, text in enumerate(value.value.split("\n")):
                    yield Command(path, min(value.line + offset, value.end_line), text, tolerated)
