"""Shapes of code that single words do not show: the filters of `filters.py` that look at code.

A trigger says that an excerpt speaks of something, often of something else by the same words: a
commit of git, an HTML tag in a help text. A shape says that what is asked about can be there at
all. Each is a pure function of the code of an excerpt, its comments and docstrings cut out.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping

_HEAD = re.compile(
    r"(?m)^(?P<in>[ \t]*)(?:(?:async|export|default|public|private|protected|static|final|pub)\s+)*"
    r"(?:(?:def|fn|func|function)\b(?:\s*\([^)\n]*\))?\s+(?P<named>\w+)\s*[(<\[]"
    r"|(?:const|let|var)\s+(?P<arrow>\w+)\s*=\s*(?:async\s*)?(?:\([^()\n]*\)|\w+)\s*=>"
    r"|(?:[\w<>\[\],]+[ ]){0,2}(?!if\b|for\b|while\b|switch\b|catch\b|return\b)(?P<method>\w+)"
    r"\([^()\n]*\)\s*(?:throws [\w, ]+)?\{)"
)
_QUESTION = re.compile(
    r"_*(?:is|has|can|get|find|count|list|show|peek|describe)(?:_|[A-Z])"
    r"|(?:Is|Has|Can|Get|Find|Count|List|Show|Peek|Describe)[A-Z]"
)
_EFFECT = re.compile(
    r"\.(?:delete|remove|unlink|save|commit|send|publish|drop|destroy|truncate|rmtree|purge|charge"
    r"|insert|notify|Delete|Remove|Save|Commit|Send|Publish|Drop|Purge|Charge|Insert|Notify)\w*\("
    r"|\bos\.Remove|(?i:\b(?:insert into|delete from|update \w+ set)\b)"
)
_COMMITS = re.compile(
    r"\b[cC]ommit\(\)|\bCOMMIT;|\.save\(|(?i:auto_?commit)"
    r"|(?:UPDATE [\w.\"{}]+ SET|INSERT INTO|DELETE FROM)\b|\b(?:update|insert|delete)\(\w+\)\."
    r"|\.(?:update|insert)\(\{"
)
_LOOP = re.compile(r"(?m)^[ \t]*(?:async\s+)?for\b")
_TAG = (
    r"</?(?:p|div|h[1-6]|li|ul|ol|td|th|tr|table|a|span|b|i|html|body|option|select|strong|em"
    r"|title|pre|code|img|input|script|button|label)\b"
)
_PASTED = r"(?:\{[^{}\n]*[A-Za-z]|\$\{|%s|%\(\w+\)s|%v|\{\})"
_OF_USERS = re.compile(
    r"(?i)\b(?:request|req|form|params?|query|\w*user\w*|comments?|author|messages?|posts?|body"
    r"|visitor|guest|nick\w*|name|review\w*|title|subject|note|bio)\b"
)
_MARKUP = re.compile(
    rf"(?i){_TAG}[^\n]{{0,200}}{_PASTED}|{_PASTED}[^\n]{{0,200}}{_TAG}"
    rf"|{_TAG}[^\n]{{0,80}}[\"'`]\s*\+|\+\s*[\"'`][^\n]{{0,80}}{_TAG}"
    r"|(?:innerHTML|outerHTML)\s*\+?=|insertAdjacentHTML\(|document\.write(?:ln)?\("
    r"|dangerouslySetInnerHTML|\bMarkup\((?!\))|mark_safe\((?!\))|template\.HTML\("
)
_PART_OF_SQL = re.compile(
    r"(?i)\b(?:select|set|where|from|into|update|table|join|(?:order|group|sort) by)\s[^;\n]{0,60}"
    r"(?:\$?\{(?![^{}\n]*(?:placeholder|\?))[^{}\n]*[a-z]|\{\}|%s\b|%\("
    r"|[\"'`]{1,3}\s*[+%.]\s*[a-z(])"
    r"|\border_?by\((?!\s*\w+\.\w+\s*\))\s*[a-z(]|\b(?:orderByRaw|raw)\(|\bORDER\("
    r"|[\"'` ](?:asc|desc)\b[^\n]*\{"
)
_BODY = (
    r"(?:(?:await )?(?:req|request|ctx\.request|self\.request)\.(?:json|data|form|POST|body"
    r"|get_json|args|query|values)(?:\(\))?|body|payload|data|form|fields|changes|input|attrs|patch|params"
    r"|values|dto"
    r"|\w+\.(?:dict|model_dump|items)\()"
)
_COPIED = re.compile(
    rf"\*\*\s?\(?{_BODY}|\bsetattr\([\w.]+,\s*(?![\"'])\w|__dict__\.update|\.update\(\s*{_BODY}"
    rf"|Object\.assign\([^,()\n]+,\s*\(?{_BODY}|\.\.\.\s?\(?{_BODY}"
    r"|\.(?:create|set|assign|insert|updateOne|update|findByIdAndUpdate|findOneAndUpdate|insertOne"
    rf"|merge|fill|save|add)\([^()\n]{{0,60}}\b{_BODY}"
    r"|copyProperties|setProperty\(|readerForUpdating|(?:Decode|BindJSON|BodyParser|Bind)\(&"
    r"|[A-Z]\w*\([^()\n]{0,40}\brequest\.(?:POST|data|json|form)\b|\}\s*=\s*req\.body"
    r"|(?s:@RequestBody.{1,400}\.save\()"
)
_REQUESTED = re.compile(
    r"\b(?:req|request)\.(?:json|data|form|POST|body|get_json)|\br\.Body\b|@RequestBody|BindJSON\("
    r"|\bc\.Bind|BodyParser\(|HttpServletRequest|get_json\("
    r"|\b(?:app|router|api|bp|blueprint|\w+_router)\.(?:post|put|patch|route)\(|@(?:Post|Put|Patch)"
)
_TOKEN_READ = re.compile(
    r"(?is)(?=.*(?:jwt|jws|claims|token\b|bearer))"
    r"(?=.*(?:code\w*(?:<[^()\n]*>)?\(|parse\w*\(|\bloads\(|split\([\"'`]\.|verif\w*\(|getBody\())"
)
_SIGNED_READ = re.compile(
    r"(?is)(?=.*(?:verif\w*\(|compare_digest|timingsafeequal|hmac))"
    r"(?=.*(?:\bloads?\(|json\(|json\.parse|readvalue\(|unmarshal\())"
)
_ROUND = re.compile(
    r"(?m)^[ \t]*(?:async\s+)?(?:while|for|until)\b|\b(?:while|for)\s*\(|\b(?:for|loop)\s*\{"
    r"|\bset(?:Interval|Timeout)\b|(?i:\bretry\w*\(|@[\w.]*retry)"
)


def pieces(code: str) -> Iterator[tuple[str, str]]:
    """Each definition of `code` as its name and its text up to the next one; what stands before
    the first has no name."""
    heads = list(_HEAD.finditer(code))
    yield "", code[: heads[0].start()] if heads else code
    for n, head in enumerate(heads):
        name = head["named"] or head["arrow"] or head["method"]
        end = heads[n + 1].start() if n + 1 < len(heads) else len(code)
        yield name, code[head.start() : end]


def asks_and_acts(code: str) -> bool:
    """A definition named like a question, with an effect in its own lines."""
    return any(_QUESTION.match(name) and _EFFECT.search(text) for name, text in pieces(code))


def commits_again(code: str) -> bool:
    """One definition commits or writes twice, or in a loop."""
    return any(_again(text) for _, text in pieces(code))


def _again(text: str) -> bool:
    found = [match.start() for match in _COMMITS.finditer(text)]
    loop = _LOOP.search(text)
    return len(found) > 1 or bool(loop and found and found[-1] > loop.start())


def pastes_into_markup(code: str) -> bool:
    """A value is put beside a tag of HTML, or taken as HTML, where words of users are at hand."""
    return bool(_MARKUP.search(code) and _OF_USERS.search(code))


def pastes_into_sql(code: str) -> bool:
    """A value is pasted into SQL, or orders its rows."""
    return bool(_PART_OF_SQL.search(code))


def copies_a_body(code: str) -> bool:
    """What a request carries is copied as a whole."""
    return bool(_COPIED.search(code) and _REQUESTED.search(code))


def reads_what_is_signed(code: str) -> bool:
    """One definition reads a token, or data beside a signature."""
    return any(_TOKEN_READ.match(text) or _SIGNED_READ.match(text) for _, text in pieces(code))


def goes_round(code: str) -> bool:
    """The code has a loop or a timer, or calls what it defines."""
    named = Counter(re.findall(r"\w+", code))
    return bool(_ROUND.search(code)) or any(named[name] > 1 for name, _ in pieces(code) if name)


SHAPES: Mapping[str, Callable[[str], bool]] = {
    "asks-and-acts": asks_and_acts,
    "commits-again": commits_again,
    "copies-a-body": copies_a_body,
    "goes-round": goes_round,
    "pastes-into-markup": pastes_into_markup,
    "pastes-into-sql": pastes_into_sql,
    "reads-what-is-signed": reads_what_is_signed,
}
