"""What a push deploys has passed the tests first: the deploying job waits for the testing one."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from seatrial.evidence.collectors import gitlab, workflows
from seatrial.evidence.collectors.delivery.pipelines import (
    called_elsewhere,
    commands_of_job,
    on_change,
    unreadable,
)
from seatrial.evidence.collectors.delivery.suite_commands import runs_tests
from seatrial.evidence.model import Check, Evidence, Severity
from seatrial.evidence.survey import Spot, Survey

CHECK = Check(
    id="delivery.deploy-gated",
    statement="What a push deploys has passed the tests first",
    gate="G11",
    severity=Severity.MEDIUM,
    remedy="Let the deploying job need the testing one (`needs:`).",
    effort="S",
)
_DEPLOYS = re.compile(
    r"\bkubectl\s[^|;]{0,200}\b(apply|set\s+image)\b|\bhelm\s+upgrade\b|\bterraform\s+apply\b"
    r"|\b(fly|flyctl|wrangler|firebase|sam|cdk|serverless|sls|eb|netlify)\s+deploy\b"
    r"|\bgcloud\s+(run|app|functions)\s[^|;]{0,60}\bdeploy\b|\bgit\s+push\s+heroku\b"
    r"|\baws\s+(ecs\s+update-service|lambda\s+update-function-code|cloudformation\s+deploy)\b"
    r"|\baz\s+(webapp\s+deploy|containerapp\s+update)\b|\bheroku\s+container:release\b"
    r"|\bvercel\s[^|;]{0,100}--prod\b|\bargocd\s+app\s+sync\b"
)
_ACTIONS = re.compile(
    r"(aws-actions/amazon-ecs-deploy-task-definition|azure/(webapps|k8s)-deploy|amondnet/vercel-action"
    r"|google-github-actions/deploy-(cloudrun|appengine)|akhileshns/heroku-deploy)@",
    re.IGNORECASE,
)
# A cluster that lives as long as the job, and what is no product.
_NO_PRODUCT = re.compile(
    r"\b(kind|minikube|k3d|k3s|microk8s|preview|docs?|documentation|pages|website|storybook|e2e)\b"
    r"|setup-kind|dry-run",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Job:
    """A job of any system. `needs` are names of jobs that must have passed."""

    name: str
    spot: Spot
    needs: frozenset[str]
    tests: bool
    deploys: bool


def collect(survey: Survey) -> list[Evidence]:
    pipelines = [*_of_github(survey), *([_of_gitlab(survey)] if gitlab.files(survey) else [])]
    deploying = [(job, jobs) for jobs in pipelines for job in jobs if job.deploys]
    ungated = [(job, jobs) for job, jobs in deploying if not is_gated(job, jobs)]
    failing = [
        survey.fails(CHECK, f"the job {job.name!r} deploys and waits for no test", job.spot)
        for job, jobs in ungated
        if any(j.tests for j in jobs)
    ]
    alone = [job.spot for job, jobs in ungated if not any(j.tests for j in jobs)]
    if alone:
        message = "a push deploys by itself; whether tests ran before is set outside the tree"
        failing.append(survey.unavailable(CHECK, message, *alone))
    failing += unreadable(survey, CHECK)
    if not deploying and not failing:
        return [_without(survey)]
    return survey.fails_or_holds(CHECK, failing, f"{len(deploying)} jobs deploy, each after tests")


def _without(survey: Survey) -> Evidence:
    if elsewhere := called_elsewhere(survey):
        return survey.unavailable(CHECK, "what CI runs is defined elsewhere", *elsewhere[:10])
    return survey.not_applicable(CHECK, "no push deploys anything")


def is_gated(job: Job, jobs: Sequence[Job]) -> bool:
    """Whether `job` tests, or waits for one that does, itself or through others."""
    by_name = {j.name: j for j in jobs}
    todo, seen = [job], {job.name}
    while todo:
        here = todo.pop()
        if here.tests:
            return True
        found = [by_name[n] for n in here.needs if n in by_name and n not in seen]
        seen.update(j.name for j in found)
        todo += found
    return False


def _of_github(survey: Survey) -> Iterator[list[Job]]:
    for path, workflow in on_change(survey).items():
        if "push" in workflows.triggers(workflow) and not _NO_PRODUCT.search(_words(path)):
            yield [github_job(survey, path, job) for job in workflows.jobs(workflow)]


def _words(name: str) -> str:
    return re.sub(r"[_./-]", " ", name.rpartition("/")[2])


def github_job(survey: Survey, path: str, job: workflows.Job) -> Job:
    lines = [c.text for c in commands_of_job(survey, path, job) if not c.tolerated]
    uses = [step.text("uses") for step in job.steps]
    needs = job.node.get("needs")
    return Job(
        job.name,
        Spot(path, job.line),
        frozenset(needs.strings() if needs else ()),
        any(runs_tests(survey, line) for line in lines),
        _deploys(job.name, lines, uses),
    )


def _deploys(name: str, lines: Sequence[str], uses: Sequence[str]) -> bool:
    acts = any(_DEPLOYS.search(li) for li in lines) or any(_ACTIONS.match(u) for u in uses)
    return acts and not any(_NO_PRODUCT.search(t) for t in (_words(name), *lines, *uses))


def _of_gitlab(survey: Survey) -> list[Job]:
    """A job without `needs` waits for all jobs of earlier stages."""
    jobs = [job for job in gitlab.jobs(survey) if job.on_change]
    order = gitlab.stages(survey)
    made = []
    for job in jobs:
        lines = [line for c in job.commands for line in c.value.split("\n")]
        needs = job.get("needs")
        named = {n.value or n.text("job") for n in needs.elements} if needs else set()
        place = order.index(job.stage) if job.stage in order else 0
        earlier = {j.name for j in jobs if j.stage in order[:place] and not j.tolerated}
        made.append(
            Job(
                job.name,
                Spot(job.path, job.line),
                frozenset(named if needs else earlier),
                not job.tolerated and any(runs_tests(survey, line) for line in lines),
                _deploys(job.name, lines, ()),
            )
        )
    return made
