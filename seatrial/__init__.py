"""Seatrial drafts a production-readiness certificate that a person can check line by line."""

from collections.abc import Sequence
from os import PathLike
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from seatrial.answers.model import Answer
    from seatrial.certificate.model import Certificate

__version__ = "0.1.0"
__all__ = ["__version__", "ask", "audit"]


def ask(
    path: str | PathLike[str],
    question: str,
    *,
    run: str = "",
    state: str | PathLike[str] | None = None,
    model: str = "",
) -> "Answer":
    """Answer `question` about the folder `path`, as `seatrial ask` does; see docs/api.md.

    `run` names a finished run to answer from; `state` is where runs are kept; `model` reads what no
    rule answers, the one an audit would take when none is named. Raises the kin of
    `seatrial.errors.SeatrialError`.
    """
    from seatrial import api  # what only `--help` or the version asks for loads nothing more

    return api.ask(path, question, run=run, state=state, model=model)


def audit(
    path: str | PathLike[str],
    *,
    depth: str = "standard",
    artefacts: Sequence[str | PathLike[str]] = (),
    policy: str | PathLike[str] | None = None,
    output: str | PathLike[str] | None = None,
    state: str | PathLike[str] | None = None,
    runs: int | None = None,
) -> "Certificate":
    """Audit the folder `path`, as `seatrial audit` does, and return the certificate.

    `artefacts` are imported results; `output` is the folder for the papers; `runs` (2 to 20) audits
    the snapshot so often and states how stable that is. Raises the kin of
    `seatrial.errors.SeatrialError`.
    """
    from seatrial import api

    return api.audit(
        path,
        depth=depth,
        artefacts=artefacts,
        policy=policy,
        output=output,
        state=state,
        runs=runs,
    )
