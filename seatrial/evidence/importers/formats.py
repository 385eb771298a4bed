"""Every format that is read. Adding one adds a line here; the first that recognises reads."""

from typing import Protocol

from seatrial.evidence.importers import (
    advisories,
    apache_bench,
    cobertura,
    coverage_py,
    cyclonedx_json,
    cyclonedx_xml,
    drill,
    forge,
    hey,
    jacoco,
    jmeter_csv,
    jmeter_xml,
    junit,
    k6,
    k6_points,
    lcov,
    locust_csv,
    locust_json,
    pytest_benchmark,
    sarif,
    wrk,
)
from seatrial.evidence.importers.artefact import Artefact
from seatrial.evidence.importers.measured import Context, Measured
from seatrial.evidence.importers.xml_events import root_tag


class Format(Protocol):
    """A module that reads one format. `recognises` goes by the content, never by the name;
    `read` raises UsageError for what is cut off or contradicts itself."""

    NAME: str

    def recognises(self, artefact: Artefact) -> bool: ...
    def read(self, artefact: Artefact, context: Context) -> list[Measured]: ...


FORMATS: tuple[Format, ...] = (
    advisories,  # these two first: they are many JSON values, one a line, not one
    k6_points,
    junit,
    coverage_py,
    cobertura,
    lcov,
    jacoco,
    sarif,
    cyclonedx_json,
    cyclonedx_xml,
    k6,
    locust_csv,
    locust_json,
    jmeter_csv,
    jmeter_xml,
    wrk,
    hey,
    apache_bench,
    pytest_benchmark,
    drill,
    forge,
)


def format_of(artefact: Artefact) -> Format:
    """Raises UsageError for what no format recognises."""
    if not artefact.start:
        raise artefact.refuse("it is empty")
    found = next((f for f in FORMATS if f.recognises(artefact)), None)
    if found is None:
        accepted = ", ".join(f.NAME for f in FORMATS)
        raise artefact.refuse(f"{_kind(artefact)}; accepted: {accepted} (docs/importing.md)")
    return found


def _kind(artefact: Artefact) -> str:
    if artefact.is_xml:
        return f"its outermost XML element is {root_tag(artefact)[:40]!r}"
    return f"its {'JSON' if artefact.is_json else 'text'} is of no known kind"
