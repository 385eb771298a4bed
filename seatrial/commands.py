"""What the commands do, and how bad input is refused: one line, the value quoted, the next step."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from seatrial.asked import Asked
from seatrial.errors import EnvironmentRefused, RunFailed, UsageError
from seatrial.escape import terminal
from seatrial.folders import outside, readable_folder
from seatrial.settings import Depth, FailOn, Settings, load_settings

if TYPE_CHECKING:
    from seatrial.auditing import Done
    from seatrial.gates.policy import Policy
    from seatrial.llm.choose import Chosen
    from seatrial.runs import RunFolder
    from seatrial.trial.detect import Trial

Flags = dict[str, Any]
FEWEST_RUNS, MOST_RUNS = 2, 20


def run_audit(
    path: Path, config: Path | None, flags: Flags, artefacts: Sequence[Path], asked: Asked
) -> tuple[str, bool]:
    """The summary, and whether `--fail-on` was met."""
    settings = load_settings(config, flags)
    root = readable_folder(path)
    outside(settings, root)
    return _summary(audit_folder(root, settings, artefacts, asked), settings)


def audit_folder(root: Path, settings: Settings, artefacts: Sequence[Path], asked: Asked) -> "Done":
    """Refuse what cannot be audited, then audit it."""
    from seatrial.brief import read_brief
    from seatrial.evidence.importers import check_artefacts

    brief = read_brief(asked, root)
    _known_environment(settings, brief.rules)
    _writable(settings.output)
    check_artefacts(artefacts)

    trial, runs = trial_of(asked), checked_runs(asked.runs)

    from seatrial.auditing import start_audit  # the graph is loaded when nothing is left to refuse

    return start_audit(root, settings, artefacts, brief, trial, runs=runs)


def trial_of(asked: Asked) -> "Trial | None":
    """The trial that was asked for. Raises UsageError when it plants nothing."""
    if asked.faults is None:
        if asked.seed is not None:
            raise UsageError("--seed draws the faults of a trial; name their number as well")
        return None
    from seatrial.trial.detect import DEFAULT_SEED, Trial

    return Trial(asked.faults, DEFAULT_SEED if asked.seed is None else asked.seed)


def checked_runs(runs: int | None) -> int:
    """How often the snapshot is audited, once by default. Raises UsageError."""
    if runs is None:
        return 1
    if not FEWEST_RUNS <= runs <= MOST_RUNS:
        raise UsageError(
            f"--runs {runs} is not between {FEWEST_RUNS} and {MOST_RUNS}; leave it out for one"
        )
    return runs


def run_resume(name: str, config: Path | None, flags: Flags) -> tuple[str, bool]:
    """As `run_audit`, with what the run was asked when it began."""
    from seatrial.auditing import resume_audit
    from seatrial.state import StateFolder

    settings = load_settings(config, flags)
    record = StateFolder(settings.state).find(name)[1].read()
    asked = {
        "depth": Depth(record.depth),
        "budget": record.budget,
        "model": record.model,
        "allow_remote_model": record.allow_remote_model,
        "environment": record.environment,
        "fail_on": FailOn(record.fail_on) if record.fail_on else None,
        "output": Path(record.output) if record.output else None,
        "trust": Path(record.trust) if record.trust else settings.trust,
    }
    settings = settings.model_copy(update=asked)
    _writable(settings.output)
    return _summary(resume_audit(name, settings), settings)


def _summary(done: "Done", settings: Settings) -> tuple[str, bool]:
    from seatrial.displays import Lines
    from seatrial.report_commands import stepped_back

    certificate = done.certificate
    verdicts = ", ".join(f"{name} {v}" for name, v in reversed(certificate.verdicts.items()))
    lines = [f"{verdicts}; level {certificate.level}; {done.papers / 'certificate.md'}"]
    told_of = (
        certificate.since,
        certificate.baseline,
        certificate.stability,
        certificate.detection,
    )
    lines += [c.summary for c in told_of if c]
    if certificate.stability and certificate.stability.loud:
        Lines(sys.stderr).said(certificate.stability.loud)  # also when quiet
    if settings.verbose:
        from seatrial.certificate.told import told

        lines = [*told(certificate), *lines]
    reached = str(certificate.verdicts.get(settings.environment, ""))
    good = settings.fail_on is None or settings.fail_on.met_by(reached)
    back, notes = stepped_back(certificate.run.run, settings)
    lines += notes
    if back:
        lines += [f"step back: {sentence}" for sentence in back]
        lines += [f"REFUSED: the policy {certificate.policy.name!r} lets no run step back"]
        good = False
    return "\n".join(terminal(line) for line in lines), good


# -- models -------------------------------------------------------------------------------------


def models_listed(config: Path | None, flags: Flags) -> str:
    from seatrial.llm.commands import list_models

    settings = load_settings(config, flags)
    return list_models(settings.data / "weights", **_host(settings))


def model_pulled(from_file: Path | None, config: Path | None, flags: Flags) -> str:
    """Bring the weights, with a progress line a few times a second."""
    from seatrial.bars import ByteCount
    from seatrial.environment import ollama_store
    from seatrial.llm.commands import pull_model
    from seatrial.llm.weights import EMBEDDED

    settings = load_settings(config, flags)
    with ByteCount(EMBEDDED.name, EMBEDDED.size, quiet=settings.quiet) as told:
        return pull_model(
            settings.data / "weights",
            from_file=from_file,
            ollama_store=ollama_store(),
            told=told,
        )


def model_probed(config: Path | None, flags: Flags) -> str:
    """Try the model that an audit would take, and say what it was measured to be able to do."""
    from seatrial.calibration.command import what_was_measured
    from seatrial.llm.breaker import forgive
    from seatrial.llm.commands import probe_model
    from seatrial.state import StateFolder

    settings = load_settings(config, flags)
    chosen = _chosen(settings)
    told = probe_model(chosen)
    assert chosen.backend is not None, "it was probed"
    forgive(StateFolder(settings.state).hosts, chosen.backend.card().host)
    return "\n".join([told, *what_was_measured(chosen, settings.data / "calibration")])


def model_calibrated(config: Path | None, flags: Flags) -> str:
    """Measure the model that an audit would take."""
    from seatrial.calibration.command import calibrate_model
    from seatrial.displays import Lines, Silent

    settings = load_settings(config, flags)
    display = Silent() if settings.quiet else Lines(sys.stderr)
    return calibrate_model(_chosen(settings), settings.data / "calibration", display.said)


def _chosen(settings: Settings) -> "Chosen":
    from seatrial.llm.choose import choose_backend

    model = settings.model or None
    return choose_backend(settings.data / "weights", model=model, **_host(settings))


def _host(settings: Settings) -> dict[str, Any]:
    allowed = {"allowed": settings.allow_remote_model or None}
    return {**allowed, "host": settings.ollama} if settings.ollama else allowed


# -- looking at runs ----------------------------------------------------------------------------


def list_runs(config: Path | None, flags: Flags) -> str:
    """One line a run: name, folder, when, how it ended."""
    from seatrial.state import StateFolder

    state = StateFolder(load_settings(config, flags).state)
    lines = []
    for repository in state.repositories():
        busy = repository.busy
        lines += [_run_line(run, busy) for run in repository.runs()]
    return (
        "\n".join(sorted(lines)) or f"no runs in {str(state.root)!r}; start with `seatrial audit`"
    )


def _run_line(run: "RunFolder", busy: bool) -> str:
    try:
        record = run.read()
    except RunFailed as error:
        return f"{run.name}  {'damaged':<20}  {error}"
    ended = f"{record.verdict} {record.level}" if record.finished_at else ""
    going = "running" if busy else "interrupted"
    return f"{record.run}  {ended or going:<20}  {terminal(record.path)}"


def show_run(name: str, config: Path | None, flags: Flags) -> str:
    """A run's record and the folder of its papers."""
    from seatrial.state import StateFolder

    run = StateFolder(load_settings(config, flags).state).find(name)[1]
    record = run.read()
    paths = {"path": record.path, "output": record.output, "trust": record.trust}
    told = {**record.model_dump(mode="json"), **paths, "papers": str(run.root)}
    for name, found in (("stability", record.stability), ("reliability", record.reliability)):
        told[name] = found.summary if found else ""
    if not record.finished_at:
        told["next"] = f"seatrial resume {record.run}"
    return "\n".join(f"{k:<12} {terminal(str(v))}" for k, v in told.items() if v not in ("", None))


def purge_runs(names: Sequence[str], everything: bool, config: Path | None, flags: Flags) -> str:
    """Remove the named runs, or all of them."""
    from seatrial.state import StateFolder, forget, purge

    state = StateFolder(load_settings(config, flags).state)
    if everything == bool(names):
        raise UsageError("name the runs to remove, or all of them with --all, not both")
    found = (
        [(repository, run) for repository in state.repositories() for run in repository.runs()]
        if everything
        else [state.find(name) for name in names]
    )
    for repository, run in found:
        with repository.writing():
            purge(repository, run)
    for repository in state.repositories() if everything else ():
        with repository.writing():
            forget(repository)  # what was kept for questions alone
    return f"removed {len(found)} runs with the bytes that only they needed"


# -- refusing -----------------------------------------------------------------------------------


def _known_environment(settings: Settings, policy: "Policy") -> None:
    known = list(policy.environments)
    if settings.environment not in known:
        raise UsageError(f"no environment {settings.environment!r}; known: {', '.join(known)}")


def _writable(output: Path | None) -> None:
    """Fail before the audit, not after it."""
    if output is None:
        return
    if output.exists() and not output.is_dir():
        raise UsageError(f"output {str(output)!r} is a file; name a folder with --output")
    try:
        output.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise EnvironmentRefused(
            f"output folder {str(output)!r} cannot be made ({error.strerror}); name another"
        ) from error
    if not os.access(output, os.W_OK | os.X_OK):
        raise EnvironmentRefused(f"output folder {str(output)!r} is not writable; name another")
