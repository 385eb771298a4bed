"""Reads what stands between a stranger and the system."""

from seatrial.agents.agent import Agent

SECURITY = Agent(
    "security",
    {
        r"request|route|@app\.|handler": 2.0,
        r"password|token|secret|session|auth": 2.0,
        r"execute|query|SELECT|INSERT": 1.5,
        r"open\(|subprocess|os\.path|redirect": 1.0,
    },
)
