"""Where secrets are seen, and which are taken for real.

No string here has the form of a real token: such strings are put together when a test runs, so
that scanners of this repository stay quiet.
"""

import pytest

from seatrial.snapshot.secrets_reader import rows_of
from tests.trees import snapshot_of, write_tree

VALUE = "Gr4nite-" + "Lantern-77"
BODY = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7"
HEAD, TAIL = "-----BEGIN RSA PRIVATE" + " KEY-----", "-----END RSA PRIVATE" + " KEY-----"


def seen(text, path="app/a.py"):
    """(line, the text that is withheld, kind, likely) of every place."""
    lines = text.split("\n")
    rows = rows_of(text.encode(), path)
    return [(line, lines[line - 1][a:b], kind, sure) for line, a, b, kind, sure in rows]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.env", "DB_PASSWORD={}"),
        (".env", "API_TOKEN={}"),
        (".env.production", "export STRIPE_SECRET={}"),
        ("c.yaml", "password: {}"),
        ("compose.yaml", "    - POSTGRES_PASSWORD={}"),
        (".github/workflows/ci.yml", "          TOKEN: {}"),
        ("c.json", '{{"password": "{}"}}'),
        ("c.toml", 'password = "{}"'),
        ("a.properties", "db.password={}"),
        ("Dockerfile", "ENV DB_PASSWORD={}"),
        ("Dockerfile", "ENV DB_PASSWORD {}"),
        ("run.sh", "PGPASSWORD={} psql"),
        ("a.py", 'PASSWORD = "{}"'),
        ("a.py", 'PASSWORD = "ä{}"'),
        ("a.py", 'connect(password="{}")'),
        ("a.py", 'headers = {{"api_key": "{}"}}'),
        ("a.py", 'os.environ.get("SECRET_KEY", "{}")'),
        ("a.py", 'url = "postgres://app:{}@db.prod.internal/app"'),
        ("a.py", 'AUTH = "Bearer {}abcd"'),
        ("a.js", "const apiKey = '{}';"),
        ("a.go", 'password := "{}"'),
        ("a.go", "var password = `{}`"),
        ("a.go", 'request.Header.Set("Authorization", "Bearer {}abcd")'),
        ("a.go", "password = {}"),  # a line of a raw string
        ("a.go", 'cfg := Config{{Password: "{}"}}'),
        ("a.tf", '  password = "{}"'),
        ("a.xml", '<property name="password" value="{}"/>'),
        ("a.xml", "<password>{}</password>"),
    ],
)
def test_a_password_is_seen_however_a_language_writes_it(path, text):
    found = seen(text.format(VALUE), path)
    assert any(sure and VALUE in value for _, value, _, sure in found)


@pytest.mark.parametrize(
    ("kind", "token"),
    [
        ("github-token", "gh" + "p_16C7e42F292c6912E7710c838347Ae178B4a"),
        ("gitlab-token", "glp" + "at-Ab3dEfGh1jKlMn0pQrSt"),
        ("google-api-key", "AIz" + "aSyD-9tSrke72PouQMnMX-a7eZSW0jkFMBWY"),
        ("model-api-key", "sk-" + "ant-api03-Zk3p9QxR7tLm2Vb8Wc5Yd1Nf6Hg4Js0K"),
        ("npm-token", "np" + "m_Zk3p9QxR7tLm2Vb8Wc5Yd1Nf6Hg4Js0K2aQ1"),
        ("stripe-access-key", "sk_" + "live_4eC39HqLyjWDarjtT1zdp7dc"),
        ("aws-access-key", "AKI" + "AQYLPMN5HHHFPZAM2"),
        ("slack-token", "xox" + "b-263594206564-2343594206574-FGqddMF8t08v8N7Oq4i57vs1"),
    ],
)
def test_the_whole_token_of_a_provider_is_withheld(kind, token):
    assert (1, token, kind, True) in seen(f'x = "{token}"')


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.py", 'PASSWORD_FIELD = "user_password"'),
        ("a.py", 'password = os.environ["DB_PASSWORD"]'),
        ("a.py", 'TOKEN_URL = "https://auth.host.tld/oauth2/token"'),
        ("a.py", 'raise ValueError("Invalid password: must have 8 chars, 1 digit")'),
        ("a.py", 'secret_name = "prod/db/creds-v2"'),
        ("a.py", 'tokenizer = "bert-base-uncased-2"'),
        ("a.py", 'CSRF_TOKEN_HEADER = "X-CSRF-Token-V2"'),
        ("a.py", 'url = "postgres://user:pass@localhost/db"'),
        ("a.py", 'url = "postgres://user:s3cr3tPazz@db:5432/app"'),
        ("a.py", 'PASSWORD = "changeme-Ab1"'),
        ("c.yaml", "password: ${DB_PASSWORD}"),
        ("c.yaml", "password: {{ vault.password }}"),
        ("ci.yml", "          TOKEN: ${{ secrets.GITHUB_TOKEN }}"),
        ("c.yaml", "secretName: my-tls-secret-2"),
        (".env.example", "BERTHBOOK_API_TOKEN=changeme"),
        ("README.md", "curl https://user:password@example.com"),
        ("a.py", 'key = "AKI' + 'AIOSFODNN7EXAMPLE"'),
        ("a.py", 'key = "AKI' + 'AJKLJKLJKLJKLJKLJKLJ"'),
        ("a.py", 'password = "password1"'),
        ("a.py", 'PASSWORD_SUBJECT = "You are invited to join, Ann-1"'),
        ("a.py", "account_key_prefix = 'AccountKey='"),
        ("compose.yaml", '  URL: "postgresql://app:Gr4nite-L4ntern@postgres/app"'),
        ("Makefile", 'printf "COOKIE_SECRET=`pwgen -1s 32`" >> .env'),
        ("es.json", '{"password": "Contraseña"}'),
        ("fo.json", '{"password": "Loyniorð"}'),
        ("ja.json", '{"error.password_min_length": "パスワードは6文字以上にしてください。"}'),
        ("ci.yml", "    secrets: inherit # needed by environments-2"),
        ("a.go", 'password := v.GetString("password")'),
        ("a.go", 'ErrEasyPassword = errors.New("password is too easy")'),
        ("a.go", "password := base64.URLEncoding.EncodeToString(random32)"),
        ("a.go", 'password := prefix + "" + cfg.Passwords[2]'),
    ],
)
def test_a_stand_in_is_not_taken_for_real(path, text):
    assert not any(sure for *_, sure in seen(text, path))


def test_a_key_is_withheld_whole_and_what_follows_is_not():
    found = seen(f"{HEAD}\n{BODY}\n{BODY}\n{TAIL}\nafter = 1", "key.pem")
    assert [(line, sure) for line, _, _, sure in found] == [
        (1, True),
        (2, False),
        (3, False),
        (4, False),
    ]


def test_a_key_in_one_string_is_seen():
    found = seen(f'KEY = "{HEAD}\\n{BODY}\\n{TAIL}"\nafter = 1')
    assert [(line, kind, sure) for line, _, kind, sure in found] == [(1, "private-key", True)]


def test_a_key_of_indented_strings_is_seen():
    text = f'KEY = (\n    "{HEAD}\\n"\n    "{BODY}\\n"\n    "{TAIL}\\n"\n)\n'
    assert [line for line, *_ in seen(text)] == [2, 3, 4]


def test_code_that_looks_for_keys_holds_none():
    assert seen(f'if "{HEAD}" in text:\n    return read_key(text)\n') == []


def test_a_key_that_never_ends_does_not_withhold_the_file():
    assert len(seen(f"{HEAD}\n{BODY}\ndef f():\n    return 1\n")) == 2


def test_a_value_is_withheld_wherever_it_stands_in_the_line():
    found = seen(f'password = "{VALUE}"  # was {VALUE} before')
    assert [value for _, value, _, _ in found] == [VALUE, VALUE]


def test_places_never_overlap():
    text = f'api_key = "gh{"p_16C7e42F292c6912E7710c838347Ae178B4a"}"; token = "{VALUE}"'
    rows = sorted(rows_of(text.encode(), "a.js"))
    assert len(rows) == 2
    assert all(a[2] <= b[1] for a, b in zip(rows, rows[1:], strict=False))


def test_a_secret_far_out_in_a_minified_line_is_seen():
    text = "var a=1;" * 20_000 + f'apiKey="{VALUE}";' + "var b=2;" * 20_000
    assert [(value, sure) for _, value, _, sure in seen(text, "a.js")] == [(VALUE, True)]


def test_a_window_that_would_cost_too_much_is_withheld():
    found = seen("secret" * 1000)
    assert {(kind, sure) for _, _, kind, sure in found} == {("unsearched", False)}


def test_a_quote_shows_nothing_of_a_token(tmp_path):
    token = "gh" + "p_16C7e42F292c6912E7710c838347Ae178B4a"
    root = write_tree(tmp_path / "tree", {"a.py": f'TOKEN = "{token}"\n'})
    snapshot, batches = snapshot_of(root, tmp_path / "state")
    batches.cache.close()
    assert snapshot.quote("a.py", 1, 1) == 'TOKEN = "[redacted: github-token]"'
    assert token not in snapshot.redact(f"see {token}")


@pytest.mark.parametrize("stand_in", ["a%20secret", "my-password1", "Passw0rd99", "user:pw"])
def test_a_password_that_names_itself_in_an_address_is_an_illustration(stand_in):
    found = seen(f'get("https://joe:{stand_in.replace(":", "%3A")}@mail.company.net/")')
    assert found
    assert not any(sure for *_, sure in found)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("Dockerfile", "ENV PASSWORD_FILE /data/.htpasswd-2a"),
        ("compose.yaml", "    - POSTGRES_PASSWORD_FILE=/run/secrets/Db4"),
        (".env", "SECRET_KEY_PATH=/etc/App1/key.pem"),
    ],
)
def test_where_a_secret_lies_is_no_secret(path, text):
    assert not [row for row in seen(text, path) if row[3]]
