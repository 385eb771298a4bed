"""Ruff and bandit, run as an audit runs them."""

import json
from collections import defaultdict

import pytest

from seatrial.evidence.model import Outcome, Producer, Severity
from seatrial.evidence.tools.bandit import Bandit
from seatrial.evidence.tools.ruff import Ruff
from seatrial.evidence.tools.table import SHARED, TABLE
from seatrial.snapshot.model import Role
from tests.evidence.tools.looking import failing, look, look_at, outcomes
from tests.evidence.tools.samples import HARMLESS, RULES
from tests.trees import EXAMPLES

TOOLS = [Ruff(), Bandit()]
named = pytest.mark.parametrize("tool", TOOLS, ids=lambda tool: tool.name)
PASSWORD_HASH = "import hashlib\nhashlib.md5(b'password')\n"


class EveryFile(Bandit):
    """Bandit without its triggers."""

    def may_match(self, content):
        return True


class Absent(Bandit):
    def missing(self):
        return "the package is not installed"


class Dead(Ruff):
    """A tool whose program ends at once without a word."""

    fingerprint = "dead"

    def command(self, objects):
        return ["/bin/false"], b""


def of_tool(name):
    return {rule: sample for rule, sample in RULES.items() if rule.startswith(f"{name}:")}


def check_of(rule):
    return next(row.check.id for row in TABLE if rule in row.rules)


def path_of(rule):
    row = next(row for row in TABLE if rule in row.rules)
    folder = "tests/test_" if Role.TEST in row.roles else "app/"
    return f"{folder}{rule.split(':')[1].lower()}.py"


@named
def test_each_rule_is_found_at_its_line(tmp_path, tool):
    samples = of_tool(tool.name)
    paths = {rule: path_of(rule) for rule in samples}
    files = {paths[rule]: text for rule, (_, text) in samples.items()}
    found = failing(look(tmp_path, tool, files))
    for rule, (line, _) in samples.items():
        path = paths[rule]
        assert (check_of(rule), path, line) in {place[:3] for place in found}, rule


@named
def test_what_only_looks_bad_is_not_reported(tmp_path, tool):
    files = {f"app/a{n}.py": text for n, text in enumerate(HARMLESS.values())}
    assert failing(look(tmp_path, tool, files)) == set()


def test_a_comparison_that_is_to_raise_is_an_act_and_no_lost_assertion(tmp_path):
    raising = "def test_a(d):\n    with pytest.raises(TypeError):\n        [1] in d\n"
    files = {"tests/test_a.py": raising, "tests/test_b.py": "def test_b(d):\n    [1] in d\n"}
    assert failing(look(tmp_path, Ruff(), files)) == {
        ("tests.assertions-meant", "tests/test_b.py", 2, 2)
    }


def test_the_triggers_of_bandit_lose_nothing(tmp_path):
    files = {f"app/a{n}.py": text for n, (_, text) in enumerate(RULES.values())}
    whole = failing(look(tmp_path / "whole", EveryFile(), files))
    assert failing(look(tmp_path / "chosen", Bandit(), files)) == whole
    assert len(whole) > 30


def test_a_name_in_wide_letters_does_not_escape_bandit(tmp_path):
    wide = "\uff45\uff56\uff41\uff4c(text)\n"
    assert failing(look(tmp_path, Bandit(), {"app/a.py": wide})) == {
        ("security.no-dynamic-code", "app/a.py", 1, 1)
    }


@named
def test_parcelgate_shows_its_two_defects(tmp_path, tool):
    found = failing(look_at(tmp_path, tool, EXAMPLES / "parcelgate"))
    assert found == {
        ("security.tls-verified", "parcelgate/carrier.py", 15, 15),
        ("security.strong-hashes", "parcelgate/auth.py", 11, 11),
    }


@named
def test_berthbook_holds_every_check(tmp_path, tool):
    assert outcomes(look_at(tmp_path, tool, EXAMPLES / "berthbook")) == {Outcome.HOLDS}


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("import subprocess\nsubprocess.run(\n    'ls ' + str(1),\n    shell=True,\n)\n", 2),
        ("import requests\nrequests.get(\n    'u',\n    timeout=3,\n    verify=False,\n)\n", 5),
    ],
)
def test_both_tools_name_the_same_line_of_a_long_call(tmp_path, text, line):
    for tool in TOOLS:
        found = failing(look(tmp_path / tool.name, tool, {"app/a.py": text}))
        assert {place[2] for place in found} == {line}, tool.name


def test_the_weak_hash_of_a_password_is_high(tmp_path):
    evidence = look(tmp_path, Ruff(), {"app/a.py": PASSWORD_HASH})
    assert [e.severity for e in evidence if e.outcome is Outcome.FAILS] == [Severity.HIGH]


def test_a_developers_script_weighs_little(tmp_path):
    evidence = look(
        tmp_path, Ruff(), {"scripts/a.py": "import requests\nrequests.get(u, verify=0)\n"}
    )
    evidence += look(
        tmp_path, Ruff(), {"scripts/a.py": "import ssl\nssl._create_unverified_context()\n"}
    )
    assert {e.severity for e in evidence if e.outcome is Outcome.FAILS} == {Severity.LOW}


def test_a_hash_is_weighed_by_the_words_around_it(tmp_path):
    source = "import hashlib\ndef {}(x):\n    return hashlib.md5(x)\n"
    for name, severity in (("of_file", None), ("nonce_of_password", Severity.HIGH)):
        evidence = look(tmp_path / name, Ruff(), {"app/a.py": source.format(name)})
        assert [e.severity for e in evidence if e.outcome is Outcome.FAILS] == [severity]


def test_whoever_runs_a_command_of_a_command_line_has_a_shell_already(tmp_path):
    source = "import os\n{}def init(lang):\n    os.system('pybabel init -l ' + lang)\n"
    click, web = "@cli.command()\n@click.argument('lang')\n", "@app.get('/x')\n"
    both = f"{web}def a(): ...\n{click}"
    for nth, (above, severity) in enumerate(((click, Severity.LOW), (web, None), (both, None))):
        evidence = look(tmp_path / str(nth), Ruff(), {"app/a.py": source.format(above)})
        found = [e for e in evidence if e.outcome is Outcome.FAILS and "shell" in e.check]
        assert [e.severity for e in found] == [severity]


@named
def test_code_that_comes_from_anywhere_but_a_file_is_reported(tmp_path, tool):
    source = (
        "def run(request, name):\n    exec(compile(request.files[name].read(), name, 'exec'))\n"
    )
    found = {place[:3] for place in failing(look(tmp_path, tool, {"app/a.py": source}))}
    assert found == {("security.no-dynamic-code", "app/a.py", 2)}


def test_a_command_of_the_developers_own_text_weighs_little(tmp_path):
    source = "import subprocess\nLIST = 'ls'\nsubprocess.run({}, shell=True)\n"
    for given, severity in (("LIST + ' | wc'", Severity.LOW), ("LIST + name", None)):
        evidence = look(tmp_path / given, Ruff(), {"app/a.py": source.format(given)})
        found = [e for e in evidence if e.outcome is Outcome.FAILS and "shell" in e.check]
        assert [e.severity for e in found] == [severity]


@named
@pytest.mark.parametrize(
    "text",
    [
        "import hashlib\nhashlib.md5(b'')  # noqa\n",
        "import hashlib\nhashlib.md5(b'')  # noqa: S324\n",
        "import hashlib\nhashlib.md5(b'')  # nosec\n",
        "import hashlib; hashlib.md5(b'')  # nosec B324\n# ruff: noqa\n# flake8: noqa\n",
    ],
)
def test_a_suppression_in_the_tree_hides_nothing(tmp_path, tool, text):
    assert len(failing(look(tmp_path, tool, {"app/a.py": text}))) == 1


@named
def test_the_configuration_of_the_tree_hides_nothing(tmp_path, tool):
    files = {
        "app/a.py": PASSWORD_HASH,
        "pyproject.toml": "[tool.ruff]\nexclude = ['*']\n[tool.bandit]\nskips = ['B324']\n",
        "ruff.toml": "exclude = ['*']\n",
        ".bandit": "[bandit]\nskips: B324\nexclude: /\n",
        ".gitignore": "app/\n",
    }
    assert len(failing(look(tmp_path, tool, files))) == 1


@named
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("broken syntax", b"import hashlib\ndef f(:\n    hashlib.md5(b'')\n"),
        ("not UTF-8", b"import hashlib  # \xff\xfe\n"),
        ("Python 2", b"import hashlib\nprint 'hello'\n"),
        ("binary", b"import hashlib\n\0\0\0"),
    ],
)
def test_a_file_that_cannot_be_read_is_never_held(tmp_path, tool, name, content):
    files = {"app/bad.py": content, "app/good.py": "import hashlib\n"}
    evidence = look(tmp_path, tool, files)
    assert outcomes(evidence) == {Outcome.UNAVAILABLE}, name
    assert all("'app/bad.py'" in e.message for e in evidence)


@named
def test_a_file_that_cannot_be_read_does_not_hide_another(tmp_path, tool):
    files = {"app/bad.py": "import hashlib\ndef f(:\n", "app/good.py": PASSWORD_HASH}
    evidence = look(tmp_path, tool, files)
    of_check = [e.outcome for e in evidence if e.check == "security.strong-hashes"]
    assert of_check == [Outcome.FAILS, Outcome.UNAVAILABLE]


@named
def test_a_file_too_large_to_read_is_named(tmp_path, tool):
    evidence = look(tmp_path, tool, {"app/big.py": b"x = 1\n" * 1_000_000, "app/a.py": "x = 1\n"})
    assert outcomes(evidence) == {Outcome.UNAVAILABLE}


@named
def test_deep_nesting_costs_one_file_not_the_batch(tmp_path, tool):
    deep = "import hashlib\nx = " + "-" * 200_000 + "1\n"
    files = {"app/deep.py": deep, "app/good.py": PASSWORD_HASH}
    evidence = look(tmp_path, tool, files)
    assert ("security.strong-hashes", "app/good.py", 2, 2) in failing(evidence)
    assert any(e.outcome is Outcome.UNAVAILABLE and "deep.py" in e.message for e in evidence)


def test_a_missing_tool_establishes_nothing_and_says_how_to_get_it(tmp_path):
    evidence = look(tmp_path, Absent(), {"app/a.py": PASSWORD_HASH})
    assert outcomes(evidence) == {Outcome.UNAVAILABLE}
    assert "pip install 'bandit>=1.9,<2'" in evidence[0].message


def test_a_tool_that_always_dies_establishes_nothing(tmp_path):
    evidence = look(tmp_path, Dead(), {"app/a.py": "a = 1\n", "app/b.py": "b = 1\n"})
    assert outcomes(evidence) == {Outcome.UNAVAILABLE}
    assert "exit code 1" in evidence[0].message
    assert "pip install ruff" in evidence[0].message


@named
@pytest.mark.parametrize(
    ("files", "outcome"),
    [
        ({"README.md": "# Hello\n"}, Outcome.NOT_APPLICABLE),
        ({"tests/test_a.py": "eval('1')\n"}, Outcome.NOT_APPLICABLE),
        ({"vendor/a.py": "eval(x)\n", "app/a.py": "a = 1\n"}, Outcome.HOLDS),
        ({"app/a.pyi": "def f() -> Undefined: ...\n"}, Outcome.NOT_APPLICABLE),
    ],
)
def test_the_outcome_says_what_was_looked_at(tmp_path, tool, files, outcome):
    assert outcomes(of_sources(look(tmp_path, tool, files))) == {outcome}


def of_sources(evidence):
    rows = {row.check.id: row for row in TABLE}
    return [e for e in evidence if Role.SOURCE in rows[e.check].roles]


@named
def test_languages_that_were_not_read_are_named_and_nothing_holds(tmp_path, tool):
    files = {"app/a.py": "a = 1\n" * 9, "app/B.kt": "package b\n"}
    evidence = of_sources(e for e in look(tmp_path, tool, files) if not is_shared(e))
    assert outcomes(evidence) <= {Outcome.UNAVAILABLE}
    for e in evidence:
        assert e.message.endswith("1 Python files; not read in this version for: kotlin")


@named
@pytest.mark.parametrize(
    ("files", "outcome"),
    [
        ({"Main.kt": "package main\n"}, Outcome.NOT_APPLICABLE),
        ({"app/a.py": "a = 1\n", "app/B.kt": "package b\n"}, Outcome.HOLDS),
    ],
)
def test_a_tool_speaks_for_python_alone_where_our_rules_speak_for_the_rest(
    tmp_path, tool, files, outcome
):
    evidence = [e for e in look(tmp_path, tool, files) if is_shared(e)]
    assert outcomes(evidence) == {outcome}


def is_shared(evidence):
    return evidence.check in {check.id for check in SHARED}


@named
def test_evidence_names_the_tool_with_its_version_and_rules(tmp_path, tool):
    producer = look(tmp_path, tool, {"app/a.py": "a = 1\n"})[0].producer
    assert producer == Producer(
        name=tool.name, version=producer.version, sha256=tool.producer.sha256
    )
    assert producer.version
    assert len(producer.sha256) == 64


def test_every_check_of_a_tool_is_answered_once_or_fails(tmp_path):
    for tool in TOOLS:
        seen = defaultdict(list)
        for e in look_at(tmp_path / tool.name, tool, EXAMPLES / "parcelgate"):
            seen[e.check].append(e.outcome)
        wanted = {row.check.id for row in TABLE if tool.name in row.check.producers}
        assert set(seen) == wanted
        assert all(o == [Outcome.HOLDS] or set(o) == {Outcome.FAILS} for o in seen.values())


def test_a_long_message_is_cut(tmp_path):
    evidence = look(tmp_path, Ruff(), {"app/a.py": f"print({'x' * 5000})\n"})
    messages = [e.message for e in evidence if e.outcome is Outcome.FAILS]
    assert [len(m) < 250 for m in messages] == [True]


def test_the_output_of_ruff_must_be_whole():
    with pytest.raises(ValueError, match="Expecting"):
        Ruff().parse(b"", ["/o/1"])


def test_a_panic_inside_ruff_is_not_silence():
    row = {
        "code": None,
        "name": "panic",
        "filename": "/o/1",
        "message": "Fatal error",
        "location": {"row": 1},
        "end_location": {"row": 1},
    }
    assert Ruff().parse(json.dumps([row]).encode(), ["/o/1"])["/o/1"]["unread"] == "Fatal error"


def test_a_file_that_bandit_did_not_come_to_is_noticed():
    report = {"metrics": {"/o/1": {}}, "errors": [], "results": []}
    with pytest.raises(ValueError, match="1 files without an answer"):
        Bandit().parse(json.dumps(report).encode(), ["/o/1", "/o/2"])


HIDDEN = {
    "wide letters": "\uff45\uff56\uff41\uff4c(text)\n".encode(),
    "a ligature": "import os\nos.sy\ufb06em('ls ' + name)\n".encode(),
    "long s": "import o\u017f\no\u017f.\u017fystem('ls ' + name)\n".encode(),
    "another encoding": b"# coding: utf-7\n+AGU-val(text)\n",
    "another encoding in line 2": b"#!/usr/bin/python\n# -*- coding: U7 -*-\n+AGU-val(text)\n",
    "a byte order mark": b"\xef\xbb\xbf# coding=utf_16_le\nx\n",
}
PLAIN = {
    "UTF-8": "# coding: utf-8\nname = 'Zo\u00eb'\n".encode(),
    "Latin-1": b"# -*- coding: iso-8859-15 -*-\nname = 1\n",
    "a longer name": b"expression.evalf()\nretrieval = executable\n",
    "half of what a rule needs": b"import requests\nrequests.get(url)\nverified = 1\n",
}


@pytest.mark.parametrize("name", HIDDEN)
def test_a_name_cannot_be_hidden_from_the_triggers(name):
    assert Bandit().may_match(HIDDEN[name])


@pytest.mark.parametrize("name", PLAIN)
def test_a_file_in_which_no_rule_can_match_is_not_given_to_bandit(name):
    assert not Bandit().may_match(PLAIN[name])


# Every name goes by another name, and no call shows the module that it belongs to.
ALIASED = """\
from builtins import eval
import subprocess as s, os as o, pickle as p, yaml as y, requests as r, ssl as t
from subprocess import getoutput as g
from cryptography.hazmat.primitives.ciphers.modes import ECB as e
from hashlib import md5 as m
from yaml import load as load_it
s.run(c, shell=True)
o.system(c + 'x')
p.loads(c)
y.load(c)
load_it(c)
r.get(u, verify=False, timeout=1)
t._create_unverified_context()
g(c + 'x')
e(c)
m(c)
eval(c)
"""


def test_the_triggers_see_names_through_aliases_one_statement_at_a_time(tmp_path):
    """Each call in a file of its own, with the imports that it needs and no other."""
    imports, calls = ALIASED.splitlines()[:6], ALIASED.splitlines()[6:]
    files = {}
    for n, call in enumerate(calls):
        alias = call.split("(")[0].split(".")[0]
        needed = [line for line in imports if f" {alias}" in line.replace(",", " ,") + " "]
        files[f"app/a{n}.py"] = "\n".join([*needed, call, ""])
    whole = failing(look(tmp_path / "whole", EveryFile(), files))
    assert failing(look(tmp_path / "chosen", Bandit(), files)) == whole
    assert len(whole) >= 9
