"""What a check on program text speaks of, and its answer when a part of it was not read."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from seatrial.evidence.code.facts import CodeFacts
from seatrial.evidence.code.table import LANGUAGES, covered
from seatrial.evidence.facts import FileFacts
from seatrial.evidence.model import Check, Evidence
from seatrial.evidence.python.facts import PythonFacts
from seatrial.evidence.python.scope import (
    is_ancillary,
    is_template,
    is_test_input,
    is_test_module,
)
from seatrial.evidence.survey import Spot, Survey
from seatrial.snapshot.languages import language_of
from seatrial.snapshot.model import Entry, Fate, Mode, Role
from seatrial.snapshot.roles import role_of

_PROGRAMS = frozenset(
    """javascript typescript go rust java kotlin scala ruby php c cpp csharp swift elixir vue
    svelte""".split()
)
_READ = frozenset({"python", *LANGUAGES})
_SPELT = {"javascript": "JavaScript", "typescript": "TypeScript", "go": "Go", "java": "Java",
          "rust": "Rust", "svelte": "Svelte", "vue": "Vue"}  # fmt: skip
_MOST_SPOTS = 20


@dataclass(frozen=True)
class Scope:
    """Files with facts, those that ought to have some, and the languages of all by lines.

    `languages` leaves Python out: every check is judged for it. `unopened` are program files that
    the snapshot holds no text of: too large, unreadable, or not text.
    """

    name: str
    read: dict[str, FileFacts]
    unread: tuple[str, ...]
    languages: dict[str, int]
    unopened: tuple[Entry, ...] = ()

    @property
    def python(self) -> dict[str, PythonFacts]:
        return {p: f for p, f in self.read.items() if isinstance(f, PythonFacts)}

    @property
    def code(self) -> dict[str, CodeFacts]:
        """Files in other languages."""
        return {p: f for p, f in self.read.items() if isinstance(f, CodeFacts)}

    def elsewhere(self, check: Check) -> list[str]:
        """Languages here for which `check` has no answer."""
        return [name for name in self.languages if name not in covered(check.id)]

    @property
    def said(self) -> str:
        """How many files, in which languages."""
        names = [name for name in ("Python",) if self.python]
        names += sorted({_SPELT.get(name, name) for name in self.languages if self.code})
        return f"{len(self.read)} {' and '.join(names)} files".replace("  ", " ")


def production(survey: Survey) -> Scope:
    """Source that runs in production: no tests, examples, docs or developers' scripts."""
    entries = [e for e in _sources(survey) if not is_ancillary(e.path)]
    scope = _scope(survey, "source", entries)
    return replace(scope, unopened=tuple(e for e in scope.unopened if not is_ancillary(e.path)))


def tests(survey: Survey) -> Scope:
    """Test modules and their helpers; not what tests feed to the program.

    Rust keeps tests among the sources: a source with tests is here as well.
    """
    entries = [e for e in survey.snapshot.files() if _is_test(e) or _holds_tests(survey, e)]
    return _scope(survey, "tests", entries)


def _is_test(entry: Entry) -> bool:
    if entry.role is Role.TEST:
        return not is_test_input(entry.path)
    return entry.role is Role.SOURCE and _is_plain_tests(entry)


def _holds_tests(survey: Survey, entry: Entry) -> bool:
    facts = survey.code.get(entry.path) if entry.language == "rust" else None
    return facts is not None and bool(facts.tests)


def _is_plain_tests(entry: Entry) -> bool:
    """Django's habit: `tests.py` lies among the sources."""
    return entry.path.rpartition("/")[2] == "tests.py"


def _sources(survey: Survey) -> list[Entry]:
    return [e for e in survey.sources if not _is_plain_tests(e)]


def everything(survey: Survey) -> Scope:
    """All first-party source, examples and scripts too."""
    return _scope(survey, "source", _sources(survey))


def _scope(survey: Survey, name: str, entries: Sequence[Entry]) -> Scope:
    text = [e for e in entries if e.language in _READ and not is_template(e.path)]
    languages = Counter[str]()
    for entry in entries:
        if entry.language in _PROGRAMS:
            languages[entry.language] += entry.lines
    return Scope(
        name=name,
        read={e.path: survey.facts[e.path] for e in text if e.path in survey.facts},
        unread=tuple(e.path for e in text if _should_have_facts(survey, e)),
        languages=dict(sorted(languages.items())),
        unopened=_unopened(survey, Role.TEST if name == "tests" else Role.SOURCE),
    )


def _should_have_facts(survey: Survey, entry: Entry) -> bool:
    """Shell is glue, and has dialects that no grammar knows: it never keeps an answer back."""
    broken = survey.unparsed.get(entry.path)
    if broken is None or entry.language == "shell":
        return False
    return not holds_template(survey, entry.path, broken.line)


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
    if others := scope.elsewhere(check):  # a part that nobody read is not known to be good
        return [survey.unavailable(check, f"not read in this version for: {', '.join(others)}")]
    if not scope.read:
        return [survey.not_applicable(check, f"there is no program {scope.name} here")]
    return [survey.holds(check, held)]


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
    judged = {"python", *covered(check.id)}
    return [
        survey.unavailable(check, f"{e.path!r} was not read: {e.reason}")
        for e in scope.unopened
        if language_of(e.path, b"") in judged
    ]


def _unopened(survey: Survey, role: Role) -> tuple[Entry, ...]:
    """Program text that the snapshot holds nothing of; shell is glue and keeps nothing back."""
    return tuple(
        e
        for e in survey.snapshot.entries
        if e.mode in (Mode.FILE, Mode.EXECUTABLE)
        and (e.fate is Fate.SKIPPED or not e.text)
        and (language := language_of(e.path, b"")) in _READ - {"shell"}
        and role_of(e.path, language, b"") is role
    )


def test_modules(scope: Scope) -> Iterator[tuple[str, FileFacts]]:
    """Files of a test scope that a runner collects."""
    for path, facts in scope.read.items():
        if is_test_module(path) or (isinstance(facts, CodeFacts) and not is_test_input(path)):
            yield path, facts
