"""Which documents can be drafted from a run."""

from collections.abc import Callable, Mapping

from seatrial.certificate.reports import (
    certificate,
    progress,
    readiness_report,
    readiness_review,
    self_audit,
)
from seatrial.certificate.reports.document import Document
from seatrial.certificate.reports.told import Material

KINDS: Mapping[str, Callable[[Material], Document]] = {
    module.KIND: module.draft
    for module in (certificate, readiness_report, readiness_review, progress, self_audit)
}
