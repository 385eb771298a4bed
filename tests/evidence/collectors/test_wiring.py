import pytest

from seatrial.evidence.collectors.wiring import (
    WIRING,
    imports_resolve,
    no_cycles,
    no_duplicates,
    no_fixme,
    no_orphans,
    no_stubs,
    parses,
)
from seatrial.evidence.model import Severity
from tests.evidence.observed import example, lines, observe, outcomes
from tests.trees import survey_of

PACKAGE = {"pkg/__init__.py": "from pkg.a import x\n", "pkg/a.py": "x = 1\n"}
BROKEN = "def f(:\n"
# These read text: a program in any language, parsed or not.
TEXTUAL = (no_duplicates, no_fixme)
PARSING = tuple(c for c in WIRING if c not in TEXTUAL)


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (PACKAGE, ["HOLDS"]),
        ({"README.md": "# A\n"}, ["NOT_APPLICABLE"]),
        ({"Main.kt": "package main\n"}, ["UNAVAILABLE"]),
        ({"Main.kt": "package main\n" * 9, "a.py": "x = 1\n"}, ["UNAVAILABLE"]),
        ({"{{name}}/a.py": "import {{name}}\n", "b.py": "x = 1\n"}, ["HOLDS"]),
        ({"a.py": "x = {{ value }} {% if %}\n", "b.py": "x = 1\n"}, ["HOLDS"]),
    ],
)
def test_python_is_judged_and_nothing_else(tmp_path, files, expected):
    survey = survey_of(tmp_path, files)
    assert [outcomes(c.collect(survey)) for c in PARSING] == [expected] * len(PARSING)


def test_a_file_that_does_not_parse_is_not_judged(tmp_path):
    survey = survey_of(tmp_path, {**PACKAGE, "pkg/b.py": BROKEN})
    for collector in (c for c in PARSING if c is not parses):
        found = collector.collect(survey)
        assert outcomes(found) == ["UNAVAILABLE"]
        assert lines(found) == [("pkg/b.py", 1, 1)]


@pytest.mark.parametrize("name", ["parcelgate", "berthbook"])
def test_the_examples_are_wired(tmp_path, name):
    survey = example(name, tmp_path)
    assert [outcomes(c.collect(survey)) for c in WIRING] == [["HOLDS"]] * len(WIRING)


# -- wiring.parses ----------------------------------------------------------------------------


def test_a_broken_file_is_shown_where_it_breaks(tmp_path):
    found = observe(parses, tmp_path, {**PACKAGE, "pkg/b.py": f"x = 1\n{BROKEN}"})
    assert outcomes(found) == ["FAILS"]
    assert lines(found) == [("pkg/b.py", 2, 2)]


@pytest.mark.parametrize(
    "source",
    ["def f[T](x: T) -> T:\n    return x\n", "type A = int\n", "class C[T]:\n    pass\n",
     "try:\n    f()\nexcept A, B:\n    pass\n", "x = f'{d['a']}'\n", "x = t'{a}'\n"],
)  # fmt: skip
def test_syntax_that_may_be_newer_than_the_parser_is_not_called_broken(tmp_path, source):
    assert set(outcomes(observe(parses, tmp_path, {"a.py": source}))) <= {"UNAVAILABLE", "HOLDS"}


@pytest.mark.parametrize(
    "source",
    ["x = `a`\n", "if a <> b: pass\n", "lambda (a, b): 1\n", "raise E, 'x'\n"],
)
def test_syntax_of_python_2_is_told_as_foreign(tmp_path, source):
    (seen,) = observe(parses, tmp_path, {"a.py": source})
    assert outcomes([seen]) == ["UNAVAILABLE"]
    assert "perhaps not written for Python" in seen.message


@pytest.mark.parametrize(
    "source",
    [
        "def f(:\n",
        "x = 1 +\n",
        "x = 'abc\n",
        "import a.\n",
        "f() = 1\n",
        "def f():\nreturn 1\n",
        "if x:\n\tf()\n        g()\n",
        "print 'x'\n",
    ],
)
def test_what_is_wrong_in_every_python_is_broken(tmp_path, source):
    assert outcomes(observe(parses, tmp_path, {"a.py": source})) == ["FAILS"]


def test_a_file_that_could_not_be_opened_is_not_called_whole(tmp_path):
    survey = survey_of(tmp_path, {"a.py": "x = 1\n", "b.py": b"\0\1"})
    (seen,) = parses.collect(survey)
    assert outcomes([seen]) == ["UNAVAILABLE"]
    assert "'b.py' was not read" in seen.message


def test_a_broken_example_weighs_little(tmp_path):
    (seen,) = observe(parses, tmp_path, {"a.py": "x = 1\n", "examples/b.py": BROKEN})
    assert seen.severity is Severity.LOW


def test_what_tests_feed_to_a_parser_may_be_broken(tmp_path):
    files = {"a.py": "x = 1\n", "tests/data/b.py": BROKEN, "tests/broken.py": BROKEN}
    assert outcomes(observe(parses, tmp_path, files)) == ["HOLDS"]


def test_a_broken_test_is_seen(tmp_path):
    found = observe(parses, tmp_path, {"a.py": "x = 1\n", "tests/test_a.py": BROKEN})
    assert lines(found) == [("tests/test_a.py", 1, 1)]


# -- wiring.imports-resolve -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("statement", "missing"),
    [
        ("import pkg.gone", "pkg.gone"),
        ("from pkg.gone import x", "pkg.gone"),
        ("from pkg import gone", "gone"),
        ("from pkg.a import gone", "gone"),
        ("from .gone import x", ".gone"),
        ("from . import gone", "gone"),
        ("from .a import x, gone", "gone"),
        ("def f():\n    from .a import gone", "gone"),
    ],
)
@pytest.mark.parametrize("root", ["", "src/"])
def test_an_import_of_what_is_not_there_is_seen(tmp_path, root, statement, missing):
    package = {"pkg/__init__.py": "", "pkg/a.py": "x = 1\n", "pkg/b.py": f"{statement}\n"}
    (seen,) = observe(imports_resolve, tmp_path, {root + p: t for p, t in package.items()})
    line = statement.count("\n") + 1
    assert lines([seen]) == [(f"{root}pkg/b.py", line, line)]
    assert repr(missing) in seen.message


@pytest.mark.parametrize(
    "files",
    [
        {"pkg/b.py": "import pkg.a, os.path, numpy.gone\nfrom pkg import a\nfrom .a import x\n"},
        {"pkg/b.py": "try:\n    from pkg import gone\nexcept ImportError:\n    gone = None\n"},
        {"pkg/b.py": "if fast:\n    from pkg import gone\n"},
        {"pkg/b.py": "from pkg._core import x\n", "pkg/_core.pyx": ""},
        {"pkg/b.py": "from pkg._core import x\n", "pkg/_core.cpython-311-darwin.so": ""},
        {"pkg/b.py": "from pkg._core import x\n", "setup.py": "ext = ['pkg._core']\n"},
        {"pkg/b.py": "from pkg._version import x\n"},
        {"pkg/b.py": "from pkg.rusty.push import x\n", "Cargo.toml": 'name = "rusty"\n'},
        {"pkg/b.py": "from pkg.made import x\n", ".gitignore": "pkg/made.py\n"},
        {"pkg/b.py": "from pkg.api_pb2 import X\n"},
        {"pkg/b.py": "from pkg.c import gone\n", "pkg/c.py": "from elsewhere import *\n"},
        {"pkg/b.py": "from pkg.c import gone\n", "pkg/c.py": "def __getattr__(n): ...\n"},
        {"pkg/b.py": "from pkg.c import gone\n", "pkg/c.py": "globals().update(x)\n"},
        {"pkg/b.py": "from pkg.c import x\n", "pkg/c.pyi": "x: int\n"},
        {"pkg/b.py": "from pkg.c.d import x\n", "pkg/c.py": "sys.modules['pkg.c.d'] = d\n"},
        {"pkg/b.py": "from pkg import __version__, __doc__\n"},
        {"pkg/b.py": "from pkg.space.c import x\n", "pkg/space/c.py": "x = 1\n"},
        {"run.py": "import sys\nsys.path.insert(0, 'lib')\nfrom pkg import gone\n"},
        {"pkg/b.py": "from ..outside import x\nfrom ...further import y\n"},
        {"pkg/b.py": "from helpers import gone\n", "pkg/helpers.py": "x = 1\n"},
        {"pkg/b.py": "from json import gone\n", "json/__init__.py": ""},
    ],
)
def test_what_is_there_or_may_be_made_is_left_alone(tmp_path, files):
    package = {"pkg/__init__.py": "", "pkg/a.py": "x = 1\n"}
    assert outcomes(observe(imports_resolve, tmp_path, {**package, **files})) == ["HOLDS"]


# -- wiring.no-cycles -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "files",
    [
        {"pkg/a.py": "import pkg.b\n", "pkg/b.py": "import pkg.a\n"},
        {"pkg/a.py": "from . import b\n", "pkg/b.py": "from .a import x\n"},
        {"pkg/a.py": "from pkg import b\n", "pkg/b.py": "from pkg import a\n"},
    ],
)
def test_modules_that_import_each_other_are_seen(tmp_path, files):
    (seen,) = observe(no_cycles, tmp_path, {"pkg/__init__.py": "", **files})
    assert outcomes([seen]) == ["FAILS"]
    assert lines([seen]) == [("pkg/a.py", 1, 1), ("pkg/b.py", 1, 1)]


@pytest.mark.parametrize(
    "other",
    [
        "def f():\n    import pkg.a\n",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import pkg.a\n",
        "try:\n    import pkg.a\nexcept ImportError:\n    pass\n",
        "x = 1\n",
    ],
)
def test_an_import_that_waits_makes_no_circle(tmp_path, other):
    files = {"pkg/__init__.py": "", "pkg/a.py": "import pkg.b\n", "pkg/b.py": other}
    assert outcomes(observe(no_cycles, tmp_path, files)) == ["HOLDS"]


BLUEPRINT = "from flask import Blueprint\n\nbp = Blueprint('api', __name__)\n"
BROUGHT_IN = "\nfrom pkg import routes\n"


@pytest.mark.parametrize(
    ("package", "outcome"),
    [
        (BLUEPRINT + BROUGHT_IN, "HOLDS"),
        (BROUGHT_IN + BLUEPRINT, "FAILS"),
        ("from flask import Blueprint\n" + BROUGHT_IN, "FAILS"),
    ],
)
def test_a_package_may_bring_in_its_own_modules_when_all_else_is_in_place(
    tmp_path, package, outcome
):
    files = {"pkg/__init__.py": package, "pkg/routes.py": "from pkg import bp\n"}
    assert outcomes(observe(no_cycles, tmp_path, files)) == [outcome]


def test_the_foot_of_a_module_closes_a_circle_as_any_line_does(tmp_path):
    files = {
        "pkg/__init__.py": "",
        "pkg/a.py": "X = 1\nimport pkg.b\n",
        "pkg/b.py": "import pkg.a\n",
    }
    assert outcomes(observe(no_cycles, tmp_path, files)) == ["FAILS"]


def test_one_observation_stands_for_a_group_of_modules(tmp_path):
    files = {
        "pkg/__init__.py": "",
        "pkg/a.py": "import pkg.b, pkg.c\n",
        "pkg/b.py": "import pkg.a\n",
    }
    (seen,) = observe(no_cycles, tmp_path, {**files, "pkg/c.py": "import pkg.a\n"})
    assert "one of the circles among 3 modules" in seen.message


# -- wiring.no-stubs --------------------------------------------------------------------------

STUB = "def pay():\n    raise NotImplementedError\n"


@pytest.mark.parametrize(
    "files",
    [
        {"pkg/b.py": f"{STUB}\ndef f():\n    pay()\n"},
        {"pkg/b.py": STUB, "pkg/c.py": "from pkg.b import pay\n"},
        {"pkg/b.py": STUB, "pkg/c.py": "from .b import pay\n"},
    ],
)
def test_a_stub_that_something_calls_is_seen(tmp_path, files):
    found = observe(no_stubs, tmp_path, {**PACKAGE, **files})
    assert lines(found) == [("pkg/b.py", 1, 2)]
    assert outcomes(found) == ["FAILS"]


@pytest.mark.parametrize(
    "files",
    [
        {"pkg/b.py": STUB},
        {"pkg/b.py": STUB, "pkg/sub/__init__.py": "from pkg.b import pay\n"},
        {"pkg/b.py": STUB, "tests/test_b.py": "from pkg.b import pay\n"},
    ],
)
def test_a_stub_that_nothing_calls_is_left_alone(tmp_path, files):
    assert outcomes(observe(no_stubs, tmp_path, {**PACKAGE, **files})) == ["HOLDS"]


@pytest.mark.parametrize("body", ["pass", "...", '"""Pay."""'])
def test_an_empty_function_that_a_comment_puts_off_is_a_stub(tmp_path, body):
    stub = f"def pay():\n    # TODO: write this\n    {body}\n\npay()\n"
    assert lines(observe(no_stubs, tmp_path, {**PACKAGE, "pkg/b.py": stub})) == [("pkg/b.py", 1, 3)]


@pytest.mark.parametrize(
    "source",
    [
        "def hook():\n    pass\n\nhook()\n",
        "def hook():\n    # nothing to do\n    pass\n\nhook()\n",
        "def pay():\n    # TODO: faster\n    return 3\n\npay()\n",
    ],
)
def test_an_empty_function_or_a_plan_is_no_stub(tmp_path, source):
    assert outcomes(observe(no_stubs, tmp_path, {**PACKAGE, "pkg/b.py": source})) == ["HOLDS"]


# -- wiring.no-orphans ------------------------------------------------------------------------

LONELY = "def price():\n    return 3\n"


def test_a_module_that_nothing_names_is_seen(tmp_path):
    found = observe(no_orphans, tmp_path, {**PACKAGE, "pkg/old_prices.py": LONELY})
    assert lines(found) == [("pkg/old_prices.py", 1, 1)]


@pytest.mark.parametrize(
    "more",
    [
        {"pkg/a.py": "x = 1\ndef f():\n    from pkg import old_prices\n"},
        {"tests/test_a.py": "from pkg.old_prices import price\n"},
        {"docs/index.rst": ".. automodule:: pkg.old_prices\n"},
        {"pyproject.toml": '[project.scripts]\na = "pkg.old_prices:price"\n'},
        {"pkg/a.py": "x = 1\nBACKENDS = {'old': 'pkg.old_prices:price'}\n"},
        {"pkg/old_prices.py": f"{LONELY}\nif __name__ == '__main__':\n    price()\n"},
        {"pkg/a.py": "import pkgutil\nx = list(pkgutil.iter_modules(p))\n"},
        {"pkg/old_prices.py": "# nothing yet\n"},
    ],
)
def test_a_module_that_something_uses_or_starts_is_left_alone(tmp_path, more):
    files = {**PACKAGE, "pkg/old_prices.py": LONELY, **more}
    assert outcomes(observe(no_orphans, tmp_path, files)) == ["HOLDS"]


@pytest.mark.parametrize(
    "path", ["pkg/admin.py", "pkg/migrations/0001_x.py", "pkg/management/commands/x.py", "x.py"]
)
def test_what_a_framework_or_a_person_starts_is_left_alone(tmp_path, path):
    folders = {f"{path.rpartition('/')[0]}/__init__.py": ""} if "/" in path else {}
    files = {**folders, **PACKAGE, path: LONELY}
    assert outcomes(observe(no_orphans, tmp_path, files)) == ["HOLDS"]


def test_a_change_log_does_not_keep_a_module_alive(tmp_path):
    files = {**PACKAGE, "pkg/old_prices.py": LONELY, "CHANGELOG.md": "# 1.0\n\nold_prices\n"}
    assert outcomes(observe(no_orphans, tmp_path, files)) == ["FAILS"]


# -- wiring.no-duplicates ---------------------------------------------------------------------


def block(n: int, name: str = "f") -> str:
    body = "".join(f"    value_{i} = compute(value_{i - 1}, {i})\n" for i in range(1, n))
    return f"def {name}(value_0):\n{body}"


def test_a_long_block_in_two_files_is_seen_once_with_both_places(tmp_path):
    files = {"a.py": block(40), "b.py": f"import os\n\n# a copy\n{block(40)}"}
    found = observe(no_duplicates, tmp_path, files)
    assert outcomes(found) == ["FAILS"]
    assert lines(found) == [("a.py", 1, 40), ("b.py", 4, 43)]
    assert found[0].places[0].path == "b.py"


def test_a_copy_that_is_indented_otherwise_or_in_another_language_is_seen(tmp_path):
    go = "".join(f"\tv{i} := compute(v{i - 1})\n" for i in range(1, 40))
    files = {"a.go": f"package a\n\n{go}", "b.go": f"package b\n\n{go.replace(chr(9), '    ')}"}
    assert outcomes(observe(no_duplicates, tmp_path, files)) == ["FAILS"]


@pytest.mark.parametrize(
    "files",
    [
        {"a.py": block(29), "b.py": block(29)},
        {"a.py": block(40), "b.py": block(40).replace("value_15", "other", 1)},
        {"a.py": block(40), "tests/test_a.py": block(40)},
        {"a.py": block(40), "examples/a.py": block(40)},
        {"a.py": block(40), "app/migrations/0001.py": block(40)},
        {"a.py": "x = [\n" + "    'word',\n" * 90 + "]\n", "b.py": "    'word',\n" * 90},
        {p: "# licence\n" * 60 + "x = 1\n" for p in ("a.py", "b.py")},
        {p: "T = {\n" + "".join(f"  '{i}': {i},\n" for i in range(60)) + "}\n" for p in
         ("a.py", "b.py")},
    ],
)  # fmt: skip
def test_short_blocks_tables_comments_and_tests_are_left_alone(tmp_path, files):
    assert outcomes(observe(no_duplicates, tmp_path, files)) == ["HOLDS"]


def test_a_table_that_repeats_itself_ends(tmp_path):
    source = "x = f(1)\n" * 5000
    assert outcomes(observe(no_duplicates, tmp_path, {"a.py": source})) == ["HOLDS"]


# -- wiring.no-fixme --------------------------------------------------------------------------


def test_all_comments_that_confess_are_one_mild_observation(tmp_path):
    files = {"a.py": "x = 1  # FIXME: wrong\n", "b.go": "package b\n// XXX racy\n"}
    found = observe(no_fixme, tmp_path, files)
    assert lines(found) == [("a.py", 1, 1), ("b.go", 2, 2)]
    assert outcomes(found) == ["FAILS"]
    assert no_fixme.CHECK.severity is Severity.INFO


@pytest.mark.parametrize(
    "source", ["# TODO: faster\n", "x = 'FIXME'\n", "# the XXXL size\n", "prefix = '# no'\n"]
)
def test_a_plan_or_a_word_in_a_text_is_no_confession(tmp_path, source):
    assert outcomes(observe(no_fixme, tmp_path, {"a.py": f"y = 1\n{source}"})) == ["HOLDS"]


@pytest.mark.parametrize("collector", TEXTUAL)
def test_what_reads_text_says_what_it_could_not_open(tmp_path, collector):
    survey = survey_of(tmp_path, {"a.py": "x = 1\n", "b.py": b"\0\1"})
    assert outcomes(collector.collect(survey)) == ["UNAVAILABLE"]
    assert outcomes(observe(collector, tmp_path / "b", {"README.md": "# A\n"})) == [
        "NOT_APPLICABLE"
    ]
