"""Four agents that choose what is read and draft what it showed, a challenger and a captain."""

from seatrial.agents.agent import Agent
from seatrial.agents.docs import DOCS
from seatrial.agents.ops import OPS
from seatrial.agents.security import SECURITY
from seatrial.agents.tests import TESTS

AGENTS: dict[str, Agent] = {a.name: a for a in (TESTS, SECURITY, DOCS, OPS)}
