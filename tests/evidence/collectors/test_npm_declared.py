"""Packages that JavaScript imports, against what the manifests above the file declare."""

import json

import pytest

from seatrial.evidence.collectors.supply import dependencies_declared
from tests.evidence.collectors.seen import seen
from tests.trees import survey_of


def manifest(*dependencies, **more):
    return json.dumps({"name": "ferry", "dependencies": dict.fromkeys(dependencies, "1"), **more})


def collected(tmp_path, files):
    return dependencies_declared.collect(survey_of(tmp_path, files))


def outcome(tmp_path, source, path="src/a.js", **files):
    tree = {"package.json": manifest("ms"), path: source, **files}
    return seen(collected(tmp_path, tree))


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("src/a.js", "import x from 'left-pad'\n"),
        ("src/a.js", "const x = require('left-pad/sub')\n"),
        ("src/a.mjs", "export * from '@scope/left-pad/sub'\n"),
        ("src/a.ts", "import { pad } from 'left-pad'\npad(1)\n"),
        ("src/a.vue", "<script>import x from 'left-pad'</script>\n"),
        ("src/a.svelte", "<script>import x from 'left-pad'</script>\n"),
    ],
)
def test_an_undeclared_package_is_told_at_its_line(tmp_path, path, source):
    assert outcome(tmp_path, source, path) == [("FAILS", f"{path}:1")]


def test_the_message_names_the_package_and_the_manifest(tmp_path):
    files = {"package.json": manifest("ms"), "a.js": "import x from '@scope/pad/y'\n"}
    [evidence] = collected(tmp_path, files)
    assert evidence.message == ("'@scope/pad' is imported and 'package.json' does not declare it")


@pytest.mark.parametrize(
    "source",
    [
        "import ms from 'ms'\n",
        "import ms from 'ms/deep.js'\n",
        "import fs from 'fs'\nimport p from 'node:path'\nimport q from 'fs/promises'\n",
        "import x from './left-pad'\nimport y from '/left-pad'\nimport z from '#left-pad'\n",
        "import x from '~/left-pad'\nimport y from '@/left-pad'\nimport z from '$lib/left-pad'\n",
        "import x from 'https://example.org/left-pad.js'\nimport y from 'virtual:pwa'\n",
        "let x; try { x = require('left-pad') } catch {}\n",
        "function f() { return require('left-pad') }\n",
        "const x = await import('left-pad')\n",
        "import x from 'ferry/part'\n",  # itself
        "import x from 'src/part'\n",  # from a base folder
        "import x from 'Components/part'\n",
        "import x from '!!raw-loader!./a.txt'\n",
        "import * as vscode from 'vscode'\n",
    ],
)
def test_what_needs_no_declaration_is_let_be(tmp_path, source):
    assert outcome(tmp_path, source) == [("HOLDS", "")]


@pytest.mark.parametrize(
    "source",
    [
        "import type { Pad } from 'left-pad'\n",
        "import { Pad } from 'left-pad'\nlet x: Pad\n",
    ],
)
def test_types_are_gone_before_it_runs(tmp_path, source):
    assert outcome(tmp_path, source, "src/a.ts") == [("HOLDS", "")]


@pytest.mark.parametrize(
    "files",
    [
        {"tsconfig.json": '{"compilerOptions": {"paths": {"left-pad": ["./pad.ts"]}}}'},
        {"vite.config.js": "export default {resolve: {alias: {'left-pad': './pad'}}}\n"},
        {"package.json": manifest("ms", jest={"moduleNameMapper": {"^left-pad$": "x"}})},
        {"package.json": manifest("ms", peerDependencies={"left-pad": "1"})},
        {"package.json": manifest("ms", devDependencies={"left-pad": "1"})},
        {"package.json": manifest("ms", devDependencies={"@types/left-pad": "1"})},
        {"packages/pad/package.json": '{"name": "left-pad"}'},
        {"deno.json": "{}"},
    ],
)
def test_what_something_else_of_the_tree_stands_for_is_let_be(tmp_path, files):
    tree = {"package.json": manifest("ms"), "src/a.js": "import x from 'left-pad'\n", **files}
    assert "FAILS" not in {kind for kind, _ in seen(collected(tmp_path, tree))}


def test_an_alias_for_a_whole_scope_is_let_be(tmp_path):
    files = {"tsconfig.json": '{"compilerOptions": {"paths": {"@own/*": ["src/*"]}}}'}
    assert outcome(tmp_path, "import x from '@own/pad'\n", **files) == [("HOLDS", "")]


def test_a_published_member_declares_for_itself_and_one_that_is_not_may_borrow(tmp_path):
    files = {
        "package.json": manifest("ms", private=True, workspaces=["packages/*"]),
        "packages/a/package.json": manifest("ms", name="a"),
        "packages/a/index.js": "import x from 'left-pad'\n",
        "packages/b/package.json": manifest("left-pad", name="b"),
        "packages/b/index.js": "import x from 'left-pad'\n",
        "packages/c/package.json": manifest("ms", name="c", private=True),
        "packages/c/index.js": "import x from 'left-pad'\n",
    }
    assert seen(collected(tmp_path, files)) == [("FAILS", "packages/a/index.js:1")]


def test_what_the_root_of_a_workspace_declares_serves_all_below(tmp_path):
    files = {
        "package.json": manifest("left-pad"),
        "packages/a/package.json": manifest("ms", name="a"),
        "packages/a/index.js": "import x from 'left-pad'\n",
    }
    assert seen(collected(tmp_path, files)) == [("HOLDS", "")]


@pytest.mark.parametrize(
    "path",
    ["test/a.js", "src/a.test.js", "examples/a.js", "vite.config.js", ".size-limit.cjs",
     "templates/app/a.js", "scripts/a.js"],
)  # fmt: skip
def test_only_the_program_is_judged(tmp_path, path):
    assert outcome(tmp_path, "import x from 'left-pad'\n", path) == [("NOT_APPLICABLE", "")]


@pytest.mark.parametrize("text", ["{}", '{"type": "module"}'])
def test_a_manifest_without_dependencies_declares_no_project_of_packages(tmp_path, text):
    files = {"package.json": text, "a.js": "import x from 'left-pad'\n"}
    assert seen(collected(tmp_path, files)) == [("NOT_APPLICABLE", "")]


def test_a_manifest_that_cannot_be_read_judges_nothing(tmp_path):
    files = {"package.json": "{", "a.js": "import x from 'left-pad'\n"}
    assert seen(collected(tmp_path, files)) == [("UNAVAILABLE", "package.json:1")]


def test_a_file_that_cannot_be_read_keeps_the_answer_open(tmp_path):
    source = "import ms from 'ms'\nfunction f() {\n  if (a) {\n    g();\n  }\n"
    [(kind, _)] = outcome(tmp_path, source)
    assert kind == "UNAVAILABLE"
