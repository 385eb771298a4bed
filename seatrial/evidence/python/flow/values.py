"""What a value may still do where it arrives, and what takes that from it."""

import ast
from dataclasses import dataclass

from seatrial.evidence.python.parsed import Parsed, last_name

FRAMEWORKS = frozenset(
    "flask quart bottle django rest_framework werkzeug starlette fastapi sanic".split()
)

# Functions of the module random whose results can be predicted.
_WEAK = frozenset(
    """random randint randrange getrandbits choice choices sample shuffle uniform randbytes
    normalvariate gauss triangular betavariate expovariate lognormvariate""".split()
)
# What an unchecked value threatens, each named after what trusts it.
PAGE, PATH, PLACE, QUERY, SQL, COMMAND, CODE, DATA, KEY, GUESSED = (
    "page", "path", "place", "query", "sql", "command", "code", "data", "key", "guessed"
)  # fmt: skip
Threats = frozenset[str]
NONE: Threats = frozenset()
FOREIGN: Threats = frozenset({PAGE, PATH, PLACE, QUERY, SQL, COMMAND, CODE, DATA, KEY})
WEAK: Threats = frozenset({GUESSED})

# Attributes of a request that its sender writes.
SENT = frozenset(
    """args form values json cookies headers data query_string files get_json get_data GET POST
    COOKIES META body query forms params query_params path_params view_args""".split()
)
# Calls that take a threat away, by the last part of their name.
CURES: dict[str, Threats] = {
    **dict.fromkeys(("escape", "escape_html", "html_escape", "escape_for_html", "clean", "bleach"),
                    frozenset({PAGE})),
    "quote": frozenset({PAGE, COMMAND, PLACE}),
    "quote_plus": frozenset({PAGE, COMMAND, PLACE}),
    "urlencode": frozenset({PAGE, PLACE}),
    "url_for": FOREIGN,
    "basename": frozenset({PATH}),
    "secure_filename": frozenset({PATH}),
    "safe_join": frozenset({PATH}),
    "escape_filter_chars": frozenset({QUERY}),
    "jsonify": FOREIGN,
    "dumps": frozenset({PAGE, CODE}),
}  # fmt: skip
# Calls whose result says what their arguments say.
PASSES = frozenset(
    """str bytes unquote unquote_plus b64encode b64decode urlsafe_b64encode urlsafe_b64decode
    standard_b64encode standard_b64decode join Path PurePath PosixPath StringIO BytesIO bytearray
    memoryview hexlify unhexlify unescape list tuple dict deepcopy copy sorted reversed decode
    encode format""".split()
)
# Methods whose result says what their object says.
KEEPS = frozenset(
    """strip lstrip rstrip lower upper title casefold capitalize swapcase decode encode format split
    rsplit splitlines partition rpartition ljust rjust center zfill expandtabs removeprefix
    removesuffix get getlist getall get_all pop popitem keys values items copy getvalue read_text
    to_dict joinpath with_suffix with_name expanduser absolute read tobytes hex unquote getvalues
    as_posix""".split()
)


@dataclass(frozen=True)
class Flow:
    """`text` comes to a place of kind `threat` in lines `start` to `end`."""

    threat: str
    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Value:
    """What an expression may do, and its value where the function's own text decides that.

    `literal` is the text that stands beside what was pasted in; `members` are those of a list whose
    every change was seen.
    """

    threats: Threats = NONE
    constant: object = None
    known: bool = False
    literal: str = ""
    members: "tuple[Value, ...] | None" = None


CLEAN = Value()


def is_weak_random(parsed: Parsed, call: ast.Call) -> bool:
    """`random.choice(…)` and its kin, however imported; not those of `random.SystemRandom()`."""
    name = last_name(call.func)
    return name in _WEAK and parsed.origin(call.func) == f"random.{name}"
