"""What is known of one Python file after parsing it once."""

from seatrial.frozen import Frozen


class Import(Frozen):
    """`import module` or `from module import names`. `level` counts the leading dots."""

    module: str
    line: int
    level: int = 0
    names: tuple[str, ...] = ()
    deferred: bool = False
    typing_only: bool = False
    guarded: bool = False


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
    """Lines where a rule of `rules/` matched; `message` says what was seen there."""

    start: int
    end: int
    message: str


class Stub(Frozen):
    """A module-level function that only raises NotImplementedError, or is empty with a comment
    that puts it off. `live`: something in this file calls it or serves it."""

    name: str
    start: int
    end: int
    live: bool = False


class PythonFacts(Frozen):
    """One file. `defines` are its top-level names; `hits` maps a check's id to its places.

    `prints` are lines that write to stdout. `traits` maps what the file does (the names are
    constants of `traits.py`) to the line where that was first seen.
    """

    imports: tuple[Import, ...] = ()
    tests: tuple[TestFunction, ...] = ()
    env: tuple[EnvRead, ...] = ()
    routes: tuple[Route, ...] = ()
    defines: tuple[str, ...] = ()
    stubs: tuple[Stub, ...] = ()
    prints: tuple[int, ...] = ()
    traits: dict[str, int] = {}
    serves: bool = False
    main_guard: bool = False
    hits: dict[str, tuple[Hit, ...]] = {}
