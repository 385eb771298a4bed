"""What the person asked for: a flag beats the configuration file, which beats the default.

Built in `cli.py` and passed down; nothing else reads the environment. The audited repository's
own configuration is never one of the sources.
"""

import difflib
import tomllib
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import platformdirs
from pydantic import AfterValidator, BeforeValidator, Field, ValidationError

from seatrial.errors import UsageError
from seatrial.frozen import Frozen


class Depth(StrEnum):
    """How much a model reads: nothing; the questions of high severity; all questions."""

    QUICK = "quick"
    STANDARD = "standard"
    DEEP = "deep"


class LogFormat(StrEnum):
    TEXT = "text"
    JSON = "json"


class FailOn(StrEnum):
    """Which verdict ends `audit` with exit code 1."""

    REJECTED = "rejected"
    CONDITIONAL = "conditional"

    def met_by(self, verdict: str) -> bool:
        """Whether `verdict` is better than what this fails on."""
        worse = ("REJECTED",) if self is FailOn.REJECTED else ("REJECTED", "CONDITIONAL")
        return verdict not in worse


def minutes(value: object) -> object:
    """Minutes from `15m`, `2h` or a plain number of minutes; anything else as it came."""
    units = {"m": 1.0, "h": 60.0}
    if isinstance(value, str) and value[-1:] in units and value[:-1].isdigit():
        return int(value[:-1]) * units[value[-1]]
    return value


class Settings(Frozen):
    """Everything that shapes a run. Paths are relative to the working directory; `state` is made
    absolute.

    `budget` is in minutes of reading, turned into tokens once; `data` holds the model's weights;
    `ollama` is where Ollama listens, when not at its usual place; `trust` says whose key is whose.
    """

    # Absolute, because the children that read from it stand in folders of their own.
    state: Annotated[Path, AfterValidator(Path.absolute)] = Field(
        default_factory=lambda: Path(platformdirs.user_state_dir("seatrial"))
    )
    output: Path | None = None
    depth: Depth = Depth.STANDARD
    budget: Annotated[float, BeforeValidator(minutes)] = Field(default=15, gt=0, le=10080)
    model: str = ""
    allow_remote_model: str = ""
    ollama: str = ""
    trust: Path = Field(default_factory=lambda: user_config().with_name("trust.toml"))
    data: Path = Field(default_factory=lambda: Path(platformdirs.user_data_dir("seatrial")))
    environment: str = "production"
    fail_on: FailOn | None = None
    quiet: bool = False
    verbose: bool = False
    log_format: LogFormat = LogFormat.TEXT


def user_config() -> Path:
    """Where the person's own configuration is looked for."""
    return Path(platformdirs.user_config_dir("seatrial")) / "config.toml"


def load_settings(config: Path | None, flags: dict[str, Any]) -> Settings:
    """Settings from `flags` (None means not given), then `config` or the user's file.

    Raises UsageError naming the file, the key and the nearest known one.
    """
    given = {k: v for k, v in flags.items() if v is not None}
    path = config or user_config()
    values = {**_read(path, must_exist=config is not None), **given}
    try:
        return Settings.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        raise UsageError(
            f"{key} = {first['input']!r} is not accepted: {first['msg'].lower()};"
            f" change it on the command line or in {str(path)!r}"
        ) from error


def _read(path: Path, *, must_exist: bool) -> dict[str, Any]:
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        if not must_exist:
            return {}
        raise UsageError(f"no configuration file at {str(path)!r}; check --config") from error
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError(f"configuration {str(path)!r} cannot be read: {error}") from error
    for key in values:
        _refuse_unknown(key, path)
    return values


def _refuse_unknown(key: str, path: Path) -> None:
    if key in Settings.model_fields:
        return
    near = difflib.get_close_matches(key, Settings.model_fields, n=1)
    hint = f"did you mean {near[0]!r}?" if near else f"known: {', '.join(Settings.model_fields)}"
    raise UsageError(f"unknown key {key!r} in {str(path)!r}; {hint}")
