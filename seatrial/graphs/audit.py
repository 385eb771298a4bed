"""The audit: survey, then every crew side by side, then the captain, then the papers.

survey ─► collect (one task a crew) ─► captain ─► issue
"""

from collections.abc import Sequence
from typing import Any, Protocol

from langgraph.graph import END, START, StateGraph
from langgraph.types import Send

from seatrial.graphs.state import AuditState, CrewTask


class Stages(Protocol):
    """What the nodes do. Each returns only the keys that it adds."""

    def survey(self, state: AuditState) -> dict[str, Any]: ...
    def collect(self, state: CrewTask) -> dict[str, Any]: ...
    def captain(self, state: AuditState) -> dict[str, Any]: ...
    def issue(self, state: AuditState) -> dict[str, Any]: ...


def build_audit_graph(stages: Stages, crews: Sequence[str]) -> StateGraph[AuditState]:
    """The graph, not yet compiled. `crews` are the names that `collect` is sent."""

    def every_crew(state: AuditState) -> list[Send]:
        return [Send("collect", CrewTask(crew=crew)) for crew in crews]

    graph = StateGraph(AuditState)
    graph.add_node("survey", stages.survey)
    graph.add_node("collect", stages.collect, input_schema=CrewTask)
    graph.add_node("captain", stages.captain)
    graph.add_node("issue", stages.issue)
    graph.add_edge(START, "survey")
    graph.add_conditional_edges("survey", every_crew, ["collect"])
    graph.add_edge("collect", "captain")
    graph.add_edge("captain", "issue")
    graph.add_edge("issue", END)
    return graph
