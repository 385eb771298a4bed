"""A question as a graph. Facts by rules, or a reading in which only checked sentences are kept.

route ─┬─► facts ───────────────────────────────────────► END
       └─► retrieve ─┬─► answer ─► check ─┬─► tell ─────► END
                     │     ▲──────────────┘ while there is anything left to read
                     └─ nothing found, or no model reads ─► tell
"""

import operator
from typing import Annotated, Any, Protocol, TypedDict

from langgraph.graph import END, START, StateGraph

from seatrial.agents.cited import Draft
from seatrial.answers.model import Answer, Sentence
from seatrial.frozen import Frozen


class Passage(Frozen):
    """Something found that may answer: the id of its chunk, whose text is not kept here."""

    chunk: str
    path: str
    start: int
    end: int


class AskState(TypedDict, total=False):
    """`sentences` and `dropped` only grow; `read` says how many of `passages` were read."""

    question: str
    answer: Answer | None
    passages: tuple[Passage, ...]
    read: int
    draft: Draft | None
    sentences: Annotated[list[Sentence], operator.add]
    dropped: Annotated[int, operator.add]


class Stages(Protocol):
    """What the nodes do. Each returns only the keys that it adds."""

    def route(self, state: AskState) -> dict[str, Any]: ...
    def facts(self, state: AskState) -> dict[str, Any]: ...
    def retrieve(self, state: AskState) -> dict[str, Any]: ...
    def answer(self, state: AskState) -> dict[str, Any]: ...
    def check(self, state: AskState) -> dict[str, Any]: ...
    def tell(self, state: AskState) -> dict[str, Any]: ...
    def goes_on(self, state: AskState) -> bool: ...


def build_ask_graph(stages: Stages) -> StateGraph[AskState]:
    """The graph, not yet compiled."""

    def known(state: AskState) -> str:
        return "facts" if state.get("answer") else "retrieve"

    def reading(state: AskState) -> str:
        return "answer" if stages.goes_on(state) else "tell"

    graph = StateGraph(AskState)
    graph.add_node("route", stages.route)
    graph.add_node("facts", stages.facts)
    graph.add_node("retrieve", stages.retrieve)
    graph.add_node("answer", stages.answer)
    graph.add_node("check", stages.check)
    graph.add_node("tell", stages.tell)
    graph.add_edge(START, "route")
    graph.add_conditional_edges("route", known, ["facts", "retrieve"])
    graph.add_edge("facts", END)
    graph.add_conditional_edges("retrieve", reading, ["answer", "tell"])
    graph.add_edge("answer", "check")
    graph.add_conditional_edges("check", reading, ["answer", "tell"])
    graph.add_edge("tell", END)
    return graph
