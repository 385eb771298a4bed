"""What `seatrial.ask` and `seatrial.audit` do: the commands without a terminal."""

from collections.abc import Sequence
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from seatrial import environment
from seatrial.folders import outside, readable_folder
from seatrial.settings import Settings, load_settings

if TYPE_CHECKING:
    from seatrial.answers.model import Answer
    from seatrial.certificate.model import Certificate

Named = str | PathLike[str]


def ask(path: Named, question: str, *, run: str, state: Named | None, model: str) -> "Answer":
    """One answer, without progress."""
    from seatrial.ask_reader import LateReader
    from seatrial.asking import ask_folder

    root, settings = _checked(path, state=state, model=model)
    with LateReader(settings) as reader:
        return ask_folder(root, question, settings, run, reader)


def audit(
    path: Named,
    *,
    depth: str,
    artefacts: Sequence[Named],
    policy: Named | None,
    output: Named | None,
    state: Named | None,
    runs: int | None,
) -> "Certificate":
    """One audit from start to papers, without progress."""
    from seatrial.asked import Asked
    from seatrial.commands import audit_folder

    root, settings = _checked(path, state=state, depth=depth, output=output)
    asked = Asked(policy=Path(policy) if policy else None, runs=runs)
    return audit_folder(root, settings, [Path(a) for a in artefacts], asked).certificate


def _checked(path: Named, **flags: Any) -> tuple[Path, Settings]:
    """The folder and the settings, or UsageError as the command line would say it."""
    environment.force()  # before any library that looks at it is loaded
    paths = {k: Path(v) if k in ("state", "output") and v else v for k, v in flags.items()}
    settings = load_settings(None, {**paths, "quiet": True})
    root = readable_folder(Path(path))
    outside(settings, root)
    return root, settings
