"""The command that answers questions about a repository."""

from pathlib import Path
from typing import Annotated

import typer

from seatrial.options import Config, LogFormatOption, Model, Ollama, Quiet, RemoteModel, State

ask_app = typer.Typer()


@ask_app.command()
def ask(
    path: Annotated[Path, typer.Argument(help="Folder to ask about, read only.")],
    question: Annotated[
        str | None, typer.Argument(help="What you want to know; without it you are prompted.")
    ] = None,
    run: Annotated[
        str | None, typer.Option(help="Answer from a finished run instead of a fresh reading.")
    ] = None,
    form: Annotated[str, typer.Option("--format", help="text or json.")] = "text",
    model: Model = None,
    ollama: Ollama = None,
    allow_remote_model: RemoteModel = None,
    state: State = None,
    config: Config = None,
    quiet: Quiet = None,
    log_format: LogFormatOption = None,
) -> None:
    """Answer a question about PATH, with the lines that prove it or not at all."""
    from seatrial.ask_commands import run_ask, run_conversation

    flags = {
        "model": model,
        "ollama": ollama,
        "allow_remote_model": allow_remote_model,
        "state": state,
        "quiet": quiet,
        "log_format": log_format,
    }
    if question is None:
        run_conversation(path, run or "", form, config, flags)
    else:
        typer.echo(run_ask(path, question, run or "", form, config, flags))
