"""Where a plant fits into a file, and what the file's lines would be there."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from seatrial.snapshot.model import Entry, Fate, Mode
from seatrial.snapshot.snapshot import Snapshot
from seatrial.trial.extents import extent_of
from seatrial.trial.kinds import PACKAGE, PARAMETER, Extent, Kind, Plant
from seatrial.trial.style import Style, style_of
from seatrial.trial.syntax import Function, Syntax

_LONGEST = 2000
_MOST_BYTES = 1 << 20
_BLANKS = {"python": 2}
# What goes with a product without being it: a fault there is hardly one.
_BESIDE = re.compile(r"(^|/)(examples?|samples?|demos?|contrib|testdata|fixtures|snapshots)/")
_END = r"\Z"
_RUST_TESTS = re.compile(r"^#\[cfg\(test\)\]", re.MULTILINE)


@dataclass(frozen=True)
class Text:
    """One file as it is in the snapshot."""

    entry: Entry
    lines: tuple[str, ...]
    syntax: Syntax
    style: Style

    @property
    def whole(self) -> str:
        return "\n".join(self.lines)


@dataclass(frozen=True)
class Site:
    """`lines` in the place of the file's lines `start` to `end`; before `start` when `end` is less.

    `first` to `last` are the lines that the fault stands on or is missing from, as they were;
    `blank` lines at the start of `lines` are no part of it.
    """

    kind: Kind
    path: str
    language: str
    start: int
    end: int
    lines: tuple[str, ...]
    first: int
    last: int
    imports: tuple[str, ...] = ()
    blank: int = 0

    @property
    def key(self) -> tuple[str, str, int, tuple[str, ...]]:
        return self.kind.id, self.path, self.start, self.lines


def is_plantable(entry: Entry) -> bool:
    """A whole, readable text of moderate size that is part of the product."""
    if entry.mode not in (Mode.FILE, Mode.EXECUTABLE) or _BESIDE.search(entry.path):
        return False
    return entry.text and entry.fate is Fate.READ and 0 < entry.size < _MOST_BYTES


def text_of(snapshot: Snapshot, entry: Entry, syntax: Syntax) -> Text | None:
    """None for what nobody would edit by hand: endless lines, or other line ends than LF."""
    content = snapshot.raw(entry.path).decode("utf-8")
    lines = tuple(content.split("\n"))
    if "\r" in content or max(map(len, lines)) > _LONGEST:
        return None
    return Text(entry, lines, syntax, style_of(lines, entry.language))


def fits(plant: Plant, entry: Entry) -> bool:
    """By language, role and path; the text is asked later."""
    return (
        entry.language in plant.languages
        and entry.role in plant.roles
        and (not plant.files or bool(re.search(plant.files, entry.path)))
    )


def sites_of(kind: Kind, plant: Plant, text: Text) -> Iterator[Site]:
    """Every place of `plant` in `text`, from top to bottom."""
    whole = text.whole
    if plant.needs and not re.search(plant.needs, whole):
        return
    if plant.unless and re.search(plant.unless, whole):
        return
    found = _rewritten(kind, plant, text) if plant.find else _in_functions(kind, plant, text)
    limit = _limit(text)
    for site in found:
        added = [line for line in site.lines if line not in text.lines]
        if site.start <= limit and all(len(line) <= text.style.width for line in added):
            yield site


def _limit(text: Text) -> int:
    """The last line that runs in production: Rust's tests stand at the end of its sources."""
    if text.entry.language != "rust":
        return len(text.lines) + 1
    tests = _RUST_TESTS.search(text.whole)
    return text.whole.count("\n", 0, tests.start()) if tests else len(text.lines) + 1


def _rewritten(kind: Kind, plant: Plant, text: Text) -> Iterator[Site]:
    whole = text.whole
    if plant.find == _END:
        yield _appended(kind, plant, text)
        return
    for match in re.finditer(_pattern(plant, text.entry.path), whole, re.MULTILINE):
        start = whole.count("\n", 0, match.start()) + 1
        end = start + match[0].count("\n")
        before = whole[whole.rfind("\n", 0, match.start()) + 1 : match.start()]
        after = whole[match.end() :].split("\n", 1)[0]
        put = before + match.expand(plant.put) + after
        lines = tuple(put.split("\n")) if put.strip() else ()
        if _is_prose(text.syntax, start, end) or lines == text.lines[start - 1 : end]:
            continue
        yield _site(kind, plant, text, start, end, lines)


def _pattern(plant: Plant, path: str) -> str:
    """The package of a file is the first folder that it lies in, below the usual ones."""
    package = path.removeprefix("src/").removeprefix("lib/").split("/")[0]
    return plant.find.replace(PACKAGE, re.escape(package))


def _appended(kind: Kind, plant: Plant, text: Text) -> Site:
    """After a blank line at the end; a file that ends without a line's end is given one."""
    start = len(text.lines) if not text.lines[-1] else len(text.lines) + 1
    lines = ("", *plant.put.strip("\n").split("\n"), "")
    return _site(kind, plant, text, start, len(text.lines), lines, blank=1)


def _in_functions(kind: Kind, plant: Plant, text: Text) -> Iterator[Site]:
    for function in text.syntax.functions:
        name = _parameter(plant, function)
        if not re.search(plant.header, function.header) or (plant.parameter and not name):
            continue
        if plant.statement:
            template = plant.statement.replace(PARAMETER, name)
            lines = text.style.written(template, function.indent)
            yield _site(kind, plant, text, function.body, function.body - 1, tuple(lines))
        elif function.column == 0 or text.entry.language == "java":
            yield _beside(kind, plant, text, function)


def _beside(kind: Kind, plant: Plant, text: Text, function: Function) -> Site:
    """A definition of its own, after `function`."""
    indent = text.lines[function.start - 1][: function.column]
    blank = _BLANKS.get(text.entry.language, 1)
    lines = [""] * blank + text.style.written(plant.definition, indent)
    return _site(kind, plant, text, function.end + 1, function.end, tuple(lines), blank)


def _parameter(plant: Plant, function: Function) -> str:
    if not plant.parameter:
        return ""
    fitting = (name for name, told in function.parameters if re.search(plant.parameter, told))
    return next(fitting, "")


def _is_prose(syntax: Syntax, start: int, end: int) -> bool:
    return any(first <= end and start <= last for first, last in syntax.prose)


def _site(
    kind: Kind,
    plant: Plant,
    text: Text,
    start: int,
    end: int,
    lines: Sequence[str],
    blank: int = 0,
) -> Site:
    first, last = start, max(start, end)
    if plant.extent is not Extent.LINES:
        first, last = extent_of(plant.extent, text.lines, text.syntax.functions, start, last)
    language = plant.form or text.entry.language
    missing = tuple(i for i in plant.imports if i not in text.lines)
    return Site(
        kind, text.entry.path, language, start, end, tuple(lines), first, last, missing, blank
    )
