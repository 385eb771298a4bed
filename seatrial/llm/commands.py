"""What `seatrial models` says: which models there are, bringing the embedded one, and a trial."""

import time
from collections.abc import Callable
from pathlib import Path

from seatrial.errors import EnvironmentRefused
from seatrial.escape import terminal
from seatrial.llm.backend import Backend, BackendUnavailable, Question, Request
from seatrial.llm.choose import Chosen
from seatrial.llm.transport import DEFAULT_HOST, base_url
from seatrial.llm.weights import EMBEDDED, find_weights

_SAMPLE = '''def find_berth(db, name):
    """The berth called `name`."""
    return db.execute("SELECT * FROM berths WHERE name = '" + name + "'").fetchone()
'''
_QUESTION = Question(
    id="probe",
    prompt=(
        "Statement: a database query is built from strings. Is the statement true?"
        " Answer yes or no."
    ),
)
_FORM = {
    "type": "object",
    "properties": {"quote": {"type": "string"}, "claim": {"type": "string"}},
    "required": ["quote", "claim"],
}


def list_models(weights: Path, *, host: str = DEFAULT_HOST, allowed: str | None = None) -> str:
    """One line a model: those of Ollama in order of preference, then the embedded one."""
    return "\n".join([*_ollama_lines(host, allowed), _embedded_line(weights)])


def probe_model(chosen: Chosen) -> str:
    """The card of `chosen`, and one decision and one answer, timed. Closes it."""
    if chosen.backend is None:
        raise BackendUnavailable(chosen.reason)
    try:
        return "\n".join([chosen.reason, *_card_lines(chosen.backend), *_trial(chosen.backend)])
    finally:
        chosen.backend.close()


def _ollama_lines(host: str, allowed: str | None) -> list[str]:
    from seatrial.llm.served import served_models

    url = base_url(host, allowed)
    try:
        models = served_models(url)
    except BackendUnavailable as error:
        return [f"ollama    {terminal(str(error))}"]
    if not models:
        return [f"ollama    no model at {url}; try `ollama pull qwen2.5-coder:7b`"]
    return [
        f"ollama    {terminal(m.name):<40} {m.size / 1e9:6.1f} GB  {m.quantisation:<8}"
        f" {terminal(m.refusal) or ', '.join(m.abilities)}"
        for m in models
    ]


def _embedded_line(folder: Path) -> str:
    try:
        path = find_weights(folder)
    except EnvironmentRefused as error:
        return f"embedded  {terminal(str(error))}"
    size = f"{EMBEDDED.size / 1e9:6.1f} GB  {EMBEDDED.quantisation:<8}"
    state = f"decide, complete; {path}" if path else "not here; run `seatrial models pull`"
    return f"embedded  {EMBEDDED.name:<40} {size} {state}"


def _card_lines(backend: Backend) -> list[str]:
    card = backend.card().model_dump(mode="json")
    told = {**card, "abilities": ", ".join(card["abilities"])}
    return [f"{key:<14}{terminal(str(value))}" for key, value in told.items() if value != ""]


def _trial(backend: Backend) -> list[str]:
    lines = []
    began = time.monotonic()
    margin = backend.decide(_SAMPLE, [_QUESTION])[0]
    took, used = time.monotonic() - began, backend.usage()
    lines.append(f"decide        {margin:+.2f} nats for yes, {took:.1f} s with loading")
    before, began = used, time.monotonic()
    text = backend.complete(
        Request(prompt=_SAMPLE + "\nName the defect.", schema_=_FORM, most_tokens=120)
    )
    took, used = time.monotonic() - began, backend.usage()
    made = used.generated - before.generated
    lines.append(
        f"complete      {made} tokens in {took:.1f} s, {made / max(took, 0.001):.1f} a second"
    )
    lines.append(f"answer        {terminal(' '.join(text.split()))[:200]}")
    return lines


def pull_model(
    weights: Path,
    *,
    from_file: Path | None = None,
    ollama_store: Path | None = None,
    told: Callable[[int], None] = lambda _: None,
) -> str:
    """Bring the embedded model. `told` hears of bytes; there are EMBEDDED.size of them."""
    from seatrial.llm.pull import pull_weights

    path = pull_weights(weights, from_file=from_file, ollama_store=ollama_store, told=told)
    return f"{EMBEDDED.name} is ready: {path}, sha256 {EMBEDDED.sha256}"
