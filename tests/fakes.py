"""A model that plays a script: what a test wants it to say, in order, and nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from seatrial.llm.backend import Ability, ModelCard, Question, Request, Usage, Vector

Reply = str | float | Sequence[float] | Exception


@dataclass
class ScriptedBackend:
    """Plays `replies` in order and keeps every request in `seen`.

    A float answers one question, a sequence of floats all questions of one `decide`; a string
    answers `complete`; an exception is raised. A call that the script does not know fails the
    test. `vectors` answer `embed` in the same way.
    """

    replies: Sequence[Reply] = ()
    vectors: Sequence[Vector] = ()
    digest: str = "0" * 64
    seen: list[tuple[str, Question] | Request | str] = field(default_factory=list)
    closed: bool = False
    _calls: int = 0

    def __post_init__(self) -> None:
        self._script, self._vectors = list(self.replies), list(self.vectors)

    def card(self) -> ModelCard:
        return ModelCard(
            name="scripted",
            digest=self.digest,
            backend="scripted",
            context=8192,
            abilities=(Ability.DECIDE, Ability.COMPLETE, Ability.EMBED),
        )

    def decide(
        self, excerpt: str, questions: Sequence[Question], *, system: str = ""
    ) -> list[float]:
        self.seen += [(excerpt, question) for question in questions]
        if self._script and isinstance(self._script[0], list | tuple):
            answers = [float(a) for a in self._next(questions)]
        else:
            answers = [float(self._next(question)) for question in questions]
        assert len(answers) == len(questions), f"scripted {answers} for {questions}"
        return answers

    def complete(self, request: Request) -> str:
        self.seen.append(request)
        reply = self._next(request)
        assert isinstance(reply, str), f"scripted {reply!r} for {request!r}"
        return reply

    def embed(self, texts: Sequence[str]) -> list[Vector]:
        self.seen += texts
        assert len(texts) <= len(self._vectors), f"unscripted embed of {texts!r}"
        self._calls += 1
        return [self._vectors.pop(0) for _ in texts]

    def usage(self) -> Usage:
        return Usage(calls=self._calls)

    def close(self) -> None:
        self.closed = True

    @property
    def left(self) -> int:
        """How many scripted replies were not asked for."""
        return len(self._script) + len(self._vectors)

    def _next(self, asked: object) -> Reply:
        assert self._script, f"unscripted call: {asked!r}"
        self._calls += 1
        reply = self._script.pop(0)
        if isinstance(reply, Exception):
            raise reply
        return reply
