"""Reads files that nest by indentation, one key a line: pnpm's and yarn's lock files.

They are YAML (yarn 1: almost) as a program writes it. A YAML parser needs a minute and a gigabyte
for what one pass over the lines reads in a second.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

MOST_DEEP = 40
_QUOTED = re.compile(r"""(?:"((?:[^"\\]|\\.)*)"|'((?:[^']|'')*)')""")


@dataclass
class Branch:
    """A key with its value and what is nested below it. `line` is 1-based."""

    key: str
    value: str
    line: int
    below: list["Branch"] = field(default_factory=list)

    def get(self, key: str) -> "Branch | None":
        return next((b for b in self.below if b.key == key), None)

    def text(self, key: str) -> str:
        found = self.get(key)
        return found.value if found else ""

    def pairs(self, key: str) -> Iterator["Branch"]:
        """What is nested below `key`."""
        found = self.get(key)
        return iter(found.below if found else ())


def read_indented(text: str) -> Branch:
    """The root, below which the unindented keys stand. Raises ValueError when nested too deeply."""
    root = Branch("", "", 0)
    path: list[tuple[int, Branch]] = [(-1, root)]
    for number, line in enumerate(text.split("\n"), 1):
        plain = line.strip()
        if not plain or plain.startswith(("#", "---")):
            continue
        indent = len(line) - len(line.lstrip(" "))
        while path[-1][0] >= indent:
            path.pop()
        key, value = _split(plain)
        branch = Branch(key, value, number)
        path[-1][1].below.append(branch)
        path.append((indent, branch))
        if len(path) > MOST_DEEP:
            raise ValueError(f"nested deeper than {MOST_DEEP}")
    return root


def _split(plain: str) -> tuple[str, str]:
    """`key: value`, `"key": value` or yarn 1's `key value`; a list's element has no key."""
    if plain.startswith("- "):
        return "", unquoted(plain[2:])
    if quoted := _QUOTED.match(plain):
        rest = plain[quoted.end() :]
        if rest.startswith(":"):
            return unquoted(quoted[0]), unquoted(rest[1:])
        if rest.startswith(" "):
            return unquoted(quoted[0]), unquoted(rest)
    if plain.endswith(":"):
        return plain[:-1], ""
    colon, blank = plain.find(": "), plain.find(" ")
    if 0 <= colon < blank or (colon >= 0 and blank == colon + 1):
        return plain[:colon], unquoted(plain[colon + 2 :])
    key, _, value = plain.partition(" ")
    return key, unquoted(value)


def unquoted(value: str) -> str:
    value = value.strip()
    found = _QUOTED.fullmatch(value)
    if not found:
        return value
    return found[1] if found[1] is not None else found[2].replace("''", "'")


def flow(value: str) -> dict[str, str]:
    """The pairs of `{a: b, c: d}` on one line, when none of them nests."""
    inner = value.strip().removeprefix("{").removesuffix("}")
    pairs = (part.partition(":") for part in inner.split(", "))
    return {key.strip(): unquoted(rest) for key, colon, rest in pairs if colon}
