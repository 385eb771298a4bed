"""Bandit, isolated: its own empty configuration, `# nosec` without effect, the table's tests."""

import json
import sys
from collections.abc import Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from seatrial.evidence.model import Producer
from seatrial.evidence.tools.scope import PYTHON
from seatrial.evidence.tools.table import TRIGGERS, digest, rules_of
from seatrial.evidence.tools.tool import Hit, as_json
from seatrial.process import module

_CONFIG = Path(__file__).with_name("bandit.yaml")
# -ii: only what bandit itself is at least moderately sure of. Severity is the table's matter.
_OPTIONS = ("-q", "-ii", "--ignore-nosec", "--exit-zero", "-f", "json", "-c", str(_CONFIG))


class Bandit:
    name = "bandit"
    provide = "pip install 'bandit>=1.9,<2'"
    scope = PYTHON

    @property
    def producer(self) -> Producer:
        return Producer(name=self.name, version=_version(), sha256=digest())

    @property
    def fingerprint(self) -> str:
        interpreter = f"{sys.version_info[0]}.{sys.version_info[1]}"
        return f"bandit/1 {_version()} python/{interpreter} {digest()}"

    def missing(self) -> str:
        return "" if find_spec("bandit") and _version() else "the package is not installed"

    def may_match(self, content: bytes) -> bool:
        return TRIGGERS.fired_by(content)

    def command(self, objects: Mapping[str, str]) -> tuple[list[str], bytes]:
        tests = ",".join(rules_of(self.name))
        return module("bandit", *_OPTIONS, "-t", tests, *objects), b""

    def parse(self, stdout: bytes, objects: Sequence[str]) -> dict[str, Any]:
        """Raises ValueError when bandit died or did not come to one of the files."""
        report = json.loads(stdout)
        seen = set(report["metrics"])
        if missing := set(objects) - seen:
            raise ValueError(f"{len(missing)} files without an answer")
        unread = {row["filename"]: row["reason"] for row in report["errors"]}
        hits: dict[str, list[Hit]] = {name: [] for name in objects}
        for row in report["results"]:
            hits[row["filename"]].append(_hit(row))
        return as_json(hits, unread)


def _hit(row: dict[str, Any]) -> Hit:
    """The whole statement, as ruff has it too; of B501 the argument's line, likewise."""
    line, reach = row["line_number"], row["line_range"] or [row["line_number"]]
    start, end = (line, line) if row["test_id"] == "B501" else (min(reach), max(reach))
    return Hit(rule=row["test_id"], start=start, end=end, message=row["issue_text"])


def _version() -> str:
    try:
        return version("bandit")
    except PackageNotFoundError:
        return ""
