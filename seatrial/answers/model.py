"""An answer: sentences, each with the places that carry it, or an honest "not stated"."""

from enum import StrEnum

from seatrial.evidence.model import Place
from seatrial.frozen import Frozen


class Kind(StrEnum):
    FACT = "fact"  # told by code from evidence
    READ = "read"  # told by a model, each sentence checked against the lines it cites
    NOT_STATED = "not stated"  # nothing that was checked answers the question


class Sentence(Frozen):
    """One sentence with its proof: quoted places, evidence ids, or both; never neither."""

    text: str
    places: tuple[Place, ...] = ()
    evidence: tuple[str, ...] = ()
    support: float | None = None  # P(the places support the sentence) by the model; None for facts


class Answer(Frozen):
    """What was answered, and what of the repository it was answered from."""

    question: str
    kind: Kind
    sentences: tuple[Sentence, ...] = ()
    pointers: tuple[Place, ...] = ()  # the nearest places, when nothing is stated
    dropped: int = 0  # sentences of the model that did not pass the check
    route: str = ""  # the rule or the stage that answered
    tree: str  # digest of the tree that was read
    commit: str = ""  # stated only where the tree is a clean checkout
    notes: tuple[str, ...] = ()  # what a reader must know: no model, index of an older tree, ...
