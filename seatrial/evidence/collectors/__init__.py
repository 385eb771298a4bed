"""Every collector, by area. A collector looks at one check; adding one adds one line to its area.

`collect` asks the survey and returns what it saw; see `seatrial.evidence.survey`.
"""

from seatrial.evidence.collectors.claims import CLAIMS
from seatrial.evidence.collectors.delivery import DELIVERY
from seatrial.evidence.collectors.docs import DOCS
from seatrial.evidence.collectors.load import LOAD
from seatrial.evidence.collectors.observability import OBSERVABILITY
from seatrial.evidence.collectors.recovery import RECOVERY
from seatrial.evidence.collectors.security import SECURITY
from seatrial.evidence.collectors.startup import STARTUP
from seatrial.evidence.collectors.supply import SUPPLY
from seatrial.evidence.collectors.tests import TESTS
from seatrial.evidence.collectors.wiring import WIRING
from seatrial.evidence.survey import Collector

COLLECTORS: tuple[Collector, ...] = (
    *TESTS,
    *LOAD,
    *RECOVERY,
    *SECURITY,
    *OBSERVABILITY,
    *STARTUP,
    *DOCS,
    *SUPPLY,
    *WIRING,
    *DELIVERY,
    *CLAIMS,
)
