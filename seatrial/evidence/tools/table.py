"""The table of checks that outside tools look at, read from rules.toml."""

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from seatrial.evidence.collectors.supply.no_dangerous_workflow import UNTRUSTED
from seatrial.evidence.model import Check, Severity
from seatrial.evidence.tools import secrets
from seatrial.frozen import Frozen, sha256
from seatrial.snapshot.model import Role

OURS = "seatrial"
_FIELDS = (
    "roles",
    "ignore",
    "where",
    "unless",
    "raised",
    "harmless",
    "counted",
    "operator",
    "constant",
)
_MOST_TEXT = 10_000
_JUDGED_BY_US = {"untrusted": UNTRUSTED}
_CONTENT = tomllib.loads(Path(__file__).with_name("rules.toml").read_text("utf-8"))


class Raised(Frozen):
    """A source line that matches `pattern` weighs `severity` instead of the check's own."""

    pattern: re.Pattern[str]
    severity: Severity


class ToolCheck(Frozen):
    """A check and the tools' rules behind it ("tool:rule"). See rules.toml for the fields."""

    check: Check
    rules: tuple[str, ...]
    roles: tuple[Role, ...] = (Role.SOURCE,)
    ignore: re.Pattern[str] | None = None
    where: re.Pattern[str] | None = None
    unless: str = ""
    raised: Raised | None = None
    harmless: re.Pattern[str] | None = None
    counted: re.Pattern[str] | None = None
    operator: Severity | None = None
    constant: Severity | None = None

    def rules_of(self, tool: str) -> frozenset[str]:
        pairs = (rule.split(":", 1) for rule in self.rules)
        return frozenset(name for by, name in pairs if by == tool)

    def concerns(self, message: str, line: str) -> bool:
        """Whether a tool's `message` on a source `line` is a finding of this check."""
        if self.ignore and self.ignore.search(message):
            return False
        if self.unless and _JUDGED_BY_US[self.unless].search(line):
            return False
        return not self.where or bool(self.where.search(line))

    def is_raised(self, line: str) -> bool:
        return bool(self.raised and self.raised.pattern.search(line))

    def is_harmless(self, text: str) -> bool:
        return bool(self.harmless and self.harmless.search(text[:_MOST_TEXT]))

    def is_counted(self, below: str) -> bool:
        return bool(self.counted and self.counted.search(below))

    def weight(self, line: str) -> Severity:
        return self.raised.severity if self.raised and self.is_raised(line) else self.check.severity


class Triggers(Frozen):
    """The names that a Python file must hold before a rule can match in it, by rule: one of each
    group. A tool that resolves names finds them in the text, however they were imported."""

    by_rule: Mapping[str, tuple[str, ...]]

    def fired_by(self, content: bytes) -> bool:
        """Whether some rule may match in `content`."""
        if _ENCODED.match(content):
            return True  # the text is not what the bytes show
        if not content.isascii():
            # Python reads wide letters and ligatures in names as plain ones.
            content = unicodedata.normalize("NFKC", content.decode("utf-8", "replace")).encode()
        held = _Held(content)
        return any(all(map(held.one_of, groups)) for groups in self.by_rule.values())


# A declared encoding (PEP 263) under which bytes of ASCII are not those letters, or may not be.
_ENCODED = re.compile(
    rb"(?i)(\xef\xbb\xbf)?([^\n]{0,500}\n)?[^\n]{0,500}coding[:=][ \t]*"
    rb"(?!(utf-?8|ascii|us-ascii|latin-?1|iso-8859-\d+|cp125\d)\b)[\w.-]"
)


class _Held:
    """Which names a text holds. Looking for the plain bytes first takes a hundredth of the time."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._seen: dict[str, bool] = {}

    def one_of(self, group: str) -> bool:
        return any(map(self._holds, group.split()))

    def _holds(self, name: str) -> bool:
        if name not in self._seen:
            plain = name.strip("*").encode()
            self._seen[name] = plain in self._content and (
                name.startswith("*") or bool(re.search(rb"\b%b\b" % plain, self._content))
            )
        return self._seen[name]


def _read(row: dict[str, Any]) -> ToolCheck:
    rules = tuple(row["rules"])
    own = {key: row.pop(key) for key in _FIELDS if key in row}
    tools = {rule.split(":")[0] for rule in row.pop("rules")}
    producers = tuple(sorted({*tools, OURS} if row.pop("ours", False) else tools))
    return ToolCheck.model_validate(
        {"check": Check(**row, producers=producers), "rules": rules, **own}
    )


TABLE = tuple(_read(dict(row)) for row in _CONTENT["check"])
TRIGGERS = Triggers(by_rule=_CONTENT["triggers"])
# Judged by tools for Python and by our own rules (`evidence/code/rules`) for other languages.
SHARED: tuple[Check, ...] = tuple(row.check for row in TABLE if OURS in row.check.producers)
TOOL_CHECKS: tuple[Check, ...] = (*(row.check for row in TABLE), secrets.CHECK)


def rules_of(tool: str) -> tuple[str, ...]:
    """Every rule of `tool` that the table names, in order."""
    return tuple(sorted({rule for row in TABLE for rule in row.rules_of(tool)}))


def digest() -> str:
    """SHA-256 of the table, so that a changed rule is a different observation."""
    return sha256(Path(__file__).with_name("rules.toml").read_bytes())
