"""The deterministic half never imports the model half, and some things happen in one place."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).parent.parent / "seatrial"
DETERMINISTIC = {"snapshot", "evidence", "claims", "gates", "certificate", "seal", "answers"}
MODEL = {"llm", "vectorstore", "prompts", "agents", "graphs", "calibration", "trial"}
MODEL_LIBRARIES = {"langgraph", "langchain_core", "ollama", "chromadb", "tiktoken", "xllamacpp"}


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


@cache
def imports_of(path: Path) -> tuple[str, ...]:
    return tuple(_imports(path))


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def modules(*folders: str) -> list[Path]:
    found = [p for folder in folders for p in (PACKAGE / folder).rglob("*.py")]
    assert found
    return found


def test_the_deterministic_half_never_imports_the_model_half():
    parts = [folder for folder in DETERMINISTIC if (PACKAGE / folder).exists()]
    for path in modules(*parts):
        for name in imports_of(path):
            top, _, rest = name.partition(".")
            assert top not in MODEL_LIBRARIES, f"{path} imports {name}"
            assert not (top == "seatrial" and rest.split(".")[0] in MODEL), f"{path} imports {name}"


def test_gates_are_decided_without_disk_clock_process_or_chance():
    banned = {"os", "pathlib", "time", "random", "subprocess", "socket", "secrets"}
    for path in modules("gates"):
        assert not {n.split(".")[0] for n in imports_of(path)} & banned, path


def test_collectors_are_pure():
    banned = {"os", "pathlib", "time", "random", "subprocess", "socket", "secrets", "datetime"}
    for path in modules("evidence/collectors"):
        assert not {n.split(".")[0] for n in imports_of(path)} & banned, path


def test_only_the_process_module_starts_children():
    for path in PACKAGE.rglob("*.py"):
        names = set(imports_of(path))
        if path.name != "process.py":
            assert not {
                n for n in names if n.split(".")[0] in {"subprocess", "multiprocessing", "pty"}
            }
        calls = {ast.unparse(n.func) for n in ast.walk(parsed(path)) if isinstance(n, ast.Call)}
        assert not {
            c
            for c in calls
            if c in {"os.system", "os.popen", "os.fork"} or c.startswith("os.spawn")
        }


def test_only_one_module_reads_the_environment():
    for path in PACKAGE.rglob("*.py"):
        used = {ast.unparse(n) for n in ast.walk(parsed(path)) if isinstance(n, ast.Attribute)}
        assert path.name == "environment.py" or not used & {"os.environ", "os.getenv"}, path


def test_nothing_in_the_package_opens_a_socket():
    for path in PACKAGE.rglob("*.py"):
        network = {"socket", "http", "urllib", "requests", "httpx", "aiohttp", "ftplib"}
        if path == PACKAGE / "llm" / "transport.py":
            network.remove("httpx")  # the one guarded way to a model server
        if path.name in {"egress.py", "confinement.py"}:
            network.remove("socket")  # they watch sockets and count interfaces
        used = {n for n in imports_of(path) if n.split(".")[0] in network}
        assert used <= {"urllib.parse.quote", "urllib.parse.unquote", "urllib.parse.urlsplit"}, path


def test_an_audit_by_tools_alone_loads_no_model_client_and_no_embedder():
    script = "import sys, seatrial.auditing, seatrial.brief; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert "seatrial.graphs.audit" in done.stdout.split()
    heavy = {"ollama", "numpy", "onnxruntime", "chromadb", "tokenizers", "tiktoken", "xllamacpp"}
    assert not heavy & set(done.stdout.split())


def test_importers_know_no_collector():
    """Collectors may ask importers what a result of the tree says: the other way is a cycle."""
    for path in modules("evidence/importers"):
        assert not [n for n in imports_of(path) if "evidence.collectors" in n], path
