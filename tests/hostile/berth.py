"""A small tree, one undisturbed audit of it, and the states that audits of it are put into."""

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

from seatrial.certificate.papers import PAPERS
from seatrial.seal.log import Log
from tests.command import run
from tests.trees import write_tree

FILES = {
    "README.md": "# Berth\n\nRun `python -m berth`.\n",
    "berth/__init__.py": '"""Berths."""\n',
    "berth/__main__.py": 'import os\n\nos.system("tide " + input())\n',
    "Dockerfile": "FROM python:latest\n",
}
# Papers that name neither times nor ids; the certificate is compared without its `run`.
SAME = ("evidence.jsonl", "sbom.cdx.json", "traceability.csv")


@dataclass(frozen=True)
class Berth:
    """A folder with a tree, and a state and papers that one audit left or will leave."""

    root: Path
    home: Path

    @property
    def tree(self) -> Path:
        return self.root / "berth"

    @property
    def state(self) -> Path:
        return self.root / "state"

    @property
    def papers(self) -> Path:
        return self.root / "papers"

    @property
    def run(self) -> Path:
        """The only run's folder."""
        (found,) = self.state.glob("*/runs/*/run.json")
        return found.parent

    def audit(self, *more: object, **how: Any) -> CompletedProcess[str]:
        where = ("--state", self.state, "--output", self.papers)
        return run("audit", self.tree, "--depth", "quick", *where, *more, home=self.home, **how)

    def resume(self, **how: Any) -> CompletedProcess[str]:
        return run("resume", self.run.name, "--state", self.state, home=self.home, **how)

    def remembers(self, other: "Berth") -> "Berth":
        """What `other` observed is known here as well, so that an audit takes no time."""
        (known,) = other.state.glob("*/observations.sqlite")
        new = self.state / known.parent.name
        new.mkdir(mode=0o700, parents=True)
        shutil.copy(known, new)
        return self

    @property
    def outcome(self) -> dict[str, Any]:
        """What an interruption must not change."""
        certificate = json.loads((self.papers / "certificate.json").read_bytes())
        certificate.pop("run")
        log = Log(self.state / "log")
        return {
            "certificate.json": certificate,
            **{name: (self.papers / name).read_bytes() for name in SAME},
            "papers": {p.name for p in self.papers.iterdir()} >= {*PAPERS},
            "log": (len(log.contents), list(log.problems()), log.pending.exists()),
        }


def berth_at(root: Path, home: Path, tree: Path | None = None) -> Berth:
    """A berth in the new folder `root`; its tree is that of another, when one is named: the state
    knows a tree by where it is."""
    root.mkdir()
    made = Berth(root, home)
    if tree:
        made.tree.symlink_to(tree)
    else:
        write_tree(made.tree, FILES)
    return made


def is_one_line(done: "CompletedProcess[str]") -> bool:
    """What a person may be told of a refusal, beside progress."""
    said = [line for line in done.stderr.splitlines() if line.startswith("seatrial: ")]
    return len(said) == 1 and "Traceback" not in done.stderr and not done.stdout
