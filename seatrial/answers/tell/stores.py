"""Which database the program speaks to, by what it imports and what its manifests declare."""

import re
from collections.abc import Iterator

from seatrial.answers.known import Known, Told
from seatrial.answers.model import Sentence
from seatrial.answers.sheet import WHOLE
from seatrial.answers.tell.checks import of_checks
from seatrial.evidence.collectors.environment_variables import program_files
from seatrial.evidence.collectors.migrations import folders
from seatrial.evidence.packages import Scope, inventory
from seatrial.evidence.survey import Spot

_MODULES = {
    "sqlite3": "SQLite",
    "aiosqlite": "SQLite",
    "psycopg": "PostgreSQL",
    "psycopg2": "PostgreSQL",
    "asyncpg": "PostgreSQL",
    "pg8000": "PostgreSQL",
    "pymysql": "MySQL",
    "MySQLdb": "MySQL",
    "aiomysql": "MySQL",
    "pymongo": "MongoDB",
    "motor": "MongoDB",
    "redis": "Redis",
    "cassandra": "Cassandra",
    "oracledb": "Oracle",
    "pyodbc": "ODBC",
    "sqlalchemy": "SQLAlchemy",
    "peewee": "Peewee",
    "duckdb": "DuckDB",
}
_PACKAGES = {
    "SQLite": r"better-sqlite3|sqlite3?|github\.com/mattn/go-sqlite3|modernc\.org/sqlite"
    r"|rusqlite",
    "PostgreSQL": r"pg|postgres|tokio-postgres|github\.com/(lib/pq|jackc/pgx(/v\d)?)"
    r"|org\.postgresql:postgresql",
    "MySQL": r"mysql2?|github\.com/go-sql-driver/mysql|(com\.mysql|mysql):mysql-connector[\w-]*",
    "MongoDB": r"mongodb|mongoose|go\.mongodb\.org/mongo-driver(/v\d)?",
    "Redis": r"ioredis|github\.com/(go-)?redis/(go-)?redis(/v\d)?",
    "Prisma": r"@prisma/client",
    "sqlx": r"sqlx",
    "Diesel": r"diesel",
    "GORM": r"gorm\.io/gorm",
    "bbolt": r"go\.etcd\.io/bbolt",
}


def database(known: Known) -> Told:
    seen: dict[str, Sentence] = {}
    for name, sentence in [*_imported(known), *_declared(known)]:
        seen.setdefault(name, sentence)
    return {WHOLE: list(seen.values())}


def _imported(known: Known) -> Iterator[tuple[str, Sentence]]:
    survey = known.survey
    for path in sorted(program_files(survey, survey.python)):
        for found in survey.python[path].imports:
            top = found.module.split(".")[0]
            if not found.level and not found.typing_only and top in _MODULES:
                text = f"The program speaks to {_MODULES[top]}: '{path}' imports {top}."
                yield _MODULES[top], known.say(text, Spot(path, found.line))


def _declared(known: Known) -> Iterator[tuple[str, Sentence]]:
    for manifest in inventory(known.survey).manifests:
        for need in manifest.needs:
            if manifest.ecosystem == "pypi" or need.scope is not Scope.RUNTIME:
                continue
            for name, pattern in _PACKAGES.items():
                if re.fullmatch(pattern, need.name):
                    text = f"'{manifest.path}' declares {need.name}, a driver for {name}."
                    yield name, known.say(text, Spot(manifest.path, need.line))


def migrations(known: Known) -> Told:
    """Where they lie and how many. Programs may migrate in ways of their own: that there is none
    is never told."""
    found = folders(known.survey)
    seen = known.of("delivery.migrations-reversible")
    told = [
        known.say(f"{folder.count} database migrations lie in '{folder.path}'.", evidence=seen)
        for folder in found
    ]
    checks = ("delivery.migrations-reversible", "delivery.migrations-safe")
    return {WHOLE: [*told, *of_checks(known, checks)] if found else []}
