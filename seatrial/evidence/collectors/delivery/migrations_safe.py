"""A migration works on a table that has rows: a new required column comes with a value."""

import re
from collections.abc import Iterator

from seatrial.evidence.collectors import containers, migrations
from seatrial.evidence.model import Check, Evidence, Severity
from seatrial.evidence.survey import Spot, Survey

CHECK = Check(
    id="delivery.migrations-safe",
    statement="No migration adds a required column without a value for the rows that are there",
    gate="G11",
    severity=Severity.LOW,
    remedy="Add it with a default, or nullable, fill it, then make it required.",
    effort="S",
)
_STATEMENT = re.compile(r"[^;]{1,4000};")
_ALTERS = re.compile(r"\s*ALTER\s+TABLE\s+(?:IF\s+EXISTS\s+|ONLY\s+)*([\w.\"`\[\]{}]+)", re.I)
_ADDS = re.compile(
    r"\bADD\s+(?:COLUMN\s+)?(?!CONSTRAINT\b|PRIMARY\b|FOREIGN\b|CHECK\b|UNIQUE\b)", re.I
)
_REQUIRED = re.compile(r"\bNOT\s+NULL\b", re.I)
_VALUE = re.compile(
    r"\b(DEFAULT|GENERATED|IDENTITY|AUTO_INCREMENT|(BIG|SMALL)?SERIAL)\b|\bAS\s*\(", re.I
)
_CREATES = re.compile(r"\bCREATE\s+TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?([\w.\"`\[\]{}]+)", re.I)
_COMMENT = re.compile(r"--[^\n]*")


def collect(survey: Survey) -> list[Evidence]:
    found, unread = migrations.folders(survey), migrations.unread(survey)
    seen = [pair for folder in found for pair in folder.unsafe] + list(_of_sql(survey))
    failing = [survey.fails(CHECK, f"it adds {what}", spot) for spot, what in seen]
    others = [path for path in unread if not path.endswith(".sql")]
    failing += containers.unreadable(survey, CHECK, others, "not read in this version")
    if not found and not failing and not unread:
        return [survey.not_applicable(CHECK, "no database migration")]
    return survey.fails_or_holds(CHECK, failing, "no new column without a value is required")


def _of_sql(survey: Survey) -> Iterator[tuple[Spot, str]]:
    for path in migrations.forward_sql(survey):
        text = _COMMENT.sub("", survey.snapshot.source(path)[: migrations.LONGEST])
        made = {name.lower() for name in _CREATES.findall(text)}
        for statement in _STATEMENT.finditer(text):
            table = _ALTERS.match(statement[0])
            if table and table[1].lower() not in made and _adds_required(statement[0]):
                start = statement.start() + len(statement[0]) - len(statement[0].lstrip())
                line = text.count("\n", 0, start) + 1
                spot = Spot(path, line, text.count("\n", 0, statement.end()) + 1)
                yield spot, "a required column without a value"


def _adds_required(statement: str) -> bool:
    """One of its ADD clauses: commas within brackets belong to types."""
    flat = re.sub(r"\([^()]{0,1000}\)", "()", statement)
    return any(
        _ADDS.search(clause) and _REQUIRED.search(clause) and not _VALUE.search(clause)
        for clause in flat.split(",")
    )
