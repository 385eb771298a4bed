"""A backend that is asked again when its fault may pass, for so long, and then no more.

One wrapper for all that is asked of a model: decisions, written answers, vectors. What it gives
back was looked at: numbers are finite, there are as many as were asked for, a reply has a length
that somebody may have meant. Whatever is wrong is raised, and the caller lists it as unread.
"""

import math
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random, SystemRandom
from typing import TypeVar

from tenacity import RetryCallState, Retrying, retry_if_exception_type

from seatrial.llm.backend import (
    Backend,
    BackendGone,
    BackendUnavailable,
    ModelCard,
    PassingFault,
    Question,
    Request,
    RequestTooLong,
    TooSlow,
    Usage,
    Vector,
)
from seatrial.llm.breaker import Breaker, Stand
from seatrial.process import rest

T = TypeVar("T")
_LONGEST_REPLY = 64 * 1024  # characters; the longest that is asked for has some 400 tokens
_TRIES_OF_SLOW = 2


@dataclass(frozen=True)
class Patience:
    """How often and for how long. Seconds: `first` is the pause before the second try, doubled
    before each further one up to `most`; a server that asks for more than `most` gets it, by
    being left alone. `lost` is what failures and pauses may cost in one run, `whole` what the
    model may take in all.
    """

    tries: int = 4
    first: float = 1.0
    most: float = 30.0
    lost: float = 900.0
    whole: float = math.inf
    sleep: Callable[[float], None] = rest
    clock: Callable[[], float] = time.monotonic
    chance: Random = field(default_factory=SystemRandom)


class PatientBackend:
    """`backend`, asked patiently; `breaker` says when not at all."""

    def __init__(self, backend: Backend, breaker: Breaker, patience: Patience) -> None:
        self._backend, self._breaker, self._patience = backend, breaker, patience
        self._lock = threading.RLock()
        self._lost = self._spent = 0.0
        self._dimension = 0

    @property
    def note(self) -> str:
        """What a person must know of earlier failures, '' for nothing."""
        return self._breaker.note

    def card(self) -> ModelCard:
        return self._backend.card()

    def decide(
        self, excerpt: str, questions: Sequence[Question], *, system: str = ""
    ) -> list[float]:
        def act() -> list[float]:
            margins = self._backend.decide(excerpt, questions, system=system)
            if len(margins) != len(questions) or not all(map(math.isfinite, margins)):
                raise self._unusable(f"{margins!r:.80} for {len(questions)} questions")
            return margins

        return self._patiently(act)

    def complete(self, request: Request) -> str:
        def act() -> str:
            text = self._backend.complete(request)
            if len(text) > _LONGEST_REPLY:
                raise self._unusable(f"{len(text)} characters where {request.most_tokens} tokens")
            return text

        return self._patiently(act)

    def embed(self, texts: Sequence[str]) -> list[Vector]:
        def act() -> list[Vector]:
            rows = self._backend.embed(texts)
            sizes = {len(row) for row in rows} | ({self._dimension} if self._dimension else set())
            finite = all(math.isfinite(x) for row in rows for x in row)
            if len(rows) != len(texts) or len(sizes) > 1 or 0 in sizes or not finite:
                raise self._unusable(f"{len(rows)} vectors of {sorted(sizes)} numbers")
            self._dimension = max(sizes, default=0)
            return rows

        return self._patiently(act)

    def usage(self) -> Usage:
        return self._backend.usage()

    def close(self) -> None:
        self._backend.close()

    # -- asking again ---------------------------------------------------------------------------

    def _patiently(self, act: Callable[[], T]) -> T:
        """`act`, tried as often as its faults allow. Raises BackendUnavailable's kin."""
        with self._lock:
            self._refuse_when_spent()
            self._breaker.refuse()
            again = Retrying(
                sleep=self._rest,
                wait=self._pause,
                stop=self._enough,
                retry=retry_if_exception_type(PassingFault),
                reraise=True,
            )
            try:
                answer: T = again(self._timed, act)
            except (RequestTooLong, BackendGone):
                raise  # it answered, or nothing will make it
            except BackendUnavailable as error:
                tries = again.statistics["attempt_number"]
                told = f"{error} (asked {tries} times)" if tries > 1 else str(error)
                passing = isinstance(error, PassingFault)
                self._breaker.failed(told, lasting=passing, at_once=self._hopeless(error))
                raise BackendUnavailable(told) from error
            self._breaker.well()
            return answer

    def _timed(self, act: Callable[[], T]) -> T:
        began = self._patience.clock()
        try:
            return act()
        except BackendUnavailable:
            self._lost += self._patience.clock() - began
            raise
        finally:
            self._spent += self._patience.clock() - began

    def _rest(self, seconds: float) -> None:
        self._lost += seconds
        self._spent += seconds
        self._patience.sleep(seconds)

    def _pause(self, tried: RetryCallState) -> float:
        """What the server asked for, else doubled each time; half of it is left to chance, so
        that two audits do not knock together."""
        patience, fault = self._patience, _fault(tried)
        step = min(patience.most, patience.first * 2 ** (tried.attempt_number - 1))
        asked = fault.wait if isinstance(fault, PassingFault) else 0.0
        return max(asked, patience.chance.uniform(step / 2, step))

    def _enough(self, tried: RetryCallState) -> bool:
        patience, fault = self._patience, _fault(tried)
        most = _TRIES_OF_SLOW if isinstance(fault, TooSlow) else patience.tries
        once = self._breaker.stand is Stand.HALF_OPEN
        spent = self._lost >= patience.lost or self._spent >= patience.whole
        return once or spent or tried.attempt_number >= most or self._hurried(fault)

    def _hurried(self, fault: BaseException | None) -> bool:
        """Whether asking again within our patience would be sooner than the server wants."""
        return isinstance(fault, PassingFault) and fault.wait > self._patience.most

    def _hopeless(self, fault: BaseException) -> bool:
        """Whether further questions would only cost the same wait again."""
        return isinstance(fault, TooSlow) or self._hurried(fault)

    def _refuse_when_spent(self) -> None:
        patience = self._patience
        for spent, most, what in (
            (self._lost, patience.lost, "was waited for in vain for"),
            (self._spent, patience.whole, "took"),
        ):
            if spent >= most:
                raise BackendGone(
                    f"the model {what} {most / 60:.0f} minutes, as long as it may in one run"
                )

    def _unusable(self, what: str) -> BackendUnavailable:
        return BackendUnavailable(
            f"model {self.card().name!r} gave {what}; run `seatrial models probe`"
        )


def patient(
    backend: Backend, hosts: Path | None, patience: Patience | None = None
) -> PatientBackend:
    """`backend` with its breaker, kept in the folder `hosts`."""
    return PatientBackend(backend, Breaker(hosts, backend.card().host), patience or Patience())


def _fault(tried: RetryCallState) -> BaseException | None:
    return tried.outcome.exception() if tried.outcome else None
