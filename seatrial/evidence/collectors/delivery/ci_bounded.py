"""A CI job that hangs is stopped: each has a time limit shorter than the six hours by default."""

from seatrial.evidence.collectors import workflows
from seatrial.evidence.collectors.delivery.pipelines import on_change, other_pipelines, unreadable
from seatrial.evidence.model import Check, Evidence, Severity
from seatrial.evidence.survey import Spot, Survey
from seatrial.evidence.yaml_tree import Node

CHECK = Check(
    id="delivery.ci-bounded",
    statement="Every CI job has a time limit",
    gate="G11",
    severity=Severity.LOW,
    remedy="Set `timeout-minutes` on each job (Jenkins: `timeout` in the options).",
    effort="S",
    likelihood="low",
)


# They stop a job by themselves, after one to six hours less than GitHub does.
_BOUNDED = frozenset(
    "gitlab circleci azure-pipelines travis bitbucket cirrus appveyor drone woodpecker".split()
)


def collect(survey: Survey) -> list[Evidence]:
    found, others = on_change(survey), other_pipelines(survey)
    failing = [e for path, node in found.items() if (e := _judge(survey, path, node))]
    failing += [
        survey.fails(CHECK, f"{path!r} states no timeout, and Jenkins has none", Spot(path, 1))
        for path, system in others.items()
        if system == "jenkins" and "timeout" not in survey.snapshot.source(path)
    ]
    failing += unreadable(survey, CHECK)
    bounded = [p for p, system in others.items() if system in _BOUNDED or system == "jenkins"]
    if not found and not bounded and not failing:
        return [survey.not_applicable(CHECK, "no CI that is known here starts on a change")]
    held = f"{len(found) + len(bounded)} CI definitions, every job bounded"
    return survey.fails_or_holds(CHECK, failing, held)


def _judge(survey: Survey, path: str, workflow: Node) -> Evidence | None:
    endless = [job for job in workflows.jobs(workflow) if not _bounded(job)]
    if not endless:
        return None
    names = ", ".join(repr(job.name) for job in endless[:5])
    message = f"nothing but GitHub's six hours stops a job that hangs: {names}"
    return survey.fails(CHECK, message, *(Spot(path, job.line) for job in endless))


def _bounded(job: workflows.Job) -> bool:
    """A job that calls a workflow cannot have a limit of its own."""
    if job.node.get("timeout-minutes") or job.node.get("uses"):
        return True
    scripts = [step for step in job.steps if step.get("run")]
    return bool(scripts) and all(step.get("timeout-minutes") for step in scripts)
