"""What is known of one file of program text after parsing it once, in whatever language."""

from seatrial.evidence.model import Severity
from seatrial.frozen import Frozen


class TestFunction(Frozen):
    """A test. `checks` counts what can make it fail; `skip` is the reason of an unconditional
    skip (empty text when none is given, None when the test is not skipped)."""

    __test__ = False

    name: str
    start: int
    end: int
    checks: int
    skip: str | None = None
    skip_line: int = 0


class EnvRead(Frozen):
    """An environment variable read by name. `required`: reading fails when it is not set."""

    name: str
    line: int
    required: bool


class Route(Frozen):
    """A path that a web framework is told to serve."""

    path: str
    line: int


class Hit(Frozen):
    """Lines where a rule matched; `message` says what was seen there.

    `severity` is empty for the check's own. `service`: it counts only where something listens.
    """

    start: int
    end: int
    message: str
    severity: Severity | None = None
    service: bool = False


class Stub(Frozen):
    """A function that is only a promise to be written. `live`: something in this
    file calls it or serves it."""

    name: str
    start: int
    end: int
    live: bool = False


class FileFacts(Frozen):
    """One file. `hits` maps a check's id to its places.

    `prints` are lines that write to stdout. `traits` maps what the file does (the names are
    constants of `traits.py`) to the line where that was first seen. `serves`: it makes or starts
    a server.
    """

    tests: tuple[TestFunction, ...] = ()
    env: tuple[EnvRead, ...] = ()
    routes: tuple[Route, ...] = ()
    stubs: tuple[Stub, ...] = ()
    prints: tuple[int, ...] = ()
    traits: dict[str, int] = {}
    serves: bool = False
    hits: dict[str, tuple[Hit, ...]] = {}
