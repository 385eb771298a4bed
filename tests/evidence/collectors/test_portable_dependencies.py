"""What is installed can be had on another machine."""

import pytest

from seatrial.evidence.collectors.delivery import portable_dependencies
from tests.evidence.collectors.seen import seen
from tests.trees import survey_of


def package(section: str, name: str, version: str = "1.0.0") -> dict[str, str]:
    return {"package.json": f'{{\n  "{section}": {{\n    "{name}": "{version}"\n  }}\n}}\n'}


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"requirements.txt": "a==1\nb @ file:///croot/b/work\n"}, "requirements.txt:2"),
        ({"requirements.txt": "-e /opt/own\n"}, "requirements.txt:1"),
        ({"requirements.txt": "pywin32==306\n"}, "requirements.txt:1"),
        (package("dependencies", "a", "file:/opt/a"), "package.json:3"),
        (package("dependencies", "fsevents"), "package.json:3"),
        (package("dependencies", "@esbuild/darwin-arm64"), "package.json:3"),
        ({"go.mod": "module a\nreplace b => /opt/b\n"}, "go.mod:2"),
        ({"Cargo.toml": '[dependencies]\na = { path = "/opt/a" }\n'}, "Cargo.toml:2"),
        ({"environment.yml": "name: a\nprefix: /opt/conda/envs/a\n"}, "environment.yml:2"),
        ({"Gemfile.lock": "PLATFORMS\n  arm64-darwin-23\n\nX\n"}, "Gemfile.lock:2"),
    ],
)
def test_what_binds_to_one_machine_is_seen(tmp_path, files, expected):
    found = portable_dependencies.collect(survey_of(tmp_path, files))

    assert seen(found) == [("FAILS", expected)]


@pytest.mark.parametrize(
    "files",
    [
        {"requirements.txt": "pywin32==306 ; sys_platform == 'win32'\n"},
        {"requirements.txt": "# b @ file:///croot/b\nc @ https://x.org/c.whl\n-e ./own\n"},
        package("dependencies", "a", "file:../a"),
        package("optionalDependencies", "fsevents"),
        package("devDependencies", "fsevents"),
        {"go.mod": "module a\nreplace b => ../b\n"},
        {"Cargo.toml": '[[bin]]\npath = "/x"\n[dependencies]\na = { path = "../a" }\n'},
        {"Gemfile.lock": "PLATFORMS\n  arm64-darwin-23\n  x86_64-linux\n\n"},
        {"pyproject.toml": '[tool.x]\npath = "/api"\n'},
    ],
)
def test_what_any_machine_can_have_is_left_alone(tmp_path, files):
    found = portable_dependencies.collect(survey_of(tmp_path, files))

    assert seen(found) == [("HOLDS", "")]


def test_without_a_manifest_there_is_nothing_to_ask(tmp_path):
    found = portable_dependencies.collect(survey_of(tmp_path, {"a": "x"}))

    assert seen(found) == [("NOT_APPLICABLE", "")]
