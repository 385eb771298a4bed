"""The command line. Heavy imports stand inside the commands, so that `--help` is quick."""

import gc
import signal
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from seatrial import __version__, egress, environment
from seatrial.ask_cli import ask_app
from seatrial.errors import BELOW_THRESHOLD, DONE, Interrupted, SeatrialError, UsageError
from seatrial.escape import terminal
from seatrial.models_cli import models_app
from seatrial.options import (
    Budget,
    Config,
    DepthOption,
    EnvironmentOption,
    FailOnOption,
    LogFormatOption,
    Model,
    Ollama,
    PolicyFile,
    Quiet,
    RemoteModel,
    Runs,
    Seed,
    State,
    Trust,
)
from seatrial.runs_cli import runs_app
from seatrial.seal_cli import seal_app

app = typer.Typer(
    name="seatrial",
    help="Audit a repository offline and draft a production-readiness certificate.",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)

_CTRL_C = 130  # what Typer makes of KeyboardInterrupt, in silence
_STOPPED = "interrupted; `seatrial runs list` names what was kept"
# One command is one process, which ends before what it no longer needs is worth looking for: the
# usual 700 new objects a search took a quarter of the time of a long report.
_SELDOM = 100_000


@app.command()
def audit(
    path: Annotated[Path, typer.Argument(help="Folder to audit, read only.")],
    output: Annotated[Path | None, typer.Option(help="Folder for the papers.")] = None,
    import_: Annotated[
        list[Path] | None, typer.Option("--import", help="A tool's result for this tree.")
    ] = None,
    policy: PolicyFile = None,
    baseline: Annotated[
        Path | None, typer.Option(help="An earlier certificate.json: tell what is new since.")
    ] = None,
    since: Annotated[
        str | None,
        typer.Option(help="A git branch, tag or commit: mark the findings on what changed since."),
    ] = None,
    detection: Annotated[
        int | None,
        typer.Option(help="Plant so many faults in a copy and tell how many are found."),
    ] = None,
    seed: Seed = None,
    runs: Runs = None,
    depth: DepthOption = None,
    budget: Budget = None,
    model: Model = None,
    ollama: Ollama = None,
    allow_remote_model: RemoteModel = None,
    env: EnvironmentOption = None,
    fail_on: FailOnOption = None,
    trust: Trust = None,
    state: State = None,
    config: Config = None,
    quiet: Quiet = None,
    verbose: Annotated[
        bool | None, typer.Option("--verbose", help="List every gate, and what was read for what.")
    ] = None,
    log_format: LogFormatOption = None,
) -> None:
    """Audit PATH and draft a certificate for a person to sign."""
    from seatrial.asked import Asked
    from seatrial.commands import run_audit

    flags = {
        "output": output,
        "depth": depth,
        "budget": budget,
        "model": model,
        "ollama": ollama,
        "allow_remote_model": allow_remote_model,
        "environment": env,
        "fail_on": fail_on,
        "trust": trust,
        "state": state,
        "quiet": quiet,
        "verbose": verbose,
        "log_format": log_format,
    }
    asked = Asked(
        policy=policy, baseline=baseline, since=since, faults=detection, seed=seed, runs=runs
    )
    _finish(run_audit(path, config, flags, import_ or [], asked))


@app.command()
def trial(
    target: Annotated[str, typer.Argument(help="A folder to audit, or a finished run.")],
    faults: Annotated[int, typer.Option(help="How many faults to plant in a copy.")] = 48,
    seed: Seed = None,
    form: Annotated[str, typer.Option("--format", help="text or json.")] = "text",
    import_: Annotated[
        list[Path] | None, typer.Option("--import", help="A tool's result for this tree.")
    ] = None,
    policy: PolicyFile = None,
    depth: DepthOption = None,
    budget: Budget = None,
    model: Model = None,
    ollama: Ollama = None,
    allow_remote_model: RemoteModel = None,
    state: State = None,
    config: Config = None,
    quiet: Quiet = None,
) -> None:
    """Plant known faults in a copy of TARGET, audit it, and tell how many were found."""
    from seatrial.asked import Asked
    from seatrial.trial.command import run_trial

    flags = {
        "depth": depth,
        "budget": budget,
        "model": model,
        "ollama": ollama,
        "allow_remote_model": allow_remote_model,
        "state": state,
        "quiet": quiet,
    }
    asked = Asked(policy=policy, faults=faults, seed=seed)
    typer.echo(run_trial(target, form, config, flags, import_ or [], asked))


@app.command()
def resume(
    run: Annotated[str, typer.Argument(help="A run's name, or how it begins.")],
    state: State = None,
    config: Config = None,
    quiet: Quiet = None,
    log_format: LogFormatOption = None,
) -> None:
    """Go on with an interrupted RUN; the certificate is the same as without the interruption."""
    from seatrial.commands import run_resume

    flags = {"state": state, "quiet": quiet, "log_format": log_format}
    _finish(run_resume(run, config, flags))


@app.command()
def gates(
    policy: PolicyFile = None,
    strict_manual: Annotated[
        Path | None,
        typer.Option("--strict-manual", help="A certificate.json: go or no-go, pending blocks."),
    ] = None,
    env: EnvironmentOption = None,
    fail_on: FailOnOption = None,
    config: Config = None,
) -> None:
    """List the gates with their targets and checks, or tell what of a certificate blocks."""
    from seatrial.gate_commands import list_gates, run_go_no_go

    flags = {"environment": env, "fail_on": fail_on}
    if strict_manual:
        _finish(run_go_no_go(strict_manual, policy, config, flags))
    typer.echo(list_gates(policy, flags))


@app.command()
def explain(name: Annotated[str, typer.Argument(help="A check or a gate.")]) -> None:
    """Tell what a check or a gate asks, why it weighs what it weighs, and what closes it."""
    from seatrial.gate_commands import explain_id

    typer.echo(explain_id(name))


@app.command()
def report(
    kind: Annotated[
        str,
        typer.Argument(
            help="certificate, readiness-report, readiness-review, progress or self-audit."
        ),
    ],
    run: Annotated[str, typer.Option("--run", help="A finished run's name, or how it begins.")],
    form: Annotated[str, typer.Option("--format", help="md, html, pdf or json.")] = "md",
    output: Annotated[
        Path | None, typer.Option(help="File to write; without it the document goes to stdout.")
    ] = None,
    trust: Trust = None,
    state: State = None,
    config: Config = None,
) -> None:
    """Draft a document of the given KIND from a finished run, for people to complete and sign."""
    from seatrial.report_commands import run_report

    flags = {"state": state, "trust": trust}
    _finish(run_report(kind, run, form, output, config, flags))


@app.command()
def doctor(
    prove_offline: Annotated[
        bool, typer.Option("--prove-offline", help="Try each fence against the network.")
    ] = False,
    format_: Annotated[str, typer.Option("--format", help="text or json.")] = "text",
    ollama: Ollama = None,
    state: State = None,
    config: Config = None,
) -> None:
    """Tell whether this machine has what an audit needs; exit 1 when something needs mending."""
    from seatrial.doctor.command import run_doctor

    flags = {"ollama": ollama, "state": state}
    _finish(run_doctor(config, flags, format_, prove=prove_offline))


@app.command("check-report")
def check_report(
    files: Annotated[list[Path], typer.Argument(help="Readiness documents: Markdown, text, HTML.")],
    repo: Annotated[
        Path | None, typer.Option(help="Checkout to hold their claims against.")
    ] = None,
    format_: Annotated[str, typer.Option("--format", help="text, json or sarif.")] = "text",
    suggest: Annotated[
        Path | None, typer.Option(help="Write the one FILE here, contradictions marked.")
    ] = None,
) -> None:
    """Hold readiness documents against themselves, and against a repository."""
    from seatrial.claims.commands import check_reports

    typer.echo(check_reports(files, format_, repo, suggest))


app.add_typer(models_app)  # the model that reads
app.add_typer(runs_app)  # runs and their papers
app.add_typer(ask_app)  # questions and their answers
app.add_typer(seal_app)  # keys, acts, signatures, verification, the log


@app.callback(invoke_without_command=True)
def _top(
    version: Annotated[bool, typer.Option("--version", help="Show the version.")] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show tracebacks.")] = False,
) -> None:
    if version:
        typer.echo(f"seatrial {__version__}")
        raise typer.Exit


def _finish(outcome: tuple[str, bool]) -> None:
    summary, good = outcome
    typer.echo(summary)
    raise typer.Exit(DONE if good else BELOW_THRESHOLD)


def main() -> None:
    """The entry point: one line for the person, never a traceback without `--debug`."""
    environment.force()
    gc.set_threshold(_SELDOM)
    egress.watch()
    # As Ctrl-C does: without a handler nothing would be said, and nothing be cleared away.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    sys.exit(_run(sys.argv[1:]))


def _run(arguments: list[str]) -> int:
    try:
        code: Any = app(arguments, standalone_mode=False)
    except SeatrialError as error:
        return _refuse(str(error), error.exit_code, arguments)
    except typer.Exit as ended:
        return int(ended.exit_code)
    except Exception as error:  # noqa: BLE001  the last resort of the whole program
        return _unexpected(error, arguments)
    if code == _CTRL_C:
        return _refuse(_STOPPED, Interrupted.exit_code, arguments)
    return int(code or DONE)


def _unexpected(error: Exception, arguments: list[str]) -> int:
    """An error of the command line itself (exit 2), or a fault of ours (exit 5)."""
    format_message = getattr(error, "format_message", None)
    if format_message is not None:
        hint = "; see `seatrial --help`"
        return _refuse(format_message().rstrip(".") + hint, UsageError.exit_code, arguments)
    said = f"internal error: {type(error).__name__}: {error}; state is kept, try --debug"
    return _refuse(said, SeatrialError.exit_code, arguments)


def _refuse(message: str, code: int, arguments: list[str]) -> int:
    if "--debug" in arguments:
        import traceback

        traceback.print_exc()
    typer.echo(f"seatrial: {terminal(message)}", err=True)
    return code
