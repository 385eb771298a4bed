"""Reads the repository when no rule answers; what that needs is loaded by the first such question.

One reader serves a session: its index and its model stay open between questions.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

from seatrial.answers.model import Answer, Sentence
from seatrial.evidence.model import Place
from seatrial.interrupts import interruptible
from seatrial.known_tree import KnownTree
from seatrial.settings import Settings

if TYPE_CHECKING:
    from seatrial.graphs.desk import Desk


def nobody(told: object) -> None:
    """Hears nothing: a program reads the answer when it is whole."""


@dataclass
class LateReader:
    """A `Reader` of `ask_tree`. `sources` hears what was found before a model begins, `sentence`
    each sentence that passed its check, as soon as it did."""

    settings: Settings
    sources: Callable[[Sequence[Place]], None] = nobody
    sentence: Callable[[Sentence], None] = nobody
    _desk: "Desk | None" = field(default=None, init=False)

    def __call__(self, tree: KnownTree, question: str) -> Answer:
        from seatrial.graphs.asking import read_answer
        from seatrial.graphs.desk import Desk, Listener

        if self._desk is None:
            self._desk = Desk(tree, self.settings)
        self._desk.turn(tree)
        with interruptible("interrupted; what was read is kept, ask again"):
            return read_answer(self._desk, question, Listener(self.sources, self.sentence))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        if self._desk is not None:
            self._desk.close()
