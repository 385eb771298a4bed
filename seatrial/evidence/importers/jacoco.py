"""JaCoCo's XML report: lines of each source file.

Format: https://www.jacoco.org/jacoco/trunk/coverage/report.dtd
"""

from xml.etree.ElementTree import Element

from seatrial.evidence.importers.artefact import Artefact, Made
from seatrial.evidence.importers.binding import in_utc
from seatrial.evidence.importers.coverage import Covered, measured_coverage
from seatrial.evidence.importers.figures import since_epoch
from seatrial.evidence.importers.measured import Context, Measured
from seatrial.evidence.importers.xml_events import elements, root_tag

NAME = "JaCoCo XML"


def recognises(artefact: Artefact) -> bool:
    return root_tag(artefact) == "report"


def read(artefact: Artefact, context: Context) -> list[Measured]:
    files: list[Covered] = []
    starts = []
    package = ""
    for event, element in elements(artefact, "sourcefile"):
        if event == "start" and element.tag == "sessioninfo":
            starts.append(since_epoch(element.get("start") or ""))
        elif event == "start" and element.tag == "package":
            package = element.get("name") or ""
        elif event == "end" and element.tag == "sourcefile":
            files.append(_file(artefact, package, element))
    known = [start for start in starts if start]
    if not files:
        raise artefact.refuse("its <report> has no <sourcefile>, so it is not JaCoCo's")
    made = Made(produced_at=min(known, key=in_utc, default=None))
    return measured_coverage(artefact, files, context, made)


def _file(artefact: Artefact, package: str, element: Element) -> Covered:
    """Lines one by one: `ci` counts the covered instructions of a line."""
    covered = [line.get("ci") or "0" for line in element.findall("./line")]
    try:
        hits = sum(int(count) > 0 for count in covered)
    except ValueError as error:
        raise artefact.refuse("a 'ci' in its XML is not a number") from error
    name = element.get("name") or ""
    return Covered(f"{package}/{name}" if package else name, hits, len(covered))
