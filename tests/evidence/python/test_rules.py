from textwrap import indent

import pytest

from seatrial.evidence.model import Severity
from seatrial.evidence.python.rules import RULES
from tests.evidence.python.reading import facts, hits


def test_every_rule_speaks_of_one_role_and_has_an_id_of_its_own():
    assert all(len(rule.ROLES) == 1 for rule in RULES)
    assert len({rule.CHECK.id for rule in RULES}) == len(RULES)
    assert {r.CHECK.severity for r in RULES} <= {Severity.LOW, Severity.MEDIUM, Severity.HIGH}


# -- recovery.timeouts-set --------------------------------------------------------------------


@pytest.mark.parametrize(
    "call",
    [
        "requests.get(url)",
        "requests.post(url, json=body)",
        "requests.get(url, timeout=None)",
        "fetch(url)",
        "urlopen(url)",
        "urllib.request.urlopen(url, data)",
        "socket.create_connection(address)",
        "httpx.get(url, timeout=None)",
        "httpx.Client(timeout=None)",
        "smtplib.SMTP('mail')",
    ],
)
def test_a_call_that_may_wait_for_ever_is_seen(call):
    source = f"""
        import httpx, requests, smtplib, socket, urllib.request
        from urllib.request import urlopen
        from requests import get as fetch
        answer = {call}
    """
    assert hits("recovery.timeouts-set", source) == [(5, 5)]


@pytest.mark.parametrize(
    "call",
    [
        "requests.get(url, timeout=3)",
        "requests.get(url, **options)",
        "requests.get(*given)",
        "urlopen(url, None, 5)",
        "socket.create_connection(address, 5)",
        "httpx.get(url)",
        "session.get(url)",
        "smtplib.SMTP()",
        "mine.urlopen(url)",
    ],
)
def test_a_call_with_a_timeout_or_of_unknown_kind_is_left_alone(call):
    source = f"""
        import httpx, requests, smtplib, socket
        from urllib.request import urlopen
        answer = {call}
    """
    assert hits("recovery.timeouts-set", source) == []


def test_a_default_for_all_sockets_is_a_timeout():
    source = "import socket, requests\nsocket.setdefaulttimeout(5)\nrequests.get(url)\n"
    assert hits("recovery.timeouts-set", source) == []


# -- recovery.errors-not-swallowed ------------------------------------------------------------


@pytest.mark.parametrize("caught", ["", " Exception", " (ValueError, Exception)", " BaseException"])
@pytest.mark.parametrize("body", ["pass", "continue", "...", "pass  # noqa: BLE001"])
def test_a_handler_that_catches_everything_and_says_nothing_is_seen(caught, body):
    source = f"for x in y:\n    try:\n        store(x)\n    except{caught}:\n        {body}\n"
    assert hits("recovery.errors-not-swallowed", source) == [(4, 5)]


@pytest.mark.parametrize(
    "source",
    [
        "try:\n    store(x)\nexcept KeyError:\n    pass\n",
        "try:\n    store(x)\nexcept Exception:\n    log.exception('x')\n",
        "try:\n    store(x)\nexcept Exception:\n    raise\n",
        "try:\n    import fast\nexcept Exception:\n    pass\n",
        "try:\n    connection.close()\nexcept Exception:\n    pass\n",
        "try:\n    await connection.aclose()\nexcept Exception:\n    pass\n",
        "x = 1\ntry:\n    x = int(y)\nexcept Exception:\n    pass\n",
        "try:\n    f()\nexcept Exception:\n    pass\nraise E\n",
        "try:\n    f()\nexcept Exception:\n    pass\nelse:\n    g()\n",
        "while x:\n    try:\n        g()\n        break\n    except Exception:\n        pass\n",
        "def f():\n    try:\n        return load()\n    except Exception:\n        pass\n",
        "try:\n    notify()\nexcept Exception:\n    pass  # the notice is only a courtesy\n",
        "def __del__(self):\n    try:\n        self.put(1)\n    except Exception:\n        pass\n",
        "try:\n    f()\nexcept E:\n    try:\n        g()\n    except Exception:\n        pass\n",
    ],
)
def test_a_handler_with_a_reason_is_left_alone(source):
    assert hits("recovery.errors-not-swallowed", source) == []


# -- recovery.retries-bounded -----------------------------------------------------------------


def test_asking_for_ever_without_a_pause_is_seen():
    source = """
        while True:
            try:
                answer = ask()
                break
            except E:
                log.debug("again")
    """
    assert hits("recovery.retries-bounded", source) == [(2, 7)]


@pytest.mark.parametrize(
    "body",
    [
        "try:\n    ask()\n    break\nexcept E:\n    time.sleep(1)\n",
        "try:\n    ask()\n    break\nexcept E:\n    raise\n",
        "try:\n    ask()\n    break\nexcept E:\n    tries -= 1\n",
        "try:\n    ask()\n    break\nexcept E:\n    continue\nexcept F:\n    return\n",
        "tries += 1\ntry:\n    ask()\n    break\nexcept E:\n    log.debug('again')\n",
        "name = prompt()\ntry:\n    ask(name)\n    break\nexcept E:\n    print('again')\n",
        "try:\n    if not ask():\n        break\n    work()\nexcept E:\n    continue\n",
    ],
)
def test_a_loop_that_pauses_counts_asks_or_ends_is_left_alone(body):
    source = f"def f():\n    while True:\n{indent(body, ' ' * 8)}"
    assert hits("recovery.retries-bounded", source) == []


COUNTED = """
def f(flag, tries=2):
    remaining = {start}
    while True:
        try:
            return ask()
        except E:
            if {test}:
                raise
            {then}
"""


@pytest.mark.parametrize(
    ("start", "test"),
    [
        ("5", "not remaining"),
        ("5", "remaining <= 0"),
        ("MOST", "remaining == 0"),
        ("5", "flag and tries < 1"),
    ],
)
def test_a_counter_that_never_counts_bounds_nothing(start, test):
    source = COUNTED.format(start=start, test=test, then="time.sleep(1)")
    assert hits("recovery.retries-bounded", source) == [(4, 10)]


@pytest.mark.parametrize(
    ("start", "test", "then"),
    [
        ("5", "not remaining", "remaining -= 1"),
        ("5", "not (remaining := remaining - 1)", "time.sleep(1)"),
        ("5", "not remaining", "for remaining in (): pass"),
        ("5", "not remaining", "time.sleep(next(pauses))"),
        ("5", "not remaining", "if late(): return None"),
        ("5", "flag > remaining", "flag += 1"),
        ("5", "self.remaining == 0", "time.sleep(1)"),
        ("5", "not left(remaining)", "time.sleep(1)"),
        ("count()", "not remaining", "time.sleep(1)"),
        ("True", "not remaining", "time.sleep(1)"),
        ("5", "not flag", "time.sleep(1)"),
    ],
)
def test_what_counts_or_ends_otherwise_is_left_alone(start, test, then):
    source = COUNTED.format(start=start, test=test, then=then)
    assert hits("recovery.retries-bounded", source) == []


# -- security.no-debug ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "statement",
    [
        "app.run(debug=True)",
        "app.run(host='0.0.0.0', debug=True)",
        "app.debug = True",
        "app.config['DEBUG'] = True",
        "api = FastAPI(debug=True)",
    ],
)
def test_debug_mode_is_seen(statement):
    source = f"from flask import Flask\nfrom fastapi import FastAPI\ndef main():\n    {statement}\n"
    assert hits("security.no-debug", source) == [(4, 4)]


@pytest.mark.parametrize(
    "source",
    [
        "from flask import Flask\nif __name__ == '__main__':\n    app.run(debug=True)\n",
        "from flask import Flask\napp.run(debug=settings.debug)\n",
        "from flask import Flask\nrunner.run(debug=True)\n",
        "import asyncio\nasyncio.run(main(), debug=True)\napp.run(debug=True)\n",
        "from flask import Flask\nbutton.debug = True\n",
    ],
)
def test_debug_of_a_developer_or_of_something_else_is_left_alone(source):
    assert hits("security.no-debug", source) == []


# -- tests.no-sleep ---------------------------------------------------------------------------


def test_a_test_that_sleeps_is_seen_at_its_line():
    source = "from time import sleep\ndef test_x():\n    sleep(2)\n    assert f()\n"
    assert hits("tests.no-sleep", source) == [(3, 3)]


@pytest.mark.parametrize(
    "source",
    [
        "import time\ndef test_x():\n    time.sleep(0.01)\n",
        "import time\ndef test_x():\n    time.sleep(pause)\n",
        "import time\ndef test_x():\n    while not ready():\n        time.sleep(1)\n",
        "import time\ndef test_x():\n    def slow():\n        time.sleep(9)\n    assert f(slow)\n",
        "import time\ndef helper():\n    time.sleep(1)\n",
        "def test_x(clock):\n    clock.sleep(5)\n",
        "import time\ndef test_x():\n    f(lambda: time.sleep(9))\n",
        "import anyio\ndef test_x():\n    with fail_after(1):\n        anyio.sleep(9)\n",
    ],
)
def test_short_polling_or_pretended_sleeps_are_left_alone(source):
    assert hits("tests.no-sleep", source) == []


def test_hits_come_in_the_order_of_their_lines():
    source = "import requests\ndef f():\n    requests.get(a)\nrequests.get(b)\n"
    assert [h.start for h in facts(source).hits["recovery.timeouts-set"]] == [3, 4]


# -- tests.none-replaced ----------------------------------------------------------------------

TWICE = "def test_x():\n    assert f(1)\n"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (TWICE + TWICE, [(1, 2)]),
        (TWICE + "@pytest.mark.slow\n" + TWICE, [(1, 2)]),
        (TWICE * 3, [(1, 2), (3, 4)]),
        (f"class TestA:\n{indent(TWICE + TWICE, '    ')}", [(2, 3)]),
        (TWICE, []),
        (TWICE + TWICE.replace("_x", "_y"), []),
        (TWICE + f"class TestA:\n{indent(TWICE, '    ')}", []),
        (TWICE + "kept = test_x\n" + TWICE, []),
        (f"if a:\n{indent(TWICE, '    ')}else:\n{indent(TWICE, '    ')}", []),
        ("@overload\n" + TWICE + TWICE, []),
        ("def helper():\n    pass\n" * 2, []),
    ],
)
def test_a_test_that_a_later_one_replaces_is_seen(source, expected):
    assert hits("tests.none-replaced", source) == expected


# -- recovery.retries-back-off ----------------------------------------------------------------

AGAIN = """
    import requests, tenacity, urllib3
    from requests.exceptions import ConnectionError
    def f():
        for attempt in range(5):
            try:
                return requests.get(url, timeout=3)
            except ConnectionError:
                {}
        raise E
"""


def test_a_call_that_is_repeated_at_once_is_seen():
    assert hits("recovery.retries-back-off", AGAIN.format("log.debug('again')")) == [(5, 9)]


@pytest.mark.parametrize("body", ["time.sleep(2)", "raise", "self.wait(attempt)", "return None"])
def test_a_call_that_is_repeated_after_a_pause_or_not_at_all_is_left_alone(body):
    assert hits("recovery.retries-back-off", AGAIN.format(body)) == []


def test_what_fails_for_another_reason_is_left_alone():
    source = AGAIN.replace("except ConnectionError", "except ValueError")
    assert hits("recovery.retries-back-off", source.format("continue")) == []


@pytest.mark.parametrize(
    ("call", "seen"),
    [
        ("tenacity.retry(stop=tenacity.stop_after_attempt(5))", True),
        ("tenacity.retry(stop=s, wait=tenacity.wait_exponential())", False),
        ("tenacity.retry(**options)", False),
        ("urllib3.Retry(total=5)", True),
        ("urllib3.Retry(5)", True),
        ("urllib3.Retry(total=5, backoff_factor=1)", False),
        ("urllib3.Retry(total=False)", False),
        ("urllib3.Retry(0)", False),
        ("Retry(total=5)", False),
    ],
)
def test_retries_of_libraries_pause(call, seen):
    source = f"import tenacity, urllib3\nx = {call}\n"
    assert hits("recovery.retries-back-off", source) == ([(2, 2)] if seen else [])


def test_waiting_for_a_key_is_no_endless_retry():
    body = "try:\n    return window.getkey()\nexcept Exception:\n    pass\n"
    source = f"def f():\n    while True:\n{indent(body, ' ' * 8)}"
    assert hits("recovery.retries-bounded", source) == []


# -- observability.no-secrets-logged ----------------------------------------------------------


@pytest.mark.parametrize(
    "call",
    [
        "log.info('user %s password %s', user, password)",
        "logging.debug(f'key {settings.api_key}')",
        "self.logger.warning('secret: ' + client_secret)",
        "log.error('%s' % (user.password,))",
        "logger.info(config['db_password'])",
        "logging.getLogger(__name__).info('user %s password %s', user, password)",
        "log.info('connecting to %s', settings.DATABASE_URL)",
        "log.info(f'connecting to {redis_url}')",
        "log.info('key %s', os.environ['API_KEY'])",
        "log.info('key %s', os.getenv('API_KEY', ''))",
        "log.debug('sent %s', request.headers.get('Authorization'))",
        "log.debug('sent %s', request.headers['Authorization'])",
        "log.debug('mailed %s', reset_token)",
        "log.debug('login with %s', token) or authenticate()",
    ],
)
def test_a_secret_in_a_log_line_is_seen(call):
    assert hits("observability.no-secrets-logged", f"import logging\n{call}\n") == [(2, 2)]


@pytest.mark.parametrize(
    "call",
    [
        "log.info('password changed')",
        "log.info('%s', mask(password))",
        "log.info('%s', len(password))",
        "log.info('%d tokens', tokens)",
        "log.info('%s', token)",
        "log.info('given: %s', password is not None)",
        "log.info('%s', user.has_password)",
        "log.info('%s', reset_password_url)",
        "log.info('%s', invalid_api_key)",
        "print(password)",
        "logging.getLogger(secret)",
        "math.log(password)",
        "log.info('%s', authorization)",
        "log.info('%s', settings.SENTRY_DSN)",
        "log.info('%s', safe_database_url)",
        "log.info('%s', token) or tokenize(password)",
        "log.info('%s', password[:2])",
        "log.info('%s', rows['\\ud800'])",
        "password = mask(password); log.info('%s', password)",
        "import sqlite3; log.info('%s', db_url)",
    ],
)
def test_words_about_secrets_are_left_alone(call):
    assert hits("observability.no-secrets-logged", f"import logging, math\n{call}\n") == []


# -- wiring.no-unreachable --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        ("return None\n    tell(a)\n    return a", (3, 4)),
        ("raise NotImplementedError\n    return a + 1\n    x()", (3, 4)),
        ("raise NotImplementedError\n    return total(a)", (3, 3)),
        ("for b in a:\n        break\n        tell(b)", (4, 4)),
        ("if a:\n        return 1\n        tell(a)\n    return 2", (4, 4)),
        ("try:\n        x()\n    finally:\n        return 1\n        tell(a)", (6, 6)),
    ],
)
def test_what_stands_behind_a_statement_that_leaves_is_seen(body, lines):
    assert hits("wiring.no-unreachable", f"def f(a):\n    {body}\n") == [lines]


@pytest.mark.parametrize(
    "body",
    [
        "if a:\n        return 1\n    return 2",
        "return\n    yield",
        "raise ValueError(a)\n    return None",
        "return a\n    pass",
        "return a\n    'no more'",
        "while a:\n        continue\n    tell(a)",
        "raise ValueError\n    assert False",
    ],
)
def test_what_may_run_or_only_pleases_a_tool_is_reachable_enough(body):
    assert hits("wiring.no-unreachable", f"def f(a):\n    {body}\n") == []
