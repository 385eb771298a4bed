"""Which words ask for which fact: the table `topics.toml`, read once."""

import tomllib
from functools import cache
from importlib.resources import files

from pydantic import Field

from seatrial.frozen import Frozen


class Topic(Frozen):
    """One fact that people ask for, and how they ask.

    `needs`: every group must be met by a word or phrase of the question; `allows`: words that may
    stand beside them. Alternatives are parted by `|`, a `*` ends a word that may go on. `checks`
    are told as they are; without them a teller of the same name tells the fact. `subject` is set
    where the question names one thing among many.
    """

    id: str
    needs: tuple[str, ...]
    allows: str = ""
    checks: tuple[str, ...] = ()
    subject: str = ""


class Topics(Frozen):
    """All topics in the order in which they are tried, and words that say nothing."""

    filler: str
    topic: tuple[Topic, ...] = Field(min_length=1)


@cache
def topics() -> Topics:
    """The table as shipped. Raises pydantic's ValidationError when it is malformed."""
    text = files("seatrial.answers").joinpath("topics.toml").read_text(encoding="utf-8")
    return Topics.model_validate(tomllib.loads(text))
