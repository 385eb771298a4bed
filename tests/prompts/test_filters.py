import time

import pytest

from seatrial.prompts.filters import FILTERS
from seatrial.prompts.spoken import spoken

TAKES_TWO = '''
def plan(route, limit=20):
    """Plan a route.

    Args:
        route: where to go
        {name}: how many stops at most, {default} by default
            note: of the same city
    Returns:
        stops: in order
    """
    return route.stops[:limit]
'''
TRIES = '''
def call(line{args}):
    """Ask {said}."""
    for _ in range({code}):
        line.ask()
'''


def tries(said: str, code: str) -> str:
    return TRIES.format(args="", said=said, code=code)


@pytest.mark.parametrize(
    "text",
    [
        tries("five times", "3"),
        tries("at most 5 times", "3"),
        "// Uploads of up to 10 MB are taken.\nconst limit = 2 * 1024 * 1024;\n",
        "# Rates are good for one day.\nTTL = 7 * 24 * 60 * 60\n",
        '"""Stays for 30 minutes."""\nlimit = timedelta(hours=3)\n',
        "/** Waits 2.5 s. */\nsleep(4000);\n",
    ],
)
def test_a_number_that_only_the_prose_states_is_seen(text):
    assert FILTERS["number-only-in-prose"](text)


@pytest.mark.parametrize(
    "text",
    [
        tries("five times", "5"),
        tries("again and again", "3"),
        tries("five times", "LIMIT"),  # the figure stands elsewhere
        tries("as RFC 7231 says, section 4.2, since 2019, see #881", "3"),
        tries("one or the other, e.g. 12 of them", "3"),
        tries("for utf-8, sha256 and `x[7]`", "3"),
        "# Uploads of up to 10 MB are taken.\nLIMIT = 10 << 20\n",
        "// Chunks are 5 MiB.\nconst CHUNK = 5 * 1024 * 1024;\n",
        "# Every 250 microseconds.\nPAUSE_NS = 250_000\n",
        "# Ten minutes.\nTTL = 600\n",
        "# Kept for two days.\nkeep = timedelta(hours=48)\n",
        "# Not found is 404.\nraise Http(status.HTTP_404_NOT_FOUND, 3)\n",
        'shown = "at most 5 times"\nfor _ in range(3): go()\n',
    ],
)
def test_a_number_that_the_code_holds_too_or_that_only_names_something_is_not(text):
    assert not FILTERS["number-only-in-prose"](text)


@pytest.mark.parametrize(
    "text",
    [
        'def f(a):\n    """Raises KeyError when absent."""\n    return a or None\n',
        'def f(a):\n    """Look.\n\n    :raises LookupError: never\n    """\n    raise KeyError\n',
        "/** @throws {RangeError} when empty */\nfunction f(a) { return a[0]; }\n",
        'def f(a):\n    """Raises if the tank is full."""\n    return a\n',
    ],
)
def test_an_exception_that_only_the_prose_names_is_seen(text):
    assert FILTERS["raises-only-in-prose"](text)


@pytest.mark.parametrize(
    "text",
    [
        'def f(a):\n    """Raises KeyError when absent."""\n    raise KeyError(a)\n',
        "/** @throws {RangeError} when empty */\nfunction f() { throw new RangeError(); }\n",
        'def f(a):\n    """Raises if the tank is full."""\n    raise TankFull(a)\n',
        'def f(a):\n    """Give a back."""\n    return a\n',
        'def f(a):\n    """Does not raise KeyError, never raises when empty."""\n    return a\n',
        "def f(a):\n    # False: re-raise what was caught\n    return False\n",
    ],
)
def test_an_exception_that_the_code_raises_is_not(text):
    assert not FILTERS["raises-only-in-prose"](text)


@pytest.mark.parametrize(
    "text",
    [
        TAKES_TWO.format(name="most", default=20),
        'def f(a):\n    """Do.\n\n    :param str b: what\n    """\n    return a\n',
        "/**\n * @param {string} name whose\n */\nexport function f(who) {\n  return who;\n}\n",
    ],
)
def test_a_parameter_that_no_signature_takes_is_seen(text):
    assert FILTERS["parameter-only-in-prose"](text)


@pytest.mark.parametrize(
    "text",
    [
        TAKES_TWO.format(name="limit", default=20),
        'def f(**options):\n    """Do.\n\n    :param b: what\n    """\n    return options\n',
        "/** @param {string} name whose */\nexport function f({ name }) { return name; }\n",
        '"""Args:\n    b: what\n"""\nx = 1\n',
    ],
)
def test_a_parameter_that_is_taken_or_may_be_is_not(text):
    assert not FILTERS["parameter-only-in-prose"](text)


def test_another_default_in_the_prose_is_seen():
    assert FILTERS["default-differs-in-prose"](TAKES_TWO.format(name="limit", default=25))
    assert not FILTERS["default-differs-in-prose"](TAKES_TWO.format(name="limit", default=20))
    assert not FILTERS["default-differs-in-prose"](TAKES_TWO.format(name="limit", default="all"))
    assert not FILTERS["default-differs-in-prose"](TAKES_TWO.format(name="route", default=25))


def test_a_string_that_is_a_value_is_code():
    said = spoken('a = "# no comment"  # a comment\nb = \'http://x\'\n"""Prose."""\n')
    assert said.prose == " a comment\nProse."
    assert said.code == "a = \"# no comment\"  \nb = 'http://x'\n\n"


GETS = "def get_it(a):\n    a.{}()\n"
SQL = 'f"SELECT {{{}}} FROM hive"'


@pytest.mark.parametrize(
    ("shape", "it", "other"),
    [
        ("asks-and-acts", GETS.format("commit"), GETS.format("b") + "def to(a):\n    a.commit()"),
        ("asks-and-acts", "function isIn(a) {\n  a.save()", "function to(a) {\n  a.save()"),
        ("commits-again", "a.save()\nb.save()", "def a(x):\n    x.save()\ndef b(x):\n    x.save()"),
        ("commits-again", "for a in b:\n    a.save()", "a.save()\nfor a in b:\n    print(a)"),
        ("copies-a-body", "row.update(request.json)", "row.update(name=title)"),
        (
            "copies-a-body",
            "Object.assign(user, req.body)",
            "Object.assign(user, { a: req.query.a })",
        ),
        ("copies-a-body", "BindJSON(&user)", "ask(&user)"),
        ("reads-what-is-signed", "jwt.decode(token)", "def a():\n    decode(x)\ndef b(token): ..."),
        ("reads-what-is-signed", "key.verify(a, b)\njson.loads(a)", "key.verify(a, b)"),
        ("pastes-into-markup", 'f"<b>{user.name}</b>"', 'help("<b>bold</b>", name)'),
        ("pastes-into-markup", "box.innerHTML = comment", "box.textContent = comment"),
        ("pastes-into-sql", SQL.format("column"), SQL.format("placeholders")),
        ("pastes-into-sql", "query.order_by(sort)", "query.order_by(Hive.name)"),
    ],
)
def test_a_shape_tells_code_from_other_code_of_the_same_words(shape, it, other):
    assert FILTERS[shape](it)
    assert not FILTERS[shape](other)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('the end of it.\n    """\n    a()\n', "\n\n    a()\n"),
        ('the end of it."""\n    a()\n', "\n    a()\n"),
        ('def f():\n    """\n    What it', "def f():\n\n"),
        ('a()\nreturn f"""\n<b>', 'a()\nreturn f"""\n<b>"""'),
    ],
)
def test_a_piece_may_begin_or_end_within_a_docstring(text, code):
    assert spoken(text).code == code


@pytest.mark.parametrize("name", FILTERS)
@pytest.mark.parametrize(
    "hostile",
    ['"""' + "1" * 40_000, "/*" * 20_000, "def f(" * 7_000, "1*" * 20_000, "@param {" * 5_000,
     "raises " * 6_000, '"' * 39_999, "Args:\n" * 7_000],
    ids=lambda text: text[:4],
)  # fmt: skip
def test_hostile_text_takes_no_time(name, hostile):
    began = time.process_time()
    FILTERS[name](hostile)
    assert time.process_time() - began < 2


@pytest.mark.parametrize(
    "text",
    [
        "while True:\n    ask()\n",
        "for (;;) {\n  ask();\n}\n",
        "until curl -f $URL; do :; done\n",
        "def ask(line):\n    try:\n        line.ask()\n    except Down:\n        ask(line)\n",
        "async function poll() {\n  setTimeout(poll, 0);\n}\n",
        "func (c *Client) ask() error {\n\treturn c.ask()\n}\n",
        "const ask = () => call().catch(() => ask());\n",
        "class A {\n  async ask() {\n    return this.ask();\n  }\n}\n",
        "@tenacity.retry\ndef ask():\n    call()\n",
    ],
)
def test_what_goes_round_is_seen(text):
    assert FILTERS["goes-round"](text)


@pytest.mark.parametrize(
    "text",
    [
        "try:\n    ask()  # then attempt it again, for good\nexcept Down:\n    raise\n",
        "def ask(line):\n    try:\n        again(line)\n    except Down:\n        raise\n",
        'print("attempts for you")\n',
        "const tries = 3;\nif (tries) {\n  ask(tries);\n}\n",
    ],
)
def test_what_runs_once_does_not_go_round(text):
    assert not FILTERS["goes-round"](text)
