"""Documents: links, headings, anchors and code with the lines where they stand."""

import time

import pytest

from seatrial.evidence.documents import CodeBlock, Link, anchor_of, read_document


def links(text: str) -> list[tuple[str, int]]:
    return [(link.target, link.line) for link in read_document(text).links]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[a](b.md)", [("b.md", 1)]),
        ("one\ntwo [a](b.md)\nthree [c](d.md)", [("b.md", 2), ("d.md", 3)]),
        ("`code\nspan` and [a](b.md)", [("b.md", 2)]),
        ("[a][ref]\n\n[ref]: b.md", [("b.md", 1)]),
        ("[a](b%20c.md)", [("b c.md", 1)]),
        ("| x |\n| - |\n| [a](b.md) |\n| [c](d.md) |", [("b.md", 3), ("d.md", 4)]),
        ("- a\n  - [b](c.md)", [("c.md", 2)]),
        ('<p>\n<a href="b.md">b</a>\n</p>', [("b.md", 2)]),
        ("text <a class=\"x\" href='b.md'>b</a>", [("b.md", 1)]),
        ("\r\n[a](b.md)\r\n", [("b.md", 2)]),
        ("---\ntitle: x\n---\n[a](b.md)", [("b.md", 4)]),
        ("```\n[a](b.md)\n```", []),
        ("`[a](b.md)`", []),
        ("<!-- <a href='gone.md'>x</a> -->", []),
        ("<!--\n[a](b.md)\n-->", []),
    ],
)
def test_links_are_found_at_their_line(text, expected):
    assert links(text) == expected


def test_an_image_is_a_link_that_says_so():
    document = read_document('![a](b.png) and <img src="c.png">')

    assert document.links == (Link("b.png", 1, image=True), Link("c.png", 1, image=True))


def test_an_image_within_a_link_gives_both():
    assert links("[![a](b.png)](c.md)") == [("c.md", 1), ("b.png", 1)]


@pytest.mark.parametrize(
    ("heading", "anchor"),
    [
        ("Install it", "install-it"),
        ("What's new?", "whats-new"),
        ("A `b` & c", "a-b--c"),
        ("Über uns", "über-uns"),
        ("snake_case", "snake_case"),
    ],
)
def test_anchors_are_made_as_github_makes_them(heading, anchor):
    assert anchor_of(heading.replace("`", "")) == anchor
    assert anchor in read_document(f"# {heading}").anchors


def test_headings_of_the_same_words_get_numbered_anchors():
    document = read_document("# A\n\n# A\n\n# A")

    assert [h.anchor for h in document.headings] == ["a", "a-1", "a-2"]


def test_names_in_html_and_given_anchors_count():
    document = read_document('<a name="one"></a>\n\n## Two {#zwei}\n\n<h3 id="three">Three</h3>')

    assert {"one", "zwei", "two", "three"} <= document.anchors
    assert [h.text for h in document.headings] == ["Two"]


def test_code_blocks_keep_language_and_first_line():
    text = "# A\n\n```console\n$ one\n$ two\n```\n\n    indented\n"

    assert read_document(text).blocks == (
        CodeBlock("console", 4, ("$ one", "$ two")),
        CodeBlock("", 8, ("indented",)),
    )


def test_a_section_ends_before_the_next_heading_of_its_rank():
    document = read_document("# A\n\n## B\n\ntext\n\n### C\n\n## D\n")

    assert document.section(document.headings[1]) == (3, 8)
    assert document.section(document.headings[3]) == (9, 10)


def test_front_matter_is_no_heading():
    assert read_document("---\ntitle: x\n---\n# A\n").headings[0].line == 4


def test_a_document_that_is_too_long_says_so_and_keeps_its_lines():
    document = read_document("a" * 300_000 + "\n\n[a](b.md)")

    assert document.unread == "a paragraph is longer than 200000 characters"
    assert len(document.lines) == 3
    assert document.links == ()


@pytest.mark.parametrize(
    "text",
    ["[" * 50_000, "![" * 25_000, ">" * 50_000, "- " * 25_000, "<a " * 20_000, "`a" * 25_000],
)
def test_hostile_text_is_read_in_bounded_time(text):
    started = time.monotonic()

    read_document(text)

    assert time.monotonic() - started < 20
