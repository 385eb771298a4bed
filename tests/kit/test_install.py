"""`install.sh`, really run: a virtual environment of a kit, with nothing else to take from."""

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.kit.tiny import ROOT

HOSTILE_PIP = {"PIP_INDEX_URL": "http://127.0.0.1:9/", "PIP_EXTRA_INDEX_URL": "http://127.0.0.1:9/"}


def install(script, *arguments, home, **more):
    environment = {"PATH": os.environ["PATH"], "HOME": str(home), "PYTHON": sys.executable, **more}
    argv = ["sh", str(script), *map(str, arguments)]
    return subprocess.run(argv, capture_output=True, text=True, env=environment, cwd=home)


def environment_with_pip(folder):
    """As `python -m venv` makes it, with the pip that runs here: unpacking one takes seconds."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    pip = Path(importlib.util.find_spec("pip").origin).parent
    packages = next(folder.glob("lib/python*/site-packages"))
    for each in (pip, *pip.parent.glob("pip-*.dist-info")):
        shutil.copytree(each, packages / each.name)


def test_the_script_is_posix():
    subprocess.run(["sh", "-n", str(ROOT / "kit" / "install.sh")], check=True)
    if shellcheck := shutil.which("shellcheck", path=os.path.dirname(sys.executable)):
        subprocess.run([shellcheck, "--shell=sh", str(ROOT / "kit" / "install.sh")], check=True)


def test_a_kit_is_installed_from_itself_alone(kit, tmp_path):
    target = tmp_path / "sea trial"
    environment_with_pip(target)
    done = install(kit / "install.sh", target, home=tmp_path, **HOSTILE_PIP)

    assert done.returncode == 0, done.stderr
    assert f"'{target}/bin/seatrial' audit REPO" in done.stdout
    assert f"tiny seatrial: models pull --from {kit}/weights/tiny.gguf" in done.stderr
    modules = [str(target / "bin" / "python"), "-c", "import anchor, chain, seatrial"]
    assert subprocess.run(modules).returncode == 0

    (module,) = target.glob("lib/python*/site-packages/seatrial/__init__.py")
    module.write_text("of a commit before")
    (target / "kit.sums").write_text("another kit")
    assert install(kit / "install.sh", target, home=tmp_path).returncode == 0
    assert "of a commit before" not in module.read_text()

    again = install(kit / "install.sh", target, home=tmp_path)
    assert (again.returncode, "is set up from this kit" in again.stderr) == (0, True)
    (kit / "NOTICE").write_text("changed")
    assert install(kit / "install.sh", target, home=tmp_path).returncode == 4


def test_a_damaged_kit_installs_nothing(kit, tmp_path):
    (kit / "seatrial.txt").write_text("seatrial\n")
    done = install(kit / "install.sh", tmp_path / "target", home=tmp_path)
    assert done.returncode == 4
    assert done.stderr.startswith("seatrial: 'seatrial.txt' is not as SHA256SUMS lists it")
    assert not (tmp_path / "target").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--kit"], "--kit needs a folder"),
        (["--fast"], "no option '--fast'"),
        (["--kit", "nowhere"], "no such folder: 'nowhere'"),
        (["full"], "'full' holds something else"),
    ],
)
def test_wrong_usage_is_one_line(kit, tmp_path, arguments, said):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "thesis.txt").write_text("")
    done = install(kit / "install.sh", *arguments, home=tmp_path)
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert said in done.stderr


def test_a_python_that_does_not_run_is_named(kit, tmp_path):
    done = install(kit / "install.sh", "target", home=tmp_path, PYTHON="python0.9")
    assert (done.returncode, "'python0.9' does not run" in done.stderr) == (4, True)
