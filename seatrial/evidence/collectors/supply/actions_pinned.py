"""Every action from elsewhere is named by the full hash of a commit, which nobody can move."""

import re
from collections.abc import Iterator

from seatrial.evidence.collectors import workflows
from seatrial.evidence.model import Check, Evidence, Severity
from seatrial.evidence.survey import Spot, Survey
from seatrial.evidence.yaml_tree import Node

CHECK = Check(
    id="supply.actions-pinned",
    statement="Every third-party action is pinned to the full hash of a commit",
    gate="G9",
    severity=Severity.MEDIUM,
    remedy="Replace each action's tag or branch by the commit's 40-digit hash, the tag as comment.",
    effort="S",
    maps=("Scorecard:Pinned-Dependencies", "CWE-829"),
)
_PINNED = re.compile(r"@([0-9a-f]{40}|[0-9a-f]{64})$|^docker://[^@]+@sha256:[0-9a-f]{64}$")
# Their verifier demands a tag: https://github.com/slsa-framework/slsa-github-generator#referencing
_NEEDS_A_TAG = "slsa-framework/slsa-github-generator/"


def collect(survey: Survey) -> list[Evidence]:
    actions = workflows.composite_actions(survey)
    unread = workflows.unreadable(survey, CHECK)
    unread += [
        survey.unavailable(CHECK, f"{path!r} is no readable YAML", Spot(path, 1))
        for path, node in actions.items()
        if node is None
    ]
    uses = [(path, use) for path, use in _uses(survey, actions) if _third_party(use.value)]
    loose = [
        survey.fails(CHECK, f"{use.value!r} is not pinned to a commit", Spot(path, use.line))
        for path, use in uses
        if not _PINNED.search(use.value)
    ]
    if loose or unread:
        return loose + unread
    if not uses:
        return [survey.not_applicable(CHECK, "no third-party action is used")]
    message = f"{len(uses)} uses of third-party actions, each pinned to a commit"
    return [survey.holds(CHECK, message, uses=len(uses))]


def _uses(survey: Survey, actions: dict[str, Node | None]) -> Iterator[tuple[str, Node]]:
    for path, workflow in workflows.readable(survey).items():
        for job in workflows.jobs(workflow):
            yield from ((path, u) for s in [job.node, *job.steps] if (u := s.get("uses")))
    for path, action in actions.items():
        steps = workflows.action_steps(action) if action else []
        yield from ((path, use) for step in steps if (use := step.get("uses")))


def _third_party(use: str) -> bool:
    return bool(use) and not use.startswith(("./", "../", _NEEDS_A_TAG)) and "${{" not in use
