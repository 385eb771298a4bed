"""Which words ask for which fact: the table `topics.toml`, read once."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Literal

from pydantic import Field

from seatrial.frozen import Frozen


class Topic(Frozen):
    """One fact that people ask for, and how they ask.

    `needs`: every group must be met by a word or phrase of the question; `allows`: words that may
    stand beside them. Alternatives are parted by `|`, a `*` ends a word that may go on. `checks`
    are told as they are, but for an absence where a text of the tree, in lower case, matches
    `unless`; without them a teller of the same name tells the fact. `subject` says
    whether the question must or may name one thing among many: one that a teller told of, or a
    key of `subjects` by one of its words. `judged`: a policy decided it, so another run may differ.
    """

    id: str
    needs: tuple[str, ...]
    allows: str = ""
    checks: tuple[str, ...] = ()
    unless: str = ""
    subject: Literal["", "optional", "required"] = ""
    subjects: Mapping[str, str] = {}
    judged: bool = False


class Topics(Frozen):
    """All topics in the order in which they are tried, and words that say nothing."""

    filler: str
    topic: tuple[Topic, ...] = Field(min_length=1)

    def judged(self, topic: str) -> bool:
        return any(t.judged for t in self.topic if t.id == topic)


@cache
def topics() -> Topics:
    """The table as shipped. Raises pydantic's ValidationError when it is malformed."""
    text = files("seatrial.answers").joinpath("topics.toml").read_text(encoding="utf-8")
    return Topics.model_validate(tomllib.loads(text))
