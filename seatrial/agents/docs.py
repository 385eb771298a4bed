"""Reads words beside the code that they speak of."""

from seatrial.agents.agent import Agent

DOCS = Agent(
    "docs",
    {
        r"Raises|raises|Returns|returns": 1.5,
        r"at most|at least|never|always|must": 1.5,
        r"None|raise |return ": 0.5,
        r"(?m)^#+ |\$ ": 0.5,
    },
)
