"""Where secrets stand in a text, and whether a match is likely a real one.

Redaction is generous: whatever looks like a secret is withheld from every output. Reporting is
strict: only what is likely real becomes a finding. The rules are those of detect-secrets (Apache
2.0) that name a format, its keyword rule, and our own below. Its high-entropy rules are left
out: on ordinary code nearly all they report is hashes and ids.
"""

import math
import re
from collections import Counter

# A line that holds none of these cannot match any rule below; whole files are passed over so.
TRIGGER = re.compile(
    rb"(?i)pass|pwd|secret|token|credential|contrase|private|api_?key|(auth|service|account|db"
    rb"|database|priv|client|access)[_-]?key|://[^/\s:@]*:|AKIA|ASIA|ABIA|ACCA|A3T|aws|gh[opsur]_"
    rb"|gl[a-z]{2,5}-|GR1348941|eyJ|-us\d|T3BlbkFJ|sk-(ant|proj)|pypi-Ag|SG\.|xox[abposr]-"
    rb"|hooks\.slack|sq0csp|k_live_|\d{8,10}:[0-9A-Za-z_-]{35}|(AC|SK)[a-z0-9]{32}"
    rb"|bearer |AIza|hf_|npm_|do[opr]_v1_|shp(at|ca|pa|ss)_"
)

# Formats of providers. The name is the kind; the whole match is the secret. Those of
# detect-secrets for GitHub and GitLab answer with the prefix alone, so they are written out here.
FORMATS = {
    "github-token": re.compile(
        r"\b(?:gh[oprsu]_[A-Za-z0-9]{36,251}|github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59})\b"
    ),
    "gitlab-token": re.compile(
        r"\b(?:gl(?:pat|dt|ft|soat|rt|cbt|ptt|agent|imt|oas)-[A-Za-z0-9_-]{20,64}"
        r"|GR1348941[A-Za-z0-9_-]{20})(?![A-Za-z0-9_-])"
    ),
    "model-api-key": re.compile(
        r"\b(?:sk-(?:ant|proj)-[A-Za-z0-9_-]{20,200}|hf_[A-Za-z0-9]{34,40}\b)"
    ),
    "google-api-key": re.compile(r"\bAIza[A-Za-z0-9_-]{35}(?![A-Za-z0-9_-])"),
    "npm-token": re.compile(r"\bnpm_[A-Za-z0-9]{36}\b"),
    "digitalocean-token": re.compile(r"\bdo[opr]_v1_[a-f0-9]{64}\b"),
    "shopify-token": re.compile(r"\bshp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}\b"),
}

# Names and values, for what the keyword rule of detect-secrets does not know. The value is group
# "secret" and is judged by `likely`.
_NAME = r"(?:pass(?:word|wd|phrase)?|pwd|secret|token|api_?key|access_?key|private_?key|credential)"
ASSIGNED = re.compile(
    r"""(?ix) (?:^|[^a-z]) [\w.-]{0,80}? (?:token|credential|passphrase|access_?key) \w{0,80}
    ["']? \s* (?: => | := | = | : ) \s* (["']) (?P<secret>[^"'\s]{6,200}) \1"""
)
DEFAULTED = re.compile(
    rf"""(?ix) \b (?:get|getenv|setdefault) \( \s* ["'] \w{{0,80}}? {_NAME} \w{{0,80}} ["']
    \s* , \s* (["']) (?P<secret>[^"'\s]{{6,200}}) \1"""
)
IN_XML = re.compile(
    rf"""(?ix) < [\w.:-]{{0,80}}? {_NAME} > \s* (?P<secret>[^<\s]{{6,200}}) \s* </
    | name \s* = \s* "[\w.-]{{0,80}}? {_NAME}" \s+ value \s* = \s* "(?P<value>[^"\s]{{6,200}})" """
)
BEARER = re.compile(r"(?i)\bbearer (?P<secret>[A-Za-z0-9._~+/-]{20,200})")
# NAME=value without quotes means a literal only in these files; elsewhere it is an expression.
PLAIN_FILE = re.compile(
    r"(?i)(^|/)(\.env[^/]*|[^/]*\.(env|envrc|sh|bash|zsh|ya?ml|service|dockerfile)"
    r"|(docker|container)file[^/]*)$"
)
PLAIN = re.compile(
    rf"""(?x) (?: (?:^|[\s;-]) (?: [A-Z0-9_]{{0,80}}? (?i:{_NAME}) [A-Z0-9_]{{0,80}} (?: = | :\s+ ))
    | ^ENV \s+ [A-Z0-9_]{{0,80}}? (?i:{_NAME}) [A-Z0-9_]{{0,80}} \s+ )
    (?P<secret>[^\s"'#;&|()]{{6,200}}) (?:\s|$)"""
)

KEY_BEGIN = re.compile(r"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY( BLOCK)?-----")
KEY_END = re.compile(r"-----END [A-Z0-9 ]{0,40}PRIVATE KEY")
# What a line of a key's body looks like, as it is or within a string of some language.
KEY_BODY = re.compile(
    r"""[\s"'`+,\\|*#/>-]*(?:[A-Za-z-]{2,20}:\s.*|[A-Za-z0-9+/=]*)(?:\\[nr])*[\s"'`+,\\;)-]*"""
)
KEY_MATERIAL = re.compile(r"[A-Za-z0-9+/=]{40}")

# Kinds that a value's own format proves, so that its place does not excuse it.
BY_FORMAT = frozenset(FORMATS) | {
    "aws-access-key",
    "azure-storage-account-access-key",
    "npm-tokens",
    "openai-token",
    "pypi-token",
    "sendgrid-api-key",
    "slack-token",
    "square-oauth-secret",
    "stripe-access-key",
}
_ANYWHERE_FAKE = re.compile(
    r"(?i)example|dummy|fake|sample|change.?me|placeholder|your|x{4,}|\*{3,}|todo|redacted|\.\.\."
    r"|insert|replace|notreal|not-a-real|(.)\1{5,}|1234567|abcdef|deadbeef|test|mock|default"
)
_COMMON = frozenset(
    "password passwd pass pwd secret token user username admin root guest postgres mysql redis "
    "rabbitmq mongo none null true false string undefined hunter2 letmein".split()
)
_TEMPLATE = re.compile(
    r"\$[{(A-Za-z_]|\{[^}]*\}|<[^>]*>|%[(sd]|^[%{<(\[!&*@]|\b(env|get|process|os)\b[.(]"
)
_SLUG = re.compile(r"^[A-Za-z]+([_.:/\- ][A-Za-z0-9]*)*$")
_CLASSES = (r"[a-z]", r"[A-Z]", r"\d", r"[^A-Za-z0-9]")
_LOCAL_HOST = re.compile(
    r"@(localhost|127\.|0\.0\.0\.0|\[?::1|[\w.-]*example\.|(host|hostname|db|database|server)[:/\"'])"
)


def likely(kind: str, value: str, line: str) -> bool:
    """True when `value`, matched as `kind` in `line`, is more likely a secret than a stand-in."""
    if _ANYWHERE_FAKE.search(value) or value.lower() in _COMMON:
        return False
    if kind in BY_FORMAT:
        return True
    if _TEMPLATE.search(value):
        return False
    if kind == "basic-auth-credentials":
        return len(value) >= 6 and not _LOCAL_HOST.search(line)
    return _looks_random(value)


def _looks_random(value: str) -> bool:
    """Mixed characters, not one word or path. The bound is 2.5 bits a character (Shannon)."""
    if len(value) < 8 or _SLUG.match(value) or "://" in value:
        return False
    classes = sum(bool(re.search(c, value)) for c in _CLASSES)
    return classes >= 2 and entropy(value) >= 2.5


def entropy(value: str) -> float:
    """Shannon entropy of the characters of `value`, in bits a character."""
    counts = Counter(value).values()
    return -sum(n / len(value) * math.log2(n / len(value)) for n in counts)
