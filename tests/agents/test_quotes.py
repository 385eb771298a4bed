import pytest

from seatrial.agents.excerpts import Excerpt
from seatrial.agents.quotes import locate, triggered
from seatrial.prompts.book import questions
from seatrial.snapshot.model import Role

TEXT = "def f(url):\n    answer = get(url, verify=False)\n\n    return answer.json()\n"
EXCERPT = Excerpt(
    id="x", path="a.py", start=10, end=14, symbols=("f",), language="python",
    role=Role.SOURCE, text=TEXT,
)  # fmt: skip


@pytest.mark.parametrize(
    ("quote", "lines"),
    [
        ("answer = get(url, verify=False)", (11, 11)),
        ("verify=False", (11, 11)),
        ("    answer  =  get(url, verify=False)", (11, 11)),
        ("answer = get(url, verify=False)\nreturn answer.json()", (11, 13)),
        ("def f(url):\n    answer = get(url, verify=False)", (10, 11)),
    ],
)
def test_a_quote_is_found_at_its_lines_whatever_its_spacing(quote, lines):
    spot = locate(quote, EXCERPT)
    assert (spot.path, spot.start, spot.last) == ("a.py", *lines)


@pytest.mark.parametrize(
    "quote",
    [
        "os.system(name)",
        "answer = get(url, verify=True)",
        "answer = get(url, verify=False)\nreturn answer.text",
        "return",
        "",
        "\n\n",
        "get(url\nreturn answer.json()",
    ],
)
def test_an_invented_shortened_or_empty_quote_is_not_found(quote):
    assert locate(quote, EXCERPT) is None


@pytest.mark.parametrize(
    ("trigger", "line"),
    [("verify", "    answer = get(url, verify=False)"), ("absent", "def f(url):")],
)
def test_a_model_that_cannot_write_quotes_the_line_that_made_us_ask(trigger, line):
    question = questions()["ops.retry-without-end"].model_copy(update={"triggers": (trigger,)})
    assert triggered(question, EXCERPT) == line
    assert locate(line, EXCERPT) is not None
