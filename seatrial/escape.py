"""One escaper per sink: what the audited tree wrote must not act where we show it.

File names, quotes and messages come from people who may wish to move a cursor, hide a line or
smuggle a link into the certificate. Every writer passes text through the function of its sink.
"""

import re
import unicodedata
from urllib.parse import quote

# Cc: control, Cf: format (bidirectional overrides, zero width), Cs: lone surrogates,
# Co/Cn: private and unassigned. Line and paragraph separators (Zl, Zp) also break lines.
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_ASCII_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
# Brackets cover links and images; a backslash in `://` and `www.` keeps them from linking alone.
_MARKDOWN = re.compile(r"([\\`*_\[\]<>#|~]|:(?=//)|(?<=www)\.)")
# What a spreadsheet takes for the start of a formula; full-width look-alikes too.
_FORMULA = re.compile(r"\s*[=+\-@|%\uff1d\uff0b\uff0d\uff20]")
_RUN_OF_TICKS = re.compile(r"`+")
# In a SARIF message `[text](place)` is a link (2.1.0, section 3.11.6).
_SARIF_LINK = re.compile(r"\[(?=[^\]]*\]\()|\](?=\()")
_BEYOND_ASCII = re.compile(r"[^\x00-\x7e]")


def visible(text: str) -> str:
    """`text` on one line with every invisible or control character written as `\\u{HEX}`."""
    if text.isascii() and not _ASCII_CONTROL.search(text):
        return text
    return "".join(_shown(c) for c in text)


def _shown(character: str) -> str:
    if unicodedata.category(character) not in _HIDDEN:
        return character
    return {"\t": "    ", "\n": "\\n", "\r": "\\r"}.get(character, f"\\u{{{ord(character):x}}}")


def terminal(text: str) -> str:
    """For stdout and stderr: no escape sequence survives."""
    return visible(text)


def markdown(text: str) -> str:
    """For Markdown prose and table cells: nothing in `text` is markup."""
    return _MARKDOWN.sub(r"\\\1", visible(text))


def markdown_code(text: str) -> str:
    """`text` as a Markdown code span that also survives inside a table cell.

    The fence is one tick longer than any run inside (CommonMark 0.31, section 6.1). A pipe would
    end a table cell even inside code, so it is shown as the look-alike U+2223.
    """
    shown = visible(text).replace("|", "\u2223")
    longest = max((len(run) for run in _RUN_OF_TICKS.findall(shown)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if shown.startswith("`") or shown.endswith("`") or not shown else ""
    return f"{fence}{pad}{shown}{pad}{fence}"


def csv_cell(text: str) -> str:
    """For a cell of a CSV file: no spreadsheet reads a formula in it.

    An apostrophe in front makes it text (OWASP, "CSV Injection"); quoting is the writer's part.
    """
    shown = visible(text)
    return f"'{shown}" if _FORMULA.match(shown) else shown


def sarif_message(text: str) -> str:
    """For the text of a SARIF message: one line, and nothing in it is a link."""
    return _SARIF_LINK.sub(r"\\\g<0>", visible(text))


def sarif_snippet(text: str) -> str:
    """For lines of a file in SARIF: what is invisible is shown, lines stay lines."""
    return "\n".join(visible(line) for line in text.split("\n"))


def json_text(content: bytes) -> bytes:
    """For a JSON paper: the same value, with what is invisible written as `\\uXXXX`.

    JSON itself escapes the controls of ASCII alone; a terminal obeys others, and a viewer hides
    or turns what is bidirectional.
    """
    if content.isascii() and b"\x7f" not in content:
        return content
    return _BEYOND_ASCII.sub(_json_escaped, content.decode()).encode()


def _json_escaped(match: re.Match[str]) -> str:
    if unicodedata.category(match[0]) not in _HIDDEN:
        return match[0]
    units = match[0].encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[i]:02x}{units[i + 1]:02x}" for i in range(0, len(units), 2))


def uri_path(path: str) -> str:
    """A relative URI reference for a snapshot path, as SARIF artifactLocation.uri wants it."""
    return quote(path, safe="/")
