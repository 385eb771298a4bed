"""What keeps an audit on this machine: each fence is tried in a process of its own."""

import json
import subprocess
import sys

import pytest

from seatrial.certificate.kept import kept
from seatrial.certificate.model import Fence, Offline
from seatrial.confinement import OFFLINE, children_are_alone, held_throughout, note
from seatrial.process import module, run_child
from seatrial.runs import RunFolder
from tests.audits import certificate_of
from tests.trees import write_tree

ALONE = pytest.mark.skipif(not children_are_alone(), reason="no network namespaces here")
TRIES = """
import json, socket, sys
from seatrial import egress
egress.watch()
tcp, udp = socket.SOCK_STREAM, socket.SOCK_DGRAM
inet = lambda kind: socket.socket(socket.AF_INET, kind)
tries = {
    "connect": lambda: inet(tcp).connect(("192.0.2.1", 80)),
    "connect six": lambda: socket.socket(socket.AF_INET6).connect(("2001:db8::1", 80)),
    "mapped": lambda: socket.socket(socket.AF_INET6).connect(("::ffff:192.0.2.1", 80)),
    "send": lambda: inet(udp).sendto(b"x", ("192.0.2.1", 53)),
    "message": lambda: inet(udp).sendmsg([b"x"], [], 0, ("192.0.2.1", 53)),
    "listen": lambda: inet(tcp).bind(("0.0.0.0", 0)),
    "listen everywhere": lambda: inet(tcp).bind(("", 0)),
    "look up": lambda: socket.getaddrinfo("seatrial.example", 80),
    "look up bytes": lambda: socket.getaddrinfo(b"seatrial.example", 80),
    "old look up": lambda: socket.gethostbyname("seatrial.example"),
    "name of": lambda: socket.getnameinfo(("192.0.2.1", 80), 0),
    "looks like": lambda: socket.getaddrinfo("localhost.example", 80),
    "packets": lambda: socket.socket(17, udp),
    "raw": lambda: inet(socket.SOCK_RAW),
    "url": lambda: __import__("urllib.request").request.urlopen("http://seatrial.example/"),
    "here": lambda: socket.getaddrinfo("localhost", 80),
    "listen here": lambda: inet(tcp).bind(("127.0.0.1", 0)),
    "send here": lambda: inet(udp).sendto(b"x", ("127.0.0.2", 9)),
    "pair": lambda: socket.socketpair(),
}
said = {}
for name, attempt in tries.items():
    try:
        attempt()
        said[name] = "done"
    except Exception as error:
        said[name] = type(error).__name__
print(json.dumps([said, egress.stopped()]))
"""
ALLOWED = {"here", "listen here", "send here", "pair"}


def run(code, *arguments):
    command = [sys.executable, "-c", code, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


@pytest.fixture(scope="module")
def tried():
    return json.loads(run(TRIES))


def test_python_cannot_speak_listen_or_look_up_beyond_this_machine(tried):
    said, stopped = tried
    refused = {name for name, how in said.items() if how == "EnvironmentRefused"}
    assert refused == set(said) - ALLOWED
    assert {said[name] for name in ALLOWED} == {"done"}
    assert len(stopped) == len(refused)


def test_only_the_named_host_may_be_spoken_to():
    code = (
        "from seatrial import egress\n"
        "from seatrial.llm.transport import base_url\n"
        "base_url('192.0.2.7', allowed='192.0.2.7')\n"
        "egress._judge(('192.0.2.7', 11434))\n"
        "try: egress._judge(('192.0.2.8', 11434))\n"
        "except egress.EnvironmentRefused as error: print(error)"
    )
    assert run(code) == (
        "a connection to '192.0.2.8' was stopped: nothing but this machine and 192.0.2.7 may be"
        " spoken to\n"
    )


def test_our_python_children_are_watched_too():
    lookup = "import socket; socket.getaddrinfo('seatrial.example', 80)"
    done = run_child(module("timeit", "-n1", "-r1", lookup))
    assert "EnvironmentRefused" in done.stderr
    assert run_child(module("timeit", "-n1", "-r1", "pass")).code == 0


@ALONE
def test_a_child_sees_no_network_unless_it_is_given_one():
    code = "import socket; print(len(socket.if_nameindex()))"
    argv = [sys.executable, "-I", "-S", "-c", code]
    ours = int(run(code))
    assert int(run_child(argv, network=True).stdout) == ours
    blind = "import socket; socket.create_connection(('192.0.2.1', 80), timeout=9)"
    done = run_child([sys.executable, "-I", "-S", "-c", blind], seconds=20)
    assert "Network is unreachable" in done.stderr


CONFINED = """
import socket, threading
from seatrial import confinement, egress
{before}
confinement.confine()
held = confinement.fences()
server = socket.socket()
server.bind(("127.0.0.1", 0))
server.listen()
socket.create_connection(server.getsockname(), timeout=5)
print(held.audit, held.children)
"""


@ALONE
def test_the_audit_leaves_the_network_and_keeps_loopback():
    assert run(CONFINED.format(before="egress.watch()")).split() == ["namespace", "namespace"]


@ALONE
def test_a_library_call_is_moved_nowhere_and_claims_nothing():
    assert run(CONFINED.format(before="")).split() == ["nothing", "namespace"]


@ALONE
def test_a_process_with_threads_stays_and_says_so():
    before = "egress.watch(); e = threading.Event()\nthreading.Thread(target=e.wait).start()"
    code = CONFINED.format(before=before) + "e.set()\n"
    assert run(code).split() == ["hook", "namespace"]


def test_a_run_claims_what_held_in_its_weakest_part(tmp_path):
    run_folder = RunFolder(tmp_path)
    assert held_throughout(run_folder).audit is Fence.NOTHING, "nothing was noted"
    strong = Offline(audit=Fence.NAMESPACE, children=Fence.NAMESPACE, stopped=("a.example",))
    (tmp_path / OFFLINE).write_text(strong.model_dump_json())
    held = note(run_folder, begun=True)
    assert held.audit is Fence.NOTHING, "this process is not fenced"
    assert held.stopped == ("a.example",)
    (tmp_path / OFFLINE).write_text("damaged")
    assert note(run_folder, begun=True).children is Fence.NOTHING


@pytest.mark.parametrize(
    ("held", "said"),
    [
        ({"audit": "namespace", "children": "namespace"}, "with loopback alone; attempts that"),
        ({"audit": "hook", "children": "namespace"}, "code in C was not; the programs that it st"),
        ({"audit": "hook", "children": "hook"}, "only those in Python were watched"),
        ({"audit": "nothing", "children": "hook"}, "no part of it was fenced"),
        ({"audit": "hook", "children": "hook", "host": "gpu"}, "gpu was named by the operator"),
        ({"audit": "hook", "children": "hook", "stopped": ["x.example"]}, "1 (x.example)"),
    ],
)
def test_the_certificate_says_what_held_and_never_more(tmp_path, held, said):
    tree = write_tree(tmp_path / "tree", {"a.py": "x = 1\n"})
    c = certificate_of(tree, tmp_path / "state")
    offline = Offline.model_validate(held)
    told = dict(kept(_with(c, offline, c.repository.tree)))
    assert said in told["Kept offline by"]
    assert ("namespace with loopback" in told["Kept offline by"]) == (held["audit"] == "namespace")
    assert told["Tree at the end"].endswith("the digest is the same")
    assert "is now 77" in dict(kept(_with(c, offline, "77")))["Tree at the end"]
    assert "not be read again" in dict(kept(_with(c, offline, "")))["Tree at the end"]


def _with(c, offline, tree):
    run_block = c.run.model_copy(update={"offline": offline, "tree_after": tree})
    return c.model_copy(update={"run": run_block})
