"""What is known of one Python file after parsing it once."""

from seatrial.evidence.facts import EnvRead, FileFacts, Hit, Route, Stub, TestFunction
from seatrial.frozen import Frozen

__all__ = ["EnvRead", "Hit", "Import", "Patch", "PythonFacts", "Route", "Stub", "TestFunction"]


class Import(Frozen):
    """`import module` or `from module import names`. `level` counts the leading dots. `at_foot`:
    it stands below all that the file defines, of which there is something."""

    module: str
    line: int
    level: int = 0
    names: tuple[str, ...] = ()
    deferred: bool = False
    typing_only: bool = False
    guarded: bool = False
    at_foot: bool = False


class Patch(Frozen):
    """`name` of `module` is replaced for the length of a test."""

    module: str
    name: str
    line: int


class Migration(Frozen):
    """A database migration: what cannot be undone, and what rows that exist forbid.

    `left` are ways back that leave a part of what was made, None where the tool finds the way.
    """

    one_way: tuple[Hit, ...] = ()
    unsafe: tuple[Hit, ...] = ()
    left: tuple[Hit, ...] | None = None


class PythonFacts(FileFacts):
    """One file. `defines` are its top-level names."""

    imports: tuple[Import, ...] = ()
    patches: tuple[Patch, ...] = ()
    defines: tuple[str, ...] = ()
    main_guard: bool = False
    migration: Migration | None = None
