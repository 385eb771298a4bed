"""Options that several commands share: each is declared once, so that it reads the same."""

from pathlib import Path
from typing import Annotated

import typer

State = Annotated[Path | None, typer.Option(help="Where runs are kept.", show_default=False)]
Config = Annotated[Path | None, typer.Option(help="Configuration file to use instead of your own.")]
Quiet = Annotated[bool | None, typer.Option("--quiet", help="No progress on stderr.")]
LogFormatOption = Annotated[
    str | None, typer.Option("--log-format", help="Progress as text or json.")
]
DepthOption = Annotated[
    str | None,
    typer.Option("--depth", help="quick: tools only; standard, deep: a model reads as well."),
]
Budget = Annotated[str | None, typer.Option(help="How long the model may read, such as 15m.")]
Model = Annotated[str | None, typer.Option(help="A model of Ollama by name, or `embedded`.")]
Ollama = Annotated[
    str | None, typer.Option(help="Where Ollama listens, if not at its usual place.")
]
RemoteModel = Annotated[
    str | None, typer.Option(help="The one other machine whose Ollama may be asked.")
]
EnvironmentOption = Annotated[
    str | None, typer.Option("--env", help="Environment that --fail-on looks at.")
]
FailOnOption = Annotated[
    str | None,
    typer.Option("--fail-on", help="Exit 1 when the verdict is rejected or conditional."),
]
Seed = Annotated[int | None, typer.Option(help="What the faults are drawn by; 1 if not given.")]
PolicyFile = Annotated[
    Path | None, typer.Option("--policy", help="Your policy instead of the default.")
]
Runs = Annotated[
    int | None,
    typer.Option(help="Audit the snapshot so often, 2 to 20 times, and tell how stable it is."),
]
Trust = Annotated[Path | None, typer.Option(help="Trust file: whose key is whose.")]
