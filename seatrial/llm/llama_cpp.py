"""The embedded model: llama.cpp in a watched child process, no port, no server to install.

The engine keeps the evaluation of the last prompt, and its numbers depend a little on how many
tokens it evaluates at once (measured: up to 0.2 nats). So every request here starts from the same
border: the part that it shares with others is evaluated alone and freshly, then each request goes
on from exactly there. An answer is a function of its request, whatever was asked before, and a
resumed run decides like an uninterrupted one.
"""

import json
import os
import sys
import threading
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from seatrial.child import Child, ChildGone
from seatrial.llm.backend import (
    Ability,
    BackendUnavailable,
    ModelCard,
    Question,
    Request,
    RequestTooLong,
    Usage,
    Vector,
)
from seatrial.llm.margin import TOP, margin
from seatrial.llm.weights import EMBEDDED
from seatrial.llm.wire import seconds_for
from seatrial.process import MIB

CONTEXT = 8192
BORDER = "\n\n"
_SEED = 7
_MEMORY = 8192 * MIB
_SECONDS_TO_LOAD = 180
_SECONDS_A_CALL = 1200  # 8k tokens at 7 a second: a machine as busy as one can be
_ENGINE = ("-I", "-m", "seatrial.hooked", "seatrial.llm.llama_child")
_ENVIRONMENT = {"GOMP_SPINCOUNT": "0"}
_RESTARTS = 1


class LlamaCppBackend:
    """The model in `weights`. The child starts with the first question; one request at a time."""

    def __init__(
        self,
        weights: Path,
        *,
        engine: Sequence[str] = _ENGINE,
        seconds: float = _SECONDS_A_CALL,
    ) -> None:
        self._weights, self._engine, self._seconds = weights.resolve(), engine, seconds
        self._lock = threading.Lock()
        self._child: Child | None = None
        self._restarts = 0
        self._held: tuple[str, str] | None = None
        self._usage = Usage()

    def card(self) -> ModelCard:
        return ModelCard(
            name=EMBEDDED.name,
            digest=EMBEDDED.sha256,
            backend="llama.cpp",
            context=CONTEXT,
            weights=EMBEDDED.sha256,
            quantisation=EMBEDDED.quantisation,
            abilities=(Ability.DECIDE, Ability.COMPLETE),
            version=f"xllamacpp {version('xllamacpp')}",
        )

    def decide(
        self, excerpt: str, questions: Sequence[Question], *, system: str = ""
    ) -> list[float]:
        return [self._decide(system, excerpt + BORDER, q) for q in questions]

    def _decide(self, system: str, shared: str, question: Question) -> float:
        form = {"max_tokens": 1, "logprobs": True, "top_logprobs": TOP}
        choice = self._answer(system, shared, question.prompt, form)
        try:
            top = choice["logprobs"]["content"][0]["top_logprobs"]
            return margin(((t["token"], t["logprob"]) for t in top), question.answers)
        except (KeyError, IndexError, TypeError) as error:
            raise self._unusable("an answer without log probabilities") from error

    def complete(self, request: Request) -> str:
        schema = {"type": "json_schema", "json_schema": {"schema": dict(request.schema_)}}
        form = {"max_tokens": request.most_tokens, "response_format": schema}
        shared = request.excerpt + BORDER if request.excerpt else ""
        choice = self._answer(request.system, shared, request.prompt, form)
        try:
            return str(choice["message"]["content"])
        except (KeyError, TypeError) as error:
            raise self._unusable("an answer without content") from error

    def embed(self, texts: Sequence[str]) -> list[Vector]:
        raise BackendUnavailable(f"model {EMBEDDED.name!r} makes no embeddings; use MiniLM")

    def usage(self) -> Usage:
        return self._usage

    def close(self) -> None:
        with self._lock:
            self._stop()

    # -- talking to the child -------------------------------------------------------------------

    def _answer(self, system: str, shared: str, prompt: str, form: dict[str, Any]) -> Any:
        """The choice that the model made after `system` and `shared` + `prompt`."""
        with self._lock:
            reply = self._exchange(system, shared, _body(system, shared + prompt, **form))
            self._count(reply, sent=True)
        try:
            return reply["choices"][0]
        except (KeyError, IndexError, TypeError) as error:
            raise self._unusable("a reply without a choice") from error

    def _exchange(self, system: str, shared: str, body: dict[str, Any]) -> Any:
        while True:
            try:
                child = self._running()
                self._go_to_border(child, system, shared)
                reply = self._ask(child, body)
                self._restarts = 0  # one excerpt that kills the engine must not cost the others
                return reply
            except ChildGone as error:
                self._stop()
                if self._restarts >= _RESTARTS:
                    raise BackendUnavailable(
                        f"the embedded model ended twice ({error}); audit with `--depth quick`,"
                        " or with another model (docs/models.md)"
                    ) from error
                self._restarts += 1

    def _go_to_border(self, child: Child, system: str, shared: str) -> None:
        """Leave the engine holding what is shared and nothing of the last request after it.

        There are two borders: after what every excerpt shares, and after the excerpt.
        """
        held, self._held = self._held, None
        if held != (system, shared):
            fresh = held is None or held[0] != system
            self._evaluate(child, system, "", fresh=fresh)
        if shared or held == (system, shared):
            self._evaluate(child, system, shared, fresh=False)
        self._held = (system, shared)

    def _evaluate(self, child: Child, system: str, shared: str, *, fresh: bool) -> None:
        body = _body(system, shared, max_tokens=1, cache_prompt=not fresh)
        self._count(self._ask(child, body), sent=False)

    def _ask(self, child: Child, body: dict[str, Any]) -> Any:
        seconds = seconds_for(body, self._seconds)
        line = child.exchange(json.dumps(body).encode(), seconds=seconds)
        try:
            reply = json.loads(line)
            fault = reply.get("error")
        except (ValueError, AttributeError, RecursionError) as error:
            raise self._unusable("a line that is no JSON object") from error
        if fault:
            self._held = None
            _refuse(fault)
        return reply

    def _running(self) -> Child:
        if self._child is None:
            cores = str(os.cpu_count() or 1)
            argv = [sys.executable, *self._engine, str(self._weights), str(CONTEXT), cores]
            self._child = Child(argv, memory=_MEMORY, extra=_ENVIRONMENT)
            self._child.receive(seconds=_SECONDS_TO_LOAD)
        return self._child

    def _stop(self) -> None:
        if self._child is not None:
            self._child.close()
        self._child = self._held = None

    def _count(self, reply: Any, *, sent: bool) -> None:
        """Going to the border is evaluated, but nobody asked for it: it is not counted as sent."""
        timings = reply.get("timings") or {}
        cached, evaluated = int(timings.get("cache_n", 0)), int(timings.get("prompt_n", 0))
        busy = timings.get("prompt_ms", 0.0) + timings.get("predicted_ms", 0.0)
        self._usage += Usage(
            calls=int(sent),
            sent=cached + evaluated if sent else 0,
            evaluated=evaluated,
            generated=int(timings.get("predicted_n", 0)) if sent else 0,
            seconds=busy / 1000,
        )

    def _unusable(self, what: str) -> BackendUnavailable:
        return BackendUnavailable(f"the embedded model gave {what}; run `seatrial models probe`")


def _body(system: str, prompt: str, **form: Any) -> dict[str, Any]:
    messages = [{"role": "system", "content": system}] if system else []
    messages.append({"role": "user", "content": prompt})
    return {"messages": messages, "temperature": 0, "seed": _SEED, "cache_prompt": True, **form}


def _refuse(fault: Any) -> None:
    said = str(fault.get("message", "") if isinstance(fault, dict) else fault)[:200]
    if isinstance(fault, dict) and fault.get("type") == "exceed_context_size_error":
        raise RequestTooLong(f"{said}; send a shorter excerpt")
    raise BackendUnavailable(f"the embedded model refused: {said!r}; see docs/models.md")
