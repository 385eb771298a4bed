"""Whether a link inside the repository leads somewhere.

Precision first: links that a website, a template or a forge resolves in its own way are left out.
"""

import posixpath
import re
from dataclasses import dataclass
from functools import cached_property

from pathspec import GitIgnoreSpec

from seatrial.evidence.documents import Link
from seatrial.evidence.survey import Survey
from seatrial.snapshot.model import Mode

_ELSEWHERE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{1,30}:|//|#|$|\?")
_TEMPLATE = re.compile(r"\{\{|\{%|\$\{|<|%\w+%|\$\w|\{\w+\}|\[\w+\]|@\w+@")
# Pages that a forge makes beside the tree: `../../issues` in a README is a link to one.
_FORGE = re.compile(
    r"(\.\./)+(issues|pulls?|wiki|releases|actions|discussions|commits?|compare|tags|security|tree"
    r"|blob|raw|milestones?|labels|projects|graphs|network|stargazers|fork|edit|new|workflows"
    r"|-/|merge_requests|packages|deployments|branches|pulse|contributors)(/|$|\?|#)"
)
_SITE = re.compile(
    r"(.*/)?(mkdocs\.ya?ml|docusaurus\.config\.\w+|_config\.(ya?ml|toml)|conf\.py|book\.toml"
    r"|hugo\.\w+|config\.toml|astro\.config\.\w+|\.vitepress/config\.\w+|antora\.yml|sidebars\.\w+"
    r"|\.vuepress/config\.\w+|zensical\.toml|mint\.json|docs\.json|_toctree\.yml|next\.config\.\w+"
    r"|gatsby-config\.\w+|_quarto\.yml|myst\.yml|SUMMARY\.md|index\.rst|_sidebar\.md|\.nojekyll)"
)
_NOT_A_PAGE = re.compile(
    r"(.*/)?(\.github/|issue_template|pull_request_template|templates?/|skeletons?/|scaffold\w*/"
    r"|archetypes?/|boilerplate/|node_modules/|\.changeset/)|.*(\{\{|\{%|__)|.*\.(tmpl|tpl|j2)\b",
    re.IGNORECASE,
)
# `[Dummy](sympy.core.symbol.Dummy)`: Sphinx looks such names up among the objects that it knows.
_OBJECT = re.compile(
    r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)+(?<!\.(md|py|js|go|sh))(?<!\.(rst|txt|png|svg|jpg|pdf"
    r"|yml|xml|csv))(?<!\.(html|json|toml|yaml|jpeg))"
)
# A page that is not translated is taken from the English ones.
_LANGUAGE = re.compile(r"/[a-z]{2}(-[A-Za-z]{2,4})?/")
_ENDINGS = (
    *("", ".md", ".mdx", ".markdown", ".rst", ".html", ".ipynb", ".qmd"),
    *("/index.md", "/index.mdx", "/index.html", "/index.rst", "/_index.md"),
    *("/README.md", "/readme.md"),
)


@dataclass(frozen=True)
class Targets:
    """Answers for the links of one survey."""

    survey: Survey

    def judged(self, path: str, link: Link) -> bool:
        """True when the link must lead to a path of the repository."""
        target = link.target.strip()
        if _ELSEWHERE.match(target) or _TEMPLATE.search(target) or _FORGE.match(target):
            return False
        if _NOT_A_PAGE.match(path):
            return False
        if self.in_site(path) and (target.startswith("/") or not _has_ending(target)):
            return False
        if self.in_site(path) and _OBJECT.fullmatch(target):
            return False
        if target.startswith("/") and self._sites:
            return False
        resolved = self.resolve(path, target)
        if resolved is None or self.generated(resolved):
            return False
        # `call it as [f](x)` is prose: a bare word counts when it is there, or looks like a file.
        return bool(re.search(r"[./]", target)) or target.isupper() or self.exists(resolved)

    def resolve(self, path: str, target: str) -> str | None:
        """The path that `target` means in the document at `path`; None when it leaves the tree."""
        plain = re.split(r"[?#]", target.strip(), maxsplit=1)[0]
        plain = re.sub(r":\d+(-\d+)?$", "", plain)
        if plain.startswith("/"):
            return posixpath.normpath(plain).strip("/")
        resolved = posixpath.normpath(posixpath.join(posixpath.dirname(path), plain))
        if resolved == ".." or resolved.startswith("../"):
            return None
        return "" if resolved == "." else resolved

    def leads_somewhere(self, path: str, target: str) -> bool:
        resolved = self.resolve(path, target)
        if resolved is None or self.exists(resolved):
            return True
        return self.in_site(path) and self._in_site_exists(path, target)

    def exists(self, path: str) -> bool:
        """True for a file, a folder, or what lies behind a link, a submodule or an ignore rule."""
        snapshot = self.survey.snapshot
        if path in snapshot.folders or snapshot.find(path):
            return True
        return any(path == p or path.startswith(p + "/") for p in self._unseen)

    def _in_site_exists(self, path: str, target: str) -> bool:
        """A website serves `guide.md` as `guide/` or `guide.html`: try from both levels."""
        page = path.rsplit(".", 1)[0]
        for base in (path, f"{page}/index", *(f"{root}/x" for root in self._sites)):
            resolved = self.resolve(base, target)
            if resolved is None:
                return True
            plain = re.sub(r"\.(html?|md|mdx|rst)$", "", resolved)
            original = _LANGUAGE.sub("/en/", f"/{plain}", count=1)[1:]
            if any(self.exists(p + ending) for p in (plain, original) for ending in _ENDINGS):
                return True
        return False

    def in_site(self, path: str) -> bool:
        """True for a document that a website generator publishes."""
        if path.count("/") == 0 or path.rsplit("/", 1)[-1].lower() == "readme.md":
            return False
        folders = ("docs/", "doc/", "website/", "site/", "content/", "pages/", "documentation/")
        under = any(path.startswith(root + "/") for root in self._sites if root)
        return under or (bool(self._sites) and any(f in path for f in folders))

    def generated(self, path: str) -> bool:
        """True for what git is told to ignore: a build makes it."""
        return bool(path) and any(map(self._ignores.match_file, (path, f"{path}.md", f"{path}/")))

    @cached_property
    def _ignores(self) -> GitIgnoreSpec:
        found = self.survey.snapshot.named(r"\.gitignore")
        return GitIgnoreSpec.from_lines(self.survey.snapshot.lines(found[0].path) if found else [])

    @cached_property
    def _sites(self) -> tuple[str, ...]:
        """Folders that hold the configuration of a website generator."""
        found = (e.path for e in self.survey.snapshot.texts if _SITE.fullmatch(e.path))
        return tuple(sorted({posixpath.dirname(path) for path in found}))

    @cached_property
    def _unseen(self) -> tuple[str, ...]:
        """Paths whose content is not part of the snapshot: below them anything may be."""
        snapshot = self.survey.snapshot
        links = [e.path for e in snapshot.entries if e.mode in {Mode.LINK, Mode.FOLDER}]
        outside = [path.rstrip("/") for path, _ in snapshot.manifest.outside]
        modules = snapshot.named(r"\.gitmodules")
        text = snapshot.source(modules[0].path) if modules else ""
        return tuple(links + outside + re.findall(r"(?m)^\s*path\s*=\s*(\S+)", text))


def _has_ending(target: str) -> bool:
    plain = re.split(r"[?#]", target, maxsplit=1)[0]
    return "." in plain.rstrip("/").rsplit("/", 1)[-1].strip(".")
