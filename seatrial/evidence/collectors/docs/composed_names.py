"""Whether a program may put the name of an environment variable together of parts: then it need
not stand anywhere as a whole."""

import re

from seatrial.evidence.collectors import vocabulary
from seatrial.evidence.survey import Survey

# These make names of fields and keys.
_LIBRARIES = re.compile(
    r"env_prefix|SetEnvPrefix|AutomaticEnv|envPrefix|env\.Provider|envconfig\.Process|Env::prefixed"
    r"|auto_envvar_prefix|BaseSettings|env_nested_delimiter|nconf\b|dynaconf|addEnvironmentVariables"
    r"|springframework"
)
_BY_VARIABLE = re.compile(
    r"(?:getenv|environ\.get|[Gg]etEnv|Getenv|LookupEnv|env::var)\(\s{0,9}[&*]?[a-z_]|environ\[\s{0,9}[a-z_]"
    r"|process\.env\[\s{0,9}[a-z_]|os\.Environ\(\)|environ\.items\(|in os\.environ\b"
)
_RAISED = re.compile(r"\.upper\(|ToUpper|toUpperCase|to_uppercase|\}_|[\"']_[\"']|%s_")
_HEAD = re.compile(r"[\"'`]([A-Z][A-Z0-9_]{0,60}_)(?=[\"'`{%$])")
_TAIL = re.compile(r"(?:[}\"'`]|%s)(_[A-Z0-9_]{1,60})(?=[\"'`])")


def may_be_made(survey: Survey, name: str) -> bool:
    """Whether the program may put `name` together of parts, or read a part of it."""
    heads, tails, by_parts = survey.once("parts of variables", lambda: _parts(survey))
    if name.startswith(heads) or name.endswith(tails):
        return True
    parts = {name.removesuffix("_FILE")} - {name}
    if by_parts:
        parts.update(name.split("_", n)[-1] for n in range(1, name.count("_") + 1))
    return bool(parts - vocabulary.absent(survey, parts))


def _parts(survey: Survey) -> tuple[tuple[str, ...], tuple[str, ...], bool]:
    """How names begin and end that are put together, and whether some are in another way."""
    heads, tails, by_parts = set[str](), set[str](), False
    for entry in survey.sources:
        text = survey.snapshot.source(entry.path)
        heads.update(_HEAD.findall(text))
        tails.update(_TAIL.findall(text))
        composed = _BY_VARIABLE.search(text) and _RAISED.search(text)
        by_parts = by_parts or bool(composed or _LIBRARIES.search(text))
    return tuple(heads), tuple(tails), by_parts
