"""No long block of code stands in two places, where one of them will be forgotten.

Lines are compared without their spacing; empty lines, comments and imports do not count. Tables,
migrations and what only developers run are left alone.
"""

import re

from seatrial.evidence.collectors.program_scope import production
from seatrial.evidence.collectors.wiring.repeated import Repeat, Text, repeats
from seatrial.evidence.model import Check, Evidence, Severity
from seatrial.evidence.python.scope import is_ancillary
from seatrial.evidence.survey import Spot, Survey
from seatrial.snapshot.languages import PROGRAMMING
from seatrial.snapshot.model import Entry

LEAST = 30
CHECK = Check(
    id="wiring.no-duplicates",
    statement=f"No block of {LEAST} lines of code stands in two places",
    gate="G10",
    severity=Severity.LOW,
    remedy="Move the block into one function or module that both places use.",
    effort="M",
    likelihood="low",
    maps=("CWE-1041",),
)
_CODE = PROGRAMMING - {"sql"}
_NOT_COUNTED = re.compile(
    r"$|#|//|/?\*|--|\"\"\"|'''|(import|from|use|using|package|export \*|require)\b|[)\]}({\[;,]+$"
)
# A statement, as opposed to prose, an entry of a table or a declaration of parameters.
_DOES = re.compile(
    r"[}\s]*(if|elif|else|for|while|return|raise|throw|try|except|catch|await|with|yield|match|case"
    r"|switch|assert|del|defer)\b.{0,200}[:;{)\]\w\"']$"
    r"|[\w.\[\]\"'$]{1,80} (=|:=|\+=|-=) .{0,300}[^,]$"
    r"|(const|let|var) .{0,200}=|[\w.$]{1,80}\(.{0,200}\);?$"
)
_LEAST_SHARE = 0.4
_LEAST_DISTINCT = 20
_LEFT_ALONE = re.compile(r"(^|/)(migrations|alembic|versions|locales?|translations|stubs)/")
_MOST_TOLD = 20


def collect(survey: Survey) -> list[Evidence]:
    entries = [e for e in survey.sources if _is_judged(e)]
    if not entries:
        return [survey.not_applicable(CHECK, "there is no program source here")]
    found = [r for r in repeats((_text(survey, e.path) for e in entries), LEAST) if _is_code(r)]
    failing = [_fails(survey, repeat) for repeat in found[:_MOST_TOLD]]
    unread = production(survey).unopened
    failing += [survey.unavailable(CHECK, f"{e.path!r} was not read: {e.reason}") for e in unread]
    return survey.fails_or_holds(CHECK, failing, f"none in {len(entries)} files")


def _is_judged(entry: Entry) -> bool:
    shown = is_ancillary(entry.path) or _LEFT_ALONE.search(entry.path)
    return entry.language in _CODE and not shown and not entry.path.endswith(".pyi")


def _text(survey: Survey, path: str) -> Text:
    lines = ((n, line.strip()) for n, line in enumerate(survey.snapshot.lines(path), 1))
    kept = [(n, line) for n, line in lines if not _NOT_COUNTED.match(line)]
    return Text(path, tuple(line for _, line in kept), tuple(n for n, _ in kept))


def _is_code(repeat: Repeat) -> bool:
    lines = repeat.text.lines[repeat.at : repeat.at + repeat.length]
    doing = sum(bool(_DOES.match(line[:300])) for line in lines)
    return len(set(lines)) >= _LEAST_DISTINCT and doing >= _LEAST_SHARE * len(lines)


def _fails(survey: Survey, repeat: Repeat) -> Evidence:
    here = _spot(repeat.text, repeat.at, repeat.length)
    there = _spot(repeat.earlier, repeat.earlier_at, repeat.length)
    message = f"{repeat.length} lines of code stand in {there.path!r} as well"
    return survey.fails(CHECK, message, here, there)


def _spot(text: Text, at: int, length: int) -> Spot:
    return Spot(text.path, text.numbers[at], text.numbers[at + length - 1])
