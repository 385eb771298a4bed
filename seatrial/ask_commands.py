"""What `seatrial ask` does: refuses bad input in one line, answers, and shows the answer."""

from pathlib import Path
from typing import Any

from seatrial.answers.render import told
from seatrial.asking import ask_folder, asked
from seatrial.errors import UsageError
from seatrial.folders import outside, readable_folder
from seatrial.settings import load_settings

FORMATS = ("text", "json")


def run_ask(
    path: Path, question: str, run: str, form: str, config: Path | None, flags: dict[str, Any]
) -> str:
    """The answer to one question, as text or JSON."""
    if form not in FORMATS:
        raise UsageError(f"no format {form!r}; known: {', '.join(FORMATS)}")
    settings = load_settings(config, flags)
    root = readable_folder(path)
    outside(settings, root)
    answer = ask_folder(root, asked(question), settings)
    return answer.model_dump_json(indent=2) if form == "json" else told(answer)
