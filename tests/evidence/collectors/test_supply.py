"""Collectors of gate G9, each outcome that they can give."""

import pytest

from seatrial.evidence.collectors.supply import (
    actions_pinned,
    dependencies_declared,
    images_pinned,
    no_binaries,
    no_dangerous_workflow,
    token_permissions,
)
from seatrial.evidence.model import Severity
from tests.evidence.collectors.seen import seen
from tests.trees import survey_of

SHA = "11bd71901bbe5b1630ceea73d27597364c9af683"
CI = ".github/workflows/ci.yml"
BROKEN = "on: [push\njobs:"


def workflow(steps: str, head: str = "on: [push]") -> str:
    return f"{head}\njobs:\n  test:\n    runs-on: x\n    steps:\n{steps}\n"


# -- actions-pinned ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({CI: workflow(f"      - uses: a/b@{SHA} # v1")}, [("HOLDS", "")]),
        ({CI: workflow("      - uses: a/b@v1")}, [("FAILS", f"{CI}:6")]),
        ({CI: workflow(f"      - uses: a/b@{SHA[:12]}")}, [("FAILS", f"{CI}:6")]),
        (
            {CI: workflow(f"      - uses: a/b/c@{SHA}\n      - uses: d@main")},
            [("FAILS", f"{CI}:7")],
        ),
        ({CI: workflow("      - uses: ./own")}, [("NOT_APPLICABLE", "")]),
        ({CI: workflow("      - uses: docker://a:1")}, [("FAILS", f"{CI}:6")]),
        (
            {CI: workflow(f"      - uses: docker://a@sha256:{'a' * 64}")},
            [("HOLDS", "")],
        ),
        (
            {CI: "on: push\njobs:\n  a:\n    uses: a/b/.github/workflows/c.yml@v1\n"},
            [("FAILS", f"{CI}:4")],
        ),
        (
            {".github/actions/own/action.yml": "runs:\n  steps:\n    - uses: a/b@v1\n"},
            [("FAILS", ".github/actions/own/action.yml:3")],
        ),
        ({CI: workflow("      - run: true")}, [("NOT_APPLICABLE", "")]),
        ({"a.py": ""}, [("NOT_APPLICABLE", "")]),
        ({CI: BROKEN}, [("UNAVAILABLE", f"{CI}:1")]),
    ],
)
def test_actions_from_elsewhere_need_a_full_hash(tmp_path, files, expected):
    assert seen(actions_pinned.collect(survey_of(tmp_path, files))) == expected


def test_an_unreadable_workflow_stands_beside_a_loose_action_but_never_beside_a_holding(tmp_path):
    files = {CI: workflow("      - uses: a/b@v1"), ".github/workflows/x.yml": BROKEN}

    evidence = actions_pinned.collect(survey_of(tmp_path, files))

    assert [e.outcome for e in evidence] == ["FAILS", "UNAVAILABLE"]


# -- token-permissions ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("head", "job", "expected"),
    [
        ("permissions:\n  contents: read\n", "", "HOLDS"),
        ("permissions: {}\n", "", "HOLDS"),
        ("permissions: read-all\n", "", "HOLDS"),
        ("", "    permissions:\n      contents: read\n", "HOLDS"),
        ("", "", "FAILS"),
        ("permissions: write-all\n", "", "FAILS"),
        ("permissions: {}\n", "    permissions: write-all\n", "FAILS"),
    ],
)
def test_a_workflow_states_its_rights(tmp_path, head, job, expected):
    text = f"on: push\n{head}jobs:\n  a:\n    runs-on: x\n{job}"

    (evidence,) = token_permissions.collect(survey_of(tmp_path, {CI: text}))

    assert evidence.outcome == expected


def test_the_job_without_rights_is_pointed_at(tmp_path):
    text = "on: push\njobs:\n  a:\n    permissions: {}\n  b:\n    runs-on: x\n"

    assert seen(token_permissions.collect(survey_of(tmp_path, {CI: text}))) == [
        ("FAILS", f"{CI}:5")
    ]


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"a": "x"}, "NOT_APPLICABLE"),
        ({CI: BROKEN}, "UNAVAILABLE"),
        ({CI: "on: workflow_call\njobs:\n  a:\n    runs-on: x\n"}, "HOLDS"),
    ],
)
def test_rights_are_asked_of_workflows_that_can_be_read_and_start(tmp_path, files, expected):
    (evidence,) = token_permissions.collect(survey_of(tmp_path, files))

    assert evidence.outcome == expected


# -- no-dangerous-workflow --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("step", "line"),
    [
        ("      - run: echo ${{ github.event.issue.title }}", 6),
        ("      - run: |\n          true\n          echo '${{github.head_ref}}'", 8),
        ("      - run: echo ${{ github.event.pull_request.head.ref || 'x' }}", 6),
        ("      - run: echo ${{ github.event.commits[0].message }}", 6),
        (
            "      - uses: actions/github-script@v1\n        with:\n          script: |\n"
            "            x('${{ github.event.comment.body }}')",
            9,
        ),
    ],
)
def test_untrusted_text_in_a_script_is_found_at_its_line(tmp_path, step, line):
    survey = survey_of(tmp_path, {CI: workflow(step)})

    assert seen(no_dangerous_workflow.collect(survey)) == [("FAILS", f"{CI}:{line}")]


@pytest.mark.parametrize(
    "step",
    [
        "      - run: echo ${{ github.event.pull_request.number }}",
        "      - run: echo ${{ github.event.pull_request.head.sha }}",
        "      - run: echo ${{ contains(github.event.issue.title, 'x') }}",
        "      - run: echo ${{ github.head_ref == 'x' }}",
        "      - run: echo $TITLE\n        env:\n          TITLE: ${{ github.event.issue.title }}",
        "      - if: ${{ github.head_ref }}\n        run: true",
        "      - run: echo ${{ inputs.title }}",
    ],
)
def test_values_that_a_stranger_cannot_use_are_no_injection(tmp_path, step):
    survey = survey_of(tmp_path, {CI: workflow(step)})

    assert seen(no_dangerous_workflow.collect(survey)) == [("HOLDS", "")]


CHECKOUT = (
    "      - uses: actions/checkout@v4\n        with:\n"
    "          ref: ${{ github.event.pull_request.head.sha }}"
)


@pytest.mark.parametrize(
    ("trigger", "step", "expected"),
    [
        ("pull_request_target", CHECKOUT, [("FAILS", f"{CI}:8")]),
        ("[push, workflow_run]", CHECKOUT, [("FAILS", f"{CI}:8")]),
        ("pull_request", CHECKOUT, [("HOLDS", "")]),
        ("pull_request_target", "      - uses: actions/checkout@v4", [("HOLDS", "")]),
    ],
)
def test_a_strangers_code_is_not_checked_out_with_rights(tmp_path, trigger, step, expected):
    survey = survey_of(tmp_path, {CI: workflow(step, head=f"on: {trigger}")})

    assert seen(no_dangerous_workflow.collect(survey)) == expected


def test_own_actions_are_read_for_injections(tmp_path):
    path = ".github/actions/own/action.yml"
    text = "runs:\n  steps:\n    - run: echo ${{ github.head_ref }}\n"

    survey = survey_of(tmp_path, {path: text})

    assert seen(no_dangerous_workflow.collect(survey)) == [("FAILS", f"{path}:3")]


@pytest.mark.parametrize(
    ("files", "expected"), [({"a": "x"}, "NOT_APPLICABLE"), ({CI: BROKEN}, "UNAVAILABLE")]
)
def test_no_workflow_is_no_danger_and_an_unreadable_one_is_unknown(tmp_path, files, expected):
    (evidence,) = no_dangerous_workflow.collect(survey_of(tmp_path, files))

    assert evidence.outcome == expected


# -- images-pinned ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("image", "severity"),
    [
        ("python:3.12.7-slim", None),
        ("python:3.12-slim", None),
        ("python@sha256:" + "a" * 64, None),
        ("debian:bookworm-slim", None),
        ("ubuntu:24.04", None),
        ("alpine:3", None),
        ("scratch", None),
        ("$BASE", None),
        ("registry.example:5000/a/b:1.2", None),
        ("gcr.io/distroless/static-debian12:nonroot", None),
        ("python", Severity.MEDIUM),
        ("python:latest", Severity.MEDIUM),
        ("registry.example:5000/a/b", Severity.MEDIUM),
        ("python:slim", Severity.MEDIUM),
        ("python:3", Severity.MEDIUM),
        ("python:3-slim", Severity.MEDIUM),
        ("node:20-alpine", Severity.LOW),
        ("postgres:16", Severity.LOW),
    ],
)
def test_an_image_names_its_version(tmp_path, image, severity):
    survey = survey_of(tmp_path, {"Dockerfile": f"FROM {image}\nCMD x\n"})

    (evidence,) = images_pinned.collect(survey)

    assert (evidence.outcome == "FAILS") == (severity is not None)
    assert evidence.severity == severity


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"Dockerfile": "FROM a:1.2 AS b\nFROM b\n"}, [("HOLDS", "")]),
        ({"Dockerfile": "ARG V\nFROM a:${V}\n"}, [("NOT_APPLICABLE", "")]),
        ({"Dockerfile": "ARG V=3\nFROM python:${V}\n"}, [("FAILS", "Dockerfile:2")]),
        ({"compose.yaml": "services:\n  a:\n    image: redis\n"}, [("FAILS", "compose.yaml:3")]),
        ({"compose.yaml": "services:\n  a:\n    image: redis:7.2\n"}, [("HOLDS", "")]),
        (
            {"compose.yaml": "services:\n  a:\n    build: .\n    image: own\n"},
            [("NOT_APPLICABLE", "")],
        ),
        ({"compose.yaml": "services:\n  a:\n    image: x/tree:latest\n"}, [("NOT_APPLICABLE", "")]),
        (
            {
                "compose.yaml": "services:\n  a: {build: ., image: 'own:dev'}\n"
                "  b: {image: 'own:dev'}\n"
            },
            [("NOT_APPLICABLE", "")],
        ),
        ({"compose.yaml": "services: [\n"}, [("UNAVAILABLE", "compose.yaml:1")]),
        ({"compose.dev.yaml": "services:\n  a:\n    image: redis\n"}, [("NOT_APPLICABLE", "")]),
        ({"tests/Dockerfile": "FROM python\n"}, [("NOT_APPLICABLE", "")]),
        ({"a.py": ""}, [("NOT_APPLICABLE", "")]),
    ],
)
def test_images_are_judged_where_they_are_shipped(tmp_path, files, expected):
    assert seen(images_pinned.collect(survey_of(tmp_path, files))) == expected


POD = "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n    - name: a\n      image: {}\n"
KUSTOMIZED = {"kustomization.yaml": "images:\n  - name: a/b\n    newTag: v1\n"}


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"pod.yaml": POD.format("redis")}, [("FAILS", "pod.yaml:6")]),
        ({"pod.yaml": POD.format("redis:7.2")}, [("HOLDS", "")]),
        ({"pod.yaml": POD.format("$REGISTRY/a")}, [("NOT_APPLICABLE", "")]),
        ({"pod.yaml": POD.format("a/b"), **KUSTOMIZED}, [("NOT_APPLICABLE", "")]),
        (
            {
                "pod.yaml": POD.format("web"),
                "skaffold.yaml": "build:\n  artifacts:\n    - image: web\n",
            },
            [("NOT_APPLICABLE", "")],
        ),
        ({"k/pod.yaml": POD.format("redis") + "      {{ .x }}\n"}, [("FAILS", "k/pod.yaml:6")]),
        ({"k/pod.yaml": POD.format("{{ .x }}")}, [("NOT_APPLICABLE", "")]),
        ({"pod.yaml": POD.format("[")}, [("UNAVAILABLE", "pod.yaml:1")]),
        (
            {
                "c/Chart.yaml": "name: c\n",
                "c/values.yaml": "image:\n  repository: a/b\n  tag: latest\n",
            },
            [("FAILS", "c/values.yaml:3")],
        ),
        (
            {
                "c/Chart.yaml": "name: c\n",
                "c/values.yaml": "image:\n  repository: a/b\n  tag: ''\n",
            },
            [("NOT_APPLICABLE", "")],
        ),
    ],
)
def test_images_of_kubernetes_are_judged(tmp_path, files, expected):
    assert seen(images_pinned.collect(survey_of(tmp_path, files))) == expected


# -- no-binaries ------------------------------------------------------------------------------

PNG = b"\x89PNG\r\n\x1a\n\0\0"


@pytest.mark.parametrize(
    ("path", "content", "expected"),
    [
        ("tool", b"\x7fELF\2\1\1\0", "FAILS"),
        ("tool.exe", b"MZ\x90\0\3\0", "FAILS"),
        ("tool", b"\xcf\xfa\xed\xfe\0\0", "FAILS"),
        ("A.class", b"\xca\xfe\xba\xbe\0\0\0\x34", "FAILS"),
        ("a.pyc", b"\xa7\r\r\n\0\0", "FAILS"),
        ("a.wasm", b"\0asm\1\0\0\0", "FAILS"),
        ("a.jar", b"PK\3\4\0\0", "FAILS"),
        ("a.tar.gz", b"\x1f\x8b\x08\0\0", "FAILS"),
        ("gradle/wrapper/gradle-wrapper.jar", b"PK\3\4\0\0", "HOLDS"),
        ("a.png", PNG, "HOLDS"),
        ("a.docx", b"PK\3\4\0\0", "HOLDS"),
        ("a.npz", b"PK\3\4\0\0", "HOLDS"),
        ("tests/data/tool", b"\x7fELF\2\1\1\0", "HOLDS"),
        ("a.txt", b"words", "HOLDS"),
        ("large.bin", b"\0" * (5 * 1024 * 1024 + 1), "UNAVAILABLE"),
        ("large.png", PNG * 600_000, "HOLDS"),
    ],
)
def test_programs_are_known_by_their_first_bytes(tmp_path, path, content, expected):
    (evidence,) = no_binaries.collect(survey_of(tmp_path, {path: content}))

    assert evidence.outcome == expected
    if expected == "FAILS":
        assert repr(path) in evidence.message
        assert evidence.searched == (path,)


def test_an_archive_weighs_less_than_a_program(tmp_path):
    (evidence,) = no_binaries.collect(survey_of(tmp_path, {"a.zip": b"PK\3\4\0\0"}))

    assert evidence.severity == Severity.LOW


# -- dependencies-declared --------------------------------------------------------------------

PROJECT = '[project]\nname = "app"\nversion = "1"\ndependencies = ["flask>=3"]\n'


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("import flask\n", [("HOLDS", "")]),
        ("import os, app.other\nfrom . import x\n", [("HOLDS", "")]),
        ("import os\nimport requests\n", [("FAILS", "app/a.py:2")]),
        ("import requests.adapters\nimport requests\n", [("FAILS", "app/a.py:1")]),
        ("try:\n    import requests\nexcept ImportError:\n    requests = None\n", [("HOLDS", "")]),
        ("def f():\n    import requests\n", [("HOLDS", "")]),
        (
            "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import requests\n",
            [("HOLDS", "")],
        ),
        ("import werkzeug\n", [("HOLDS", "")]),
        ("# /// script\n# ///\nimport requests\n", [("HOLDS", "")]),
        ("import setuptools\n", [("HOLDS", "")]),
        ("def f(:\n", [("UNAVAILABLE", "")]),
    ],
)
def test_imported_distributions_are_declared(tmp_path, source, expected):
    files = {"pyproject.toml": PROJECT, "app/a.py": source, "app/b.py": ""}

    assert seen(dependencies_declared.collect(survey_of(tmp_path, files))) == expected


@pytest.mark.parametrize(
    "files",
    [
        {"app/a.py": "import requests\n"},
        {"pyproject.toml": PROJECT, "examples/a.py": "import requests\n"},
        {"pyproject.toml": PROJECT, "tests/test_a.py": "import requests\n"},
        {"pyproject.toml": PROJECT},
    ],
)
def test_only_the_package_of_a_project_with_dependencies_is_judged(tmp_path, files):
    survey = survey_of(tmp_path, files)

    assert seen(dependencies_declared.collect(survey)) == [("NOT_APPLICABLE", "")]


@pytest.mark.parametrize(
    ("module", "requirement"),
    [
        ("yaml", "PyYAML"),
        ("PIL", "pillow"),
        ("google.cloud.storage", "google-cloud-storage"),
        ("dateutil", "python_dateutil"),
        ("attr", "attrs"),
    ],
)
def test_distributions_of_another_name_are_known(tmp_path, module, requirement):
    files = {"requirements.txt": f"{requirement}>=1\n", "app/a.py": f"import {module}\n"}

    survey = survey_of(tmp_path, files)

    assert seen(dependencies_declared.collect(survey)) == [("HOLDS", "")]
