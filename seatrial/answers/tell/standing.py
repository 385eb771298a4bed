"""Where the project stands: verdicts, level, and what lies between here and the next."""

from seatrial.answers.known import Known, Told
from seatrial.answers.model import Sentence
from seatrial.answers.sheet import WHOLE
from seatrial.answers.tell.checks import ended
from seatrial.answers.tell.gates import evidence_of, head
from seatrial.gates.model import Status, Verdict
from seatrial.gates.verdict import next_level

_MOST_STEPS = 12
_ALSO = {"production": ("prod",), "development": ("dev",)}


def ready(known: Known) -> Told:
    """By environment: its verdict and the gates that it needs and has not."""
    told = {name: _verdict(known, name) for name in known.judged.verdicts}
    also = {short: told[name] for name, names in _ALSO.items() if name in told for short in names}
    first = next(iter(known.judged.verdicts), "")
    production = "production" if "production" in told else first
    return {**told, **also, WHOLE: told.get(production, [])}


def _verdict(known: Known, environment: str) -> list[Sentence]:
    judged = known.judged
    needed = judged.policy.environments.get(environment, ())
    missing = [
        g
        for g in judged.gates
        if g.gate in needed and (g.status not in (Status.PASS, Status.NOT_APPLICABLE) or g.held)
    ]
    verdict = judged.verdicts[environment]
    answer = "yes" if verdict is Verdict.APPROVED else "no"
    lead = f"Ready for {environment}: {answer}, the verdict is {verdict}."
    told = [known.quoting(lead, (), evidence_of(known, missing or judged.gates))]
    return [*told, *(head(known, gate) for gate in missing)]


def level(known: Known) -> Told:
    judged = known.judged
    behind = evidence_of(known, judged.gates)
    told = [known.quoting(f"The level is {judged.level}.", (), behind)]
    steps = judged.path_to_next
    if steps:
        text = f"{len(steps)} things lie between here and {next_level(judged.level)}:"
        told.append(known.quoting(text, (), behind))
    told += [known.quoting(ended(s), (), behind) for s in steps[:_MOST_STEPS]]
    return {WHOLE: told}
