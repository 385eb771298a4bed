"""Reads tests: do they show what their names promise?"""

from seatrial.agents.agent import Agent

TESTS = Agent(
    "tests",
    {
        r"\bdef test_|\bit\(|\bfunc Test": 1.0,
        r"mock|patch|stub": 1.0,
        r"except|try:|skip": 1.0,
        r"sleep|now\(\)|random": 0.5,
    },
)
