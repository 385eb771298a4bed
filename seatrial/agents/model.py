"""What agents hand on: a pick, a decision, a draft."""

from seatrial.evidence.finding import Finding
from seatrial.frozen import Frozen


class Beside(Frozen):
    """The second place of a question: lines `start` to `end`, 1-based and inclusive."""

    path: str
    start: int
    end: int


class Asking(Frozen):
    """One question as it is put to one excerpt; `name` is the word that joins it to `beside`."""

    question: str
    name: str = ""
    beside: Beside | None = None

    @property
    def order(self) -> tuple[str, int, str, str]:
        """Stable, and such that questions on the same companion are put in a row."""
        path, start = (self.beside.path, self.beside.start) if self.beside else ("", 0)
        return path, start, self.question, self.name


class Pick(Frozen):
    """An excerpt and what one agent wants asked of it, with the risk it sees."""

    excerpt: str
    agent: str
    askings: tuple[Asking, ...]
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
    name: str = ""
    beside: Beside | None = None
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
    """What became of one agent's suspicions. `unquoted` findings go nowhere but are counted;
    `unworded` ones stand, without the model's sentence; `left` could not be drafted."""

    agent: str
    suspected: int
    findings: tuple[Finding, ...] = ()
    unquoted: int = 0
    unworded: int = 0
    invalid: int = 0
    left: tuple[Unread, ...] = ()
