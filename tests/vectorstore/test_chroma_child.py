import base64
import os
import sys
from pathlib import Path

import numpy as np
import pytest

from seatrial.child import Child
from seatrial.vectorstore.chroma_child import Shelf, settings

ARGV = [sys.executable, "-I", "-m", "seatrial.vectorstore.chroma_child"]


def test_settings_neither_read_the_working_directory_nor_report(tmp_path, monkeypatch):
    (tmp_path / ".env").write_text("chroma_server_host=203.0.113.7\nanonymized_telemetry=True\n")
    monkeypatch.chdir(tmp_path)
    made = settings()
    assert made.chroma_server_host is None
    assert made.anonymized_telemetry is False
    assert made.chroma_otel_collection_endpoint == ""
    assert made.chroma_api_impl == "chromadb.api.rust.RustBindingsAPI"


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="needs /proc")
def test_the_child_has_no_network_socket_and_its_files_are_private(tmp_path):
    child = Child([*ARGV, str(tmp_path / "chroma")])
    child.receive(seconds=60)
    assert child.exchange(b'{"do": "count"}', seconds=60) == b'{"count": 0}'
    opened = {os.readlink(p) for p in Path(f"/proc/{child.pid}/fd").iterdir()}
    assert not opened & _internet_sockets(child.pid)
    assert (tmp_path / "chroma").stat().st_mode & 0o077 == 0
    child.close()


def _internet_sockets(pid):
    """Of the whole network namespace, as file descriptors show them."""
    tables = (Path(f"/proc/{pid}/net/{name}") for name in ("tcp", "tcp6", "udp", "udp6"))
    rows = [r.split() for t in tables if t.exists() for r in t.read_text().splitlines()[1:]]
    return {f"socket:[{row[9]}]" for row in rows}


class Graph:
    """A collection too large to compare all of."""

    def __init__(self):
        self.asked = {}

    def count(self):
        return 1_000_000

    def query(self, **asked):
        self.asked = asked
        return {"ids": [["b", "a", "c"]], "distances": [[0.1, 0.1, 0.05]]}


@pytest.mark.parametrize(
    ("paths", "roles", "where"),
    [
        ([], [], None),
        (["a.py"], [], {"path": {"$in": ["a.py"]}}),
        (["a.py"], ["docs"], {"$and": [{"path": {"$in": ["a.py"]}}, {"role": {"$in": ["docs"]}}]}),
    ],
)
def test_a_very_large_collection_is_searched_by_its_graph(paths, roles, where):
    graph = Graph()
    vector = base64.b64encode(np.ones(2, np.float32).tobytes()).decode()
    asked = {"do": "near", "vectors": vector, "n": 2, "paths": paths, "roles": roles}
    assert Shelf(graph).answer(asked) == {"ids": ["c", "a"]}
    assert (graph.asked["n_results"], graph.asked["where"]) == (8, where)
