"""Opens what a run is read with: the chosen model behind its cache, the index, the thresholds."""

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from seatrial.agents.plan import TOKENS_A_MINUTE
from seatrial.calibration.measured import read_calibration
from seatrial.confinement import confine
from seatrial.errors import EnvironmentRefused
from seatrial.graphs.reading import Library
from seatrial.graphs.state import ReadingRef
from seatrial.llm.backend import Backend
from seatrial.llm.cache import AnswerCache, CachedBackend
from seatrial.llm.patient import Patience, patient
from seatrial.settings import Depth, Settings
from seatrial.state import RepositoryFolder, StateFolder
from seatrial.vectorstore.index import Index

if TYPE_CHECKING:
    from seatrial.llm.choose import Chosen

NO_READER = "tools only: depth quick asks no model"


def open_library(
    repository: RepositoryFolder, settings: Settings, begun: ReadingRef | None, opened: ExitStack
) -> tuple[Library | None, ReadingRef]:
    """The library and how the run is read; what is opened is closed with `opened`.

    A run that has begun goes on with the model it began with, or is refused.
    """
    if begun is not None and not begun.reads:
        confine()
        return None, begun
    if begun is None and settings.depth is Depth.QUICK:
        confine()
        return None, ReadingRef(depth=settings.depth, model="", allowance=0, why=NO_READER)
    chosen = choose(settings)
    if chosen.backend is None or not chosen.backend.card().host:
        confine()  # before any library starts a thread; a server is out of reach afterwards
    if chosen.backend is None:
        return None, _unread(chosen, settings, begun)
    asked = patient(chosen.backend, StateFolder(settings.state).hosts, patience(settings))
    backend = CachedBackend(asked, AnswerCache(repository.answers))
    opened.callback(backend.close)
    card = backend.card()
    if begun is not None and begun.model != card.digest:
        raise EnvironmentRefused(
            f"this run was begun with model {begun.model[:12]!r}, and {card.name!r} is"
            f" {card.digest[:12]!r} ({chosen.reason}); bring that model back, or start the audit"
            " again"
        )
    reading = begun or ReadingRef(
        depth=settings.depth,
        model=card.digest,
        allowance=round(settings.budget * TOKENS_A_MINUTE),
        why=chosen.reason,
    )
    library = _library(backend, repository, settings, opened)
    library.note = asked.note
    return library, reading


def choose(settings: Settings) -> "Chosen":
    # Only here: an audit by tools alone loads neither a client nor an embedder.
    from seatrial.llm.choose import choose_backend

    return choose_backend(
        settings.data / "weights",
        model=settings.model or None,
        **({"host": settings.ollama} if settings.ollama else {}),
        allowed=settings.allow_remote_model or None,
        hosts=StateFolder(settings.state).hosts,
    )


def patience(settings: Settings) -> Patience:
    """A slow model is no fault, and what is read depends on no clock: only what takes twenty
    times its minutes of reading, and more than an hour, is given up."""
    return Patience(whole=60 * max(60.0, 20 * settings.budget))


def _unread(chosen: "Chosen", settings: Settings, begun: ReadingRef | None) -> ReadingRef:
    if begun is not None:
        raise EnvironmentRefused(
            f"this run was begun with model {begun.model[:12]!r}, which is gone"
            f" ({chosen.reason}); bring it back, or start the audit again"
        )
    return ReadingRef(depth=settings.depth, model="", allowance=0, why=chosen.reason)


def _library(
    backend: Backend, repository: RepositoryFolder, settings: Settings, opened: ExitStack
) -> Library:
    from seatrial.vectorstore.embed import MiniLmEmbedder

    index = Index.open(repository.root / "index", MiniLmEmbedder())
    opened.callback(index.close)
    own: Path = settings.data / "calibration"
    return Library(
        backend=backend,
        index=index,
        calibration=read_calibration(backend.card(), own),
        secret=repository.secret,
    )
