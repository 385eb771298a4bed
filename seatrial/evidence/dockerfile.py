"""A Dockerfile as stages of instructions with line numbers.

Format: https://docs.docker.com/reference/dockerfile/ (escape directive, continuation lines with
comments between them, here-documents).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_ESCAPE = re.compile(r"#\s*escape\s*=\s*([\\`])\s*$", re.IGNORECASE)
_HEREDOC = re.compile(r"<<-?\s*([\"']?)([A-Za-z_]\w*)\1")
_FLAG = re.compile(r"--[\w-]+(=\S*)?\s+")
_VARIABLE = re.compile(r"\$(?:\{(\w+)(?::?-([^{}]*))?\}|(\w+))")


@dataclass(frozen=True)
class Instruction:
    """One instruction. `value` is its text on one line, flags taken off and kept in `flags`."""

    name: str
    value: str
    start: int
    end: int
    flags: tuple[str, ...] = ()


@dataclass(frozen=True)
class Stage:
    """From one FROM to the next. `base` has its build arguments' defaults put in."""

    base: str
    name: str
    instructions: tuple[Instruction, ...]

    @property
    def start(self) -> int:
        return self.instructions[0].start

    @property
    def end(self) -> int:
        return self.instructions[-1].end

    def last(self, name: str) -> Instruction | None:
        return next((i for i in reversed(self.instructions) if i.name == name), None)


@dataclass(frozen=True)
class Dockerfile:
    """`stages` in order; the last is the image. Empty when the text has no FROM."""

    stages: tuple[Stage, ...]

    def lineage(self) -> list[Stage]:
        """The final stage and the stages that it is built from, nearest first."""
        found = [self.stages[-1]] if self.stages else []
        before = list(self.stages[:-1])
        while found and before:
            parent = next((s for s in reversed(before) if _names(found[-1].base, s)), None)
            if parent is None:
                break
            before = before[: before.index(parent)]
            found.append(parent)
        return found

    def effective(self, name: str) -> Instruction | None:
        """The instruction of that name that the image ends up with."""
        return next((i for stage in self.lineage() if (i := stage.last(name))), None)

    @property
    def root_image(self) -> str:
        """The image from outside that the final stage rests on."""
        lineage = self.lineage()
        return lineage[-1].base if lineage else ""


def _names(base: str, stage: Stage) -> bool:
    return bool(stage.name) and base.lower() == stage.name.lower()


def read_dockerfile(lines: Sequence[str]) -> Dockerfile:
    stages: list[list[Instruction]] = []
    arguments: dict[str, str] = {}
    for instruction in _instructions(lines):
        if instruction.name == "FROM":
            stages.append([instruction])
        elif stages:
            stages[-1].append(instruction)
        elif instruction.name == "ARG":
            name, _, default = instruction.value.partition("=")
            arguments[name.strip()] = default.strip().strip("\"'")
    return Dockerfile(tuple(_stage(found, arguments) for found in stages))


def _stage(found: Sequence[Instruction], arguments: dict[str, str]) -> Stage:
    words = found[0].value.split()
    named = len(words) >= 3 and words[1].upper() == "AS"
    base = substituted(words[0], arguments) if words else ""
    return Stage(base, words[2] if named else "", tuple(found))


def substituted(text: str, values: dict[str, str]) -> str:
    """`text` with known variables put in; an unknown one without default stays as it is."""

    def value(found: re.Match[str]) -> str:
        return values.get(found[1] or found[3]) or found[2] or found[0]

    return _VARIABLE.sub(value, text)


def _instructions(lines: Sequence[str]) -> Iterator[Instruction]:
    escape = next((f[1] for line in lines[:3] if (f := _ESCAPE.match(line))), "\\")
    number = 0
    while number < len(lines):
        if _is_comment(lines[number]):
            number += 1
            continue
        start = number
        text, number = _logical(lines, number, escape)
        number = _skip_heredocs(lines, text, number)
        if instruction := _instruction(text, start + 1, number):
            yield instruction


def _logical(lines: Sequence[str], number: int, escape: str) -> tuple[str, int]:
    """One logical line and the index after it."""
    parts: list[str] = []
    while number < len(lines):
        line = lines[number].rstrip()
        number += 1
        if parts and _is_comment(line):
            continue
        parts.append(line.removesuffix(escape).strip())
        if not line.endswith(escape):
            break
    return " ".join(parts), number


def _is_comment(line: str) -> bool:
    return not line.strip() or line.lstrip().startswith("#")


def _skip_heredocs(lines: Sequence[str], text: str, number: int) -> int:
    if not re.match(r"(RUN|COPY|ADD)\b", text, re.IGNORECASE):
        return number
    for _, mark in _HEREDOC.findall(text):
        while number < len(lines) and lines[number].strip() != mark:
            number += 1
        number += 1
    return min(number, len(lines))


def _instruction(text: str, start: int, end: int) -> Instruction | None:
    name, _, value = text.partition(" ")
    value, flags = value.strip(), []
    while found := _FLAG.match(value + " "):
        flags.append(found[0].strip())
        value = value[found.end() :].strip()
    return Instruction(name.upper(), value, start, end, tuple(flags)) if name else None
