"""JMeter's result file (JTL) in CSV, its default.

Format: https://jmeter.apache.org/usermanual/listeners.html#csvlogformat
"""

from seatrial.evidence.importers.artefact import Artefact
from seatrial.evidence.importers.measured import Context, Measured
from seatrial.evidence.importers.samples import TRANSACTION, Samples
from seatrial.evidence.importers.tables import header, rows

NAME = "JMeter CSV"
_COLUMNS = {"timeStamp", "elapsed", "success"}


def recognises(artefact: Artefact) -> bool:
    return set(header(artefact)) >= _COLUMNS


def read(artefact: Artefact, context: Context) -> list[Measured]:
    samples = Samples(artefact)
    for row in rows(artefact):
        if not row.get("responseMessage", "").startswith(TRANSACTION):
            samples.add(row["elapsed"], row["success"], row["timeStamp"])
    return samples.measured()
