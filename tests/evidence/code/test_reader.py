import json
import sys

import pytest

from seatrial.batch import Batches
from seatrial.cache import ObservationCache
from seatrial.evidence.code.read import CodeReader
from seatrial.evidence.code.reader import MOST_BYTES, read
from seatrial.frozen import sha256
from seatrial.snapshot.store import Store


@pytest.mark.parametrize(
    ("language", "content", "error"),
    [
        ("go", b"package a\n" + b"// x\n" * (MOST_BYTES // 5), "larger than 1 MiB"),
        ("javascript", b"var a=" + b"f(1)+" * 9000 + b"1;", "minified"),
        ("javascript", b"(\n" * 9000 + b")\n" * 9000, "nested too deeply for the parser"),
        ("rust", b"%% ^^ ??\n" * 40, "most of it is not understood by the grammar"),
    ],
)
def test_what_is_no_program_text_is_refused_with_a_reason(language, content, error):
    assert read(content, "a", language) == {"error": error, "line": 0}


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"let a = 1;\n<<<<<<< HEAD\nlet b = 1;\n=======\nlet b = 2;\n>>>>>>> other\n", 2),
        (b"let a = 1;\nfunction f() {\n  if (a) {\n    g();\n  }\n", 2),
    ],
)
def test_what_no_grammar_takes_is_broken_at_its_line(content, line):
    assert read(content, "a.js", "javascript")["line"] == line


def test_a_part_that_is_not_understood_is_named_and_the_rest_is_read():
    content = (
        b"package a\n\nfunc f() {\n\tx := \x01 9 9\n}\n" + b'\nfunc g() { os.Getenv("A") }\n' * 9
    )
    rows = read(content, "a.go", "go")
    assert rows["broken_line"] == 4
    assert len(rows["env"]) == 9


@pytest.mark.parametrize(
    "text",
    [
        "export type * from './a';\nexport const b = 1;\n",
        "export type F<A> = A extends () => (infer B) | null\n  ? B\n  : never\n",
    ],
)
def test_types_that_are_newer_than_the_grammar_hide_nothing_that_runs(text):
    assert "broken" not in read(text.encode(), "a.ts", "typescript")


def test_lines_are_counted_as_the_snapshot_counts_them():
    rows = read(b"// a\r\n\r\rprocess.env.A;\r\n", "a.js", "javascript")
    assert [r["line"] for r in rows["env"]] == [4]


def test_the_child_reads_what_the_parent_asks_for(tmp_path):
    store, cache = Store(tmp_path / "objects"), ObservationCache(tmp_path / "seen.sqlite")
    content = b"<div>{process.env.A}</div>;\n"
    store.put(sha256(content), content)
    seen = Batches(store.path, cache).read(
        CodeReader("typescript", "tsx"), {sha256(content): "a.tsx"}
    )
    cache.close()
    assert [r["name"] for r in seen[sha256(content)]["env"]] == ["A"]


def test_the_command_names_our_own_module():
    argv, stdin = CodeReader("go", "go").command({"/o/1": "a.go"})
    assert argv[:3] == [sys.executable, "-I", "-m"]
    assert argv[-2:] == ["seatrial.evidence.code.reader", "go"]
    assert json.loads(stdin) == {"/o/1": "a.go"}
