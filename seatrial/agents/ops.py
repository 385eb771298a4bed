"""Reads what happens when something fails, stops or comes back."""

from seatrial.agents.agent import Agent

OPS = Agent(
    "ops",
    {
        r"while True|retry|retries|attempt": 2.0,
        r"except|finally|catch": 1.5,
        r"connect|socket|requests|urlopen|http": 1.0,
        r"DROP|DELETE|migrat|rollback|unlink|rmtree": 1.5,
    },
)
