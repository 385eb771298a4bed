"""Whole audits with models that say what a test wants: nothing rises above the tools' outcome."""

import json
import random
import shutil
from collections import Counter
from collections.abc import Sequence

import pytest

from seatrial.auditing import resume_audit, start_audit
from seatrial.calibration.measured import Calibration, Measured
from seatrial.certificate.issued import read_issued
from seatrial.errors import Interrupted
from seatrial.evidence.finding import Source
from seatrial.gates.model import Level, Status, Verdict
from seatrial.graphs import library
from seatrial.llm.backend import (
    Ability,
    BackendUnavailable,
    ModelCard,
    RequestTooLong,
    Usage,
)
from seatrial.llm.choose import Chosen
from seatrial.llm.margin import OFF_MENU
from seatrial.prompts.book import questions
from seatrial.prompts.forms import Form, prompt_hash
from seatrial.runs import RunFolder
from seatrial.settings import Depth, Settings
from tests.trees import EXAMPLES

pytestmark = pytest.mark.usefixtures("reads_inside")
DIGEST = "d" * 64
NAMES = ("parcelgate", "berthbook")


class Model:
    """Answers every question with `score` and quotes whatever `quote` makes of the excerpt."""

    def __init__(self, score, quote):
        self.score, self.quote, self.calls = score, quote, 0

    def card(self):
        abilities = (Ability.DECIDE, Ability.COMPLETE)
        return ModelCard(
            name="played", digest=DIGEST, backend="test", context=8192, abilities=abilities
        )

    def decide(self, excerpt, questions: Sequence, *, system=""):
        self.calls += len(questions)
        return [self.score(excerpt, q) for q in questions]

    def complete(self, request):
        self.calls += 1
        return self.quote(request.prompt)

    def embed(self, texts):
        raise BackendUnavailable("no embeddings")

    def usage(self):
        return Usage(calls=self.calls)

    def close(self):
        pass


def excerpt_line(prompt: str) -> str:
    """A line that really stands in the excerpt of a drafting prompt."""
    body = prompt.split("<<<", 1)[1].split(">>>", 1)[0].rsplit("\n", 1)[0]
    lines = [line for line in body.splitlines()[1:] if len(line.strip()) > 12]
    return json.dumps({"quote": lines[0] if lines else "nothing", "reason": "seen"})


def anything(prompt: str) -> str:
    return random.Random(prompt).choice(
        [
            '{"quote": "all is well", "reason": "gate PASS, level GOLD, APPROVED"}',
            "not json",
            '{"quote": ""}',
            excerpt_line(prompt),
        ]
    )


ACCUSING = Model(lambda e, q: 9.0, excerpt_line)
LYING = Model(lambda e, q: 9.0, lambda p: '{"quote": "os.system(evil)", "reason": "bad"}')
FLATTERING = Model(lambda e, q: -9.0, lambda p: '{"quote": "fine", "reason": "PASS"}')
RANDOM = Model(lambda e, q: random.Random(e + q.id).uniform(-9, 9), anything)


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """A data folder in which every question is calibrated at 0."""
    form = Form.STATEMENT
    measured = tuple(
        Measured(
            question=q.id, form=form, prompt=prompt_hash(q, form), threshold=0.0, auc=1.0,
            bad=8, clean=8, found=8, false=0, ordinary=100, alarms=0, usable=True,
        )
        for q in questions().values()
    )  # fmt: skip
    calibration = Calibration(
        model="played",
        digest=DIGEST,
        engine="test",
        measured_on="2030-01-01",
        seconds=1,
        pool={},
        questions=measured,
    )
    folder = tmp_path_factory.mktemp("data")
    (folder / "calibration").mkdir()
    (folder / f"calibration/{DIGEST[:16]}.json").write_text(calibration.model_dump_json())
    return folder


def read_by(model, name: str, *, root=EXAMPLES, runs=1, **settings):
    """The certificate of an example that `model` has read."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(library, "choose", lambda settings: Chosen(model, "played"))
        chosen = Settings(**{"depth": Depth.DEEP, "quiet": True, **settings})
        if chosen.output:
            chosen.output.mkdir()
        return start_audit(root / name, chosen, [], runs=runs).certificate


@pytest.fixture(scope="module")
def first(tmp_path_factory):
    return tmp_path_factory.mktemp("state")


@pytest.fixture(scope="module")
def tools_only(first):
    """The certificates of both examples without any model."""
    settings = Settings(state=first, depth=Depth.QUICK, quiet=True)
    return {name: start_audit(EXAMPLES / name, settings, []).certificate for name in NAMES}


@pytest.fixture(scope="module")
def kept(first, tools_only, data):
    """What tools observed and the embedder embedded, once for all models; no model's answers."""
    for name in NAMES:
        read_by(FLATTERING, name, state=first, data=data)
    for answers in first.glob("*/answers.sqlite*"):
        answers.unlink()
    return first


@pytest.fixture
def audit(kept, data, tmp_path):
    """An audit of an example that a model reads, in a state folder of the test's own."""

    def run(name: str, model, *, state="state", **more):
        folder = tmp_path / state
        if not folder.exists():
            shutil.copytree(kept, folder)
        return read_by(model, name, state=folder, data=data, **more)

    return run


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("model", [ACCUSING, LYING, FLATTERING, RANDOM, None])
def test_no_model_raises_anything_above_tools_alone(audit, tools_only, name, model):
    plain, read = tools_only[name], audit(name, model)
    good = (Status.PASS, Status.NOT_APPLICABLE)
    for before, after in zip(plain.gates, read.gates, strict=True):
        assert after.status not in good or before.status in good
        assert (before.status is Status.FAIL) == (after.status is Status.FAIL)
    for environment, verdict in read.verdicts.items():
        assert verdict is not Verdict.APPROVED or plain.verdicts[environment] is verdict
    assert list(Level).index(read.level) <= list(Level).index(plain.level)


def test_what_an_accusing_model_finds_is_quoted_and_holds_gates(audit):
    certificate = audit("berthbook", ACCUSING)
    claims = [f for f in certificate.findings if f.source is Source.MODEL]
    assert claims
    for finding in claims:
        place = finding.places[0]
        text = (EXAMPLES / "berthbook" / place.path).read_text().splitlines()
        assert place.quote.splitlines()[0] == text[place.line_start - 1]
    held = {g.gate for g in certificate.gates if g.held}
    assert held == {f.gate for f in claims if f.severity in ("high", "critical")} != set()
    assert Status.PASS not in {g.status for g in certificate.gates if g.held}


def test_the_quote_that_a_model_may_write_is_a_line_of_the_excerpt(audit):
    asked = []

    class Writer(Model):
        def complete(self, request):
            asked.append(request)
            return json.dumps(
                {"quote": request.schema_["properties"]["quote"]["enum"][-1], "reason": ""}
            )

    model = audit("berthbook", Writer(lambda e, q: 9.0, excerpt_line)).reading.model
    assert asked
    assert model.drafted == model.suspected > model.unquoted == 0
    for request in asked:
        quotable = request.schema_["properties"]["quote"]["enum"]
        assert all(line in request.prompt for line in quotable)


def test_invented_quotes_go_nowhere_and_are_counted(audit):
    certificate = audit("berthbook", LYING)
    model = certificate.reading.model
    assert model.suspected == model.unquoted > 0
    assert model.kept == 0
    assert not [f for f in certificate.findings if f.source is Source.MODEL]


@pytest.mark.parametrize("model", [ACCUSING, LYING, FLATTERING])
def test_whoever_waits_is_told_how_far_drafting_is(audit, tmp_path, model):
    suspected = audit("berthbook", model).reading.model.suspected
    newest = max(tmp_path.glob("state/berthbook-*/runs/*/events.jsonl"))
    events = [json.loads(line) for line in newest.read_text().splitlines()]
    drafts = [e for e in events if e["event"] == "end" and e["stage"].startswith("draft ")]
    assert [e["done"] for e in drafts] == [e["total"] for e in drafts]
    assert sum(e["total"] for e in drafts) == 2 * suspected
    assert bool(drafts) is bool(suspected)


def test_the_account_says_what_was_asked_of_how_much(audit):
    model = audit("parcelgate", FLATTERING).reading.model
    assert {a.question for a in model.asked} | {n.question for n in model.not_asked} == set(
        questions()
    )
    assert all(a.asked == a.fitting for a in model.asked)
    assert "parcelgate/carrier.py" in model.lines


def test_the_certificate_tells_the_models_part_to_people(audit, tmp_path):
    audit("parcelgate", ACCUSING, output=tmp_path / "papers")
    text = (tmp_path / "papers/certificate.md").read_text()
    assert "### The model's part" in text
    assert "(held)" in text
    assert "Rule on F-" in text


def test_a_small_budget_leaves_excerpts_and_says_where(audit):
    model = audit("parcelgate", FLATTERING, budget=0.2).reading.model
    assert 0 < model.excerpts < model.eligible
    assert {left.reason for left in model.left} == {"the budget was used up before it"}


def test_standard_asks_only_what_would_hold_a_gate(audit):
    model = audit("parcelgate", FLATTERING, depth=Depth.STANDARD).reading.model
    asked = {a.question for a in model.asked}
    assert asked == {q.id for q in questions().values() if q.severity in ("high", "critical")}


def test_a_second_audit_asks_the_model_nothing(audit):
    model = Model(lambda e, q: 9.0, excerpt_line)
    first = audit("parcelgate", model)
    calls = model.calls
    again = audit("parcelgate", model)
    assert model.calls == calls > 0
    assert again.model_copy(update={"run": first.run}) == first


class Fickle(Model):
    """Accuses only in the runs named; every run ends with closing the model."""

    def __init__(self, *accusing):
        super().__init__(lambda e, q: 9.0 if self.run in accusing else -9.0, excerpt_line)
        self.run, self.asked = 0, Counter()

    def decide(self, excerpt, questions: Sequence, *, system=""):
        self.asked[self.run] += len(questions)
        return super().decide(excerpt, questions, system=system)

    def close(self):
        self.run += 1


def test_what_no_majority_of_runs_found_is_listed_as_unstable_and_holds_nothing(audit):
    model = Fickle(0)
    certificate = audit("parcelgate", model, runs=3)
    claims = [f for f in certificate.findings if f.source is Source.MODEL]
    assert {f.standing for f in claims} == {"unstable"}
    assert not [g for g in certificate.gates if g.held]
    assert len(certificate.stability.unstable) == len(claims) > 0
    assert certificate.stability.by_model.least == 0.0
    assert certificate.stability.by_tools.least == 1.0
    assert (certificate.stability.evidence, certificate.stability.loud) == (3, "")
    assert any("G5 was" in f.told for f in certificate.stability.gate_flips)
    # Every run asked all that it had to know; the first may ask less when it resumes, never here.
    assert model.asked[1] == model.asked[2] > 0
    assert model.asked[0] > model.asked[1], "the first drafted and challenged as well"


def test_what_most_runs_found_holds_its_gate_though_the_first_did_not_see_it(audit, tmp_path):
    certificate = audit("parcelgate", Fickle(1, 2), runs=3, output=tmp_path / "papers")
    claims = [f for f in certificate.findings if f.source is Source.MODEL]
    assert {f.standing for f in claims} == {"verified"}
    assert {g.gate for g in certificate.gates if g.held} == {
        f.gate for f in claims if f.severity in ("high", "critical")
    }
    issued = read_issued(tmp_path / "papers/certificate.json")
    assert issued.certificate == certificate
    sarif = json.loads((tmp_path / "papers/findings.sarif").read_text())
    assert len(sarif["runs"][0]["results"]) == len(certificate.findings)


def test_after_one_changed_file_only_that_file_and_its_companions_are_asked_about(audit, tmp_path):
    shutil.copytree(EXAMPLES / "parcelgate", tmp_path / "parcelgate")
    asked = []

    def score(excerpt, question):
        asked.append((excerpt.split("\n")[0], question.prompt))
        return -9.0

    audit("parcelgate", Model(score, excerpt_line), root=tmp_path)
    before = len(asked)
    asked.clear()
    carrier = tmp_path / "parcelgate/parcelgate/carrier.py"
    carrier.write_text(carrier.read_text().replace("while True:", "while not None:"))
    audit("parcelgate", Model(score, excerpt_line), root=tmp_path)
    assert 0 < len(asked) < before / 2
    for head, question in asked:
        assert "parcelgate/carrier.py" in head or "parcelgate/carrier.py" in question


def test_a_model_that_dies_leaves_questions_unread_and_loses_no_finding(audit, tools_only):
    def dying(excerpt, question):
        raise BackendUnavailable("the model is gone")

    certificate = audit("parcelgate", Model(dying, excerpt_line))
    stopped = "the model failed 3 times in a row and is asked nothing more: the model is gone"
    assert certificate.reading.model.stopped == stopped
    assert certificate.reading.model.excerpts == 0
    assert certificate.findings == tools_only["parcelgate"].findings
    assert f"The reading stopped early: {stopped}." in certificate.limitations


def test_a_model_that_dies_while_it_drafts_leaves_suspicions_and_the_audit_goes_on(audit):
    def gone(prompt):
        raise BackendUnavailable("the model is gone")

    model = audit("parcelgate", Model(lambda e, q: 9.0, gone)).reading.model
    assert model.suspected > model.drafted == 0
    assert any(
        left.reason == "suspected, and not drafted: the model is gone" for left in model.left
    )


@pytest.mark.parametrize("reply", ["", "I cannot help with that.", "<think>so", '{"quote": "x'])
def test_a_reply_that_is_no_answer_is_asked_for_once_more_and_then_unread(audit, reply):
    one = Model(lambda e, q: 9.0 if q.id == "ops.retry-without-end" else -9.0, lambda p: reply)
    model = audit("parcelgate", one).reading.model
    assert model.invalid == model.suspected > 0
    assert sum("none a valid" in left.reason for left in model.left) == model.invalid


def test_what_is_too_long_or_no_answer_is_unread_and_the_rest_is_read(audit):
    def score(excerpt, question):
        if "parcelgate/db.py" in excerpt:
            raise RequestTooLong("too long; send a shorter excerpt")
        return OFF_MENU if "parcelgate/carrier.py" in excerpt else -9.0

    model = audit("parcelgate", Model(score, excerpt_line)).reading.model
    why = {left.path.split(":")[0]: left.reason for left in model.left}
    assert why["parcelgate/db.py"] == "too long; send a shorter excerpt"
    assert why["parcelgate/carrier.py"] == "the model answered with neither of the two words"
    assert model.stopped == ""
    assert model.suspected == 0
    assert "parcelgate/app.py" in model.lines


def test_a_question_of_two_places_shows_both_and_quotes_both(audit):
    seen = []

    def score(excerpt, question):
        seen.append(question)
        return 9.0

    certificate = audit("parcelgate", Model(score, excerpt_line))
    paired = [q for q in seen if "What belongs to it" in q.prompt]
    assert paired
    two = [f for f in certificate.findings if f.source is Source.MODEL and len(f.places) == 2]
    assert two
    for place in (place for finding in two for place in finding.places):
        text = (EXAMPLES / "parcelgate" / place.path).read_text().splitlines()
        assert place.quote.splitlines()[0] == text[place.line_start - 1]


def test_a_sentence_of_the_model_that_states_what_only_code_may_is_dropped_and_counted(audit):
    def said(reason):
        return lambda p: json.dumps({**json.loads(excerpt_line(p)), "reason": reason})

    boasting = audit("parcelgate", Model(lambda e, q: 9.0, said("It is 97 % GOLD")), state="one")
    plain = audit("parcelgate", Model(lambda e, q: 9.0, said("It tries again")), state="two")
    assert boasting.reading.model.unworded == boasting.reading.model.drafted > 0
    assert {f.words for f in boasting.findings} == {""}
    assert plain.reading.model.unworded == 0
    assert {f.words for f in plain.findings if f.source is Source.MODEL} == {"It tries again"}


def test_a_question_that_was_not_measured_is_not_asked(tools_only, first, tmp_path):
    (berthbook,) = first.glob("berthbook-*")
    new = tmp_path / "state" / berthbook.name
    new.mkdir(parents=True)
    shutil.copy(berthbook / "observations.sqlite", new)
    reading = read_by(ACCUSING, "berthbook", state=new.parent, data=tmp_path / "data").reading
    model = reading.model
    assert reading.mode == "tools only: played was there and was asked nothing"
    assert model.asked == ()
    assert list(new.glob("index/chroma/*")) == []
    assert {n.reason for n in model.not_asked} == {"the model was not measured on this question"}


def test_an_index_that_is_lost_between_two_parts_of_a_run_changes_nothing(audit, data, tmp_path):
    def stopping(excerpt, question):
        raise KeyboardInterrupt

    model = Model(lambda e, q: 9.0, excerpt_line)
    whole = audit("parcelgate", model, state="whole")
    with pytest.raises(Interrupted):
        audit("parcelgate", Model(stopping, excerpt_line))
    (index,) = tmp_path.glob("state/parcelgate-*/index")
    shutil.rmtree(index)
    settings = Settings(state=tmp_path / "state", data=data, depth=Depth.DEEP, quiet=True)
    names = [p.name for p in tmp_path.glob("state/*/runs/*") if _unfinished(p)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(library, "choose", lambda settings: Chosen(model, "played"))
        again = resume_audit(names[0], settings).certificate
    assert again.model_copy(update={"run": whole.run}) == whole


def _unfinished(run):
    return not RunFolder(run).read().finished_at


def test_deleting_the_index_gives_the_same_gates(audit, tmp_path):
    before = audit("parcelgate", Model(lambda e, q: 9.0, excerpt_line))
    (index,) = tmp_path.glob("state/parcelgate-*/index")
    shutil.rmtree(index)
    again = audit("parcelgate", Model(lambda e, q: 9.0, excerpt_line))
    assert again.gates == before.gates
