"""Manifests: what a project says of itself, and the line where it says so."""

import pytest

from seatrial.evidence.manifests import (
    Stated,
    normalised,
    read_json,
    read_manifests,
    read_python_project,
    read_toml,
    requirement_name,
    unread_manifests,
)
from tests.trees import survey_of

PYPROJECT = """\
[build-system]
requires = ["setuptools"]

[project]
name = "My.App"
version = "1.2.0"
requires-python = ">=3.11"
license = "MIT"
dependencies = ["Flask>=3", "ruamel.yaml[x] ; python_version > '3'"]
dynamic = ["readme"]

[project.optional-dependencies]
test = ["pytest"]

[project.scripts]
version = "my_app.version:show"
my-app = "my_app.cli:main"

[dependency-groups]
dev = ["ruff", {include-group = "x"}]
"""
POETRY = """\
[tool.poetry]
name = "app"
version = "0.1.0"
license = "Apache-2.0"

[tool.poetry.dependencies]
python = "^3.11"
httpx = "*"

[tool.poetry.group.dev.dependencies]
pytest = "*"

[tool.poetry.scripts]
app = "app:main"
"""
SETUP_CFG = """\
[metadata]
name = app
version = attr: app.__version__
license = BSD-3-Clause

[options]
python_requires = >=3.9
install_requires =
    click>=8
    importlib-metadata; python_version < "3.10"

[options.entry_points]
console_scripts =
    app = app.cli:main
"""


def project_of(tmp_path, files):
    return read_python_project(survey_of(tmp_path, files).snapshot)


def test_a_pyproject_is_read_with_its_lines(tmp_path):
    project = project_of(tmp_path, {"pyproject.toml": PYPROJECT})

    assert project.name == Stated(value="My.App", line=5)
    assert project.version == Stated(value="1.2.0", line=6)
    assert project.requires_python == Stated(value=">=3.11", line=7)
    assert project.licence == Stated(value="MIT", line=8)
    assert project.scripts["my-app"] == Stated(value="my_app.cli:main", line=17)
    assert project.scripts["version"].line == 16


def test_a_poetry_project_is_read(tmp_path):
    project = project_of(tmp_path, {"pyproject.toml": POETRY})

    assert project.version == Stated(value="0.1.0", line=3)
    assert project.requires_python == Stated(value="^3.11", line=7)
    assert project.scripts["app"].line == 14


def test_a_setup_cfg_is_read_when_pyproject_names_no_project(tmp_path):
    files = {"setup.cfg": SETUP_CFG, "pyproject.toml": "[tool.ruff]\n"}

    project = project_of(tmp_path, files)

    assert project.path == "setup.cfg"
    assert (project.version, project.dynamic) == (Stated(), ("version",))
    assert project.attribute == "app.__version__"
    assert project.scripts["app"] == Stated(value="app.cli:main", line=14)


@pytest.mark.parametrize(
    "files",
    [
        {"a.txt": "x"},
        {"pyproject.toml": "[tool.ruff]\nline-length = 3\n"},
        {"pyproject.toml": "[project\n"},
        {"pyproject.toml": "project = 3\n"},
        {"pyproject.toml": "[project]\nname = 3\n"},
        {"setup.cfg": "no section\n"},
        {"setup.cfg": "[flake8]\n"},
    ],
)
def test_what_names_no_project_is_none(tmp_path, files):
    assert not getattr(project_of(tmp_path, files), "name", None)


def test_odd_values_are_not_stated(tmp_path):
    text = '[project]\nname = "a"\nversion = 3\nlicense = {file = "L"}\ndependencies = "x"\n'

    project = project_of(tmp_path, {"pyproject.toml": text})

    assert project.version == Stated()
    assert (project.licence, project.licence_file.value) == (Stated(), "L")


def test_manifests_of_other_ecosystems_are_read(tmp_path):
    survey = survey_of(
        tmp_path,
        {
            "package.json": '{\n  "name": "p",\n  "version": "1.0.0",\n  "license": "MIT",\n'
            '  "engines": {"node": ">=20"},\n  "scripts": {"test": "x"},\n'
            '  "dependencies": {"a": "1"}\n}',
            "Cargo.toml": '[package]\nname = "c"\nversion = "2.0.0"\nrust-version = "1.80"\n'
            '[dependencies]\nserde = "1"\n',
            "go.mod": "module example.com/m\n\ngo 1.23\n\nrequire (\n\texample.com/x v1.0.0\n)\n",
        },
    )

    package, cargo, go = read_manifests(survey.snapshot)

    assert package.version == Stated(value="1.0.0", line=3)
    assert (package.language.value, package.scripts) == (">=20", ("test",))
    assert (cargo.version.line, cargo.language.value) == (3, "1.80")
    assert (go.name.value, go.language) == ("example.com/m", Stated(value="1.23", line=3))


def test_manifests_that_cannot_be_read_are_named(tmp_path):
    survey = survey_of(tmp_path, {"pyproject.toml": "[", "package.json": "{", "Cargo.toml": "a=1"})

    assert unread_manifests(survey.snapshot) == ["pyproject.toml", "package.json"]
    assert [m.path for m in read_manifests(survey.snapshot)] == ["Cargo.toml"]


@pytest.mark.parametrize(
    "text", ["[" * 5_000, "a = " + "[" * 150_000, "a = " + "{a=" * 5_000, "a = " + "9" * 5_000]
)
def test_hostile_toml_is_not_read(text):
    assert read_toml(text) is None


@pytest.mark.parametrize("text", ["[" * 200_000, "{", "9" * 5_000, ""])
def test_hostile_json_is_not_read(text):
    assert read_json(text) is None


@pytest.mark.parametrize(
    ("requirement", "name"),
    [
        ("Flask>=3", "flask"),
        ("a_b.c [x,y] == 1", "a-b-c"),
        ("x @ https://example.com/x.whl", "x"),
        ("-r other.txt", ""),
        ("", ""),
    ],
)
def test_a_requirement_begins_with_its_name(requirement, name):
    assert requirement_name(requirement) == name


def test_names_are_compared_as_pypi_does():
    assert normalised("A__b.C") == "a-b-c"
