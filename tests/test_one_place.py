"""Nothing goes round the places of docs/architecture.md, "One place each"."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.test_architecture import MODEL, PACKAGE, imports_of, modules, parsed

# Who may import what can reach the network, a hostile format, another program's memory.
ONLY = {
    "httpx": {"llm/transport.py"},
    "httpcore": {"llm/transport.py", "llm/wire.py"},
    "ollama": {"llm/transport.py"},
    "chromadb": {"vectorstore/chroma_child.py"},
    "xllamacpp": {"llm/llama_child.py"},
    "dulwich": {"snapshot/git.py", "snapshot/change.py"},
    "subprocess": {"process.py"},
    "jinja2": {"certificate/render/markdown.py", "certificate/render/page.py"},
    "yaml": {"evidence/yaml_tree.py", "trial/syntax_child.py"},
    "zipfile": {"llm/pull.py"},
    "tarfile": {"certificate/bundle.py"},
    "pickle": set(),
    "marshal": set(),
    "shelve": set(),
    "multiprocessing": set(),
    "asyncio": set(),
    "ctypes": {"alone.py"},
    "mmap": set(),
    "runpy": {"hooked.py"},
    "webbrowser": set(),
}
# The snapshot's own modules that open something, and what.
OPENERS = {
    "opener.py",  # the audited tree
    "store.py",  # our copies
    "take.py",  # our own source, for its digest
    "glance.py",  # names, sizes and times alone
    "secrets_reader.py",  # in the child: our copies
}


def trees() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        yield path.relative_to(PACKAGE).as_posix(), parsed(path)


@cache
def calls(tree: ast.AST) -> list[tuple[str, ast.Call]]:
    nodes = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
    return [(ast.unparse(node.func), node) for node in nodes]


@cache
def attributes(tree: ast.AST) -> set[str]:
    return {n.attr for n in ast.walk(tree) if isinstance(n, ast.Attribute)}


@pytest.mark.parametrize("library", ONLY)
def test_a_library_that_can_do_harm_is_imported_in_its_place_only(library):
    importing = {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        if library in {name.split(".")[0] for name in imports_of(path)}
    }
    assert importing == ONLY[library]


def test_xml_is_parsed_by_defusedxml_alone():
    for path in PACKAGE.rglob("*.py"):
        names = {n for n in imports_of(path) if n.split(".")[0] == "xml"}
        assert names <= {
            "xml.etree.ElementTree.Element",
            "xml.etree.ElementTree.ParseError",
        }, path


def test_yaml_is_loaded_without_objects():
    text = (PACKAGE / "evidence/yaml_tree.py").read_text()
    assert "SafeLoader" in text
    assert "unsafe" not in text
    assert "FullLoader" not in text


def test_nothing_evaluates_or_imports_by_a_computed_name():
    for name, tree in trees():
        used = {call for call, _ in calls(tree)}
        assert not used & {"eval", "exec", "compile", "__import__", "importlib.import_module"}, name
        computed = [c for call, c in calls(tree) if call == "import_module"]
        assert all(isinstance(c.args[0], ast.Constant) for c in computed), name


def test_a_program_is_only_ever_replaced_inside_a_child():
    for name, tree in trees():
        used = {
            c for c, _ in calls(tree) if c.startswith(("os.exec", "os.posix_spawn", "os.spawn"))
        }
        assert not used or name == "evidence/tools/stage.py", name


def test_every_python_child_is_isolated():
    """`-I`: no PYTHON* variable, no user site, nothing of the folder it stands in."""
    for name, tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.List | ast.Tuple) and node.elts:
                parts = [ast.unparse(e) for e in node.elts]
                if "'-m'" in parts:
                    assert parts[parts.index("'-m'") - 1] == "'-I'", f"{name}: {parts}"


def test_only_the_opener_opens_the_audited_tree():
    """Everybody else has the root as a name: for its digest, its lock, a child that reads git."""
    for path in modules("snapshot"):
        opened = {c for c, _ in calls(parsed(path))}
        opening = {"open", "os.open", "os.scandir", "os.listdir", "os.walk"} & opened
        opening |= {a for a in attributes(parsed(path)) if a in _READS}
        assert not opening or path.name in OPENERS, f"{path}: {opening}"


_READS = {"read_bytes", "read_text", "glob", "rglob", "iterdir", "write_bytes", "write_text"}


def test_the_opener_follows_no_link_below_the_root():
    text = (PACKAGE / "snapshot/opener.py").read_text()
    opened = [c for call, c in calls(ast.parse(text)) if call == "os.open"]
    assert len(opened) == 3
    below = [c for c in opened if any(k.arg == "dir_fd" for k in c.keywords)]
    assert [ast.unparse(c.args[1]) for c in below] == ["_FOLDER", "_FILE"]
    import os

    from seatrial.snapshot import opener

    assert all(flags & os.O_NOFOLLOW for flags in (opener._FOLDER, opener._FILE))


def test_collectors_open_nothing():
    for path in modules("evidence/collectors"):
        tree = parsed(path)
        assert not {c for c, _ in calls(tree)} & {"open", "eval", "exec"}, path
        assert not attributes(tree) & (_READS - {"glob"}), path


def test_the_model_half_sees_redacted_text_only():
    """Unredacted text is for parsing: `raw`, `source` and `lines` are the parsers' words."""
    raw = {"raw", "source", "lines"}
    for path in modules(*MODEL):
        used = {
            f"{ast.unparse(n.func.value)}.{n.func.attr}"
            for n in ast.walk(parsed(path))
            if isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute) and n.func.attr in raw
        }
        if path.parent.name == "trial":
            used.discard("snapshot.raw")  # for a copy in private state, as `objects` is
        if path.name == "chunks.py":
            used.discard("snapshot.lines")  # what a redaction's place holds, to take it out
        assert not {u for u in used if "snapshot" in u}, path


def test_evidence_is_made_in_one_place():
    """So that no message and no quote gets round the redactor."""
    made = {name for name, tree in trees() for call, _ in calls(tree) if call == "Evidence"}
    assert made <= {"evidence/survey.py"}
    text = (PACKAGE / "evidence/survey.py").read_text()
    assert "snapshot.redact(" in text
    assert "snapshot.quote(" in text


def test_templates_escape_what_they_are_given():
    for name, tree in trees():
        for call, node in calls(tree):
            if call == "Environment":
                given = {k.arg: ast.unparse(k.value) for k in node.keywords}
                escaped = given.get("autoescape") == "True" or given.get("finalize") == "_escaped"
                assert escaped, name


def test_no_template_switches_escaping_off():
    for path in (PACKAGE / "certificate/render/templates").rglob("*.j2"):
        text = path.read_text()
        assert "autoescape false" not in text, path
        assert "| safe" not in text, path
        assert "|safe" not in text, path


def test_only_displays_commands_and_children_write_to_a_stream():
    allowed = {
        "displays.py",
        "cli.py",
        "ask_cli.py",
        "ask_commands.py",
        "ask_prompt.py",
        "seal_cli.py",
        "models_cli.py",
        "runs_cli.py",
        "bars.py",
    }
    for name, tree in trees():
        used = {c for c, _ in calls(tree)} & {"sys.stdout.write", "sys.stderr.write", "typer.echo"}
        is_child = "__main__" in {n.value for n in ast.walk(tree) if isinstance(n, ast.Constant)}
        assert not used or name in allowed or is_child, f"{name}: {used}"
        assert "print" not in {c for c, _ in calls(tree)}, name


def test_cells_are_written_through_their_escaper():
    for name, tree in trees():
        writers = [c for c, _ in calls(tree) if c == "csv.writer"]
        assert not writers or "csv_cell" in {c for c, _ in calls(tree)}, name


def test_one_module_starts_the_child_that_owns_chroma():
    naming = {
        name
        for name, tree in trees()
        for n in ast.walk(tree)
        if isinstance(n, ast.Constant) and n.value == "seatrial.vectorstore.chroma_child"
    }
    assert naming == {"vectorstore/dense.py"}


def test_every_client_of_a_model_server_is_guarded():
    text = (PACKAGE / "llm/transport.py").read_text()
    for word in ("follow_redirects=False", "trust_env=False", "transport=Guarded(", "retries=0"):
        assert word in text
    making = {n for n, tree in trees() for c, _ in calls(tree) if c in ("ollama.Client", "Client")}
    assert making <= {"llm/transport.py", "llm/served.py", "llm/ollama.py"}


def test_this_table_speaks_of_files_that_are_there():
    for names in ONLY.values():
        for name in names:
            assert Path(PACKAGE / name).is_file()
