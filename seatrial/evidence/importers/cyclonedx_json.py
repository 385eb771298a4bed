"""CycloneDX bills of materials in JSON.

Format: https://cyclonedx.org/docs/1.6/json/
"""

from collections.abc import Iterator
from datetime import datetime

from pydantic import BaseModel

from seatrial.evidence.importers.artefact import Artefact, Made
from seatrial.evidence.importers.bill import Component, measured_bill
from seatrial.evidence.importers.measured import Context, Measured

NAME = "CycloneDX JSON"


class _Component(BaseModel):
    name: str
    version: str = ""
    purl: str = ""
    components: "list[_Component]" = []


class _Metadata(BaseModel):
    timestamp: datetime | None = None


class _Bill(BaseModel):
    metadata: _Metadata = _Metadata()
    components: list[_Component] = []


def recognises(artefact: Artefact) -> bool:
    return artefact.object.get("bomFormat") == "CycloneDX"


def read(artefact: Artefact, context: Context) -> list[Measured]:
    bill = artefact.read_as(_Bill, "a CycloneDX bill of materials")
    made = Made(produced_at=bill.metadata.timestamp)
    return measured_bill(artefact, list(_all(bill.components)), context, made)


def _all(components: list[_Component]) -> Iterator[Component]:
    """Components may have parts of their own; how deep is bounded where the JSON is read."""
    waiting = list(reversed(components))
    while waiting:
        component = waiting.pop()
        waiting.extend(reversed(component.components))
        yield Component(component.name, component.version, component.purl)
