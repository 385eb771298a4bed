"""What a local model is to Seatrial, and the one place where its replies are parsed."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any, Protocol, TypeVar

from pydantic import BaseModel, ValidationError

from seatrial.errors import SeatrialError
from seatrial.frozen import Frozen

ATTEMPTS = 2
Vector = tuple[float, ...]
T = TypeVar("T", bound=BaseModel)


class BackendUnavailable(SeatrialError):
    """The model could not answer: no server, no weights, a dead child, a time limit."""

    exit_code = 4


class RequestTooLong(BackendUnavailable):
    """The request has more tokens than the model's context; nothing was cut, nothing was asked."""


class PassingFault(BackendUnavailable):
    """What may have passed when the model is asked again. `wait` is for how many seconds the
    server asked to be left alone, 0 when it did not say."""

    def __init__(self, told: str, wait: float = 0.0) -> None:
        super().__init__(told)
        self.wait = wait


class TooSlow(PassingFault):
    """No answer within the time of one call."""


class BackendGone(BackendUnavailable):
    """The model is asked nothing more in this run: it was replaced, or failed too often."""


class ReplyInvalid(SeatrialError):
    """The model answered, and none of its replies was of the form asked for."""


class Ability(StrEnum):
    """What a model can be used for."""

    DECIDE = "decide"
    JUDGE = "judge"
    """Decides through `/v1/systemone`, as a model made for decisions does; it cannot write."""
    COMPLETE = "complete"
    EMBED = "embed"


class ModelCard(Frozen):
    """Which model answers. `digest` is the SHA-256 of its weights (Ollama: of its manifest),
    `weights` that of the weights alone, '' when the server does not tell.

    `context` is the number of tokens that every request is made for; `host` is '' in process.
    """

    name: str
    digest: str
    backend: str
    context: int
    weights: str = ""
    quantisation: str = ""
    abilities: tuple[Ability, ...] = ()
    host: str = ""
    version: str = ""


class Question(Frozen):
    """What is asked after an excerpt, to be answered by one of two words.

    `prompt` is the text that follows the excerpt; `id` names the catalogue's question.
    """

    id: str
    prompt: str
    answers: tuple[str, str] = ("yes", "no")


class Request(Frozen):
    """One written answer, constrained to `schema`. `system` comes first and seldom changes, then
    `excerpt`, if any: as in `decide`, so that what both share is evaluated once."""

    prompt: str
    schema_: Mapping[str, Any]
    system: str = ""
    excerpt: str = ""
    most_tokens: int = 400


class Usage(Frozen):
    """Tokens since the backend was opened: sent by us, evaluated anew (the rest came from the
    server's prefix cache), generated; and the seconds that the model itself was busy."""

    calls: int = 0
    sent: int = 0
    evaluated: int = 0
    generated: int = 0
    seconds: float = 0.0

    def __add__(self, other: "Usage") -> "Usage":
        return Usage(
            calls=self.calls + other.calls,
            sent=self.sent + other.sent,
            evaluated=self.evaluated + other.evaluated,
            generated=self.generated + other.generated,
            seconds=self.seconds + other.seconds,
        )


class Backend(Protocol):
    """A local model. Raises BackendUnavailable; never retries, parses or falls back."""

    def card(self) -> ModelCard: ...

    def decide(
        self, excerpt: str, questions: Sequence[Question], *, system: str = ""
    ) -> list[float]:
        """For each question logprob(first answer) - logprob(second) of the first token, in nats.

        `system` comes first and is the same for many excerpts, then the excerpt, the question
        last: what is shared is evaluated once.
        """
        ...

    def complete(self, request: Request) -> str: ...
    def embed(self, texts: Sequence[str]) -> list[Vector]: ...
    def usage(self) -> Usage: ...
    def close(self) -> None: ...


def ask(backend: Backend, request: Request, reply: type[T]) -> T:
    """A reply that validates as `reply`. Raises ReplyInvalid after two bad ones."""
    prompt, problem = request.prompt, None
    for _ in range(ATTEMPTS):
        text = backend.complete(request.model_copy(update={"prompt": prompt}))
        try:
            return reply.model_validate_json(without_reasoning(text))
        except ValidationError as error:
            problem = error
            prompt = f"{request.prompt}\n\nYour last reply was not of the form asked for. {error}"
    raise ReplyInvalid(
        f"model {backend.card().name!r} gave {ATTEMPTS} replies, none a valid {reply.__name__!r}"
    ) from problem


def without_reasoning(text: str) -> str:
    """`text` after its last `</think>`: reasoning models may write before they answer."""
    return text.rsplit("</think>", 1)[-1].strip()
