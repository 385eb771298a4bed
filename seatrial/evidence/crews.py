"""Who collects what: a crew is one task of the audit, run beside the others.

Adding a tool adds one line to `CREWS`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from seatrial import __version__
from seatrial.batch import Batches
from seatrial.claims.read import read_claims
from seatrial.evidence.code.read import read_code
from seatrial.evidence.collectors import COLLECTORS
from seatrial.evidence.collectors.code_rules import evidence_of_code
from seatrial.evidence.collectors.python_rules import evidence_of_rules
from seatrial.evidence.importers import claims_in_tree, import_artefacts, not_imported
from seatrial.evidence.model import Evidence, Producer, together
from seatrial.evidence.packages.read import read_inventory
from seatrial.evidence.python.read import read_python
from seatrial.evidence.read_documents import read_documents
from seatrial.evidence.survey import Survey
from seatrial.evidence.terraform.read import read_terraform
from seatrial.evidence.tools.bandit import Bandit
from seatrial.evidence.tools.hadolint import Hadolint
from seatrial.evidence.tools.observe import evidence_of_tool
from seatrial.evidence.tools.ruff import Ruff
from seatrial.evidence.tools.secrets import evidence_of_secrets
from seatrial.evidence.tools.shellcheck import Shellcheck
from seatrial.evidence.tools.tool import Tool
from seatrial.evidence.tools.zizmor import Zizmor
from seatrial.frozen import sha256
from seatrial.identity import code_identity
from seatrial.snapshot.snapshot import Snapshot

OURSELVES = Producer(name="seatrial", version=__version__)


@dataclass(frozen=True)
class Task:
    """What a crew works with. `artefacts` are the copies of what the operator imported,
    `critical` the policy's patterns of files whose coverage is measured on its own."""

    snapshot: Snapshot
    batches: Batches
    artefacts: Sequence[Path] = ()
    critical: Sequence[str] = ()


def read_programs(snapshot: Snapshot, batches: Batches) -> Survey:
    """A survey with the facts of all text that we parse ourselves."""
    python, code = read_python(snapshot, batches), read_code(snapshot, batches)
    unparsed = {**python.unparsed, **code.unparsed}
    return Survey(
        snapshot,
        OURSELVES,
        python=python.facts,
        code=code.facts,
        unparsed=unparsed,
        terraform=read_terraform(snapshot, batches),
        documents=read_documents(snapshot, batches),
        claims=read_claims(snapshot, batches),
        inventory=read_inventory(snapshot, batches),
    )


def collect_by_reading(task: Task) -> list[Evidence]:
    """Our own collectors and rules."""
    survey = read_programs(task.snapshot, task.batches)
    found = [e for collector in COLLECTORS for e in collector.collect(survey)]
    return found + evidence_of_rules(survey) + evidence_of_code(survey)


def collect_by_tool(tool: Tool, task: Task) -> list[Evidence]:
    return evidence_of_tool(Survey(task.snapshot, tool.producer), task.batches, tool)


def collect_secrets(task: Task) -> list[Evidence]:
    return evidence_of_secrets(Survey(task.snapshot, OURSELVES))


def collect_imports(task: Task) -> list[Evidence]:
    inventory = read_inventory(task.snapshot, task.batches)
    survey = Survey(task.snapshot, OURSELVES, inventory=inventory)
    found = import_artefacts(survey, task.artefacts, task.critical)
    found += claims_in_tree(survey, found)
    return found + not_imported(survey, found)


TOOLS: tuple[Tool, ...] = (Ruff(), Bandit(), Zizmor(), Shellcheck(), Hadolint())
CREWS: dict[str, Callable[[Task], list[Evidence]]] = {
    "reading": collect_by_reading,
    **{tool.name: partial(collect_by_tool, tool) for tool in TOOLS},
    "secrets": collect_secrets,
    "imports": collect_imports,
}


def collect(crew: str, task: Task) -> list[Evidence]:
    """The evidence of one crew, without repetitions, in a fixed order.

    What a crew says of a snapshot is remembered for the next audit of an equal one, unless some
    file could not be looked at: next time it may be. Imports are files of their own.
    """
    if crew == "imports":
        return together(CREWS[crew](task))
    memory, reader = task.batches.cache, f"crew/{crew}"
    key = sha256(f"{code_identity()} {_program(crew)} {task.snapshot.identity}".encode())
    last = memory.get(reader, ["last"]).get("last")
    if last and last["key"] == key:
        return [Evidence.model_validate(row) for row in last["evidence"]]
    found = together(CREWS[crew](task))
    if not task.batches.unread:
        rows = [e.model_dump(mode="json") for e in found]
        memory.put(reader, {"last": {"key": key, "evidence": rows}})
    return found


def _program(crew: str) -> str:
    """Which program a tool's crew runs here and why it cannot, '' for our own crews."""
    tool = next((t for t in TOOLS if t.name == crew), None)
    return f"{tool.fingerprint} {tool.missing()}" if tool else ""
