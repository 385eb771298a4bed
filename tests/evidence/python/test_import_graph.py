"""Our import graph against grimp's, which parses without importing as well (decision 0007)."""

import shutil
import sys
from pathlib import Path

import grimp
import pytest

import seatrial
from seatrial.evidence.python.modules import Modules
from tests.trees import EXAMPLES, survey_folder

OURSELVES = Path(seatrial.__file__).parent


def our_edges(root, package, state):
    """Pairs of modules of `package` below `root`, the first of which imports the second."""
    survey = survey_folder(root, state)
    modules = Modules(survey.snapshot, survey.python)
    inside = {p: f for p, f in survey.python.items() if p.startswith(f"{package}/")}
    pairs = {(p, t) for p, f in inside.items() for i in f.imports for t in modules.targets(p, i)}
    return {(name_of(a), name_of(b)) for a, b in pairs if b in inside and a != b}


def name_of(path):
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def edges_of_grimp(root, package, monkeypatch):
    monkeypatch.syspath_prepend(str(root))
    loaded = {n: m for n, m in sys.modules.items() if n.split(".")[0] == package}
    graph = grimp.build_graph(package, cache_dir=None)
    assert {n: m for n, m in sys.modules.items() if n.split(".")[0] == package} == loaded
    return {(a, b) for a in graph.modules for b in graph.find_modules_directly_imported_by(a)}


@pytest.mark.parametrize("root", ["parcelgate", "berthbook/src"])
def test_the_examples_have_the_same_edges(tmp_path, monkeypatch, root):
    root, package = EXAMPLES / root, root.split("/")[0]
    ours = our_edges(root, package, tmp_path)
    assert ours == edges_of_grimp(root, package, monkeypatch)
    assert len(ours) >= 3


def test_seatrial_has_the_same_edges(tmp_path, monkeypatch):
    ignored = shutil.ignore_patterns("__pycache__", "*.toml", "*.md", "*.j2")
    shutil.copytree(OURSELVES, tmp_path / "tree" / "seatrial", ignore=ignored)
    ours = our_edges(tmp_path / "tree", "seatrial", tmp_path / "state")
    theirs = edges_of_grimp(tmp_path / "tree", "seatrial", monkeypatch)
    assert ours == theirs
    assert len(ours) > 500
