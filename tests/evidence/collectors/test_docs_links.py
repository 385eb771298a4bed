"""Links and anchors: what is broken is found at its line, and nothing else is."""

import pytest

from seatrial.evidence.collectors.docs import anchors_resolve, links_resolve
from tests.evidence.collectors.seen import seen
from tests.trees import survey_of

TREE = {"docs/a b.md": "# A\n", "src/x.py": "x = 1\n", "LICENSE": "x", "img.png": b"\x89PNG\0"}


def answer(tmp_path, files):
    return seen(links_resolve.collect(survey_of(tmp_path, {**TREE, **files})))


@pytest.mark.parametrize(
    "link",
    [
        "[a](docs/a%20b.md)",
        "[a](<docs/a b.md>)",
        "[a](./docs/)",
        "[a](docs)",
        "[a](/src/x.py)",
        "[a](src/x.py#L3)",
        "[a](src/x.py:3)",
        "[a](img.png?raw=true)",
        "[a][r]\n\n[r]: LICENSE",
        "![a](img.png)",
        '<a href="LICENSE">x</a> <img src="img.png">',
    ],
)
def test_links_to_what_is_there_hold(tmp_path, link):
    assert answer(tmp_path, {"README.md": link}) == [("HOLDS", "")]


@pytest.mark.parametrize(
    "link",
    [
        "[a](gone.md)",
        "[a](docs/gone/)",
        "![a](gone.png)",
        "[a](LICENCE)",
        "[a](/gone.md)",
        "[a](docs/A%20B.md)",
        "[a][r]\n\n[r]: gone.md",
        '<img src="gone.png">',
        "[a](src/../gone.md#x)",
        "[a](www.example.com)",
    ],
)
def test_links_to_what_is_not_there_fail(tmp_path, link):
    assert answer(tmp_path, {"README.md": f"# A\n\n{link}"}) == [("FAILS", "README.md:3")]


@pytest.mark.parametrize(
    "link",
    [
        "[a](https://example.com/gone.md)",
        "[a](mailto:a@b.c)",
        "[a](//example.com/x.md)",
        "[a](#part)",
        "[a](../../issues)",
        "[a](../outside.md)",
        "[a]({{ page }}.md)",
        "[a](${X}/gone.md)",
        "[a](<name>.md)",
        "call `f` as [f](x)",
        "`[a](gone.md)`",
        "[a]()",
    ],
)
def test_links_that_lead_out_of_the_tree_are_not_judged(tmp_path, link):
    assert answer(tmp_path, {"README.md": link}) == [("NOT_APPLICABLE", "")]


@pytest.mark.parametrize(
    ("path", "link"),
    [
        ("docs/page.md", "[a](guide/)"),
        ("docs/page.md", "[a](guide.html)"),
        ("docs/page.md", "[a](../guide/)"),
        ("docs/page.md", "[a](/anything/at/all.md)"),
        ("docs/page.md", "[a](route/without/ending)"),
        ("docs/sub/page.md", "[a](../guide.md)"),
    ],
)
def test_pages_of_a_website_may_link_as_the_website_does(tmp_path, path, link):
    files = {"mkdocs.yml": "x: 1", "docs/guide.md": "# G\n", path: link}

    assert answer(tmp_path, files)[0][0] in {"HOLDS", "NOT_APPLICABLE"}


def test_pages_of_a_website_fail_when_no_reading_finds_the_page(tmp_path):
    files = {"mkdocs.yml": "x: 1", "docs/guide.md": "# G\n", "docs/page.md": "[a](gone.md)"}

    assert answer(tmp_path, files) == [("FAILS", "docs/page.md:1")]


def test_a_page_that_is_not_translated_is_the_english_one(tmp_path):
    files = {"docs/en/mkdocs.yml": "x: 1", "docs/en/docs/a.md": "# A\n", "docs/de/mkdocs.yml": "x"}

    assert answer(tmp_path, {**files, "docs/de/docs/b.md": "[a](a.md)"}) == [("HOLDS", "")]


@pytest.mark.parametrize(
    "path",
    [".github/ISSUE_TEMPLATE/bug.md", "templates/page.md", "{{x}}/README.md", "tests/a.md"],
)
def test_templates_and_test_data_are_not_judged(tmp_path, path):
    assert answer(tmp_path, {path: "[a](gone.md)"}) == [("NOT_APPLICABLE", "")]


def test_what_lies_behind_a_link_or_a_submodule_is_not_known_to_be_gone(tmp_path):
    tree = tmp_path / "tree"
    tree.mkdir()
    (tree / "shared").symlink_to("elsewhere")
    files = {
        ".gitmodules": '[submodule "x"]\n\tpath = third\n',
        "README.md": "[a](shared/a.md) [b](third/b.md)",
    }

    assert answer(tmp_path, files) == [("HOLDS", "")]


def test_what_git_ignores_is_made_by_a_build(tmp_path):
    files = {".gitignore": "/out/\n", "README.md": "[a](out/a.md)"}

    assert answer(tmp_path, files) == [("NOT_APPLICABLE", "")]


def test_the_number_of_links_is_measured(tmp_path):
    survey = survey_of(tmp_path, {**TREE, "README.md": "[a](LICENSE) [b](src) [c](https://x.y)"})

    (evidence,) = links_resolve.collect(survey)

    assert evidence.metric == {"links": 2}


def test_a_document_that_was_not_read_is_named(tmp_path):
    files = {"README.md": "[a](LICENSE)", "docs/long.md": "x" * 200_001}

    assert answer(tmp_path, files) == [("UNAVAILABLE", "docs/long.md:1")]


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"README.md": "# One\n\n[a](#one)"}, [("HOLDS", "")]),
        ({"README.md": "# One two!\n\n[a](#one-two)"}, [("HOLDS", "")]),
        ({"README.md": "# One\n\n[a](#two)"}, [("FAILS", "README.md:3")]),
        ({"README.md": "[a](b.md#two)", "b.md": "# One\n"}, [("FAILS", "README.md:1")]),
        ({"README.md": "[a](b.md#one)", "b.md": "# One\n"}, [("HOLDS", "")]),
        ({"README.md": '[a](#x)\n\n<a id="x"></a>'}, [("HOLDS", "")]),
        ({"README.md": "[a](#L3) [b](#top) [c](x.py#L1)"}, [("NOT_APPLICABLE", "")]),
        ({"README.md": "[a](https://x.y/#gone)"}, [("NOT_APPLICABLE", "")]),
        (
            {"mkdocs.yml": "x: 1", "docs/p.md": "[a](#gone)", "docs/q.md": "[b](p.md#gone)"},
            [("NOT_APPLICABLE", "")],
        ),
        ({"README.md": "x" * 200_001}, [("UNAVAILABLE", "README.md:1")]),
        ({"a": "x"}, [("NOT_APPLICABLE", "")]),
    ],
)
def test_links_to_headings_lead_to_one(tmp_path, files, expected):
    assert seen(anchors_resolve.collect(survey_of(tmp_path, files))) == expected
