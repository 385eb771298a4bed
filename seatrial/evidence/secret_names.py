"""Whether a name is that of a secret itself, in any language's way of writing names."""

import re
from functools import lru_cache

# `token` alone may be a piece of text, `key` any key.
_SECRET = re.compile(
    r"_?(\w+_)?(password|passwd|passphrase|secret|secret_key|api_?key|private_key|access_key"
    r"|client_secret|credentials)",
    re.IGNORECASE,
)
_TOKEN = re.compile(
    r"_?(\w+_)?((access|refresh|auth|bearer|api|session|reset|login|jwt|oauth2?|bot|admin|service"
    r"|security|github|gitlab|slack)_token|jwt)",
    re.IGNORECASE,
)
# An address in which a password usually stands; Sentry's is no secret.
_ADDRESS = re.compile(
    r"_?(?!\w*sentry)(\w+_)?((redis|database|db|amqp|rabbit_?mq|celery_broker|mongo|mongo_?db"
    r"|postgres|postgresql|postgre_?sql|pg|mysql|mysql_db)_(url|uri|dsn)|dsn"
    r"|conn(ection)?_?str(ing)?)",
    re.IGNORECASE,
)
# Names that speak about a secret: whether it is needed, where it lies, how long it lives.
_ABOUT = re.compile(
    r"(?i)(^|_)(no|has|have|is|needs?|use[sd]?|with|without|require[sd]?|missing|invalid|wrong|hash(ed)?"
    r"|masked|redacted|hidden|reset|forgot|change|encrypted|public|max|min|num|default|example"
    r"|safe|sanitized|clean(ed)?|censored|obfuscated|scrubbed|display|printable|short|partial"
    r"|truncated|test)_"
)
# As whoever asks for a header names it: an `authorization` may also be a payment's.
_HEADERS = frozenset({"headers.authorization", "header.authorization"})
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_ABOUT_AUTHORISING = re.compile(
    rb"(?i)authoriz|authenticat|bearer|jwt|oauth|log_?in\b|sign_?in\b|passw"
)
_ABOUT_TEXT = re.compile(
    rb"(?i)lexer|lexical|tokeni[sz]|\bsyntax\b|\bgrammar|\bast\b|highlight|next_?token|token_?type"
    rb"|token_?kind|parse_?(token|expr|statement)|\btoken\.(kind|type|value|text|pos|line|loc)\b"
)
_OF_SERVERS = re.compile(rb"(?i)postgres|mysql|mariadb|redis|amqp|mongo|mssql|oracle|rabbit")
_REDACTS = re.compile(
    rb"(?i)redact|mask|saniti[sz]|scrub|obfusc|\bhid(e|den)|censor|make_?url|hash|\bsha\d|\*\*\*|xxx"
)
# `secrets := []string{"api-token", …}`
_NAMES_SECRETS = re.compile(
    rb"k8s\.io/|\b(?i:secrets)\s{0,9}:?=\s{0,9}(?:\[\]string\s{0,9})?[\[({]\s{0,200}[\"'][\w-]{1,80}[\"']"
)
_MOST = 300


def holds_secret(name: str) -> bool:
    """`db_password`, `dbPassword`; not `hash_password`, `isSecret`, `passwordFile`."""
    return _is_of(_SECRET, name) or _is_of(_TOKEN, name)


def not_to_be_logged(name: str, content: bytes) -> bool:
    """Whether what has this name in a file is a secret, or an address that holds one.

    A bare `token` is one where the file speaks of logging in and not of text; what the file
    itself makes unreadable before is none.
    """
    if name.encode("utf-8", "replace") in _redacted_in(content):
        return False
    if name.lower() == "secret" and _NAMES_SECRETS.search(content):
        return False  # the object of Kubernetes, or one name of a list
    if name.lower() in _HEADERS:
        return True
    if name.lower() == "token":
        return _speaks_of_authorising(content)
    return holds_secret(name) or (_is_of(_ADDRESS, name) and _names_servers(content))


def _is_of(pattern: re.Pattern[str], name: str) -> bool:
    """A token that resets something is a token all the same."""
    words = _HUMP.sub("_", name[:200])
    about = re.sub("(?i)reset_token", "token", words)
    return bool(pattern.fullmatch(words)) and not _ABOUT.search(about)


# A file of a thousand log lines is asked a thousand times.
@lru_cache(maxsize=4)
def _speaks_of_authorising(content: bytes) -> bool:
    return bool(_ABOUT_AUTHORISING.search(content)) and not _ABOUT_TEXT.search(content)


@lru_cache(maxsize=4)
def _names_servers(content: bytes) -> bool:
    """A file that speaks of SQLite alone gives no password to anybody."""
    return b"sqlite" not in content.lower() or bool(_OF_SERVERS.search(content))


@lru_cache(maxsize=4)
def _redacted_in(content: bytes) -> frozenset[bytes]:
    """Names that are given something made unreadable: `url = mask(url)`."""
    found: set[bytes] = set()
    for line in content.splitlines():
        left, _, right = line.partition(b"=")
        if _REDACTS.search(right[:_MOST]):
            found.update(re.findall(rb"\w+", left[-_MOST:]))
    return frozenset(found)
