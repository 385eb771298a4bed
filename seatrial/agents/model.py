"""What agents hand on: a pick, a decision, a draft."""

from seatrial.evidence.finding import Finding
from seatrial.frozen import Frozen


class Pick(Frozen):
    """An excerpt and the questions that one agent wants asked of it, with the risk it sees."""

    excerpt: str
    agent: str
    questions: tuple[str, ...]
    risk: float


class Decision(Frozen):
    """The model's answer to one question on one excerpt.

    `score` is in nats, of the form that the question was put in (see prompts/forms.py);
    `suspicious` when it passed the threshold.
    """

    id: str
    question: str
    excerpt: str
    path: str
    start: int
    end: int
    score: float
    threshold: float
    model: str
    prompt: str

    @property
    def suspicious(self) -> bool:
        return self.score > self.threshold


class Unread(Frozen):
    """A question that was not asked of an excerpt, and why."""

    question: str
    path: str
    start: int
    end: int
    reason: str


class Drafted(Frozen):
    """What became of one agent's suspicions. `unquoted` findings go nowhere but are counted."""

    agent: str
    suspected: int
    findings: tuple[Finding, ...] = ()
    unquoted: int = 0
    invalid: int = 0
