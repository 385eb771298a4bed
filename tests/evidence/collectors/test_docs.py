"""Collectors of gate G8, each outcome that they can give."""

from pathlib import Path

import pytest

from seatrial.evidence.collectors.docs import (
    anchors_resolve,
    api,
    changelog,
    commands_exist,
    env_documented,
    licence_agrees,
    licence_file,
    links_resolve,
    methods_agree,
    quickstart,
    readme,
    runbook,
    versions_agree,
)
from seatrial.evidence.collectors.docs.licences import recognise, stated_licences
from seatrial.evidence.model import Severity
from tests.evidence.collectors.seen import seen
from tests.trees import EXAMPLES, survey_of

MIT = (EXAMPLES / "berthbook" / "LICENSE").read_text()
APACHE = (Path(__file__).parents[3] / "LICENSE").read_text()
PROJECT = '[project]\nname = "app"\nversion = "1.2.0"\nlicense = "MIT"\n'
SERVICE = {"app.py": "from flask import Flask\n\napp = Flask('x')\n"}


# -- licence-file -----------------------------------------------------------------------------

BSD = "Redistribution and use in source and binary forms, with or without modification {}"


@pytest.mark.parametrize(
    ("text", "licence"),
    [
        (MIT, "MIT"),
        (APACHE, "Apache-2.0"),
        (BSD.format("3. Neither the name of the copyright holder"), "BSD-3-Clause"),
        (BSD.format("THIS SOFTWARE IS PROVIDED"), "BSD-2-Clause"),
        ("                    GNU GENERAL PUBLIC LICENSE\n  Version 3, 29 June 2007", "GPL-3.0"),
        ("GNU GENERAL PUBLIC LICENSE\n Version 2, June 1991", "GPL-2.0"),
        (
            "GNU LESSER GENERAL PUBLIC LICENSE\n Version 3, 29 June 2007\n of the "
            "GNU General Public License, version 3",
            "LGPL-3.0",
        ),
        ("GNU AFFERO GENERAL PUBLIC LICENSE\n Version 3, 19 November 2007", "AGPL-3.0"),
        ("Mozilla Public License Version 2.0", "MPL-2.0"),
        (
            "Permission to use, copy, modify, and/or distribute this software for any\npurpose "
            "with or without fee is hereby granted, provided that",
            "ISC",
        ),
        ("This is free and unencumbered software released into the public domain.", "Unlicense"),
        ("Creative Commons Legal Code\n\nCC0 1.0 Universal", "CC0-1.0"),
        ("EUROPEAN UNION PUBLIC LICENCE v. 1.2", "EUPL-1.2"),
        ("Copyright Acme. All rights reserved.", "own terms"),
        ("Be good to each other.", ""),
    ],
)
def test_licences_are_known_by_their_words(text, licence):
    assert recognise(text) == licence


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"LICENSE": MIT}, [("HOLDS", "LICENSE:1")]),
        ({"licence.md": MIT}, [("HOLDS", "licence.md:1")]),
        ({"COPYING.txt": APACHE}, [("HOLDS", "COPYING.txt:1")]),
        ({"LICENSES/MIT.txt": MIT}, [("HOLDS", "LICENSES/MIT.txt:1")]),
        ({"LICENSE": "All rights reserved. Acme 2026."}, [("HOLDS", "LICENSE:1")]),
        ({"LICENSE": ""}, [("FAILS", "LICENSE:1")]),
        ({"LICENSE": "to be done"}, [("FAILS", "LICENSE:1")]),
        ({"LICENSE": "You may do this and that with it. " * 5}, [("UNAVAILABLE", "LICENSE:1")]),
        ({"LICENSE": b"\0\1"}, [("UNAVAILABLE", "")]),
        ({"docs/LICENSE": MIT}, [("FAILS", "")]),
        ({"licenses.py": "x = 1"}, [("FAILS", "")]),
        ({"README.md": "a\n\n[MIT](LICENSE)"}, [("FAILS", "README.md:3")]),
        ({"README.md": "[MIT](https://example.com/LICENSE)"}, [("FAILS", "")]),
        ({"pyproject.toml": PROJECT}, [("FAILS", "pyproject.toml:4")]),
    ],
)
def test_the_text_of_a_licence_is_at_the_top(tmp_path, files, expected):
    assert seen(licence_file.collect(survey_of(tmp_path, files))) == expected


def test_a_linked_licence_was_not_read(tmp_path):
    tree = tmp_path / "tree"
    tree.mkdir()
    (tree / "LICENSE").symlink_to("elsewhere")

    (evidence,) = licence_file.collect(survey_of(tmp_path, {"a": "x"}))

    assert evidence.outcome == "UNAVAILABLE"


def test_a_missing_licence_says_where_it_was_searched(tmp_path):
    (evidence,) = licence_file.collect(survey_of(tmp_path, {"a": "x"}))

    assert evidence.message == "no licence file at the top level"
    assert "LICENSE*" in evidence.searched


# -- licence-agrees ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("statement", "licences"),
    [
        ("MIT", {"MIT"}),
        ("MIT License", {"MIT"}),
        ("Apache 2.0", {"Apache-2.0"}),
        ("MIT OR Apache-2.0", {"MIT", "Apache-2.0"}),
        ("BSD-3-Clause", {"BSD-3-Clause"}),
        ("GPL-3.0-or-later", {"GPL-3.0"}),
        ("AGPL-3.0-only", {"AGPL-3.0"}),
        ("LGPL-2.1", {"LGPL-2.1"}),
        ("something else", set()),
    ],
)
def test_what_manifests_write_is_understood(statement, licences):
    assert stated_licences(statement) == licences


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"pyproject.toml": PROJECT, "LICENSE": MIT}, [("HOLDS", "")]),
        ({"pyproject.toml": PROJECT, "LICENSE": APACHE}, [("FAILS", "pyproject.toml:4")]),
        (
            {"pyproject.toml": PROJECT, "LICENSE-MIT": MIT, "LICENSE-APACHE": APACHE},
            [("HOLDS", "")],
        ),
        ({"package.json": '{\n"license": "ISC"\n}', "LICENSE": MIT}, [("FAILS", "package.json:2")]),
        ({"pyproject.toml": PROJECT}, [("NOT_APPLICABLE", "")]),
        ({"pyproject.toml": '[project]\nname = "a"\n', "LICENSE": MIT}, [("NOT_APPLICABLE", "")]),
        (
            {"pyproject.toml": PROJECT.replace('"MIT"', '"Foo"'), "LICENSE": MIT},
            [("NOT_APPLICABLE", "")],
        ),
        ({"pyproject.toml": "[", "LICENSE": MIT}, [("UNAVAILABLE", "pyproject.toml:1")]),
    ],
)
def test_manifest_and_text_name_one_licence(tmp_path, files, expected):
    assert seen(licence_agrees.collect(survey_of(tmp_path, files))) == expected


POM = "<project>\n<licenses><license><name>%s</name></license></licenses>\n</project>\n"


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"pom.xml": POM % "The MIT License"}, [("HOLDS", "")]),
        ({"pom.xml": POM % "Apache License, Version 2.0"}, [("FAILS", "pom.xml:2")]),
        ({"composer.json": '{\n"license": "GPL-3.0-only"\n}'}, [("FAILS", "composer.json:2")]),
        ({"composer.json": '{"license": ["MIT", "GPL-3.0-only"]}'}, [("HOLDS", "")]),
        ({"part/pom.xml": POM % "Apache License, Version 2.0"}, [("NOT_APPLICABLE", "")]),
    ],
)
def test_manifests_of_maven_and_composer_are_compared_as_well(tmp_path, files, expected):
    survey = survey_of(tmp_path, {"LICENSE": MIT, **files})

    assert seen(licence_agrees.collect(survey)) == expected


# -- readme, quickstart -----------------------------------------------------------------------

PROSE = "# App\n\n" + "This program keeps the bookings of a small harbour. " * 5 + "\n\n"


@pytest.mark.parametrize(
    ("files", "outcome", "severity"),
    [
        ({"README.md": PROSE}, "HOLDS", None),
        ({"readme.rst": PROSE}, "HOLDS", None),
        ({".github/README.md": PROSE}, "HOLDS", None),
        ({"README.md": "# App\n"}, "FAILS", Severity.MEDIUM),
        ({"README.md": "![a](https://example.com/a.png)\n" * 20}, "FAILS", Severity.MEDIUM),
        ({"README.md": "<!-- " + PROSE + " -->"}, "FAILS", Severity.MEDIUM),
        ({"src/README.md": PROSE}, "FAILS", None),
        ({"README.md": b"\0"}, "UNAVAILABLE", None),
    ],
)
def test_a_readme_says_what_the_project_is(tmp_path, files, outcome, severity):
    (evidence,) = readme.collect(survey_of(tmp_path, files))

    assert (evidence.outcome, evidence.severity) == (outcome, severity)


INSTALL = "```sh\n$ pip install app\n```\n"
RUN = "```sh\n$ app serve\n```\n"
APP = {"app.py": "x = 1\n"}


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({**APP, "README.md": PROSE + INSTALL + RUN}, [("HOLDS", "")]),
        (
            {**APP, "README.md": PROSE + "[how](docs/a.md)", "docs/a.md": INSTALL + RUN},
            [("HOLDS", "")],
        ),
        ({**APP, "README.md": PROSE, "docs/a.md": INSTALL + RUN}, [("FAILS", "README.md:1")]),
        ({**APP, "README.md": PROSE}, [("FAILS", "README.md:1")]),
        ({**APP, "README.md": PROSE + INSTALL}, [("FAILS", "README.md:1")]),
        ({**APP, "README.md": PROSE + "`APP_PORT` is the port.\n"}, [("FAILS", "README.md:1")]),
        (
            {**APP, "README.md": PROSE + "https://docs.example.com/app"},
            [("UNAVAILABLE", "README.md:8")],
        ),
        (
            {**APP, "README.rst": "App\n\n::\n\n    pip install app\n    app serve\n"},
            [("HOLDS", "")],
        ),
        (APP, [("FAILS", "")]),
        ({"README.md": PROSE}, [("NOT_APPLICABLE", "")]),
    ],
)
def test_the_readme_shows_install_and_use(tmp_path, files, expected):
    answer = seen(quickstart.collect(survey_of(tmp_path, files)))

    assert [(o, p.split(":")[0]) for o, p in answer] == [(o, p.split(":")[0]) for o, p in expected]


# -- changelog --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"CHANGELOG.md": "# Changes\n\n## 1.0.0 - 2026-01-01\n"}, [("HOLDS", "")]),
        ({"HISTORY.rst": "1.0\n---\n\n- x\n"}, [("HOLDS", "")]),
        ({"docs/en/docs/release-notes.md": "## v1.0.0\n"}, [("HOLDS", "")]),
        ({"docs/changelog.md": "## v1.0.0\n"}, [("HOLDS", "")]),
        ({"NEWS": "2026-01-01 released\n"}, [("HOLDS", "")]),
        ({"CHANGELOG.md": "# Changelog\n"}, [("FAILS", "CHANGELOG.md:1")]),
        ({"CHANGELOG.md": ""}, [("FAILS", "CHANGELOG.md:1")]),
        ({"RELEASE.md": "How to release\n"}, [("FAILS", "")]),
        ({"news.py": "version = '1.0'"}, [("FAILS", "")]),
        ({"a": "x"}, [("FAILS", "")]),
    ],
)
def test_a_changelog_names_releases(tmp_path, files, expected):
    assert seen(changelog.collect(survey_of(tmp_path, files))) == expected


# -- versions-agree ---------------------------------------------------------------------------


def changes(*headings: str) -> dict[str, str]:
    return {"CHANGELOG.md": "# Changes\n\n" + "\n\n- x\n\n".join(f"## {h}" for h in headings)}


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (changes("1.2.0 - 2026-01-01", "1.1.0"), [("HOLDS", "pyproject.toml:3")]),
        (changes("[v1.2] (2026-01-01)"), [("HOLDS", "pyproject.toml:3")]),
        (changes("Unreleased", "1.2.0"), [("HOLDS", "pyproject.toml:3")]),
        (changes("Unreleased", "1.1.0"), [("HOLDS", "pyproject.toml:3")]),
        (changes("1.3.0 (unreleased)", "1.2.0"), [("HOLDS", "pyproject.toml:3")]),
        (changes("1.2.0", "1.1.9"), [("HOLDS", "pyproject.toml:3")]),
        (changes("1.1.9", "1.2.0"), [("HOLDS", "pyproject.toml:3")]),
        (changes("1.1.0 - 2026-01-01"), [("FAILS", "pyproject.toml:3")]),
        (changes("1.3.0 - 2026-01-01"), [("FAILS", "pyproject.toml:3")]),
        (changes("1.2.0\n\n### Update theme to 4.1.3"), [("HOLDS", "pyproject.toml:3")]),
        (changes("1.2.0", "1.1.0\n\n# 1.0.0"), [("HOLDS", "pyproject.toml:3")]),
        (changes("1.2.0", "Migrating from 2.0"), [("HOLDS", "pyproject.toml:3")]),
        (changes("app 1.2.0"), [("HOLDS", "pyproject.toml:3")]),
        (changes("Notes on version names"), [("NOT_APPLICABLE", "")]),
        ({"README.md": "Current version: 1.2.0 (x)"}, [("HOLDS", "pyproject.toml:3")]),
        ({"README.md": "The **latest release** is v1.1.0."}, [("FAILS", "pyproject.toml:3")]),
        ({"README.md": "It needs version 1.1.0 of x."}, [("NOT_APPLICABLE", "")]),
        ({"app/__init__.py": "__version__ = '1.2.0'\n"}, [("HOLDS", "pyproject.toml:3")]),
        ({"src/app/_version.py": '__version__ = "1.1.0"\n'}, [("FAILS", "pyproject.toml:3")]),
        ({"other/__init__.py": "__version__ = '0.1.0'\n"}, [("NOT_APPLICABLE", "")]),
        ({}, [("NOT_APPLICABLE", "")]),
    ],
)
def test_all_places_state_one_version(tmp_path, files, expected):
    survey = survey_of(tmp_path, {"pyproject.toml": PROJECT, **files})

    assert seen(versions_agree.collect(survey)) == expected


@pytest.mark.parametrize("version", ["1.3.0.dev0", "1.3.0rc1", "0+unknown"])
def test_a_version_in_the_making_is_not_compared(tmp_path, version):
    files = {"pyproject.toml": PROJECT.replace("1.2.0", version), **changes("1.2.0")}

    assert seen(versions_agree.collect(survey_of(tmp_path, files))) == [("NOT_APPLICABLE", "")]


def test_all_places_that_differ_are_pointed_at(tmp_path):
    files = {"pyproject.toml": PROJECT, **changes("1.1.0"), "README.md": "Current version: 1.0.0"}

    (evidence,) = versions_agree.collect(survey_of(tmp_path, files))

    assert [(p.path, p.line_start) for p in evidence.places] == [
        ("pyproject.toml", 3),
        ("CHANGELOG.md", 3),
        ("README.md", 1),
    ]


def test_a_broken_manifest_states_nothing(tmp_path):
    survey = survey_of(tmp_path, {"pyproject.toml": "[", **changes("1.0")})

    assert seen(versions_agree.collect(survey)) == [("UNAVAILABLE", "pyproject.toml:1")]


# -- env-documented ---------------------------------------------------------------------------

READS = "import os\n\nport = os.getenv('APP_PORT', '1')\n"


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"app.py": READS}, [("FAILS", "app.py:3")]),
        ({"app.py": READS, "docs/a.md": "| `APP_PORT` |"}, [("HOLDS", "")]),
        ({"app.py": READS, "docs/a.rst": "APP_PORT"}, [("HOLDS", "")]),
        ({"app.py": READS, "compose.yaml": "x:\n  - APP_PORT=1\n"}, [("HOLDS", "")]),
        ({"app.py": READS, ".env.example": "APP_PORT=1\n"}, [("HOLDS", "")]),
        ({"app.py": READS, "other.py": "# APP_PORT\n"}, [("FAILS", "app.py:3")]),
        ({"app.py": "import os\nos.getenv('PATH')\n"}, [("NOT_APPLICABLE", "")]),
        ({"app.py": READS + "os.environ['APP_PORT'] = '2'\n"}, [("NOT_APPLICABLE", "")]),
        ({"tests/test_a.py": READS}, [("NOT_APPLICABLE", "")]),
        ({"app.py": "def f(:\n"}, [("UNAVAILABLE", "")]),
        ({"a": "x"}, [("NOT_APPLICABLE", "")]),
    ],
)
def test_variables_are_documented(tmp_path, files, expected):
    assert seen(env_documented.collect(survey_of(tmp_path, files))) == expected


# -- commands-exist ---------------------------------------------------------------------------


def shown(*lines: str) -> dict[str, str]:
    return {"README.md": "# App\n\n```console\n" + "\n".join(lines) + "\n```\n"}


MAKE = {"Makefile": "test lint: x\n\ttrue\n\nx:\n\ttrue\n"}
PACKAGE = {"package.json": '{"scripts": {"dev": "x"}}'}


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({**shown("$ ./run.sh"), "run.sh": "x"}, [("HOLDS", "")]),
        (shown("$ ls", "$ ./run.sh"), [("FAILS", "README.md:5")]),
        (shown("$ bash ./run.sh --now"), [("FAILS", "README.md:4")]),
        ({**shown("$ python scripts/a.py"), "scripts/a.py": ""}, [("HOLDS", "")]),
        (shown("$ python scripts/a.py"), [("FAILS", "README.md:4")]),
        (shown("$ python a.py"), [("NOT_APPLICABLE", "")]),
        ({**shown("$ make test", "$ make lint"), **MAKE}, [("HOLDS", "")]),
        ({**shown("$ make test", "$ make all"), **MAKE}, [("FAILS", "README.md:5")]),
        ({**shown("$ make all"), "Makefile": "include x.mk\n"}, [("NOT_APPLICABLE", "")]),
        (shown("$ make all"), [("NOT_APPLICABLE", "")]),
        ({**shown("$ npm run dev"), **PACKAGE}, [("HOLDS", "")]),
        ({**shown("$ npm run prod"), **PACKAGE}, [("FAILS", "README.md:4")]),
        ({**shown("$ python -m app"), "app/__main__.py": ""}, [("HOLDS", "")]),
        ({**shown("$ uv run python -m app.x"), "app/__init__.py": ""}, [("FAILS", "README.md:4")]),
        ({**shown("$ python -m pytest"), "app/__init__.py": ""}, [("NOT_APPLICABLE", "")]),
        ({**shown("$ cd sub && ./a.sh"), "sub/a.sh": "x"}, [("HOLDS", "")]),
        ({**shown("$ cd sub", "$ ./b.sh"), "sub/a.sh": "x"}, [("FAILS", "README.md:5")]),
        (shown("$ git clone x/tree", "$ cd tree", "$ ./b.sh"), [("FAILS", "README.md:6")]),
        (shown("$ cd elsewhere", "$ ./b.sh"), [("NOT_APPLICABLE", "")]),
        (shown("$ curl -O x/b.sh", "$ ./b.sh"), [("NOT_APPLICABLE", "")]),
        (shown("$ ./<name>.sh"), [("NOT_APPLICABLE", "")]),
        (shown("$ true", "./b.sh: no such file"), [("NOT_APPLICABLE", "")]),
        ({"README.md": "```python\n./b.sh\n```\n"}, [("NOT_APPLICABLE", "")]),
        ({"a": "x"}, [("NOT_APPLICABLE", "")]),
        ({"README.md": "x" * 200_001}, [("UNAVAILABLE", "README.md:1")]),
    ],
)
def test_commands_of_the_readme_find_what_they_name(tmp_path, files, expected):
    assert seen(commands_exist.collect(survey_of(tmp_path, files))) == expected


# -- api, runbook -----------------------------------------------------------------------------

ROUTES = (
    "from flask import Flask\n\napp = Flask('x')\n\n\n@app.get('/boats')\ndef a():\n    return ''\n"
    "\n\n@app.get('/boats/<int:number>')\ndef b(number):\n    return ''\n"
)


PAGE = "\n\n@app.get('/')\ndef page():\n    return render_template('page.html')\n"
URLS = "from django.urls import path\n\nurls = [path('boats/<uuid:id>/', boat), path('', all)]\n"
ANSWER = "\n\n@app.get('/count')\ndef count():\n    return jsonify(1)\n"


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"app.py": ROUTES, "docs/api.md": "`GET /boats`, `GET /boats/{id}`"}, [("HOLDS", "")]),
        (
            {"app.py": ROUTES, "README.md": "curl http://x:80/boats?night=1"},
            [("FAILS", "app.py:6")],
        ),
        ({"app.py": ROUTES, "docs/api.md": "nothing"}, [("FAILS", "app.py:6")]),
        ({"app.py": ROUTES, "openapi.yaml": "openapi: 3"}, [("FAILS", "app.py:6")]),
        (
            {"app.py": ROUTES, "openapi.yaml": "openapi: 3.1.0\npaths:\n  /a: {}\n"},
            [("HOLDS", "")],
        ),
        (
            {"app.py": ROUTES.replace("flask", "fastapi").replace("Flask", "FastAPI")},
            [("HOLDS", "")],
        ),
        (
            {**SERVICE, "urls.py": URLS, "docs/api.md": "`GET ROOT/api/v3/boats/<id>/`"},
            [("HOLDS", "")],
        ),
        (
            {**SERVICE, "urls.py": URLS, "docs/api.md": "`GET ROOT/api/v3/ships`"},
            [("FAILS", "urls.py:3")],
        ),
        ({"app.py": ROUTES + PAGE}, [("UNAVAILABLE", "")]),
        (
            {"app.py": ROUTES + PAGE, "docs/api.md": "`/boats`, `/boats/{id}`"},
            [("UNAVAILABLE", "")],
        ),
        ({"app.py": ROUTES + PAGE + ANSWER}, [("FAILS", "app.py:6")]),
        ({"app.py": ROUTES + PAGE, "api/users.py": ROUTES}, [("FAILS", "api/users.py:6")]),
        ({"app.py": ROUTES.replace("/boats'", "/api/v1/boats'") + PAGE}, [("FAILS", "app.py:6")]),
        ({"app.py": "x = 1\n"}, [("NOT_APPLICABLE", "")]),
    ],
)
def test_routes_are_documented(tmp_path, files, expected):
    assert seen(api.collect(survey_of(tmp_path, files))) == expected


@pytest.mark.parametrize(
    ("files", "outcome"),
    [
        (
            {**SERVICE, "docs/operations.md": "Stop it so.\n\nBackup so.\n\nLogs are there.\n"},
            "HOLDS",
        ),
        ({**SERVICE, "README.md": "# Deploy\nSo.\n# Backup\nDo so.\n# Restore\nSo.\n"}, "FAILS"),
        ({**SERVICE, "README.md": "# Deploy\n\n# Backup\n\n# Restore\n"}, "FAILS"),
        ({**SERVICE, "README.md": "# Deploy\nTODO\n# Backup\nTBD\n# Restore\nTODO\n"}, "FAILS"),
        (
            {
                **SERVICE,
                "README.md": "# Deploy\nRun it.\n# Backup\nCopy it.\n# Restore\nPut back.\n",
            },
            "HOLDS",
        ),
        ({**SERVICE, "README.md": "We deploy, back up and restore, and watch the logs."}, "FAILS"),
        ({**SERVICE, "CHANGELOG.md": "- deploy\n- backup\n- restore\n"}, "FAILS"),
        (SERVICE, "FAILS"),
        ({"a.py": "x = 1\n"}, "NOT_APPLICABLE"),
    ],
)
def test_operation_of_a_service_is_described(tmp_path, files, outcome):
    (evidence,) = runbook.collect(survey_of(tmp_path, files))

    assert evidence.outcome == outcome


# -- content, not presence; what could not be opened ------------------------------------------

UNREAD = b"\0\1\2"
LOREM = "Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor.\n" * 3


@pytest.mark.parametrize(
    ("collector", "files", "outcome"),
    [
        (readme, {"README.md": f"# A\n\n{LOREM}"}, "FAILS"),
        (quickstart, {"app.py": "", "README.md": f"# A\n\n## Quickstart\n\n{LOREM}"}, "FAILS"),
        (quickstart, {"app.py": "", "README.md": f"# A\n\n```\n{LOREM}```\n"}, "FAILS"),
        (quickstart, {"app.py": "", "README.md": "# A\n\n```\nTODO\n...\n```\n"}, "FAILS"),
        (changelog, {"CHANGELOG.md": "# Changelog\n\n## [Unreleased]\n\n- a thing\n"}, "FAILS"),
    ],
)
def test_a_document_that_tells_nothing_does_not_hold(tmp_path, collector, files, outcome):
    (seen_,) = collector.collect(survey_of(tmp_path, files))
    assert seen_.outcome == outcome


@pytest.mark.parametrize(
    ("collector", "files"),
    [
        (readme, {"README.md": UNREAD}),
        (quickstart, {"README.md": UNREAD}),
        (commands_exist, {"README.md": UNREAD}),
        (changelog, {"CHANGELOG.md": UNREAD}),
        (runbook, {"docs/operations.md": UNREAD, **SERVICE}),
        (links_resolve, {"docs/a.md": UNREAD}),
        (anchors_resolve, {"docs/a.md": UNREAD}),
        (env_documented, {"docs/a.md": UNREAD, "app.py": "import os\nos.environ['APP_TOKEN']\n"}),
    ],
)
def test_a_document_that_could_not_be_opened_is_not_called_missing(tmp_path, collector, files):
    found = collector.collect(survey_of(tmp_path, {"app.py": "x = 1\n", **files}))
    assert [e.outcome for e in found] == ["UNAVAILABLE"]
    assert "was not read" in found[0].message


def test_a_name_that_sphinx_looks_up_is_not_a_path(tmp_path):
    files = {"docs/conf.py": "", "docs/a.md": "[D](ship.core.Dock) [m](gone.md)\n"}
    assert seen(links_resolve.collect(survey_of(tmp_path, files))) == [("FAILS", "docs/a.md:1")]
    (evidence,) = links_resolve.collect(survey_of(tmp_path, files))
    assert "'gone.md'" in evidence.message


# -- methods-agree ----------------------------------------------------------------------------

BOATS = """from flask import Flask

app = Flask(__name__)


@app.route("/boats", methods=["POST"])
def add():
    return ""


@app.route("/boats/<int:boat>")
def show(boat):
    return ""
"""
FAST = """from fastapi import FastAPI

app = FastAPI()


@app.put("/boats/{boat}")
async def change(boat: int):
    return {}
"""
MUX = """package main

func routes(r *mux.Router) {
\tr.HandleFunc("/boats", add).Methods("POST")
\tr.HandleFunc("/any", all)
}
"""


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"app.py": BOATS, "API.md": "`POST /boats` adds one"}, [("HOLDS", "")]),
        ({"app.py": BOATS, "API.md": "# x\n\n`PUT /boats` adds one"}, [("FAILS", "API.md:3")]),
        ({"app.py": BOATS, "API.md": "| PUT | `/boats` |"}, [("FAILS", "API.md:1")]),
        ({"app.py": BOATS, "API.md": "**DELETE** `/boats/{id}`"}, [("FAILS", "API.md:1")]),
        ({"app.py": BOATS, "API.md": "`GET /boats/7` and GET /boats/<boat>."}, [("HOLDS", "")]),
        ({"app.py": BOATS, "API.md": "`PUT /boats` was removed"}, [("NOT_APPLICABLE", "")]),
        ({"app.py": BOATS, "CHANGELOG.md": "- PUT /boats"}, [("NOT_APPLICABLE", "")]),
        ({"app.py": BOATS, "API.md": "`PUT /ships`"}, [("UNAVAILABLE", "")]),
        (
            {"app.py": BOATS + 'api.add_resource(Boats, "/boats")\n', "API.md": "PUT /boats"},
            [("UNAVAILABLE", "")],
        ),
        ({"app.py": FAST, "API.md": "PATCH /boats/{boat}"}, [("FAILS", "API.md:1")]),
        ({"main.go": MUX, "API.md": "PUT /boats"}, [("FAILS", "API.md:1")]),
        ({"main.go": MUX, "API.md": "PUT /any"}, [("UNAVAILABLE", "")]),
        ({"app.js": "app.post('/boats', add)\n", "API.md": "PUT /boats"}, [("FAILS", "API.md:1")]),
        ({"a.py": "x = 1\n", "API.md": "PUT /boats"}, [("NOT_APPLICABLE", "")]),
        ({"a.py": "def (\n", "API.md": "PUT /boats"}, [("UNAVAILABLE", "")]),
        ({"app.py": BOATS}, [("NOT_APPLICABLE", "")]),
    ],
)
def test_documented_methods_are_served(tmp_path, files, expected):
    assert seen(methods_agree.collect(survey_of(tmp_path, files))) == expected
