"""`seatrial` as a person starts it, forked from one process that has imported it already.

Importing what an audit needs takes longer than auditing a small tree, and tests start a hundred.
A forked child has its own environment, working directory and streams, as a started one has; that
`python -m seatrial` starts is tested where signals are.
"""

import atexit
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

# As `audit` imports them: another order may hide a cycle of imports.
_IN_ORDER = (
    "seatrial.cli",
    "seatrial.commands",
    "seatrial.brief",
    "seatrial.evidence.importers",
    "seatrial.auditing",
)
ROOT = Path(__file__).parent.parent


def run(*arguments: object, home: Path, **more: Any) -> CompletedProcess[str]:
    """What `seatrial` with `arguments` ended with in the home `home`; `cwd` and `input` as in
    `subprocess`. `end` is (folder, pattern, signal): the process group is sent that signal as soon
    as there is such a file. `most` is how many bytes a file may have: a full disk for anybody."""
    words = [str(a) for a in arguments]
    environment = {"PATH": os.environ["PATH"], "HOME": str(home), "COLUMNS": "200"}
    with tempfile.TemporaryDirectory() as folder:
        given, *told = (Path(folder, name) for name in ("in", "out", "err"))
        given.write_text(more.get("input", ""))
        streams = [str(path) for path in (given, *told)]
        where, pattern, number = more.get("end", ("", "", 0))
        ending = [str(where), pattern, int(number)] if number else []
        stand = str(more.get("cwd", Path.cwd()))
        code = _order(ending, more.get("most", 0), words, environment, stand, streams)
        out, err = (path.read_text() for path in told)
    return CompletedProcess(["seatrial", *words], code, out, err)


def _order(*order: object) -> int:
    server = _server()
    assert server.stdin
    assert server.stdout
    server.stdin.write(json.dumps(order) + "\n")
    server.stdin.flush()
    return int(server.stdout.readline())


@cache
def _server() -> "subprocess.Popen[str]":
    pipe = subprocess.PIPE
    from tests.inside import SHARED

    command = [sys.executable, "-m", "tests.command", str(SHARED[0])]
    server = subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True)
    atexit.register(server.communicate)  # it ends with its standard input
    return server


def _serve() -> None:
    """Fork a `seatrial` for each order and answer with its exit code."""
    for name in _IN_ORDER:
        import_module(name)
    within = import_module("tests.inside")
    with within.warm(Path(sys.argv[1])), within.inside():
        for line in sys.stdin:
            ending, most, *order = json.loads(line)
            pid = os.fork()
            if not pid:
                _become(most, *order)
            os.setpgid(pid, pid)
            if ending:
                _end(pid, *ending)
            code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
            sys.stdout.write(f"{code}\n")
            sys.stdout.flush()


def _end(pid: int, folder: str, pattern: str, number: int) -> None:
    """Send the signal when its time has come; not to a process that has ended."""
    waiting = os.WEXITED | os.WNOHANG | os.WNOWAIT
    while not os.waitid(os.P_PID, pid, waiting):
        if any(Path(folder).glob(pattern)):
            os.killpg(pid, number)
            return
        time.sleep(0.001)


def _become(
    most: int,
    arguments: Sequence[str],
    environment: Mapping[str, str],
    folder: str,
    streams: Sequence[str],
) -> None:
    from seatrial.cli import main

    for number, name in enumerate(streams):
        os.dup2(os.open(name, os.O_RDWR | os.O_CREAT, 0o600), number)
    if most:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    sys.argv = ["seatrial", *arguments]
    code = 1
    try:
        main()
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        atexit._run_exitfuncs()
        os._exit(code)


if __name__ == "__main__":
    _serve()
