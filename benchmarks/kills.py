"""`python -m benchmarks.kills --times 200`: audits are killed, resumed, and compared.

Each audit begins on a state folder of its own and is killed (SIGKILL, its whole process group) at a
moment of its own, spread over the time that an undisturbed one takes. Every third is killed once
more while it is resumed, every fifth is read by a model (`played.py`), and five of six find what
was observed before, so that less of their time goes to tools. What is resumed must end with the
papers of the undisturbed one, but for the `run` block of the certificate, with one entry in a log
that is whole. A run that was killed before it was recorded cannot be resumed: it is begun again,
and counted as such.
"""

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from benchmarks.played import NAME, calibrate
from seatrial.certificate.papers import CERTIFICATE, EVIDENCE, TRACE
from seatrial.certificate.sbom import SBOM
from seatrial.seal.log import Log

ROOT = Path(__file__).parent.parent
# As `audit` imports them, before any thread is started: a fork takes what is imported along.
_IN_ORDER = (
    "cli",
    "commands",
    "brief",
    "evidence.importers",
    "auditing",
    "llm.choose",
    "llm.ollama",
)
_SAME = (EVIDENCE, SBOM, TRACE)
_AGAIN, _READ, _NEW = 3, 5, 6
_SEEN = ("observations.sqlite", "index/embeddings.sqlite")
_TRIES = 6
_BOTH = (False, True)
BEFORE, AFTER = "before the run was recorded", "after the papers were written"


@dataclass(frozen=True)
class Ship:
    """One audit that may be killed: where it keeps and writes what, and how it is started."""

    folder: Path
    tree: Path
    port: int = 0

    @property
    def state(self) -> Path:
        return self.folder / "state"

    @property
    def papers(self) -> Path:
        return self.folder / "papers"

    @property
    def run(self) -> Path | None:
        return next(iter(self.state.glob("*/runs/*/run.json")), None)

    @property
    def words(self) -> list[str]:
        """How it is begun, or gone on with where there is a run."""
        state = ["--state", str(self.state), "--config", str(self._configuration())]
        if found := self.run:
            return ["resume", found.parent.name, *state]
        read = ["--model", NAME, "--budget", "10"] if self.port else ["--depth", "quick"]
        return ["audit", str(self.tree), "--output", str(self.papers), *read, *state]

    def _configuration(self) -> Path:
        path = self.folder / "config.toml"
        path.write_text(f'ollama = "127.0.0.1:{self.port or 9}"\n')
        return path

    @property
    def stage(self) -> str:
        """What it was doing when it ended, by its event log."""
        if not (run := self.run):
            return BEFORE
        if not (events := run.with_name("events.jsonl")).exists():
            return "before the first stage"
        begun: list[str] = []
        for line in events.read_text(encoding="utf-8").splitlines():
            told = json.loads(line)
            if told["event"] == "begin":
                begun.append(told["stage"])
            elif told["event"] == "end":
                begun.remove(told["stage"])
        if begun:
            return begun[-1]
        return AFTER if run.with_name("manifest.json").exists() else "between two stages"

    @property
    def outcome(self) -> dict[str, Any]:
        """What must be equal: papers, and what the log tells of itself."""
        certificate = json.loads((self.papers / CERTIFICATE).read_bytes())
        certificate.pop("run")
        log = Log(self.state / "log")
        return {
            CERTIFICATE: certificate,
            **{name: (self.papers / name).read_bytes() for name in _SAME},
            "log": (len(log.contents), list(log.problems())),
        }


def start(ship: Ship) -> int:
    """Start `seatrial` in a process group of its own; returns its id."""
    pid = os.fork()
    if pid:
        return pid
    os.setsid()
    with open(ship.folder / "said", "ab") as said:
        os.dup2(said.fileno(), 1)
        os.dup2(said.fileno(), 2)
    os.environ["HOME"] = str(ship.folder.parent)
    sys.argv = ["seatrial", *ship.words]
    code = 99
    try:
        from seatrial.cli import main

        main()
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 99
    finally:
        sys.stdout.flush()
        os._exit(code)


def finish(pid: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def killed(pid: int, seconds: float) -> bool:
    """Kill the group of `pid` in `seconds`; False when it had ended by then."""
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0:
        time.sleep(min(left, 0.02))
        if os.waitpid(pid, os.WNOHANG)[0]:
            return False
    os.killpg(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    return True


@dataclass(frozen=True)
class Whole:
    """An undisturbed audit: how long it took, and what it came to."""

    ship: Ship
    seconds: float
    outcome: dict[str, Any]


@dataclass
class Trials:
    """Audits of `tree`, killed at parts of the time that undisturbed ones took."""

    folder: Path
    tree: Path
    port: int
    seed: int = 1

    def __post_init__(self) -> None:
        self._first = {read: self._undisturbed(f"first-{read}", read=read) for read in _BOTH}
        self._later = {
            read: self._undisturbed(f"later-{read}", read=read, seen=True) for read in _BOTH
        }
        self.stages: Counter[str] = Counter()

    def _undisturbed(self, name: str, *, read: bool, seen: bool = False) -> Whole:
        ship = self._ship(name, read=read, seen=seen)
        began = time.monotonic()
        if finish(start(ship)) != 0:
            raise SystemExit((ship.folder / "said").read_text())
        return Whole(ship, time.monotonic() - began, ship.outcome)

    def _ship(self, name: str, *, read: bool, seen: bool) -> Ship:
        """`seen`: with what the undisturbed audit observed."""
        folder = self.folder / name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        ship = Ship(folder, self.tree, self.port if read else 0)
        if seen:
            (known,) = self._first[read].ship.state.glob("*/runs")
            new = ship.state / known.parent.name
            (new / "index").mkdir(mode=0o700, parents=True)
            for kept in (known.parent / one for one in _SEEN):
                if kept.exists():
                    shutil.copy(kept, new / kept.relative_to(known.parent))
        return ship

    def run(self, times: int) -> Iterator[str]:
        """One line a trial: '' when all was equal, else what was not."""
        chance = random.Random(self.seed)
        parts = [(n + 0.5) / times for n in range(times)]
        chance.shuffle(parts)
        for n, part in enumerate(parts):
            yield self._trial(n, part, read=n % _READ == 0, seen=n % _NEW != 0)

    def _trial(self, n: int, part: float, *, read: bool, seen: bool) -> str:
        whole = (self._later if seen else self._first)[read]
        ship = self._killed(part * whole.seconds, read=read, seen=seen)
        stages = [ship.stage]
        if n % _AGAIN == 1 and ship.run and killed(start(ship), part * whole.seconds / 2):
            stages.append(ship.stage)
        self.stages.update(stages)
        code = finish(start(ship))
        if code:
            return f"{stages}: exit {code}: {(ship.folder / 'said').read_text()[-300:]}"
        outcome = ship.outcome
        unequal = [name for name in outcome if outcome[name] != whole.outcome[name]]
        return f"{stages}: not equal: {', '.join(unequal)}" if unequal else ""

    def _killed(self, seconds: float, *, read: bool, seen: bool) -> Ship:
        """An audit that was killed, sooner when it had ended before."""
        for n in range(_TRIES):
            ship = self._ship("trial", read=read, seen=seen)
            if killed(start(ship), seconds * 0.8**n):
                return ship
        raise SystemExit("audits end before they can be killed")


def measured(times: int, tree: Path, folder: Path) -> bool:
    """Print what came of it; whether all were equal."""
    for name in _IN_ORDER:
        import_module(f"seatrial.{name}")
    calibrate(folder / ".local" / "share" / "seatrial")
    command = [sys.executable, "-m", "benchmarks.played"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        began = time.monotonic()
        trials = Trials(folder, tree, int(server.stdout.readline()))
        wrong = _told(trials.run(times))
        server.terminate()
    _say(f"{times - wrong} of {times} equal, {time.monotonic() - began:.0f} s; killed during:")
    for stage, count in trials.stages.most_common():
        _say(f"  {stage:<32}{count:>4}")
    return not wrong


def _told(lines: Iterator[str]) -> int:
    wrong = 0
    for n, line in enumerate(lines, 1):
        if line:
            wrong += 1
            _say(f"{n}: {line}")
        if n % 20 == 0:
            _say(f"{n} killed, {n - wrong} equal")
    return wrong


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.kills")
    parser.add_argument("--times", type=int, default=200)
    parser.add_argument("--tree", type=Path, default=ROOT / "examples" / "parcelgate")
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        good = measured(asked.times, asked.tree.resolve(), Path(folder))
    raise SystemExit(0 if good else 1)


if __name__ == "__main__":
    main()
