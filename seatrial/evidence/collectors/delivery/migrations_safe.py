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
_ALTERS = re.compile(r"\s*ALTER\s+TABLE\s+(?:IF\s+EXISTS\s+|ONLY\s+)*([\w.\"`\[\]{}]+)", re.I)
_ADDS = re.compile(
    r"\bADD\s+(?:COLUMN\s+)?(?!CONSTRAINT\b|PRIMARY\b|FOREIGN\b|CHECK\b|UNIQUE\b)", re.I
)
_REQUIRED = re.compile(r"\bNOT\s+NULL\b", re.I)
_VALUE = re.compile(
    r"\b(DEFAULT|GENERATED|IDENTITY|AUTO_INCREMENT|(BIG|SMALL)?SERIAL)\b|\bAS\s*\(", re.I
)
_CREATES = re.compile(r"\bCREATE\s+TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?([\w.\"`\[\]{}]+)", re.I)
_LONGEST = 4000
_NO_ROWS = re.compile(r"(#|--).*\b((no|any)\s+(records?|rows?|data)\b|empty\b)", re.I)


def collect(survey: Survey) -> list[Evidence]:
    found, unread = migrations.folders(survey), migrations.unread(survey)
    seen = [pair for folder in found for pair in folder.unsafe] + list(_of_sql(survey))
    failing = [
        survey.fails(CHECK, f"it adds {what}", spot)
        for spot, what in seen
        if not _said_to_be_empty(survey, spot)
    ]
    others = [path for path in unread if not path.endswith(".sql")]
    failing += containers.unreadable(survey, CHECK, others, "not read in this version")
    if not found and not failing and not unread:
        return [survey.not_applicable(CHECK, "no database migration")]
    return survey.fails_or_holds(CHECK, failing, "no new column without a value is required")


def _said_to_be_empty(survey: Survey, spot: Spot) -> bool:
    """A comment right above says that the table has no rows."""
    above = survey.snapshot.lines(spot.path)[max(0, spot.start - 4) : spot.start - 1]
    return any(_NO_ROWS.search(line) for line in above)


def _of_sql(survey: Survey) -> Iterator[tuple[Spot, str]]:
    for path in migrations.forward_sql(survey):
        source = survey.snapshot.source(path)[: migrations.LONGEST]
        text = migrations.without_comments(source)
        made = {name.lower() for name in _CREATES.findall(text)}
        line = 1
        for statement in text.split(";"):
            start = line + statement[: len(statement) - len(statement.lstrip())].count("\n")
            line += statement.count("\n")
            table = _ALTERS.match(statement[:_LONGEST])
            if table and table[1].lower() not in made and _adds_required(statement[:_LONGEST]):
                yield Spot(path, start, line), "a required column without a value"


def _adds_required(statement: str) -> bool:
    """One of its ADD clauses: commas within brackets belong to types."""
    flat = re.sub(r"\([^()]{0,1000}\)", "()", statement)
    return any(
        _ADDS.search(clause) and _REQUIRED.search(clause) and not _VALUE.search(clause)
        for clause in flat.split(",")
    )
