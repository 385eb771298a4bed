"""Scripts of Vue and Svelte pages, on the lines of the page."""

import pytest

from seatrial.evidence.code.embedded import script_of
from seatrial.evidence.code.reader import read
from seatrial.evidence.code.table import covered
from seatrial.evidence.collectors.wiring import imports_resolve, parses
from tests.evidence.collectors.seen import seen
from tests.trees import survey_of

VUE = b"""<template>
  <p v-if="a > 1">{{ process.env.IN_MARKUP }}</p>
</template>

<!-- <script>process.env.IN_COMMENT</script> -->
<script setup lang="ts" generic="T extends Record<string, number>">
import a from './a.js'
const b: string = process.env.B!
</script>
<script>
export const c = process.env.C
</script>
<style>p { color: red }</style>
"""


def env(content, path="a.vue", language="vue"):
    return [(e["name"], e["line"]) for e in read(content, path, language).get("env", [])]


def test_every_script_is_read_at_its_lines_and_markup_is_not():
    assert env(VUE) == [("B", 8), ("C", 11)]
    assert read(VUE, "a.vue", "vue")["references"] == [{"name": "./a.js", "line": 7}]


def test_the_text_keeps_its_lines():
    text, grammar = script_of(VUE)
    assert (text.count(b"\n"), grammar) == (VUE.count(b"\n"), "typescript")


@pytest.mark.parametrize(
    ("tag", "grammar"),
    [
        (b"<script>", "javascript"),
        (b"<script context='module' lang='ts'>", "typescript"),
        (b"<script lang=tsx>", "tsx"),
        (b"<script lang='coffee'>", ""),
        (b'<script type="application/ld+json">', "javascript"),
        (b"<SCRIPT>", "javascript"),
    ],
)
def test_the_grammar_is_that_of_the_tag(tag, grammar):
    assert script_of(tag + b"\nlet a\n</script>\n")[1] == grammar


def test_what_is_no_program_is_blank():
    text, _ = script_of(b'<script type="application/ld+json">\n{"a": 1}\n</script>\n')
    assert text.split() == []


@pytest.mark.parametrize(
    "content", [b"", b"<p/>", b"<script", b"<script>\nlet a", b"<script src=x/>"]
)
def test_a_page_without_a_whole_script_is_an_empty_program(content):
    assert read(content, "a.vue", "vue") == {}


def test_another_language_is_named_and_not_taken_for_read():
    assert read(b"<script lang='coffee'>\na = -> 1\n</script>", "a.vue", "vue") == {
        "error": "its script is in a language that is not read",
        "line": 0,
    }


def test_runes_and_labels_of_svelte_are_read():
    page = b"<script>\n  export let a;\n  $: b = process.env.X;\n  let c = $state(0);\n</script>\n"
    assert env(page, "a.svelte", "svelte") == [("X", 3)]


def test_what_a_page_prints_goes_to_a_browser():
    page = b"<script>\nexport function f() {\n  console.log(1);\n}\n</script>\n"
    assert "prints" not in read(page, "a.svelte", "svelte")
    assert "prints" in read(page[9:-10], "a.js", "javascript")


def test_an_import_that_is_not_there_is_told_at_its_line(tmp_path):
    files = {"src/page.vue": VUE.decode()}
    survey = survey_of(tmp_path, files)
    assert seen(imports_resolve.collect(survey)) == [("FAILS", "src/page.vue:7")]


def test_an_import_that_is_there_resolves(tmp_path):
    files = {"src/page.vue": VUE.decode(), "src/a.ts": "export default 1\n"}
    assert seen(imports_resolve.collect(survey_of(tmp_path, files))) == [("HOLDS", "")]


def test_a_bracket_that_is_never_closed_is_told_at_its_line(tmp_path):
    page = "<template/>\n<script>\nfunction f() {\n  if (a) {\n    g();\n  }\n</script>\n"
    assert seen(parses.collect(survey_of(tmp_path, {"a.svelte": page}))) == [
        ("FAILS", "a.svelte:3")
    ]


def test_what_markup_can_do_is_left_open():
    assert {"vue", "svelte"} <= covered("security.no-dynamic-code")
    assert not {"vue", "svelte"} & covered("security.templates-escaped")
