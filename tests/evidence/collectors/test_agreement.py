"""Collectors of G7 and G8 that compare what several files say, and what documents still say."""

import pytest

from seatrial.evidence.collectors.docs import (
    alerts_explained,
    api,
    api_agrees,
    commands_current,
    contributing,
    defects_reported,
    loss_said,
    no_filler,
    pythons_agree,
)
from seatrial.evidence.collectors.prose import sections
from seatrial.evidence.collectors.ranges import allows, version_of
from seatrial.evidence.collectors.startup import ports_agree, template_complete, versions_agree
from seatrial.evidence.model import Severity
from tests.evidence.observed import SERVICE, example, lines, observe, outcomes
from tests.trees import survey_of

UNREAD = b"\0\1\2"
PROJECT = '[project]\nname = "app"\nrequires-python = ">=3.11"\n'
PUBLIC = '[project.urls]\nHome = "https://github.com/acme/app"\n'


# -- prose ------------------------------------------------------------------------------------


def test_a_section_counts_what_stands_below_it_and_not_what_keeps_a_place():
    text = (
        "# A\n\nTwo words.\n\n## B\n\nTODO later\n\n```\n# not a heading\n```\n\nC\n---\n\nOne.\n"
    )
    found = [(s.title, s.line, s.words) for s in sections(text.split("\n"))]
    assert found == [("A", 1, 6), ("B", 5, 3), ("C", 13, 1)]


# -- versions ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("range_", "version", "fits"),
    [
        (">=3.11", "3.11", True),
        (">=3.11", "3.10", False),
        (">=3.11", "3", True),
        (">=3.11.4", "3.11", True),
        (">=3.9,<3.13", "3.13", False),
        (">=3.9, <4.0", "3.13.1", True),
        ("^3.10", "3.12", True),
        ("^3.10", "4.0", False),
        ("~=3.10", "3.12", True),
        ("~3.10", "3.11", False),
        (">3.8", "3.8", True),
        ("<=3.12", "3.12.1", True),
        ("==3.11.*", "3.11.2", True),
        ("!=3.11.*,>=3.9", "3.11", False),
        ("!=3.9.1,>=3.9", "3.9", True),
        ("3.11", "3.12", False),
        (">=18 <21", "20", True),
        ("^20.1 || ^22", "22", True),
        ("^20 || ^22", "21", False),
        ("20.x", "20.4", True),
        ("lts/*", "20", None),
        ("*", "20", None),
    ],
)
def test_ranges_are_read_as_manifests_write_them(range_, version, fits):
    assert allows(range_, version_of(version)) is fits


@pytest.mark.parametrize("text", ["pypy3.10", "3.x", "latest", "", "${{ matrix.python }}", "3.14t"])
def test_what_is_no_plain_version_is_not_compared(text):
    assert version_of(text) is None


CI = """on: push
jobs:
  a:
    strategy:
      matrix:
        python: ["{}", "3.12", "pypy3.10"]
    steps:
      - uses: actions/setup-python@v5
        with:
          python-version: ${{{{ matrix.python }}}}
"""


NODE = '{"engines": {"node": ">=18"}}'
MATRIX = (
    "on: push\njobs:\n  a:\n    strategy:\n      matrix:\n        node: [{}]\n    steps:\n"
    "      - uses: actions/setup-node@v4\n        with:\n          node-version: "
    "${{{{ matrix.node }}}}\n"
)


@pytest.mark.parametrize(
    ("files", "place"),
    [
        ({".python-version": "3.9.1\n"}, (".python-version", 1, 1)),
        ({"Dockerfile": "FROM python:3.10-slim\n"}, ("Dockerfile", 1, 1)),
        ({".github/workflows/ci.yml": CI.format("3.10")}, (".github/workflows/ci.yml", 6, 6)),
        ({".tool-versions": "nodejs 20\npython 3.8\n"}, (".tool-versions", 2, 2)),
    ],
)
def test_a_version_that_the_manifest_does_not_allow_is_seen(tmp_path, files, place):
    found = observe(versions_agree, tmp_path, {"pyproject.toml": PROJECT, **files})
    assert outcomes(found) == ["FAILS"]
    assert place in lines(found)
    shipped = "Dockerfile" in files
    assert found[0].severity is (Severity.MEDIUM if shipped else None)


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"pyproject.toml": PROJECT, ".python-version": "3.12\n3.9\n"}, "HOLDS"),
        ({"pyproject.toml": PROJECT, ".github/workflows/ci.yml": CI.format("3.11")}, "HOLDS"),
        ({"package.json": '{"engines": {"node": ">=18"}}', ".nvmrc": "v20.1\n"}, "HOLDS"),
        ({"package.json": '{"engines": {"node": ">=18"}}', ".nvmrc": "16\n"}, "FAILS"),
        ({"package.json": NODE, ".github/workflows/ci.yml": MATRIX.format("16")}, "FAILS"),
        ({"package.json": NODE, ".github/workflows/ci.yml": MATRIX.format("16, 20")}, "HOLDS"),
        (
            {
                "package.json": NODE,
                ".nvmrc": "20\n",
                ".github/workflows/ci.yml": MATRIX.format("16"),
            },
            "FAILS",
        ),
        ({"go.mod": "module a.b/c\n\ngo 1.23\n", "Dockerfile": "FROM golang:1.22\n"}, "FAILS"),
        ({"go.mod": "module a.b/c\n\ngo 1.23\n", "Dockerfile": "FROM golang:1.24\n"}, "HOLDS"),
        ({"pyproject.toml": PROJECT, ".nvmrc": "lts/*\n"}, "NOT_APPLICABLE"),
        ({"pyproject.toml": PROJECT}, "NOT_APPLICABLE"),
        ({"pyproject.toml": "["}, "UNAVAILABLE"),
        ({"pyproject.toml": PROJECT, ".github/workflows/ci.yml": "a: [\n"}, "UNAVAILABLE"),
    ],
)
def test_versions_that_agree_or_cannot_be_compared(tmp_path, files, expected):
    assert outcomes(observe(versions_agree, tmp_path, files)) == [expected]


LISTED = PROJECT + 'classifiers = ["Programming Language :: Python :: {}"]\n'


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"pyproject.toml": LISTED.format("3.12")}, "HOLDS"),
        ({"pyproject.toml": LISTED.format("3.9")}, "FAILS"),
        ({"pyproject.toml": LISTED.format("3.13"), "tox.ini": "envlist = py311,py312\n"}, "FAILS"),
        ({"pyproject.toml": LISTED.format("3.12"), "tox.ini": "envlist = py311,py312\n"}, "HOLDS"),
        ({"pyproject.toml": LISTED.format("3.13"), "tox.ini": "basepython = 3.12\n"}, "HOLDS"),
        ({"pyproject.toml": LISTED.format("3 :: Only")}, "NOT_APPLICABLE"),
        ({"pyproject.toml": "["}, "UNAVAILABLE"),
    ],
)
def test_classifiers_name_what_is_allowed_and_tried(tmp_path, files, expected):
    assert outcomes(observe(pythons_agree, tmp_path, files)) == [expected]


# -- startup.template-complete ----------------------------------------------------------------

NEEDS = "import os\n\ntoken = os.environ['APP_TOKEN']\n"


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"app.py": NEEDS}, []),
        ({"app.py": NEEDS, ".env.example": "APP_TOKEN=changeme\n"}, []),
        ({"app.py": NEEDS, ".env.example": "# APP_TOKEN=\n"}, []),
        ({"app.py": NEEDS, ".env.example": "OTHER=1\n"}, [".env.example", "app.py"]),
        ({"app.py": NEEDS, ".env.example": "", "README.md": "Set APP_TOKEN."}, ["app.py"]),
        ({"app.py": NEEDS, ".env.example": "APP_TOKEN=\nAPP_OLD=1\n"}, [".env.example"]),
        ({"app.py": NEEDS, ".env.example": "APP_TOKEN=\nPOSTGRES_DB=1\n"}, []),
        ({"app.py": "class S:\n    db_url: str\n", ".env.example": "APP_DB_URL=x\n"}, []),
        ({"app.py": "x = 1\n", ".env.example": "APP_X1=x\n", "compose.yaml": "a: $APP_X1\n"}, []),
        ({"app.py": "import os\nos.getenv('APP_TOKEN')\n", ".env.example": ""}, []),
    ],
)
def test_the_template_and_the_program_agree(tmp_path, files, expected):
    found = [e for e in observe(template_complete, tmp_path, files) if e.outcome == "FAILS"]
    assert [path for path, _, _ in lines(found)] == expected


def test_a_template_is_not_held_against_what_could_not_be_parsed(tmp_path):
    files = {"app.py": "def f(:\n", ".env.example": "APP_OLD=1\n"}
    assert outcomes(observe(template_complete, tmp_path, files)) == ["UNAVAILABLE"]
    assert outcomes(observe(template_complete, tmp_path / "b", {"a.py": ""})) == ["NOT_APPLICABLE"]


# -- startup.ports-agree ----------------------------------------------------------------------

IMAGE = "FROM python:3.12\nEXPOSE 8070\n{}\n"


@pytest.mark.parametrize(
    ("files", "place"),
    [
        (
            {"Dockerfile": IMAGE.format('CMD ["uvicorn", "app:app", "--port", "8071"]')},
            ("Dockerfile", 3, 3),
        ),
        (
            {"Dockerfile": IMAGE.format("HEALTHCHECK CMD curl -f http://localhost:8071/health")},
            ("Dockerfile", 3, 3),
        ),
        (
            {"Dockerfile": IMAGE.format(""), "README.md": "Open http://localhost:8123/.\n"},
            ("README.md", 1, 1),
        ),
    ],
)
def test_a_port_on_which_nothing_listens_is_seen(tmp_path, files, place):
    found = observe(ports_agree, tmp_path, {"app.py": SERVICE, **files})
    assert (outcomes(found), lines(found)) == (["FAILS"], [place])


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"Dockerfile": IMAGE.format("CMD gunicorn -b 0.0.0.0:8070 app:app")}, "HOLDS"),
        ({"Dockerfile": IMAGE.format("CMD gunicorn -b 0.0.0.0:$PORT app:app")}, "HOLDS"),
        ({"Dockerfile": "FROM a\nEXPOSE $PORT\nCMD uvicorn --port 80 a:b\n"}, "NOT_APPLICABLE"),
        ({"Dockerfile": IMAGE.format(""), "README.md": "http://localhost:5432/\n"}, "HOLDS"),
        ({"README.md": "http://localhost:8123/\n", "b.py": "PORT = 8123\n"}, "HOLDS"),
        ({"README.md": "docker run -p 8123:80 a\n\nhttp://localhost:8123/\n"}, "HOLDS"),
        ({"README.md": "Connect to 127.0.0.1:7583 of the daemon.\n"}, "NOT_APPLICABLE"),
        ({}, "NOT_APPLICABLE"),
    ],
)
def test_ports_that_agree_or_are_named_once(tmp_path, files, expected):
    assert outcomes(observe(ports_agree, tmp_path, {"app.py": SERVICE, **files})) == [expected]


# -- docs.api-agrees --------------------------------------------------------------------------

ROUTES = f"{SERVICE}\n@app.get('/parcels/<code>')\ndef a(code): ...\n"
OPENAPI = "openapi: 3.0.0\npaths:\n  {}:\n    get: {{}}\n"


@pytest.mark.parametrize(
    ("text", "expected", "severity"),
    [
        (OPENAPI.format("/parcels/{code}"), "HOLDS", None),
        (OPENAPI.format("/api/v1/parcels/{code}"), "HOLDS", None),
        (OPENAPI.format("/gone"), "FAILS", None),
        ("openapi: 3.0.0\n", "FAILS", None),
        ("openapi: [\n", "FAILS", Severity.MEDIUM),
        ("openapi: 3.0.0\n#" + "x" * 1_000_001, "UNAVAILABLE", None),
        ("generator: x\n", "NOT_APPLICABLE", None),
    ],
)
def test_a_description_is_held_against_the_routes(tmp_path, text, expected, severity):
    (seen,) = observe(api_agrees, tmp_path, {"app.py": ROUTES, "openapi.yaml": text})
    assert (seen.outcome, seen.severity) == (expected, severity)


def test_routes_that_a_framework_makes_are_not_compared(tmp_path):
    files = {"app.py": ROUTES, "b.py": "import rest_framework\n"}
    found = observe(api_agrees, tmp_path, {**files, "openapi.yaml": OPENAPI.format("/gone")})
    assert outcomes(found) == ["HOLDS"]


def test_an_empty_description_documents_no_route(tmp_path):
    files = {"app.py": ROUTES, "openapi.yaml": "openapi: 3.0.0\n"}
    assert outcomes(observe(api, tmp_path, files)) == ["FAILS"]


# -- docs.alerts-explained --------------------------------------------------------------------

ALERT = "groups:\n- rules:\n  - alert: ManyErrors\n    expr: e > 1\n"


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"rules.yml": ALERT}, "FAILS"),
        ({"rules.yml": ALERT, "docs/ops.md": "ManyErrors: look at the log.\n"}, "HOLDS"),
        ({"rules.yml": ALERT, "docs/ops.md": "TooManyErrorsNow\n"}, "FAILS"),
        (
            {"rules.yml": f"{ALERT}    annotations:\n      runbook_url: https://ops.example/e\n"},
            "HOLDS",
        ),
        ({"rules.yml": ALERT, "docs/ops.md": UNREAD}, "UNAVAILABLE"),
        ({"rules.yml": f"{ALERT} - : [\n"}, "UNAVAILABLE"),
        ({"a.py": "x = 1\n"}, "NOT_APPLICABLE"),
    ],
)
def test_alerts_are_explained(tmp_path, files, expected):
    assert outcomes(alerts_explained.collect(survey_of(tmp_path, files))) == [expected]


# -- docs.no-filler ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("# A\n\nLorem ipsum dolor sit amet.\n", ("README.md", 3, 3)),
        ("# A\n\nWords.\n\n## Backup\n\nTODO\n", ("README.md", 5, 5)),
        ("# A\n\nWords.\n\n## Backup\n\nComing soon!\n\n## C\n\nWords.\n", ("README.md", 5, 5)),
        ("# A\n\nWrite to [INSERT CONTACT METHOD].\n", ("README.md", 3, 3)),
        ("# A\n\ngit clone https://github.com/your-username/your-repo\n", ("README.md", 3, 3)),
        ("# A\n\nTBD: describe how it is restored.\n\nWords.\n", ("README.md", 3, 3)),
    ],
)
def test_words_that_keep_a_place_are_seen(tmp_path, text, place):
    found = observe(no_filler, tmp_path, {"README.md": text})
    assert (outcomes(found), lines(found)) == (["FAILS"], [place])


@pytest.mark.parametrize(
    "text",
    [
        "# A\n\nWords.\n",
        "# A\n\nUse `lorem ipsum dolor` to try it.\n",
        "# A\n\n```\nlorem ipsum dolor\n```\n",
        "# A\n\nA list of TODO notes is kept.\n\nMore words.\n",
        "# TODO\n\n## Later\n\n- faster\n",
        "# Plans\n\nWords of it.\n\n- TODO: describe the format\n\nTODO: faster reading of it\n",
        "# A\n\n## B\n\n## C\n\nWords that are to be added by you.\n",
    ],
)
def test_words_about_filler_are_left_alone(tmp_path, text):
    assert outcomes(observe(no_filler, tmp_path, {"README.md": text})) == ["HOLDS"]


# -- docs.commands-current --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("command", "severity"),
    [
        ("python setup.py test", Severity.LOW),
        ("$ python setup.py install", Severity.INFO),
        ("docker-compose up -d", Severity.INFO),
        ("pip2 install app", Severity.LOW),
        ("curl -s https://a.example/key | sudo apt-key add -", Severity.LOW),
        ("brew cask install app", Severity.LOW),
    ],
)
def test_a_command_that_is_gone_is_seen(tmp_path, command, severity):
    (seen,) = observe(commands_current, tmp_path, {"README.md": f"# A\n\n```\n{command}\n```\n"})
    assert (seen.outcome, seen.severity) == ("FAILS", severity)
    assert lines([seen]) == [("README.md", 4, 4)]


@pytest.mark.parametrize(
    "files",
    [
        {"README.md": "# A\n\n```\ndocker compose up -d\npip install .\n```\n"},
        {"README.md": "# A\n\nWe no longer use docker-compose up.\n"},
        {"README.md": "# A\n", "CHANGELOG.md": "```\npython setup.py test\n```\n"},
    ],
)
def test_commands_of_today_and_of_the_past_are_left_alone(tmp_path, files):
    assert outcomes(observe(commands_current, tmp_path, files)) == ["HOLDS"]


# -- docs.contributing, docs.defects-reported -------------------------------------------------

HOW = "Fork it, make a branch, run the tests with pytest, and open a request to merge your change."


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"CONTRIBUTING.md": f"# Contributing\n\n{HOW}\n"}, "HOLDS"),
        ({"README.md": f"# A\n\n## Contributing\n\n{HOW}\n"}, "HOLDS"),
        ({"CONTRIBUTING.md": "# Contributing\n\n# Tests\n"}, "FAILS"),
        ({"CONTRIBUTING.md": "# Contributing\n\nTODO: say how, in many words\n"}, "FAILS"),
        ({"README.md": "# A\n"}, "FAILS"),
        ({"CONTRIBUTING.md": UNREAD}, "UNAVAILABLE"),
    ],
)  # fmt: skip
def test_how_to_contribute_is_told(tmp_path, files, expected):
    survey = survey_of(tmp_path, {"pyproject.toml": PROJECT + PUBLIC, **files})
    assert outcomes(contributing.collect(survey)) == [expected]


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"README.md": "Report bugs to the list.\n"}, "HOLDS"),
        ({"README.md": "https://github.com/acme/app/issues\n"}, "HOLDS"),
        ({".github/ISSUE_TEMPLATE/bug.md": "What happened?\n"}, "HOLDS"),
        ({".github/ISSUE_TEMPLATE/bug.md": "\n"}, "FAILS"),
        ({"README.md": "# A\n"}, "FAILS"),
        ({"README.md": UNREAD}, "UNAVAILABLE"),
    ],
)
def test_where_to_report_defects_is_told(tmp_path, files, expected):
    survey = survey_of(tmp_path, {"pyproject.toml": PROJECT + PUBLIC, **files})
    assert outcomes(defects_reported.collect(survey)) == [expected]


@pytest.mark.parametrize("collector", [contributing, defects_reported])
def test_a_project_without_a_public_home_is_not_asked(tmp_path, collector):
    assert outcomes(observe(collector, tmp_path, {"pyproject.toml": PROJECT})) == ["NOT_APPLICABLE"]


# -- the examples -----------------------------------------------------------------------------

ALL = (alerts_explained, api_agrees, commands_current, contributing, defects_reported, no_filler,
       pythons_agree, ports_agree, template_complete, versions_agree)  # fmt: skip


@pytest.mark.parametrize("name", ["parcelgate", "berthbook"])
def test_the_examples_agree_with_themselves(tmp_path, name):
    survey = example(name, tmp_path)
    found = {c.CHECK.id: outcomes(c.collect(survey)) for c in ALL}
    assert {i for i, o in found.items() if o not in (["HOLDS"], ["NOT_APPLICABLE"])} == set()


# -- docs.loss-said ----------------------------------------------------------------------------

SHOWN = "# A\n\n{said}\n\n```\ngit pull\n{command}\n```\n\nThen sign in.\n"


@pytest.mark.parametrize(
    ("command", "said", "expected"),
    [
        ("docker compose down -v", "To upgrade, recreate the containers:", ["FAILS"]),
        ("sudo docker-compose -f a.yml down --volumes", "To restart:", ["FAILS"]),
        ("$ dropdb app", "To move to another version:", ["FAILS"]),
        ("psql -c 'DROP DATABASE app'", "To move to another version:", ["FAILS"]),
        ("kubectl delete pvc data", "To upgrade:", ["FAILS"]),
        ("docker compose down -v", "This removes all links:", ["HOLDS"]),
        ("docker compose down -v", "Make a backup first.", ["HOLDS"]),
        ("docker compose down", "To upgrade:", ["HOLDS"]),
        ("docker volume ls", "To upgrade:", ["HOLDS"]),
    ],
)
def test_a_command_that_deletes_data_says_so(tmp_path, command, said, expected):
    files = {"README.md": SHOWN.format(command=command, said=said)}
    found = observe(loss_said, tmp_path, files)
    assert outcomes(found) == expected
    if expected == ["FAILS"]:
        assert lines(found) == [("README.md", 7, 7)]


def test_what_developers_do_to_their_own_data_is_left_alone(tmp_path):
    text = SHOWN.format(command="docker compose down -v", said="To upgrade:")
    files = {"README.md": "# A\n", "CONTRIBUTING.md": text}
    assert outcomes(observe(loss_said, tmp_path, files)) == ["HOLDS"]
