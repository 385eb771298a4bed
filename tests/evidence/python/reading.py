"""Facts of a piece of Python, read as the child reads it."""

from textwrap import dedent

from seatrial.evidence.python.facts import PythonFacts
from seatrial.evidence.python.reader import read


def facts(source: str) -> PythonFacts:
    return PythonFacts.model_validate(read(dedent(source).encode()))


def hits(check: str, source: str) -> list[tuple[int, int]]:
    """The lines where a rule matched."""
    return [(hit.start, hit.end) for hit in facts(source).hits.get(check, ())]
