"""A hostile tree and its twin, each audited by tools, by the command, from within the tree."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from seatrial.snapshot.take import digest_of
from tests.hostile.berth import Berth, berth_at
from tests.hostile.pen import Pen
from tests.hostile.tree import build

# As the installed script starts: without -P, `python -m` takes modules of the folder it stands in.
COMMAND = (sys.executable, "-P", "-m", "seatrial")
# The folder's own name is somebody's choice as well.
NAMES = {True: "har<b>bour\x1b[31m=1+1", False: "harbour"}


@dataclass(frozen=True)
class Audited:
    """One audit. `before` and `after` are tree digests, taken around it."""

    root: Path
    folder: Path
    canaries: Path
    done: "subprocess.CompletedProcess[bytes]"
    before: str
    after: str

    @property
    def state(self) -> Path:
        return self.folder / "state"

    @property
    def papers(self) -> Path:
        return self.folder / "papers"

    @cached_property
    def certificate(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.papers / "certificate.json").read_bytes())
        return found

    @property
    def gates(self) -> dict[str, str]:
        return {g["gate"]: g["status"] for g in self.certificate["gates"]}

    @property
    def findings(self) -> set[tuple[str, str, str, int]]:
        """Rule, severity and first place of each."""
        return {(f["rule"], f["severity"], *_place(f)) for f in self.certificate["findings"]}

    def written(self) -> Iterator[tuple[Path, bytes]]:
        """Every file that the audit left, but the store of raw bytes."""
        for path in sorted([*self.state.rglob("*"), *self.papers.rglob("*")]):
            if path.is_file() and "objects" not in path.parts:
                yield path, path.read_bytes()


def _place(finding: dict[str, Any]) -> tuple[str, int]:
    first = next(iter(finding["places"]), {"path": "", "line_start": 0})
    return first["path"], first["line_start"]


class Listener:
    """Notes whoever calls: an address of the tree was asked."""

    def __init__(self) -> None:
        heard = self.heard = list[str]()

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                heard.append(self.path)
                self.send_error(404)

            def log_message(self, *_: object) -> None: ...

        self._server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture(scope="session")
def listener() -> Iterator[Listener]:
    opened = Listener()
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def audits(tmp_path_factory: pytest.TempPathFactory, listener: Listener) -> dict[bool, Audited]:
    """The hostile tree (True) and its twin (False), each audited by tools alone."""
    return {
        hostile: audit(tmp_path_factory.mktemp("hostile"), listener.url, hostile=hostile)
        for hostile in (True, False)
    }


@pytest.fixture
def attacked(audits: dict[bool, Audited]) -> Audited:
    return audits[True]


@pytest.fixture
def twin(audits: dict[bool, Audited]) -> Audited:
    return audits[False]


def audit(folder: Path, url: str, *, hostile: bool) -> Audited:
    """Standing in the tree, where an interpreter would look for modules first."""
    canaries = folder / "canaries"
    canaries.mkdir()
    root = build(folder / NAMES[hostile], Pen(hostile, canaries, url))
    before, _ = digest_of(root)
    env = {"PATH": os.environ["PATH"], "HOME": str(folder / "home"), "COLUMNS": "200"}
    where = ["--state", folder / "state", "--output", folder / "papers"]
    command = [str(part) for part in (*COMMAND, "audit", ".", "--depth", "quick", *where)]
    done = subprocess.run(command, cwd=root, env=env, capture_output=True)
    return Audited(root, folder, canaries, done, before, digest_of(root)[0])


@pytest.fixture(scope="session")
def quay(tmp_path_factory: pytest.TempPathFactory) -> Berth:
    """A berth that was audited undisturbed, with nothing remembered."""
    folder = tmp_path_factory.mktemp("quay")
    made = berth_at(folder / "whole", folder / "home")
    done = made.audit("--quiet")
    assert done.returncode == 0, done.stderr
    return made


@pytest.fixture
def whole(quay: Berth) -> Berth:
    """An undisturbed audit: to compare with, not to change."""
    return quay


@pytest.fixture
def berth(quay: Berth, tmp_path: Path) -> Berth:
    """The same tree with a state of its own that remembers what was observed."""
    return berth_at(tmp_path / "berth", quay.home, quay.tree).remembers(quay)
