import pytest

from seatrial.evidence.python.facts import EnvRead, Import, Route, Stub
from seatrial.evidence.python.reader import read
from tests.evidence.python.reading import facts


def test_a_file_that_does_not_parse_gives_the_line_where_it_breaks():
    assert read(b"x = 1\ndef broken(:\n")["line"] == 2


def test_what_the_parser_cannot_nest_is_not_called_a_syntax_error():
    assert read(b"x = " + b"-" * 200_000 + b"1")["line"] in (0, 1)
    assert "error" in read(b"a" + b".a" * 100_000)


def test_null_bytes_do_not_kill_the_reader():
    assert "error" in read(b"x = 1\0")


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("import a.b\n", Import(module="a.b", line=1)),
        ("from .a import b, c\n", Import(module="a", line=1, level=1, names=("b", "c"))),
        ("from a import *\n", Import(module="a", line=1, names=("*",))),
        ("def f():\n    import a\n", Import(module="a", line=2, deferred=True)),
        (
            "if __name__ == '__main__':\n    import a\n",
            Import(module="a", line=2, deferred=True),
        ),
        (
            "if typing.TYPE_CHECKING:\n    import a\n",
            Import(module="a", line=2, typing_only=True),
        ),
        (
            "try:\n    import a\nexcept ImportError:\n    a = None\n",
            Import(module="a", line=2, guarded=True),
        ),
        (
            "with pytest.raises(ImportError):\n    import a\n",
            Import(module="a", line=2, guarded=True),
        ),
        ("with open('x') as f:\n    import a\n", Import(module="a", line=2)),
        ("if FAST:\n    import a\n", Import(module="a", line=2, guarded=True)),
    ],
)
def test_an_import_is_known_with_what_stands_around_it(source, expected):
    assert facts(source).imports == (expected,)


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("x = y = 1\n", {"x", "y"}),
        ("(a, [b, *c]) = v\n", {"a", "b", "c"}),
        ("x: int = 1\n", {"x"}),
        ("def f():\n    inner = 1\n", {"f"}),
        ("class C:\n    field = 1\n", {"C"}),
        ("if x:\n    y = 1\nelse:\n    def z(): pass\n", {"y", "z"}),
        ("try:\n    import a.b as c\nexcept E as e:\n    d = 1\n", {"c", "d", "e"}),
        ("import a.b\n", {"a"}),
        ("for i in x:\n    with open(i) as f:\n        pass\n", {"i", "f"}),
        ("def f():\n    global g\n    g = 1\n", {"f", "g"}),
        ("match v:\n    case [a, *b]:\n        pass\n    case {'k': c, **d}:\n        pass\n",
         {"a", "b", "c", "d"}),
    ],
)  # fmt: skip
def test_defines_are_the_names_that_a_module_has(source, names):
    assert set(facts(source).defines) == names


@pytest.mark.parametrize(
    ("expression", "read_as"),
    [
        ("os.environ['A']", ("A", True)),
        ("os.environ.get('A')", ("A", False)),
        ("os.environ.get('A', 'x')", ("A", False)),
        ("os.environ.get('A') or 'x'", ("A", False)),
        ("os.getenv('A', default=None)", ("A", False)),
        ("getenv('A')", ("A", False)),
        ("environ['A']", ("A", True)),
        ("config('A', default=1)", ("A", False)),
        ("env.get('A', 'x')", ("A", False)),
        ("env['A']", ("A", True)),
    ],
)
def test_environment_variables_are_known_by_name(expression, read_as):
    source = f"""
        import os
        from os import environ, getenv
        from decouple import config
        env = os.environ if given is None else given
        value = {expression}
    """
    name, required = read_as
    assert facts(source).env == (EnvRead(name=name, line=6, required=required),)


@pytest.mark.parametrize(
    "expression",
    [
        "settings.get('A')",
        "os.environ.get(name)",
        "cache['A']",
        "config.get('A')",
        "os.path.join('A')",
    ],
)
def test_what_is_no_environment_is_not_read_as_one(expression):
    assert facts(f"import os\nvalue = {expression}\n").env == ()


def test_setting_a_variable_is_not_reading_it():
    assert facts("import os\nos.environ['A'] = '1'\n").env == ()


@pytest.mark.parametrize(
    ("source", "path"),
    [
        ("from flask import Flask\n@app.get('/health')\ndef f(): ...\n", "/health"),
        ("from fastapi import APIRouter\nr = APIRouter(prefix='/health')\n", "/health"),
        ("from django.urls import path\nu = [path('health/', view)]\n", "health/"),
        ("from aiohttp import web\na.router.add_get('/health', f)\n", "/health"),
        ("import tornado.web\nroutes = [(r'/health', Handler)]\n", "/health"),
        ("class H(B):\n    def do_GET(self):\n        if self.path == '/health': ...\n", "/health"),
        (
            "class H(B):\n    def do_GET(self):\n        if self.path in ('/health',): ...\n",
            "/health",
        ),
        ("from .web import app\n@app.route('/health')\ndef f(): ...\n", "/health"),
    ],
)
def test_routes_are_known_in_many_frameworks(source, path):
    assert path in {route.path for route in facts(source).routes}


def test_a_call_named_get_is_no_route_where_nothing_serves():
    assert facts("import requests\nrequests.get('/health')\n").routes == ()


def test_a_route_has_its_line():
    source = "from flask import Flask\napp = Flask('x')\n\n@app.route('/a')\ndef a(): ...\n"
    assert facts(source).routes == (Route(path="/a", line=4),)


@pytest.mark.parametrize(
    "source",
    [
        "from flask import Flask\napp = Flask(__name__)\n",
        "import fastapi\ndef create():\n    return fastapi.FastAPI()\n",
        "from waitress import serve\nserve(app)\n",
        "import uvicorn\nif __name__ == '__main__':\n    uvicorn.run(app)\n",
        "from http.server import HTTPServer\ndef main():\n    HTTPServer(a, H).serve_forever()\n",
        "from django.core.wsgi import get_wsgi_application\napplication = get_wsgi_application()\n",
    ],
)
def test_a_program_that_listens_serves(source):
    assert facts(source).serves


@pytest.mark.parametrize(
    "source",
    [
        "class Flask: ...\napp = Flask()\n",
        "from flask import request\nrequest.get_json()\n",
        "from http.server import HTTPServer\ndef wait_for_code():\n    return HTTPServer(a, H)\n",
        "from aiohttp import web\nclass Remote:\n    def open(self):\n        web.Application()\n",
        "import uvicorn\nclass Runner:\n    def run(self):\n        uvicorn.run(self.app)\n",
    ],
)
def test_a_library_that_defines_a_server_does_not_serve(source):
    assert not facts(source).serves


@pytest.mark.parametrize(
    ("source", "stub"),
    [
        ("def f():\n    raise NotImplementedError\n", Stub(name="f", start=1, end=2)),
        ("def f():\n    '''Doc.'''\n    raise NotImplementedError('later')\nf()\n",
         Stub(name="f", start=1, end=3, live=True)),
        ("@app.get('/x')\ndef f():\n    raise NotImplementedError\n",
         Stub(name="f", start=2, end=3, live=True)),
    ],
)  # fmt: skip
def test_a_function_that_only_says_not_yet_is_a_stub(source, stub):
    assert facts(source).stubs == (stub,)


@pytest.mark.parametrize(
    "source",
    [
        "class Base:\n    def f(self):\n        raise NotImplementedError\n",
        "@overload\ndef f():\n    raise NotImplementedError\n",
        "def f():\n    raise NotImplementedError\nif fast:\n    from fast import f\n",
        "def f(x):\n    if x:\n        return 1\n    raise NotImplementedError\n",
        "def f():\n    raise ValueError\n",
        "def f() -> NoReturn:\n    raise NotImplementedError\n",
        "def f(x):\n    raise NotImplementedError(f'no {x}')\n",
        "def f():\n    raise NotImplementedError('not supported')\n",
        "try:\n    import a\nexcept E:\n    def f():\n        raise NotImplementedError\n",
    ],
)
def test_what_refuses_on_purpose_is_no_stub(source):
    assert facts(source).stubs == ()


@pytest.mark.parametrize(
    ("source", "printed"),
    [
        ("def f():\n    print('x')\n", (2,)),
        ("import sys\ndef f():\n    print('x', file=sys.stdout)\n", (3,)),
        ("import sys\ndef f():\n    print('x', file=sys.stderr)\n", ()),
        ("def main():\n    print('x')\n", ()),
        ("if __name__ == '__main__':\n    print('x')\n", ()),
        ("print('a script speaks')\n", ()),
        ("@click.command()\ndef f():\n    print('x')\n", ()),
        ("def main():\n    def show():\n        print('x')\n", ()),
    ],
)
def test_prints_are_those_that_do_not_speak_to_whoever_started_the_program(source, printed):
    assert facts(source).prints == printed


@pytest.mark.parametrize(
    ("trait", "source", "line"),
    [
        ("logs", "import logging\nlog = logging.getLogger('x')\n", 2),
        ("logs", "def f(self):\n    self.logger.info('x')\n", 2),
        ("logs", "from loguru import logger\nlogger.info('x')\n", 2),
        ("structured-logs", "import structlog\n", 1),
        ("structured-logs", 'f = \'{"level": "%(levelname)s"}\'\n', 1),
        ("structured-logs", "f = 'level=%(levelname)s'\n", 1),
        ("structured-logs", "logger.add(sink, serialize=True)\n", 1),
        ("structured-logs", "class JsonFormatter(logging.Formatter): ...\n", 1),
        ("level-configurable", "level = settings['LOG_LEVEL']\n", 1),
        ("level-configurable", "class S:\n    log_level: str = 'INFO'\n", 2),
        ("exports-metrics", "from prometheus_client import Counter\n", 1),
        ("handles-signals", "import signal\nsignal.signal(signal.SIGTERM, stop)\n", 2),
        ("handles-signals", "loop.add_signal_handler(signal.SIGTERM, stop)\n", 1),
        ("graceful-server", "import uvicorn\nuvicorn.run(app)\n", 2),
        ("dynamic-names", "globals().update(x)\n", 1),
        ("dynamic-names", "import sys\nsys.modules['a'] = b\n", 2),
        ("changes-path", "import sys\nsys.path.insert(0, 'x')\n", 2),
    ],
)
def test_a_trait_has_the_first_line_that_shows_it(trait, source, line):
    assert facts(source).traits[trait] == line


@pytest.mark.parametrize(
    ("trait", "source"),
    [
        ("logs", "catalog.info('x')\nmath.log(2)\n"),
        ("structured-logs", "f = '%(asctime)s %(levelname)s %(message)s'\n"),
        ("structured-logs", "class HtmlFormatter(logging.Formatter): ...\n"),
        ("level-configurable", "log.setLevel('INFO')\nlevel = 3\n"),
        ("exports-metrics", "from .metrics import count\n"),
        ("dynamic-names", "settings.update(x)\nmodules['a'] = b\n"),
    ],
)
def test_a_trait_is_not_seen_where_it_is_not(trait, source):
    assert trait not in facts(source).traits


def test_facts_of_a_large_file_are_complete():
    body = "".join(
        f"def test_{i}(client):\n    if x:\n        client.get('/{i}', timeout={i})\n"
        for i in range(5_000)
    )
    known = facts(body)
    assert len(known.tests) == len(known.defines) == 5_000
