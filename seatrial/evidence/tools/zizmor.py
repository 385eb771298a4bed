"""Zizmor, offline and isolated: no configuration, no comment of the audited tree counts.

A rule here is an audit and its severity, as one audit reports harmless and grave uses alike, and
`/action` where it was seen in an action and not in a workflow.
Formats: https://docs.zizmor.sh/usage/#json
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from seatrial.evidence.model import Producer
from seatrial.evidence.tools.programs import program_of, version_of
from seatrial.evidence.tools.scope import WORKFLOWS, is_workflow
from seatrial.evidence.tools.stage import name_of, staged
from seatrial.evidence.tools.table import digest, rules_of
from seatrial.evidence.tools.tool import Hit, as_json

_ACTION = "/action.yml"
_OPTIONS = (
    *("--offline", "--no-config", "--no-ignores", "--no-progress", "--no-exit-codes", "--quiet"),
    # A file that it cannot read would be left out without a word.
    "--strict-collection",
    "--persona=regular",
    # Audits of low confidence report nearly every workflow.
    "--min-confidence=medium",
    "--format=json-v1",
)


class Zizmor:
    name = "zizmor"
    provide = "pip install 'zizmor>=1.32,<2'"
    scope = WORKFLOWS

    @property
    def producer(self) -> Producer:
        return Producer(name=self.name, version=version_of("zizmor"), sha256=digest())

    @property
    def fingerprint(self) -> str:
        return f"zizmor/1 {version_of('zizmor')} {digest()}"

    def missing(self) -> str:
        return "" if program_of("zizmor", "zizmor") else "its program is not installed"

    def may_match(self, content: bytes) -> bool:
        return True

    def command(self, objects: Mapping[str, str]) -> tuple[list[str], bytes]:
        files = {name: _name(name, path) for name, path in objects.items()}
        return staged([program_of("zizmor", "zizmor"), *_OPTIONS, "--"], files)

    def parse(self, stdout: bytes, objects: Sequence[str]) -> dict[str, Any]:
        """Raises ValueError when there is no list: one file that cannot be read stops it."""
        known = set(rules_of(self.name))
        by_name = {name_of(o): o for o in objects}
        hits: dict[str, list[Hit]] = {o: [] for o in objects}
        for row in json.loads(stdout):
            if (hit := _hit(row)).rule in known:
                hits[by_name[_staged_as(row)]].append(hit)
        return as_json(hits, {})


def _name(name: str, path: str) -> str:
    """Zizmor takes a file for an action by this name, and for a workflow by any other."""
    return f"{name_of(name)}.yml" if is_workflow(path) else f"{name_of(name)}{_ACTION}"


def _primary(row: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = next(p for p in row["locations"] if p["symbolic"]["kind"] == "Primary")
    return found


def _staged_as(row: dict[str, Any]) -> str:
    path = str(_primary(row)["symbolic"]["key"]["Local"]["verbatim_path"])
    return path.removesuffix(_ACTION).removesuffix(".yml")


def _hit(row: dict[str, Any]) -> Hit:
    """The first line of what it points at: a whole job would say nothing of where."""
    place = _primary(row)
    rule = f"{row['ident']}/{row['determinations']['severity'].lower()}"
    is_action = place["symbolic"]["key"]["Local"]["verbatim_path"].endswith(_ACTION)
    line = place["concrete"]["location"]["start_point"]["row"] + 1
    return Hit(
        rule=f"{rule}/action" if is_action else rule,
        start=line,
        end=line,
        message=f"{row['desc']}: {place['symbolic']['annotation']}",
    )
