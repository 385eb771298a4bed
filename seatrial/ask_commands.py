"""What `seatrial ask` does: refuses bad input in one line, answers, and shows the answer."""

from functools import partial
from pathlib import Path
from typing import Any

from seatrial.answers.render import told
from seatrial.asking import ask_folder, asked, tree_at
from seatrial.errors import UsageError
from seatrial.folders import outside, readable_folder
from seatrial.settings import Settings, load_settings

FORMATS = ("text", "json")
Flags = dict[str, Any]


def run_ask(
    path: Path, question: str, run: str, form: str, config: Path | None, flags: Flags
) -> str:
    """The answer to one question, as text or JSON."""
    if form not in FORMATS:
        raise UsageError(f"no format {form!r}; known: {', '.join(FORMATS)}")
    plain = asked(question)
    settings, root = _checked(path, config, flags)
    answer = ask_folder(root, plain, settings, run)
    return answer.model_dump_json(indent=2) if form == "json" else told(answer)


def run_conversation(path: Path, run: str, form: str, config: Path | None, flags: Flags) -> None:
    """Question after question, from a terminal or a pipe."""
    from seatrial.ask_prompt import Session, converse

    if form != "text":
        raise UsageError("--format json needs a QUESTION on the command line")
    settings, root = _checked(path, config, flags)
    tree = tree_at(root, settings, run)  # what cannot be asked about is refused at once
    session = Session(partial(tree_at, root, settings, run))
    converse(session, tree.repository.ask / "history")


def _checked(path: Path, config: Path | None, flags: Flags) -> tuple[Settings, Path]:
    settings, root = load_settings(config, flags), readable_folder(path)
    outside(settings, root)
    return settings, root
