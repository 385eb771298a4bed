"""What the nodes of a question do, and the question from start to answer."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from seatrial.agents.cited import place_of
from seatrial.agents.related import excerpt_of
from seatrial.agents.stated import addressed
from seatrial.answers.facts import answer_fact
from seatrial.answers.model import Answer, Kind
from seatrial.evidence.model import Place
from seatrial.graphs.ask import AskState, Passage, build_ask_graph
from seatrial.graphs.desk import Desk, Listener
from seatrial.llm.backend import BackendUnavailable, RequestTooLong
from seatrial.vectorstore.chunks import Chunk

MOST_READ = 5
MOST_SENTENCES = 4
MOST_POINTERS = 3
NO_TEXT = "nothing in this repository can be read as text"
NOT_MEASURED = (
    "the model was not measured on answering: lines are quoted, nothing is said in its words"
)


def read_answer(desk: Desk, question: str, listener: Listener | None = None) -> Answer:
    """The answer to `question` (one line, not empty) about the desk's tree."""
    stages = AskStages(desk, listener or Listener())
    first = AskState(question=question, sentences=[], dropped=0, read=0)
    steps: Any = {"recursion_limit": 2 * MOST_READ + 10}
    done = build_ask_graph(stages).compile().invoke(first, steps)
    found: Answer = done["answer"]
    return found


@dataclass
class AskStages:
    """The nodes of one question. Only `retrieve` and what comes after it open anything."""

    desk: Desk
    listener: Listener
    _found: dict[str, Chunk] = field(default_factory=dict)
    _notes: list[str] = field(default_factory=list)
    _stopped: bool = False

    def route(self, state: AskState) -> dict[str, Any]:
        """By rules: a fact that evidence knows is never read for."""
        return {"answer": answer_fact(self.desk.tree.sheet, state["question"])}

    def facts(self, state: AskState) -> dict[str, Any]:
        """The fact is told as it was found."""
        answer = state["answer"]
        assert answer is not None, "a fact was found"
        for sentence in answer.sentences:
            self.listener.sentence(sentence)
        return {"answer": answer}

    def retrieve(self, state: AskState) -> dict[str, Any]:
        """What may answer, shown before a model begins; what speaks to models is passed over."""
        found = self.desk.find(state["question"])
        plain = [chunk for chunk in found if not addressed(chunk.text)]
        if len(plain) < len(found):
            n = len(found) - len(plain)
            self._notes.append(f"{n} passages that speak to a model were passed over")
        self._notes += self.desk.notes if found else [NO_TEXT] if not self.desk.chunks else []
        self._found = {chunk.id: chunk for chunk in plain}
        passages = tuple(
            Passage(chunk=c.id, path=c.path, start=c.start, end=c.end) for c in plain[:MOST_READ]
        )
        self.listener.sources(self._places(passages))
        return {"passages": passages}

    def answer(self, state: AskState) -> dict[str, Any]:
        """The lines of the next passage that the model thinks answer, and its sentence."""
        passage = state["passages"][state["read"]]
        excerpt = excerpt_of(self._found[passage.chunk])
        read = {"read": state["read"] + 1, "draft": None}
        try:
            return {**read, "draft": self.desk.answering.draft(state["question"], excerpt)}
        except RequestTooLong as error:
            self._notes.append(f"{passage.path} was not read: {error}")
        except BackendUnavailable as error:
            self._stop(error)
        return read

    def check(self, state: AskState) -> dict[str, Any]:
        """Only what passes is kept and shown; the rest is counted."""
        draft = state["draft"]
        if draft is None:
            return {}
        try:
            checked = self.desk.answering.check(state["question"], draft)
        except BackendUnavailable as error:
            self._stop(error)
            return {"dropped": 1}
        if checked.sentence is None:
            return {"dropped": checked.dropped}
        if checked.sentence.text in (s.text for s in state["sentences"]):
            return {}  # two passages say the same: once is enough
        self.listener.sentence(checked.sentence)
        return {"sentences": [checked.sentence], "dropped": checked.dropped}

    def tell(self, state: AskState) -> dict[str, Any]:
        """The checked sentences, or that nothing is stated and where it would stand nearest."""
        sheet, sentences = self.desk.tree.sheet, tuple(state["sentences"])
        passages = () if sentences else state["passages"][:MOST_POINTERS]
        answer = Answer(
            question=state["question"],
            kind=Kind.READ if sentences else Kind.NOT_STATED,
            sentences=sentences,
            pointers=tuple(self._places(passages)),
            dropped=state["dropped"],
            route="retrieve",
            tree=sheet.tree,
            commit=sheet.commit,
            notes=tuple(dict.fromkeys([*sheet.notes, *self._notes, *self._of_model(state)])),
        )
        return {"answer": answer}

    def goes_on(self, state: AskState) -> bool:
        """Whether another passage is read."""
        left = state["read"] < len(state["passages"])
        enough = len(state["sentences"]) >= MOST_SENTENCES
        return left and not enough and not self._stopped and self.desk.backend is not None

    def _stop(self, error: BackendUnavailable) -> None:
        self._stopped = True
        self._notes.append(f"the model stopped, the rest was not read: {error}")

    def _of_model(self, state: AskState) -> list[str]:
        """What a reader must know of who read."""
        if not state["passages"]:
            return []
        if self.desk.backend is None:
            return [f"nobody read the passages that were found: {self.desk.why}"]
        return [] if self.desk.support.writes else [NOT_MEASURED]

    def _places(self, passages: Sequence[Passage]) -> list[Place]:
        return [place_of(self.desk.tree.snapshot, p.path, p.start, p.end) for p in passages]
