"""A model that an Ollama serves: one token decisions by log probability, schema-bound answers."""

import contextlib
import math
import threading
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from seatrial.llm.backend import (
    Ability,
    BackendGone,
    BackendUnavailable,
    ModelCard,
    PassingFault,
    Question,
    Request,
    RequestTooLong,
    Usage,
    Vector,
)
from seatrial.llm.budget import TokenCount
from seatrial.llm.margin import TOP, margin
from seatrial.llm.prefix import evaluated_tokens
from seatrial.llm.served import Served, named, server_version
from seatrial.llm.systemone import typed, typed_margin
from seatrial.llm.transport import Client, base_url, translated

BORDER = "\n\n"
CONTEXT = 8192
_SEED = 7
_KEEP = "30m"
_SECONDS_A_CALL = 1200.0
_CUT_BELOW = 0.7  # tokenizers differ by less than this; a shorter count means a cut prompt


class OllamaBackend:
    """`served` at `url`. One request at a time; the digest must stay what it was at the start."""

    def __init__(self, url: str, served: Served, *, seconds: float = _SECONDS_A_CALL) -> None:
        self._url, self._served = url, served
        self._client = Client(url, seconds=seconds)
        self._lock = threading.Lock()
        self._context = min(CONTEXT, served.context or CONTEXT)
        self._version = server_version(self._client)
        self._tokens = TokenCount()
        self._usage, self._last = Usage(), ""

    def card(self) -> ModelCard:
        return ModelCard(
            name=self._served.name,
            digest=self._served.digest,
            backend="ollama",
            context=self._context,
            weights=self._served.weights,
            quantisation=self._served.quantisation,
            abilities=self._served.abilities,
            host=self._url,
            version=f"ollama {self._version}",
        )

    def decide(
        self, excerpt: str, questions: Sequence[Question], *, system: str = ""
    ) -> list[float]:
        self._need(Ability.DECIDE)
        if Ability.JUDGE in self._served.abilities:
            return self._judge(system, excerpt, questions)
        return [self._decide(system, excerpt, q) for q in questions]

    def _judge(self, system: str, excerpt: str, questions: Sequence[Question]) -> list[float]:
        """By typed questions, all on one state (https://docs.ollama.com, `/v1/systemone`)."""
        if not questions:
            return []
        state = f"{system}{BORDER}{excerpt}"
        asked = {str(n): typed(q) for n, q in enumerate(questions)}
        with self._lock, self._translated(), self._same_model():
            self._fitting(state + "".join(q.prompt for q in questions), len(questions))
            reply = self._client.systemone(self._served.name, state, asked, keep_alive=_KEEP)
            sent = reply.usage.input_tokens
            self._usage += Usage(calls=1, sent=sent, evaluated=sent)
            return [typed_margin(reply.answers[n], asked[n]) for n in asked]

    def _decide(self, system: str, excerpt: str, question: Question) -> float:
        prompt = excerpt + BORDER + question.prompt
        reply = self._chat(system, prompt, most_tokens=1, logprobs=True, top_logprobs=TOP)
        with self._translated():
            if not reply.logprobs or not reply.logprobs[0].top_logprobs:
                raise BackendUnavailable(
                    f"the server at {self._url!r} gave no log probabilities; it is older than"
                    " 0.12.11, update Ollama"
                )
            top = ((t.token, t.logprob) for t in reply.logprobs[0].top_logprobs)
            return margin(top, question.answers)

    def complete(self, request: Request) -> str:
        self._need(Ability.COMPLETE)
        shared = request.excerpt + BORDER if request.excerpt else ""
        reply = self._chat(
            request.system,
            shared + request.prompt,
            most_tokens=request.most_tokens,
            format=dict(request.schema_),
        )
        return reply.message.content or ""

    def embed(self, texts: Sequence[str]) -> list[Vector]:
        self._need(Ability.EMBED)
        if not texts:
            return []
        with self._lock, self._translated(), self._same_model():
            reply = self._client.embed(
                self._served.name,
                list(texts),
                truncate=False,
                keep_alive=_KEEP,
                options=self._options({}),
            )
            sent, spent = reply.prompt_eval_count or 0, (reply.total_duration or 0) / 1e9
            self._usage += Usage(calls=1, sent=sent, evaluated=sent, seconds=spent)
        return _vectors(reply.embeddings, len(texts), self._served.name)

    def usage(self) -> Usage:
        """`evaluated` is an estimate: Ollama counts cached and evaluated tokens together."""
        return self._usage

    def close(self) -> None:
        self._client.close()

    def _chat(self, system: str, prompt: str, *, most_tokens: int, **form: Any) -> Any:
        messages = [{"role": "system", "content": system}] if system else []
        messages.append({"role": "user", "content": prompt})
        if self._served.thinks:
            form["think"] = False
        with self._lock, self._translated(), self._same_model():
            estimate = self._fitting(system + prompt, most_tokens)
            options = self._options({"num_predict": most_tokens})
            reply = self._client.chat(
                self._served.name, messages, options=options, keep_alive=_KEEP, **form
            )
            if not reply.done:
                raise PassingFault(f"model {self._served.name!r} broke off; try again")
            self._count(reply, system + prompt, estimate)
        return reply

    def _options(self, more: Mapping[str, Any]) -> dict[str, Any]:
        return {"num_ctx": self._context, "temperature": 0.0, "seed": _SEED, **more}

    def _fitting(self, text: str, most_tokens: int) -> int:
        estimate = self._tokens.count(text)
        if estimate + most_tokens > self._context:
            raise RequestTooLong(
                f"about {estimate} tokens and {most_tokens} for the answer do not fit model"
                f" {self._served.name!r} with its {self._context}; send a shorter excerpt"
            )
        return estimate

    def _count(self, reply: Any, prompt: str, estimate: int) -> None:
        sent = int(reply.prompt_eval_count or 0)
        if sent < estimate * _CUT_BELOW and estimate > self._context * 0.4:
            raise RequestTooLong(
                f"model {self._served.name!r} read {sent} tokens of about {estimate}: the server"
                " cut the prompt; send a shorter excerpt"
            )
        busy = ((reply.prompt_eval_duration or 0) + (reply.eval_duration or 0)) / 1e9
        self._usage += Usage(
            calls=1,
            sent=sent,
            evaluated=evaluated_tokens(self._last, prompt, sent),
            generated=int(reply.eval_count or 0),
            seconds=busy,
        )
        self._last = prompt

    @contextlib.contextmanager
    def _same_model(self) -> Iterator[None]:
        """The model is looked at before each request and before its answer is taken: a `pull`
        while we read would let two models speak under one digest, or two engines."""
        version = self._client.version() if self._version else ""
        if version[:40] != self._version:
            raise BackendGone(
                f"the Ollama at {self._url!r} is {version[:40]!r} and was {self._version!r} when"
                " the reading began; start again"
            )
        self._look()
        yield
        self._look()

    def _look(self) -> None:
        now = {m.model: m.digest for m in self._client.list().models}
        if now.get(self._served.name) != self._served.digest:
            raise BackendGone(
                f"model {self._served.name!r} was replaced while it was being asked; start again"
            )

    def _need(self, ability: Ability) -> None:
        if ability not in self._served.abilities:
            raise BackendUnavailable(
                f"model {self._served.name!r} cannot {ability.value}; see `seatrial models list`"
            )

    def _translated(self) -> Any:
        return translated(self._url, self._served.name)


def open_ollama(
    name: str, host: str, allowed: str | None = None, *, seconds: float = _SECONDS_A_CALL
) -> OllamaBackend:
    """The model called `name` at `host`. Raises BackendUnavailable, EnvironmentRefused."""
    url = base_url(host, allowed)
    return OllamaBackend(url, named(url, name), seconds=seconds)


def _vectors(rows: Sequence[Sequence[float]], wanted: int, name: str) -> list[Vector]:
    sizes = {len(row) for row in rows}
    finite = all(math.isfinite(x) for row in rows for x in row)
    if len(rows) != wanted or len(sizes) != 1 or 0 in sizes or not finite:
        raise BackendUnavailable(
            f"model {name!r} gave {len(rows)} usable vectors for {wanted} texts; use MiniLM"
        )
    return [tuple(row) for row in rows]
