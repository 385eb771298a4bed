"""The certificate in Markdown: every value is escaped unless a filter says how it is meant."""

from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from jinja2 import DictLoader, Environment, StrictUndefined
from markupsafe import Markup

from seatrial.certificate.kept import kept
from seatrial.certificate.model import Certificate
from seatrial.certificate.render.trust import trust
from seatrial.certificate.said import said_of
from seatrial.certificate.signers import ROLES, Signer, as_signed, unsigned
from seatrial.escape import markdown, markdown_code, visible
from seatrial.evidence.finding import Finding
from seatrial.evidence.model import Place
from seatrial.gates.model import Status

_MARK = {
    Status.PASS: "✅ PASS",
    Status.FAIL: "❌ FAIL",
    Status.PENDING: "⏳ PENDING",
    Status.WAIVED: "📝 WAIVED",
    Status.NOT_APPLICABLE: "➖ N/A",
}
_MOST_LEFT = 20


def render_markdown(certificate: Certificate, signers: Sequence[Signer] = ()) -> str:
    """The whole document, with a line end at its end. `signers` are those who have signed it."""
    values = {
        "c": as_signed(certificate, signers),
        "signers": signers,
        "unsigned": unsigned(ROLES, signers),
        "said": {key: word.text for key, word in said_of(certificate).items()},
        "most_left": _MOST_LEFT,
        "kept": kept(certificate),
        **trust(certificate),
        "findings": _in_order(certificate),
        "stands": certificate.since.order if certificate.since else {},
    }
    return _environment().get_template("certificate.md").render(**values)


@cache
def _environment() -> Environment:
    """Compiled once: that takes longer than to render."""
    source = (files("seatrial.certificate.render") / "templates" / "certificate.md.j2").read_text(
        encoding="utf-8"
    )
    # `Markup` only means "already escaped for this sink" here; the sink is Markdown, not HTML.
    environment = Environment(
        loader=DictLoader({"certificate.md": source}),
        autoescape=False,
        finalize=_escaped,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        undefined=StrictUndefined,
    )
    environment.filters.update(
        code=lambda text: Markup(markdown_code(str(text))),
        mark=lambda status: Markup(_MARK[status]),
        place=lambda place: Markup(markdown_code(_where(place))),
        quote=lambda place: Markup(_fenced(place.quote)),
        short=lambda digest: Markup(markdown_code(str(digest)[:12])),
        moment=lambda time: f"{time:%Y-%m-%d %H:%M:%S} UTC",
    )
    return environment


def _in_order(certificate: Certificate) -> list[Finding]:
    """Those that touch the change first, when there is one; else as they are."""
    if certificate.since is None:
        return list(certificate.findings)
    by_id = {f.id: f for f in certificate.findings}
    return [by_id[name] for name in certificate.since.order]


def _escaped(value: object) -> object:
    return value if isinstance(value, Markup) else Markup(markdown(str(value)))


def _where(place: Place) -> str:
    if place.line_end > place.line_start:
        return f"{place.path}:{place.line_start}-{place.line_end}"
    return f"{place.path}:{place.line_start}"


def _fenced(quote: str) -> str:
    """A quote as an indented code block: no content can end it early."""
    return "\n".join(f"      {visible(line)}" for line in quote.split("\n"))
