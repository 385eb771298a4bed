"""Cobertura XML, which many tools write. Counted by lines: the rates are rounded.

Format: https://github.com/cobertura/web/blob/master/htdocs/xml/coverage-04.dtd
"""

from xml.etree.ElementTree import Element

from seatrial.evidence.importers.artefact import Artefact, Made
from seatrial.evidence.importers.coverage import Covered, measured_coverage
from seatrial.evidence.importers.figures import since_epoch
from seatrial.evidence.importers.measured import Context, Measured
from seatrial.evidence.importers.xml_events import elements, root_tag

NAME = "Cobertura XML"


def recognises(artefact: Artefact) -> bool:
    return root_tag(artefact) == "coverage"


def read(artefact: Artefact, context: Context) -> list[Measured]:
    files: list[Covered] = []
    made = Made()
    for event, element in elements(artefact, "class"):
        if event == "start" and element.tag == "coverage":
            # coverage.py writes milliseconds, other tools seconds.
            made = Made(produced_at=since_epoch(element.get("timestamp") or ""))
        elif event == "end" and element.tag == "class":
            files.append(_class(artefact, element))
    return measured_coverage(artefact, files, context, made)


def _class(artefact: Artefact, element: Element) -> Covered:
    # Only <class><lines>: lines below <methods> are the same ones again.
    hits = [line.get("hits") or "0" for line in element.findall("./lines/line")]
    try:
        covered = sum(int(h) > 0 for h in hits)
    except ValueError as error:
        raise artefact.refuse("a 'hits' in its XML is not a number") from error
    return Covered((element.get("filename") or "").replace("\\", "/"), covered, len(hits))
