"""What a check on Python speaks of, and its answer when a part of the program was not read."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from seatrial.evidence.model import Check, Evidence
from seatrial.evidence.python.facts import PythonFacts
from seatrial.evidence.python.scope import (
    is_ancillary,
    is_template,
    is_test_input,
    is_test_module,
)
from seatrial.evidence.survey import Spot, Survey
from seatrial.snapshot.model import Entry, Fate, Mode, Role
from seatrial.snapshot.roles import role_of

_PROGRAMS = frozenset(
    """javascript typescript go rust java kotlin scala ruby php c cpp csharp swift elixir vue
    svelte""".split()
)
_MOST_SPOTS = 20


@dataclass(frozen=True)
class Scope:
    """Python files with facts, those that ought to have some, and other languages by lines.

    `unopened` are files that the snapshot holds no text of: too large, unreadable, or not text.
    """

    name: str
    read: dict[str, PythonFacts]
    unread: tuple[str, ...]
    elsewhere: dict[str, int]
    lines: int
    unopened: tuple[Entry, ...] = ()


def production(survey: Survey) -> Scope:
    """Source that runs in production: no tests, examples, docs or developers' scripts."""
    entries = [e for e in _sources(survey) if not is_ancillary(e.path)]
    scope = _scope(survey, "source", entries)
    return replace(scope, unopened=tuple(e for e in scope.unopened if not is_ancillary(e.path)))


def tests(survey: Survey) -> Scope:
    """Test modules and their helpers; not what tests feed to the program."""
    entries = [e for e in survey.snapshot.files() if _is_test(e)]
    return _scope(survey, "tests", entries)


def _is_test(entry: Entry) -> bool:
    if entry.role is Role.TEST:
        return not is_test_input(entry.path)
    return entry.role is Role.SOURCE and _is_plain_tests(entry)


def _is_plain_tests(entry: Entry) -> bool:
    """Django's habit: `tests.py` lies among the sources."""
    return entry.path.rpartition("/")[2] == "tests.py"


def _sources(survey: Survey) -> list[Entry]:
    return [e for e in survey.sources if not _is_plain_tests(e)]


def everything(survey: Survey) -> Scope:
    """All first-party source, examples and scripts too."""
    return _scope(survey, "source", _sources(survey))


def _scope(survey: Survey, name: str, entries: Sequence[Entry]) -> Scope:
    python = [e for e in entries if e.language == "python" and not is_template(e.path)]
    elsewhere = Counter[str]()
    for entry in entries:
        if entry.language in _PROGRAMS:
            elsewhere[entry.language] += entry.lines
    return Scope(
        name=name,
        read={e.path: survey.python[e.path] for e in python if e.path in survey.python},
        unread=tuple(e.path for e in python if _should_have_facts(survey, e.path)),
        elsewhere=dict(sorted(elsewhere.items())),
        lines=sum(e.lines for e in python),
        unopened=_unopened(survey, Role.TEST if name == "tests" else Role.SOURCE),
    )


def _should_have_facts(survey: Survey, path: str) -> bool:
    broken = survey.unparsed.get(path)
    return broken is not None and not holds_template(survey, path, broken.line)


def holds_template(survey: Survey, path: str, line: int) -> bool:
    """Whether the line that does not parse, or its neighbour, is to be filled in by a tool."""
    near = survey.snapshot.lines(path)[max(0, line - 2) : line + 1]
    return any(mark in text for text in near for mark in ("{{", "{%", "<%", "${", "{#"))


def answer(
    survey: Survey, check: Check, scope: Scope, failing: Sequence[Evidence], held: str
) -> list[Evidence]:
    """`failing` first; then what could not be read; "holds" only when all of it was."""
    unread = _unread(survey, check, scope)
    if failing or unread:
        return [*failing, *unread]
    if not scope.read:
        return [_without_python(survey, check, scope)]
    if scope.elsewhere:  # a part that nobody read is not known to be good
        others = ", ".join(scope.elsewhere)
        return [survey.unavailable(check, f"not read in this version for: {others}")]
    return [survey.holds(check, held)]


def _without_python(survey: Survey, check: Check, scope: Scope) -> Evidence:
    if scope.elsewhere:
        others = ", ".join(scope.elsewhere)
        return survey.unavailable(check, f"not read in this version for: {others}")
    return survey.not_applicable(check, f"there is no program {scope.name} here")


def _unread(survey: Survey, check: Check, scope: Scope) -> list[Evidence]:
    return [*_unparsed(survey, check, scope), *_never_opened(survey, check, scope)]


def _unparsed(survey: Survey, check: Check, scope: Scope) -> list[Evidence]:
    if not scope.unread:
        return []
    first = scope.unread[0]
    more = f" and {len(scope.unread) - 1} more" if len(scope.unread) > 1 else ""
    reason = survey.unparsed[first].reason
    spots = (Spot(p, max(1, survey.unparsed[p].line)) for p in scope.unread[:_MOST_SPOTS])
    return [survey.unavailable(check, f"could not parse {first!r}{more} ({reason})", *spots)]


def _never_opened(survey: Survey, check: Check, scope: Scope) -> list[Evidence]:
    return [
        survey.unavailable(check, f"{e.path!r} was not read: {e.reason}") for e in scope.unopened
    ]


def _unopened(survey: Survey, role: Role) -> tuple[Entry, ...]:
    """Python that the snapshot holds no text of."""
    return tuple(
        e
        for e in survey.snapshot.entries
        if e.path.endswith(".py")
        and e.mode in (Mode.FILE, Mode.EXECUTABLE)
        and (e.fate is Fate.SKIPPED or not e.text)
        and role_of(e.path, "python", b"") is role
    )


def test_modules(scope: Scope) -> Iterator[tuple[str, PythonFacts]]:
    """Files of a test scope that a runner collects."""
    return ((path, facts) for path, facts in scope.read.items() if is_test_module(path))
