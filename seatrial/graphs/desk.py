"""Where questions are read: the index and the model, opened when a question first needs them.

A desk serves one question or a whole session; it is closed by whoever opened it.
"""

from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self

from seatrial.agents.answering import Answering
from seatrial.agents.companions import Companions
from seatrial.agents.related import with_related
from seatrial.answers.model import Sentence
from seatrial.batch import Batches
from seatrial.cache import ObservationCache
from seatrial.calibration.support import Support, read_support
from seatrial.evidence.model import Place
from seatrial.graphs.library import choose
from seatrial.known_tree import KnownTree, progress
from seatrial.llm.backend import Backend
from seatrial.llm.cache import AnswerCache, CachedBackend
from seatrial.llm.patient import patient
from seatrial.settings import Settings
from seatrial.state import StateFolder
from seatrial.vectorstore.chunks import Chunk, chunks_of
from seatrial.vectorstore.index import CANDIDATES, Index
from seatrial.vectorstore.search import FOR_QUESTIONS, best_hits

if TYPE_CHECKING:
    from seatrial.llm.choose import Chosen
    from seatrial.vectorstore.embed import Embedder

FOUND = 8
REMADE = "the search index was damaged or made by another model, and was made again"


def _nobody(told: Any) -> None:
    """What a question without a listener tells."""


@dataclass(frozen=True)
class Listener:
    """Who is told while a question is read: `sources` once, before any model begins, then each
    `sentence` that passed its check, as soon as it did."""

    sources: Callable[[Sequence[Place]], None] = _nobody
    sentence: Callable[[Sentence], None] = _nobody


def _minilm() -> "Embedder":
    from seatrial.vectorstore.embed import MiniLmEmbedder

    return MiniLmEmbedder()


@dataclass
class Desk:
    """`tree` is what is known of the folder; `turn` to another when that has changed.

    `notes` are what every reader must know of the index, which is there once `chunks` were
    asked for and some were found.
    """

    tree: KnownTree
    settings: Settings
    choose: "Callable[[Settings], Chosen]" = choose
    embedder: "Callable[[], Embedder]" = _minilm
    notes: list[str] = field(default_factory=list)
    measured: Support | None = None
    _opened: ExitStack = field(default_factory=ExitStack)
    index: Index | None = None
    _chunks: list[Chunk] | None = None
    _library: tuple[Backend | None, str] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        self.close()

    def close(self) -> None:
        self._opened.close()

    def turn(self, tree: KnownTree) -> None:
        """Read `tree` from now on: only what changed in it is embedded again."""
        if tree.sheet.tree != self.tree.sheet.tree:
            self._chunks = None
            vars(self).pop("companions", None)
        self.tree = tree

    @property
    def chunks(self) -> list[Chunk]:
        """The tree in chunks; those that cannot be searched make no index."""
        if self._chunks is None:
            self._chunks = self._refreshed()
        return self._chunks

    @cached_property
    def companions(self) -> Companions:
        return Companions(self.chunks, lambda text, roles: None)

    def find(self, question: str, k: int = FOUND) -> list[Chunk]:
        """What may answer `question`, best first."""
        if not self.chunks:
            return []
        assert self.index is not None, "there are chunks, so there is an index"
        ranked = self.index.rank(question, CANDIDATES)
        ranking = [hit.chunk for hit in best_hits(ranked, CANDIDATES, FOR_QUESTIONS)]
        return with_related(ranking, self.chunks, self.companions, k)

    @property
    def backend(self) -> Backend | None:
        """The model that reads, None when there is none: `why` says so."""
        return self._model()[0]

    @property
    def why(self) -> str:
        return self._model()[1]

    @property
    def support(self) -> Support:
        """From where on this model's yes counts: as it was measured, unless told otherwise."""
        if self.measured is None:
            assert self.backend is not None, "thresholds are a model's"
            self.measured = read_support(self.backend.card(), self.settings.data / "calibration")
        return self.measured

    @property
    def answering(self) -> Answering:
        """The model on this tree."""
        assert self.backend is not None, "somebody reads"
        secret = self.tree.repository.secret
        return Answering(self.backend, self.tree.snapshot, secret, self.support)

    def _model(self) -> tuple[Backend | None, str]:
        if self._library is None:
            chosen = self.choose(self.settings)
            backend: Backend | None = None
            if chosen.backend is not None:
                answers = AnswerCache(self.tree.repository.answers)
                asked = patient(chosen.backend, StateFolder(self.settings.state).hosts)
                backend = CachedBackend(asked, answers)
                self._opened.callback(backend.close)
            self._library = backend, chosen.reason
        return self._library

    def _refreshed(self) -> list[Chunk]:
        """The chunks, with the index in line with them: one writer a folder, Chroma one process."""
        repository = self.tree.repository
        with progress(self.settings) as reporter:
            with closing(ObservationCache(repository.observations)) as cache:
                dividing = Batches(repository.store.path, cache, reporter.begin("divide"))
                chunks = chunks_of(self.tree.snapshot, dividing)
                reporter.end("divide")
            if chunks:
                done = self._open_index().refresh(chunks, reporter.begin("index", "chunks"))
                reporter.end("index")
                self.notes = [REMADE] if done.rebuilt else []
        return chunks

    def _open_index(self) -> Index:
        if self.index is None:
            self._opened.enter_context(self.tree.repository.writing())
            self.index = Index.open(self.tree.repository.root / "index", self.embedder())
            self._opened.callback(self.index.close)
        return self.index
