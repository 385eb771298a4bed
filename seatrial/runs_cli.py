"""The commands about runs that were kept."""

from pathlib import Path
from typing import Annotated

import typer

from seatrial.options import Config, State, Trust

runs_app = typer.Typer()
run_app = typer.Typer(help="List, show and remove runs.", no_args_is_help=True)
runs_app.add_typer(run_app, name="runs")


@run_app.command("list")
def runs_list(state: State = None, config: Config = None) -> None:
    """List every run, newest last."""
    from seatrial.commands import list_runs

    typer.echo(list_runs(config, {"state": state}))


@run_app.command("show")
def runs_show(
    run: Annotated[str, typer.Argument(help="A run's name, or how it begins.")],
    state: State = None,
    config: Config = None,
) -> None:
    """Show what RUN was asked, how it ended and where its papers are."""
    from seatrial.commands import show_run

    typer.echo(show_run(run, config, {"state": state}))


@run_app.command("purge")
def runs_purge(
    runs: Annotated[list[str] | None, typer.Argument(help="Runs to remove.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Remove every run.")] = False,
    state: State = None,
    config: Config = None,
) -> None:
    """Remove runs with the bytes that only they needed."""
    from seatrial.commands import purge_runs

    typer.echo(purge_runs(runs or [], everything, config, {"state": state}))


@runs_app.command()
def bundle(
    run: Annotated[str, typer.Argument(help="A finished run's name, or how it begins.")],
    output: Annotated[Path | None, typer.Option(help="The tar file to write.")] = None,
    trust: Trust = None,
    state: State = None,
    config: Config = None,
) -> None:
    """Pack the papers of RUN with what it was given, and no raw byte of the tree."""
    from seatrial.report_commands import run_bundle

    typer.echo(run_bundle(run, output, config, {"state": state, "trust": trust}))
