"""The way back from a copy of the data is walked by a test, a script or CI, not only described."""

import re

from seatrial.evidence.collectors.program_scope import production, tests
from seatrial.evidence.collectors.services import without_service
from seatrial.evidence.model import Check, Evidence, Severity
from seatrial.evidence.survey import Spot, Survey
from seatrial.snapshot.model import Role

CHECK = Check(
    id="recovery.restore-tested",
    statement="A test or script restores the data from a copy",
    gate="G4",
    severity=Severity.LOW,
    remedy="Add a script or test that restores a backup into an empty store and reads from it.",
    effort="M",
)
_STORES = frozenset(
    """sqlite3 aiosqlite sqlalchemy flask_sqlalchemy sqlmodel psycopg psycopg2 asyncpg pymongo motor
    mongoengine peewee tortoise pymysql MySQLdb mysql cx_Oracle oracledb pyodbc databases cassandra
    couchdb neo4j elasticsearch influxdb_client plyvel lmdb""".split()
)
_STORE_IMAGE = re.compile(
    r"^\s+image:\s*[\"']?(\S+/)?(postgres|postgis|mysql|mariadb|mongo|couchdb)"
)
_RESTORES = re.compile(
    r"\b(pg_restore|mongorestore|restic\s+restore|borg\s+extract|wal-g\s+backup-fetch|pgbackrest\b.*"
    r"restore|barman\s+recover|velero\s+restore|litestream\s+restore|manage\.py\s+(dbrestore|"
    r"restore\w*|document_importer)|rdb-restore|mysql\b.*<\s*\S+\.sql|psql\b.*<\s*\S+)"
    r"|\brestore[_-]?(db|database|data|backup)\b"
)
_DATA = r"(backup|database|db|dump|snapshot|data|copy|store)"
_NAMED = re.compile(
    rf"restor\w{{0,40}}_{_DATA}(s|_|$)|(_|^){_DATA}s?_\w{{0,40}}restor", re.IGNORECASE
)
_FILE = re.compile(r"(^|/)[^/]*restor[^/]*\.(sh|py|ya?ml|js|ts|rb)$", re.IGNORECASE)
_RUNS = r"(.*/)?((GNU)?makefile|justfile|taskfile\.ya?ml)"
_SEARCHED = ("names of tests", "scripts", "CI", "Makefile", "compose files")


def collect(survey: Survey) -> list[Evidence]:
    if other := without_service(survey, CHECK):
        return [other]
    store = _store(survey)
    if store is None:
        return _without_store(survey)
    if spot := _test(survey) or _script(survey):
        return [survey.holds(CHECK, "a restore is walked through", spot)]
    if unread := tests(survey).unread:
        return [survey.unavailable(CHECK, f"could not parse {unread[0]!r}")]
    message = "data is kept, and no test or script restores it"
    return [survey.fails(CHECK, message, store, searched=_SEARCHED)]


def _without_store(survey: Survey) -> list[Evidence]:
    scope = production(survey)
    if scope.unread or scope.languages:
        why = ", ".join([*scope.unread[:3], *scope.languages])
        return [survey.unavailable(CHECK, f"whether it keeps data is not read for: {why}")]
    return [survey.not_applicable(CHECK, "no database is used here")]


def _store(survey: Survey) -> Spot | None:
    """The first place that shows that the service keeps data of its own."""
    for path, facts in sorted(production(survey).python.items()):
        for found in facts.imports:
            if found.module.split(".")[0] in _STORES or found.module.startswith("django.db"):
                return Spot(path, found.line)
    for entry in survey.snapshot.files(Role.CONTAINER):
        for number, line in enumerate(survey.snapshot.lines(entry.path), 1):
            if _STORE_IMAGE.match(line[:300]):
                return Spot(entry.path, number)
    return None


def _test(survey: Survey) -> Spot | None:
    for path, facts in sorted(tests(survey).read.items()):
        for test in facts.tests:
            if test.checks and test.skip is None and _NAMED.search(test.name):
                return Spot(path, test.start, test.end)
    return None


def _script(survey: Survey) -> Spot | None:
    """A line that restores, or a script that is named for it and is not empty."""
    entries = survey.snapshot.files(Role.CI, Role.CONTAINER, Role.SOURCE, Role.TEST)
    for entry in [*entries, *survey.snapshot.named(_RUNS)]:
        if _FILE.search(entry.path) and entry.lines >= 3:
            return Spot(entry.path, 1)
        if entry.language in {"python", "javascript", "typescript"}:
            continue  # a program may offer what nobody tries
        for number, line in enumerate(survey.snapshot.lines(entry.path), 1):
            if _RESTORES.search(line[:500]) and not line.lstrip().startswith("#"):
                return Spot(entry.path, number)
    return None
