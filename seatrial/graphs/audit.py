"""The audit as a graph. Tools and index side by side, then the agents, then the captain.

survey ─► collect (a task a crew) ─┐                                   ┌─► captain ─► issue
       └► index ───────────────────┴► muster ─► select (a task an ─► read ─► draft (a task
                                         │       agent)                       an agent)
                                         └──────────────── no model reads ────► captain
"""

from collections.abc import Sequence
from typing import Any, Protocol

from langgraph.graph import END, START, StateGraph
from langgraph.types import Send

from seatrial.graphs.state import AgentTask, AuditState, CrewTask


class Stages(Protocol):
    """What the nodes do. Each returns only the keys that it adds."""

    def survey(self, state: AuditState) -> dict[str, Any]: ...
    def collect(self, state: CrewTask) -> dict[str, Any]: ...
    def index(self, state: AuditState) -> dict[str, Any]: ...
    def muster(self, state: AuditState) -> dict[str, Any]: ...
    def select(self, state: AgentTask) -> dict[str, Any]: ...
    def read(self, state: AuditState) -> dict[str, Any]: ...
    def draft(self, state: AgentTask) -> dict[str, Any]: ...
    def captain(self, state: AuditState) -> dict[str, Any]: ...
    def issue(self, state: AuditState) -> dict[str, Any]: ...


def build_audit_graph(
    stages: Stages, crews: Sequence[str], agents: Sequence[str]
) -> StateGraph[AuditState]:
    """The graph, not yet compiled. `crews` and `agents` are the names that tasks are sent."""

    def collecting(state: AuditState) -> list[Send | str]:
        tools = [Send("collect", CrewTask(crew=crew)) for crew in crews]
        return [*tools, *(["index"] if state["reading"].reads else [])]

    def selecting(state: AuditState) -> list[Send] | str:
        return _tasks("select", state, agents) if state["reading"].reads else "captain"

    def drafting(state: AuditState) -> list[Send]:
        return _tasks("draft", state, agents)

    graph = StateGraph(AuditState)
    graph.add_node("survey", stages.survey)
    graph.add_node("collect", stages.collect, input_schema=CrewTask)
    graph.add_node("index", stages.index)
    graph.add_node("muster", stages.muster)
    graph.add_node("select", stages.select, input_schema=AgentTask)
    graph.add_node("read", stages.read)
    graph.add_node("draft", stages.draft, input_schema=AgentTask)
    graph.add_node("captain", stages.captain)
    graph.add_node("issue", stages.issue)
    graph.add_edge(START, "survey")
    graph.add_conditional_edges("survey", collecting, ["collect", "index"])
    graph.add_edge("collect", "muster")
    graph.add_edge("index", "muster")
    graph.add_conditional_edges("muster", selecting, ["select", "captain"])
    graph.add_edge("select", "read")
    graph.add_conditional_edges("read", drafting, ["draft"])
    graph.add_edge("draft", "captain")
    graph.add_edge("captain", "issue")
    graph.add_edge("issue", END)
    return graph


def _tasks(node: str, state: AuditState, agents: Sequence[str]) -> list[Send]:
    return [
        Send(
            node,
            AgentTask(
                agent=agent,
                reading=state["reading"],
                parts=state["parts"],
                decisions=state.get("decisions"),
            ),
        )
        for agent in agents
    ]
