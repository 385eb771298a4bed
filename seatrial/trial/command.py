"""What `seatrial trial` does: try a folder, which is audited first, or a finished run."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from seatrial.asked import Asked
from seatrial.auditing import try_run
from seatrial.certificate.detection import Detection
from seatrial.commands import audit_folder, trial_of
from seatrial.errors import RunFailed, UsageError
from seatrial.escape import terminal
from seatrial.folders import outside, readable_folder
from seatrial.settings import Settings, load_settings
from seatrial.trial.told import told

FORMS = ("text", "json")
# What a run was asked is what its trial is asked: it would not be the same auditor.
_OF_THE_RUN = ("depth", "budget", "model", "allow_remote_model")


def run_trial(
    target: str,
    form: str,
    config: Path | None,
    flags: dict[str, Any],
    artefacts: Sequence[Path],
    asked: Asked,
) -> str:
    """The detection in the form that was asked for. Raises SeatrialError's kin."""
    if form not in FORMS:
        raise UsageError(f"no format {form!r}; known: {', '.join(FORMS)}")
    settings = load_settings(config, flags)
    if Path(target).is_dir():
        root = readable_folder(Path(target))
        outside(settings, root)
        detection = audit_folder(root, settings, artefacts, asked).certificate.detection
    else:
        _only_of_a_folder(flags, artefacts, asked)
        detection = _of_run(target, settings, asked)
    if detection is None:
        raise RunFailed("the audit ended without its trial; start it again")
    if form == "json":
        return detection.model_dump_json(indent=2)
    return "\n".join(terminal(line) for line in told(detection))


def _of_run(name: str, settings: Settings, asked: Asked) -> Detection:
    trial = trial_of(asked)
    assert trial is not None, "the command has a default number of faults"
    return try_run(name, settings, trial)


def _only_of_a_folder(flags: dict[str, Any], artefacts: Sequence[Path], asked: Asked) -> None:
    given = [name for name in _OF_THE_RUN if flags.get(name) is not None]
    given += ["import"] if artefacts else []
    given += ["policy"] if asked.policy else []
    if given:
        option = given[0].replace("_", "-")
        raise UsageError(
            f"--{option} is what the run was asked when it began; leave it out, or name a folder"
        )
