"""The paths that a document names as its evidence."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from seatrial.claims.marks import Mark
from seatrial.claims.model import Kind
from seatrial.claims.numbers import number
from seatrial.claims.reading import Reading

_SPAN = re.compile(r"`([^`\n]{3,200})`")
_LINK = re.compile(r"\]\(([^()\s]{3,200})\)")
_BARE = re.compile(r"(?<![\w/.:@-])((?:\.?[\w-]+/)+[\w.*-]+\.[A-Za-z]\w{0,5})(?![\w/])")
_PATH = re.compile(r"\.?/?(?:[\w.@+-]+/)*[\w.@+-]*\.?[\w-]+/?")
_ENDING = re.compile(
    r"\.(md|txt|rst|html?|json|ya?ml|toml|ini|cfg|py|ps1|sh|js|ts|tsx|go|rs|java|rb|c|h|cpp|cs|sql"
    r"|xml|csv|log|lock|pdf|png|svg|jar|proto|tf|example|baseline)$"
)
# What stands in such a section, or in a line with such a word, need not be there: it is still to
# come, or was taken away.
_ELSEWHEN = re.compile(
    r"\b(next|plan(?:ned)?|todo|to do|to create|to be|will|future|remaining|roadmap|optional"
    r"|missing|recommend(?:ed|ations?)?|removed?|deleted?|deprecated|obsolete|renamed|replaced|former|old"
    r"|legacy|moved|should|could|would|needs?|proposed|suggested|e\.g\.|example|such as|like|if|not"
    r"|no|generates?|writes?|outputs?|creates|produces|pending|add|template)\b",
    re.IGNORECASE,
)
_SIZED = re.compile(
    r"^\W{0,6}(?:[-–—:(]\W{0,3})?(?P<how>~|≈|about )?(?P<number>\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)"
    r"(?P<more>\+?)\s?(?P<unit>lines|LOC|KB|kB|bytes)\b"
)
_STRANGE = re.compile(r"://|^[a-z]+:|[<>{}$%\\|\"']|\.\.\.|\s|^#|^@|^www\.|^[\d.]+$")


@dataclass(frozen=True)
class NamedPath:
    """A path as written, with the status that its line gives it."""

    text: str
    line: int
    mark: Mark
    elsewhen: bool = False


@dataclass(frozen=True)
class StatedSize:
    """How long a file is said to be, in `lines` or `bytes`. `loose`: about that much."""

    path: str
    line: int
    unit: str
    number: float
    loose: bool


def paths_in(reading: Reading) -> Iterator[NamedPath]:
    """Files named between backticks, in links, or with their folder, each once a line."""
    pieces = {p.line: p for p in reading.pieces}
    for line, text in enumerate(reading.lines, 1):
        piece = pieces.get(line)
        if piece is not None and piece.kind is Kind.CODE:
            continue
        above = [h.text for h in reading.above(piece)] if piece else []
        spans = [*_SPAN.findall(text), *_LINK.findall(text), *_BARE.findall(_SPAN.sub(" ", text))]
        for found in dict.fromkeys(s.split("#")[0] for s in spans):
            if _is_path(found):
                rest = text.replace(found, " ")
                elsewhen = any(map(_ELSEWHEN.search, [rest, *above]))
                mark = piece.mark if piece else Mark.NONE
                yield NamedPath(found.removeprefix("./"), line, mark, elsewhen)


def sizes_in(reading: Reading) -> Iterator[StatedSize]:
    """`path/to/file.py` (450 lines), of lines that name one file."""
    named: dict[int, list[NamedPath]] = {}
    for path in paths_in(reading):
        named.setdefault(path.line, []).append(path)
    for line, paths in named.items():
        after = reading.lines[line - 1].partition(paths[0].text)[2]
        found = _SIZED.match(after) if len(paths) == 1 else None
        if found:
            size, unit = number(found["number"]), found["unit"].lower()
            factor = 1000 if unit == "kb" else 1
            kind = "bytes" if unit in ("kb", "bytes") else "lines"
            loose = bool(found["how"] or found["more"])
            yield StatedSize(paths[0].text, line, kind, size * factor, loose)


def _is_path(text: str) -> bool:
    return bool(
        not _STRANGE.search(text)
        and "*" not in text
        and _PATH.fullmatch(text)
        and not text.startswith("/")
        and _ENDING.search(text)
    )
