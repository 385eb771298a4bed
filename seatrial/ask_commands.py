"""What `seatrial ask` does: refuses bad input in one line, answers, and shows the answer."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from seatrial.answers.model import Answer, Sentence
from seatrial.answers.render import found_at, rest_of, told, told_sentences
from seatrial.ask_reader import LateReader
from seatrial.asking import ask_folder, asked, tree_at
from seatrial.errors import UsageError
from seatrial.evidence.model import Place
from seatrial.folders import outside, readable_folder
from seatrial.settings import Settings, load_settings

FORMATS = ("text", "json")
Flags = dict[str, Any]


@dataclass
class Shown:
    """Shows an answer while it is read: what will be read on stderr, what was checked on stdout."""

    quiet: bool
    begun: bool = False

    def sources(self, places: Sequence[Place]) -> None:
        self.begun = False
        if places and not self.quiet:
            sys.stderr.write(f"{found_at(places)}\n")
            sys.stderr.flush()

    def sentence(self, sentence: Sentence) -> None:
        self.begun = True
        sys.stdout.write(f"{told_sentences([sentence])}\n")
        sys.stdout.flush()

    def left_of(self, answer: Answer) -> str:
        """What of `answer` was not shown yet."""
        shown, self.begun = self.begun, False
        return rest_of(answer) if shown else told(answer)


def run_ask(
    path: Path, question: str, run: str, form: str, config: Path | None, flags: Flags
) -> str:
    """The answer to one question, as text or JSON: what of it was not shown while it was read."""
    if form not in FORMATS:
        raise UsageError(f"no format {form!r}; known: {', '.join(FORMATS)}")
    plain = asked(question)
    settings, root = _checked(path, config, flags)
    shown = Shown(settings.quiet)
    if form == "json":
        with LateReader(settings) as reader:
            return ask_folder(root, plain, settings, run, reader).model_dump_json(indent=2)
    with LateReader(settings, shown.sources, shown.sentence) as reader:
        return shown.left_of(ask_folder(root, plain, settings, run, reader))


def run_conversation(path: Path, run: str, form: str, config: Path | None, flags: Flags) -> None:
    """Question after question, from a terminal or a pipe."""
    from seatrial.ask_prompt import Session, converse

    if form != "text":
        raise UsageError("--format json needs a QUESTION on the command line")
    settings, root = _checked(path, config, flags)
    tree = tree_at(root, settings, run)  # what cannot be asked about is refused at once
    shown = Shown(settings.quiet)
    with LateReader(settings, shown.sources, shown.sentence) as reader:
        session = Session(partial(tree_at, root, settings, run), reader, shown.left_of)
        converse(session, tree.repository.ask / "history")


def _checked(path: Path, config: Path | None, flags: Flags) -> tuple[Settings, Path]:
    settings, root = load_settings(config, flags), readable_folder(path)
    outside(settings, root)
    return settings, root
