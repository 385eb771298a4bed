"""Collectors of gate G7, each outcome that they can give."""

import pytest

from seatrial.evidence.collectors.startup import (
    entry_points_resolve,
    env_template,
    setup_documented,
    version_stated,
)
from tests.evidence.collectors.seen import seen
from tests.trees import survey_of


def project(script: str) -> str:
    return f'[project]\nname = "app"\nversion = "1"\n\n[project.scripts]\napp = "{script}"\n'


# -- entry-points-resolve ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("script", "files", "expected"),
    [
        ("app.cli:main", {"app/cli.py": "def main(): ...\n"}, [("HOLDS", "")]),
        ("app.cli:main", {"src/app/cli.py": "def main(): ...\n"}, [("HOLDS", "")]),
        ("app:main", {"app/__init__.py": "from .cli import main\n"}, [("HOLDS", "")]),
        ("app:main", {"app.py": "main = 3\n"}, [("HOLDS", "")]),
        ("app.cli:app.run", {"app/cli.py": "app = 3\n"}, [("HOLDS", "")]),
        ("app.cli:main", {"app/cli.py": "from x import *\n"}, [("HOLDS", "")]),
        ("app:cli", {"app/__init__.py": "", "app/cli.py": ""}, [("HOLDS", "")]),
        ("app.cli:main", {"app/cli.py": "def start(): ...\n"}, [("FAILS", "pyproject.toml:6")]),
        ("app.gone:main", {"app/cli.py": ""}, [("FAILS", "pyproject.toml:6")]),
        ("other.cli:main", {"app/cli.py": ""}, [("UNAVAILABLE", "pyproject.toml:6")]),
        ("app.cli:main", {"app/cli.py": "def main(:\n"}, [("UNAVAILABLE", "pyproject.toml:6")]),
    ],
)
def test_scripts_name_what_is_there(tmp_path, script, files, expected):
    survey = survey_of(tmp_path, {"pyproject.toml": project(script), **files})

    assert seen(entry_points_resolve.collect(survey)) == expected


IMAGE = 'FROM python:3.12\nCMD ["python", "-m", "app"]\n'


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"Dockerfile": IMAGE, "app/__main__.py": ""}, [("HOLDS", "")]),
        ({"Dockerfile": IMAGE, "app.py": ""}, [("HOLDS", "")]),
        ({"Dockerfile": IMAGE, "app/__init__.py": ""}, [("FAILS", "Dockerfile:2")]),
        ({"Dockerfile": IMAGE, "other.py": ""}, [("NOT_APPLICABLE", "")]),
        ({"pyproject.toml": "["}, [("UNAVAILABLE", "pyproject.toml:1")]),
        ({"pyproject.toml": '[project]\nname = "a"\n'}, [("NOT_APPLICABLE", "")]),
        ({"a": "x"}, [("NOT_APPLICABLE", "")]),
    ],
)
def test_images_start_what_is_there(tmp_path, files, expected):
    assert seen(entry_points_resolve.collect(survey_of(tmp_path, files))) == expected


# -- env-template -----------------------------------------------------------------------------

NEEDS = "import os\n\ntoken = os.environ['APP_TOKEN']\n"
SERVER = {"server.py": "from flask import Flask\n\napp = Flask('x')\n"}


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"app.py": NEEDS}, [("FAILS", "app.py:3")]),
        ({"app.py": NEEDS, ".env.example": "APP_TOKEN=x\n"}, [("HOLDS", "")]),
        ({"app.py": NEEDS, "README.md": "Set `APP_TOKEN`."}, [("HOLDS", "")]),
        ({"app.py": NEEDS, "README.md": "Set `APP_TOKENS`."}, [("FAILS", "app.py:3")]),
        ({"app.py": "import os\nos.getenv('APP_TOKEN', '')\n"}, [("NOT_APPLICABLE", "")]),
        ({"app.py": "import os\nos.environ['HOME']\n"}, [("NOT_APPLICABLE", "")]),
        ({"scripts/a.py": NEEDS}, [("NOT_APPLICABLE", "")]),
        ({"app.py": "def f(:\n"}, [("UNAVAILABLE", "")]),
        ({"a.ts": "connect({ token: process.env.APP_TOKEN });\n"}, [("FAILS", "a.ts:1")]),
        ({"a.ts": "return json({ logo: process.env.LOGO_URL });\n"}, [("NOT_APPLICABLE", "")]),
        ({"a": "x"}, [("NOT_APPLICABLE", "")]),
    ],
)
def test_required_variables_stand_in_a_template(tmp_path, files, expected):
    assert seen(env_template.collect(survey_of(tmp_path, {**SERVER, **files}))) == expected


def test_a_library_needs_no_template(tmp_path):
    survey = survey_of(tmp_path, {"app.py": NEEDS})

    assert seen(env_template.collect(survey)) == [("NOT_APPLICABLE", "")]


# -- setup-documented -------------------------------------------------------------------------

APP = {"app.py": "x = 1\n"}


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"README.md": "# A\n\n```sh\n$ pip install app\n```\n"}, [("HOLDS", "README.md:4")]),
        ({"README.md": "Run `npm install`.\n"}, [("HOLDS", "README.md:1")]),
        (
            {"README.rst": "App\n===\n\nInstall::\n\n    pip install app\n"},
            [("HOLDS", "README.rst:6")],
        ),
        ({"docs/setup.md": "```\nuv sync\n```\n"}, [("HOLDS", "docs/setup.md:2")]),
        ({"README.md": "words", "Makefile": "install:\n\tx\n"}, [("HOLDS", "Makefile:1")]),
        ({"README.md": "See https://app.readthedocs.io/\n"}, [("UNAVAILABLE", "README.md:1")]),
        ({"README.md": "Just read the code.\n"}, [("FAILS", "")]),
        ({"README.md": "We pip install nothing.\n"}, [("FAILS", "")]),
    ],
)
def test_the_setup_command_is_shown(tmp_path, files, expected):
    assert seen(setup_documented.collect(survey_of(tmp_path, {**APP, **files}))) == expected


def test_without_a_program_there_is_nothing_to_set_up(tmp_path):
    survey = survey_of(tmp_path, {"README.md": "words"})

    assert seen(setup_documented.collect(survey)) == [("NOT_APPLICABLE", "")]


# -- version-stated ---------------------------------------------------------------------------

NAMED = '[project]\nname = "app"\n'


@pytest.mark.parametrize(
    ("files", "outcome"),
    [
        ({"pyproject.toml": NAMED + 'requires-python = ">=3.11"\n'}, "HOLDS"),
        ({"pyproject.toml": NAMED, ".python-version": "3.12\n"}, "HOLDS"),
        ({"pyproject.toml": NAMED, "Dockerfile": "FROM python:3.12-slim\n"}, "HOLDS"),
        ({"setup.py": "setup(python_requires='>=3.9')\n"}, "HOLDS"),
        ({"pyproject.toml": NAMED}, "FAILS"),
        ({"requirements.txt": "x\n", ".tool-versions": "nodejs 20\n"}, "FAILS"),
        ({"pyproject.toml": "[tool.ruff]\n"}, "NOT_APPLICABLE"),
        ({"pyproject.toml": "["}, "UNAVAILABLE"),
        ({"package.json": '{"version": "1.0.0", "engines": {"node": ">=20"}}'}, "HOLDS"),
        ({"package.json": '{"version": "1.0.0"}', ".nvmrc": "v20\n"}, "HOLDS"),
        ({"package.json": '{"version": "1.0.0"}'}, "FAILS"),
        ({"package.json": '{"private": true}'}, "NOT_APPLICABLE"),
        ({"go.mod": "module a.b/c\n\ngo 1.23\n"}, "HOLDS"),
        ({"Cargo.toml": '[package]\nname = "a"\nrust-version = "1.80"\n'}, "HOLDS"),
        ({"a": "x"}, "NOT_APPLICABLE"),
    ],
)
def test_the_language_version_is_stated(tmp_path, files, outcome):
    (evidence,) = version_stated.collect(survey_of(tmp_path, files))

    assert evidence.outcome == outcome


def test_the_stated_version_is_named(tmp_path):
    files = {"pyproject.toml": NAMED + 'requires-python = ">=3.11"\n'}

    (evidence,) = version_stated.collect(survey_of(tmp_path, files))

    assert evidence.message == "stated: python '>=3.11'"
