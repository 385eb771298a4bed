"""A CI job that hangs is stopped: each has a time limit shorter than the six hours by default."""

from seatrial.evidence.collectors import workflows
from seatrial.evidence.collectors.delivery.pipelines import on_change
from seatrial.evidence.model import Check, Evidence, Severity
from seatrial.evidence.survey import Spot, Survey
from seatrial.evidence.yaml_tree import Node

CHECK = Check(
    id="delivery.ci-bounded",
    statement="Every CI job has a time limit",
    gate="G11",
    severity=Severity.LOW,
    remedy="Set `timeout-minutes` on each job.",
    effort="S",
    likelihood="low",
)


def collect(survey: Survey) -> list[Evidence]:
    found = on_change(survey)
    failing = [e for path, node in found.items() if (e := _judge(survey, path, node))]
    failing += workflows.unreadable(survey, CHECK)
    if not found and not failing:
        return [survey.not_applicable(CHECK, "no GitHub workflow starts on a change")]
    return survey.fails_or_holds(CHECK, failing, f"{len(found)} workflows, every job bounded")


def _judge(survey: Survey, path: str, workflow: Node) -> Evidence | None:
    endless = [job for job in workflows.jobs(workflow) if not _bounded(job)]
    if not endless:
        return None
    names = ", ".join(repr(job.name) for job in endless[:5])
    message = f"{len(endless)} jobs without a time limit: {names}"
    return survey.fails(CHECK, message, *(Spot(path, job.line) for job in endless))


def _bounded(job: workflows.Job) -> bool:
    """A job that calls a workflow cannot have a limit of its own."""
    if job.node.get("timeout-minutes") or job.node.get("uses"):
        return True
    scripts = [step for step in job.steps if step.get("run")]
    return bool(scripts) and all(step.get("timeout-minutes") for step in scripts)
