#!/usr/bin/env python3
"""Checks a kit: every file is as SHA256SUMS lists it, and it was made for this machine and Python.

    python check.py KIT [--lock FILE]

`--lock` names the lock of the source that is to be set up: the kit must be of the same one.
It runs before anything is installed, and must be able to refuse an old Python in plain words:
standard library only, nothing that Python 3.6 lacks.

Exit code 0: all is well. 2: this is no kit. 4: it is not whole, or not for this machine.
"""

import argparse
import hashlib
import json
import os
import platform
import re
import sys

SUMS = "SHA256SUMS"
ABOUT = "kit.json"
FORMAT = "seatrial.kit/1"
USAGE, REFUSED = 2, 4
_LINE = re.compile(r"([0-9a-f]{64})  (\S.*)")
_PIECE = 8 * 1024 * 1024
_AGAIN = "copy the kit again"


class Refused(Exception):
    """One line for the person, and the exit code."""

    def __init__(self, code: int, said: str) -> None:
        super().__init__(said)
        self.code = code


def check(folder: str, lock: str = "") -> str:
    """One line on the kit in `folder`. Raises Refused."""
    listed = _listed(folder)
    found = _found(folder)
    _whole(folder, listed, found)
    about = _about(folder)
    _fits(about)
    if lock and _digest(lock) != about["lock"]:
        raise Refused(
            REFUSED,
            f"the kit holds what Seatrial {about['version']} (commit {about['commit'][:12]}) needs,"
            f" {lock!r} asks for something else; unpack the source that lies in the kit, or make a"
            " kit of this one",
        )
    return (
        f"{len(found)} files as {SUMS} lists them; Seatrial {about['version']}, commit"
        f" {about['commit'][:12]}, for {_named(about)}"
    )


# -- the files ----------------------------------------------------------------------------------


def _listed(folder: str) -> "dict[str, str]":
    """The digest of each file that there must be."""
    if not os.path.isdir(folder):
        raise Refused(USAGE, f"no such folder: {folder!r}; name the one that `make kit` wrote")
    for name in (SUMS, ABOUT):
        if not os.path.isfile(os.path.join(folder, name)):
            raise Refused(
                USAGE,
                f"{folder!r} is no whole kit: it has no {name}; name the folder that `make kit`"
                " wrote",
            )
    with open(os.path.join(folder, SUMS), encoding="utf-8", errors="replace") as file:
        lines = file.read().splitlines()
    listed = {}
    for number, line in enumerate(lines, 1):
        found = _LINE.fullmatch(line)
        if not found:
            raise Refused(REFUSED, f"line {number} of {SUMS} is no checksum; {_AGAIN}")
        listed[found.group(2)] = found.group(1)
    return listed


def _found(folder: str) -> "set[str]":
    """What there is, but for the sums and signatures of them. A link may lead anywhere: refused."""
    found = set()
    for place, folders, files in os.walk(folder):
        for name in folders + files:
            path = os.path.join(place, name)
            short = os.path.relpath(path, folder).replace(os.sep, "/")
            plain = os.path.isfile(path) or name in folders
            if os.path.islink(path) or not plain:
                raise Refused(REFUSED, f"{short!r} in the kit is no regular file; {_AGAIN}")
            if name in files and short != SUMS and not short.startswith(SUMS + "."):
                found.add(short)
    return found


def _whole(folder: str, listed: "dict[str, str]", found: "set[str]") -> None:
    missing = sorted(set(listed) - found)
    extra = sorted(found - set(listed))
    wrong = [n for n in sorted(found & set(listed)) if _digest_in(folder, n) != listed[n]]
    for names, said, step in (
        (missing, f"missing from the kit, though {SUMS} lists it", _AGAIN),
        (wrong, f"not as {SUMS} lists it: the kit is damaged or was changed", _AGAIN),
        (extra, f"in the kit, and {SUMS} does not list it", f"remove it, or {_AGAIN}"),
    ):
        if names:
            more = f" (and {len(names) - 1} more)" if len(names) > 1 else ""
            raise Refused(REFUSED, f"{names[0]!r}{more} is {said}; {step}")


def _digest_in(folder: str, name: str) -> str:
    return _digest(os.path.join(folder, *name.split("/")))


def _digest(path: str) -> str:
    seen = hashlib.sha256()
    try:
        with open(path, "rb") as file:
            for piece in iter(lambda: file.read(_PIECE), b""):
                seen.update(piece)
    except OSError as error:
        raise Refused(REFUSED, f"{path!r} cannot be read ({error.strerror}); {_AGAIN}") from error
    return seen.hexdigest()


# -- the machine --------------------------------------------------------------------------------


def here() -> "dict[str, str]":
    """This machine and this Python, in the words of `kit.json`."""
    libc, least = platform.libc_ver()
    return {
        "implementation": platform.python_implementation(),
        "python": "{}.{}".format(*sys.version_info[:2]),
        "system": platform.system(),
        "machine": platform.machine(),
        "libc": (libc or "musl") if platform.system() == "Linux" else "",
        "least": least if platform.system() == "Linux" else platform.mac_ver()[0],
    }


def _about(folder: str) -> "dict[str, str]":
    try:
        with open(os.path.join(folder, ABOUT), encoding="utf-8") as file:
            about = json.load(file)
        known = about["format"] == FORMAT and {*here(), "version", "commit", "lock"} <= set(about)
    except (ValueError, KeyError, TypeError):
        known = False
    if not known:
        raise Refused(
            REFUSED, f"{ABOUT} is not of the form {FORMAT!r}; use the kit's own install.sh"
        )
    return about  # type: ignore[no-any-return]


def _fits(about: "dict[str, str]") -> None:
    now = here()
    same = ("implementation", "python", "system", "machine", "libc")
    least, has = _version(about["least"]), _version(now["least"])
    if all(about[k] == now[k] for k in same) and (not least or not has or least <= has):
        return
    raise Refused(
        REFUSED,
        f"the kit is for {_named(about)} or newer; this is {_named(now)} ({sys.executable!r}); name"
        " another with PYTHON=… and a new folder, or make a kit on a machine like this one",
    )


def _version(text: str) -> "tuple[int, ...]":
    return tuple(int(n) for n in re.findall(r"\d+", text))


def _named(about: "dict[str, str]") -> str:
    system = f"{about['libc'] or about['system']} {about['least']}".strip()
    return (
        f"{about['implementation']} {about['python']} on {about['system']} {about['machine']}"
        f" with {system}"
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("kit")
    parser.add_argument("--lock", default="")
    asked = parser.parse_args()
    try:
        sys.stdout.write(f"kit: {check(asked.kit, asked.lock)}\n")
    except Refused as refused:
        sys.stderr.write(f"seatrial: {refused}\n")
        return refused.code
    return 0


if __name__ == "__main__":
    sys.exit(main())
