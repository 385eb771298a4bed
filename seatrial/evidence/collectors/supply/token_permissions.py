"""Every workflow says which rights its token has, and none asks for all of them."""

from seatrial.evidence.collectors import workflows
from seatrial.evidence.model import Check, Evidence, Severity
from seatrial.evidence.survey import Spot, Survey
from seatrial.evidence.yaml_tree import Node

CHECK = Check(
    id="supply.token-permissions",
    statement="Every workflow states the least permissions of its token",
    gate="G9",
    severity=Severity.MEDIUM,
    remedy="State `permissions: contents: read` at the top of the workflow, more only in the jobs "
    "that need it.",
    effort="S",
    maps=("OSPS-AC-04.02", "Scorecard:Token-Permissions", "CWE-272"),
)


def collect(survey: Survey) -> list[Evidence]:
    if not survey.workflows:
        return [survey.not_applicable(CHECK, "there is no GitHub workflow")]
    found = workflows.readable(survey)
    failing = [e for path, node in found.items() for e in _judge(survey, path, node)]
    failing += workflows.unreadable(survey, CHECK)
    held = f"{len(found)} workflows, each with stated permissions"
    return survey.fails_or_holds(CHECK, failing, held)


def _judge(survey: Survey, path: str, workflow: Node) -> list[Evidence]:
    jobs = workflows.jobs(workflow)
    everything = [p for n in [workflow, *(j.node for j in jobs)] if (p := _write_all(n))]
    if everything:
        spots = [Spot(path, p.line) for p in everything]
        return [survey.fails(CHECK, f"{path!r} gives its token every right", *spots)]
    if workflow.get("permissions") or _only_called(workflow):
        return []
    silent = [j for j in jobs if not j.node.get("permissions")]
    if not silent:
        return []
    spots = [Spot(path, j.line) for j in silent]
    return [survey.fails(CHECK, f"{path!r} does not state its token's permissions", *spots)]


def _write_all(node: Node) -> Node | None:
    stated = node.get("permissions")
    return stated if stated and stated.value == "write-all" else None


def _only_called(workflow: Node) -> bool:
    """A reusable workflow has at most the rights of whoever calls it."""
    return workflows.triggers(workflow) == {"workflow_call"}
