"""Answers one question about a folder: by code when a rule fits, else by whoever reads."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

from seatrial.answers.facts import answer_fact, not_stated
from seatrial.answers.model import Answer
from seatrial.errors import UsageError
from seatrial.known_tree import KnownTree, known_tree, tree_of_run
from seatrial.settings import Settings

MOST_CHARACTERS = 2_000
NO_READER = "no rule knows this question, and nobody read the repository for it"

Reader: TypeAlias = Callable[[KnownTree, str], Answer]


def asked(question: str) -> str:
    """The question on one line, with nothing in it that is no text. Raises UsageError when there
    is none, or too much of it."""
    plain = " ".join("".join(c if c.isprintable() else " " for c in question).split())
    if not plain:
        raise UsageError("the question is empty; ask something, such as 'which licence?'")
    if len(plain) > MOST_CHARACTERS:
        raise UsageError(
            f"the question has {len(plain)} characters; ask in at most {MOST_CHARACTERS}"
        )
    return plain


def ask_folder(
    root: Path, question: str, settings: Settings, run: str = "", read: Reader | None = None
) -> Answer:
    """The answer about `root` (absolute), from `run` when one is named. Raises SeatrialError's
    kin."""
    plain = asked(question)
    return ask_tree(tree_at(root, settings, run), plain, read)


def tree_at(root: Path, settings: Settings, run: str = "") -> KnownTree:
    """What is known of `root`: by the run of that name, or read for the asking."""
    return tree_of_run(root, settings, run) if run else known_tree(root, settings)


def ask_tree(tree: KnownTree, question: str, read: Reader | None = None) -> Answer:
    """As `ask_folder`, of a tree that is known already."""
    fact = answer_fact(tree.sheet, question)
    if fact is not None:
        return fact
    if read is None:
        return not_stated(tree.sheet, question, NO_READER)
    return read(tree, question)
