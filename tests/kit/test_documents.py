"""What docs/air-gap.md, the kit's README and the Makefile say can be typed."""

import re
import subprocess

import pytest
import typer

from seatrial.cli import app
from tests.kit.tiny import ROOT

AIR_GAP = (ROOT / "docs" / "air-gap.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
SAID = {"README.txt": (ROOT / "kit" / "README.txt").read_text(), "air-gap.md": AIR_GAP}


def make(*words):
    argv = ["make", "-C", str(ROOT), *map(str, words)]
    return subprocess.run(argv, capture_output=True, text=True)


@pytest.mark.parametrize("text", SAID.values(), ids=SAID)
def test_targets_and_variables_of_make_are_there(text):
    for target, rest in re.findall(r"(?:^|`|: )make ([a-z]+)((?: [A-Z]+=[^\s`]+)*)", text, re.M):
        assert re.search(rf"^{target}:", MAKEFILE, re.MULTILINE), target
        for variable in re.findall(r"([A-Z]+)=", rest):
            assert re.search(rf"^{variable} \?=", MAKEFILE, re.MULTILINE), variable


@pytest.mark.parametrize("text", SAID.values(), ids=SAID)
def test_commands_and_options_of_seatrial_are_there(text):
    top = typer.main.get_command(app)
    for line in re.findall(r"(?:^|[`/])seatrial ([a-z].*?)(?:`|\n|$)", text, re.MULTILINE):
        words = line.split()
        command = top
        while words and words[0] in getattr(command, "commands", {}):
            command = command.commands[words.pop(0)]
        assert command is not top, line
        known = {o for p in command.params for o in p.opts}
        assert {w for w in words if w.startswith("--")} <= known, line


def test_what_the_table_says_is_said():
    ours = "".join((ROOT / "kit" / name).read_text() for name in ("check.py", "install.sh"))
    ours = re.sub(r'"\n\s+f?"', "", ours).replace("{SUMS}", "SHA256SUMS")
    rows = re.findall(r"^\| (`.*?`) \| [24] \|", AIR_GAP, re.MULTILINE)
    told = [part for row in rows for said in row.split("`, `") for part in said.split("…")]
    parts = [part.strip("` ").removeprefix("is ") for part in told]
    assert len(parts) > 8
    assert [part for part in parts if part not in ours] == []


def test_every_file_of_a_kit_is_told(made_once):
    for path in (made_once / "made").iterdir():
        name = path.name.replace("0.0.7", "VERSION") + "/" * path.is_dir()
        assert name in AIR_GAP or path.name in ("LICENSE", "NOTICE"), name
        if path.name != "README.txt":
            assert path.name in (made_once / "made" / "README.txt").read_text(), name


def test_make_refuses_a_damaged_kit_and_sets_nothing_up(kit, tmp_path):
    (kit / "LICENSE").write_text("changed")
    done = make("audit", f"KIT={kit}", f"VENV={tmp_path / 'venv'}", f"REPO={tmp_path}")
    assert done.returncode == 2
    assert done.stderr.startswith("seatrial: 'LICENSE' is not as SHA256SUMS lists it")
    assert not (tmp_path / "venv").exists()


def test_make_refuses_a_kit_of_another_lock(kit, tmp_path):
    done = make("audit", f"KIT={kit}", f"VENV={tmp_path / 'venv'}", f"REPO={tmp_path}")
    assert "'./requirements/run.txt' asks for something else" in done.stderr
    assert not (tmp_path / "venv").exists()


def test_make_asks_no_index_where_there_is_a_kit_and_no_kit_to_make_one(tmp_path):
    place = f"VENV={tmp_path / 'venv'}"
    audit = make("-n", "audit", "KIT=a kit", place).stdout
    assert f'sh kit/install.sh "{tmp_path / "venv"}" --kit "a kit" --source .' in audit
    assert "pip" not in audit
    written = make("-n", "kit", "KIT=a kit", "WEIGHTS=no", place).stdout
    assert '-m kit "a kit" --without-weights' in written
    assert "install.sh" not in written
