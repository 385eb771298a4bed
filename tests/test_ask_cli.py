"""`seatrial ask` as a person meets it: exit codes, one line, and what is on stdout and stderr."""

import contextlib
import json
import os
import pty
import select
import signal
import subprocess
import time

import pytest

from seatrial.answers.model import Answer
from tests.test_cli import COMMAND, run
from tests.trees import EXAMPLES

BERTHBOOK = EXAMPLES / "berthbook"


@pytest.fixture(scope="module")
def state(tmp_path_factory):
    return tmp_path_factory.mktemp("ask") / "state"


@pytest.fixture(scope="module")
def first(state):
    return run("ask", BERTHBOOK, "Which licence?", "--state", state, home=state.parent)


def test_an_answer_is_on_stdout_and_progress_on_stderr(first):
    assert first.returncode == 0, first.stderr
    assert first.stdout.startswith("'LICENSE' is MIT.\n  LICENSE:1\n    | MIT License\n")
    assert "survey: 21/21 files" in first.stderr


def test_a_second_question_reads_nothing_and_says_nothing_on_stderr(first, state):
    done = run("ask", BERTHBOOK, "how many tests?", "--state", state, home=state.parent)

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("There are 12 tests in 2 files.\n")


def test_json_is_an_answer_as_the_api_gives_it(first, state):
    where = ("--state", state, "--format", "json")
    done = run("ask", BERTHBOOK, "does it support Klingon?", *where, home=state.parent)

    answer = Answer.model_validate(json.loads(done.stdout))
    assert (done.returncode, answer.kind, answer.sentences) == (0, "not stated", ())


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([BERTHBOOK, ""], "the question is empty; ask something, such as 'which licence?'"),
        ([BERTHBOOK, "?" * 10_000], "the question has 10000 characters; ask in at most 2000"),
        (["/nowhere", "which?"], "no such folder: '/nowhere'; name the root of a checkout"),
        ([BERTHBOOK, "which?", "--format", "xml"], "no format 'xml'; known: text, json"),
        ([BERTHBOOK, "--format", "json"], "--format json needs a QUESTION on the command line"),
        ([BERTHBOOK, "which?", "--run", "x"], "no run called 'x'; see `seatrial runs list`"),
        ([], "Missing argument 'path'; see `seatrial --help`"),
    ],
)
def test_bad_input_is_refused_in_one_line(tmp_path, arguments, said):
    done = run("ask", *arguments, "--state", tmp_path / "state", home=tmp_path)

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"seatrial: {said}\n"


def test_state_inside_the_tree_is_refused(tmp_path):
    done = run("ask", tmp_path, "which?", "--state", tmp_path / "state", home=tmp_path)

    assert done.returncode == 2
    assert "lies inside the audited tree" in done.stderr


def test_a_pipe_is_answered_line_by_line(first, state):
    lines = "which licence?\n/sources\n/gate G1\n"
    done = run("ask", BERTHBOOK, "--state", state, home=state.parent, input=lines)

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count("LICENSE:1\n") == 2
    assert "G1 Tests is PENDING" in done.stdout


@pytest.fixture
def interruptible():
    """A worker of pytest-xdist ignores SIGINT, and what it starts would inherit that."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interruptible")
@pytest.mark.parametrize(("typed", "signalled"), [(b"\x04", None), (b"/quit\n", None), (b"", 2)])
def test_a_person_leaves_cleanly_and_is_remembered_in_private(first, state, typed, signalled):
    terminal, child_side = pty.openpty()
    environment = {"PATH": os.environ["PATH"], "HOME": str(state.parent), "TERM": "dumb"}
    command = [*COMMAND, "ask", str(BERTHBOOK), "--state", str(state)]
    child = subprocess.Popen(
        command, stdin=child_side, stdout=child_side, stderr=subprocess.PIPE, env=environment
    )
    os.close(child_side)
    try:
        _until(terminal, b"ask> ")
        os.write(terminal, b"which licence?\n")
        _until(terminal, b"(fact; tree ", b"ask> ")
        os.write(terminal, typed)
        assert _left(child, signalled) == 0, child.stderr.read()
    finally:
        child.kill()
        child.stderr.close()
        os.close(terminal)
    history = next(state.glob("*/ask/history"))
    assert history.stat().st_mode & 0o777 == 0o600
    assert "which licence?" in history.read_text()


def _left(child: subprocess.Popen, signalled: int | None) -> int:
    """The exit code. Python's line editor shows the prompt before it waits and loses a Ctrl-C that
    comes between: a person presses again."""
    for _ in range(60):
        if signalled:
            child.send_signal(signal.Signals(signalled))
        with contextlib.suppress(subprocess.TimeoutExpired):
            return child.wait(timeout=1)
    raise AssertionError("it did not leave")


def _until(terminal: int, *wanted: bytes) -> None:
    """Read what the child shows until each of `wanted` stands there."""
    shown, until = b"", time.monotonic() + 60
    while not all(w in shown for w in wanted):
        assert select.select([terminal], [], [], max(0.0, until - time.monotonic()))[0], shown
        shown += os.read(terminal, 4096)


def test_what_is_kept_for_questions_goes_with_all_runs(tmp_path):
    state = tmp_path / "state"
    tree = tmp_path / "tree"
    tree.mkdir()
    (tree / "a.txt").write_text("a\n")
    assert run("ask", tree, "which licence?", "--state", state, home=tmp_path).returncode == 0
    assert list(state.glob("*/objects/*/*"))
    run("runs", "purge", "--all", "--state", state, home=tmp_path)

    assert not list(state.glob("*/objects"))
