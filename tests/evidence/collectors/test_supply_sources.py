"""Collectors of gate G9 that ask where packages come from, and on which terms."""

import pytest

from seatrial.evidence.collectors.supply import (
    dependencies_used,
    from_registry,
    licences_compatible,
    no_install_scripts,
    ranges_bounded,
    registries_encrypted,
)
from seatrial.evidence.collectors.supply.licences_compatible import is_strong
from tests.evidence.collectors.seen import seen
from tests.evidence.packages import samples
from tests.trees import EXAMPLES, survey_of

COMMIT = "0" * 40
GO = "module a.b/c\n\nrequire example.com/a v1.2.3\n"
SERVICE = {"app.py": "from flask import Flask\n\napp = Flask('x')\n"}
MIT = (EXAMPLES / "berthbook" / "LICENSE").read_text()


def python(*needs: str) -> str:
    rows = "".join(f'  "{need}",\n' for need in needs)
    return f'[project]\nname = "app"\ndependencies = [\n{rows}]\n'


def package(name: str, wants: str) -> str:
    return f'{{\n  "private": true,\n  "dependencies": {{\n    "{name}": "{wants}"\n  }}\n}}\n'


# -- from-registry ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"pyproject.toml": python("flask>=3")}, [("HOLDS", "")]),
        (
            {"pyproject.toml": python("far @ git+https://git.example/far")},
            [("FAILS", "pyproject.toml:4")],
        ),
        ({"pyproject.toml": python(f"far @ git+https://g.example/far@{COMMIT}")}, [("HOLDS", "")]),
        (
            {"requirements.txt": "near @ https://files.example/near.whl\n"},
            [("FAILS", "requirements.txt:1")],
        ),
        ({"package.json": package("a", "owner/repo#main")}, [("FAILS", "package.json:4")]),
        ({"package.json": package("a", f"owner/repo#{COMMIT}")}, [("HOLDS", "")]),
        ({"package.json": package("a", "workspace:*")}, [("HOLDS", "")]),
        ({"package.json": package("a", "npm:b@^1")}, [("HOLDS", "")]),
        ({"package.json": package("a", "file:../a")}, [("FAILS", "package.json:4")]),
        ({"web/package.json": package("a", "file:../a")}, [("HOLDS", "")]),
        (
            {"package.json": package("a", "owner/repo"), "yarn.lock": samples.YARN_1},
            [("HOLDS", "")],
        ),
        ({"Cargo.toml": samples.CARGO_TOML}, [("FAILS", "Cargo.toml:10")]),
        ({"go.mod": samples.GO_MOD}, [("HOLDS", "")]),
        ({"pyproject.toml": "["}, [("UNAVAILABLE", "pyproject.toml:1")]),
        ({"a.py": ""}, [("NOT_APPLICABLE", "")]),
    ],
)
def test_dependencies_come_from_a_registry_or_a_commit(tmp_path, files, expected):
    assert seen(from_registry.collect(survey_of(tmp_path, files))) == expected


# -- ranges-bounded ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"package.json": package("a", "*")}, [("FAILS", "package.json:4")]),
        ({"package.json": package("a", "latest")}, [("FAILS", "package.json:4")]),
        ({"package.json": package("a", "^1.0.0")}, [("HOLDS", "")]),
        (
            {"package.json": package("a", "*"), "yarn.lock": samples.YARN_1},
            [("NOT_APPLICABLE", "")],
        ),
        (
            {"package.json": '{"name": "lib", "dependencies": {"a": "*"}}'},
            [("NOT_APPLICABLE", "")],
        ),
        ({"requirements.txt": "flask\nb>=1\n"}, [("FAILS", "requirements.txt:1")]),
        ({"requirements.txt": "flask>=3\n"}, [("HOLDS", "")]),
        ({"requirements-dev.txt": "flask\n"}, [("NOT_APPLICABLE", "")]),
        (
            {"pyproject.toml": python("a>=1"), "requirements.txt": "flask\n"},
            [("NOT_APPLICABLE", "")],
        ),
        ({"pyproject.toml": python("flask"), **SERVICE}, [("HOLDS", "")]),
        ({"build.gradle": "implementation 'a.b:c:+'\n"}, [("FAILS", "build.gradle:1")]),
        ({"package.json": "{"}, [("UNAVAILABLE", "package.json:1")]),
    ],
)
def test_a_program_does_not_take_any_version(tmp_path, files, expected):
    assert seen(ranges_bounded.collect(survey_of(tmp_path, files))) == expected


# -- registries-encrypted ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"requirements.txt": "-i http://pypi.corp/simple\na==1\n"}, "requirements.txt:1"),
        ({"requirements.txt": "--index-url https://pypi.corp/simple\na==1\n"}, ""),
        ({".npmrc": "# a\nregistry=http://npm.corp/\n"}, ".npmrc:2"),
        ({".npmrc": "@scope:registry=http://npm.corp/\n"}, ".npmrc:1"),
        ({".yarnrc.yml": 'npmRegistryServer: "http://npm.corp"\n'}, ".yarnrc.yml:1"),
        ({".npmrc": "registry=http://localhost:4873/\n"}, ""),
        ({".npmrc": "registry=http://${HOST}/\n"}, ""),
        ({"pom.xml": samples.POM.replace("maven.example", "maven.corp")}, "pom.xml:36"),
        ({"pom.xml": samples.POM}, ""),
        ({"build.gradle": 'maven { url "http://maven.corp/x" }\n'}, "build.gradle:1"),
        ({"Gemfile": 'source "http://rubygems.org"\n'}, "Gemfile:1"),
        ({"yarn.lock": samples.YARN_1.replace("npm.example", "npm.corp")}, "yarn.lock:12"),
        ({"package.json": package("a", "http://files.corp/a.tgz")}, "package.json:4"),
    ],
)
def test_packages_travel_encrypted(tmp_path, files, expected):
    outcome = ("FAILS", expected) if expected else ("HOLDS", "")

    assert seen(registries_encrypted.collect(survey_of(tmp_path, files))) == [outcome]


@pytest.mark.parametrize(
    ("files", "expected"),
    [({"a.py": ""}, "NOT_APPLICABLE"), ({"uv.lock": "[["}, "UNAVAILABLE")],
)
def test_without_registries_nothing_is_said_of_them(tmp_path, files, expected):
    (evidence,) = registries_encrypted.collect(survey_of(tmp_path, files))

    assert evidence.outcome == expected


# -- no-install-scripts -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ('{\n"name": "a",\n"scripts": {\n"postinstall": "x"}}', [("FAILS", "package.json:4")]),
        ('{"name": "a", "private": true, "scripts": {"postinstall": "x"}}', [("HOLDS", "")]),
        ('{"name": "a", "scripts": {"prepare": "x", "test": "y"}}', [("HOLDS", "")]),
        ("{", [("UNAVAILABLE", "package.json:1")]),
    ],
)
def test_installing_a_published_package_runs_nothing(tmp_path, content, expected):
    survey = survey_of(tmp_path, {"package.json": content})

    assert seen(no_install_scripts.collect(survey)) == expected


# -- licences-compatible ----------------------------------------------------------------------


def locked(licence: str, **more: bool) -> str:
    row = f'"version": "1.0.0", "license": "{licence}"' + "".join(f', "{k}": true' for k in more)
    return f'{{"lockfileVersion": 3, "packages": {{\n"node_modules/a": {{{row}}}}}}}'


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"package-lock.json": locked("GPL-3.0-only")}, [("FAILS", "package-lock.json:2")]),
        ({"package-lock.json": locked("MIT")}, [("HOLDS", "")]),
        ({"package-lock.json": locked("(MIT OR GPL-3.0)")}, [("HOLDS", "")]),
        ({"package-lock.json": locked("GPL-3.0", dev=True)}, [("NOT_APPLICABLE", "")]),
        ({"uv.lock": samples.UV}, [("NOT_APPLICABLE", "")]),
        ({"package-lock.json": "{"}, [("UNAVAILABLE", "package-lock.json:1")]),
    ],
)
def test_strong_terms_in_a_permissive_product_are_shown_to_a_person(tmp_path, files, expected):
    survey = survey_of(tmp_path, {"LICENSE": MIT, **files})

    assert seen(licences_compatible.collect(survey)) == expected


def test_a_product_of_other_terms_is_not_compared(tmp_path):
    files = {"LICENSE": "GNU GENERAL PUBLIC LICENSE Version 3", "package-lock.json": locked("GPL")}

    assert seen(licences_compatible.collect(survey_of(tmp_path, files))) == [("NOT_APPLICABLE", "")]


@pytest.mark.parametrize(
    ("expression", "strong"),
    [
        ("GPL-2.0", True),
        ("AGPL-3.0-or-later", True),
        ("MIT AND GPL-3.0", True),
        ("GPL-2.0 OR AGPL-3.0", True),
        ("LGPL-3.0", False),
        ("MPL-2.0", False),
        ("GPL-2.0-only WITH Classpath-exception-2.0", False),
        ("MIT or GPL", False),
    ],
)
def test_strong_terms_are_those_without_another_choice(expression, strong):
    assert is_strong(expression) is strong


# -- dependencies-used ------------------------------------------------------------------------

PEERS = samples.PACKAGE_LOCK.replace(
    '"dev": true,', '"dev": true, "peerDependencies": {"p": "1"},', 1
)


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (
            {"pyproject.toml": python("requests>=2"), "app/a.py": "import os\n"},
            [("FAILS", "pyproject.toml:4")],
        ),
        (
            {"pyproject.toml": python("requests>=2"), "a.py": "def f():\n    import requests\n"},
            [("HOLDS", "")],
        ),
        ({"pyproject.toml": python("PyYAML"), "a.py": "from yaml import x\n"}, [("HOLDS", "")]),
        ({"pyproject.toml": python("tenacity"), "conf.yml": "retry: tenacity\n"}, [("HOLDS", "")]),
        (
            {"pyproject.toml": python("tenacity"), "README.md": "We use tenacity.\n"},
            [("FAILS", "pyproject.toml:4")],
        ),
        ({"pyproject.toml": python("gunicorn", "psycopg2-binary")}, [("NOT_APPLICABLE", "")]),
        ({"pyproject.toml": python("redis; os_name == 'nt'")}, [("NOT_APPLICABLE", "")]),
        ({"go.mod": GO, "a.go": 'import "example.com/a/sub"\n'}, [("HOLDS", "")]),
        ({"go.mod": GO, "a.go": 'import "example.com/ab"\n'}, [("FAILS", "go.mod:3")]),
        ({"go.mod": f"{GO}tool example.com/a/cmd/x\n"}, [("NOT_APPLICABLE", "")]),
        ({"package.json": package("a", "1")}, [("NOT_APPLICABLE", "")]),
        (
            {"package.json": package("a", "1"), "package-lock.json": PEERS},
            [("FAILS", "package.json:4")],
        ),
        (
            {"package.json": package("p", "1"), "package-lock.json": PEERS},
            [("NOT_APPLICABLE", "")],
        ),
        (
            {
                "package.json": package("a", "1"),
                "package-lock.json": PEERS,
                "x.ts": "import a from 'a/b'\n",
            },
            [("HOLDS", "")],
        ),
        (
            {
                "package.json": package("@svgr/cli", "1"),
                "package-lock.json": PEERS.replace('node_modules/a"', 'node_modules/@svgr/cli"'),
                "build.sh": "svgr ./src/assets\n",
            },
            [("HOLDS", "")],
        ),
        ({"pyproject.toml": "["}, [("UNAVAILABLE", "pyproject.toml:1")]),
        (
            {"pyproject.toml": python("requests"), "big.py": "#" * (5 * 1024 * 1024 + 1)},
            [("UNAVAILABLE", "")],
        ),
    ],
)
def test_what_is_declared_for_running_is_named_somewhere(tmp_path, files, expected):
    assert seen(dependencies_used.collect(survey_of(tmp_path, files))) == expected
