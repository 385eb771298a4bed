"""Reads XML that others made, as a stream and within bounds: no entities, no depth, no flood."""

from collections.abc import Iterator
from io import BytesIO
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from seatrial.evidence.importers.artefact import Artefact

_MOST_DEEP = 50
_MOST_ELEMENTS = 3_000_000


def elements(artefact: Artefact, *kept: str) -> Iterator[tuple[str, Element]]:
    """("start" or "end", element). Only elements named in `kept` keep their children until their
    own end; the rest is dropped as it ends. Raises UsageError when the XML cannot be read."""
    depth, count, holding = 0, 0, 0
    try:
        for event, element in iterparse(BytesIO(artefact.content), ("start", "end")):
            if event == "start":
                depth, count = depth + 1, count + 1
                holding += element.tag in kept
                if depth > _MOST_DEEP or count > _MOST_ELEMENTS:
                    raise artefact.refuse("its XML is nested too deeply or has too many elements")
            yield event, element
            if event == "end":
                depth -= 1
                holding -= element.tag in kept
                if not holding:
                    element.clear()
    except (ParseError, ValueError) as error:
        why = "it defines XML entities" if isinstance(error, DefusedXmlException) else str(error)
        raise artefact.refuse(f"its XML cannot be read ({why[:100]})") from error


def root_tag(artefact: Artefact) -> str:
    """The name of the outermost element, '' for what is no XML."""
    if not artefact.is_xml:
        return ""
    return next(element.tag for _, element in elements(artefact))
