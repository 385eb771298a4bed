"""Collectors of gate G11, each outcome that they can give."""

import pytest

from seatrial.evidence.collectors.delivery import (
    ci_bounded,
    ci_present,
    ci_runs_tests,
    container_ignore,
    container_non_root,
    healthcheck,
    portable_paths,
    resource_limits,
)
from seatrial.evidence.collectors.delivery.suite_commands import runs_tests
from seatrial.evidence.model import Severity
from tests.evidence.collectors.seen import seen
from tests.trees import survey_of

CI = ".github/workflows/ci.yml"
BROKEN = "on: [push\njobs:"
GITLAB = ".gitlab-ci.yml"
POD = "apiVersion: apps/v1\nkind: Deployment\nspec:\n  template:\n    spec:\n      containers:\n"
NAMED = "        - name: a\n          image: a:1.2\n"
SERVING = NAMED + "          ports: [{containerPort: 80}]\n"
UNKNOWN_USER = [("UNAVAILABLE", "k8s.yaml:7")]


def workflow(step: str, on: str = "[push, pull_request]", job: str = "") -> str:
    return f"on: {on}\njobs:\n  test:\n    runs-on: x\n{job}    steps:\n      - {step}\n"


# -- ci-present -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({CI: workflow("run: x")}, [("HOLDS", "")]),
        ({CI: workflow("run: x", on="pull_request")}, [("HOLDS", "")]),
        ({CI: workflow("run: x", on="{push: {branches: [main]}}")}, [("HOLDS", "")]),
        ({CI: workflow("run: x", on="{push: {tags: [v1]}}")}, [("FAILS", f"{CI}:1")]),
        ({CI: workflow("run: x", on="workflow_dispatch")}, [("FAILS", f"{CI}:1")]),
        ({".gitlab-ci.yml": "test:\n  script: [pytest]\n"}, [("HOLDS", "")]),
        ({".circleci/config.yml": "x"}, [("HOLDS", "")]),
        ({"Jenkinsfile": "x"}, [("HOLDS", "")]),
        ({GITLAB: "include: {project: a/b}\n"}, [("HOLDS", "")]),
        ({GITLAB: "a:\n  when: manual\n  script: [x]\n"}, [("FAILS", f"{GITLAB}:1")]),
        ({GITLAB: "a:\n  only: [schedules]\n  script: [x]\n"}, [("FAILS", f"{GITLAB}:1")]),
        ({GITLAB: "stages: [a]\n.hidden:\n  script: [x]\n"}, [("FAILS", f"{GITLAB}:1")]),
        ({GITLAB: "a: [\n"}, [("UNAVAILABLE", f"{GITLAB}:1")]),
        ({CI: BROKEN}, [("UNAVAILABLE", f"{CI}:1")]),
        ({"a": "x"}, [("FAILS", "")]),
    ],
)
def test_a_change_starts_ci(tmp_path, files, expected):
    assert seen(ci_present.collect(survey_of(tmp_path, files))) == expected


def test_the_system_is_named_and_an_absence_says_where_it_was_searched(tmp_path):
    (there,) = ci_present.collect(survey_of(tmp_path / "a", {CI: workflow("run: x")}))
    (absent,) = ci_present.collect(survey_of(tmp_path / "b", {"a": "x"}))

    assert there.message == f"a change starts CI (github-actions): {CI}"
    assert ".github/workflows/" in absent.searched


# -- ci-runs-tests ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "command",
    [
        "pytest",
        "pytest --cov",
        "python -m pytest -x",
        "python3.12 -m unittest discover",
        "uv run pytest",
        "poetry run pytest",
        "coverage run -m pytest",
        ".venv/bin/pytest",
        "tox -e py312",
        "tox -e lint,py312",
        "tox -e lint && tox -e py",
        "nox -s tests-3.12",
        "uvx --with tox-uv tox",
        "nox -s tests",
        "hatch run test:all",
        "hatch test",
        "python manage.py test",
        "./manage.py test app",
        "make test",
        "make -C sub test-unit",
        "npm test",
        "npm run test:unit -- --ci",
        "yarn test",
        "pnpm -r test || exit 1",
        "npx vitest run",
        "go test ./...",
        "cargo test --all",
        "cargo nextest run",
        "${{ env.CARGO }} test --verbose",
        "./gradlew check",
        "mvn -B verify",
        "dotnet test",
        "bundle exec rspec",
        "ctest --output-on-failure",
        "./run_tests.sh",
        "scripts/test.sh",
        "pip install -e . && pytest",
        "node --test",
        "xvfb-run -a npm test",
    ],
)
def test_commands_that_run_tests_are_known(tmp_path, command):
    assert runs_tests(survey_of(tmp_path, {"a": "x"}), command)


@pytest.mark.parametrize(
    "command",
    [
        "pip install pytest tox",
        "python -m pip install pytest",
        "uv pip install pytest",
        "uv sync --group test",
        "apt-get install -y ctest",
        "npm ci",
        "npm run build",
        "echo run pytest",
        "# pytest",
        "ruff check tests",
        "mypy tests",
        "make lint",
        "docker build -t pytest .",
        "cargo install cargo-nextest",
        "name: pytest",
        "go vet ./...",
        "tox -e lint",
        "tox run -e mypy,docs",
        "nox -s lint",
        "just ci",
        "task ci",
        "poe ci",
        "cat test-results.txt",
        "",
    ],
)
def test_commands_that_run_no_tests_are_not_taken_for_one(tmp_path, command):
    assert not runs_tests(survey_of(tmp_path, {"a": "x"}), command)


@pytest.mark.parametrize(
    ("command", "files"),
    [
        ("make ci", {"Makefile": "ci: lint suite\n\nsuite:\n\t@pytest -q\n"}),
        ("make ci", {"Makefile": "ci:\n\ttrue\n\tpytest -q\n"}),
        ("./ci.sh", {"ci.sh": "#!/bin/sh\nset -e\npytest\n"}),
        ("bash build/all", {"build/all": "#!/bin/sh\ngo test ./...\n"}),
        ("npm run ci", {"package.json": '{"scripts": {"ci": "eslint . && jest"}}'}),
        ("just ci", {"justfile": "ci: lint suite\n\nlint:\n  ruff\n\nsuite flag='':\n  @pytest\n"}),
        ("task ci", {"Taskfile.yml": "tasks:\n  ci:\n    deps: [a]\n  a:\n    cmds: [pytest]\n"}),
        ("task ci", {"Taskfile.yml": "tasks:\n  ci:\n    cmds:\n      - task: a\n  a: [pytest]\n"}),
        ("poe ci", {"pyproject.toml": "[tool.poe.tasks]\nci = 'pytest -q'\n"}),
        ("uv run poe ci", {"pyproject.toml": "[tool.poe.tasks.ci]\ncmd = 'pytest -q'\n"}),
        ("pdm run ci", {"pyproject.toml": "[tool.pdm.scripts]\nci = {cmd = ['pytest']}\n"}),
    ],
)
def test_a_command_is_followed_into_the_tree(tmp_path, command, files):
    assert runs_tests(survey_of(tmp_path, files), command)


@pytest.mark.parametrize(
    ("command", "files"),
    [
        ("make lint", {"Makefile": "lint:\n\truff\n\nsuite:\n\tpytest\n"}),
        ("make a", {"Makefile": "a: b\nb: a\n"}),
        ("./a.sh", {"a.sh": "#!/bin/sh\n./a.sh\n"}),
    ],
)
def test_following_a_command_ends(tmp_path, command, files):
    assert not runs_tests(survey_of(tmp_path, files), command)


MATRIX = "    strategy:\n      matrix:\n        do: [pytest, lint]\n"
CALLED = ".github/workflows/called.yml"


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({CI: workflow("run: pytest")}, [("HOLDS", f"{CI}:6")]),
        (
            {CI: workflow('run: "scripts/test"'), "scripts/test": "#!/bin/sh\npytest\n"},
            [("HOLDS", f"{CI}:6")],
        ),
        (
            {CI: workflow("run: |\n          pip install x\n          pytest")},
            [("HOLDS", f"{CI}:8")],
        ),
        ({CI: workflow("run: pip install pytest")}, [("FAILS", f"{CI}:1")]),
        ({CI: workflow("run: pytest || true")}, [("FAILS", f"{CI}:6")]),
        (
            {CI: workflow("run: |\n          pytest unit\n          pytest live || true")},
            [("FAILS", f"{CI}:8")],
        ),
        ({CI: workflow("run: pytest\n        continue-on-error: true")}, [("FAILS", f"{CI}:6")]),
        (
            {CI: workflow("run: pytest", job="    continue-on-error: true\n")},
            [("FAILS", f"{CI}:7")],
        ),
        ({CI: workflow("run: pytest", job="    if: false\n")}, [("FAILS", f"{CI}:1")]),
        ({CI: workflow("run: pytest", on="schedule")}, [("FAILS", "")]),
        (
            {
                CI: "on: push\njobs:\n  a:\n    uses: ./.github/workflows/called.yml\n",
                CALLED: workflow("run: tox", on="workflow_call"),
            },
            [("HOLDS", f"{CALLED}:6")],
        ),
        (
            {CI: "on: push\njobs:\n  a:\n    uses: o/r/.github/workflows/x.yml@v1\n"},
            [("UNAVAILABLE", f"{CI}:3")],
        ),
        (
            {
                CI: workflow("uses: ./.github/actions/t"),
                ".github/actions/t/action.yml": "runs:\n  steps:\n    - run: pytest\n",
            },
            [("HOLDS", ".github/actions/t/action.yml:3")],
        ),
        (
            {CI: workflow("uses: a/b@v1\n        with:\n          run: npm test")},
            [("HOLDS", f"{CI}:8")],
        ),
        (
            {".gitlab-ci.yml": "a:\n  script:\n    - pip install x\n    - pytest\n"},
            [("HOLDS", ".gitlab-ci.yml:4")],
        ),
        ({CI: workflow("run: ${{ matrix.do }}", job=MATRIX)}, [("HOLDS", f"{CI}:7")]),
        ({".travis.yml": "script: make test\n"}, [("HOLDS", ".travis.yml:1")]),
        ({".travis.yml": "script: make\n# a && pytest\n"}, [("FAILS", ".travis.yml:1")]),
        ({GITLAB: "a:\n  script: pytest\n"}, [("HOLDS", f"{GITLAB}:2")]),
        ({GITLAB: "a:\n  script:\n    - |\n      x\n      pytest\n"}, [("HOLDS", f"{GITLAB}:5")]),
        (
            {GITLAB: "a:\n  allow_failure: true\n  script: [pytest]\n"},
            [("FAILS", f"{GITLAB}:3")],
        ),
        (
            {GITLAB: "a:\n  when: manual\n  script: [pytest]\nb:\n  script: [x]\n"},
            [("FAILS", f"{GITLAB}:1")],
        ),
        ({GITLAB: ".t:\n  script: [pytest]\na:\n  extends: .t\n"}, [("HOLDS", f"{GITLAB}:2")]),
        ({GITLAB: ".t:\n  script: [pytest]\na:\n  script: [x]\n"}, [("FAILS", f"{GITLAB}:1")]),
        (
            {GITLAB: "include: /ci/t.yml\n", "ci/t.yml": "a:\n  script: [pytest]\n"},
            [("HOLDS", "ci/t.yml:2")],
        ),
        ({GITLAB: "a:\n  script: [!reference [.t, script]]\n"}, [("UNAVAILABLE", f"{GITLAB}:2")]),
        ({GITLAB: "a: [\n"}, [("UNAVAILABLE", f"{GITLAB}:1")]),
        ({GITLAB: "include:\n  - template: x\n"}, [("UNAVAILABLE", f"{GITLAB}:2")]),
        ({CI: BROKEN}, [("UNAVAILABLE", f"{CI}:1")]),
        ({"a": "x"}, [("FAILS", "")]),
    ],
)
def test_ci_runs_the_tests(tmp_path, files, expected):
    assert seen(ci_runs_tests.collect(survey_of(tmp_path, files))) == expected


PIPED = f"on: push\n{{}}jobs:\n  a:\n{{}}    steps:\n      - run: |\n{' ' * 10}{{}}\n"
ACTION = ".github/actions/t/action.yml"
OWN = "runs:\n  steps:\n    - shell: {}\n      run: pytest | tee log\n"
MIXED = "    strategy: {matrix: {os: [ubuntu-latest, windows-latest]}}\n"
BASH = "defaults: {run: {shell: bash}}\n"


def piped(script: str, job: str = "", top: str = "", after: str = "") -> dict[str, str]:
    return {CI: PIPED.format(top, job, script.replace("\n", "\n" + " " * 10)) + after}


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (piped("pytest 2>&1 | tee log"), [("FAILS", f"{CI}:6")]),
        (piped("set -eu\ngo test ./... |& tee -a log"), [("FAILS", f"{CI}:7")]),
        (piped("npm test \\\n  | tee log"), [("FAILS", f"{CI}:6")]),
        (piped("pytest | sort | tail -n 5"), [("FAILS", f"{CI}:6")]),
        (piped("make x && pytest | cat && echo done"), [("FAILS", f"{CI}:6")]),
        (piped("pytest -k ${{ a || 'b' }} | tee log"), [("FAILS", f"{CI}:6")]),
        (piped("pytest | tee log", after="      - run: pytest live\n"), [("FAILS", f"{CI}:6")]),
        (piped("pytest | tee log\ncat log"), [("FAILS", f"{CI}:6")]),
        (piped("pytest | tee log", job="    defaults: {run: {shell: sh}}\n"), "FAILS"),
        (piped("pytest | tee log", after="        shell: bash -l {0}\n"), "FAILS"),
        ({CI: workflow('run: "pytest | tee log"')}, "FAILS"),
        ({CI: workflow("run: >\n          pytest\n          | tee log")}, "FAILS"),
        ({CI: workflow("uses: ./.github/actions/t"), ACTION: OWN.format("sh")}, "FAILS"),
        ({CI: workflow("uses: ./.github/actions/t"), ACTION: OWN.format("bash")}, "HOLDS"),
        (piped("pytest | tee log", after="        shell: bash\n"), "HOLDS"),
        (piped("pytest | tee log", after="        shell: bash -eo pipefail {0}\n"), "HOLDS"),
        (piped("pytest | tee log", after="        shell: pwsh\n"), "HOLDS"),
        (piped("pytest | tee log", top=BASH), "HOLDS"),
        (piped("pytest | tee log", job=f"    {BASH}"), "HOLDS"),
        (piped("pytest | tee log", job="    runs-on: windows-latest\n"), "HOLDS"),
        (piped("pytest | tee log", job=f"    runs-on: ${{{{ matrix.os }}}}\n{MIXED}"), "HOLDS"),
        (piped("set -o pipefail\npytest | tee log"), "HOLDS"),
        (piped("set -euxo pipefail; pytest | tee log"), "HOLDS"),
        (piped("pytest | tee log\nexit ${PIPESTATUS[0]}"), "HOLDS"),
        (piped("pytest | tee log\n! grep -q FAILED log"), "HOLDS"),
        (piped("pytest | tee log", after="      - run: ./judge log\n"), "HOLDS"),
        (piped("pytest | tee log", after="      - uses: a/junit-report@v1\n"), "HOLDS"),
        (piped("go test -json ./... | tee log | gotestfmt"), "HOLDS"),
        (piped("pytest | tee log || exit 1"), "HOLDS"),
        (piped("pytest -k 'a|b' > log"), "HOLDS"),
        (piped("pytest && cat log | tee all"), "HOLDS"),
        (piped("cat list | tee log\npytest"), "HOLDS"),
        (piped("yes | npm test"), "HOLDS"),
        ({GITLAB: "a:\n  script: pytest | tee log\n"}, "HOLDS"),
    ],
)
def test_a_pipe_does_not_hide_that_tests_failed(tmp_path, files, expected):
    found = seen(ci_runs_tests.collect(survey_of(tmp_path, files)))

    assert (found[0][0] if isinstance(expected, str) else found) == expected


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("pytest || echo 'tests failed'", "FAILS"),
        ("pytest || true  # flaky", "FAILS"),
        ("pytest || echo failed && exit 1", "HOLDS"),
        ("pytest || echo $(exit 1)", "HOLDS"),
    ],
)
def test_a_word_on_the_failure_does_not_stand_for_it(tmp_path, command, expected):
    files = piped(command)

    assert seen(ci_runs_tests.collect(survey_of(tmp_path, files)))[0][0] == expected


@pytest.mark.parametrize("text", ["pytest |", "pytest '", "pytest | tee -a ", "${{ ", "|| echo "])
def test_hostile_commands_take_no_longer_than_their_length(tmp_path, text):
    evidence = ci_runs_tests.collect(survey_of(tmp_path, piped(text * 50_000)))

    assert evidence


def test_workflows_that_call_each_other_are_followed_once(tmp_path):
    text = "on: push\njobs:\n  a:\n    uses: ./.github/workflows/{}.yml\n"
    files = {CI: text.format("called"), CALLED: text.format("ci")}

    assert seen(ci_runs_tests.collect(survey_of(tmp_path, files))) == [("FAILS", f"{CALLED}:1")]


# -- ci-bounded -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({CI: workflow("run: x", job="    timeout-minutes: 5\n")}, [("HOLDS", "")]),
        ({CI: workflow("run: x\n        timeout-minutes: 5")}, [("HOLDS", "")]),
        ({CI: workflow("run: x")}, [("FAILS", f"{CI}:3")]),
        (
            {CI: "on: push\njobs:\n  a:\n    uses: o/r/.github/workflows/x.yml@v1\n"},
            [("HOLDS", "")],
        ),
        ({CI: workflow("run: x", on="schedule")}, [("NOT_APPLICABLE", "")]),
        ({GITLAB: "a:\n  script: [x]\n"}, [("HOLDS", "")]),
        ({"Jenkinsfile": "sh 'x'\n"}, [("FAILS", "Jenkinsfile:1")]),
        ({"Jenkinsfile": "options { timeout(time: 1) }\n"}, [("HOLDS", "")]),
        ({"a": "x"}, [("NOT_APPLICABLE", "")]),
        ({CI: BROKEN}, [("UNAVAILABLE", f"{CI}:1")]),
    ],
)
def test_jobs_have_a_time_limit(tmp_path, files, expected):
    assert seen(ci_bounded.collect(survey_of(tmp_path, files))) == expected


# -- container-non-root -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("FROM python:3.12\nUSER app\n", [("HOLDS", "")]),
        ("FROM python:3.12\nUSER 1000:1000\n", [("HOLDS", "")]),
        ("# c\nFROM python:3.12\nCMD x\n", [("FAILS", "Dockerfile:2-3")]),
        ("FROM python:3.12\nUSER app\nUSER root\n", [("FAILS", "Dockerfile:3")]),
        ("FROM python:3.12\nUSER 0:0\n", [("FAILS", "Dockerfile:2")]),
        ("FROM a:1 AS b\nUSER app\nFROM b\nCMD x\n", [("HOLDS", "")]),
        ("FROM a:1 AS b\nUSER app\nFROM python:3.12\nCMD x\n", [("FAILS", "Dockerfile:3-4")]),
        ("FROM python:3.12\nARG U=app\nUSER $U\n", [("HOLDS", "")]),
        ("FROM python:3.12\nENV U=root\nUSER ${U}\n", [("FAILS", "Dockerfile:3")]),
        ("FROM python:3.12\nARG U\nUSER $U\n", [("UNAVAILABLE", "Dockerfile:3")]),
        ("FROM registry.example/base:1\nCMD x\n", [("UNAVAILABLE", "Dockerfile:1-2")]),
        ("FROM gcr.io/distroless/static:nonroot\nCMD x\n", [("HOLDS", "")]),
        ("FROM nginxinc/nginx-unprivileged:1\nCMD x\n", [("HOLDS", "")]),
        ("FROM scratch\nCOPY a /a\n", [("FAILS", "Dockerfile:1-2")]),
        ("FROM python:3.12\nRUN apt-get install gosu\nCMD gosu app x\n", [("HOLDS", "")]),
    ],
)
def test_the_image_runs_as_a_plain_user(tmp_path, text, expected):
    survey = survey_of(tmp_path, {"Dockerfile": text})

    assert seen(container_non_root.collect(survey)) == expected


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("FROM golang:1.21\nRUN go build x.go\n", "UNAVAILABLE"),
        ("FROM node:22\nEXPOSE 80\n", "FAILS"),
        ("FROM node:22\nUSER root\n", "FAILS"),
        ("FROM node:22\nUSER node\n", "HOLDS"),
    ],
)
def test_an_image_that_starts_nothing_leaves_its_user_open(tmp_path, text, outcome):
    (found,) = container_non_root.collect(survey_of(tmp_path, {"docker/Base.Dockerfile": text}))
    assert found.outcome == outcome


AS_ROOT = "          securityContext: {runAsUser: 0}\n"
AS_USER = "          securityContext: {runAsNonRoot: true}\n"


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"k8s.yaml": POD + NAMED + AS_ROOT}, [("FAILS", "k8s.yaml:9")]),
        ({"k8s.yaml": POD.replace("Deployment", "DaemonSet") + NAMED + AS_ROOT}, UNKNOWN_USER),
        ({"k8s.yaml": POD + NAMED + AS_USER}, [("HOLDS", "")]),
        ({"k8s.yaml": POD + NAMED}, UNKNOWN_USER),
        ({"k8s.yaml": POD + NAMED, "Dockerfile": "FROM a:1\nUSER b\n"}, [("HOLDS", "")]),
        (
            {"k8s.yaml": POD + NAMED + AS_ROOT, "Dockerfile": "FROM a:1\nUSER b\n"},
            [("FAILS", "k8s.yaml:9")],
        ),
        (
            {"k/k8s.yaml": POD + NAMED + AS_ROOT + "          {{ x }}\n"},
            [("FAILS", "k/k8s.yaml:9")],
        ),
        ({"k/k8s.yaml": POD + NAMED + "          {{ x }}\n"}, [("UNAVAILABLE", "k/k8s.yaml:1")]),
        (
            {"k8s.yaml": POD + NAMED + AS_USER, "a/Dockerfile": "FROM python:3.12\nCMD x\n"},
            [("HOLDS", "")],
        ),
        (
            {"k8s.yaml": POD + NAMED + AS_USER, "b/Dockerfile": "FROM python:3.12\nCMD x\n"},
            [("FAILS", "b/Dockerfile:1-2")],
        ),
        (
            {"compose.yaml": "services:\n  a:\n    build: .\n    user: root\n"},
            [("FAILS", "compose.yaml:4")],
        ),
        (
            {"compose.yaml": "services:\n  a:\n    image: x\n    user: root\n"},
            [("NOT_APPLICABLE", "")],
        ),
    ],
)
def test_whoever_runs_the_image_does_not_make_it_root(tmp_path, files, expected):
    assert seen(container_non_root.collect(survey_of(tmp_path, files))) == expected


def test_a_start_script_may_drop_the_rights(tmp_path):
    files = {"Dockerfile": "FROM python:3.12\nCMD x\n", "entrypoint.sh": "exec gosu app $@\n"}

    assert seen(container_non_root.collect(survey_of(tmp_path, files))) == [("HOLDS", "")]


@pytest.mark.parametrize(
    "path",
    [
        "Dockerfile.dev",
        ".devcontainer/Dockerfile",
        "tests/Dockerfile",
        "ci/Dockerfile",
        "Dockerfile.j2",
        "docs/Dockerfile",
        "a/testdata/Dockerfile",
    ],
)
def test_images_that_are_not_shipped_are_not_judged(tmp_path, path):
    survey = survey_of(tmp_path, {path: "FROM python:3.12\nCMD x\n"})

    assert seen(container_non_root.collect(survey)) == [("NOT_APPLICABLE", "")]


# -- healthcheck ------------------------------------------------------------------------------

SERVED = "FROM python:3.12\nEXPOSE 80\n"
PULLED = "services:\n  a:\n    image: ghcr.io/o/berth:1\n    healthcheck:\n      test: curl -f x\n"
WATCHED = "services:\n  a:\n    build: .\n    healthcheck:\n"


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (
            {"Dockerfile": SERVED + "HEALTHCHECK CMD curl -f http://localhost\n"},
            [("HOLDS", "Dockerfile:3")],
        ),
        ({"Dockerfile": SERVED}, [("FAILS", "Dockerfile:1-2")]),
        ({"Dockerfile": SERVED + "HEALTHCHECK NONE\n"}, [("FAILS", "Dockerfile:3")]),
        ({"Dockerfile": SERVED + "HEALTHCHECK CMD true\n"}, [("FAILS", "Dockerfile:3")]),
        (
            {"Dockerfile": SERVED + "HEALTHCHECK --interval=5s CMD exit 0\n"},
            [("FAILS", "Dockerfile:3")],
        ),
        ({"Dockerfile": SERVED + 'HEALTHCHECK CMD ["true"]\n'}, [("FAILS", "Dockerfile:3")]),
        (
            {"Dockerfile": SERVED + "HEALTHCHECK CMD curl -f x || exit 0\n"},
            [("FAILS", "Dockerfile:3")],
        ),
        (
            {"Dockerfile": SERVED + "HEALTHCHECK CMD curl -f x || exit 1\n"},
            [("HOLDS", "Dockerfile:3")],
        ),
        (
            {
                "Dockerfile": SERVED,
                "compose.yaml": WATCHED + "      test: curl x\n",
            },
            [("HOLDS", "compose.yaml:5")],
        ),
        (
            {
                "Dockerfile": SERVED,
                "compose.yaml": WATCHED + "      disable: true\n",
            },
            [("FAILS", "compose.yaml:5")],
        ),
        (
            {"Dockerfile": SERVED, "compose.yaml": PULLED, "package.json": '{"name": "berth"}'},
            [("HOLDS", "compose.yaml:5")],
        ),
        (
            {"Dockerfile": SERVED, "compose.yaml": PULLED, "package.json": '{"name": "other"}'},
            [("FAILS", "Dockerfile:1-2")],
        ),
        (
            {"Dockerfile": SERVED, "compose.yaml": "services: [\n"},
            [("UNAVAILABLE", "compose.yaml:1")],
        ),
        (
            {"k8s.yaml": POD + SERVING + "          livenessProbe: {}\n"},
            [("HOLDS", "k8s.yaml:10")],
        ),
        ({"k8s.yaml": POD + SERVING}, [("FAILS", "k8s.yaml:7")]),
        ({"k8s.yaml": POD + NAMED}, [("NOT_APPLICABLE", "")]),
        (
            {"k8s.yaml": POD + SERVING + "          livenessProbe: {exec: {command: [true]}}\n"},
            [("FAILS", "k8s.yaml:10")],
        ),
        (
            {"k/d.yaml": POD + SERVING + "          {{ .probes }}\n"},
            [("UNAVAILABLE", "k/d.yaml:1")],
        ),
        (
            {"k/d.yaml": POD + SERVING + "          livenessProbe: {}\n          {{ .x }}\n"},
            [("HOLDS", "k/d.yaml:10")],
        ),
        ({"Dockerfile": "FROM python:3.12\nCMD x\n"}, [("NOT_APPLICABLE", "")]),
        ({"a": "x"}, [("NOT_APPLICABLE", "")]),
    ],
)
def test_a_serving_container_is_watched(tmp_path, files, expected):
    assert seen(healthcheck.collect(survey_of(tmp_path, files))) == expected


ASKS = "FROM a\nEXPOSE 80\nHEALTHCHECK --interval=9s CMD {}\n"


def asked(*lines: str, command: str = "/hc.sh") -> dict[str, str]:
    return {"Dockerfile": ASKS.format(command), "ops/hc.sh": "\n".join(["#!/bin/sh", *lines, ""])}


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (asked("if ! wget -q x; then", "  echo sick", "fi"), [("FAILS", "ops/hc.sh:4")]),
        (asked("if wget x; then", "  echo ok", "else", "  echo sick >&2", "fi"), "FAILS"),
        (asked("if ! wget x; then echo 'exit 1'; fi"), "FAILS"),
        (asked("curl -f x", "exit 0"), "FAILS"),
        (asked("curl -f x || echo sick"), "FAILS"),
        (asked("curl -f x || true", command='["CMD", "/hc.sh", "web"]'), "FAILS"),
        (asked("curl -f x", "true", command="sh /app/hc.sh || exit 1"), "FAILS"),
        (asked("curl -f x"), "HOLDS"),
        (asked("curl -f x || exit 1"), "HOLDS"),
        (asked("if ! wget x; then", "  echo sick", "  exit 1", "fi"), "HOLDS"),
        (asked("if wget x; then", "  echo ok", "else", "  cat log", "fi"), "HOLDS"),
        (asked("set -e", "curl -f x", "echo ok"), "HOLDS"),
        (asked("curl -f x", "code=$?", "echo $code", "exit $code"), "HOLDS"),
        (asked("die() {", "  exit 1", "}", "curl x || die", "echo ok"), "HOLDS"),
        (asked(". ./lib.sh", "curl -f x", "echo ok"), "HOLDS"),
        (asked("curl -f x", "true", command="/hc.sh && curl -f y"), "HOLDS"),
        (asked("curl -f x", "true", command="curl -f y"), "HOLDS"),
        (asked("curl -f x", "true", command="/other.sh"), "HOLDS"),
        ({**asked("true"), "b/hc.sh": "#!/bin/sh\nexit 1\n"}, "HOLDS"),
        ({**asked("true"), "ops/hc.sh": "#!/usr/bin/env python3\ntrue\n"}, "HOLDS"),
        (
            {
                **asked("true"),
                "Dockerfile": "FROM a\n",
                "compose.yml": f"{WATCHED}      test: /hc.sh\n",
            },
            [("FAILS", "ops/hc.sh:2")],
        ),
    ],
)
def test_a_script_that_asks_can_fail(tmp_path, files, expected):
    found = seen(healthcheck.collect(survey_of(tmp_path, files)))

    assert (found[0][0] if isinstance(expected, str) else found) == expected


@pytest.mark.parametrize("text", ["'", "echo ", "|| ", "/", "sh ", "if a; then echo ", "$a"])
def test_hostile_health_checks_take_no_longer_than_their_length(tmp_path, text):
    long = text * 20_000

    assert healthcheck.collect(survey_of(tmp_path, asked(*[long[:5000]] * 20, command=long)))


def test_a_check_that_cannot_fail_weighs_more_than_none(tmp_path):
    vain = {"Dockerfile": SERVED + "HEALTHCHECK CMD true\n"}

    (evidence,) = healthcheck.collect(survey_of(tmp_path, vain))

    assert evidence.severity == Severity.MEDIUM


# -- resource-limits --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (
            {
                "compose.yaml": "services:\n  a:\n    build: .\n    deploy:\n      resources:\n"
                "        limits: {memory: 1G}\n"
            },
            [("HOLDS", "")],
        ),
        ({"compose.yaml": "services:\n  a:\n    build: .\n    mem_limit: 1g\n"}, [("HOLDS", "")]),
        ({"compose.yaml": "services:\n  a:\n    build: .\n"}, [("FAILS", "compose.yaml:2")]),
        ({"compose.yaml": "services:\n  a:\n    image: redis:7.2\n"}, [("NOT_APPLICABLE", "")]),
        ({"k8s.yaml": POD + NAMED}, [("FAILS", "k8s.yaml:7")]),
        ({"k8s.yaml": POD + NAMED + "          resources: {limits: {cpu: 1}}\n"}, [("HOLDS", "")]),
        ({"patch.yaml": POD + "        - name: a\n"}, [("NOT_APPLICABLE", "")]),
        (
            {"chart/d.yaml": POD + "        - name: {{ .x }}-y\n"},
            [("UNAVAILABLE", "chart/d.yaml:1")],
        ),
        ({"compose.yaml": "services: [\n"}, [("UNAVAILABLE", "compose.yaml:1")]),
        ({"a": "x"}, [("NOT_APPLICABLE", "")]),
    ],
)
def test_containers_have_limits(tmp_path, files, expected):
    assert seen(resource_limits.collect(survey_of(tmp_path, files))) == expected


# -- container-ignore -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"Dockerfile": "FROM a\nCOPY . /srv\n"}, [("FAILS", "Dockerfile:2")]),
        ({"Dockerfile": 'FROM a\nCOPY ["./", "/srv"]\n'}, [("FAILS", "Dockerfile:2")]),
        ({"Dockerfile": "FROM a\nADD --chown=x ./ /srv\n"}, [("FAILS", "Dockerfile:2")]),
        ({"Dockerfile": "FROM a\nCOPY . /srv\n", ".dockerignore": ".git\n"}, [("HOLDS", "")]),
        (
            {"Dockerfile": "FROM a\nCOPY . /srv\n", ".dockerignore": "# none\n"},
            [("FAILS", "Dockerfile:2")],
        ),
        ({"a/Dockerfile": "FROM a\nCOPY . /srv\n", "a/.dockerignore": "x\n"}, [("HOLDS", "")]),
        ({"Dockerfile": "FROM a\nCOPY ./src /srv\n"}, [("NOT_APPLICABLE", "")]),
        ({"Dockerfile": "FROM a\nCOPY --from=b . /srv\n"}, [("NOT_APPLICABLE", "")]),
        ({"a": "x"}, [("NOT_APPLICABLE", "")]),
    ],
)
def test_a_whole_folder_is_copied_with_exceptions(tmp_path, files, expected):
    assert seen(container_ignore.collect(survey_of(tmp_path, files))) == expected


# -- portable-paths ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "outcome"),
    [
        ("x = '/home/marieke/data/x.csv'", "FAILS"),
        ("x = '/Users/marieke/data'", "FAILS"),
        (r"x = 'C:\\Users\\marieke\\data'", "FAILS"),
        ("x = '/home/user/data'", "HOLDS"),
        ("x = '/home/app/data'", "HOLDS"),
        ("# x = '/home/marieke/data'", "HOLDS"),
        ("x = 'https://example.com/home/marieke/data'", "HOLDS"),
        ("x = '/var/lib/app'", "HOLDS"),
    ],
)
def test_no_path_lies_in_one_persons_home(tmp_path, line, outcome):
    (evidence,) = portable_paths.collect(survey_of(tmp_path, {"a.py": f"import os\n{line}\n"}))

    assert evidence.outcome == outcome
    assert [p.line_start for p in evidence.places] == ([2] if outcome == "FAILS" else [])


def test_documents_and_tests_may_name_such_a_path(tmp_path):
    files = {"README.md": "`x=/home/marieke/data/`", "tests/test_a.py": "x = '/home/marieke/a'\n"}

    survey = survey_of(tmp_path, files)

    assert seen(portable_paths.collect(survey)) == [("NOT_APPLICABLE", "")]
