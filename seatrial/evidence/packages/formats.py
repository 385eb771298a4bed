"""Which file is read by whom. A new format is one file with a `read` function and one line here."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from seatrial.evidence.packages import (
    bun,
    cargo,
    composer,
    golang,
    gradle,
    maven,
    npm,
    pipenv,
    pnpm,
    poetry,
    pyproject,
    requirements,
    ruby,
    uv,
    yarn,
)
from seatrial.evidence.packages.model import Reading, Unreadable

_REQUIREMENTS = r"requirements[^/]*\.(txt|lock|in)|(.*/)?requirements/.+\.(txt|lock|in)"


@dataclass(frozen=True)
class Format:
    """A file known by its name. `lock`: it says what is installed, not what is wanted."""

    name: str
    ecosystem: str
    pattern: str
    read: Callable[[str], Reading]
    lock: bool = False


FORMATS: tuple[Format, ...] = (
    Format("requirements", "pypi", _REQUIREMENTS, requirements.read_requirements),
    Format("pyproject", "pypi", r"pyproject\.toml", pyproject.read_pyproject),
    Format("setup.cfg", "pypi", r"setup\.cfg", pyproject.read_setup_cfg),
    Format("Pipfile", "pypi", r"Pipfile", pipenv.read_pipfile),
    Format("Pipfile.lock", "pypi", r"Pipfile\.lock", pipenv.read_pipfile_lock, lock=True),
    Format("uv.lock", "pypi", r"uv\.lock", uv.read_uv, lock=True),
    Format("poetry.lock", "pypi", r"poetry\.lock", poetry.read_poetry, lock=True),
    Format("pdm.lock", "pypi", r"pdm\.lock", poetry.read_pdm, lock=True),
    Format("pylock", "pypi", r"pylock(\.[^/]+)?\.toml", poetry.read_pylock, lock=True),
    Format("package.json", "npm", r"package\.json", npm.read_package_json),
    Format(
        "package-lock",
        "npm",
        r"package-lock\.json|npm-shrinkwrap\.json",
        npm.read_package_lock,
        lock=True,
    ),
    Format("pnpm-lock", "npm", r"pnpm-lock\.yaml", pnpm.read_pnpm, lock=True),
    Format("bun.lock", "npm", r"bun\.lock", bun.read_bun, lock=True),
    Format("yarn.lock", "npm", r"yarn\.lock", yarn.read_yarn, lock=True),
    Format("go.mod", "golang", r"go\.mod", golang.read_go_mod),
    Format("go.sum", "golang", r"go\.sum", golang.read_go_sum, lock=True),
    Format("go.work.sum", "golang", r"go\.work\.sum", golang.read_go_sum, lock=True),
    Format("Cargo.toml", "cargo", r"Cargo\.toml", cargo.read_cargo_toml),
    Format("Cargo.lock", "cargo", r"Cargo\.lock", cargo.read_cargo_lock, lock=True),
    Format("pom.xml", "maven", r"pom\.xml", maven.read_pom),
    Format(
        "gradle.lockfile",
        "maven",
        r"(buildscript-)?gradle\.lockfile|gradle/dependency-locks/[^/]+\.lockfile",
        gradle.read_gradle_lock,
        lock=True,
    ),
    Format("catalogue", "maven", r"gradle/[^/]+\.versions\.toml", gradle.read_catalogue),
    Format("build.gradle", "maven", r"build\.gradle(\.kts)?", gradle.read_build_script),
    Format("Gemfile", "gem", r"Gemfile", ruby.read_gemfile),
    Format("Gemfile.lock", "gem", r"Gemfile\.lock", ruby.read_gemfile_lock, lock=True),
    Format("composer.json", "composer", r"composer\.json", composer.read_composer_json),
    Format("composer.lock", "composer", r"composer\.lock", composer.read_composer_lock, lock=True),
)


_MATCHERS = tuple((f, re.compile(rf"(.*/)?({f.pattern})")) for f in FORMATS)
_ANY = re.compile("|".join(rf"(?:.*/)?(?:{f.pattern})" for f in FORMATS))
# Lock files that say what is installed, in formats that are not read here, by ecosystem.
_NOT_READ = {
    "npm": re.compile(r"(.*/)?(bun\.lockb|deno\.lock)"),
    "pypi": re.compile(r"(.*/)?(pixi\.lock|conda-lock\.ya?ml)"),
    "other": re.compile(
        r"(.*/)?(mix\.lock|pubspec\.lock|packages\.lock\.json|Podfile\.lock|Package\.resolved"
        r"|rebar\.lock|Gopkg\.lock)"
    ),
}


def format_of(path: str) -> Format | None:
    if not _ANY.fullmatch(path):
        return None
    return next(f for f, matcher in _MATCHERS if matcher.fullmatch(path))


def foreign_lock(path: str) -> str:
    """The ecosystem of a lock file whose format is not read here, '' for any other file."""
    return next((e for e, matcher in _NOT_READ.items() if matcher.fullmatch(path)), "")


def read_file(content: str, path: str) -> Reading:
    """What the file says; `unread` in place of it when it cannot be understood."""
    found = format_of(path)
    if found is None:
        return Reading(unread="its format is not known here")
    reading = _read(found, content)
    return reading.model_copy(
        update={
            "format": found.name,
            "ecosystem": found.ecosystem,
            "lock": found.lock or reading.lock,
        }
    )


def _read(found: Format, content: str) -> Reading:
    try:
        return found.read(content)
    except Unreadable as error:
        return Reading(unread=str(error))
    except (RecursionError, MemoryError):
        return Reading(unread="nested too deeply")
    except ValueError as error:
        return Reading(unread=str(error)[:100])
