"""Scripts of POSIX shells and bash as commands in order, and whether they stop when one fails."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_SHEBANG = re.compile(r"#!\s*\S{0,100}[/ ](ba|da|a|k|z)?sh\b(?P<options>[^\n]{0,100})")
_ERREXIT = re.compile(r"(^|\s)(-[a-zA-Z]*e|-o\s+errexit)")
_SETS = re.compile(r"\s*set\s+-")
_HEREDOC = re.compile(r"<<-?\s*[\"'\\]?(\w+)")
_OPENS = re.compile(
    r"(if|for|while|until|case|select)\b|(function\s+)?[\w:-]+\s*(\(\)\s*)?[{(]$|[{(]$"
)
_CLOSES = re.compile(r"(fi|done|esac)\b|[})](\s|$|;)")
_BRANCHES = re.compile(r"(else|elif)\b|.*;;$")
_MOST_LINES = 5000
_LONGEST = 20_000


@dataclass(frozen=True)
class Step:
    """One command line, put together where it goes on. Steps of one `block` follow each other."""

    start: int
    end: int
    text: str
    block: tuple[int, ...]


@dataclass(frozen=True)
class Script:
    """`steps` in order; here-documents and comments are left out."""

    steps: tuple[Step, ...]
    errexit: bool
    pipefail: bool
    traps: bool


def read_script(lines: Sequence[str]) -> Script | None:
    """None for what is not said to be run by a shell: it may be a part of another script."""
    shebang = _SHEBANG.match(lines[0]) if lines else None
    if shebang is None or len(lines) > _MOST_LINES:
        return None
    steps = tuple(_blocks(_logical(lines)))
    texts = [s.text for s in steps]
    settings = [f" {shebang['options']}", *(t[4:] for t in texts if _SETS.match(t))]
    return Script(
        steps,
        errexit=any(_ERREXIT.search(f" {s}") for s in settings),
        pipefail=any("pipefail" in s for s in settings),
        traps=any(re.match(r"trap\b.*\bERR\b", t) for t in texts),
    )


def _logical(lines: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """First line, last line and text of each command line."""
    text, start, quote, mark = "", 0, "", ""
    for number, line in enumerate(lines, 1):
        if mark:
            mark = "" if line.strip() == mark else mark
            continue
        plain, quote = _without_comment(line[:2000], quote)
        text, start = f"{text}{plain.strip()}"[:_LONGEST], start or number
        if quote:
            text += " "
            continue
        if text.endswith(("\\", "|", "&&", "||")):
            text = text.removesuffix("\\") + " "
            continue
        mark = found[1] if (found := _HEREDOC.search(text)) and "<<<" not in text else ""
        if text:
            yield start, number, text
        text, start = "", 0
    if text:
        yield start, len(lines), text


def _without_comment(line: str, quote: str) -> tuple[str, str]:
    """The line as far as a comment, and the quote that is still open at its end."""
    before = ""
    for position, letter in enumerate(line):
        if before == "\\" and quote != "'":
            before = ""
            continue
        if letter in "\"'" and quote in ("", letter):
            quote = "" if quote else letter
        elif letter == "#" and not quote and before in ("", " ", "\t", ";"):
            return line[:position], quote
        before = letter
    return line, quote


def _blocks(lines: Iterator[tuple[int, int, str]]) -> Iterator[Step]:
    """Each with the blocks it stands in; the branches of an `if` are different blocks."""
    stack: list[int] = []
    for count, (start, end, text) in enumerate(lines, 1):
        if _CLOSES.match(text) and stack:
            stack.pop()
        if _BRANCHES.match(text) and stack:
            stack[-1] = count
        yield Step(start, end, text, tuple(stack))
        closed = re.search(r"(^|[;\s])(fi|done|esac|[})])\s*(;|$|[|>&<])", text)
        if _OPENS.match(text) and not closed:
            stack.append(count)
