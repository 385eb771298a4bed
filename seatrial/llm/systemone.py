"""Questions and answers of decision models, as Ollama 0.35 serves them at `/v1/systemone`.

A yes/no question is a `noul`, a choice between two sentences a `choice`; both come back as
probabilities, which become the margin in nats that every other model gives.
"""

import math
from collections.abc import Mapping
from typing import Any

from seatrial.llm.backend import BackendUnavailable, Question

_LEAST = 1e-9


def typed(question: Question) -> Mapping[str, Any]:
    """`question` as the request body wants it."""
    if question.answers == ("yes", "no"):
        return {"type": "noul", "instructions": question.prompt}
    criteria = dict.fromkeys(question.answers)
    return {"type": "choice", "instructions": question.prompt, "criteria": criteria}


def typed_margin(answer: Any, asked: Mapping[str, Any]) -> float:
    """log P(first) - log P(second), in nats. Raises BackendUnavailable for no probability."""
    if asked["type"] == "noul":
        first, second = answer.noul, 1.0 - answer.noul
    else:
        first, second = (answer.probabilities.get(key, 0.0) for key in asked["criteria"])
    if not all(0.0 <= p <= 1.0 for p in (first, second)) or first + second <= 0.0:
        raise BackendUnavailable(f"the decision model gave {first!r} and {second!r} as odds")
    return math.log(max(first, _LEAST)) - math.log(max(second, _LEAST))
