"""The table of checks that outside tools look at, read from rules.toml."""

import re
import tomllib
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from seatrial.evidence.collectors.supply.no_dangerous_workflow import UNTRUSTED
from seatrial.evidence.model import Check, Severity
from seatrial.evidence.tools import secrets
from seatrial.frozen import Frozen, sha256
from seatrial.snapshot.model import Role

_FIELDS = ("roles", "ignore", "where", "unless", "raised")
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

    def weight(self, line: str) -> Severity:
        if self.raised and self.raised.pattern.search(line):
            return self.raised.severity
        return self.check.severity


class Triggers(Frozen):
    """What a file must hold before a rule can match in it, by rule."""

    by_rule: Mapping[str, str]

    @cached_property
    def any(self) -> re.Pattern[bytes]:
        """Matches a file that some rule may match. Python folds wide and mathematical letters
        to plain ones in names, so a file with such letters always counts."""
        words = sorted({word for each in self.by_rule.values() for word in each.split("|")})
        return re.compile("|".join(words).encode() + rb"|\xf0\x9d[\x90-\x9f]|\xef\xbc|\xef\xbd")


def _read(row: dict[str, Any]) -> ToolCheck:
    rules = tuple(row["rules"])
    own = {key: row.pop(key) for key in _FIELDS if key in row}
    producers = tuple(sorted({rule.split(":")[0] for rule in row.pop("rules")}))
    return ToolCheck.model_validate(
        {"check": Check(**row, producers=producers), "rules": rules, **own}
    )


TABLE = tuple(_read(dict(row)) for row in _CONTENT["check"])
TRIGGERS = Triggers(by_rule=_CONTENT["triggers"])
TOOL_CHECKS: tuple[Check, ...] = (*(row.check for row in TABLE), secrets.CHECK)


def rules_of(tool: str) -> tuple[str, ...]:
    """Every rule of `tool` that the table names, in order."""
    return tuple(sorted({rule for row in TABLE for rule in row.rules_of(tool)}))


def digest() -> str:
    """SHA-256 of the table, so that a changed rule is a different observation."""
    return sha256(Path(__file__).with_name("rules.toml").read_bytes())
