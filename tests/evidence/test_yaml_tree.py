"""YAML as a tree with lines, from text that may be hostile."""

import pytest

from seatrial.evidence.yaml_tree import read_yaml, read_yaml_all

WORKFLOW = """\
# a comment
on:
  push:
    branches: [main]
jobs:
  test:
    runs-on: ubuntu

    steps:
      - run: |
          one
          two

      # a comment between
      - uses: a/b@c
"""

ALIASES = "a0: &a0 [x]\n" + "\n".join(
    f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 12)
)


def test_values_keep_their_lines():
    tree = read_yaml(WORKFLOW)

    assert tree.keys() == ["on", "jobs"]
    assert tree.key_line("jobs") == 5
    steps = tree.at("jobs", "test", "steps").elements
    assert [(s.line, s.end_line) for s in steps] == [(10, 12), (15, 15)]
    assert steps[0].text("run") == "one\ntwo\n"


def test_a_block_ends_with_its_last_value_not_with_what_follows():
    tree = read_yaml("a:\n  b: 1\n\n# c\n\nd: 2\n")

    assert tree.get("a").end_line == 2


def test_words_stay_words():
    tree = read_yaml("on: yes\nquoted: 'on'\n")

    assert (tree.text("on"), tree.get("on").quoted) == ("yes", False)
    assert tree.get("quoted").quoted


def test_a_path_that_is_not_there_is_none():
    tree = read_yaml("a: {b: [c, d]}")

    assert tree.at("a", "b").strings() == ["c", "d"]
    assert tree.at("a", "x", "y") is None
    assert tree.at("a", "b", "c") is None


def test_merged_keys_are_found_behind_the_own_ones():
    tree = read_yaml("base: &b {x: 1, y: 2}\nown:\n  <<: *b\n  x: 3\n")

    assert tree.at("own", "x").value == "3"
    assert tree.at("own", "y").value == "2"


def test_empty_text_is_an_empty_mapping():
    assert read_yaml("# nothing\n").pairs == ()


def test_every_document_of_a_file_is_read():
    assert [d.text("a") for d in read_yaml_all("a: 1\n---\na: 2\n")] == ["1", "2"]


def test_unknown_tags_construct_nothing():
    tree = read_yaml("a: !!python/object/apply:os.system ['true']\nb: !Ref x\n")

    assert tree.text("b") == "x"


@pytest.mark.parametrize(
    "text",
    [
        "a: [1",
        "a: b: c",
        "\tx: 1",
        "a: {{ template }}-x",
        "a: *missing",
        "a: 1\n---\nb: [",
        "[" * 100_000,
        "{" * 50_000,
        "- " * 50_000,
        "? " * 50_000,
        "a: &x [*x]",
        ALIASES,
        "a: " + "x" * 1_000_001,
        "a: \x00",
    ],
    ids=lambda text: text[:12],
)
def test_what_cannot_be_read_is_none(text):
    assert read_yaml(text) is None


def test_depth_up_to_the_limit_is_read():
    assert read_yaml("[" * 100 + "]" * 100) is not None
    assert read_yaml("[" * 101 + "]" * 101) is None
