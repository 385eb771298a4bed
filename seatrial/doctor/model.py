"""One line of the doctor."""

from enum import StrEnum

from seatrial.frozen import Frozen


class State(StrEnum):
    """FINE; NOTE: an audit works without, and may be worth less; MEND: something is broken."""

    FINE = "fine"
    NOTE = "note"
    MEND = "mend"


class Line(Frozen):
    """What was looked at, what was seen, and what mends it (always, unless it is fine)."""

    name: str
    state: State
    said: str
    fix: str = ""


def fine(name: str, said: str) -> Line:
    return Line(name=name, state=State.FINE, said=said)


def note(name: str, said: str, fix: str) -> Line:
    return Line(name=name, state=State.NOTE, said=said, fix=fix)


def mend(name: str, said: str, fix: str) -> Line:
    return Line(name=name, state=State.MEND, said=said, fix=fix)
