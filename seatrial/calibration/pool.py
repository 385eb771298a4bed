"""Ordinary excerpts: everyday code that a model must leave alone.

Real code is nearly always clean, so a threshold is set where everyday code is seldom suspected.
The pool is what Seatrial itself stands on: the packages installed beside it, their tests, and
the read-me that each carries as its description. Nothing of it is run.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from seatrial.agents.companions import Companions
from seatrial.agents.excerpts import Excerpt, excerpts_of
from seatrial.agents.model import Asking
from seatrial.batch import Batches, NoMeter
from seatrial.cache import ObservationCache
from seatrial.frozen import Frozen, sha256
from seatrial.prompts.book import CatalogueQuestion
from seatrial.snapshot.model import Role
from seatrial.snapshot.snapshot import Snapshot
from seatrial.snapshot.store import Store
from seatrial.snapshot.take import take_snapshot
from seatrial.vectorstore.chunks import Chunk, chunks_of
from seatrial.vectorstore.lexical import Lexical

# Well kept, of many hands and subjects: servers, parsers, storage, terminals, clients.
DISTRIBUTIONS = (
    "bandit", "chromadb", "detect-secrets", "dulwich", "httpx", "huggingface-hub", "kubernetes",
    "langgraph", "langgraph-checkpoint-sqlite", "langsmith", "markdown-it-py", "ollama", "pydantic",
    "rich", "stevedore", "typer", "urllib3", "uvicorn", "websocket-client",
)  # fmt: skip
# For the questions that those hardly meet: more tests, longer read-mes.
FURTHER = (
    "aiohttp", "anyio", "attrs", "charset-normalizer", "defusedxml", "h11", "importlib-resources",
    "jsonschema", "numpy", "oauthlib", "pathspec", "pypika", "python-dateutil", "python-dotenv",
    "referencing", "requests-oauthlib", "requests-toolbelt", "sortedcontainers", "tokenizers",
    "tqdm", "yarl",
)  # fmt: skip
WANTED = 25
"""For each question: one alarm among them is 4 %."""
_MOST_FILES = 80
_TEXT = re.compile(r"\.(py|sh|sql|toml|md)$")
_GENERATED = re.compile(r"/(models|api|_pb2|generated)/|_pb2|/vendored/|/_vendor/")


class Everyday(Frozen):
    """A question that an audit would put to this piece of everyday code."""

    question: str
    path: str
    text: str
    name: str = ""
    companion: str = ""
    beside: str = ""


def ordinary_excerpts(
    folder: Path,
    book: Iterable[CatalogueQuestion],
    wanted: int = WANTED,
    distributions: Iterable[str] = (*DISTRIBUTIONS, *FURTHER),
) -> list[Everyday]:
    """What would be asked of installed packages, `wanted` times a question where there is so
    much, question after question on the same excerpt.

    `folder` is empty and private; what is read is copied there. The same versions of the same
    packages give the same. Companions by search are found by words alone: to embed the whole pool
    would take longer than to measure on it.
    """
    tree = folder / "tree"
    for name in distributions:
        _copy(name, tree / name)
    snapshot, batches = _taken(tree, folder / "state")
    chunks = chunks_of(snapshot, batches)
    batches.cache.close()
    lexical = Lexical(folder / "chunks.sqlite")
    lexical.replace(chunks, [])
    companions = Companions(chunks, partial(_by_words, lexical))
    excerpts = sorted(excerpts_of(snapshot, chunks), key=_turn)
    found = _chosen(snapshot, excerpts, companions, list(book), wanted)
    lexical.close()
    return found


def _turn(excerpt: Excerpt) -> tuple[bool, str]:
    """What sorts excerpts: as good as at random, those of further packages last."""
    return excerpt.path.split("/")[0] in FURTHER, sha256(excerpt.id.encode())


def _by_words(lexical: Lexical, text: str, roles: Sequence[Role]) -> Chunk | None:
    best = lexical.search(text, 1, (), roles)
    return next(iter(lexical.chunks(best).values()), None)


def _chosen(
    snapshot: Snapshot,
    excerpts: Iterable[Excerpt],
    companions: Companions,
    book: Sequence[CatalogueQuestion],
    wanted: int,
) -> list[Everyday]:
    had: Counter[str] = Counter()
    chosen = []
    for excerpt in excerpts:
        for question in asked_of(excerpt, [q for q in book if had[q.id] < wanted]):
            askings = companions.askings(excerpt, question)[: wanted - had[question.id]]
            had[question.id] += len(askings)
            chosen += [_everyday(snapshot, excerpt, asking) for asking in askings]
    return chosen


def _everyday(snapshot: Snapshot, excerpt: Excerpt, asking: Asking) -> Everyday:
    beside = asking.beside
    return Everyday(
        question=asking.question,
        path=excerpt.path,
        text=excerpt.text,
        name=asking.name,
        companion=snapshot.text_of(beside.path, beside.start, beside.end) if beside else "",
        beside=beside.path if beside else "",
    )


def asked_of(excerpt: Excerpt, book: Iterable[CatalogueQuestion]) -> list[CatalogueQuestion]:
    """The questions that an audit would put to `excerpt`."""
    return [q for q in book if q.asks_of(excerpt.role, excerpt.language, excerpt.text)]


def versions() -> Mapping[str, str]:
    """What the pool was drawn from."""
    found = ((name, _installed(name)) for name in (*DISTRIBUTIONS, *FURTHER))
    return {name: package.version for name, package in found if package}


def _copy(name: str, target: Path) -> None:
    package = _installed(name)
    if package is None:
        return
    target.mkdir(parents=True)
    about = str(package.metadata.json.get("description", ""))
    (target / "README.md").write_text(about, encoding="utf-8")
    for path in sorted(_files(package), key=lambda p: sha256(p.encode()))[:_MOST_FILES]:
        source = Path(str(package.locate_file(path)))
        if source.is_file():
            (target / path).parent.mkdir(parents=True, exist_ok=True)
            (target / path).write_bytes(source.read_bytes())


def _files(package: Distribution) -> Iterator[str]:
    for file in package.files or ():
        path = file.as_posix()
        if ".." not in path and _TEXT.search(path) and not _GENERATED.search(path):
            yield path


def _installed(name: str) -> Distribution | None:
    try:
        return distribution(name)
    except PackageNotFoundError:
        return None


def _taken(tree: Path, state: Path) -> tuple[Snapshot, Batches]:
    state.mkdir()
    store = Store(state / "objects")
    batches = Batches(store.path, ObservationCache(state / "observations.sqlite"))
    return take_snapshot(tree, store, batches, NoMeter()), batches
