import pytest

from tests.evidence.python.reading import hits

CHECK = "security.sql-parameterised"


def found(body: str, parameters: str = "self, conn, town, sort, request") -> list[int]:
    indented = "".join(f"    {line}\n" for line in body.splitlines())
    return [start - 1 for start, _ in hits(CHECK, f"def search({parameters}):\n{indented}")]


@pytest.mark.parametrize(
    "body",
    [
        "conn.execute(f\"SELECT a FROM t WHERE town = '{town}'\")",
        "conn.execute(\"SELECT a FROM t WHERE town = '%s'\" % town)",
        "conn.execute(\"SELECT a FROM t WHERE town = '%(town)s'\" % {'town': town})",
        "conn.execute(\"SELECT a FROM t WHERE town = '{}'\".format(town))",
        "conn.execute(\"SELECT a FROM t WHERE town = '{town}'\".format(town=town))",
        'conn.execute("SELECT a FROM t WHERE town = \'" + town + "\'")',
        "conn.execute('SELECT a FROM t ORDER BY ' + sort)",
        "conn.execute(f'DELETE FROM t WHERE id = {town}')",
        "conn.execute(text(f'UPDATE t SET a = {town}'))",
        "conn.execute(f\"SELECT a FROM t WHERE town LIKE '%{town}%'\")",
        "conn.execute(f\"SELECT a FROM t WHERE town = '{request.args['town']}'\")",
        "conn.execute(f\"INSERT INTO t VALUES ('{town}')\")",
    ],
)
def test_a_value_of_the_caller_pasted_into_a_statement_is_seen(body):
    assert found(body) == [1]


def test_a_statement_is_followed_through_the_function_that_builds_it():
    body = (
        "query = 'SELECT code FROM parcel'\n"
        "if town:\n"
        "    query += f\" WHERE town = '{town}'\"\n"
        "query += ' ORDER BY ' + sort\n"
        "return conn.execute(query)"
    )
    assert found(body) == [3, 4]


def test_what_is_taken_out_of_a_parameter_is_followed():
    assert found(
        "t = town.strip()\nsql = f\"SELECT a FROM b WHERE c = '{t}'\"\nconn.execute(sql)"
    ) == [2]
    assert found("town = town.strip()\nconn.execute(f\"SELECT a FROM b WHERE c = '{town}'\")") == [
        2
    ]
    assert found("t = request.args.get('t')\nconn.execute(f'SELECT a FROM b WHERE c = {t}')") == [2]


@pytest.mark.parametrize(
    "body",
    [
        "conn.execute('SELECT a FROM t WHERE town = ?', (town,))",
        "conn.execute(f'SELECT a FROM {TABLE} WHERE town = ?', (town,))",
        'conn.execute(f\'SELECT a FROM t WHERE b IN ({",".join("?" * len(town))})\', town)',
        "m = ','.join('?' for _ in town)\nconn.execute(f'SELECT a FROM t WHERE b IN ({m})', town)",
        "conn.execute(f'SELECT a FROM t WHERE id = {int(town)}')",
        "conn.execute('SELECT a FROM t WHERE id = %d' % town)",
        "conn.execute(f'SELECT a FROM t WHERE id = {town:d}')",
        "conn.execute(f'SELECT a FROM t ORDER BY {ORDERS[sort]}')",
        "if sort not in ORDERS:\n    raise E\nconn.execute(f'SELECT a FROM t ORDER BY {sort}')",
        "check_name(sort)\nconn.execute(f'SELECT a FROM t ORDER BY {sort}')",
        "conn.execute(f'SELECT a FROM t ORDER BY {quote(sort)}')",
        "for i in range(3):\n    conn.execute(f'SELECT a FROM t WHERE id = {i}')",
        "order = 'a' if sort else 'b'\nconn.execute(f'SELECT a FROM t ORDER BY {order}')",
        "log.info(f\"Select a town from '{town}'\")",
        'conn.execute(f"CREATE TABLE {town}")',
        'conn.execute(f"SELECT a FROM {town}")',
        'conn.execute(f"SELECT a FROM {town} ORDER BY {sort}")',
        'conn.execute(f"SELECT f(1, {town}) FROM t")',
        "conn.execute(town)",
        "message = 'Update ' + town\nprint(message)",
        "conn.execute('{} {'.format(town))",
        "conn.execute('SELECT a FROM t WHERE b = {3}'.format(town))",
    ],
)
def test_bound_values_and_parts_that_the_code_chose_are_left_alone(body):
    assert found(body) == []


def test_a_number_or_a_fragment_of_sql_as_parameter_is_left_alone():
    body = "conn.execute(f'SELECT a FROM t WHERE id = {value} AND {where}')"
    assert found(body, "conn, value: int, where") == []
    assert found(body, "conn, value=3, where=''") == []


def test_a_private_function_trusts_its_module():
    source = "def _search(conn, town):\n    conn.execute(f\"SELECT a FROM t WHERE b = '{town}'\")\n"
    assert hits(CHECK, source) == []


def test_names_that_lead_in_a_circle_end():
    body = "a = b\nb = a\nconn.execute(f\"SELECT a FROM t WHERE b = '{a}'\")"
    assert found(body) == []


def test_a_long_chain_of_pieces_is_taken_apart():
    chain = " + ".join(["'SELECT a FROM t WHERE b = '", *["x"] * 300])
    assert found(f"conn.execute({chain})") == []
