"""What is wrong with a policy, in one line: the key, the value, and what was probably meant."""

import difflib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

_LONGEST = 60
_KEY = "[key]"  # pydantic's last step when it is the key of a mapping that is wrong


class Wrong(Exception):
    """A key, its value and what is wrong with it."""

    def __init__(self, key: str, value: object, what: str) -> None:
        super().__init__(f"{key} = {_short(value)}: {what}")


def near(word: object, known: Iterable[str]) -> str:
    """`did you mean 'G5'?`, or what is known."""
    every = list(known)
    lower = {k.lower(): k for k in reversed(every)}
    close = difflib.get_close_matches(str(word).lower(), lower, n=1)
    if close:
        return f"did you mean {lower[close[0]]!r}?"
    return f"known: {', '.join(every[:12])}{', …' if len(every) > 12 else ''}"


def first_wrong(error: ValidationError, raw: Mapping[str, Any], schema: Mapping[str, Any]) -> Wrong:
    """The first problem; a misspelt key goes before the key that is missing because of it."""
    problems = sorted(error.errors(), key=lambda p: p["type"] != "extra_forbidden")
    return _wrong(problems[0], raw, schema)


def _wrong(problem: ErrorDetails, raw: Mapping[str, Any], schema: Mapping[str, Any]) -> Wrong:
    place = [step for step in problem["loc"] if step != _KEY]
    key, value = _dotted(place, raw), problem["input"]
    if problem["type"] == "extra_forbidden":
        known = _part(schema, place[:-1]).get("properties", {})
        return Wrong(key, value, f"unknown key; {near(place[-1], known)}")
    if problem["type"] == "missing":
        held = ", ".join(value) if isinstance(value, dict) and value else "nothing"
        return Wrong(key, None, f"this key is missing; beside it there is {held}")
    message = problem["msg"].removeprefix("Value error, ").removeprefix("Input ")
    if problem["type"] in ("enum", "literal_error"):
        return Wrong(key, value, f"{message}; {near(value, _words(schema, place))}")
    return Wrong(key, value, message)


def _words(schema: Mapping[str, Any], place: Sequence[int | str]) -> list[str]:
    part = _part(schema, place)
    return [*part.get("enum", []), *([part["const"]] if "const" in part else [])]


def _part(schema: Mapping[str, Any], place: Sequence[int | str]) -> Mapping[str, Any]:
    """The part of a JSON Schema that speaks of `place`."""
    part = schema
    for step in (None, *place):
        if step is not None:
            part = _step(part, step)
        if reference := part.get("$ref"):
            part = schema["$defs"][reference.rpartition("/")[2]]
    return part


def _step(part: Mapping[str, Any], step: int | str) -> Mapping[str, Any]:
    """Into a named property, any property of a table, or any member of a list."""
    inside = part.get("properties", {}).get(step)
    of_pattern: Mapping[str, Any] = next(iter(part.get("patternProperties", {}).values()), {})
    return inside or of_pattern or part.get("additionalProperties") or part.get("items") or {}


def _dotted(place: Sequence[int | str], raw: Mapping[str, Any]) -> str:
    """`gates.G1.limits[overall_percent].at_least`: a limit is told by what it measures."""
    text, here = "", raw
    for step in place:
        here = _inside(here, step)
        if isinstance(step, int):
            metric = here.get("metric") if isinstance(here, dict) else None
            text += f"[{metric or step + 1}]"
        else:
            plain = step.replace("-", "").replace("_", "").isalnum()
            text += f".{step}" if plain else f'."{step}"'
    return text.removeprefix(".")


def _inside(here: Any, step: int | str) -> Any:
    try:
        return here[step]
    except (KeyError, IndexError, TypeError):
        return None


def _short(value: object) -> str:
    text = "nothing" if value is None else repr(value)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
