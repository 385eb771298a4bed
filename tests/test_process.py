import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from seatrial.child import Child, ChildGone
from seatrial.process import MIB, run_child

PYTHON = sys.executable


def child(code: str, **limits):
    return run_child([PYTHON, "-I", "-c", code], **limits)


def test_a_relative_program_is_refused():
    with pytest.raises(ValueError, match="not an absolute path: 'python'"):
        run_child(["python", "-c", "pass"])


def test_nothing_of_our_environment_reaches_a_child(monkeypatch):
    monkeypatch.setenv("OLLAMA_API_KEY", "leak")
    monkeypatch.setenv("LD_PRELOAD", "")
    done = child("import os; print(sorted(os.environ))")
    assert b"OLLAMA_API_KEY" not in done.stdout
    assert b"LD_PRELOAD" not in done.stdout
    assert b"PYTHONSAFEPATH" in done.stdout


def test_a_child_stands_in_an_empty_folder_of_its_own():
    done = child("import os; print(os.getcwd(), os.listdir('.'))")
    where, listing = done.stdout.decode().split(" ", 1)
    assert listing.strip() == "[]"
    assert Path(where) != Path.cwd()
    assert not Path(where).exists()


def test_a_child_that_takes_too_long_is_stopped_with_its_own_children():
    code = (
        "import subprocess, sys, time\n"
        "p = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        "print(p.pid, flush=True); time.sleep(60)"
    )
    done = child(code, seconds=1.5)
    assert done.code is None
    assert done.why == "stopped at its time limit"
    grandchild = int(done.stdout)
    for _ in range(100):
        if not Path(f"/proc/{grandchild}").exists() or _is_zombie(grandchild):
            break
        time.sleep(0.05)
    else:
        pytest.fail("a grandchild outlived its group")


def _is_zombie(pid: int) -> bool:
    return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"


@pytest.mark.skipif(sys.platform == "darwin", reason="macOS refuses RLIMIT_AS")
def test_a_child_cannot_take_more_memory_than_allowed():
    done = child("x = bytearray(600 * 1024 * 1024)", memory=300 * MIB)
    assert done.code == 1
    assert "MemoryError" in done.why


def test_output_is_capped():
    done = child("import sys; sys.stdout.write('x' * (8 << 20)); sys.stdout.flush()", output=MIB)
    assert len(done.stdout) <= MIB
    assert done.code != 0


def test_stdin_reaches_the_child():
    assert child("print(input())", stdin=b"hello").stdout == b"hello\n"


def test_the_exit_code_is_reported_with_the_last_line_of_stderr():
    done = child("raise SystemExit('no luck')")
    assert (done.code, done.why) == (1, "exit code 1: no luck")


ECHO = """
import sys
for line in sys.stdin:
    word = line.strip()
    if word == "die": sys.exit("no luck")
    if word == "hang": import time; time.sleep(60)
    if word == "env": import os; word = " ".join(sorted(os.environ))
    print(word.upper(), flush=True)
"""


@pytest.fixture
def echo():
    child = Child([PYTHON, "-I", "-c", ECHO], extra={"GOMP_SPINCOUNT": "0"})
    yield child
    child.close()


def test_a_long_lived_child_answers_line_by_line(echo):
    assert echo.exchange(b"one", seconds=10) == b"ONE"
    assert echo.exchange(b"x" * 3_000_000, seconds=10) == b"X" * 3_000_000


def test_a_long_lived_child_gets_only_our_environment(echo, monkeypatch):
    names = echo.exchange(b"env", seconds=10)
    assert b"GOMP_SPINCOUNT" in names
    assert b"PYTEST_CURRENT_TEST" not in names


def test_a_long_lived_child_that_dies_says_why(echo):
    with pytest.raises(ChildGone, match="exit code 1: no luck"):
        echo.exchange(b"die", seconds=10)
    with pytest.raises(ChildGone, match="closed"):
        echo.exchange(b"again", seconds=10)


def test_a_long_lived_child_that_hangs_is_killed_at_its_time_limit(echo):
    with pytest.raises(ChildGone, match="stopped at its time limit"):
        echo.exchange(b"hang", seconds=0.5)
    assert not Path(f"/proc/{echo.pid}").exists()


def test_a_long_lived_child_ends_when_its_starter_is_killed():
    code = (
        "import sys, time; from seatrial.child import Child\n"
        "c = Child([sys.executable, '-I', '-c', 'import sys; sys.stdin.read()'])\n"
        "print(c.pid, flush=True); time.sleep(60)"
    )
    with subprocess.Popen([PYTHON, "-c", code], stdout=subprocess.PIPE) as starter:
        pid = int(starter.stdout.readline())
        os.kill(starter.pid, signal.SIGKILL)
    for _ in range(100):
        if not Path(f"/proc/{pid}").exists() or _is_zombie(pid):
            return
        time.sleep(0.05)
    pytest.fail("a child outlived its starter")


def test_a_child_inherits_only_what_is_named(monkeypatch):
    monkeypatch.setenv("PIP_INDEX_URL", "index")
    monkeypatch.setenv("SECRET", "leak")
    done = child("import os; print(sorted(os.environ))", inherit=("PIP_*",))
    assert b"PIP_INDEX_URL" in done.stdout
    assert b"SECRET" not in done.stdout
