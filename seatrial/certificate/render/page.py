"""Pages in HTML that need nothing but themselves: every text escaped, no script, a strict CSP."""

import base64
import hashlib
import re
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from seatrial.escape import visible
from seatrial.evidence.model import Place

_DRAFT, _SIGNED = '"Draft, not signed"', '"signed: verify certificate.intoto.jsonl"'
_NOT_IN_ANCHORS = re.compile(r"[^A-Za-z0-9._-]")


def render_page(template: str, values: Mapping[str, Any], *, signed: bool) -> str:
    """The page that `template` makes of `values`, its style sheet within; in print each sheet says
    at its foot whether the certificate is signed."""
    style = _template("page.css")
    style = style.replace(_DRAFT, _SIGNED) if signed else style
    page = {"style": Markup(style), "policy": _policy(style)}
    return _environment().get_template(template).render(**values, **page)


def _policy(style: str) -> str:
    """Nothing may be loaded or run; of styles only the one with this hash is applied."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def _template(name: str) -> str:
    folder = files("seatrial.certificate.render") / "templates"
    return (folder / name).read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    """Compiled once: that takes longer than to render."""
    environment = Environment(
        loader=FunctionLoader(_template),
        autoescape=True,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    environment.filters.update(
        anchor=anchor,
        lines=_lines,
        moment=_moment,
        place=place,
        short=lambda digest: str(digest)[:12],
        thousands=lambda n: f"{n:,}".replace(",", "\N{NARROW NO-BREAK SPACE}"),
    )
    return environment


def _shown(value: object) -> object:
    """What autoescape then escapes: nothing invisible, all on one line."""
    return value if isinstance(value, Markup) else visible(str(value))


def anchor(name: object) -> str:
    """`name` as an id in the page."""
    return _NOT_IN_ANCHORS.sub("-", str(name))


def place(at: Place) -> str:
    """Path and lines, as people write them."""
    end = f"-{at.line_end}" if at.line_end > at.line_start else ""
    return f"{at.path}:{at.line_start}{end}"


def _lines(quote: str) -> list[str]:
    return quote.split("\n")


def _moment(time: datetime) -> str:
    return f"{time:%Y-%m-%d %H:%M:%S} UTC"
