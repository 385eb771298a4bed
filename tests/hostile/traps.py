"""Code that runs when somebody imports, configures, builds, installs or lists the tree.

Each trap leaves a file of its own name, the canary. `fire` is what sets it off: a test shows that
each of these traps works, so that a canary which is silent after an audit says something.
"""

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.hostile.pen import Pen

PYTHON = (sys.executable, "-c")


@dataclass(frozen=True)
class Trap:
    """`files` are what it lays; `fire` is an argv that sets it off in the tree, empty where the
    program that would do it is not at hand."""

    name: str
    files: dict[str, str] = field(default_factory=dict)
    fire: Sequence[str] = ()


def traps(pen: Pen) -> list[Trap]:
    """Every trap but those of git, which need a repository."""
    return [*_imported(pen), *_configured(pen), *_built(pen), *_fetched(pen)]


def _python(pen: Pen, name: str) -> str:
    return f'open({pen.canary(name)!r}, "w").close()\n'


def _shell(pen: Pen, name: str) -> str:
    return f": > {pen.canary(name)}"


def _imported(pen: Pen) -> list[Trap]:
    """Where an interpreter finds them, in a folder that it stands in or is pointed at."""
    names = ("conftest", "sitecustomize", "usercustomize", "trap_plugin", "seatrial", "json")
    modules = [
        Trap(name, {f"{name}.py": _python(pen, name)}, (*PYTHON, f"import {name}"))
        for name in names
    ]
    pth = f"import os; {_python(pen, 'pth')}"
    site = 'import site; site.addsitedir(".")'
    return [
        *modules,
        Trap("setup", {"setup.py": _python(pen, "setup")}, (sys.executable, "setup.py")),
        Trap("pth", {"trap.pth": pth}, (*PYTHON, site)),
        Trap("noxfile", {"noxfile.py": _python(pen, "noxfile")}, (*PYTHON, "import noxfile")),
        Trap("pythonstartup", {".pythonrc": _python(pen, "pythonstartup")}),
        Trap("main", {"__main__.py": _python(pen, "main")}, (sys.executable, ".")),
    ]


def _configured(pen: Pen) -> list[Trap]:
    """What tools are told by files of the tree."""
    quiet = "[bandit]\nskips: B602,B608\nexclude: /\n"
    return [
        Trap("ruff.toml", {"ruff.toml": 'extend = "/dev/zero"\nexclude = ["**"]\n'}),
        Trap("bandit", {".bandit": quiet}),
        Trap("shellcheckrc", {".shellcheckrc": "disable=all\nexternal-sources=true\n"}),
        Trap("hadolint", {".hadolint.yaml": "ignored: [DL3006, DL3007]\n"}),
        Trap("zizmor", {"zizmor.yml": "rules:\n  unpinned-uses:\n    disable: true\n"}),
        Trap("secrets", {".secrets.baseline": json.dumps({"plugins_used": [], "results": {}})}),
        Trap("editorconfig", {".editorconfig": "root = true\n"}),
        Trap("chroma", {".env": f"CHROMA_SERVER_HOST={pen.home('chroma')}\n"}),
    ]


def _built(pen: Pen) -> list[Trap]:
    scripts = {name: _shell(pen, "npm") for name in ("preinstall", "postinstall", "prepare")}
    return [
        Trap("make", {"Makefile": f"all:\n\t@{_shell(pen, 'make')}\n"}, ("make",)),
        Trap("npm", {"tools/package.json": json.dumps({"name": "t", "scripts": scripts})}),
        Trap("precommit", {".pre-commit-config.yaml": "repos: []\n"}),
        Trap("direnv", {".envrc": _shell(pen, "direnv") + "\n"}, ("sh", "./.envrc")),
        Trap("vscode", {".vscode/tasks.json": json.dumps({"tasks": [_shell(pen, "vscode")]})}),
        Trap("cargo", {"tools/build.rs": f"// {_shell(pen, 'cargo')}\nfn main() {{}}\n"}),
    ]


def _fetched(pen: Pen) -> list[Trap]:
    """Addresses that a parser, renderer, installer or client might ask."""
    entity = (
        f'<?xml version="1.0"?>\n<!DOCTYPE x [<!ENTITY e SYSTEM "{pen.home("xxe")}">]>\n'
        '<testsuite tests="1"><testcase name="a">&e;</testcase></testsuite>\n'
    )
    return [
        Trap("xxe", {"reports/entity.xml": entity}),
        Trap("schema", {"config/app.json": json.dumps({"$schema": pen.home("schema")}) + "\n"}),
        Trap("include", {"config/ci.yml": f"include: {pen.home('include')}\n"}),
        Trap("index", {"config/pip.conf": f"[global]\nindex-url = {pen.home('pip')}\n"}),
        Trap("npmrc", {"tools/.npmrc": f"registry={pen.home('npm')}\n"}),
        Trap("ollama", {"config/ollama.env": f"OLLAMA_HOST={pen.home('ollama')}\n"}),
        Trap("image", {"docs/remote.md": f"# Remote\n\n![i]({pen.home('image.png')})\n"}),
        Trap("modules", {".gitmodules": f'[submodule "m"]\n\tpath = m\n\turl = {pen.home("m")}\n'}),
    ]


def git_traps(pen: Pen) -> list[Trap]:
    """Programs that git starts because the repository says so. `files` lie below `.git`."""

    def value(name: str) -> str:
        return f'"{_shell(pen, name)};"'

    config = (
        "[core]\n\trepositoryformatversion = 0\n\tbare = false\n"
        f"\tfsmonitor = {value('fsmonitor')}\n\tpager = {value('pager')}\n"
        f"\tsshCommand = {value('ssh')}\n\thooksPath = .git/hooks\n\teditor = {value('editor')}\n"
        f'[filter "trap"]\n\tclean = {value("filter")}\n\tsmudge = {value("smudge")}\n'
        f'[diff "trap"]\n\ttextconv = {value("textconv")}\n\tcommand = {value("diff")}\n'
        f"[credential]\n\thelper = {value('credential')}\n[include]\n\tpath = /dev/zero\n"
        f'[remote "origin"]\n\turl = ext::sh -c {value("ext")}\n'
    )
    hook = f"#!/bin/sh\n{_shell(pen, 'hook')}\n"
    hooks = {f"hooks/{name}": hook for name in ("post-checkout", "pre-commit", "post-index-change")}
    return [
        Trap("fsmonitor", {"config": config.replace("[include]\n\tpath = /dev/zero\n", "")},
             ("git", "status")),
        Trap("hook", hooks, ("sh", ".git/hooks/pre-commit")),
        Trap("attributes", {"info/attributes": "* filter=trap diff=trap\n"}),
    ]  # fmt: skip
