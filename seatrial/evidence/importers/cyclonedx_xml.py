"""CycloneDX bills of materials in XML.

Format: https://cyclonedx.org/docs/1.6/xml/
"""

import re
from xml.etree.ElementTree import Element

from seatrial.evidence.importers.artefact import Artefact, Made
from seatrial.evidence.importers.bill import Component, measured_bill
from seatrial.evidence.importers.figures import moment
from seatrial.evidence.importers.measured import Context, Measured
from seatrial.evidence.importers.xml_events import elements, root_tag

NAME = "CycloneDX XML"
_SPACE = re.compile(r"\{http://cyclonedx\.org/schema/bom/[\d.]+\}")


def recognises(artefact: Artefact) -> bool:
    root = root_tag(artefact)
    return bool(_SPACE.match(root)) and root.endswith("}bom")


def read(artefact: Artefact, context: Context) -> list[Measured]:
    found: list[Component] = []
    made, in_metadata, space = Made(), False, root_tag(artefact).removesuffix("bom")
    for event, element in elements(artefact, f"{space}component"):
        tag = element.tag.removeprefix(space)
        if tag == "metadata":
            in_metadata = event == "start"
        elif event == "end" and tag == "timestamp" and in_metadata:
            made = Made(produced_at=moment((element.text or "").strip()))
        elif event == "end" and tag == "component" and not in_metadata:
            found.append(_component(element, space))
    return measured_bill(artefact, found, context, made)


def _component(element: Element, space: str) -> Component:
    said = {name: (element.findtext(f"{space}{name}") or "").strip() for name in _NAMES}
    return Component(said["name"], said["version"], said["purl"])


_NAMES = ("name", "version", "purl")
