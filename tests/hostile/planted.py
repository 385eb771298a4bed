"""Secrets of many kinds at known places. Their values are made here, so that none is written down
in this repository."""

import base64
import random
import string
from dataclasses import dataclass

_LETTERS = string.ascii_letters + string.digits
_CHANCE = random.Random(20260101)


def _some(n: int, alphabet: str = _LETTERS) -> str:
    return "".join(_CHANCE.choice(alphabet) for _ in range(n))


@dataclass(frozen=True)
class Planted:
    """`values` must stand nowhere but in the store."""

    name: str
    path: str
    text: str
    values: tuple[str, ...]

    @property
    def line(self) -> int:
        """Where a finding stands: a key's is at its head."""
        before = self.text[: self.text.index(self.values[0])]
        return before.count("\n") + (0 if "-----BEGIN" in before else 1)


def _one(name: str, path: str, form: str, value: str) -> Planted:
    return Planted(name, path, form.format(value), (value,))


def _key(name: str, path: str, kind: str) -> Planted:
    body = base64.b64encode(_CHANCE.randbytes(360)).decode()
    lines = [body[i : i + 64] for i in range(0, len(body), 64)]
    text = "\n".join([f"-----BEGIN {kind}-----", *lines, f"-----END {kind}-----", ""])
    return Planted(name, path, text, tuple(lines[:-1]))


def _jwt() -> str:
    parts = (b'{"alg":"HS256","typ":"JWT"}', b'{"sub":"berth","iat":1700000000}')
    head = [base64.urlsafe_b64encode(p).decode().rstrip("=") for p in parts]
    return ".".join([*head, _some(43)])


def planted() -> list[Planted]:
    """Every secret, each in a file of its own or in a place that it likes to stand in."""
    return list(_PLANTED)


def _made() -> list[Planted]:
    word, hexadecimal = _some, "0123456789abcdef"
    digits, aws_id = string.digits, "ABCDEFGHJKLMNP234567"
    slack = f"xoxb-{word(12, digits)}-{word(12, digits)}-{word(24)}"
    push = 'subprocess.run("git push https://me:{}@h.net/" + x, shell=True)\n'
    failure = '<testcase name="a"><failure message="ghp {}"/></testcase>'
    cell = '{{"cell_type": "code", "source": ["token = \\"{}\\""]}}'
    login = f'<testsuite tests="1">{failure}</testsuite>\\n'
    rows = (
        ("aws id", "deploy/a.py", 'KEY_ID = "{}"\n', "AKIA" + word(16, aws_id)),
        ("aws secret", "deploy/b.env", "AWS_SECRET_ACCESS_KEY={}\n", word(40)),
        ("github", "deploy/c.py", "# push with {}\n", "ghp_" + word(36)),
        ("github fine", "deploy/d.yml", "token: {}\n", f"github_pat_{word(22)}_{word(59)}"),
        ("gitlab", "deploy/e.toml", 'token = "{}"\n', "glpat-" + word(20)),
        ("slack", "deploy/f.json", '{{"hook": "{}"}}\n', slack),
        ("stripe", "deploy/g.rb", 'Stripe.api_key = "{}"\n', "sk_live_" + word(24)),
        ("google", "web/maps.js", 'const key = "{}";\n', "AIza" + word(35)),
        ("npm", "deploy/.npmrc", "//registry.example/:_authToken={}\n", "npm_" + word(36)),
        ("pypi", "deploy/pypirc", "password = {}\n", "pypi-AgEIcHlwaS5vcmc" + word(70)),
        ("sendgrid", "deploy/h.yaml", "mail: {}\n", f"SG.{word(22)}.{word(43)}"),
        ("jwt", "deploy/i.http", "Cookie: session={}\n", _jwt()),
        ("openai", "deploy/j.py", 'client = make("{}")\n', "sk-proj-" + word(48)),
        ("anthropic", "deploy/k.py", 'client = make("{}")\n', "sk-ant-" + word(48)),
        ("hub", "deploy/l.sh", "export HF={}\n", "hf_" + word(34, string.ascii_letters)),
        ("ocean", "deploy/m.tf", 'x = "{}"\n', "dop_v1_" + word(64, hexadecimal)),
        ("shop", "deploy/n.php", "<?php $a = '{}';\n", "shpat_" + word(32, hexadecimal)),
        ("database", "deploy/o.yaml", "url: postgres://me:{}@db.quay.net/x\n", word(18)),
        ("env", "deploy/.env", "DEBUG=0\nADMIN_PASSWORD={}\n", word(20)),
        ("python", "harbour/settings.py", '"""Settings."""\n\nDB_PASSWORD = "{}"\n', word(20)),
        ("default", "harbour/env.py", 'import os\n\nP = os.getenv("TOKEN", "{}")\n', word(22)),
        ("xml", "deploy/settings.xml", "<s>\n<password>{}</password>\n</s>\n", word(20)),
        ("bearer", "deploy/call.sh", 'curl -H "Authorization: Bearer {}" x\n', word(40)),
        ("comment", "harbour/old.py", '"""Old."""\n# password = "{}"\n', word(20)),
        ("test", "tests/test_in.py", 'def test_it():\n    assert "{}"\n', "ghp_" + word(36)),
        ("notebook", "notebooks/in.ipynb", f'{{{{"cells": [{cell}]}}}}\n', "ghp_" + word(36)),
        ("long line", "deploy/l.js", f"var x='{'ab ' * 3000}{{}}';\n", "ghp_" + word(36)),
        ("defect", "harbour/push.py", f"import subprocess\n\n\ndef push(x):\n    {push}", word(24)),
        ("image", "deploy/Dockerfile", "FROM scratch\nENV API_TOKEN={}\n", word(24)),
        ("report", "reports/in.xml", login, "ghp_" + word(36)),
        ("crlf", "deploy/win.env", "A=1\r\nSECRET_TOKEN={}\r\n", word(24)),
        ("bom", "deploy/bom.env", "\ufeffSECRET_TOKEN={}\n", word(24)),
        ("nul", "deploy/nul.env", "A=some text to begin with\n\0\nSECRET_TOKEN={}\n", word(24)),
        # Only by its place: withheld, and no finding, because documents show stand-ins.
        ("heading", "docs/in.md", '# Login with password: "{}"\n\nText.\n', word(20)),
    )  # fmt: skip
    keys = [
        _key("rsa", "deploy/id_rsa", "RSA PRIVATE KEY"),
        _key("openssh", "harbour/key.pem", "OPENSSH PRIVATE KEY"),
    ]
    return [*(_one(*row) for row in rows), *keys]


WITHHELD_ONLY = frozenset({"heading"})
_PLANTED = _made()
