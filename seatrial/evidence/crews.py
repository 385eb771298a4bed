"""Who collects what: a crew is one task of the audit, run beside the others.

Adding a tool adds one line to `CREWS`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from seatrial import __version__
from seatrial.batch import Batches
from seatrial.evidence.collectors import COLLECTORS
from seatrial.evidence.collectors.python_rules import evidence_of_rules
from seatrial.evidence.importers import claims_in_tree, import_artefacts, not_imported
from seatrial.evidence.model import Evidence, Producer, together
from seatrial.evidence.python.read import read_python
from seatrial.evidence.survey import Survey
from seatrial.evidence.tools.bandit import Bandit
from seatrial.evidence.tools.observe import evidence_of_tool
from seatrial.evidence.tools.ruff import Ruff
from seatrial.evidence.tools.secrets import evidence_of_secrets
from seatrial.evidence.tools.tool import Tool
from seatrial.snapshot.snapshot import Snapshot

OURSELVES = Producer(name="seatrial", version=__version__)


@dataclass(frozen=True)
class Task:
    """What a crew works with. `artefacts` are the copies of what the operator imported."""

    snapshot: Snapshot
    batches: Batches
    artefacts: Sequence[Path] = ()


def collect_by_reading(task: Task) -> list[Evidence]:
    """Our own collectors and Python rules."""
    reading = read_python(task.snapshot, task.batches)
    survey = Survey(task.snapshot, OURSELVES, python=reading.facts, unparsed=reading.unparsed)
    found = [e for collector in COLLECTORS for e in collector.collect(survey)]
    return found + evidence_of_rules(survey)


def collect_by_tool(tool: Tool, task: Task) -> list[Evidence]:
    return evidence_of_tool(Survey(task.snapshot, tool.producer), task.batches, tool)


def collect_secrets(task: Task) -> list[Evidence]:
    return evidence_of_secrets(Survey(task.snapshot, OURSELVES))


def collect_imports(task: Task) -> list[Evidence]:
    survey = Survey(task.snapshot, OURSELVES)
    found = import_artefacts(survey, task.artefacts)
    found += claims_in_tree(survey, found)
    return found + not_imported(survey, found)


CREWS: dict[str, Callable[[Task], list[Evidence]]] = {
    "reading": collect_by_reading,
    "ruff": partial(collect_by_tool, Ruff()),
    "bandit": partial(collect_by_tool, Bandit()),
    "secrets": collect_secrets,
    "imports": collect_imports,
}


def collect(crew: str, task: Task) -> list[Evidence]:
    """The evidence of one crew, without repetitions, in a fixed order."""
    return together(CREWS[crew](task))
