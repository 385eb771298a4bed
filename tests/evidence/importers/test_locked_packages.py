"""Lock files of several kinds in one form, with the lines that state each package."""

import json

import pytest

from seatrial.evidence.importers.locked_packages import locked_packages
from tests.trees import survey_of

UV = """version = 1

[[package]]
name = "Zope_Interface"
version = "7.2"
source = { registry = "https://pypi.org/simple" }

[[package]]
name = "own"
version = "0.1.0"
source = { editable = "." }

[[package]]
name = "idna"
version = "3.10"
source = { registry = "https://pypi.org/simple" }
"""
POETRY = """[[package]]
name = "idna"
version = "3.10"
groups = ["main"]

[[package]]
name = "pytest"
version = "8.3.0"
groups = ["dev"]

[[package]]
name = "old"
version = "1.0"
category = "dev"
"""
NPM = {
    "name": "own",
    "lockfileVersion": 3,
    "packages": {
        "": {"name": "own", "version": "1.0.0"},
        "packages/part": {"version": "1.0.0"},
        "node_modules/part": {"resolved": "packages/part", "link": True},
        "node_modules/Left-Pad": {"version": "1.3.0"},
        "node_modules/a/node_modules/@s/b": {"version": "2.0.0", "dev": True},
        "node_modules/alias": {"name": "real", "version": "4.0.0"},
    },
}


def read(tmp_path, files):
    return locked_packages(survey_of(tmp_path, files))


def told(tmp_path, files):
    """(ecosystem, name, version, line, shipped) of each package."""
    found = read(tmp_path, files).packages
    return [(p.ecosystem, p.name, p.version, p.spot.start, p.shipped) for p in found]


def test_uv_without_the_project_itself(tmp_path):
    assert told(tmp_path, {"uv.lock": UV}) == [
        ("PyPI", "idna", "3.10", 13, True),
        ("PyPI", "zope-interface", "7.2", 3, True),
    ]


def test_poetry_tells_what_only_developers_install(tmp_path):
    assert told(tmp_path, {"poetry.lock": POETRY}) == [
        ("PyPI", "idna", "3.10", 1, True),
        ("PyPI", "old", "1.0", 11, False),
        ("PyPI", "pytest", "8.3.0", 6, False),
    ]


def test_pylock_and_cargo_are_tables_as_well(tmp_path):
    files = {
        "pylock.toml": '[[packages]]\nname = "idna"\nversion = "3.10"\n',
        "Cargo.lock": '[[package]]\nname = "serde"\nversion = "1.0.2"\nsource = "registry"\n',
    }
    assert told(tmp_path, files) == [
        ("crates.io", "serde", "1.0.2", 1, True),
        ("PyPI", "idna", "3.10", 1, True),
    ]


def test_npm_without_the_project_and_its_parts(tmp_path):
    text = json.dumps(NPM, indent=2)
    assert told(tmp_path, {"package-lock.json": text}) == [
        ("npm", "@s/b", "2.0.0", 19, False),
        ("npm", "left-pad", "1.3.0", 16, True),
        ("npm", "real", "4.0.0", 23, True),
    ]


def test_npm_of_version_1_nests(tmp_path):
    inner = {"b": {"version": "2.0.0"}}
    lock = {"dependencies": {"a": {"version": "1.0.0", "dependencies": inner}}}
    found = told(tmp_path, {"npm-shrinkwrap.json": json.dumps(lock, indent=1)})
    assert [f[:3] for f in found] == [("npm", "a", "1.0.0"), ("npm", "b", "2.0.0")]


def test_pipfile_lock(tmp_path):
    lock = {"default": {"A_b": {"version": "==1.0"}}, "develop": {"c": {"version": "==2.0"}}}
    assert told(tmp_path, {"Pipfile.lock": json.dumps(lock, indent=1)}) == [
        ("PyPI", "a-b", "1.0", 3, True),
        ("PyPI", "c", "2.0", 8, False),
    ]


def test_requirements_with_pins_and_hashes(tmp_path):
    text = (
        "# all\nidna==3.10 \\\n    --hash=sha256:aa\nA[x]===1.0 ; python_version > '3'\n-r more\n"
    )
    assert told(tmp_path, {"requirements.txt": text}) == [
        ("PyPI", "a", "1.0", 4, True),
        ("PyPI", "idna", "3.10", 2, True),
    ]


@pytest.mark.parametrize(
    "path", ["tests/uv.lock", "vendor/x/uv.lock", "examples/uv.lock", "docs/requirements.txt"]
)
def test_locks_of_tests_examples_and_vendored_parts_are_not_the_program_s(tmp_path, path):
    text = UV if path.endswith(".lock") else "idna==3.10\n"
    assert read(tmp_path, {path: text}) == read(tmp_path / "2", {"a.py": "x = 1\n"})


@pytest.mark.parametrize(
    "files",
    [
        {"pyproject.toml": '[project]\ndependencies = ["idna"]\n', "uv.lock": UV},
        {"part/pyproject.toml": '[project]\ndependencies = ["idna"]\n', "uv.lock": UV},
        {"pyproject.toml": '[project]\nname = "a"\ndependencies = []\n'},
        {"requirements.in": "idna\n", "requirements.txt": "idna==3.10\n"},
        {"requirements.txt": "idna\n", "requirements.lock": "idna==3.10\n"},
        {"requirements-dev.txt": "pytest\n"},
        {"package.json": '{"name": "a", "dependencies": {}}'},
    ],
)
def test_what_is_locked_or_asks_for_nothing_is_not_unread(tmp_path, files):
    assert read(tmp_path, files).unread == ()


@pytest.mark.parametrize(
    ("files", "why"),
    [
        ({"pyproject.toml": '[project]\ndependencies = ["a"]\n'}, "no lock file fixes"),
        ({"pyproject.toml": "[tool.poetry.dependencies]\na = '^1'\n"}, "no lock file fixes"),
        ({"setup.py": "setup(install_requires=['a'])\n"}, "no lock file fixes"),
        ({"package.json": '{"devDependencies": {"a": "1"}}', "uv.lock": UV}, "'package.json'"),
        ({"a/package.json": "{", "b/package-lock.json": "{}"}, "'a/package.json'"),
        ({"Cargo.toml": '[dependencies]\na = "1"\n'}, "no lock file fixes"),
        ({"requirements.txt": "a>=1\nb\n"}, "fixes no version of 'a' and 1 more"),
        ({"pyproject.toml": '[project]\ndependencies = ["a"]\n', "requirements-dev.txt": "b==1\n"},
         "'pyproject.toml' declares dependencies"),
        ({"uv.lock": "[[package"}, "'uv.lock' could not be read"),
        ({"package-lock.json": "[]"}, "'package-lock.json' could not be read"),
        ({"Pipfile.lock": "{" * 5000}, "'Pipfile.lock' could not be read"),
        ({"composer.lock": '{"packages": [{"name": "a/b", "version": "1.0"}]}'}, "is of a kind"),
    ],
)  # fmt: skip
def test_what_fixes_no_version_is_told(tmp_path, files, why):
    assert any(why in said for said in read(tmp_path, files).unread)
