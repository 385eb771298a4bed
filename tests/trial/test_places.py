"""Where things are put: extents, imports, the style of the file around."""

import pytest

from seatrial.snapshot.model import Entry, Fate, Mode
from seatrial.trial.extents import extent_of
from seatrial.trial.kinds import Extent, Plant, catalogue
from seatrial.trial.places import Text, sites_of
from seatrial.trial.planted import plant_in
from seatrial.trial.style import style_of
from seatrial.trial.syntax import Syntax
from seatrial.trial.syntax_child import read

KIND = catalogue()[0]
COMPOSE = "services:\n  web:\n    image: a:1\n    mem_limit: 1g\n  db:\n    image: b:1\n".split(
    "\n"
)


def text(path: str, language: str, content: str) -> Text:
    lines = tuple(content.split("\n"))
    entry = Entry(path=path, mode=Mode.FILE, size=1, language=language, fate=Fate.READ, text=True)
    syntax = Syntax.model_validate(read(content.encode(), path))
    return Text(entry, lines, syntax, style_of(lines, language))


def planted(target: Text, **plant) -> list[str]:
    sites = list(sites_of(KIND, Plant(languages=(target.entry.language,), **plant), target))
    return plant_in(target.lines, sites[:1])[0] if sites else []


def test_a_line_that_is_dropped_is_gone_and_its_place_is_what_lacks_it():
    target = text("a.py", "python", "def f(lock):\n    lock.take()\n    return 1\n\n\nx = 1\n")
    plant = Plant(
        languages=("python",), find=r"^ +lock\.take\(\)\n", put="", extent=Extent.FUNCTION
    )
    (site,) = sites_of(KIND, plant, target)
    lines, (stand,) = plant_in(target.lines, [site])
    assert lines[:2] == ["def f(lock):", "    return 1"]
    assert (stand.start, stand.end) == (1, 2)


@pytest.mark.parametrize(
    ("extent", "lines", "line", "found"),
    [
        (Extent.BLOCK, COMPOSE, 4, (2, 4)),
        (Extent.STAGE, ["FROM a AS b", "USER x", "FROM c", "USER y", "CMD z"], 4, (3, 5)),
        (Extent.STAGE, ["FROM a AS b", "USER x", "FROM c", "USER y", "CMD z"], 2, (1, 2)),
        (Extent.FILE, ["a", "b", "c"], 2, (1, 3)),
        (Extent.FUNCTION, ["a", "b"], 2, (2, 2)),
    ],
)
def test_the_place_of_what_is_missing(extent, lines, line, found):
    assert extent_of(extent, lines, (), line, line) == found


@pytest.mark.parametrize(
    ("name", "language", "content", "wanted"),
    [
        ("a.py", "python", "import a\n\n\ndef f(x):\n  y = 'b'\n  return y\n", "  g('x')"),
        ("a.go", "go", "package a\n\nfunc F(x string) {\n\tg()\n}\n", '\tg("x")'),
        ("a.js", "javascript", "function f(x) {\n  return 'a'\n}\nf('b')\n", "  g('x')"),
        ("b.js", "javascript", 'function f(x) {\n    return "a";\n}\nf("b");\n', '    g("x");'),
    ],
)
def test_code_is_written_as_the_file_is(name, language, content, wanted):
    statement = 'g("x");' if language == "javascript" else 'g("x")'
    assert wanted in planted(text(name, language, content), statement=statement)


def test_a_docstring_stays_first_and_an_import_comes_after_the_future():
    head = '"""A."""\nfrom __future__ import annotations\n\nimport os\n'
    content = head + '\n\ndef f(x):\n    """B."""\n    return os\n'
    lines = planted(
        text("a.py", "python", content), statement="time.sleep(1)", imports=("import time",)
    )
    assert lines[3:5] == ["import time", "import os"]
    assert lines[8:11] == ['    """B."""', "    time.sleep(1)", "    return os"]


def test_comments_docstrings_and_rusts_tests_are_not_code():
    commented = text("a.py", "python", "# old = 1\n'''\nold = 1\n'''\nx = 2\n")
    assert planted(commented, find=r"old = 1", put="old = 2") == []
    rust = text("a.rs", "rust", "fn f() {}\n#[cfg(test)]\nmod tests { fn g() { old(); } }\n")
    assert planted(rust, find=r"old\(\)", put="new()") == []


def test_a_parameter_is_named_by_what_it_is_and_none_is_no_place():
    target = text("a.py", "python", "def f(self, count, file_name):\n    return 1\n")
    lines = planted(target, parameter="name", statement="print(<<parameter>>)")
    assert "    print(file_name)" in lines
    assert planted(target, parameter="address", statement="print(<<parameter>>)") == []


def test_a_line_longer_than_the_file_has_them_is_not_written():
    target = text("a.py", "python", "def f(x):\n    return 1\n")
    assert planted(target, statement="y" * 90) == []


def test_at_the_end_a_blank_line_comes_first_and_the_last_line_is_ended():
    for content in ("# A\n", "# A"):
        assert planted(text("a.md", "markdown", content), find=r"\Z", put="More.\n") == [
            "# A",
            "",
            "More.",
            "",
        ]


def test_files_that_were_broken_before_are_told_from_those_that_are_now():
    assert read(b"def f(:\n", "a.py")["errors"] == 1
    assert read(b"a: [1\n", "a.yaml")["errors"] == 1
    assert read(b'{"a": 1}', "a.json")["errors"] == 0
    assert read(b"a = \n", "a.toml")["errors"] == 1
    assert read(b"func (\n", "a.go")["errors"] > 0
    assert read(b"x" * (1 << 21), "a.py")["errors"] == 1
