"""One bad example for each rule of the table: the rule, the line that it must name, the source.

All of it is text: nothing here is imported or run.
"""

RULES: dict[str, tuple[int, str]] = {
    "ruff:S501": (2, "import requests\nrequests.get(url, timeout=3, verify=False)\n"),
    "ruff:S323": (2, "import ssl\ncontext = ssl._create_unverified_context()\n"),
    "ruff:S502": (2, "import ssl\nssl.wrap_socket(ssl_version=ssl.PROTOCOL_TLSv1)\n"),
    "ruff:S503": (2, "import ssl\ndef connect(version=ssl.PROTOCOL_SSLv3):\n    pass\n"),
    "ruff:S324": (2, "import hashlib\nhashlib.md5(content)\n"),
    "ruff:S602": (2, "import subprocess\nsubprocess.run('ls ' + name, shell=True)\n"),
    "ruff:S605": (2, "import os\nos.system(f'ls {name}')\n"),
    "ruff:S609": (2, "import os\nos.system('tar cf a.tar *')\n"),
    "ruff:S102": (1, "exec(text)\n"),
    "ruff:S307": (1, "eval(text)\n"),
    "ruff:S301": (2, "import pickle\npickle.loads(content)\n"),
    "ruff:S302": (2, "import marshal\nmarshal.loads(content)\n"),
    "ruff:S506": (2, "import yaml\nyaml.load(text, Loader=yaml.Loader)\n"),
    "ruff:S202": (2, "import tarfile\ntarfile.open(path).extractall()\n"),
    "ruff:S304": (2, "from Crypto.Cipher import DES\nDES.new(b'8bytekey')\n"),
    "ruff:S305": (2, "from cryptography.hazmat.primitives.ciphers import modes\nmodes.ECB(iv)\n"),
    "ruff:S505": (
        2,
        "from cryptography.hazmat.primitives.asymmetric import rsa\n"
        "rsa.generate_private_key(public_exponent=65537, key_size=1024)\n",
    ),
    "ruff:S507": (
        3,
        "import paramiko\nclient = paramiko.SSHClient()\n"
        "client.set_missing_host_key_policy(paramiko.AutoAddPolicy)\n",
    ),
    "ruff:S306": (2, "import tempfile\ntempfile.mktemp()\n"),
    "ruff:S103": (2, "import os\nos.chmod(path, 0o777)\n"),
    "ruff:PLE2502": (1, "allowed = 'no\u202e'\n"),
    "ruff:S312": (2, "import telnetlib\ntelnetlib.Telnet(host)\n"),
    "ruff:S321": (2, "import ftplib\nftplib.FTP(host)\n"),
    "ruff:S508": (2, "from pysnmp.hlapi import CommunityData\nCommunityData('a', mpModel=0)\n"),
    "ruff:S509": (2, "from pysnmp.hlapi import UsmUserData\nUsmUserData('name')\n"),
    "ruff:S313": (2, "import xml.etree.cElementTree as tree\ntree.fromstring(text)\n"),
    "ruff:S314": (2, "import xml.etree.ElementTree as tree\ntree.fromstring(text)\n"),
    "ruff:S315": (2, "import xml.sax.expatreader\nxml.sax.expatreader.create_parser()\n"),
    "ruff:S316": (2, "import xml.dom.expatbuilder\nxml.dom.expatbuilder.parse(path)\n"),
    "ruff:S317": (2, "import xml.sax\nxml.sax.parse(path, handler)\n"),
    "ruff:S318": (2, "from xml.dom import minidom\nminidom.parse(path)\n"),
    "ruff:S319": (2, "from xml.dom import pulldom\npulldom.parse(path)\n"),
    "ruff:S701": (2, "import jinja2\njinja2.Environment(autoescape=False)\n"),
    "ruff:S702": (2, "from mako.template import Template\nTemplate(text)\n"),
    "ruff:F821": (2, "def total(prices):\n    return add(prices)\n"),
    "ruff:F822": (1, "__all__ = ['missing']\n"),
    "ruff:F811": (5, "def total():\n    return 1\n\n\ndef total():\n    return 2\n"),
    "ruff:F501": (1, "'%(a' % {'a': 1}\n"),
    "ruff:F502": (1, "'%(a)s' % (1,)\n"),
    "ruff:F503": (1, "'%s %s' % {'a': 1}\n"),
    "ruff:F505": (1, "'%(a)s %(b)s' % {'a': 1}\n"),
    "ruff:F506": (1, "'%(a)s %s' % {'a': 1}\n"),
    "ruff:F507": (1, "'%s %s' % (1,)\n"),
    "ruff:F508": (1, "'%(a)*s' % {'a': 1}\n"),
    "ruff:F509": (1, "'%y' % 1\n"),
    "ruff:F521": (1, "'{'.format(1)\n"),
    "ruff:F524": (1, "'{0} {1}'.format(1)\n"),
    "ruff:PLE1205": (2, "import logging\nlogging.error('%s', 1, 2)\n"),
    "ruff:PLE1206": (2, "import logging\nlogging.error('%s %s', 1)\n"),
    "ruff:B002": (2, "def up(n):\n    return ++n\n"),
    "ruff:B032": (2, "def up(place):\n    place['n']: 1\n"),
    "ruff:F601": (1, "sizes = {'a': 1, 'a': 2}\n"),
    "ruff:F632": (2, "def is_new(state):\n    return state is 'new'\n"),
    "ruff:PLE1132": (2, "def up(call, rest):\n    call(a=1, **{'a': 2})\n"),
    "ruff:PLE1310": (1, "'https://a.b'.strip('https://')\n"),
    "ruff:PLW0177": (2, "def known(n):\n    return n != float('nan')\n"),
    "ruff:B012": (5, "def load():\n    try:\n        read()\n    finally:\n        return 1\n"),
    "ruff:B029": (3, "try:\n    load()\nexcept ():\n    pass\n"),
    "ruff:B030": (3, "try:\n    load()\nexcept 1:\n    pass\n"),
    "ruff:PLW0711": (3, "try:\n    load()\nexcept KeyError or ValueError:\n    pass\n"),
    "ruff:RUF006": (3, "import asyncio\nasync def start(job):\n    asyncio.create_task(job())\n"),
    "ruff:ASYNC210": (3, "import requests\nasync def ask(u):\n    requests.get(u, timeout=3)\n"),
    "ruff:ASYNC220": (3, "import subprocess\nasync def ask(c):\n    subprocess.Popen(c)\n"),
    "ruff:ASYNC221": (3, "import subprocess\nasync def ask(c):\n    subprocess.run(c)\n"),
    "ruff:ASYNC222": (3, "import os\nasync def ask(p):\n    os.wait()\n"),
    "ruff:ASYNC251": (3, "import time\nasync def ask():\n    time.sleep(1)\n"),
    "ruff:B015": (2, "def test_sum():\n    sum([1, 2]) == 3\n"),
    "ruff:F631": (2, "def test_sum():\n    assert (sum([1, 2]) == 4, 'three')\n"),
    "ruff:PGH005": (2, "def test_call(mock):\n    mock.assert_called_once\n"),
    "ruff:PLW0129": (2, "def test_sum():\n    assert 'sum([1, 2]) == 4'\n"),
    "ruff:B017": (
        3,
        "import pytest\ndef test_call():\n    with pytest.raises(Exception):\n        f()\n",
    ),
    "bandit:B501": (2, "import httpx\nhttpx.get(url, timeout=3, verify=False)\n"),
    "bandit:B323": (2, "import ssl\nssl._create_unverified_context()\n"),
    "bandit:B502": (2, "import ssl\nssl.wrap_socket(ssl_version=ssl.PROTOCOL_SSLv3)\n"),
    "bandit:B503": (2, "import ssl\ndef connect(version=ssl.PROTOCOL_TLSv1):\n    pass\n"),
    "bandit:B324": (2, "from hashlib import new as make\nmake('md5', content)\n"),
    "bandit:B602": (2, "from subprocess import Popen as start\nstart(command, shell=True)\n"),
    "bandit:B605": (2, "import os\nos.popen('ls ' + name)\n"),
    "bandit:B609": (2, "import os\nos.system('chown root *')\n"),
    "bandit:B102": (1, "exec(text)\n"),
    "bandit:B307": (1, "eval(text)\n"),
    "bandit:B301": (2, "import shelve\nshelve.open(path)\n"),
    "bandit:B302": (2, "import marshal as m\nm.load(file)\n"),
    "bandit:B506": (2, "import yaml\nyaml.load(text)\n"),
    "bandit:B614": (2, "import torch\ntorch.load(path)\n"),
    "bandit:B202": (2, "import tarfile\ntarfile.open(path).extractall()\n"),
    "bandit:B304": (2, "from Crypto.Cipher import DES\nDES.new(key)\n"),
    "bandit:B305": (2, "from cryptography.hazmat.primitives.ciphers import modes\nmodes.ECB(iv)\n"),
    "bandit:B505": (2, "from Crypto.PublicKey import RSA\nRSA.generate(1024)\n"),
    "bandit:B507": (
        3,
        "import paramiko\nclient = paramiko.SSHClient()\n"
        "client.set_missing_host_key_policy(paramiko.WarningPolicy)\n",
    ),
    "bandit:B306": (2, "from tempfile import mktemp\nmktemp()\n"),
    "bandit:B103": (2, "from os import chmod\nchmod(path, 0o666)\n"),
    "bandit:B312": (2, "from telnetlib import Telnet\nTelnet(host)\n"),
    "bandit:B321": (2, "from ftplib import FTP\nFTP(host)\n"),
    "bandit:B508": (2, "from pysnmp.hlapi import CommunityData\nCommunityData('a', mpModel=0)\n"),
    "bandit:B509": (2, "from pysnmp.hlapi import UsmUserData\nUsmUserData('name')\n"),
    "bandit:B701": (2, "from jinja2 import Environment\nEnvironment(loader=loader)\n"),
    "bandit:B702": (2, "from mako import template\ntemplate.Template(text)\n"),
    "bandit:B615": (
        2,
        "from transformers import AutoModel\nAutoModel.from_pretrained('org/name')\n",
    ),
}

# Looks like a match of some rule, and is none.
HARMLESS: dict[str, str] = {
    "TLS verified by a CA file": "import requests\nrequests.get('u', timeout=3, verify='ca.pem')\n",
    "TLS that negotiates": "from OpenSSL import SSL\nSSL.Context(method=SSL.SSLv23_METHOD)\n",
    "TLS default that negotiates": (
        "from OpenSSL import SSL\n\n\n"
        "def f(\n    a=1,\n    method=SSL.SSLv23_METHOD,\n):\n    pass\n"
    ),
    "path of a package": "print(__path__)\n",
    "MD5 as a fingerprint": "import hashlib\nhashlib.md5(b'x', usedforsecurity=False)\n",
    "MD5 that Gravatar asks for": (
        "import hashlib\n\n\ndef avatar(email):\n    return hashlib.md5(email).hexdigest()\n"
    ),
    "SHA-1 of a nonce": (
        "import hashlib\n\n\ndef client_nonce(seed):\n    return hashlib.sha1(seed).hexdigest()\n"
    ),
    "SHA-1 of what is counted": (
        "import hashlib\n\n\ndef allow_password(mail, TokenBucket):\n"
        "    key = hashlib.sha1(mail).hexdigest()\n"
        "\n    # 20 a day\n    return TokenBucket.allow(key, 20)\n"
    ),
    "SHA-1 by its name": "import hashlib\n\n\ndef lazy_sha1(x):\n    return hashlib.sha1(x)\n",
    "code of a file": (
        "def load(path, into):\n    with open(path) as f:\n"
        "        exec(compile(f.read(), path, 'exec'), into)\n"
        "    eval(\n        compile(open(path).read(), path, 'exec'),\n        into,\n    )\n"
    ),
    "code of a file in two steps": (
        "def load(path, into):\n    with open(path) as f:\n"
        "        code = compile(f.read(), path, 'exec')\n    exec(code, into)\n"
    ),
    "a task that is kept": (
        "import asyncio\n\n\nasync def start(job, kept):\n"
        "    kept.add(asyncio.create_task(job()))\n"
    ),
    "a wait that lets others go on": (
        "import asyncio\n\n\nasync def ask():\n    await asyncio.sleep(1)\n"
    ),
    "a wait beside an async function": "import time\n\n\ndef ask():\n    time.sleep(1)\n",
    "what is no number is unequal to itself": "def known(n):\n    return n == n\n",
    "SHA-256": "import hashlib\nhashlib.sha256(b'x')\n",
    "shell with a constant": "import subprocess\nsubprocess.run('ls -l', shell=True)\n",
    "no shell": "import subprocess\n\n\ndef run(name):\n    subprocess.run(['ls', name])\n",
    "os.system with a constant": "import os\nos.system('clear')\n",
    "literal_eval": "import ast\nast.literal_eval('1')\n",
    "safe YAML": "import yaml\nyaml.safe_load('a: 1')\n",
    "jitter": "import random\nrandom.uniform(0.8, 1.2)\n",
    "filtered archive": "import tarfile\ntarfile.open('a').extractall(filter='data')\n",
    "readable by all": "import os\nos.chmod('a', 0o755)\nos.chmod('b', 0o644)\n",
    "escaped templates": "import jinja2\njinja2.Environment(autoescape=True)\n",
    "gettext": "print(_('hello'))\n",
    "Python 2 name": "text = unicode('x')\n",
    "name of the class below": "class A:\n    def b(self) -> 'B': ...\n\n\nclass B: ...\n",
    "import twice": "import os\nimport os\n",
    "listening on all addresses": "HOST = '0.0.0.0'\n",
    "password-like name": "PASSWORD_FIELD = 'password'\n",
    "assert": "assert 1 == 1\n",
}
