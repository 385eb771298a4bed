"""The conversation: what is said to each line, and how it ends."""

import io
import sys

import pytest

from seatrial.answers.model import Answer, Kind, Sentence
from seatrial.answers.sheet import Sheet
from seatrial.ask_prompt import HELP, Session, converse
from seatrial.known_tree import KnownTree
from seatrial.state import RepositoryFolder

SHEET = Sheet(
    tree="a" * 64,
    facts={
        "licence": {"": (Sentence(text="It is MIT.", evidence=("E-1",)),)},
        "gate": {"g5": (Sentence(text="G5 waits.", evidence=("E-2",)),)},
        "gate-needs": {
            "g5": (
                Sentence(text="G5 is PENDING; 1 things close it.", evidence=("E-2",)),
                Sentence(text="Import a dump.", evidence=("E-3",)),
            )
        },
    },
)


@pytest.fixture
def session(tmp_path):
    known = KnownTree(tmp_path, RepositoryFolder(tmp_path), SHEET, tmp_path / "none")
    return Session(lambda: known)


def test_a_question_is_answered(session):
    assert session.reply("which licence?").startswith("It is MIT.\n  [E-1]")


def test_a_question_that_no_rule_knows_is_not_answered(session):
    assert session.reply("what is love?").startswith("Not stated")


def test_a_question_that_no_rule_knows_is_given_to_the_reader(session):
    read = Answer(question="?", kind=Kind.READ, sentences=(Sentence(text="Love."),), tree="b")
    session.read = lambda tree, question: read

    assert session.reply("what is love?").startswith("Love.")


def test_sources_are_those_of_the_last_answer(session):
    assert session.reply("/sources") == "Nothing was answered yet."
    session.reply("which licence?")
    assert session.reply("/sources") == "It is MIT.\n  [E-1]"


def test_a_gate_is_told_with_what_closes_it(session):
    assert session.reply("/gate G5") == "G5 waits.\n  [E-2]\nImport a dump.\n  [E-3]"
    assert session.reply("/gate G77") == "no gate 'G77'; name one, such as: /gate G5"


def test_commands_are_told_and_unknown_ones_refused(session):
    assert session.reply("/help") == HELP
    assert session.reply("/quit") is None
    assert session.reply("/\x1b[2J") == "no command '/\\x1b[2j'; /help lists them"


def test_what_cannot_be_asked_ends_nothing(session):
    assert session.reply("x" * 10_000).startswith("the question has 10000 characters")


class Piped:
    def __init__(self, text: bytes) -> None:
        self.buffer = io.BytesIO(text)

    def isatty(self) -> bool:
        return False


@pytest.mark.parametrize("text", [b"which licence?\n", b"\n\nwhich licence?\n/quit\nwhich?\n"])
def test_lines_of_a_pipe_are_answered_until_its_end(session, tmp_path, monkeypatch, capsys, text):
    monkeypatch.setattr(sys, "stdin", Piped(text))
    converse(session, tmp_path / "history")

    out = capsys.readouterr().out
    assert out.count("It is MIT.") == 1
    assert "ask>" not in out
    assert not (tmp_path / "history").exists()


def test_bytes_that_are_no_text_are_a_question_like_any_other(
    session, tmp_path, monkeypatch, capsys
):
    monkeypatch.setattr(sys, "stdin", Piped(b"\xff\xfe\x00 \x1b]0;x\x07?\n"))
    converse(session, tmp_path / "history")

    assert capsys.readouterr().out.startswith("Not stated")
