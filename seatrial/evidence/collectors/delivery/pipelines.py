"""The CI definitions of the tree, whichever system reads them, and the commands they run."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from seatrial.evidence.collectors import workflows
from seatrial.evidence.survey import Survey
from seatrial.evidence.yaml_tree import Node

_SYSTEMS = {
    "gitlab": r"\.gitlab-ci\.ya?ml",
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
    """Definitions of systems other than GitHub: path to the system's name."""
    return {
        entry.path: system
        for system, pattern in _SYSTEMS.items()
        for entry in survey.snapshot.named(pattern)
    }


def on_change(survey: Survey) -> dict[str, Node]:
    """GitHub workflows that a push or a pull request starts."""
    return {
        path: node for path, node in workflows.readable(survey).items() if workflows.on_change(node)
    }


def commands(survey: Survey) -> Iterator[Command]:
    """Every command that a change starts, called workflows and own actions included."""
    for path, workflow in on_change(survey).items():
        yield from _of_workflow(survey, path, workflow, frozenset({path}))
    for path in other_pipelines(survey):
        yield from _of_text(survey, path)


def _of_text(survey: Survey, path: str) -> Iterator[Command]:
    for number, line in enumerate(survey.snapshot.lines(path), 1):
        text = re.sub(r"^\s*(-\s+)?((script|run|command|cmd|sh|bash)\s*:?\s+)?[|>\"']?", "", line)
        if text:
            yield Command(path, number, text)


def _of_workflow(
    survey: Survey, path: str, workflow: Node, seen: frozenset[str]
) -> Iterator[Command]:
    for job in workflows.jobs(workflow):
        if job.node.text("if") in {"false", "${{ false }}"}:
            continue
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
