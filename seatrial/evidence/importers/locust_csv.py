"""Locust's `--csv` statistics, the file that ends in `_stats.csv`: the row "Aggregated".

Columns: https://docs.locust.io/en/stable/retrieving-stats.html. Times are in milliseconds.
"""

from collections.abc import Mapping

from seatrial.evidence.importers.artefact import Artefact
from seatrial.evidence.importers.figures import figure
from seatrial.evidence.importers.load import Load, measured_load, percent_of
from seatrial.evidence.importers.measured import Context, Measured
from seatrial.evidence.importers.tables import header, rows

NAME = "Locust CSV"
_COLUMNS = {"Type", "Name", "Request Count", "Failure Count"}
_OTHERS = (
    {"Timestamp", "User Count", "Name"},
    {"Method", "Name", "Error", "Occurrences"},
    {"Count", "Message", "Traceback"},
)


def recognises(artefact: Artefact) -> bool:
    found = set(header(artefact))
    return found >= _COLUMNS or any(found >= other for other in _OTHERS)


def read(artefact: Artefact, context: Context) -> list[Measured]:
    if not set(header(artefact)) >= _COLUMNS:
        raise artefact.refuse("of Locust's CSV files only the one ending in '_stats.csv' is read")
    totals = [row for row in rows(artefact) if row["Name"] == "Aggregated"]
    if len(totals) != 1:
        raise artefact.refuse(f"it has {len(totals)} rows 'Aggregated', not 1: it is cut off")
    return measured_load(artefact, _load(artefact, totals[0]))


def _load(artefact: Artefact, total: Mapping[str, str]) -> Load:
    requests, failed = figure(total["Request Count"]), figure(total["Failure Count"])
    if requests is None or failed is None:
        raise artefact.refuse("its row 'Aggregated' has no count of requests and failures")
    a_second = figure(total.get("Requests/s"))
    return Load(
        tool="Locust",
        requests=requests,
        p99_ms=figure(total.get("99%")),
        error_percent=percent_of(failed, requests),
        minutes=requests / a_second / 60 if a_second else 0.0,
        no_p99="Locust's statistics have no column '99%': add 0.99 to PERCENTILES_TO_REPORT",
        no_errors="Locust's statistics count no requests",
    )
