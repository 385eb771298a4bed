"""Ordinary excerpts: everyday code that a model must leave alone.

Real code is nearly always clean, so a threshold is set where everyday code is seldom suspected.
The pool is what Seatrial itself stands on: the packages installed beside it, their tests, and
the read-me that each carries as its description. Nothing of it is run.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from seatrial.agents.excerpts import Excerpt, excerpts_of
from seatrial.batch import Batches, NoMeter
from seatrial.cache import ObservationCache
from seatrial.frozen import sha256
from seatrial.prompts.book import CatalogueQuestion
from seatrial.snapshot.snapshot import Snapshot
from seatrial.snapshot.store import Store
from seatrial.snapshot.take import take_snapshot
from seatrial.vectorstore.chunks import chunks_of

# Well kept, of many hands and subjects: servers, parsers, storage, terminals, clients.
DISTRIBUTIONS = (
    "bandit", "chromadb", "detect-secrets", "dulwich", "httpx", "huggingface-hub", "kubernetes",
    "langgraph", "langgraph-checkpoint-sqlite", "langsmith", "markdown-it-py", "ollama", "pydantic",
    "rich", "stevedore", "typer", "urllib3", "uvicorn", "websocket-client",
)  # fmt: skip
WANTED = 25
"""Excerpts for each question: one alarm among them is 4 %."""
_MOST_FILES = 30
_TEXT = re.compile(r"\.(py|sh|sql|toml|md)$")
_GENERATED = re.compile(r"/(models|api|_pb2|generated)/|_pb2|/vendored/|/_vendor/")


def ordinary_excerpts(
    folder: Path, book: Iterable[CatalogueQuestion], wanted: int = WANTED
) -> list[Excerpt]:
    """Excerpts of installed packages, `wanted` for each question where there are so many.

    `folder` is empty and private; what is read is copied there. The same versions of the same
    packages give the same excerpts.
    """
    tree = folder / "tree"
    for name in DISTRIBUTIONS:
        _copy(name, tree / name)
    snapshot, batches = _taken(tree, folder / "state")
    excerpts = excerpts_of(snapshot, chunks_of(snapshot, batches))
    batches.cache.close()
    return _chosen(sorted(excerpts, key=lambda e: sha256(e.id.encode())), list(book), wanted)


def asked_of(excerpt: Excerpt, book: Iterable[CatalogueQuestion]) -> list[CatalogueQuestion]:
    """The questions that an audit would put to `excerpt`."""
    return [q for q in book if q.asks_of(excerpt.role, excerpt.language, excerpt.text)]


def versions() -> Mapping[str, str]:
    """What the pool was drawn from."""
    found = ((name, _installed(name)) for name in DISTRIBUTIONS)
    return {name: package.version for name, package in found if package}


def _chosen(
    excerpts: Sequence[Excerpt], book: Sequence[CatalogueQuestion], wanted: int
) -> list[Excerpt]:
    had: Counter[str] = Counter()
    chosen = []
    for excerpt in excerpts:
        fitting = [q.id for q in asked_of(excerpt, book)]
        if any(had[q] < wanted for q in fitting):
            chosen.append(excerpt)
            had.update(fitting)
    return chosen


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
