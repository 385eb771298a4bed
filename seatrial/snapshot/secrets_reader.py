"""The child that looks for secrets: reads objects named on stdin, prints a JSON line for each.

In: one JSON object, object path to display path. Out: {"file": …, "rows": [[line, start, end,
kind, likely], …]}; lines are 1-based, columns are characters, 0-based and half open.
"""

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from detect_secrets.plugins.aws import AWSKeyDetector
from detect_secrets.plugins.azure_storage_key import AzureStorageKeyDetector
from detect_secrets.plugins.basic_auth import BasicAuthDetector
from detect_secrets.plugins.jwt import JwtTokenDetector
from detect_secrets.plugins.keyword import KeywordDetector
from detect_secrets.plugins.mailchimp import MailchimpDetector
from detect_secrets.plugins.npm import NpmDetector
from detect_secrets.plugins.openai import OpenAIDetector
from detect_secrets.plugins.pypi_token import PypiTokenDetector
from detect_secrets.plugins.sendgrid import SendGridDetector
from detect_secrets.plugins.slack import SlackDetector
from detect_secrets.plugins.square_oauth import SquareOAuthDetector
from detect_secrets.plugins.stripe import StripeDetector

from seatrial.snapshot.secrets import (
    ASSIGNED,
    AWS_KEY_ID,
    BEARER,
    DEFAULTED,
    FORMATS,
    IN_XML,
    KEY_BEGIN,
    KEY_BODY,
    KEY_END,
    KEY_MATERIAL,
    PLAIN,
    PLAIN_FILE,
    WATCH,
    likely,
)
from seatrial.snapshot.text import split_lines

_PLUGINS = tuple(
    plugin()
    for plugin in (
        AWSKeyDetector,
        AzureStorageKeyDetector,
        BasicAuthDetector,
        JwtTokenDetector,
        MailchimpDetector,
        NpmDetector,
        OpenAIDetector,
        PypiTokenDetector,
        SendGridDetector,
        SlackDetector,
        SquareOAuthDetector,
        StripeDetector,
    )
)
# Rules see a long line in windows, because some of their patterns take time square in its length.
# Windows overlap by more than the longest secret that is looked for.
_WINDOW = 2000
_OVERLAP = 400
# The keyword rule tries every keyword against the rest of its word, 50 times over. Where keywords
# times the longest word pass this bound (never in honest text) the window is withheld instead.
_MOST_COSTLY = 2000
_WORD = re.compile(r"\w+")
_KEYWORDS = KeywordDetector()
_GO_LITERAL = re.compile(r"\"[^\"]*\"?|`[^`]*`?")
_GO_CODE = re.compile(r"[&*!]?[A-Za-z_]\w{0,80}(?:\.\w{1,80}){0,9}\s{0,9}[(\[{+]")
_LONGEST_KEY = 200
_KEYWORD = "secret-keyword"
# The keyword rule goes by a file's ending; this one's language gives names values after a colon.
_QUOTES_AND_COLONS = "a.java"
Row = tuple[int, int, int, str, bool]


def rows_of(content: bytes, path: str) -> list[Row]:
    """Every secret's place; `path` tells the keyword rule how the language quotes."""
    if not WATCH.sees(content.decode("latin-1")):
        return []  # nothing in the file could match any rule
    lines = split_lines(content)
    found = set(_key_blocks(lines))
    watch = WATCH.within("\n".join(lines))
    for number, line in enumerate(lines, 1):
        for start in range(0, max(1, len(line) - _OVERLAP), _WINDOW - _OVERLAP):
            window = line[start : start + _WINDOW]
            if watch.sees(window):
                found.update(_in_window(number, start, window, path))
    return _merged(sorted(found))


def _merged(rows: list[Row]) -> list[Row]:
    """Overlapping places as one, so that replacing one cannot uncover the rest of another."""
    whole: list[Row] = []
    for row in rows:
        if whole and row[0] == whole[-1][0] and row[1] < whole[-1][2]:
            line, start, end, kind, judged = whole[-1]
            kind = row[3] if row[4] and not judged else kind
            whole[-1] = line, start, max(end, row[2]), kind, judged or row[4]
        else:
            whole.append(row)
    return whole


def _key_blocks(lines: list[str]) -> Iterator[Row]:
    """Whole lines from a key's head to its end. A head without a body is code about keys."""
    last = 0
    for number, line in enumerate(lines, 1):
        if number > last and "PRIVATE KEY" in line and KEY_BEGIN.search(line):
            last = _end_of_key(lines, number)
            body = "\n".join(lines[number - 1 : last])
            if KEY_MATERIAL.search(KEY_BEGIN.sub("", body)):
                for inside in range(number, last + 1):
                    whole = len(lines[inside - 1])
                    yield inside, 0, whole, "private-key", inside == number


def _end_of_key(lines: list[str], begin: int) -> int:
    """The last line (1-based) of the key that begins in line `begin`."""
    for number in range(begin, min(len(lines), begin + _LONGEST_KEY) + 1):
        line = lines[number - 1]
        if KEY_END.search(line):
            return number
        if number > begin and not KEY_BODY.fullmatch(line[:_WINDOW]):
            return number - 1
    return min(len(lines), begin + _LONGEST_KEY)


def _in_window(number: int, offset: int, text: str, path: str) -> Iterator[Row]:
    costly = _cost(text) > _MOST_COSTLY
    if costly:
        yield number, offset, offset + len(text), "unsearched", False
    for kind, value in _values(text, path, number, keywords=not costly):
        judged = likely(kind, value, text) and not _is_code(kind, value, text, path)
        start = text.find(value) if value else -1
        while start >= 0:  # withheld wherever it stands in the line
            yield number, offset + start, offset + start + len(value), kind, judged
            start = text.find(value, start + len(value))


def _is_code(kind: str, value: str, line: str, path: str) -> bool:
    """In Go, where the keyword rule asks for no quotes: a call or a sum is assigned."""
    literals = _GO_LITERAL.findall(line)
    quoted = any(value in literal for literal in literals)
    return kind == _KEYWORD and path.endswith(".go") and not quoted and bool(_GO_CODE.match(value))


def _cost(text: str) -> int:
    return WATCH.count(text) * max(len(word) for word in _WORD.findall(text) or [""])


def _values(line: str, path: str, number: int, *, keywords: bool) -> Iterator[tuple[str, str]]:
    named = [(_KEYWORDS, path)] if keywords else []
    if named and path.endswith(".go"):
        named.append((_KEYWORDS, _QUOTES_AND_COLONS))  # what a field of a literal is given
    for plugin, name in (*((p, path) for p in _PLUGINS), *named):
        kind = plugin.secret_type.lower().replace(" ", "-")
        for secret in plugin.analyze_line(filename=name, line=line, line_number=number):
            value = secret.secret_value or ""
            if kind == "aws-access-key" and not AWS_KEY_ID.fullmatch(value):
                kind = "aws-secret-key"  # forty characters after the word "aws": no proof
            yield kind, value
    for kind, pattern in FORMATS.items():
        yield from ((kind, match[0]) for match in pattern.finditer(line))
    yield from ((_KEYWORD, value) for value in _assigned(line, path))


def _assigned(line: str, path: str) -> Iterator[str]:
    plain = (PLAIN,) if PLAIN_FILE.search(path) else ()
    for pattern in (ASSIGNED, DEFAULTED, BEARER, IN_XML, *plain):
        for match in pattern.finditer(line):
            yield match["secret"] or match.groupdict().get("value") or ""


def main() -> None:
    names: dict[str, Any] = json.load(sys.stdin)
    for name, path in names.items():
        line = json.dumps({"file": name, "rows": rows_of(Path(name).read_bytes(), path)})
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()  # a later file may kill this child


if __name__ == "__main__":
    main()
