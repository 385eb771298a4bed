"""The book of questions and prompt templates, with the hash that the certificate records.

Templates are prose for `string.Template`: JSON braces stay readable and a missing variable
raises. Text of the audited tree only ever stands between markers that its author cannot guess.
"""

import hmac
import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from string import Template
from typing import Literal, Self

from pydantic import Field, model_validator

from seatrial.evidence.model import Severity
from seatrial.frozen import Frozen, sha256
from seatrial.prompts.filters import FILTERS
from seatrial.prompts.spoken import spoken
from seatrial.snapshot.model import Role

AGENTS = ("tests", "security", "docs", "ops")
TEMPLATES = ("decide", "excerpt", "companion", "question", "choice", "draft", "challenge")
# Special tokens of chat templates: a repository must not open a turn of its own. Those between
# bars (some models write full-width ones), those in angle brackets, those in square ones.
_SPECIAL = re.compile(
    "<[|\uff5c](?=[^\\s|\uff5c<>]{1,60}[|\uff5c]>)"
    "|<(?=/?(?:s|bos|eos|pad|unk|think|tool_call|start_of_turn|end_of_turn|unused\\d{1,4})>)"
    r"|\[(?=/?(?:INST|SYSTEM_PROMPT|TOOL_CALLS|TOOL_RESULTS|AVAILABLE_TOOLS)\])"
    "|<(?=</?SYS>>)"
)
# Format characters, selectors and fillers: nobody sees them, a tokenizer reads them.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U000e0000-\U000e0fff]"
)
# Of a path in a prompt, which stands outside the markers. Real ones are shorter and of these.
_LONGEST_PATH = 160
_NOT_IN_PATHS = re.compile(r"[^\w./@+~=,()\[\]$-]")


class Companion(Frozen):
    """Where the second place of a question is found, among chunks of `roles`.

    `keys` (a regular expression) takes a word out of the excerpt, its group 1. By `name`: the
    companion holds that word; by `symbol`: the companion defines it; by `search`: it is the best
    hit of the index for the excerpt, and there is no word. Any of `triggers` must match it.
    `absent`: the question is put where the word stands in no chunk of `roles`, without companion.
    """

    by: Literal["name", "symbol", "search"]
    keys: str = ""
    roles: tuple[Role, ...]
    triggers: tuple[str, ...] = ()
    absent: bool = False

    @model_validator(mode="after")
    def _has_keys(self) -> Self:
        if (self.by == "search") == bool(self.keys):
            raise ValueError(f"a companion by {self.by!r} and keys {self.keys!r} do not fit")
        return self


class CatalogueQuestion(Frozen):
    """A statement of a defect that only a reader can judge.

    `statement` is true where the defect is, `opposite` where it is not; `$name` in them is the
    word that joins an excerpt and its companion. `agent` asks it; `roles`, `languages` (none
    means any), `triggers` (regular expressions, any of which must match), `also` (any of these
    too), `never` (none of these; `not` in the tables) and `filters` say of which excerpts, by
    their code alone unless documents or docstrings are judged.
    `refuted_by` is what shows without a model that the opposite holds. Where `of_comments`,
    comments are judged, so a second reading leaves them in. `bad` and `good` are shown when a
    finding is drafted; held-out examples stand in `calibration/examples`.
    """

    id: str
    agent: str
    statement: str
    opposite: str
    why: str
    gate: str
    severity: Severity
    remedy: str
    maps: tuple[str, ...] = ()
    roles: tuple[Role, ...]
    languages: tuple[str, ...] = ()
    triggers: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    never: tuple[str, ...] = Field(default=(), alias="not")
    filters: tuple[str, ...] = ()
    refuted_by: tuple[str, ...] = ()
    of_comments: bool = False
    bad: str
    good: str
    companion: Companion | None = None

    def asks_of(self, role: Role, language: str, text: str) -> bool:
        """True when this question is put to such an excerpt. Cheap: no model."""
        if role not in self.roles or (self.languages and language not in self.languages):
            return False
        seen = text if self._judges_prose(language) else spoken(text).code
        return (
            all(_any(group, seen) for group in (self.triggers, self.also) if group)
            and not _any(self.never, seen)
            and all(FILTERS[name](seen) for name in self.filters)
        )

    def _judges_prose(self, language: str) -> bool:
        # What a script is for is often said in its comments alone.
        return self.agent == "docs" or language == "shell"

    def refuted(self, code: str) -> bool:
        """True when `code`, without its comments, needs no model to be let off."""
        return _any(self.refuted_by, code)

    def about(self, name: str) -> Self:
        """This question of the word that joins an excerpt and its companion."""
        said = {"statement": self.statement, "opposite": self.opposite}
        filled = {k: Template(v).safe_substitute(name=neutral(name)) for k, v in said.items()}
        return self.model_copy(update=filled)


def _any(patterns: Iterable[str], text: str) -> bool:
    return any(_compiled(p).search(text) for p in patterns)


# The cache of `re` itself is too small for the triggers of all questions (measured: ten times).
_compiled = cache(re.compile)


@cache
def questions() -> Mapping[str, CatalogueQuestion]:
    """Every question by id. Raises ValueError when two share an id."""
    found: dict[str, CatalogueQuestion] = {}
    for agent in AGENTS:
        for row in tomllib.loads(_text(f"questions/{agent}.toml"))["question"]:
            question = CatalogueQuestion.model_validate({**row, "agent": agent})
            if question.id in found:
                raise ValueError(f"question id used twice: {question.id!r}")
            found[question.id] = question
    return found


def render(template: str, **values: str) -> str:
    """`templates/<template>.md` filled in. Raises KeyError when a variable is missing."""
    return Template(_text(f"templates/{template}.md")).substitute(values).strip()


def template_hash(template: str) -> str:
    return sha256(_text(f"templates/{template}.md").encode())


def excerpt_prompt(text: str, path: str, secret: bytes) -> str:
    """What comes before every question on an excerpt: the excerpt between markers."""
    return render("excerpt", excerpt=between_markers(text, secret), path=named(path))


def companion_prompt(text: str, path: str, secret: bytes) -> str:
    """The second place, between the excerpt and a question that needs both."""
    return render("companion", excerpt=between_markers(text, secret), path=named(path))


def instructions() -> str:
    """What comes before every excerpt: the same for all, so that it is evaluated once."""
    return render("decide")


def between_markers(text: str, secret: bytes) -> str:
    """`text`, neutral, between markers made from the state's secret and its own digest.

    Stable, so that caches hold; unguessable for whoever wrote the text. Ten letters (47 bits):
    hexadecimal digits cost a token each, and every excerpt is wrapped.
    """
    digest = hmac.new(secret, sha256(text.encode()).encode(), "sha256").digest()
    mark = "".join(chr(ord("a") + byte % 26) for byte in digest[:10])
    return f"<<<{mark}\n{neutral(text)}\n{mark}>>>"


def named(path: str) -> str:
    """`path` as a prompt names it: one word, whatever its author called the file."""
    return _NOT_IN_PATHS.sub("_", neutral(path))[-_LONGEST_PATH:]


def neutral(text: str) -> str:
    """`text` without chat-template tokens or invisible characters; lines stay as they are."""
    return _INVISIBLE.sub("", _SPECIAL.sub(lambda m: f"{m[0]} ", text))


@cache
def _text(name: str) -> str:
    return (files("seatrial.prompts") / name).read_text(encoding="utf-8")
