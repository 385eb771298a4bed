"""What a workflow publishes has passed the tests that the workflow runs.

Jobs run side by side unless one needs the other: a release goes out while its tests still fail.
Workflows without tests are left alone: what came before is not told. One that is called counts by
its name.
https://docs.github.com/actions/reference/workflow-syntax-for-github-actions#jobsjob_idneeds
"""

import re
from collections.abc import Iterator

from seatrial.evidence.collectors import workflows
from seatrial.evidence.collectors.delivery.deploy_gated import Job, github_job, is_gated
from seatrial.evidence.collectors.delivery.pipelines import commands_of_job, unreadable
from seatrial.evidence.model import Check, Evidence, Severity
from seatrial.evidence.survey import Survey

CHECK = Check(
    id="delivery.publish-gated",
    statement="What a workflow publishes has passed the tests of that workflow first",
    gate="G11",
    severity=Severity.MEDIUM,
    remedy="Let the publishing job need the testing one (`needs:`).",
    effort="S",
)
_COMMAND = re.compile(
    r"\btwine\s+upload\b|\b(npm|pnpm|yarn|cargo|uv|poetry|hatch|flit|pdm)\s+publish\b|\bgem\s+push\b"
    r"|\bgoreleaser\s+release\b"
)
_ACTION = re.compile(
    r"(pypa/gh-action-pypi-publish|js-devtools/npm-publish|goreleaser/goreleaser-action)@",
    re.IGNORECASE,
)
_CALLED = re.compile(r"(?i)(^|[/._-])(tests?|ci|checks?|verify)([/._-]|$)")
# A rehearsal is no release.
_REHEARSED = re.compile(r"test[._-]?pypi|dry-run|--snapshot|--skip[= -]publish", re.IGNORECASE)


def collect(survey: Survey) -> list[Evidence]:
    found = [(job, jobs) for jobs in _workflows(survey) for job in jobs if job.deploys]
    failing = [
        survey.fails(CHECK, f"the job {job.name!r} publishes and waits for no test", job.spot)
        for job, jobs in found
        if not is_gated(job, jobs)
    ]
    failing += unreadable(survey, CHECK)
    if not found and not failing:
        return [survey.not_applicable(CHECK, "no workflow tests and publishes")]
    return survey.fails_or_holds(CHECK, failing, f"{len(found)} jobs publish, each after tests")


def _workflows(survey: Survey) -> Iterator[list[Job]]:
    """The jobs of each workflow that both tests and publishes; `deploys` says which publish."""
    for path, workflow in workflows.readable(survey).items():
        jobs = [_publishing(survey, path, job) for job in workflows.jobs(workflow)]
        if any(job.tests for job in jobs):
            yield jobs


def _publishing(survey: Survey, path: str, job: workflows.Job) -> Job:
    lines = [c.text for c in commands_of_job(survey, path, job)]
    steps = [" ".join(node.value for node in step.walk()) for step in job.steps]
    acts = any(_COMMAND.search(line) for line in lines) or any(map(_ACTION.search, steps))
    rehearsed = any(map(_REHEARSED.search, (job.name, *steps)))
    known = github_job(survey, path, job)
    tests = known.tests or bool(_CALLED.search(job.node.text("uses")))
    return Job(known.name, known.spot, known.needs, tests, acts and not rehearsed)
