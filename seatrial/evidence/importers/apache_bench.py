"""What ApacheBench (ab) prints.

Format: https://httpd.apache.org/docs/2.4/programs/ab.html#output; percentiles in milliseconds.
"""

import re

from seatrial.evidence.importers.artefact import Artefact
from seatrial.evidence.importers.figures import figure
from seatrial.evidence.importers.load import Load, measured_load, percent_of
from seatrial.evidence.importers.measured import Context, Measured

NAME = "ab"
_FIELD = re.compile(r"(?m)^([A-Z][A-Za-z0-9 -]{3,30}):[ \t]+([\d.]+)")
_END = "(longest request)"
_P99 = re.compile(r"(?m)^ +99% +(\d+)$")


def recognises(artefact: Artefact) -> bool:
    return artefact.text.lstrip().startswith("This is ApacheBench")


def read(artefact: Artefact, context: Context) -> list[Measured]:
    fields = {name: figure(value) or 0.0 for name, value in _FIELD.findall(artefact.text)}
    if "Complete requests" not in fields or _END not in artefact.text:
        raise artefact.refuse(f"it is cut off: ab's output ends with the {_END[1:-1]}")
    requests = fields["Complete requests"]
    # A response may be counted in both, so this errs to the worse.
    failed = fields.get("Failed requests", 0.0) + fields.get("Non-2xx responses", 0.0)
    p99 = _P99.search(artefact.text)
    load = Load(
        tool="ab",
        requests=requests,
        p99_ms=figure(p99[1]) if p99 else None,
        error_percent=percent_of(min(failed, requests), requests),
        minutes=fields.get("Time taken for tests", 0.0) / 60,
        no_p99="ab printed no 99%",
    )
    return measured_load(artefact, load)
