"""Ruff, isolated: no configuration, no ignore file, no suppression of the audited tree counts."""

import json
from collections.abc import Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from seatrial.evidence.model import Producer
from seatrial.evidence.tools.scope import PYTHON
from seatrial.evidence.tools.table import digest, rules_of
from seatrial.evidence.tools.tool import Hit, as_json

# E902 must be asked for: without it, a file that cannot be decoded is left out without a word.
_UNREAD = "E902"
_SYNTAX = "invalid-syntax"
_OPTIONS = (
    "check",
    "--isolated",
    "--no-respect-gitignore",
    "--no-cache",
    "--ignore-noqa",
    "--exit-zero",
    "--quiet",
    # The newest syntax, so that no version of Python is taken for a mistake.
    "--target-version=py314",
    "--output-format=json",
)


class Ruff:
    name = "ruff"
    provide = "pip install ruff==0.17.6"
    scope = PYTHON

    @property
    def producer(self) -> Producer:
        return Producer(name=self.name, version=_version(), sha256=digest())

    @property
    def fingerprint(self) -> str:
        return f"ruff/1 {_version()} {digest()}"

    def missing(self) -> str:
        try:
            _program()
        except FileNotFoundError:
            return "its program is not installed"
        return "" if _version() else "the package is not installed"

    def may_match(self, content: bytes) -> bool:
        return True  # it reads 200,000 lines a second: choosing files would cost more

    def command(self, objects: Mapping[str, str]) -> tuple[list[str], bytes]:
        select = ",".join([*rules_of(self.name), _UNREAD])
        return [_program(), *_OPTIONS, f"--select={select}", "--", *objects], b""

    def parse(self, stdout: bytes, objects: Sequence[str]) -> dict[str, Any]:
        """Raises ValueError (json's is one) when the list is not whole: one bad file aborts ruff
        and takes what it knew of the others with it."""
        hits: dict[str, list[Hit]] = {name: [] for name in objects}
        unread: dict[str, str] = {}
        known = set(rules_of(self.name))
        for row in json.loads(stdout):
            code, name = row["code"] or row["name"], row["filename"]
            line, message = row["location"]["row"], row["message"]
            if code in known:
                end = row["end_location"]["row"]
                hits[name].append(Hit(rule=code, start=line, end=end, message=message))
            else:  # a syntax error, an undecodable file, or a panic inside ruff
                unread.setdefault(name, f"line {line}: {message}" if code == _SYNTAX else message)
        return as_json(hits, unread)


def _program() -> str:
    """The path of ruff's binary. Raises FileNotFoundError when there is none."""
    try:
        from ruff import find_ruff_bin  # type: ignore[import-untyped]  # ruff ships no types
    except ImportError as error:
        raise FileNotFoundError("ruff") from error
    return str(find_ruff_bin())


def _version() -> str:
    try:
        return version("ruff")
    except PackageNotFoundError:
        return ""
