"""Killed or interrupted at any stage, an audit is resumed to what it would have come to.

`python -m benchmarks.kills` does so 200 times at times that chance chooses.
"""

import os
import shutil
import signal
import subprocess
import sys

import pytest

from tests.command import run
from tests.hostile.berth import is_one_line

# What is there as soon as a stage has begun, or has just ended.
STAGES = {
    "the run is recorded": "*/runs/*/run.json",
    "the tree is copied": "*/objects/*/*",
    "tools have seen it": "*/runs/*/parts/*.jsonl",
    "gates are decided": "*/runs/*/certificate.json",
    "papers are written": "*/runs/*/report.html",
    "the run is logged": "log/payloads/*.json",
}


@pytest.mark.parametrize("stage", STAGES.values(), ids=STAGES)
def test_a_run_that_is_killed_resumes_to_an_equal_certificate(berth, whole, stage):
    killed = berth.audit(end=(berth.state, stage, signal.SIGKILL))
    assert (killed.returncode, killed.stdout) == (-signal.SIGKILL, "")
    done = berth.resume()
    assert done.returncode == 0, done.stderr
    assert berth.outcome == whole.outcome


def test_a_run_that_is_killed_while_it_is_resumed_does_so_as_well(berth, whole):
    berth.audit(end=(berth.state, STAGES["the run is recorded"], signal.SIGKILL))
    berth.resume(end=(berth.state, STAGES["gates are decided"], signal.SIGKILL))
    assert berth.resume().returncode == 0
    assert berth.outcome == whole.outcome


def test_a_run_that_is_killed_before_it_is_recorded_leaves_nothing_behind(berth, whole):
    berth.audit(end=(berth.state, "*/runs/*", signal.SIGKILL))
    shutil.rmtree(berth.papers, ignore_errors=True)
    for half in berth.state.glob("*/runs/*/run.json"):
        half.unlink()
    listed = run("runs", "list", "--state", berth.state, home=berth.home)
    assert listed.stdout.startswith("no runs in")
    assert berth.audit("--quiet").returncode == 0
    assert len(list(berth.state.glob("*/runs/*"))) == 1
    assert berth.outcome == whole.outcome


def test_what_was_imported_is_kept_before_the_run_is_recorded(berth, tmp_path):
    report = tmp_path / "junit.xml"
    report.write_text('<testsuite tests="1"><testcase name="a"/></testsuite>')
    recorded = (berth.state, STAGES["the run is recorded"], signal.SIGKILL)
    berth.audit("--import", report, end=recorded)
    assert [p.read_bytes() for p in berth.run.glob("artefacts/*/*")] == [report.read_bytes()]


@pytest.mark.parametrize(
    ("stage", "number"),
    [*zip(STAGES.values(), [signal.SIGINT, signal.SIGTERM] * 3, strict=True)],
    ids=STAGES,
)
def test_an_interrupted_run_is_kept_and_named(berth, whole, stage, number):
    done = berth.audit(end=(berth.state, stage, number))
    assert done.returncode == 3, done.stderr
    assert is_one_line(done)
    name = berth.run.name
    told = f"seatrial: run {name} was interrupted and kept; go on with `seatrial resume {name}`"
    assert done.stderr.splitlines()[-1] == told
    assert berth.resume().returncode == 0
    assert berth.outcome == whole.outcome


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_before_a_run_is_recorded_there_is_nothing_to_name(berth, number):
    done = berth.audit(end=(berth.state, "station", number))
    assert done.returncode == 3, done.stderr
    assert is_one_line(done)
    assert "start the audit again" in done.stderr
    assert list(berth.state.glob("*/runs/*/run.json")) == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_any_other_command_says_one_line_as_well(tmp_path, number):
    pipe = tmp_path / "config.toml"
    os.mkfifo(pipe)
    command = [sys.executable, "-m", "seatrial", "runs", "list", "--config", str(pipe)]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    with open(pipe, "w"):  # which waits until the command reads what will never come
        child.send_signal(number)
        said = child.communicate(timeout=60)
    assert child.returncode == 3
    assert said == ("", "seatrial: interrupted; `seatrial runs list` names what was kept\n")
