"""No workflow runs a stranger's code or text with rights: untrusted checkout, script injection.

The contexts that a stranger can write are those of
https://securitylab.github.com/resources/github-actions-untrusted-input/
"""

import re
from collections.abc import Iterator

from seatrial.evidence.collectors import containers, workflows
from seatrial.evidence.collectors.supply import other_injections
from seatrial.evidence.model import Check, Evidence, Severity
from seatrial.evidence.survey import Spot, Survey
from seatrial.evidence.yaml_tree import Node

CHECK = Check(
    id="supply.no-dangerous-workflow",
    statement="No workflow checks out or interprets what a stranger wrote",
    gate="G9",
    severity=Severity.CRITICAL,
    remedy="Pass untrusted values through `env:` instead of `${{ }}` in scripts; never check out a "
    "pull request's head in a privileged workflow.",
    effort="S",
    maps=("OSPS-BR-01.01", "Scorecard:Dangerous-Workflow", "CWE-94"),
)
_BECOMES_SCRIPT = "{!r}, which a stranger can write, becomes part of a script"
_PRIVILEGED = frozenset({"pull_request_target", "workflow_run"})
_STRANGERS_HEAD = re.compile(
    r"github\.head_ref|github\.event\.pull_request\.(head\.(sha|ref)|merge_commit_sha)"
    r"|github\.event\.workflow_run\.head_(sha|branch)|refs/pull/"
)
UNTRUSTED = re.compile(
    r"\$\{\{\s*("
    r"github\.head_ref"
    r"|github\.event\.(issue|pull_request|discussion)\.(title|body)"
    r"|github\.event\.(comment|review|review_comment)\.body"
    r"|github\.event\.pull_request\.head\.(ref|label|repo\.default_branch)"
    r"|github\.event\.workflow_run\.(head_branch|display_title|head_commit\.message)"
    r"|github\.event\.(head_commit|commits[^\s}]{0,40})\.(message|author\.(email|name))"
    r"|github\.event\.pages[^\s}]{0,40}\.page_name"
    r")\s*(\|\||\}\})"
)


def collect(survey: Survey) -> list[Evidence]:
    actions = workflows.composite_actions(survey)
    others = other_injections.looked_at(survey)
    if not survey.workflows and not actions and not others:
        return [survey.not_applicable(CHECK, "there is no GitHub workflow")]
    found = workflows.readable(survey)
    failing = [e for path, node in found.items() for e in _judge(survey, path, node)]
    for path, action in actions.items():
        for step in workflows.action_steps(action) if action else ():
            failing += _injections(survey, path, step)
    failing += [
        survey.fails(CHECK, _BECOMES_SCRIPT.format(name), spot, severity=Severity.HIGH)
        for spot, name in other_injections.injections(survey)
    ]
    failing += workflows.unreadable(survey, CHECK)
    broken = other_injections.unread(survey)
    failing += containers.unreadable(survey, CHECK, broken, containers.NOT_YAML)
    held = f"{len(found) + len(others)} workflows without untrusted checkout or script injection"
    return survey.fails_or_holds(CHECK, failing, held)


def _judge(survey: Survey, path: str, workflow: Node) -> Iterator[Evidence]:
    privileged = workflows.triggers(workflow) & _PRIVILEGED
    for job in workflows.jobs(workflow):
        for step in job.steps:
            yield from _injections(survey, path, step)
            if privileged:
                yield from _checkouts(survey, path, step, sorted(privileged)[0])


def _injections(survey: Survey, path: str, step: Node) -> Iterator[Evidence]:
    for script in (step.get("run"), step.at("with", "script")):
        for number, line in workflows.script_lines(survey, path, script) if script else ():
            if found := UNTRUSTED.search(line):
                yield survey.fails(CHECK, _BECOMES_SCRIPT.format(found[1]), Spot(path, number))


def _checkouts(survey: Survey, path: str, step: Node, trigger: str) -> Iterator[Evidence]:
    reference = step.at("with", "ref")
    is_checkout = step.text("uses").startswith("actions/checkout@")
    if is_checkout and reference and _STRANGERS_HEAD.search(reference.value):
        message = f"a stranger's code is checked out in a workflow started by {trigger!r}"
        yield survey.fails(CHECK, message, Spot(path, reference.line))
