"""The scripts inside a page of Vue or Svelte, on the lines where they stand."""

import re

_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
_NOT_LINE_ENDS = re.compile(rb"[^\n]")
_CLOSING = re.compile(rb"(?i)</script")
_LANG = re.compile(rb"""(?i)\blang\s*=\s*["']?([\w-]+)""")
_TYPE = re.compile(rb"""(?i)\btype\s*=\s*["']?([\w/+.-]+)""")
_GRAMMARS = {b"": "javascript", b"js": "javascript", b"javascript": "javascript",
             b"jsx": "javascript", b"ts": "typescript", b"typescript": "typescript",
             b"tsx": "tsx"}  # fmt: skip
_PROGRAMS = re.compile(rb"(?i)(text|application)/(java|ecma|type)script|module|")
_MOST_SCRIPTS = 20
# A comment of the same length as the tag's start: what is looked for in a page's own code is told
# from a server's by the tags that stand in it.
_MARK = b"//</s"


def script_of(content: bytes) -> tuple[bytes, str]:
    """The scripts with all else blank, and their grammar: '' for one that no grammar here reads.

    A page without a script is an empty program.
    """
    shown = _COMMENT.sub(lambda found: _blank(found[0]), content)
    parts, grammars, end = list[bytes](), set[str](), 0
    for start, stop, attributes in _scripts(shown):
        kind = _TYPE.search(attributes)
        if kind and not _PROGRAMS.fullmatch(kind[1]):
            continue
        lang = _LANG.search(attributes)
        grammars.add(_GRAMMARS.get(lang[1].lower() if lang else b"", ""))
        parts += [_blank(shown[end:start]), shown[start:stop], _MARK]
        end = min(stop + len(_MARK), len(shown))
    text = b"".join([*parts, _blank(shown[end:])])
    return text, _widest(grammars)


def _scripts(content: bytes) -> list[tuple[int, int, bytes]]:
    """Start and end of each script's text, and its tag's attributes."""
    found: list[tuple[int, int, bytes]] = []
    at = content.find(b"<script")
    while at >= 0 and len(found) < _MOST_SCRIPTS:
        start = _tag_end(content, at + len(b"<script"))
        closing = _CLOSING.search(content, start) if start else None
        if closing is None:
            break
        found.append((start, closing.start(), content[at + len(b"<script") : start - 1]))
        at = content.find(b"<script", closing.end())
    return found


def _tag_end(content: bytes, at: int) -> int:
    """Behind the tag's `>`, which may also stand in a quoted attribute; 0 when it never ends."""
    quote = b""
    for place in range(at, len(content)):
        here = content[place : place + 1]
        if quote:
            quote = b"" if here == quote else quote
        elif here in (b'"', b"'"):
            quote = here
        elif here == b">":
            return place + 1
    return 0


def _widest(grammars: set[str]) -> str:
    """One grammar for all scripts of a page: TypeScript's reads plain JavaScript as well."""
    if "" in grammars:
        return ""
    return next((g for g in ("tsx", "typescript") if g in grammars), "javascript")


def _blank(text: bytes) -> bytes:
    return _NOT_LINE_ENDS.sub(b" ", text)
