"""The environment variables that documents tell their reader to set, where they say so clearly:
in a table or list of them, beside the words "environment variable", in a block of settings."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from seatrial.evidence.collectors.docs.changelogs import FILES as CHANGELOGS
from seatrial.evidence.survey import Spot, Survey
from seatrial.snapshot.model import Role

NAME = r"[A-Z][A-Z0-9]{0,40}(?:_[A-Z0-9]{1,40}){1,10}"
_LANGUAGES = frozenset({"markdown", "restructuredtext"})
# What was so, or is to be: none of it is told to who sets up this version.
_NOT_NOW = re.compile(
    rf"{CHANGELOGS}|(.*/)?[^/]*(release|change|history|upgrad|migrat|roadmap|proposal|plan)[^/]*"
    r"|(.*/)?(adrs?|decisions|rfcs?|design|plans|proposals|archive|legacy|versioned_docs)/.*",
    re.IGNORECASE,
)
TAKEN_BACK = re.compile(
    r"(?i)\b(deprecat|remov|no longer|former|renam|legacy|obsolete|ignored|replaced|instead of"
    r"|used to|was called|not (yet )?(supported|implemented|used|read)|planned|future"
    r"|upcoming|todo|unused)"
)
_SAYS = re.compile(r"(?i)\benv(ironment)?\b|\benv[ -]?vars?\b")
_HEADED = re.compile(r"(?i)\b(env(ironment)?|variables?|settings?|configuration|config)\b")
_HEADING = re.compile(r"#{1,6}\s+(.{1,200})")
_UNDERLINE = re.compile(r"([=~^*+\"-])\1{3,}\s*")
_FENCE = re.compile(r"\s{0,8}(?:```|~~~)\s*([\w-]{0,20})")
_SETTINGS = frozenset({"", "sh", "bash", "shell", "console", "env", "dotenv", "ini", "properties"})
_CODE = rf"`{{1,2}}\$?({NAME})(?:=[^`\n]{{0,60}})?`{{1,2}}"
_ROW = re.compile(rf"\s*\|?\s*\**(?:{_CODE}|({NAME}))\**\s*\|")
_ITEM = re.compile(rf"\s*(?:[-*+]\s{{1,4}}){{1,2}}\**(?:{_CODE}|({NAME}))\**\s*(?:[:=(–—-]|$)")
_CHAIN = rf"(?:{_CODE}(?:,?\s{{1,2}}(?:and|or)\s|\s?[,/]\s?|\s)?){{1,8}}"
_BEFORE = re.compile(rf"({_CHAIN})(?:\w{{1,20}}\s)?(?i:env(?:ironment)?[ -]var)")
_AFTER = re.compile(rf"(?i:env(?:ironment)?[ -]var(?:iable)?s?:?\s(?:named\s|called\s)?)({_CHAIN})")
_SET = re.compile(rf"\s*(?:[$>]\s+)?(?:export\s+|set\s+|ENV\s+)?({NAME})=(?!\$\(|`)")


@dataclass(frozen=True)
class Told:
    """A variable and where it is told of. `group` is the first line of the table, the section or
    the block around it; `kind` one of "row", "item", "sentence" and "block"."""

    name: str
    spot: Spot
    group: int
    kind: str


def current_documents(survey: Survey) -> list[str]:
    """Documents in Markdown or reStructuredText about how things are now."""
    found = (e for e in survey.snapshot.files(Role.DOCS) if e.language in _LANGUAGES)
    return [e.path for e in found if not _NOT_NOW.fullmatch(e.path)]


def variables_told(survey: Survey, paths: Iterable[str]) -> Iterator[Told]:
    for path in paths:
        yield from _Page(path).read(survey.snapshot.lines(path))


@dataclass
class _Page:
    """Goes through one document, line by line."""

    path: str
    heading: str = ""
    start: int = 0
    says: bool = False
    taken_back: bool = False
    table: int = 0
    fence: str | None = None
    block: int = 0

    def read(self, lines: list[str]) -> Iterator[Told]:
        for number, line in enumerate(lines, 1):
            below = lines[number] if number < len(lines) else ""
            for name, group, kind in self._line(number, line[:1000], below[:300]):
                yield Told(name, Spot(self.path, number), group, kind)

    def _line(self, number: int, line: str, below: str) -> Iterator[tuple[str, int, str]]:
        if fence := _FENCE.match(line):
            self.fence = fence[1].lower() if self.fence is None else None
            self.block = number
        elif self.fence is not None:
            yield from self._setting(line)
        elif title := self._title(line, below):
            self.heading, self.start = title, number
            self.says, self.table = bool(_SAYS.search(title)), 0
            self.taken_back = bool(TAKEN_BACK.search(title))
        elif not self.taken_back and not TAKEN_BACK.search(line):
            yield from self._prose(number, line)

    def _title(self, line: str, below: str) -> str:
        if found := _HEADING.match(line):
            return found[1]
        underlined = line.strip() and "|" not in line and _UNDERLINE.fullmatch(below)
        return line.strip() if underlined else ""

    def _setting(self, line: str) -> Iterator[tuple[str, int, str]]:
        if self.fence in _SETTINGS and not self.taken_back and (found := _SET.match(line)):
            yield found[1], self.block, "block"

    def _prose(self, number: int, line: str) -> Iterator[tuple[str, int, str]]:
        self.says = self.says or bool(_SAYS.search(line))
        if "|" not in line:
            self.table = 0
        elif not self.table and (_HEADED.search(line) or _HEADED.search(self.heading)):
            self.table = number
        if self.table and (found := _ROW.match(line)):
            yield found[1] or found[2], self.table, "row"
        elif self.says and (found := _ITEM.match(line)):
            yield found[1] or found[2], self.start, "item"
        for chain in (_BEFORE.search(line), _AFTER.search(line)):
            for name in re.findall(rf"`\$?({NAME})", chain[1] if chain else ""):
                yield name, number, "sentence"
