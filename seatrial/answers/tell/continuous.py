"""Which CI there is, and which of its actions are pinned."""

from collections.abc import Iterator

from seatrial.answers.known import Known, Told
from seatrial.answers.model import Sentence
from seatrial.answers.sheet import WHOLE
from seatrial.answers.tell.checks import of_check
from seatrial.evidence.collectors import workflows
from seatrial.evidence.collectors.delivery.pipelines import on_change, other_pipelines
from seatrial.evidence.survey import Spot
from seatrial.gates.model import CheckStatus

_MOST = 6


def ci(known: Known) -> Told:
    """The systems whose definitions a change starts, and the definitions themselves."""
    survey = known.survey
    seen = known.of("delivery.ci-present")
    by_system: dict[str, list[Spot]] = {}
    for path, workflow in on_change(survey).items():
        by_system.setdefault("GitHub Actions", []).append(Spot(path, workflow.key_line("on")))
    for path, system in other_pipelines(survey).items():
        by_system.setdefault(system, []).append(Spot(path, 1))
    told = [
        known.say(f"CI is {system}: {_listed([s.path for s in spots])}.", *spots, evidence=seen)
        for system, spots in by_system.items()
    ]
    return {WHOLE: told or list(of_check(known, "delivery.ci-present"))}


def _listed(paths: list[str]) -> str:
    more = f" and {len(paths) - _MOST} more" if len(paths) > _MOST else ""
    return ", ".join(map(repr, paths[:_MOST])) + more


def pinned_actions(known: Known) -> Told:
    """Where the check holds, the actions are shown that it speaks of."""
    told = list(of_check(known, "supply.actions-pinned"))
    if known.established("supply.actions-pinned").status is CheckStatus.HOLDS:
        told += list(_uses(known))[:_MOST]
    return {WHOLE: told}


def _uses(known: Known) -> Iterator[Sentence]:
    for path, workflow in workflows.readable(known.survey).items():
        for job in workflows.jobs(workflow):
            for step in job.steps:
                use = step.get("uses")
                if use and not use.value.startswith("./"):
                    yield known.say(f"'{path}' uses {use.value!r}.", Spot(path, use.line))
