import json

import pytest

from seatrial.escape import (
    csv_cell,
    json_text,
    markdown,
    markdown_code,
    sarif_message,
    sarif_snippet,
    terminal,
    uri_path,
)


@pytest.mark.parametrize(
    ("hostile", "shown"),
    [
        ("\x1b[2Jgone", "\\u{1b}[2Jgone"),
        ("two\nlines", "two\\nlines"),
        ("a\u202egnp.exe", "a\\u{202e}gnp.exe"),
        ("zero\u200bwidth", "zero\\u{200b}width"),
        ("lone\udcff", "lone\\u{dcff}"),
        ("plain", "plain"),
        ("Ünïcode ✅", "Ünïcode ✅"),
    ],
)
def test_terminal_text_cannot_move_hide_or_break(hostile, shown):
    assert terminal(hostile) == shown


def test_markdown_prose_has_no_markup_left():
    assert markdown("[x](http://e.example) | <b>") == "\\[x\\](http\\://e.example) \\| \\<b\\>"


@pytest.mark.parametrize("text", ["plain", "has `tick`", "``", "a|b", "", "`"])
def test_a_code_span_is_closed_by_its_own_fence_only(text):
    span = markdown_code(text)
    fence = span[: len(span) - len(span.lstrip("`"))]
    assert span.endswith(fence)
    assert fence not in span[len(fence) : -len(fence)]
    assert "|" not in span


def test_uri_paths_are_percent_encoded():
    assert uri_path("a b/ü#?.py") == "a%20b/%C3%BC%23%3F.py"


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@a", "\t=1", "  =1", "|cmd", "\uff1d1", "%x"]
)
def test_a_csv_cell_begins_no_formula(text):
    assert csv_cell(text).startswith("'")


@pytest.mark.parametrize("text", ["", "a=1", "F-001", "1.5", "≥ 75 %", "'quoted"])
def test_a_csv_cell_leaves_other_text_alone(text):
    assert csv_cell(text) == text


@pytest.mark.parametrize(
    ("hostile", "shown"),
    [
        ("see [here](http://e.example)", "see \\[here\\](http://e.example)"),
        ("argv[1] is run (twice)", "argv[1] is run (twice)"),
        ("a\u202eb", "a\\u{202e}b"),
    ],
)
def test_a_message_of_sarif_holds_no_link(hostile, shown):
    assert sarif_message(hostile) == shown


def test_a_snippet_of_sarif_keeps_its_lines_and_hides_nothing():
    assert sarif_snippet("a\x1b[m\nb\u200b") == "a\\u{1b}[m\nb\\u{200b}"


@pytest.mark.parametrize("text", ["plain", "Ünï ✅", "a\u202eb", "c\x9bd", "tag\U000e0041", "\x7f"])
def test_json_is_the_same_value_with_nothing_invisible(text):
    written = json_text(json.dumps({"text": text}, ensure_ascii=False).encode())
    assert json.loads(written) == {"text": text}
    assert terminal(written.decode()) == written.decode()
