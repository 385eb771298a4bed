"""JMeter's result file (JTL) in XML.

Format: https://jmeter.apache.org/usermanual/listeners.html#xmlformat2.1
"""

from xml.etree.ElementTree import Element

from seatrial.evidence.importers.artefact import Artefact
from seatrial.evidence.importers.measured import Context, Measured
from seatrial.evidence.importers.samples import TRANSACTION, Samples
from seatrial.evidence.importers.xml_events import elements, root_tag

NAME = "JMeter XML"
_SAMPLES = ("httpSample", "sample")


def recognises(artefact: Artefact) -> bool:
    return root_tag(artefact) == "testResults"


def read(artefact: Artefact, context: Context) -> list[Measured]:
    """The outermost samples; those inside one are the parts of a page, but the requests
    themselves inside a transaction."""
    samples, inside = Samples(artefact), 0
    for event, element in elements(artefact):
        if element.tag not in _SAMPLES or _is_transaction(element):
            continue
        if event == "start":
            if not inside:
                _add(samples, element)
            inside += 1
        else:
            inside -= 1
    return samples.measured()


def _is_transaction(element: Element) -> bool:
    return (element.get("rm") or "").startswith(TRANSACTION)


def _add(samples: Samples, element: Element) -> None:
    samples.add(element.get("t") or "", element.get("s") or "", element.get("ts") or "")
