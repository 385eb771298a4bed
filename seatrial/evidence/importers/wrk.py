"""What wrk and wrk2 print with `--latency`.

Format: https://github.com/wg/wrk/blob/master/src/wrk.c; units are us, ms, s, m and h.
"""

import re

from seatrial.evidence.importers.artefact import Artefact
from seatrial.evidence.importers.figures import milliseconds
from seatrial.evidence.importers.load import Load, measured_load, percent_of
from seatrial.evidence.importers.measured import Context, Measured

NAME = "wrk"
_FIRST = re.compile(r"Running \S+ test @ ")
_TOTAL = re.compile(r"(?m)^ +(\d+) requests in ([\d.]+(?:us|ms|s|m|h)),")
_P99 = re.compile(r"(?m)^ +99(?:\.0+)?% +([\d.]+(?:us|ms|s|m|h))\b")
_SOCKET = re.compile(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)")
_STATUS = re.compile(r"Non-2xx or 3xx responses: (\d+)")


def recognises(artefact: Artefact) -> bool:
    return bool(_FIRST.match(artefact.text.lstrip()[:400]))


def read(artefact: Artefact, context: Context) -> list[Measured]:
    text = artefact.text
    total, p99 = _TOTAL.search(text), _P99.search(text)
    if not total or "Requests/sec:" not in text:
        raise artefact.refuse("it is cut off: wrk's output ends with 'Requests/sec' and more")
    completed = int(total[1])
    socket, status = _SOCKET.search(text), _STATUS.search(text)
    # What failed on its socket is not among the completed requests.
    lost = sum(int(n) for n in socket.groups()) if socket else 0
    failed = lost + (int(status[1]) if status else 0)
    load = Load(
        tool="wrk",
        requests=completed + lost,
        p99_ms=milliseconds(p99[1]) if p99 and completed else None,
        error_percent=percent_of(failed, completed + lost),
        minutes=(milliseconds(total[2]) or 0.0) / 60_000,
        no_p99="wrk printed no 99%: run it with --latency",
    )
    return measured_load(artefact, load)
