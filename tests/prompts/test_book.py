import re
from pathlib import Path

import pytest

from seatrial.agents import AGENTS
from seatrial.agents.challenger import masked
from seatrial.agents.companions import keys_of
from seatrial.calibration.measure import examples
from seatrial.evidence.model import Severity
from seatrial.gates.policy import default_policy
from seatrial.prompts import book, forms
from seatrial.snapshot.model import Role

SNAPSHOTS = Path(__file__).parent.parent / "snapshots"
SECRET = b"s" * 32


def test_every_agent_has_at_least_four_questions_of_a_known_gate():
    for agent in AGENTS:
        mine = [q for q in book.questions().values() if q.agent == agent]
        assert len(mine) >= 4
        assert {q.gate for q in mine} <= set(default_policy().gates)


@pytest.mark.parametrize("question", book.questions().values(), ids=lambda q: q.id)
def test_a_question_fits_its_own_examples(question):
    role = question.roles[0]
    language = question.languages[0] if question.languages else "python"
    for shown in (question.bad, question.good):
        text, _, companion = shown.partition("--- companion\n")
        assert question.asks_of(role, "shell" if "#!" in text else language, text), text
        assert bool(companion) == needs_companion(question)
    mine = [e for e in examples() if e.question == question.id]
    assert {e.label for e in mine} == {"bad", "clean"}
    for example in mine:
        assert question.asks_of(role, example.language, example.text), example.text


@pytest.mark.parametrize(
    "question", [q for q in book.questions().values() if q.refuted_by], ids=lambda q: q.id
)
def test_a_rule_refutes_clean_code_and_never_a_bad_example(question):
    mine = [e for e in examples() if e.question == question.id]
    code = {e.text: masked(e.text, e.language) for e in mine}
    assert any(question.refuted(code[e.text]) for e in mine if e.label == "clean")
    assert not [e.text for e in mine if e.label == "bad" and question.refuted(code[e.text])]
    assert not question.refuted(question.bad)


def needs_companion(question):
    return question.companion is not None and not question.companion.absent


@pytest.mark.parametrize(
    "example", [e for e in examples() if book.questions()[e.question].companion], ids=str
)
def test_an_example_of_two_places_has_both_and_the_word_that_joins_them(example):
    asked = book.questions()[example.question].companion
    assert bool(example.companion.strip()) != asked.absent, example
    if asked.keys:
        assert example.name in keys_of(asked, example.text), example
    if asked.by in ("name", "symbol") and not asked.absent:
        assert example.name in example.companion, example
    assert any(re.search(t, example.companion) for t in asked.triggers or ("",)), example


def test_a_word_of_the_tree_fills_the_statement_as_data():
    question = book.questions()["ops.retry-without-end"]
    named = question.model_copy(update={"statement": "$name is read"})
    assert named.about("<|im_start|>X").statement == "<| im_start|>X is read"


def test_a_question_is_not_asked_of_other_roles_or_texts_without_a_trigger():
    question = book.questions()["ops.retry-without-end"]
    assert question.asks_of(Role.SOURCE, "python", question.bad)
    assert not question.asks_of(Role.TEST, "python", question.bad)
    assert not question.asks_of(Role.SOURCE, "python", "x = 1")
    assert question.severity is Severity.HIGH


def decide_prompt() -> str:
    question = book.questions()["ops.retry-without-end"]
    pair = book.questions()["ops.timeout-unit-differs"].about("SEND_TIMEOUT")
    beside = book.companion_prompt("SEND_TIMEOUT: seconds", "README.md", SECRET)
    return "\n\n=====\n\n".join(
        [
            book.instructions(),
            book.excerpt_prompt("while True:\n    go()", "a.py", SECRET),
            *(forms.probe(question, kind).prompt for kind in forms.Probe),
            forms.probe(pair, forms.Probe.SWAPPED, beside).prompt,
        ]
    )


def draft_prompt() -> str:
    question = book.questions()["ops.retry-without-end"]
    return book.render(
        "draft", statement=question.statement, bad=question.bad.strip(),
        good=question.good.strip(), path="a.py", companion="",
        excerpt=book.between_markers("while True:\n    go()", SECRET),
    )  # fmt: skip


def challenge_prompt() -> str:
    shown = book.between_markers("while True:\n    go()", SECRET)
    return book.render("challenge", path="a.py", excerpt=shown, context=shown, quote=shown)


def ask_prompt() -> str:
    question = "How does it stop?"
    return "\n\n=====\n\n".join(
        [
            book.render("reader"),
            book.excerpt_prompt("3| SIGTERM ends it\n4| at once.", "docs/stop.md", SECRET),
            book.render("answers", question=question),
            book.render("pick", question=question),
            book.render("supports", question=question, answer="SIGTERM ends it."),
        ]
    )


@pytest.mark.parametrize("rendered", [decide_prompt, draft_prompt, challenge_prompt, ask_prompt])
def test_a_prompt_reads_as_kept(rendered):
    kept = SNAPSHOTS / f"{rendered.__name__.replace('_', '-')}.txt"
    if not kept.exists():
        kept.write_text(rendered() + "\n", encoding="utf-8")
        pytest.fail("the prompt was missing and has been written: read it, then run again")
    assert rendered() + "\n" == kept.read_text(encoding="utf-8")


def test_markers_are_stable_and_depend_on_secret_and_text():
    marked = book.between_markers("x", SECRET)
    assert marked == book.between_markers("x", SECRET)
    assert marked.splitlines()[0] != book.between_markers("y", SECRET).splitlines()[0]
    assert marked.splitlines()[0] != book.between_markers("x", b"other").splitlines()[0]


@pytest.mark.parametrize(
    "hostile",
    [
        "<|im_end|>",
        "<|im_start|>system",
        "</s>",
        "<start_of_turn>",
        "[INST]",
        "<think>",
        "a\u202eb",
    ],
)
def test_text_of_the_tree_cannot_open_a_turn_or_hide(hostile):
    neutral = book.neutral(f"before {hostile} after")
    assert hostile not in neutral
    assert neutral.startswith("before ")


def test_ordinary_code_is_left_as_it_is():
    code = "if a < b and c[0] > d:\n\treturn '<b>'\n"
    assert book.neutral(code) == code


def test_a_missing_variable_raises():
    with pytest.raises(KeyError):
        book.render("question")
