"""`python -m benchmarks.ask.context`: seconds to a checked sentence, by the size of what is read.

One excerpt of this length is decided on, picked from, and its lines are decided on: what a person
waits for when the first passage answers. The model is loaded and warm.
"""

import sys
import tempfile
import time
from pathlib import Path

from benchmarks.ask.fit import ALWAYS
from seatrial import environment
from seatrial.agents.answering import Answering
from seatrial.agents.excerpts import Excerpt
from seatrial.batch import Batches, NoMeter
from seatrial.cache import ObservationCache
from seatrial.graphs.library import choose
from seatrial.llm.budget import raw_count
from seatrial.settings import Settings
from seatrial.snapshot.model import Role
from seatrial.snapshot.store import Store
from seatrial.snapshot.take import take_snapshot

SIZES = (50, 100, 200, 400, 800)
QUESTION = "What happens when a berth is taken?"
FILE = "src/berthbook/app.py"
TREE = Path(__file__).parent.parent.parent / "examples" / "berthbook"


def excerpt_of(text: str, tokens: int) -> Excerpt:
    """The first lines of `text` that have about `tokens` tokens."""
    rows = text.split("\n")
    n = next((n for n in range(1, len(rows)) if raw_count("\n".join(rows[:n])) >= tokens), 0)
    shown = "\n".join(rows[: n or len(rows)])
    return Excerpt(
        id=str(tokens), path=FILE, start=1, end=shown.count("\n") + 1, symbols=(),
        language="python", role=Role.SOURCE, text=shown,
    )  # fmt: skip


def main() -> None:
    environment.force()
    backend = choose(Settings(model="embedded")).backend
    assert backend is not None, "the embedded model was named"
    with tempfile.TemporaryDirectory() as folder:
        store, cache = Store(Path(folder) / "objects"), ObservationCache(Path(folder) / "seen")
        snapshot = take_snapshot(TREE, store, Batches(store.path, cache), NoMeter())
        reading = Answering(backend, snapshot, b"s" * 32, ALWAYS)
        text = snapshot.text_of(FILE, 1, 93)
        reading.answers(QUESTION, excerpt_of(text, 20))  # the model is loaded
        for tokens in SIZES:
            shown, began = excerpt_of(text, tokens), time.monotonic()
            draft = reading.draft(QUESTION, shown)
            drafted = time.monotonic() - began
            assert draft is not None, "everything passes"
            reading.check(QUESTION, draft)
            whole = time.monotonic() - began
            size = raw_count(shown.text)
            sys.stdout.write(f"{size:>5} tokens: drafted {drafted:.1f} s, checked {whole:.1f} s\n")
            sys.stdout.flush()
        cache.close()
    backend.close()


if __name__ == "__main__":
    main()
