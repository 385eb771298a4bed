"""Where secrets stand in a text, and whether a match is likely a real one.

Redaction is generous: whatever looks like a secret is withheld from every output. Reporting is
strict: only what is likely real becomes a finding. The rules are those of detect-secrets (Apache
2.0) that name a format, its keyword rule, and our own below. Its high-entropy rules are left
out: on ordinary code nearly all they report is hashes and ids.
"""

import math
import re
from collections import Counter
from dataclasses import dataclass

# A text that holds none of these cannot match any rule below. Plain words, because looking for
# fifty of them takes a tenth of the time of one regular expression that joins them.
_FOLDED = (
    *"pass pwd secret token credential contrase private aws bearer hooks.slack".split(),
    *(
        f"{owner}{joint}key"
        for owner in "access account api auth client database db priv service".split()
        for joint in ("", "_")
    ),
)
_EXACT = (
    *"A3T ABIA ACCA AIza AKIA ASIA GR1348941 SG. T3BlbkFJ eyJ github_pat_ hf_ k_live_ npm_".split(),
    *"pypi-Ag sk-ant sk-proj sq0csp xox".split(),
    *(f"gh{kind}_" for kind in "oprsu"),
    *(f"gl{kind}-" for kind in "agent cbt dt ft imt oas pat ptt rt soat".split()),
    *(f"do{kind}_v1_" for kind in "opr"),
    *(f"shp{kind}_" for kind in "at ca pa ss".split()),
    *(f"-us{digit}" for digit in range(1, 10)),
)


# An address with a name and a password in it; addresses without are everywhere.
_AUTHORITY = re.compile(r"://[^/\s:@]{0,200}:[^\s@]{1,200}@")


@dataclass(frozen=True)
class Watch:
    """Words of which a text must hold one before a rule can match in it."""

    folded: tuple[str, ...] = _FOLDED
    exact: tuple[str, ...] = _EXACT

    def within(self, text: str) -> "Watch":
        """The words that `text` holds at all: what its lines need to be asked for."""
        folded = text.lower()
        return Watch(
            tuple(word for word in self.folded if word in folded),
            tuple(word for word in self.exact if word in text),
        )

    def sees(self, text: str) -> bool:
        for word in self.exact:
            if word in text:
                return True
        if "://" in text and _AUTHORITY.search(text):
            return True
        folded = text.lower()
        return any(word in folded for word in self.folded)

    def count(self, text: str) -> int:
        folded = text.lower()
        return sum(folded.count(word) for word in self.folded)


WATCH = Watch()


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
    rf"""(?x) (?: (?:^\ufeff?|[\s;-])
    (?: [A-Z0-9_]{{0,80}}? (?i:{_NAME}) [A-Z0-9_]{{0,80}} (?: = | :\s+ ))
    | ^ENV \s+ [A-Z0-9_]{{0,80}}? (?i:{_NAME}) [A-Z0-9_]{{0,80}} \s+ )
    (?P<secret>[^\s"'#;&|()]{{6,200}}) (?:\s|$)"""
)

AWS_KEY_ID = re.compile(r"(?:A3T[A-Z0-9]|ABIA|ACCA|AKIA|ASIA)[0-9A-Z]{16}")
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
    r"|Eby8vdM02xNO"  # the key that every Azurite emulator has
)
_COMMON = frozenset(
    "password passwd pass pwd secret token user username admin root guest postgres mysql redis "
    "rabbitmq mongo none null true false string undefined hunter2 letmein".split()
)
_TEMPLATE = re.compile(
    r"\$[{(A-Za-z_]|\{[^}]*\}|<[^>]*>|%[(sd]|^[%{<(\[!&*@`]|\b(env|get|process|os)\b[.(]"
)
# A word of any language, and words that are joined: labels of a form, names of keys.
_SLUG = re.compile(r"^[^\W\d_]+([_.:/\- ][^\W_]*)*=?$")
# A sentence of a language that is written without blanks: Thai, Chinese, Japanese, short Korean.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"
)
_CLASSES = (r"[a-z]", r"[A-Z]", r"\d", r"[^A-Za-z0-9]")
# A name without a dot is known only inside one network, such as that of a compose file.
# In a URL, "a-secret" or "my_password" is how documents write "put yours here".
_NAMES_ITSELF = re.compile(r"(?i)secret|passw|^pass|user")
# Where a secret lies is none: PASSWORD_FILE=/run/secrets/password.
_OF_A_PLACE = re.compile(r"(?i)_?(file|path|dir|folder)[\"']?\s{0,9}[=: ]\s{0,9}[\"']?/")
_LOCAL_HOST = re.compile(r"@(127\.|0\.0\.0\.0|\[?::1|[\w.-]*example\.|[\w-]+(?![\w.-]))")


def likely(kind: str, value: str, line: str) -> bool:
    """True when `value`, matched as `kind` in `line`, is more likely a secret than a stand-in."""
    if _ANYWHERE_FAKE.search(value) or value.lower().rstrip("0123456789!.") in _COMMON:
        return False
    if kind in BY_FORMAT:
        return entropy(value) >= 3  # a stand-in of the right form repeats itself
    if _TEMPLATE.search(value) or (value.startswith("/") and _OF_A_PLACE.search(line)):
        return False
    if kind == "basic-auth-credentials":
        return len(value) >= 6 and not (_LOCAL_HOST.search(line) or _NAMES_ITSELF.search(value))
    return _looks_random(value)


def _looks_random(value: str) -> bool:
    """Mixed characters, not a word, a path or a sentence; 2.5 bits a character (Shannon)."""
    plain = _SLUG.match(value) or _UNSPACED.search(value) or "://" in value or " " in value
    if len(value) < 8 or plain:
        return False
    classes = sum(bool(re.search(c, value)) for c in _CLASSES)
    return classes >= 2 and entropy(value) >= 2.5


def entropy(value: str) -> float:
    """Shannon entropy of the characters of `value`, in bits a character."""
    counts = Counter(value).values()
    return -sum(n / len(value) * math.log2(n / len(value)) for n in counts)
