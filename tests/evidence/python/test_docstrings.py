"""Docstrings against the signatures that they describe."""

import pytest

from tests.evidence.python.reading import facts, hits

CHECK = "docs.docstrings-agree"
GOOGLE = """
def send(path, retries=3, *, mode="fast", strict=True, limit=None):
    '''Send a file.

    Args:
        path (str): Where it lies.
        {row}

    Returns:
        nothing: at all.
    '''
"""
SPHINX = """
def send(path, retries=3):
    '''Send a file.

    :param path: Where it lies.
    {row}
    :return: nothing
    '''
"""
NUMPY = """
def send(path, retries=3):
    '''Send a file.

    Parameters
    ----------
    path : str
        Where it lies.
    {row}

    Returns
    -------
    nothing
    '''
"""


@pytest.mark.parametrize(
    ("form", "row", "line"),
    [
        (GOOGLE, "timeout (float): How long.", 7),
        (GOOGLE, "timeout: How long.", 7),
        (GOOGLE, "retries: How often. Defaults to 5.", 7),
        (GOOGLE, "retries (int, optional): How often (default: 5).", 7),
        (GOOGLE, "retries (int, defaults to 5): How often.", 7),
        (GOOGLE, "retries: How often, on a bad\n            line. Default is ``5``.", 7),
        (GOOGLE, "mode: How. Default 'slow'.", 7),
        (GOOGLE, "strict: Refuse. If set, all of it. Defaults to False.", 7),
        (SPHINX, ":param float timeout: How long.", 6),
        (SPHINX, ":param retries: How often, default 5", 6),
        (NUMPY, "timeout : float\n        How long.", 9),
        (NUMPY, "retries : int, default 5", 9),
        (NUMPY, "retries : int, optional (default=5)\n        How often.", 9),
        (NUMPY, "timeout, retries", 9),
    ],
)
def test_a_docstring_that_disagrees_is_seen(form, row, line):
    assert hits(CHECK, form.format(row=row)) == [(line, line)]


@pytest.mark.parametrize(
    ("form", "row"),
    [
        (GOOGLE, "retries: How often. Defaults to 3."),
        (GOOGLE, "retries: How often. Defaults to 5 seconds."),
        (GOOGLE, "retries: How often. Defaults to 5 or 6."),
        (GOOGLE, "retries: How often. If zero, defaults to 5."),
        (GOOGLE, "retries: How often. Defaults to 5. The default of others is 6."),
        (GOOGLE, "retries: How often the default 5 is tried."),
        (GOOGLE, "retries: How often. Defaults to '5'."),
        (GOOGLE, "mode: How. Default 'Fast'."),
        (GOOGLE, "mode: How. Default ''."),
        (GOOGLE, "limit: At most. Defaults to 10."),
        (GOOGLE, "strict: Refuse. Defaults to 1."),
        (GOOGLE, "and so on"),
        (GOOGLE, "timeout: How long.\n        but this is prose"),
        (GOOGLE, "class: A word.\n        Note: A heading.\n        int (retries): The other way."),
        (GOOGLE, "**options: None."),
        (SPHINX, ":param retries: How often\n    :type retries: int"),
        (SPHINX, ":param x, y: Two."),
        (SPHINX, "    :param timeout: Of something within."),
        (SPHINX, ".. function:: other(a)\n    :param timeout: Of another function."),
        (NUMPY, "retries : int, default 3"),
        (NUMPY, "This is prose."),
    ],
)
def test_a_docstring_that_agrees_or_is_prose_is_left_alone(form, row):
    source = form.format(row=row)
    if "options" in row:
        source = source.replace("limit=None", "limit=None, **options")
    assert hits(CHECK, source) == []


DOC = "'''Do.\n\n    Args:\n        a: One.\n        b: Two. Defaults to 5.\n    '''"


@pytest.mark.parametrize(
    "source",
    [
        "def f(a, *args):\n    {0}",
        "def f(a, **kwargs):\n    {0}",
        "@command\ndef f(a):\n    {0}",
        "def f(request, a):\n    {0}",
        "def f(a):\n    {0}\n    def inner(b): ...\n    return inner",
        "def f(c, d, e):\n    {0}",
        "def f(data, config):\n    {0}",
        "def f(a):\n    {0}\nf.__signature__ = other",
        "def f(a, b=2):\n    {0}\n    b = b or 5",
        "def f(a, b=2):\n    {0}\n    g(b or 5)",
        "def f(a, b=-1):\n    {0}",
        "def f(a, b=60 * 2):\n    {0}",
        "class C:\n    {0}",
        "class C(Base):\n    {0}\n    def other(self, a): ...",
        "@dataclass\nclass C:\n    {0}\n    def __init__(self, a): ...",
        "class C(metaclass=M):\n    {0}\n    def __init__(self, a): ...",
        "class C:\n    {0}\n    b: int = 2\n    def __init__(self, a): ...",
        "class C:\n    {0}\n    def __init__(self, a):\n        self.b = 2",
        "class C:\n    {0}\n    def __new__(cls, a, b): ...\n    def __init__(self, a): ...",
    ],
)
def test_a_signature_that_may_be_another_is_left_alone(source):
    assert hits(CHECK, source.format(DOC)) == []


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("def f(a):\n    {0}", 6),
        ("def f(a, b=2):\n    {0}", 6),
        ("async def f(a, *, b=2):\n    {0}", 6),
        ("class C:\n  @staticmethod\n  def f(a):\n    {0}", 8),
        ("class C(Base):\n    {0}\n    def __init__(self, a): ...", 6),
        ("class C:\n    {0}\n    def __init__(self, a, b=2): ...", 6),
    ],
)
def test_functions_methods_and_classes_with_a_maker_are_seen(source, line):
    assert hits(CHECK, source.format(DOC)) == [(line, line)]


def test_as_many_under_other_names_are_seen():
    source = "def load(file):\n    '''Load.\n\n    :param path: Where.\n    '''\n"
    assert hits(CHECK, source) == [(4, 4)]
    assert hits(CHECK, source.replace("file", "options")) == []


def test_a_text_with_escapes_is_not_compared():
    source = "def f(a, end='\\n'):\n    '''F.\n\n    :param end: E, default '{0}'\n    '''\n"
    assert hits(CHECK, source.format("\\\\n")) == []


@pytest.mark.parametrize(
    "said",
    [
        ":param " + " " * 20_000,
        ":param " + "a " * 20_000 + ":",
        "Args:\n        x " + "(" * 20_000 + ")" * 20_000,
        "Args:\n        x: " + "default " * 20_000,
        "Args:\n" + "        x: Default 5 " * 5_000,
        "Parameters\n    ---\n    " + "x," * 20_000,
        "\n" * 20_000 + "Args:\n        x: y",
    ],
)
def test_a_hostile_docstring_is_read_at_once(said):
    source = f"def f(x, y=3):\n    '''F.\n\n    {said}\n    '''\n"
    assert facts(source).hits.get(CHECK, ()) == ()
