"""What a request carries, followed to what trusts it; and the decoys that must be left alone."""

import pytest

from tests.evidence.python.reading import hits

PATHS, PLACES, PAGES = (f"security.request-{n}" for n in ("paths", "redirects", "pages"))
QUERIES, PROGRAMS = "security.request-queries", "security.request-programs"
SECRETS, KEYS = "security.secrets-unpredictable", "security.session-keys"
SQL, COOKIES, TLS = "security.sql-parameterised", "security.cookies-secure", "security.tls-contexts"


def handler(*lines: str) -> str:
    body = "".join(f"    {line}\n" for line in lines)
    return (
        "import os, pickle, random, subprocess, yaml\nimport flask\nimport lxml.etree\n"
        "from flask import Flask, request, session, redirect, make_response\n"
        "app = Flask(__name__)\n\n\n@app.route('/x')\ndef answer(conn, cursor):\n"
        f"    name = request.args.get('name')\n{body}"
    )


SEEN = [
    (PATHS, ["return open('/srv/' + name).read()"]),
    (PATHS, ["target = os.path.join('/srv', name)", "with open(target) as file:", "    pass"]),
    (PATHS, ["os.remove(f'/srv/{name}')"]),
    (PATHS, ["from pathlib import Path", "return Path('/srv', name).read_text()[:10]"]),
    (PATHS, ["if not name:", "    name = ''", "return open(name)"]),
    (PATHS, ["parts = []", "parts.append('a')", "parts.append(name)", "open(parts[1])"]),
    (PATHS, ["kept = {}", "kept['a'] = name", "open(kept['a'])"]),
    (PATHS, ["try:", "    open(name)", "except OSError:", "    pass"]),
    (PATHS, ["for part in name.split('/'):", "    open(part)"]),
    (PATHS, ["found = ''", "for k in request.form.keys():", "    found = k", "    break",
             "open(found)"]),
    (PLACES, ["return redirect(name)"]),
    (PLACES, ["return flask.redirect(request.args['next'])"]),
    (PAGES, ["return f'<h1>{name}</h1>'"]),
    (PAGES, ["text = 'hello '", "text += name", "return text"]),
    (PAGES, ["return make_response(f'<b>{name}</b>')"]),
    (QUERIES, ["query = lxml.etree.XPath(f\"//u[@id='{name}']\")"]),
    (QUERIES, ["conn.search('dc=x', f'(uid={name})')"]),
    (QUERIES, ["conn.xpath('//u[@id=\"' + name + '\"]')"]),
    (PROGRAMS, ["subprocess.run(f'echo {name}', shell=True)"]),
    (PROGRAMS, ["subprocess.run(['sh', '-c', f'echo {name}'])"]),
    (PROGRAMS, ["os.system('ping ' + name)"]),
    (PROGRAMS, ["return eval(name)"]),
    (PROGRAMS, ["import base64", "return pickle.loads(base64.b64decode(name))"]),
    (PROGRAMS, ["yaml.load(name, Loader=yaml.Loader)"]),
    (SECRETS, ["session['id'] = str(random.getrandbits(64))"]),
    (SECRETS, ["token = ''.join(str(random.random()))", "return 'x'"]),
    (SECRETS, ["answer = make_response('x')", "value = str(random.randint(0, 9))",
               "answer.set_cookie('a', value)"]),
    (KEYS, ["session[name] = '1'"]),
    (SQL, ["cursor.execute('SELECT a FROM t WHERE b = ' + name.strip())"]),
]  # fmt: skip


@pytest.mark.parametrize(("check", "lines"), SEEN)
def test_what_a_request_carries_is_followed_to_what_trusts_it(check, lines):
    assert len(hits(check, handler(*lines))) == 1


LEFT_ALONE = [
    ["return open('/srv/a').read()"],
    ["from werkzeug.utils import secure_filename", "open('/srv/' + secure_filename(name))"],
    ["open('/srv/' + os.path.basename(name))"],
    ["if name not in ('a', 'b'):", "    return 'no'", "open(name)"],
    ["if '..' in name:", "    raise ValueError", "open(name)"],
    ["if valid(name):", "    open(name)"],
    ["target = resolve(name)", "open(target)"],
    ["open(str(int(name)))"],
    ["name = 'a'", "open(name)"],
    ["size = 10", "part = 'a' if size * 2 > 15 else name", "open(part)"],
    ["guess = 'ABC'[1]", "match guess:", "    case 'A':", "        part = name",
     "    case _:", "        part = 'b'", "open(part)"],
    ["parts = []", "parts.append('a')", "parts.append(name)", "parts.pop(0)", "parts.append('b')",
     "open(parts[1])"],
    ["kept = {}", "kept['a'] = 'x'", "kept['b'] = name", "open(kept['a'])"],
    ["return redirect('/home?next=' + name)"],
    ["return redirect('https://example.org/' + name)"],
    ["from urllib.parse import urlparse", "where = urlparse(name)",
     "if where.netloc != 'example.org':", "    return 'no'", "return redirect(name)"],
    ["from urllib.parse import urlsplit", "if not name or urlsplit(name).netloc != '':",
     "    name = '/home'", "return redirect(name)"],
    ["from markupsafe import escape", "return f'<h1>{escape(name)}</h1>'"],
    ["return flask.render_template('a.html', name=name)"],
    ["return flask.jsonify(name=name)"],
    ["return {'name': name}"],
    ["return f'<h1>{len(name)}</h1>'"],
    ["return f'<b>{name}</b>', 200, {'Content-Type': 'text/plain'}"],
    ["conn.search(name)"],
    ["query = lxml.etree.XPath('//u[@id=$id]')", "query(conn, id=name)"],
    ["subprocess.run(['echo', name])"],
    ["import shlex", "subprocess.run('echo ' + shlex.quote(name), shell=True)"],
    ["yaml.load(name, Loader=yaml.SafeLoader)"],
    ["pause = random.random()"],
    ["session['seen'] = name"],
    ["token = random.SystemRandom().getrandbits(64)"],
    ["cursor.execute('SELECT a FROM t WHERE b = ?', (name,))"],
]  # fmt: skip
ALL = (PATHS, PLACES, PAGES, QUERIES, PROGRAMS, SECRETS, KEYS, SQL)


@pytest.mark.parametrize("lines", LEFT_ALONE)
def test_what_is_checked_cured_unknown_or_never_reached_is_left_alone(lines):
    source = handler(*lines)
    assert {check: hits(check, source) for check in ALL if hits(check, source)} == {}


@pytest.mark.parametrize(
    ("source", "seen"),
    [
        ("def reset_token():\n    return ''.join(random.choice('ab') for _ in range(9))\n", True),
        ("def generate_api_key(n):\n    return random.getrandbits(n)\n", True),
        ("def generate_api_key(n):\n    return random.SystemRandom().getrandbits(n)\n", False),
        ("def sample_token(p):\n    return random.choices(p)\n", False),
        ("import torch\ndef new_token(p):\n    return random.choices(p)\n", False),
        ("def shuffled(rows):\n    return random.sample(rows, 3)\n", False),
    ],
)
def test_a_function_that_makes_a_secret_of_the_module_random_is_seen(source, seen):
    assert bool(hits(SECRETS, f"import random\n\n{source}")) is seen


def test_without_a_web_framework_nothing_is_a_request():
    source = "def f(request):\n    open(request.args['a'])\n"
    assert hits(PATHS, source) == []


def test_a_method_of_a_view_reads_its_own_request():
    source = (
        "from django.views import View\n\nclass Show(View):\n    def get(self, request):\n"
        "        return open(request.GET['name'])\n"
    )
    assert hits(PATHS, source) == [(5, 5)]


def test_a_long_chain_of_calls_is_read_once():
    chain = "name" + ".strip()" * 40
    assert len(hits(PATHS, handler(f"open({chain})"))) == 1


def test_an_expression_nested_without_end_is_given_up_not_followed():
    deep = "name" + " + 'a'" * 300
    assert hits(PATHS, handler(f"open({deep})")) == []


@pytest.mark.parametrize(
    ("call", "seen"),
    [
        ("set_cookie('a', 'b', secure=False)", True),
        ("set_cookie('a', 'b', secure=True)", False),
        ("set_cookie('a', 'b')", False),
        ("set_cookie('a', 'b', secure=app.config['X'])", False),
        ("set_cookie('a', '', max_age=0, secure=False)", False),
    ],
)
def test_a_cookie_that_says_it_may_travel_in_the_clear_is_seen(call, seen):
    assert bool(hits(COOKIES, f"def f(answer, app):\n    answer.{call}\n")) is seen


@pytest.mark.parametrize(
    ("body", "seen"),
    [
        ("context = ssl.create_default_context()\n    context.verify_mode = ssl.CERT_NONE", True),
        ("context.verify_mode = CERT_NONE", True),
        ("pool = urllib3.PoolManager(cert_reqs='CERT_NONE')", True),
        ("pool = urllib3.PoolManager(cert_reqs='CERT_REQUIRED')", False),
        ("context.verify_mode = ssl.CERT_REQUIRED", False),
        ("if insecure:\n        context.verify_mode = ssl.CERT_NONE", False),
        ("context.verify_mode = ssl.CERT_NONE if insecure else ssl.CERT_REQUIRED", False),
        ("context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)\n"
         "    context.verify_mode = ssl.CERT_NONE", False),
    ],
)  # fmt: skip
def test_a_context_that_verifies_nobody_for_good_is_seen(body, seen):
    source = (
        f"import ssl\nimport urllib3\nfrom ssl import CERT_NONE\n\ndef f(context):\n    {body}\n"
    )
    assert bool(hits(TLS, source)) is seen
