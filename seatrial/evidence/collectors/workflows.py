"""GitHub workflows as triggers, jobs, steps and the lines of their scripts.

Format: https://docs.github.com/actions/reference/workflow-syntax-for-github-actions
"""

from collections.abc import Iterator
from dataclasses import dataclass

from seatrial.evidence.model import Check, Evidence
from seatrial.evidence.survey import Spot, Survey
from seatrial.evidence.yaml_tree import Node, read_yaml


@dataclass(frozen=True)
class Job:
    """One job of a workflow. `line` is that of its name."""

    name: str
    line: int
    node: Node

    @property
    def steps(self) -> list[Node]:
        found = self.node.get("steps")
        return [s for s in found.elements if s.kind == "mapping"] if found else []


def readable(survey: Survey) -> dict[str, Node]:
    """Workflows that could be read and look like one."""
    return {path: node for path, node in survey.workflows.items() if node and node.pairs}


def unreadable(survey: Survey, check: Check) -> list[Evidence]:
    """One observation for each workflow that could not be read."""
    return [
        survey.unavailable(check, f"{path!r} is no readable YAML", Spot(path, 1))
        for path, node in survey.workflows.items()
        if node is None
    ]


def triggers(workflow: Node) -> frozenset[str]:
    """The events that start it: `on` may be a name, a list or a mapping."""
    on = workflow.get("on")
    if on is None:
        return frozenset()
    return frozenset(on.keys() if on.kind == "mapping" else on.strings())


def on_change(workflow: Node) -> bool:
    """True when a push to a branch or a pull request starts it: a pushed tag is a release."""
    started = triggers(workflow)
    push = workflow.at("on", "push")
    only_tags = bool(push and {"tags", "tags-ignore"} & {*push.keys()}) and not (
        push and {"branches", "branches-ignore", "paths"} & {*push.keys()}
    )
    return bool(started & {"pull_request", "merge_group"}) or ("push" in started and not only_tags)


def jobs(workflow: Node) -> list[Job]:
    found = workflow.get("jobs")
    if found is None:
        return []
    pairs = ((k, v) for k, v in found.pairs if v.kind == "mapping")
    return [Job(k.value, k.line, v) for k, v in pairs]


def composite_actions(survey: Survey) -> dict[str, Node | None]:
    """Actions that the repository defines itself, by path."""
    found = survey.snapshot.named(r"(\.github/actions/.*/)?action\.ya?ml")
    return {e.path: read_yaml(survey.snapshot.source(e.path)) for e in found}


def action_steps(action: Node) -> list[Node]:
    found = action.at("runs", "steps")
    return [s for s in found.elements if s.kind == "mapping"] if found else []


def script_lines(survey: Survey, path: str, script: Node) -> Iterator[tuple[int, str]]:
    """The lines of a `run` value as they stand in the file, with their numbers."""
    lines = survey.snapshot.lines(path)
    last = min(script.end_line, len(lines))
    return ((n, lines[n - 1]) for n in range(script.line, last + 1))
