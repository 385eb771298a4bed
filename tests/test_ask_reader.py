"""What is shown of an answer while it is read, and when what reads it is loaded."""

import subprocess
import sys

import pytest

from seatrial.answers.model import Answer, Kind, Sentence
from seatrial.ask_commands import Shown
from seatrial.ask_reader import LateReader
from seatrial.evidence.model import Place
from seatrial.settings import Settings

PLACE = Place(path="docs/a.md", line_start=3, line_end=4, quote="one\ntwo", sha256="0" * 64)
SENTENCE = Sentence(text="It stops\x1b[2J.", places=(PLACE,), support=0.9)
ANSWER = Answer(question="?", kind=Kind.READ, sentences=(SENTENCE,), tree="a" * 64)


def test_sources_go_to_stderr_and_checked_sentences_to_stdout(capsys):
    shown = Shown(quiet=False)
    shown.sources([PLACE])
    assert capsys.readouterr().err == "reading docs/a.md:3-4\n"
    shown.sentence(SENTENCE)
    out = capsys.readouterr().out
    assert out.startswith("It stops\\u{1b}[2J.\n  docs/a.md:3-4\n")
    left = shown.left_of(ANSWER)
    assert "It stops" not in left
    assert "read; tree aaaaaaaaaaaa" in left


def test_what_was_not_shown_is_told_whole():
    assert Shown(quiet=True).left_of(ANSWER).startswith("It stops")


def test_quiet_names_no_sources(capsys):
    Shown(quiet=True).sources([PLACE])
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("module", ["seatrial.ask_commands", "seatrial.ask_prompt"])
def test_who_asks_for_a_fact_loads_nothing_that_reads(module):
    script = f"import sys, {module}; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    heavy = {"numpy", "langgraph", "chromadb", "onnxruntime", "seatrial.graphs.desk"}
    assert not heavy & set(done.stdout.split())


def test_a_reader_that_was_not_needed_closes():
    with LateReader(Settings()):
        pass
