"""Whole audits through a model server with one fault each.

Whatever it does, the audit ends with its papers, what the tools found stands, no gate, level or
verdict is better than without a model, and the certificate says what was not read and why.
"""

import math
import random
import shutil
from dataclasses import dataclass, field

import pytest

from seatrial.auditing import start_audit
from seatrial.calibration.measured import Calibration, Measured
from seatrial.certificate.papers import MANIFEST, PAPERS
from seatrial.evidence.finding import Source
from seatrial.gates.model import Level, Status, Verdict
from seatrial.graphs import library
from seatrial.llm.choose import Chosen
from seatrial.llm.ollama import open_ollama
from seatrial.llm.patient import Patience
from seatrial.prompts.book import questions
from seatrial.prompts.forms import Form, prompt_hash
from seatrial.settings import Depth, Settings
from seatrial.state import StateFolder
from tests.hostile import faulty
from tests.hostile.faulty import NAME, FaultyOllama, body, chances, changed, status
from tests.llm.conftest import DIGEST
from tests.trees import write_tree

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])

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
TREE = {f"harbour/{name}.py": READS.format(name=name) for name in ("berths", "tides")}
TREE["harbour/deploy.py"] = 'import os\n\n\ndef deploy(name):\n    os.system("ship " + name)\n'


@dataclass
class Rest:
    """Sleeps without waiting, and keeps how long."""

    slept: list[float] = field(default_factory=list)

    def __call__(self, seconds: float) -> None:
        self.slept.append(seconds)


@dataclass
class Harbour:
    """A tree that was audited by tools alone, and a server to read it."""

    root: object
    state: object
    data: object
    quick: object
    ollama: FaultyOllama
    rest: Rest = field(default_factory=Rest)

    def audit(self, *, seconds=30.0, chosen=None):
        """Read by the server's model; no answer of an earlier audit is known."""
        for kept in self.state.glob("*/answers.sqlite"):
            kept.unlink()
        settings = Settings(state=self.state, data=self.data, depth=Depth.DEEP, quiet=True)
        patience = Patience(sleep=self.rest, chance=random.Random(7))

        def choose(_):
            return (
                chosen()
                if chosen
                else Chosen(open_ollama(NAME, self.ollama.host, seconds=seconds), "named")
            )

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(library, "choose", choose)
            patch.setattr(library, "patience", lambda _: patience)
            return start_audit(self.root, settings, [])


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """A data folder in which three questions are calibrated at 0."""
    measured = tuple(
        Measured(
            question=q, form=Form.STATEMENT, prompt=prompt_hash(questions()[q], Form.STATEMENT),
            threshold=0.0, auc=1.0, bad=8, clean=8, found=8, false=0, ordinary=100, alarms=0,
            usable=True,
        )
        for q in ASKED
    )  # fmt: skip
    calibration = Calibration(
        model=NAME, digest=DIGEST, engine="test", measured_on="2030-01-01", seconds=1, pool={},
        questions=measured,
    )  # fmt: skip
    folder = tmp_path_factory.mktemp("data")
    (folder / "calibration").mkdir()
    (folder / f"calibration/{DIGEST[:16]}.json").write_text(calibration.model_dump_json())
    return folder


@pytest.fixture(scope="module")
def tried(tmp_path_factory, data):
    """Audited once by tools alone: everything that they saw is remembered."""
    root = write_tree(tmp_path_factory.mktemp("tree") / "harbour", TREE)
    state = tmp_path_factory.mktemp("state")
    quick = start_audit(root, Settings(state=state, depth=Depth.QUICK, quiet=True), [])
    return root, state, data, quick.certificate


@pytest.fixture
def harbour(tried):
    root, state, data, quick = tried
    shutil.rmtree(StateFolder(state).hosts, ignore_errors=True)
    ollama = FaultyOllama()
    yield Harbour(root, state, data, quick, ollama)
    ollama.close()


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
    return certificate.reading.model


def test_a_well_server_is_asked_all(harbour):
    model = survived(harbour, harbour.audit())
    assert sum(a.asked for a in model.asked) == 6
    assert (model.left, model.stopped, harbour.rest.slept) == ((), "", [])


FATAL = {
    "refused": (faulty.refuse, "no model server at"),
    "reset": (faulty.reset, "broke"),
    "died mid-stream": (faulty.die_in_body, "broke"),
    "died mid-chunk": (faulty.die_in_chunk, "broke"),
    "broke off": (changed(done=False), "broke off"),
    "400": (status(400, "bad format"), "answered 400: 'bad format'"),
    "404": (status(404, "model not found"), "is not at"),
    "429": (status(429, "busy"), "answered 429: 'busy' (asked 4 times)"),
    "429, for an hour": (status(429, "busy", retry_after="3600"), "answered 429"),
    "500": (status(500, "out of memory"), "answered 500: 'out of memory' (asked 4 times)"),
    "502": (status(502), "answered 502"),
    "503": (status(503, "loading"), "answered 503"),
    "504": (status(504), "answered 504"),
    "redirect": (status(307, location="http://127.0.0.1:9/"), "redirects elsewhere (307)"),
    "giant": (faulty.giant, "sent more than 16 MiB"),
    "compressed": (status(200, content_encoding="gzip"), "compressed its reply unasked"),
    "empty": (body(b""), "does not speak as Ollama does"),
    "not JSON": (body(b"<html>a web page</html>"), "does not speak as Ollama does"),
    "truncated JSON": (body(b'{"model": "m:1", "mess'), "does not speak as Ollama does"),
    "deep JSON": (body(b"[" * 200_000), "does not speak as Ollama does"),
    "bytes": (body(b"\xff\xfe\x00"), "does not speak as Ollama does"),
    "wrong schema": (body(b'{"models": []}'), "does not speak as Ollama does"),
    "wrong types": (changed(message=7, logprobs="none"), "does not speak as Ollama does"),
    "no log probabilities": (changed(logprobs=None), "gave no log probabilities"),
    "NaN": (chances(Yes=-0.1, No=math.nan), "gave nan as log probability of 'No'"),
    "infinite": (chances(Yes=math.inf, No=-1.0), "gave inf as log probability of 'Yes'"),
    "more than certain": (chances(Yes=1e9, No=-1.0), "gave 1000000000.0 as log probability"),
    "replaced meanwhile": (faulty.another_model, "was replaced while it was being asked"),
    "updated meanwhile": (faulty.another_server, "is '0.36.0' and was '0.35.1'"),
}  # fmt: skip


@pytest.mark.parametrize("name", FATAL)
def test_a_fault_that_stays_leaves_everything_unread_with_its_reason(harbour, name):
    fault, said = FATAL[name]
    harbour.ollama.fails(fault, calls=range(2, 1_000_000))
    model = survived(harbour, harbour.audit())
    assert said in model.stopped
    assert sum(a.asked for a in model.asked) == (2 if name == "updated meanwhile" else 1)
    assert sum(a.fitting for a in model.asked) == 6
    assert any(said in left.reason for left in model.left)
