"""The database migrations of the tree, folder by folder, whichever tool runs them.

Conventions: golang-migrate (`x.up.sql`, `x.down.sql`), Diesel (`x/up.sql`, `x/down.sql`), goose and
dbmate (marks in comments), Rails (`db/migrate/*.rb`), Alembic and Django (`python/migrations.py`).
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from seatrial.evidence.collectors import containers
from seatrial.evidence.collectors.program_scope import everything
from seatrial.evidence.facts import Hit
from seatrial.evidence.survey import Spot, Survey
from seatrial.snapshot.model import Entry, Role

_FOLDER = re.compile(r"(^|/)(db/migrate|_?migrations?|alembic/versions|db/migrations?)(/|$)")
_OTHER_LANGUAGES = frozenset({"javascript", "typescript", "php", "java", "kotlin", "csharp"})
_UP = re.compile(r"(.*[._]|(?:.*/)?)up\.sql")
_MARKS = {
    "goose": (re.compile(r"--\s*\+goose\s+Up", re.I), re.compile(r"--\s*\+goose\s+Down", re.I)),
    "dbmate": (re.compile(r"--\s*migrate:up", re.I), re.compile(r"--\s*migrate:down", re.I)),
}
_SAYS_SO = re.compile(r"(--|/\*|#)[^\n]{0,300}(irrevers|cannot|can't|no way|not supported|no.?op"
    r"|one.?way|nothing to|not possible|forward|lossy|not revers)", re.I)  # fmt: skip
LONGEST = 500_000
# What Rails cannot turn round by itself in `change`:
# https://api.rubyonrails.org/classes/ActiveRecord/Migration/CommandRecorder.html
_RUBY_ONE_WAY = re.compile(
    r"^\s*(execute\b|change_column\s|remove_columns?\s+:\w+,\s*:\w+\s*$|drop_table\s+:?[\w\"']+\s*$)"
)
_RUBY_TURNS = re.compile(r"\breversible\b|\bup_only\b|\brevert\b|IrreversibleMigration")


@dataclass
class Folder:
    """Migrations that lie together. `one_way` and `unsafe` are places with what was seen."""

    path: str
    count: int = 0
    one_way: list[tuple[Spot, str]] = field(default_factory=list)
    unsafe: list[tuple[Spot, str]] = field(default_factory=list)


def folders(survey: Survey) -> list[Folder]:
    return survey.once("migrations", lambda: _folders(survey))


def unread(survey: Survey) -> list[str]:
    """Files of migrations that are in no language or convention that is read here."""
    broken = [p for p in survey.unparsed if _is_migration(survey.snapshot.find(p))]
    others = [e.path for e in survey.sources if _is_migration(e) and _is_other(survey, e)]
    return sorted([*broken, *others])


def _is_migration(entry: Entry | None) -> bool:
    if entry is None or entry.role is not Role.SOURCE:
        return False
    folder = entry.path.rpartition("/")[0]
    return bool(_FOLDER.search(folder)) and containers.shipped(f"{folder}/x")


def _is_other(survey: Survey, entry: Entry) -> bool:
    if entry.language in _OTHER_LANGUAGES:
        return True
    known = not entry.path.endswith(".sql") or re.search(r"(^|[/._])(up|down)\.sql$", entry.path)
    return not known and _marks_of(_text(survey, entry.path)) is None


def _folders(survey: Survey) -> list[Folder]:
    found: dict[str, Folder] = {}
    for path, one_way, unsafe in [*_of_python(survey), *_of_sql(survey), *_of_ruby(survey)]:
        name = path.rpartition("/")[0]
        folder = found.setdefault(name, Folder(name))
        folder.count += 1
        folder.one_way += one_way
        folder.unsafe += unsafe
    return [found[name] for name in sorted(found)]


Seen = tuple[str, list[tuple[Spot, str]], list[tuple[Spot, str]]]


def _of_python(survey: Survey) -> Iterator[Seen]:
    sources = {e.path for e in survey.sources}
    for path, facts in sorted(survey.python.items()):
        if facts.migration and path in sources and containers.shipped(path):
            one_way = [(Spot(path, h.start, h.end), h.message) for h in facts.migration.one_way]
            unsafe = [(Spot(path, h.start, h.end), h.message) for h in facts.migration.unsafe]
            yield path, one_way, unsafe


def of_alembic(survey: Survey) -> dict[str, tuple[Hit, ...]]:
    """What the way back of each leaves of what it made, by path; Django finds the way itself."""
    sources = {e.path for e in survey.sources}
    return {
        path: facts.migration.left
        for path, facts in sorted(survey.python.items())
        if facts.migration and facts.migration.left is not None
        if path in sources and containers.shipped(path)
    }


def broken_python(survey: Survey) -> list[str]:
    """Python's among the migrations, which could not be parsed."""
    return [p for p in unread(survey) if p in survey.unparsed and p.endswith(".py")]


def unopened_python(survey: Survey) -> list[Entry]:
    """Those of which the snapshot holds no text."""
    closed = (e for e in everything(survey).unopened if e.path.endswith(".py"))
    return [e for e in closed if _FOLDER.search(e.path) and containers.shipped(e.path)]


def _of_sql(survey: Survey) -> Iterator[Seen]:
    for entry in survey.snapshot.files(Role.SOURCE, language="sql"):
        if not containers.shipped(entry.path):
            continue
        text = _text(survey, entry.path)
        if _UP.fullmatch(entry.path):
            back = f"{entry.path[: -len('up.sql')]}down.sql"
            there = survey.snapshot.find(back)
            way_back = _text(survey, back) if there and there.text else ""
            yield _folder_of(entry.path), _one_way(entry.path, text, way_back), []
        elif marks := _marks_of(text):
            _, down = marks
            up_part, _, down_part = down.sub("\0", text, count=1).partition("\0")
            yield entry.path, _one_way(entry.path, up_part, down_part), []


def _folder_of(path: str) -> str:
    """Diesel keeps each migration in a folder of its own: they belong to the one above."""
    return path if not path.endswith("/up.sql") else path.rpartition("/")[0]


def _one_way(path: str, way: str, way_back: str) -> list[tuple[Spot, str]]:
    empty = not without_comments(way_back).strip()
    if not empty or not without_comments(way).strip() or _SAYS_SO.search(way_back):
        return []
    return [(Spot(path, 1), "the way back is empty")]


def without_comments(text: str) -> str:
    """SQL without comments, line for line. A pattern over both kinds would take quadratic time."""
    first, *rest = re.sub(r"--[^\n]*", "", text).split("/*")
    kept = [first]
    for part in rest:
        comment, _, after = part.partition("*/")
        kept += ["\n" * comment.count("\n"), after]
    return "".join(kept)


def _marks_of(text: str) -> tuple[re.Pattern[str], re.Pattern[str]] | None:
    return next((marks for marks in _MARKS.values() if marks[0].search(text)), None)


def forward_sql(survey: Survey) -> list[str]:
    """Files of SQL that take a database forward, of every convention."""
    return [
        e.path
        for e in survey.snapshot.files(Role.SOURCE, language="sql")
        if not e.path.endswith("down.sql")
        and (_is_migration(e) or _UP.fullmatch(e.path))
        and containers.shipped(e.path)
    ]


def _of_ruby(survey: Survey) -> Iterator[Seen]:
    for entry in survey.snapshot.named(r"(.*/)?db/(\w+_)?migrate/[^/]+\.rb"):
        if entry.role is Role.SOURCE and containers.shipped(entry.path):
            yield entry.path, list(_ruby_one_way(entry.path, survey.snapshot.lines(entry.path))), []


def _ruby_one_way(path: str, lines: Sequence[str]) -> Iterator[tuple[Spot, str]]:
    defined: dict[str, int] = defaultdict(int)
    for number, line in enumerate(lines, 1):
        if found := re.match(r"\s*def (?:self\.)?(up|down|change)\b", line):
            defined[found[1]] = number
    if defined["up"] and not defined["down"]:
        yield Spot(path, defined["up"]), "`up` without `down`"
    elif defined["change"] and not any(_RUBY_TURNS.search(line) for line in lines):
        for number, line in enumerate(lines, 1):
            if number > defined["change"] and (found := _RUBY_ONE_WAY.match(line)):
                yield Spot(path, number), f"`change` cannot undo {found[0].strip()!r}"


def _text(survey: Survey, path: str) -> str:
    return survey.snapshot.source(path)[:LONGEST]
