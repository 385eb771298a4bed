"""A kit that is not whole, or not for this machine, is refused in one line."""

import ast
import hashlib
import json
import os
import re
import subprocess
import sys

import pytest

from kit.check import here
from tests.kit.tiny import ROOT


def check(kit, *more):
    """By the kit's own file, as `install.sh` does."""
    argv = [sys.executable, "-I", str(ROOT / "kit" / "check.py"), str(kit), *map(str, more)]
    done = subprocess.run(argv, capture_output=True, text=True)
    assert len((done.stdout + done.stderr).splitlines()) == 1
    return done.returncode, done.stdout + done.stderr


def signed_again(kit, **changes):
    """`kit.json` changed, and the sums made to agree: what somebody may do, and no damage."""
    about = {**json.loads((kit / "kit.json").read_text()), **changes}
    (kit / "kit.json").write_text(json.dumps(about))
    digest = hashlib.sha256((kit / "kit.json").read_bytes()).hexdigest()
    lines = (kit / "SHA256SUMS").read_text().splitlines()
    kept = [f"{digest}  kit.json" if line.endswith("  kit.json") else line for line in lines]
    (kit / "SHA256SUMS").write_text("\n".join(kept) + "\n")


def test_a_whole_kit_says_what_it_is_for(kit):
    code, said = check(kit, "--lock", kit.parent / "lock")
    assert code == 4  # no lock there

    code, said = check(kit)
    assert code == 0
    python = "{}.{}".format(*sys.version_info[:2])
    assert (
        f"Seatrial 0.0.7, commit {json.loads((kit / 'kit.json').read_text())['commit'][:12]}"
        in said
    )
    assert f"for {here()['implementation']} {python} on {here()['system']}" in said


def damage(kit):
    path = kit / "wheels" / "chain-1.0-py3-none-any.whl"
    path.write_bytes(path.read_bytes()[:-1])


def link(kit):
    path = kit / "wheels" / "chain-1.0-py3-none-any.whl"
    path.rename(kit.parent / "elsewhere.whl")
    path.symlink_to(kit.parent / "elsewhere.whl")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (damage, "'wheels/chain-1.0-py3-none-any.whl' is not as SHA256SUMS lists it"),
        (lambda kit: (kit / "NOTICE").unlink(), "'NOTICE' is missing from the kit"),
        (lambda kit: (kit / "wheels" / "x.whl").write_bytes(b""), "'wheels/x.whl' is in the kit"),
        (lambda kit: (kit / "more").mkdir() or os.mkfifo(kit / "more" / "pipe"), "no regular file"),
        (link, "'wheels/chain-1.0-py3-none-any.whl' in the kit is no regular file"),
        (lambda kit: (kit / "SHA256SUMS").write_text("?\n"), "line 1 of SHA256SUMS is no checksum"),
        (lambda kit: (kit / "SHA256SUMS").write_text(""), "and SHA256SUMS does not list it"),
    ],
)  # fmt: skip
def test_a_kit_that_is_not_whole_is_refused(kit, change, said):
    change(kit)
    code, told = check(kit)
    assert code == 4
    assert said in told
    assert "copy the kit again" in told


def test_several_faults_are_counted(kit):
    for path in (kit / "wheels").iterdir():
        path.unlink()
    assert "'wheels/anchor-1.0-py3-none-any.whl' (and 2 more) is missing" in check(kit)[1]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"python": "3.99"}, r"for CPython 3.99 on"),
        ({"machine": "vax"}, r"Linux vax|Darwin vax"),
        ({"system": "VMS"}, r"on VMS"),
        ({"implementation": "PyPy"}, r"for PyPy"),
        ({"libc": "diet"}, r"with diet"),
        ({"least": "999.1"}, r"999\.1 or newer"),
    ],
)
def test_a_kit_for_another_machine_is_refused(kit, change, said):
    signed_again(kit, **change)
    code, told = check(kit)
    assert code == 4
    assert re.search(said, told)
    assert "make a kit on a machine like this one" in told


def test_a_kit_of_another_form_is_refused(kit):
    signed_again(kit, format="seatrial.kit/2")
    assert check(kit)[0] == 4


def test_a_kit_of_another_lock_is_refused(made_once, kit):
    lock = made_once / "clone" / "requirements" / "run.txt"
    assert check(kit, "--lock", lock)[0] == 0
    other = kit.parent / "run.txt"
    other.write_text(lock.read_text() + "# more\n")
    code, told = check(kit, "--lock", other)
    assert code == 4
    assert "asks for something else; unpack the source that lies in the kit" in told


@pytest.mark.parametrize("name", ["SHA256SUMS", "kit.json"])
def test_another_folder_is_no_kit(kit, name):
    (kit / name).unlink()
    code, told = check(kit)
    assert (code, f"is no whole kit: it has no {name}" in told) == (2, True)


def test_a_folder_that_is_not_there_is_named(tmp_path):
    code, told = check(tmp_path / "nowhere")
    assert (code, "no such folder: " in told) == (2, True)


def test_a_signature_beside_the_sums_is_no_stranger(kit):
    (kit / "SHA256SUMS.sig").write_text("-----BEGIN SSH SIGNATURE-----\n")
    assert check(kit)[0] == 0


def test_an_old_python_can_read_the_check():
    source = (ROOT / "kit" / "check.py").read_text()
    ast.parse(source, feature_version=(3, 6))
