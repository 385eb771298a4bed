"""Collectors of gate G9 that read lock files, each outcome that they can give."""

import pytest

from seatrial.evidence.collectors.supply import hashes_present, lock_agrees, locked
from seatrial.evidence.model import Severity
from tests.evidence.collectors.seen import seen
from tests.evidence.packages import samples
from tests.trees import survey_of

PROJECT = '[project]\nname = "app"\nversion = "1"\ndependencies = ["flask>=3"]\n'
HASHED = "flask==3.1.0 \\\n    --hash=sha256:aa\nclick==8.1.0 --hash=sha256:bb\n"
SERVICE = {"app.py": "from flask import Flask\n\napp = Flask('x')\n"}
PRIVATE = '{"private": true, "dependencies": {"a": "^1.0.0"}}'
LIBRARY = '{"name": "lib", "version": "1.0.0", "dependencies": {"a": "^1.0.0"}}'
CRATE = '[package]\nname = "app"\n[dependencies]\na = "1"\n'
GO = "module a.b/c\n\nrequire example.com/a v1.2.3\n"

# -- locked -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"pyproject.toml": PROJECT, "uv.lock": samples.UV}, [("HOLDS", "")]),
        ({"pyproject.toml": PROJECT, "requirements.lock": HASHED, **SERVICE}, [("HOLDS", "")]),
        ({"pyproject.toml": PROJECT, "requirements/run.txt": HASHED}, [("HOLDS", "")]),
        (
            {"pyproject.toml": PROJECT, "docs/requirements.txt": HASHED, **SERVICE},
            [("FAILS", "")],
        ),
        ({"pyproject.toml": PROJECT, **SERVICE}, [("FAILS", "")]),
        (
            {"pyproject.toml": PROJECT, "requirements.txt": "# a\nflask==3\nb==1\n", **SERVICE},
            [("FAILS", "requirements.txt:2-3")],
        ),
        ({"requirements.txt": "flask>=3\n"}, [("FAILS", "")]),
        ({"setup.py": "setup(install_requires=['x'])", **SERVICE}, [("FAILS", "")]),
        ({"pyproject.toml": '[project]\nname = "a"\n'}, [("NOT_APPLICABLE", "")]),
        ({"package.json": PRIVATE}, [("FAILS", "")]),
        ({"package.json": PRIVATE, "yarn.lock": samples.YARN_1}, [("HOLDS", "")]),
        ({"web/package.json": PRIVATE}, [("FAILS", "")]),
        ({"web/package.json": PRIVATE, "pnpm-lock.yaml": samples.PNPM}, [("HOLDS", "")]),
        ({"package.json": '{"name": "a"}'}, [("NOT_APPLICABLE", "")]),
        ({"go.mod": GO, "go.sum": samples.GO_SUM}, [("HOLDS", "")]),
        ({"go.mod": GO, "main.go": "package main\n"}, [("FAILS", "")]),
        ({"Cargo.toml": CRATE, "src/main.rs": ""}, [("FAILS", "")]),
        ({"Cargo.toml": CRATE, "Cargo.lock": samples.CARGO_LOCK}, [("HOLDS", "")]),
        ({"Gemfile": 'gem "rails"\n'}, [("FAILS", "")]),
        ({"composer.json": '{"type": "project", "require": {"a/b": "^1"}}'}, [("FAILS", "")]),
        ({"pom.xml": samples.POM}, [("NOT_APPLICABLE", "")]),
        ({"pyproject.toml": "["}, [("UNAVAILABLE", "pyproject.toml:1")]),
        ({"pyproject.toml": PROJECT, "uv.lock": "[["}, [("UNAVAILABLE", "uv.lock:1")]),
        ({"package.json": PRIVATE, "bun.lockb": "x"}, [("UNAVAILABLE", "bun.lockb:1")]),
        ({"tests/fixtures/package.json": PRIVATE}, [("NOT_APPLICABLE", "")]),
        ({"a.txt": "x"}, [("NOT_APPLICABLE", "")]),
    ],
)
def test_dependencies_are_locked(tmp_path, files, expected):
    assert seen(locked.collect(survey_of(tmp_path, files))) == expected


@pytest.mark.parametrize(
    "files",
    [
        {"pyproject.toml": PROJECT},
        {"pyproject.toml": PROJECT, "requirements.txt": "flask==3.1\n"},
        {"package.json": LIBRARY},
        {"Cargo.toml": CRATE, "src/lib.rs": ""},
        {"composer.json": '{"name": "a/lib", "require": {"b/c": "^1"}}'},
        {"setup.py": "setup(install_requires=['x'])"},
    ],
)
def test_a_library_without_a_lock_lacks_nothing(tmp_path, files):
    assert seen(locked.collect(survey_of(tmp_path, files))) == [("NOT_APPLICABLE", "")]


def test_what_listens_weighs_more_than_what_is_started_by_hand(tmp_path):
    script = locked.collect(survey_of(tmp_path / "a", {"requirements.txt": "flask>=3\n"}))
    service = locked.collect(survey_of(tmp_path / "b", {"pyproject.toml": PROJECT, **SERVICE}))

    assert [e.severity for e in script + service] == [Severity.LOW, Severity.MEDIUM]


def test_the_lock_files_are_named(tmp_path):
    files = {
        "pyproject.toml": PROJECT,
        "uv.lock": samples.UV,
        "web/package.json": PRIVATE,
        "web/yarn.lock": samples.YARN_1,
    }
    (evidence,) = locked.collect(survey_of(tmp_path, files))

    assert evidence.message == "dependencies are locked by 'uv.lock', 'web/yarn.lock'"


# -- lock-agrees ------------------------------------------------------------------------------

AGREES = [("HOLDS", "")]


def package(**needs: str) -> str:
    rows = ",\n".join(f'    "{name}": "{wants}"' for name, wants in needs.items())
    return f'{{\n  "dependencies": {{\n{rows}\n  }}\n}}\n'


UV_PROJECT = '[project]\nname = "app"\ndependencies = [\n  "flask",\n  "tomli",\n  {more}\n]\n'
POETRY_PROJECT = '[tool.poetry]\nname = "a"\n[tool.poetry.dependencies]\nflask = "*"\n{more}\n'


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"uv.lock": samples.UV, "pyproject.toml": UV_PROJECT.format(more="")}, AGREES),
        (
            {"uv.lock": samples.UV, "pyproject.toml": UV_PROJECT.format(more='"attrs"')},
            [("FAILS", "pyproject.toml:6")],
        ),
        (
            {
                "uv.lock": samples.UV,
                "other/pyproject.toml": '[project]\nname = "x"\ndependencies = ["attrs"]\n',
            },
            AGREES,
        ),
        (
            {"poetry.lock": samples.POETRY, "pyproject.toml": POETRY_PROJECT.format(more="")},
            AGREES,
        ),
        (
            {
                "poetry.lock": samples.POETRY,
                "pyproject.toml": POETRY_PROJECT.format(more='attrs = "*"'),
            },
            [("FAILS", "pyproject.toml:5")],
        ),
        (
            {
                "poetry.lock": samples.POETRY,
                "pyproject.toml": POETRY_PROJECT.format(
                    more='attrs = { version = "*", markers = "x" }\nnear = { path = "./near" }'
                ),
            },
            AGREES,
        ),
        (
            {"package-lock.json": samples.PACKAGE_LOCK, "package.json": package(a="^1", own="*")},
            AGREES,
        ),
        (
            {"package-lock.json": samples.PACKAGE_LOCK, "package.json": package(a="1", z="^1")},
            [("FAILS", "package.json:4")],
        ),
        (
            {
                "package-lock.json": samples.PACKAGE_LOCK,
                "package.json": package(a="1"),
                "tool/package.json": package(z="^1"),
            },
            AGREES,
        ),
        (
            {
                "package-lock.json": samples.PACKAGE_LOCK_1,
                "package.json": '{"dependencies": {"a": "1"}, "peerDependencies": {"z": "*"}}',
            },
            AGREES,
        ),
        (
            {"package-lock.json": samples.PACKAGE_LOCK_1, "package.json": package(a="1", z="1")},
            [("FAILS", "package.json:4")],
        ),
        (
            {"pnpm-lock.yaml": samples.PNPM, "packages/own/package.json": package(z="1")},
            [("FAILS", "packages/own/package.json:3")],
        ),
        ({"yarn.lock": samples.YARN_1, "package.json": package(c="^9", x="link:./x")}, AGREES),
        (
            {"yarn.lock": samples.YARN_BERRY, "package.json": package(z="^1")},
            [("FAILS", "package.json:3")],
        ),
        ({"Cargo.lock": samples.CARGO_LOCK, "Cargo.toml": CRATE}, AGREES),
        (
            {"Cargo.lock": samples.CARGO_LOCK, "Cargo.toml": CRATE + 'z = "1"\n'},
            [("FAILS", "Cargo.toml:5")],
        ),
        (
            {
                "Cargo.lock": samples.CARGO_LOCK,
                "fuzz/Cargo.toml": '[package]\nname = "fuzz"\n[dependencies]\nz = "1"\n',
            },
            [("NOT_APPLICABLE", "")],
        ),
        ({"requirements.lock": HASHED, "pyproject.toml": PROJECT}, AGREES),
        (
            {"requirements.lock": HASHED, "pyproject.toml": PROJECT.replace("flask>=3", "attrs")},
            [("FAILS", "pyproject.toml:4")],
        ),
        (
            {"requirements.txt": "click==8\n", "pyproject.toml": PROJECT},
            [("NOT_APPLICABLE", "")],
        ),
        ({"go.sum": samples.GO_SUM, "go.mod": GO}, AGREES),
        (
            {"go.sum": samples.GO_SUM, "go.mod": GO + "require example.com/z v1.0.0\n"},
            [("FAILS", "go.mod:4")],
        ),
        (
            {"Pipfile.lock": samples.PIPFILE_LOCK, "Pipfile": '[packages]\nattrs = "*"\n'},
            [("FAILS", "Pipfile:2")],
        ),
        (
            {"composer.lock": samples.COMPOSER_LOCK, "composer.json": '{"require": {"z/z": "1"}}'},
            [("FAILS", "composer.json:1")],
        ),
        (
            {"composer.lock": samples.COMPOSER_LOCK, "composer.json": '{"require": {"php": "8"}}'},
            [("NOT_APPLICABLE", "")],
        ),
        ({"package.json": package(a="1")}, [("NOT_APPLICABLE", "")]),
        ({"package.json": package(a="1"), "yarn.lock": "x y"}, [("UNAVAILABLE", "yarn.lock:1")]),
    ],
)
def test_a_lock_holds_what_its_manifest_declares(tmp_path, files, expected):
    assert seen(lock_agrees.collect(survey_of(tmp_path, files))) == expected


# -- hashes-present ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"uv.lock": samples.UV}, [("FAILS", "uv.lock:43")]),
        ({"Cargo.lock": samples.CARGO_LOCK}, [("HOLDS", "")]),
        ({"pnpm-lock.yaml": samples.PNPM}, [("HOLDS", "")]),
        ({"package-lock.json": samples.PACKAGE_LOCK}, [("FAILS", "package-lock.json:19")]),
        ({"yarn.lock": samples.YARN_BERRY}, [("NOT_APPLICABLE", "")]),
        ({"go.mod": GO, "go.sum": samples.GO_SUM}, [("HOLDS", "")]),
        ({"go.mod": GO, "go.sum": "x.y/z v1.0.0 h1:A=\n"}, [("FAILS", "go.mod:3")]),
        (
            {"go.mod": GO, "go.sum": "x.y/z v1.0.0 h1:A=\n", "go.work.sum": "x.y/z v1 h1:A=\n"},
            [("NOT_APPLICABLE", "")],
        ),
        ({"uv.lock": "[["}, [("UNAVAILABLE", "uv.lock:1")]),
        ({"requirements.txt": HASHED}, [("NOT_APPLICABLE", "")]),
    ],
)
def test_a_lock_states_the_hash_of_each_package(tmp_path, files, expected):
    assert seen(hashes_present.collect(survey_of(tmp_path, files))) == expected
