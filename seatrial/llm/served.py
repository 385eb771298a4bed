"""Which of the models that an Ollama has can be used, and which of them is taken."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from seatrial.errors import EnvironmentRefused
from seatrial.llm.backend import Ability, BackendUnavailable
from seatrial.llm.transport import Client, translated

_SECONDS = 10.0
_GB = 1_000_000_000
_LEAST_BYTES = 1_000_000
_COMFORTABLE_BYTES = 10 * _GB
_CLOUD = re.compile(r"[:-]cloud$", re.IGNORECASE)
_WEIGHTS = re.compile(r"(?m)^FROM .*\bsha256-([0-9a-f]{64})$")
_CODE = re.compile(r"code|coder|devstral", re.IGNORECASE)


@dataclass(frozen=True)
class Served:
    """One model of a server; `refusal` says why it is not used, '' when it may be. `weights` is
    the SHA-256 of the file that it was made from, '' when the server does not tell."""

    name: str
    digest: str
    size: int
    quantisation: str = ""
    weights: str = ""
    context: int = 0
    abilities: tuple[Ability, ...] = ()
    thinks: bool = False
    refusal: str = ""

    @property
    def reads(self) -> bool:
        """Whether it can decide and write. One that only decides is taken when it is named."""
        return not self.refusal and Ability.COMPLETE in self.abilities


def served_models(url: str) -> list[Served]:
    """Every model at `url`, the one to be preferred first. Raises BackendUnavailable."""
    client = Client(url, seconds=_SECONDS)
    try:
        with translated(url):
            listed = [
                Served(
                    name=m.model or "",
                    digest=m.digest or "",
                    size=int(m.size or 0),
                    quantisation=(m.details.quantization_level or "") if m.details else "",
                )
                for m in client.list().models
            ]
        return sorted((_looked_at(client, url, model) for model in listed), key=preference)
    finally:
        client.close()


def named(url: str, name: str) -> Served:
    """The model called `name` (`:latest` may be left out). Raises BackendUnavailable."""
    refuse_cloud(name)
    for model in served_models(url):
        if model.name in {name, f"{name}:latest"}:
            if model.refusal:
                raise BackendUnavailable(f"model {model.name!r} is not used: {model.refusal}")
            return model
    raise BackendUnavailable(f"model {name!r} is not at {url!r}; try `ollama pull {name}`")


def preferred(models: Sequence[Served]) -> Served | None:
    """The first that can read code: `models` are in order of preference."""
    return next((model for model in models if model.reads), None)


def preferred_embedder(models: Sequence[Served]) -> Served | None:
    """The smallest embedding model."""
    found = [m for m in models if not m.refusal and Ability.EMBED in m.abilities]
    return min(found, key=lambda m: (m.size, m.name), default=None)


def preference(model: Served) -> tuple[bool, bool, int, str]:
    """Models of code first; then the largest up to 10 GB, then the smallest above; then by name."""
    large = model.size > _COMFORTABLE_BYTES
    return (not _CODE.search(model.name), large, model.size if large else -model.size, model.name)


def refuse_cloud(name: str) -> None:
    """Raises EnvironmentRefused for a name whose model is answered by somebody else's machine."""
    if _CLOUD.search(name):
        raise EnvironmentRefused(
            f"model {name!r} would send the code to a cloud; name a model on this machine"
        )


def server_version(client: Client) -> str:
    """The version that the server states, '' when it states none."""
    try:
        return client.version()[:40]
    except BackendUnavailable:
        return ""


def version_at(url: str) -> str:
    """As `server_version`, of the server at `url`."""
    client = Client(url, seconds=_SECONDS)
    try:
        return server_version(client)
    finally:
        client.close()


def _looked_at(client: Client, url: str, model: Served) -> Served:
    """`model` with what `/api/show` says of it. A cloud model is not even asked about."""
    if _CLOUD.search(model.name) or model.size < _LEAST_BYTES:
        return replace(model, refusal="it has no weights here: a cloud would answer")
    try:
        with translated(url, model.name):
            shown = client.show(model.name)
            weights = _WEIGHTS.search(shown.modelfile or "")
            known = [c.lower() for c in shown.capabilities or ()]
            lengths = [
                int(value)
                for key, value in (shown.modelinfo or {}).items()
                if key.endswith(".context_length")
            ]
    except BackendUnavailable as error:
        return replace(model, refusal=str(error))
    abilities = _abilities(known) or _judging(client, url, model.name)
    return replace(
        model,
        weights=weights[1] if weights else "",
        context=min(lengths, default=0),
        abilities=abilities,
        thinks="thinking" in known,
        refusal="" if abilities else "it neither writes, decides nor embeds",
    )


def _judging(client: Client, url: str, name: str) -> tuple[Ability, ...]:
    """Whether it answers typed questions (Ollama 0.35); other models are answered 501 there."""
    try:
        with translated(url, name):
            client.systemone(name, "ok", {"q": {"type": "noul", "instructions": "Is it ok?"}})
    except BackendUnavailable:
        return ()
    return Ability.DECIDE, Ability.JUDGE


def _abilities(capabilities: Sequence[str]) -> tuple[Ability, ...]:
    found: list[Ability] = []
    if "completion" in capabilities:
        found += [Ability.DECIDE, Ability.COMPLETE]
    if "embedding" in capabilities:
        found.append(Ability.EMBED)
    return tuple(found)
