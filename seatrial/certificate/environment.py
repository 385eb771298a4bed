"""Which tools, in which versions, and which machine drafted the certificate."""

import os
import platform
from collections.abc import Sequence

from seatrial.certificate.model import Component, Machine
from seatrial.evidence.model import Evidence


def environment_of(evidence: Sequence[Evidence]) -> tuple[Component, ...]:
    """Every producer that left evidence, with its version."""
    seen = {(e.producer.name, e.producer.version) for e in evidence}
    return tuple(Component(name=name, version=version) for name, version in sorted(seen))


def this_machine() -> Machine:
    return Machine(
        system=f"{platform.system()} {platform.release()}",
        processor=platform.machine(),
        cores=os.cpu_count() or 1,
        python=platform.python_version(),
    )
