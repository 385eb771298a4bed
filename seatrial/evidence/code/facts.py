"""What is known of one file in a language that tree-sitter reads, after parsing it once."""

from seatrial.evidence.facts import FileFacts
from seatrial.frozen import Frozen


class Reference(Frozen):
    """A module as the file names it: `./a.js`, `net/http`, `crate::a`, `com.a.B`.

    `kind` is "module" for a Rust `mod a;`. `soft`: nothing is run by it where it stands: a type,
    an import inside a function or a condition.
    """

    name: str
    line: int
    kind: str = ""
    soft: bool = False


class CodeFacts(FileFacts):
    """One file. `package` is the name that Go and Java files state; `starts`: it has a `main`.

    `broken` says where the grammar lost its way in a part of the file, empty when it did not.
    """

    references: tuple[Reference, ...] = ()
    package: str = ""
    starts: bool = False
    broken: str = ""
    broken_line: int = 0
