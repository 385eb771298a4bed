"""What hey prints.

Format: https://github.com/rakyll/hey/blob/master/requester/print.go; times are in seconds.
"""

import re

from seatrial.evidence.importers.artefact import Artefact
from seatrial.evidence.importers.figures import milliseconds
from seatrial.evidence.importers.load import Load, measured_load, percent_of
from seatrial.evidence.importers.measured import Context, Measured

NAME = "hey"
_TOTAL = re.compile(r"(?m)^ +Total:\s+([\d.]+ secs)$")
# 0.1.5 doubles the sign: what was escaped for a format is given to one that needs no escape.
_P99 = re.compile(r"(?m)^ +99%%? in ([\d.]+ secs)$")
_STATUS = re.compile(r"(?m)^ +\[(\d{3})\]\s+(\d+) responses$")
_ERROR = re.compile(r"(?m)^ +\[(\d+)\]\s")
_STATUSES, _ERRORS = "Status code distribution:", "Error distribution:"


def recognises(artefact: Artefact) -> bool:
    text = artefact.text.lstrip()[:4000]
    return text.startswith(("Summary:\n  Total:", _ERRORS)) or (
        text.startswith("Summary:") and "Requests/sec:" in text
    )


def read(artefact: Artefact, context: Context) -> list[Measured]:
    text = artefact.text.replace("\r\n", "\n")
    answers, _, errors = text.partition(_ERRORS)
    if not (_STATUSES in answers or errors) or not text.endswith("\n\n"):
        raise artefact.refuse("it is cut off: hey ends with a distribution and an empty line")
    statuses = {int(code): int(n) for code, n in _STATUS.findall(answers)}
    lost = sum(int(n) for n in _ERROR.findall(errors))
    requests = sum(statuses.values()) + lost
    failed = lost + sum(n for code, n in statuses.items() if code >= 400)
    total, p99 = _TOTAL.search(answers), _P99.search(answers)
    load = Load(
        tool="hey",
        requests=requests,
        p99_ms=milliseconds(p99[1]) if p99 else None,
        error_percent=percent_of(failed, requests),
        minutes=(milliseconds(total[1]) or 0.0) / 60_000 if total else 0.0,
        no_p99="hey printed no 99%: it made too few requests",
    )
    return measured_load(artefact, load)
