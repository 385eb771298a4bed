"""Whole audits through a model server with one fault each.

Whatever it does, the audit ends with its papers, what the tools found stands, no gate, level or
verdict is better than without a model, and the certificate says what was not read and why.
"""

import math
import random
import re
import shutil
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pytest

from seatrial.auditing import start_audit
from seatrial.calibration.measured import Calibration, Measured
from seatrial.certificate.model import Certificate
from seatrial.certificate.papers import MANIFEST, PAPERS
from seatrial.evidence.finding import Source
from seatrial.gates.model import Level, Status, Verdict
from seatrial.graphs import library
from seatrial.llm import served
from seatrial.llm.backend import BackendUnavailable
from seatrial.llm.breaker import Breaker
from seatrial.llm.choose import Chosen, choose_backend
from seatrial.llm.llama_cpp import LlamaCppBackend
from seatrial.llm.ollama import open_ollama
from seatrial.llm.patient import Patience, PatientBackend
from seatrial.llm.weights import EMBEDDED
from seatrial.prompts.book import questions
from seatrial.prompts.forms import Form, prompt_hash
from seatrial.settings import Depth, Settings
from seatrial.state import StateFolder
from seatrial.vectorstore import embed
from seatrial.vectorstore.embed import BackendEmbedder
from seatrial.vectorstore.vectors import VectorCache
from tests.command import ROOT, run
from tests.hostile import faulty
from tests.hostile.faulty import (
    FIRST,
    NAME,
    FaultyOllama,
    Plan,
    body,
    chances,
    changed,
    status,
    written,
)
from tests.llm.conftest import DIGEST
from tests.llm.engines import engine
from tests.trees import write_tree

pytestmark = [pytest.mark.allow_hosts(["127.0.0.1"]), pytest.mark.usefixtures("reads_inside")]

ASKED = ("ops.failure-as-success", "ops.resource-left-open", "security.untrusted-path")
READS = '''def {name}(file_name):
    """Keep what stands in the file."""
    handle = open(file_name)
    try:
        keep(handle.read())
    except ValueError:
        return True
    handle.close()
    return True
'''
DEPLOYS = 'import os\n\n\ndef deploy(name):\n    os.system("ship " + name)\n'
FEW, MANY = 6, 81  # questions


def berths(number):
    """A tree of which so many questions are asked, and of which tools find something."""
    names = [f"berth{n:02}" for n in range(number // len(ASKED))]
    read = {f"harbour/{name}.py": READS.format(name=name) for name in names}
    return {**read, "harbour/deploy.py": DEPLOYS}


@dataclass
class Rest:
    """Sleeps without waiting, and keeps how long. `then` happens meanwhile."""

    slept: list[float] = field(default_factory=list)
    then: Callable[[], None] = lambda: None

    def __call__(self, seconds):
        self.slept.append(seconds)
        self.then()


@dataclass
class Harbour:
    """A tree that was audited by tools alone, and a server to read it."""

    root: Path
    state: Path
    data: Path
    quick: Certificate
    ollama: FaultyOllama
    rest: Rest = field(default_factory=Rest)

    def audit(self, *, seconds=30.0, chosen=None, forget=True, quiet=True, embedder=None):
        """Read by the server's model, or by what is `chosen`."""
        for kept in self.state.glob("*/answers.sqlite") if forget else ():
            kept.unlink()
        settings = Settings(state=self.state, data=self.data, depth=Depth.DEEP, quiet=quiet)
        patience = Patience(sleep=self.rest, chance=random.Random(7))
        chosen = chosen or (lambda: Chosen(self.open(seconds), "named"))
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(library, "choose", lambda _: chosen())
            patch.setattr(library, "patience", lambda _: patience)
            if embedder:
                patch.setattr(embed, "MiniLmEmbedder", lambda: embedder)
            return start_audit(self.root, settings, [])

    def open(self, seconds):
        return open_ollama(NAME, self.ollama.host, seconds=seconds)

    def choose(self):
        """As an audit does for which no model was named."""
        hosts = StateFolder(self.state).hosts
        return choose_backend(self.data / "weights", host=self.ollama.host, hosts=hosts)

    def close(self):
        self.ollama.close()


def keep_measured(data, digest):
    """Three questions, calibrated at 0, of the model with `digest`."""
    measured = tuple(
        Measured(
            question=q, form=Form.STATEMENT, prompt=prompt_hash(questions()[q], Form.STATEMENT),
            threshold=0.0, auc=1.0, bad=8, clean=8, found=8, false=0, ordinary=100, alarms=0,
            usable=True,
        )
        for q in ASKED
    )  # fmt: skip
    calibration = Calibration(
        model=NAME, digest=digest, engine="test", measured_on="2030-01-01", seconds=1, pool={},
        questions=measured,
    )  # fmt: skip
    (data / "calibration").mkdir(exist_ok=True)
    (data / f"calibration/{digest[:16]}.json").write_text(calibration.model_dump_json())


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    folder = tmp_path_factory.mktemp("data")
    keep_measured(folder, DIGEST)
    return folder


@pytest.fixture(scope="module")
def tried(tmp_path_factory, data):
    """Trees that were audited once by tools alone, by how much is asked of them: what tools saw
    is remembered."""

    @cache
    def audited(number):
        root = write_tree(tmp_path_factory.mktemp("tree") / "harbour", berths(number))
        state = tmp_path_factory.mktemp("state")
        quick = start_audit(root, Settings(state=state, depth=Depth.QUICK, quiet=True), [])
        return root, state, data, quick.certificate

    return audited


@pytest.fixture
def harbour(tried):
    root, state, *more = tried(FEW)
    shutil.rmtree(StateFolder(state).hosts, ignore_errors=True)
    with closing(Harbour(root, state, *more, FaultyOllama())) as opened:
        yield opened


def survived(harbour, done):
    """What every audit must be, whatever the model did. The model's part of its certificate."""
    certificate, quick = done.certificate, harbour.quick
    for paper in (*PAPERS, MANIFEST):
        assert (done.papers / paper).stat().st_size > 0
    tools = [f for f in certificate.findings if f.source is not Source.MODEL]
    assert [f.fingerprint for f in tools] == [f.fingerprint for f in quick.findings]
    good = (Status.PASS, Status.NOT_APPLICABLE)
    for before, after in zip(quick.gates, certificate.gates, strict=True):
        assert after.status not in good or before.status is after.status
    for environment, verdict in certificate.verdicts.items():
        assert verdict is not Verdict.APPROVED or quick.verdicts[environment] is verdict
    assert list(Level).index(certificate.level) <= list(Level).index(quick.level)
    assert "another machine" not in "".join(certificate.limitations)
    return certificate.reading.model


def asked(model):
    return sum(a.asked for a in model.asked)


def reasons(model):
    return [left.reason for left in model.left]


# -- faults that come and go: one audit, in which every second question meets another one ---------

# What stays for all tries of one question: that question is unread, the next one is answered.
ONE_QUESTION = {
    "reset": (faulty.reset, "broke (ReadError); try again (asked 4 times)"),
    "died mid-stream": (faulty.die_in_body, "broke (RemoteProtocolError)"),
    "died mid-chunk": (faulty.die_in_chunk, "broke (RemoteProtocolError)"),
    "broke off": (changed(done=False), "broke off; try again (asked 4 times)"),
    "400": (status(400, "bad format"), "answered 400: 'bad format'"),
    "404": (status(404, "model not found"), "is not at"),
    "418": (status(418, "teapot"), "answered 418: 'teapot'"),
    "429": (status(429, "busy"), "answered 429: 'busy' (asked 4 times)"),
    "500": (status(500, "out of memory"), "answered 500: 'out of memory' (asked 4 times)"),
    "502": (status(502), "answered 502: 'no' (asked 4 times)"),
    "503": (status(503, "loading"), "answered 503: 'loading' (asked 4 times)"),
    "504": (status(504), "answered 504: 'no' (asked 4 times)"),
    "error page": (faulty.page, "answered 500: '<html>"),
    "redirect": (status(307, location="http://127.0.0.1:9/"), "redirects elsewhere (307)"),
    "giant": (faulty.giant, "sent more than 16 MiB"),
    "compressed": (status(200, content_encoding="gzip"), "compressed its reply unasked"),
    "empty": (body(b""), "does not speak as Ollama does (JSONDecodeError)"),
    "not JSON": (body(b"<html>a web page</html>"), "does not speak as Ollama does (JSON"),
    "truncated JSON": (body(b'{"model": "m:1", "mess'), "does not speak as Ollama does (JSON"),
    "deep JSON": (body(b"[" * 200_000), "does not speak as Ollama does (RecursionError)"),
    "bytes": (body(b"\xff\xfe\x00"), "does not speak as Ollama does (UnicodeDecodeError)"),
    "wrong schema": (body(b'{"models": []}'), "does not speak as Ollama does (ValidationError)"),
    "wrong types": (changed(message=7), "does not speak as Ollama does (ValidationError)"),
    "list": (body(b"[]"), "does not speak as Ollama does (TypeError)"),
    "no log probabilities": (changed(logprobs=None), "gave no log probabilities"),
    "NaN": (chances(Yes=-0.1, No=math.nan), "gave nan as log probability of 'No'"),
    "infinite": (chances(Yes=math.inf, No=-1.0), "gave inf as log probability of 'Yes'"),
    "more than certain": (chances(Yes=1e9, No=-1.0), "gave 1000000000.0 as log probability"),
    "neither word": (chances(Perhaps=-0.1), "answered with neither of the two words"),
    "reasoning": (chances(**{"<think>": -0.01, "Yes": -6.0}), "neither of the two words"),
    "context overflow": (status(400, "exceeds the context length"), "exceeds the context length"),
}
# What passes when it is asked again: nothing is unread.
PASSING = {
    "429, then well": status(429, "busy", retry_after="2"),
    "500, then well": status(500),
    "503, then well": status(503),
    "reset, then well": faulty.reset,
    "died, then well": faulty.die_in_body,
    "broke off, then well": changed(done=False),
}


@pytest.fixture(scope="module")
def sprinkled(tried):
    """The harbour, the server and what came of an audit in which every second question fails."""
    with closing(Harbour(*tried(MANY), FaultyOllama())) as harbour:
        lasting = [Plan(fault) for fault, _ in ONE_QUESTION.values()]
        harbour.ollama.sprinkle([*lasting, *(Plan(f, FIRST) for f in PASSING.values())])
        yield harbour, harbour.audit()


def test_an_audit_survives_all_of_them(sprinkled):
    harbour, done = sprinkled
    model = survived(harbour, done)
    assert model.stopped == ""
    assert sum(a.fitting for a in model.asked) == MANY
    assert asked(model) == MANY - len(ONE_QUESTION)


@pytest.mark.parametrize("name", ONE_QUESTION)
def test_what_stays_leaves_that_question_unread_with_its_reason(sprinkled, name):
    _, said = ONE_QUESTION[name]
    assert any(said in reason for reason in reasons(sprinkled[1].certificate.reading.model))


@pytest.mark.parametrize("name", PASSING)
def test_what_passes_is_asked_again_and_leaves_nothing_unread(sprinkled, name):
    harbour, _ = sprinkled
    tries = list(harbour.ollama.tries["/api/chat"].values())
    number = 2 * (len(ONE_QUESTION) + list(PASSING).index(name)) + 1
    assert tries[number] == 2


def test_pauses_grow_are_bounded_and_wait_as_long_as_the_server_asked(sprinkled):
    slept = sprinkled[0].rest.slept
    tries = sum(n >= 2 for n in sprinkled[0].ollama.tries["/api/chat"].values())
    assert len(slept) > tries > 0
    assert slept[:3] == sorted(slept[:3])
    assert 2.0 in slept
    assert max(slept) <= 4.0


# -- faults that stay: an audit each -------------------------------------------------------------

LASTING = {
    "refused": (faulty.refuse, "3 times in a row and is asked nothing more: no model server"),
    "reset": (faulty.reset, "broke (ReadError); try again (asked 4 times)"),
    "500": (status(500), "failed 3 times in a row and is asked nothing more: the model server"),
    "429, for an hour": (status(429, retry_after="3600"), "failed once and is asked nothing more"),
    "NaN": (chances(Yes=math.nan, No=-1.0), "failed 3 times in a row and is asked nothing more"),
    "replaced meanwhile": (faulty.another_model, "was replaced while it was being asked"),
    "updated meanwhile": (faulty.another_server, "is '0.36.0' and was '0.35.1'"),
    "hanging": (faulty.hang, "did not answer in time"),
    "dripping": (faulty.drip_body, "did not answer in time"),
    "dripping headers": (faulty.drip_headers, "did not answer in time"),
}  # fmt: skip
SLOW = ("hanging", "dripping", "dripping headers")


@pytest.mark.parametrize("name", LASTING)
def test_a_fault_that_stays_ends_the_reading_and_not_the_audit(harbour, name):
    fault, said = LASTING[name]
    harbour.ollama.fails(fault, calls=range(3, 1_000_000))
    model = survived(harbour, harbour.audit(seconds=0.6 if name in SLOW else 30))
    assert said in model.stopped
    assert asked(model) == (3 if name == "updated meanwhile" else 2)
    assert any(said in reason for reason in reasons(model))


def test_no_answer_of_another_digest_is_kept(harbour):
    harbour.ollama.fails(faulty.another_model, calls=range(3, 4))
    survived(harbour, harbour.audit())
    harbour.ollama.digest = DIGEST
    before = harbour.ollama.calls["/api/chat"]
    model = survived(harbour, harbour.audit(forget=False))
    assert before == 3
    assert harbour.ollama.calls["/api/chat"] - before == FEW - 2
    assert asked(model) == FEW


def test_a_server_that_is_started_again_is_found_again(harbour):
    harbour.ollama.fails(faulty.refuse, calls=range(2, 3))
    harbour.rest.then = harbour.ollama.come_back
    model = survived(harbour, harbour.audit())
    assert asked(model) == FEW
    assert len(harbour.rest.slept) >= 1


def test_the_next_audit_does_not_wait_again_and_says_why(harbour):
    harbour.ollama.fails(status(503, "loading"))
    survived(harbour, harbour.audit())
    waited, calls = len(harbour.rest.slept), harbour.ollama.calls.total()
    again = harbour.audit(chosen=harbour.choose)
    assert again.certificate.reading.model is None
    assert "failed before and is left alone until" in again.certificate.reading.mode
    assert (len(harbour.rest.slept), harbour.ollama.calls.total()) == (waited, calls)
    survived(harbour, again)


def test_a_damaged_record_of_failures_counts_as_none_and_is_said(harbour, capsys):
    harbour.ollama.fails(status(503, "loading"))
    harbour.audit()
    (kept,) = StateFolder(harbour.state).hosts.iterdir()
    kept.write_bytes(b'{"host": "127.0.0.1", "until": 1e999}')
    harbour.ollama.plans.clear()
    model = survived(harbour, harbour.audit(quiet=False))
    assert asked(model) == FEW
    assert "is damaged" in capsys.readouterr().err
    assert not kept.exists()


# -- written answers -----------------------------------------------------------------------------

WRITTEN = {
    "empty": (written(""), "none a valid 'Claim'"),
    "refusal": (written("I cannot help with that."), "none a valid 'Claim'"),
    "truncated": (written('{"quote": "handle = o', done_reason="length"), "none a valid"),
    "wrong schema": (written('{"verdict": "PASS", "level": "GOLD"}'), "none a valid 'Claim'"),
    "thinking without end": (written('<think>{"quote": "x", "reason"'), "none a valid 'Claim'"),
    "deep": (written("[" * 50_000), "none a valid 'Claim'"),
    "giant": (written("x" * 70_000), "gave 70000 characters"),
    "no message": (changed(message=None), "does not speak as Ollama does"),
    "500": (status(500), "answered 500: 'no' (asked 4 times)"),
    "died mid-stream": (faulty.die_in_body, "broke (RemoteProtocolError)"),
}


def test_a_suspicion_whose_words_do_not_come_is_listed_and_the_others_are_answered(tried):
    with closing(Harbour(*tried(MANY), FaultyOllama())) as harbour:
        harbour.ollama.suspects = 2 * len(WRITTEN)
        harbour.ollama.quote = "no line of any file"  # no finding, so nothing is challenged
        harbour.ollama.sprinkle([Plan(fault) for fault, _ in WRITTEN.values()], "write")
        model = survived(harbour, harbour.audit())
    assert model.suspected == 2 * len(WRITTEN)
    assert model.unquoted == len(WRITTEN)
    for _, said in WRITTEN.values():
        assert any(
            reason.startswith("suspected, and not drafted") and said in reason
            for reason in reasons(model)
        ), said


# -- typed questions, vectors, the embedded model's child, the start -----------------------------

ODDS = {
    "NaN": (changed(answers={"0": {"type": "noul", "noul": math.nan}}), "gave nan"),
    "above one": (changed(answers={"0": {"type": "noul", "noul": 1.5}}), "gave 1.5 and -0.5"),
    "missing": (changed(answers={}), "does not speak as Ollama does (KeyError)"),
}


def test_a_decision_model_may_fail_as_well(harbour):
    harbour.ollama.capabilities = ["decision"]
    harbour.ollama.sprinkle([Plan(fault) for fault, _ in ODDS.values()], "/v1/systemone")
    model = survived(harbour, harbour.audit())
    assert asked(model) == FEW - len(ODDS)
    for _, said in ODDS.values():
        assert any(said in reason for reason in reasons(model)), said


VECTORS = {
    "NaN": [[1.0, math.nan, 2.0]],
    "infinite": [[1.0, math.inf, 2.0]],
    "too large": [[1e308, 1e308, 2.0]],
    "zero": [[0.0, 0.0, 0.0]],
    "missing": [],
    "empty": [[]],
    "another dimension": [[1.0, 2.0]],
    "one too many": [[1.0, 2.0, 3.0], [1.0, 2.0, 3.0]],
}


@pytest.fixture
def embedder(harbour):
    """The server's model, asked for vectors."""
    with closing(harbour.open(30)) as opened:
        patience = Patience(sleep=harbour.rest)
        yield BackendEmbedder(PatientBackend(opened, Breaker(None, ""), patience))


@pytest.mark.parametrize("name", VECTORS)
def test_a_vector_that_cannot_be_used_is_never_kept(harbour, embedder, tmp_path, name):
    with closing(VectorCache(tmp_path / "vectors.sqlite", embedder)) as cache:
        harbour.ollama.fails(faulty.vectors(VECTORS[name]), "/api/embed")
        with pytest.raises(BackendUnavailable):
            cache.vectors(["tide"])
        harbour.ollama.plans.clear()
        assert cache.vectors(["tide"]).shape == (1, 3)
        assert cache.embedded == 1


def test_without_vectors_nothing_is_asked_and_the_reason_is_told(harbour, embedder):
    harbour.ollama.fails(faulty.vectors([[math.nan]]), "/api/embed", calls=range(2, 1000))
    assert embedder.dimension == 3
    model = survived(harbour, harbour.audit(embedder=embedder))
    assert "usable vectors" in model.stopped
    assert asked(model) == 0
    assert sum(a.fitting for a in model.asked) == FEW
    assert harbour.ollama.calls["/api/chat"] == 0


KILLED = "os.kill(os.getpid(), 9)"
CHILDREN = {
    "killed once": (f"if started == 1: {KILLED}\nsay(answer(Yes=-9, No=-0.1))", ""),
    "killed always": (KILLED, "failed 3 times in a row"),
    "NaN": ("say(answer(Yes=float('nan'), No=-0.1))", "failed 3 times in a row"),
    "no JSON": ("print('}' if not border else json.dumps(answer()), flush=True)", "no JSON"),
}


@pytest.mark.parametrize("name", CHILDREN)
def test_the_embedded_models_child_may_be_killed_or_lie(harbour, tmp_path, name):
    code, said = CHILDREN[name]
    (tmp_path / "weights.gguf").touch()
    model = LlamaCppBackend(tmp_path / "weights.gguf", engine=engine(code))
    keep_measured(harbour.data, EMBEDDED.sha256)
    read = survived(harbour, harbour.audit(chosen=lambda: Chosen(model, "embedded")))
    assert said in read.stopped if said else read.stopped == ""
    assert asked(read) == (0 if said else FEW)


START = {
    "hanging": ("/api/tags", faulty.hang, "did not answer in time"),
    "no Ollama": ("/api/tags", body(b"<html>"), "does not speak as Ollama does"),
    "500": ("/api/tags", status(500), "answered 500"),
    "no model can be looked at": ("/api/show", status(500), "has no model that can read code"),
}


@pytest.mark.parametrize("name", START)
def test_a_server_that_fails_at_the_start_leaves_tools_only_with_the_reason(
    harbour, name, monkeypatch
):
    monkeypatch.setattr(served, "_SECONDS", 0.3)
    what, fault, said = START[name]
    harbour.ollama.fails(fault, what)
    done = harbour.audit(chosen=harbour.choose)
    assert survived(harbour, done) is None
    assert said in done.certificate.reading.mode


# -- what is told of it ----------------------------------------------------------------------------

TRIED = (ONE_QUESTION, PASSING, LASTING, WRITTEN, ODDS, VECTORS, CHILDREN, START)


def test_the_documents_name_every_fault_and_no_other():
    text = (ROOT / "docs/models.md").read_text()
    table = text.split("-k NODE", 1)[1].split("\n## ", 1)[0]
    assert set(re.findall(r"\*\*(.+?)\*\*", table)) == {name for faults in TRIED for name in faults}
    source = Path(__file__).read_text()
    for node in re.findall(r"`(\w+)` \|$", table, re.MULTILINE):
        assert re.search(rf"def test_\w*{node}", source), node


def test_the_command_ends_with_0_and_its_papers(harbour, tmp_path):
    harbour.ollama.fails(chances(Yes=math.nan, No=-1.0))
    config = tmp_path / "config.toml"
    config.write_text(f'ollama = "{harbour.ollama.host}"\ndata = "{harbour.data}"\n')
    where = ["--config", config, "--state", harbour.state, "--output", tmp_path / "papers"]
    done = run("audit", harbour.root, "--depth", "deep", "--model", NAME, *where, home=tmp_path)
    assert done.returncode == 0, done.stderr
    assert all((tmp_path / "papers" / paper).is_file() for paper in PAPERS)
    assert "gave nan as log probability" in (tmp_path / "papers/certificate.md").read_text()
