"""Calls that trust what they are given: for each, which argument and what it is trusted as."""

import ast
import re
from collections.abc import Iterator, Sequence

from seatrial.evidence.python.flow.values import (
    CODE,
    COMMAND,
    DATA,
    GUESSED,
    PATH,
    PLACE,
    QUERY,
    SQL,
    Value,
)
from seatrial.evidence.python.parsed import Parsed, last_name
from seatrial.evidence.sql import STATEMENT

# By the full name of what is called; the first argument is trusted.
_FIRST = {
    **dict.fromkeys(("open", "io.open", "codecs.open", "os.open", "os.remove", "os.unlink",
                     "os.listdir", "os.scandir", "os.rmdir", "os.mkdir", "os.makedirs",
                     "shutil.rmtree", "flask.send_file"), PATH),
    **dict.fromkeys(("flask.redirect", "werkzeug.utils.redirect", "bottle.redirect",
                     "django.http.HttpResponseRedirect"), PLACE),
    **dict.fromkeys(("os.system", "os.popen", "subprocess.getoutput",
                     "subprocess.getstatusoutput"), COMMAND),
    **dict.fromkeys(("eval", "exec"), CODE),
    **dict.fromkeys(("pickle.loads", "dill.loads", "marshal.loads", "yaml.unsafe_load",
                     "jsonpickle.decode"), DATA),
    **dict.fromkeys(("lxml.etree.XPath", "elementpath.XPath2Parser"), QUERY),
}  # fmt: skip
_PROGRAMS = frozenset(
    f"subprocess.{name}" for name in ("run", "call", "check_call", "check_output", "Popen")
)
# Methods of a path that open or change what it names.
_OF_PATH = frozenset("open read_text read_bytes write_text write_bytes unlink".split())
_SHELL = re.compile(r"\b(ba|z|da|k)?sh-c|\bcmd(\.exe)?[-/]c|\bpowershell-c", re.IGNORECASE)
# Where a query language stands in an argument, by the position of that argument.
_QUERIES = {"xpath": 0, "search_s": 2, "search_ext_s": 2, "search_st": 2, "select": 1, "search": 1}
_FILTER = re.compile(r"\([&|!]?\(?[\w-]+=")
_EXECUTES = frozenset({"execute", "executemany", "executescript", "raw", "text"})


def trusted(
    parsed: Parsed, call: ast.Call, given: Sequence[Value], named: dict[str, Value]
) -> Iterator[str]:
    """The threats of the arguments that `call` trusts just so."""
    full, name = parsed.origin(call.func), last_name(call.func)
    first = given[0] if given else Value()
    if (threat := _FIRST.get(full)) and threat in first.threats:
        if threat != PLACE or not _stays(first):
            yield threat
    elif full in _PROGRAMS:
        if COMMAND in first.threats and _is_shell(call, first, named):
            yield COMMAND
    elif full == "yaml.load" and DATA in first.threats and not _is_safe_yaml(call):
        yield DATA
    elif name in _QUERIES and len(given) > _QUERIES[name]:
        query = given[_QUERIES[name]]
        if QUERY in query.threats and _is_query(full, name, query):
            yield QUERY
    elif name in _EXECUTES and SQL in first.threats and STATEMENT.match(first.literal):
        yield SQL
    elif name == "set_cookie" and len(given) > 1 and GUESSED in given[1].threats:
        yield GUESSED


def opened(call: ast.Call, holder: Value) -> bool:
    """`path.read_text()` and its kin, on a path that a request chose."""
    return last_name(call.func) in _OF_PATH and PATH in holder.threats


def _stays(place: Value) -> bool:
    """A redirection that begins with a path or a host of our own cannot lead elsewhere."""
    return bool(re.match(r"/[^/\\]|https?://[\w.-]+/", place.literal))


def _is_shell(call: ast.Call, first: Value, named: dict[str, Value]) -> bool:
    shell = named.get("shell")
    return bool(shell and shell.constant) or bool(_SHELL.search(first.literal))


def _is_safe_yaml(call: ast.Call) -> bool:
    loaders = [k.value for k in call.keywords if k.arg == "Loader"] + call.args[1:2]
    return any("Safe" in last_name(node) or "Base" in last_name(node) for node in loaders)


def _is_query(full: str, name: str, query: Value) -> bool:
    if name in ("select", "search"):  # names of many things: the text must look like a query
        xpath = full.startswith("elementpath.") or query.literal.startswith("/")
        return bool(_FILTER.search(query.literal)) if name == "search" else xpath
    return bool(query.literal)
