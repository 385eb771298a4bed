"""The programs that look at the tree, with their versions."""

from collections.abc import Iterator

from seatrial.doctor.model import Line, fine, mend, note
from seatrial.evidence.crews import TOOLS

_OPTIONAL = {"hadolint"}


def tools() -> Iterator[Line]:
    for tool in TOOLS:
        if not (reason := tool.missing()):
            yield fine(tool.name, tool.producer.version)
        elif tool.name in _OPTIONAL:
            yield note(tool.name, f"{reason}: its checks stay open", tool.provide)
        else:
            yield mend(tool.name, reason, tool.provide)
