"""Which model reads: the one that was named, else Ollama's, else the embedded one, else none."""

import importlib.util
from dataclasses import dataclass
from pathlib import Path

from seatrial.llm.backend import Backend, BackendUnavailable
from seatrial.llm.breaker import Breaker
from seatrial.llm.transport import DEFAULT_HOST, base_url
from seatrial.llm.weights import EMBEDDED, find_weights

EMBEDDED_NAMES = ("embedded", EMBEDDED.name)


@dataclass(frozen=True)
class Chosen:
    """The model that reads, None for tools only, and why: one plain sentence."""

    backend: Backend | None
    reason: str


def choose_backend(
    weights: Path,
    *,
    model: str | None = None,
    host: str = DEFAULT_HOST,
    allowed: str | None = None,
    hosts: Path | None = None,
) -> Chosen:
    """`weights` is the folder of the embedded model's file; `host` is where an Ollama may be;
    `hosts` holds which servers are left alone after failures.

    A model that was named is taken or the audit is refused: there is no second choice for it.
    Raises BackendUnavailable, and EnvironmentRefused for a remote host, a cloud model or a wrong
    digest.
    """
    if model in EMBEDDED_NAMES:
        return Chosen(_embedded(weights), f"the embedded model {EMBEDDED.name!r} was named")
    if model:
        from seatrial.llm.ollama import open_ollama

        Breaker(hosts, base_url(host, allowed)).refuse()
        backend = open_ollama(model, host, allowed)
        return Chosen(backend, f"model {backend.card().name!r} of Ollama was named")
    served, why_not = _served(host, allowed, hosts)
    if served:
        return Chosen(served, f"Ollama at {host} serves {served.card().name!r}")
    try:
        return Chosen(_embedded(weights), f"the embedded model reads: {why_not}")
    except BackendUnavailable as error:
        return Chosen(None, f"tools only: {why_not}; {error}")


def _embedded(folder: Path) -> Backend:
    if importlib.util.find_spec("xllamacpp") is None:
        raise BackendUnavailable(
            "the engine of the embedded model is not installed; add the extra `seatrial[embedded]`"
        )
    path = find_weights(folder)
    if path is None:
        raise BackendUnavailable(
            f"no weights of the embedded model in {str(folder)!r}; run `seatrial models pull`"
        )
    from seatrial.llm.llama_cpp import LlamaCppBackend

    return LlamaCppBackend(path)


def _served(host: str, allowed: str | None, hosts: Path | None) -> tuple[Backend | None, str]:
    """The preferred model of the Ollama at `host`, or why there is none."""
    from seatrial.llm.ollama import OllamaBackend
    from seatrial.llm.served import preferred, served_models

    url = base_url(host, allowed)
    try:
        Breaker(hosts, url).refuse()
        models = served_models(url)
        if best := preferred(models):
            return OllamaBackend(url, best), ""
    except BackendUnavailable as error:
        return None, str(error)
    what = "no model" if not models else "no model that can read code"
    return None, f"the Ollama at {url!r} has {what}; try `ollama pull qwen2.5-coder:7b`"
