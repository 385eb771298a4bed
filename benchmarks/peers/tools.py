"""The tools that are compared: how each is brought, run as its manual says, and read."""

import json
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_PLACE = re.compile(r"([\w][\w./ -]*\.\w+|[\w./-]*Dockerfile|Makefile):(\d+)")
_LINE = re.compile(r"\bline (\d+)\b")


@dataclass(frozen=True)
class Named:
    """A finding: the rule, and the lines that it names; 0 to 0 when it names the file alone."""

    rule: str
    path: str
    first: int
    last: int


Read = Callable[[Path], Iterator[Named]]


@dataclass(frozen=True)
class Peer:
    """`needs` is what pip installs; `{bin}`, `{tree}` and `{out}` in `command` are folders.

    `read` reads what is in the folder `out` afterwards: `stdout` and what the tool wrote there.
    """

    name: str
    needs: str
    command: tuple[str, ...]
    read: Read
    here: bool = False

    def argv(self, folder: Path, tree: Path, out: Path) -> list[str]:
        words = {"bin": str(folder / self.name / "bin"), "tree": str(tree), "out": str(out)}
        return [word.format(**words) for word in self.command]


def _seatrial(out: Path) -> Iterator[Named]:
    certificate = json.loads((out / "certificate.json").read_text(encoding="utf-8"))
    for finding in certificate["findings"]:
        for p in finding["places"]:
            yield Named(finding["rule"], p["path"], p["line_start"], p["line_end"])


def _bandit(out: Path) -> Iterator[Named]:
    for row in _json(out)["results"]:
        lines = row["line_range"] or [row["line_number"]]
        yield Named(row["test_id"], row["filename"], min(lines), max(lines))


def _ruff(out: Path) -> Iterator[Named]:
    for row in _json(out):
        code = row["code"] or "syntax"
        yield Named(code, row["filename"], row["location"]["row"], row["end_location"]["row"])


def _detect_secrets(out: Path) -> Iterator[Named]:
    for path, rows in _json(out)["results"].items():
        yield from (Named(r["type"], path, r["line_number"], r["line_number"]) for r in rows)


def _preflight(out: Path) -> Iterator[Named]:
    for row in json.loads((out / "out.json").read_text(encoding="utf-8"))["findings"]:
        yield from _told(row["check"], row["paths"], row["detail"])


def _repoready(out: Path) -> Iterator[Named]:
    for row in _json(out)["findings"]:
        yield from _told(row["rule_id"], [row["path"]], f"{row['evidence']} {row['detail']}")


def _aletheore(out: Path) -> Iterator[Named]:
    """What its evidence file calls a finding; its inventory of the code is none."""
    (file,) = out.rglob(".aletheore/air.json")
    evidence = json.loads(file.read_text(encoding="utf-8"))
    for kind, part in evidence["security"].items():
        for row in part.get("findings", ()):
            path, line = row.get("path") or row.get("file") or "", row.get("line") or 0
            yield Named(f"{kind}.{row.get('pattern') or row.get('rule_id')}", path, line, line)
    for path in evidence["repository"]["dead_code"]["unreachable_modules"]:
        yield Named("unreachable", path if isinstance(path, str) else path["path"], 0, 0)
    for row in evidence["repository"]["unparseable_files"]:
        yield Named("unparseable", row if isinstance(row, str) else row["path"], 0, 0)


def _told(rule: str, paths: Sequence[str], text: str) -> Iterator[Named]:
    """`file:line` wherever the text has it; else the files with the line that the text states."""
    places = {(m[1], int(m[2])) for m in _PLACE.finditer(text)}
    yield from (Named(rule, path, line, line) for path, line in sorted(places))
    stated = _LINE.search(text)
    line = int(stated[1]) if stated else 0
    yield from (Named(rule, p, line, line) for p in paths if p and p not in dict(places))


def _json(out: Path) -> Any:
    return json.loads((out / "stdout").read_text(encoding="utf-8"))


PEERS = (
    Peer(
        "seatrial",
        "",
        (sys.executable, "-m", "seatrial", "audit", "{tree}", "--depth", "quick", "--quiet")
        + ("--state", "{out}/state", "--output", "{out}"),
        _seatrial,
        here=True,
    ),
    Peer(
        "bandit",
        "bandit==1.9.4",
        ("{bin}/bandit", "-r", "-q", "-f", "json", "{tree}"),
        _bandit,
    ),
    Peer(
        "ruff-S",
        "ruff==0.17.6",
        ("{bin}/ruff", "check", "--isolated", "--no-cache", "--select", "S")
        + ("--exit-zero", "--output-format", "json", "{tree}"),
        _ruff,
    ),
    Peer(
        "detect-secrets",
        "detect-secrets==1.5.0",
        ("{bin}/detect-secrets", "scan", "--all-files", "--no-verify", "{tree}"),
        _detect_secrets,
    ),
    Peer(
        "preflight-scan",
        "preflight-scan==0.1.0",
        ("{bin}/preflight", "--quiet", "--out", "{out}/out.md", "--json", "{out}/out.json")
        + ("{tree}",),
        _preflight,
    ),
    Peer(
        "repoready",
        "repoready==0.1.1",
        ("{bin}/repoready", "check", "--format", "json", "{tree}"),
        _repoready,
    ),
    Peer(
        "aletheore",
        "aletheore==0.12.0",
        ("{bin}/aletheore", "scan", "--yes", "--no-check-vulnerabilities", "{tree}"),
        _aletheore,
    ),
)
# What a user could pick and what cannot be measured here, with the reason.
NOT_RUN = {
    "semgrep": "brings no rules: its `auto` and registry configurations are fetched when it runs",
    "OpenSSF scorecard": "a Go program on no Python index; most of its checks ask the forge",
}
