"""The paths that a document names as its evidence."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from seatrial.claims.marks import Mark
from seatrial.claims.model import Kind
from seatrial.claims.reading import Reading

_SPAN = re.compile(r"`([^`\n]{3,200})`")
_LINK = re.compile(r"\]\(([^()\s]{3,200})\)")
_BARE = re.compile(r"(?<![\w/.:@-])((?:\.?[\w-]+/)+[\w.*-]+\.[A-Za-z]\w{0,5})(?![\w/])")
_PATH = re.compile(r"\.?/?(?:[\w.@+-]+/)*[\w.@+-]*\.?[\w-]+/?")
_ENDING = re.compile(
    r"\.(md|txt|rst|html?|json|ya?ml|toml|ini|cfg|py|ps1|sh|js|ts|tsx|go|rs|java|rb|c|h|cpp|cs|sql"
    r"|xml|csv|log|lock|pdf|png|svg|jar|proto|tf|example|baseline)$"
)
_STRANGE = re.compile(r"://|^[a-z]+:|[<>{}$%\\|\"']|\.\.\.|\s|^#|^@|^www\.|^[\d.]+$")


@dataclass(frozen=True)
class NamedPath:
    """A path as written, with the status that its line gives it."""

    text: str
    line: int
    mark: Mark


def paths_in(reading: Reading) -> Iterator[NamedPath]:
    """Files named between backticks, in links, or with their folder, each once a line."""
    marks = {p.line: p.mark for p in reading.pieces}
    code = {p.line for p in reading.pieces if p.kind is Kind.CODE}
    for number, text in enumerate(reading.lines, 1):
        if number in code:
            continue
        spans = [*_SPAN.findall(text), *_LINK.findall(text), *_BARE.findall(_SPAN.sub(" ", text))]
        for found in dict.fromkeys(s.split("#")[0] for s in spans):
            if _is_path(found):
                yield NamedPath(found.removeprefix("./"), number, marks.get(number, Mark.NONE))


def _is_path(text: str) -> bool:
    return bool(
        not _STRANGE.search(text)
        and "*" not in text
        and _PATH.fullmatch(text)
        and not text.startswith("/")
        and _ENDING.search(text)
    )
