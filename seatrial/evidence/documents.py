"""What a Markdown document says where: links, headings with their anchors, code blocks."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.token import Token

# On hostile text (runs of `[` and `![`) the parser needs up to 30 seconds a million characters, and
# its time grows faster than a paragraph does.
MOST_CHARACTERS = 2_000_000
MOST_IN_A_PARAGRAPH = 200_000

_LINE_END = re.compile(r"\r\n|\n|\r")
_NOT_IN_ANCHOR = re.compile(r"[^\w\- ]")
_HTML_LINK = re.compile(
    r"<(a|img)\b[^<>]{0,500}?\s(?:href|src)\s*=\s*(?:\"([^\"<>]*)\"|'([^'<>]*)')", re.IGNORECASE
)
_HTML_NAME = re.compile(
    r"<[a-z][\w-]*\b[^<>]{0,500}?\s(?:id|name)\s*=\s*[\"']?([^\"'\s<>]+)", re.IGNORECASE
)
_HTML_COMMENT = re.compile(r"<!--.*?(-->|\Z)", re.DOTALL)
_FRONT_MATTER = re.compile(r"\A(---|\+\+\+)[ \t]*\n(?:.*\n)*?\1[ \t]*(?=\n|\Z)")
_ATTRIBUTE_ANCHOR = re.compile(r"\{:?\s*#([\w.:-]+)[^{}]*\}\s*$")


@dataclass(frozen=True)
class Link:
    """A link or image as written. `target` is percent-decoded and may carry `#anchor`."""

    target: str
    line: int
    image: bool = False


@dataclass(frozen=True)
class Heading:
    """A heading. `anchor` is the fragment that GitHub makes for it."""

    text: str
    level: int
    line: int
    anchor: str


@dataclass(frozen=True)
class CodeBlock:
    """Lines of code set apart from prose. `start` is the line of the first of them."""

    language: str
    start: int
    lines: tuple[str, ...]

    @property
    def numbered(self) -> Iterator[tuple[int, str]]:
        return enumerate(self.lines, self.start)


@dataclass(frozen=True)
class Document:
    """A parsed document. `unread` is the reason when it could not be parsed; `lines` are there
    all the same."""

    lines: tuple[str, ...]
    links: tuple[Link, ...] = ()
    headings: tuple[Heading, ...] = ()
    blocks: tuple[CodeBlock, ...] = ()
    anchors: frozenset[str] = frozenset()
    unread: str = ""

    def section(self, heading: Heading) -> tuple[int, int]:
        """First and last line of what stands under `heading`, its own line included."""
        later = (h.line for h in self.headings if h.line > heading.line)
        deeper = {h.line for h in self.headings if h.level > heading.level}
        end = next((line for line in later if line not in deeper), len(self.lines) + 1)
        return heading.line, end - 1


def read_document(text: str) -> Document:
    """Parse `text` as Markdown (CommonMark with tables), front matter left out."""
    plain = _LINE_END.sub("\n", text)
    lines = lines_of(text)
    if reason := too_much(plain):
        return Document(lines, unread=reason)
    reading = _Reading(lines)
    reading.read(parse_markdown(plain))
    return reading.document()


def parse_markdown(text: str) -> list[Token]:
    """The tokens of `text`, whose lines end in LF, without its front matter."""
    return _parser().parse(_FRONT_MATTER.sub(_blank, text, count=1))


def lines_of(text: str) -> tuple[str, ...]:
    """The lines of a document as its links and blocks number them, from 1."""
    return tuple(_LINE_END.sub("\n", text).split("\n"))


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark").enable(["table", "strikethrough"])


def too_much(text: str) -> str:
    """Why `text` is too much for the parser, '' when it is not."""
    if len(text) > MOST_CHARACTERS:
        return f"longer than {MOST_CHARACTERS} characters"
    if max(map(len, re.split(r"\n[ \t]*\n", text))) > MOST_IN_A_PARAGRAPH:
        return f"a paragraph is longer than {MOST_IN_A_PARAGRAPH} characters"
    return ""


def _blank(found: re.Match[str]) -> str:
    return "\n" * found[0].count("\n")


def anchor_of(heading: str) -> str:
    """The fragment that GitHub makes of a heading's plain text, before numbering duplicates."""
    return _NOT_IN_ANCHOR.sub("", heading.strip().lower()).replace(" ", "-")


@dataclass
class _Reading:
    """Gathers what a document holds while its tokens go by."""

    lines: Sequence[str]
    links: list[Link] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)
    blocks: list[CodeBlock] = field(default_factory=list)
    named: set[str] = field(default_factory=set)
    _used: dict[str, int] = field(default_factory=dict)

    def document(self) -> Document:
        anchors = self.named | {h.anchor for h in self.headings}
        return Document(
            tuple(self.lines),
            tuple(self.links),
            tuple(self.headings),
            tuple(self.blocks),
            frozenset(anchors),
        )

    def read(self, tokens: Sequence[Token]) -> None:
        for i, token in enumerate(tokens):
            if token.type == "inline":
                self._inline(token)
                if tokens[i - 1].type == "heading_open":
                    self._heading(token, int(tokens[i - 1].tag[1:]))
            elif token.type in {"fence", "code_block"}:
                self._block(token)
            elif token.type == "html_block":
                self._html(token.content, _first_line(token))

    def _block(self, token: Token) -> None:
        start = _first_line(token) + (token.type == "fence")
        code = tuple(token.content.removesuffix("\n").split("\n")) if token.content else ()
        language = token.info.strip().split(" ")[0].strip("{}.").lower()
        self.blocks.append(CodeBlock(language, start, code))

    def _heading(self, token: Token, level: int) -> None:
        text = _plain(token.children or [])
        if given := _ATTRIBUTE_ANCHOR.search(text):
            self.named.add(given[1])
            text = text[: given.start()]
        anchor = anchor_of(text)
        seen = self._used.get(anchor, -1) + 1
        self._used[anchor] = seen
        numbered = f"{anchor}-{seen}" if seen else anchor
        self.headings.append(Heading(text.strip(), level, _first_line(token), numbered))

    def _inline(self, token: Token) -> None:
        line = _first_line(token)
        last = token.map[1] if token.map else line
        for child in token.children or []:
            if child.type in {"softbreak", "hardbreak"}:
                line += 1
            elif child.type == "html_inline":
                self._html(child.content, line)
            elif child.type in {"link_open", "image"}:
                line = self._link(child, line, last)

    def _link(self, token: Token, line: int, last: int) -> int:
        """Keep a link and return its line: code and tags before it may have hidden line ends."""
        image = token.type == "image"
        target = unquote(str(token.attrGet("src" if image else "href") or ""))
        found = (n for n in range(line, last + 1) if target in unquote(self.lines[n - 1]))
        here = next(found, line)
        self.links.append(Link(target, here, image))
        return here

    def _html(self, html: str, line: int) -> None:
        html = _HTML_COMMENT.sub(_blank, html)
        self.named.update(found[1] for found in _HTML_NAME.finditer(html))
        for found in _HTML_LINK.finditer(html):
            target = unquote(found[2] or found[3] or "")
            self.links.append(
                Link(target, line + html.count("\n", 0, found.end()), found[1].lower() == "img")
            )


def _first_line(token: Token) -> int:
    return token.map[0] + 1 if token.map else 1


def _plain(tokens: Sequence[Token]) -> str:
    """The text of a heading without marks, tags and images."""
    return "".join(t.content for t in tokens if t.type in {"text", "code_inline", "text_special"})
