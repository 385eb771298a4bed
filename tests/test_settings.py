from pathlib import Path

import pytest

from seatrial.errors import UsageError
from seatrial.settings import Depth, LogFormat, load_settings


def config(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "config.toml"
    path.write_text(text)
    return path


def test_a_flag_beats_the_file_which_beats_the_default(tmp_path):
    path = config(tmp_path, 'environment = "staging"\nlog_format = "json"\n')
    settings = load_settings(path, {"environment": "development", "log_format": None})
    assert settings.environment == "development"
    assert settings.log_format is LogFormat.JSON
    assert settings.depth is Depth.STANDARD


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('ouput = "x"\n', "unknown key 'ouput' in {path}; did you mean 'output'?"),
        ("zzz = 1\n", "unknown key 'zzz' in {path}; known: state, output, depth, budget, model"),
        (
            'depth = "abyssal"\n',
            "depth = 'abyssal' is not accepted: input should be 'quick', 'standard' or 'deep'",
        ),
        ("depth = \n", "configuration {path} cannot be read: Invalid value"),
    ],
)
def test_a_bad_file_is_refused_in_one_line(tmp_path, text, said):
    path = config(tmp_path, text)
    with pytest.raises(UsageError) as caught:
        load_settings(path, {})
    assert str(caught.value).startswith(said.format(path=repr(str(path))))
    assert "\n" not in str(caught.value)


def test_a_named_file_must_exist(tmp_path):
    with pytest.raises(UsageError, match="no configuration file at"):
        load_settings(tmp_path / "none.toml", {})


def test_a_state_folder_is_absolute_for_the_children_that_read_from_it(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "config.toml").write_text('state = "kept"\n')

    assert load_settings(tmp_path / "config.toml", {}).state == tmp_path / "kept"
    assert load_settings(tmp_path / "config.toml", {"state": Path("s")}).state == tmp_path / "s"
