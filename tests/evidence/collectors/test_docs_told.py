"""Collectors of gate G8 that hold what documents tell of settings against the program."""

import pytest

from seatrial.evidence.collectors.docs import defaults_agree, env_read, options_exist
from tests.evidence.collectors.seen import outcomes, seen
from tests.trees import survey_of

UNREAD = b"\0\1\2"

# -- env-read ---------------------------------------------------------------------------------

READS = "import os\n\nPORT = os.getenv('APP_PORT', '1')\nHOST = os.environ['HOST_NAME']\n"
TABLE = "# A\n\n| Variable | Meaning |\n| --- | --- |\n| `APP_PORT` | port |\n| {} | cache |\n"
GONE = [("FAILS", "README.md:6")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (TABLE.format("`CACHE_TTL`"), GONE),
        (TABLE.format("CACHE_TTL"), GONE),
        (TABLE.replace("Variable", "Name").format("`CACHE_TTL`"), [("NOT_APPLICABLE", "")]),
        (TABLE.replace("# A", "# Environment").format("`CACHE_TTL`"), GONE),
        ("# Environment variables\n\n- `APP_PORT`: port\n\n- `CACHE_TTL`: seconds\n",
         [("FAILS", "README.md:5")]),
        ("# Settings\n\n- `APP_PORT`: port\n- `CACHE_TTL`: seconds\n", [("NOT_APPLICABLE", "")]),
        ("Set the `APP_PORT` and `APP_TTL` environment variables.\n", [("FAILS", "README.md:1")]),
        ("Set the environment variables `HOST_NAME` and `CACHE_TTL`.\n",
         [("FAILS", "README.md:1")]),
        ("```sh\nexport APP_PORT=1\nexport APP_TTL=5\n```\n", [("FAILS", "README.md:3")]),
        ("```env\nAPP_PORT=1\nAPP_TTL=5\n```\n", [("FAILS", "README.md:3")]),
    ],
)  # fmt: skip
def test_a_variable_that_documents_tell_to_set_is_read(tmp_path, text, expected):
    files = {"app.py": READS, "README.md": text}
    assert seen(env_read.collect(survey_of(tmp_path, files))) == expected


@pytest.mark.parametrize(
    "text",
    [
        TABLE.format("`HOST_NAME`"),
        TABLE.format("`APP_FILE`"),
        TABLE.format("`GITHUB_TOKEN`"),
        TABLE.format("`SENTRY_DSN`"),
        TABLE.format("`CACHE_TTL` | deprecated"),
        TABLE.format("`CACHE_TTL`") + "\nIt is put into `url: ${CACHE_TTL}`.\n",
        "Set the `APP_PORT` environment variable.\n\nSet the `CACHE_TTL` environment variable.\n",
        "Set the `APP_PORT` environment variable to `SOME_VALUE`.\n",
        "The `APP_PORT` environment variable replaced the `APP_TTL` environment variable.\n",
        "```sh\nexport APP_PORT=1\nexport LIBRARY_PATHS=/opt\nmake\n```\n",
        "```sh\nexport APP_PORT=1\nexport APP_DIR=/opt\ncd $APP_DIR\n```\n",
        "```yaml\nAPP_PORT=1\nAPP_TTL=2\n```\n",
    ],
)
def test_variables_of_others_of_the_past_and_of_the_reader_are_left_alone(tmp_path, text):
    files = {"app.py": READS, "conf.ini": "x = APP_FILE\n", "README.md": f"`APP_PORT`\n\n{text}"}
    assert outcomes(env_read.collect(survey_of(tmp_path, files))) <= {"HOLDS", "NOT_APPLICABLE"}


@pytest.mark.parametrize(
    "files",
    [
        {"app/run.sh": "echo $CACHE_TTL\n"},
        {"compose.yaml": "x:\n  - CACHE_TTL=1\n"},
        {"settings.py": "class Settings:\n    cache_ttl: int = 1\n"},
        {"settings.go": 'package a\n\nvar key = "cacheTtl"\n'},
        {"settings.py": "def get(name):\n    return os.environ['CACHE_' + name]\n"},
        {"settings.py": "def get(name):\n    return os.environ[f'{name}_TTL']\n"},
        {"settings.py": "class Settings(BaseSettings):\n    ttl: int = 1\n"},
        {"settings.py": "def get(ttl):\n    return os.getenv(f'{X}_{ttl}'.upper())\n"
                        "def own(name):\n    return os.getenv(name)\n"},
        {"requirements.txt": "cache==1.0\n"},
    ],
)  # fmt: skip
def test_a_variable_may_be_read_under_another_spelling_or_by_another_program(tmp_path, files):
    files = {"app.py": READS, "README.md": TABLE.format("`CACHE_TTL`"), **files}
    assert seen(env_read.collect(survey_of(tmp_path, files))) == [("HOLDS", "")]


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"a": "x"}, [("NOT_APPLICABLE", "")]),
        ({"app.py": READS}, [("NOT_APPLICABLE", "")]),
        ({"docs/a.md": UNREAD}, [("UNAVAILABLE", "")]),
        ({"README.md": TABLE.format("`CACHE_TTL`"), "app.py": "x = 1\n"}, [("HOLDS", "")]),
        ({"README.md": TABLE.format("`CACHE_TTL`"), "app.py": READS, "b.go": UNREAD},
         [("UNAVAILABLE", "README.md:6")]),
        ({"README.md": TABLE.format("`CACHE_TTL`"), "app.py": READS, "logo.png": UNREAD}, GONE),
        ({"README.md": TABLE.format("`HOST_NAME`"), "app.py": READS, "docs/a.md": UNREAD},
         [("UNAVAILABLE", "")]),
        ({"CHANGELOG.md": TABLE.format("`CACHE_TTL`"), "app.py": READS}, [("NOT_APPLICABLE", "")]),
        ({"docs/upgrading.md": TABLE.format("`CACHE_TTL`"), "app.py": READS},
         [("NOT_APPLICABLE", "")]),
        ({"docs/a.rst": "Environment variables\n=====================\n\n* ``APP_PORT``: port\n"
                        "* ``CACHE_TTL``: seconds\n", "app.py": READS},
         [("FAILS", "docs/a.rst:5")]),
        ({"README.md": TABLE.format("`CACHE_TTL`"), "main.go":
          'package main\n\nimport "os"\n\nvar p = os.Getenv("APP_PORT")\n'}, GONE),
        ({"README.md": TABLE.format("`CACHE_TTL`"), "main.js": "const p = process.env.APP_PORT;\n"},
         GONE),
    ],
)  # fmt: skip
def test_what_was_not_read_is_not_known_to_be_missing(tmp_path, files, expected):
    assert seen(env_read.collect(survey_of(tmp_path, files))) == expected


@pytest.mark.parametrize("text", ["`A_B`, " * 150, "`A_B " + " " * 900, "A_" * 500, "| " * 500])
def test_hostile_lines_take_no_time(tmp_path, text):
    files = {"app.py": READS, "README.md": f"# Environment variables\n\n{text}\n" * 20}
    assert "FAILS" not in outcomes(env_read.collect(survey_of(tmp_path, files)))


# -- options-exist ----------------------------------------------------------------------------

PROJECT = '[project]\nname = "ship"\n\n[project.scripts]\nship = "ship.cli:main"\n'
CLI = (
    "import argparse\n\np = argparse.ArgumentParser()\np.add_argument('--port')\n"
    "p.add_argument('--host')\np.add_argument('--log-level')\np.add_argument('--[no-]colour')\n"
    "x = '--argparse', '--ship', '--argument'\n"
)
SHIP = {"pyproject.toml": PROJECT, "ship/__init__.py": "", "ship/cli.py": CLI}
KNOWN = "# A\n\n```sh\n$ ship serve --port 1 --host a --log-level=debug\n"
LIST = "# A\n\n- `--port N`: port\n- `--host`\n- `-l`, `--log-level`: level\n"
MANY = LIST + "- `--argparse`\n- `--ship`\n- `--argument`\n"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (KNOWN + "ship serve --dry-run\n```\n", 5),
        (KNOWN + "MODE=x uv run ship serve --dry-run=yes\n```\n", 5),
        (KNOWN + "$ ship serve \\\n  --port 1 \\\n  --dry-run\n```\n", 7),
        (KNOWN + "$ ship serve --no-dry-run | tee log\n```\n", 5),
        (LIST + "- `--dry-run`: do nothing\n", 6),
        (MANY + "\n## More\n\n- `--port`: again\n- `--dry-run`: do nothing\n", 13),
        (LIST.replace("- ", "| ") + "| `--dry-run` | do nothing |\n", 6),
        (LIST.replace("- ", "### ") + "### `--dry-run`\n", 6),
    ],
)
def test_an_option_that_documents_show_is_known(tmp_path, text, line):
    found = options_exist.collect(survey_of(tmp_path, {**SHIP, "README.md": text}))
    assert seen(found) == [("FAILS", f"README.md:{line}")]


def test_a_term_of_restructured_text_lists_an_option(tmp_path):
    terms = (
        "``-p``, ``--port``\n    Port.\n\n``--host``\n    Host.\n\n``--log-level``\n    Level.\n\n"
    )
    text = f"Options\n=======\n\n{terms}``-d``, ``--dry-run``\n    Does nothing.\n"
    survey = survey_of(tmp_path, {**SHIP, "docs/use.rst": text})
    assert seen(options_exist.collect(survey)) == [("FAILS", "docs/use.rst:13")]


@pytest.mark.parametrize(
    "text",
    [
        KNOWN + "ship --help\nship --version\nship --install-completion\n```\n",
        KNOWN + "ship --no-colour\nship --with-colour\n```\n",
        KNOWN + "ship serve -- --dry-run\nship serve | less --dry-run\n```\n",
        KNOWN + "ship serve 'git push --dry-run'\nship run docker run --dry-run\n```\n",
        KNOWN + "git push --dry-run\ndocker run ship --dry-run\n```\n",
        KNOWN + "ship serve --wet-run # --dry-run\n```\n",
        KNOWN + "ship --a-b --c-d\n```\n",
        "```\nship serve --port 1 --dry-run\n```\n",
        LIST + "\n## Docker\n\n- `--dry-run`: do nothing\n",
        MANY + "\n## Docker\n\n- `--dry-run`: do nothing\n",
        LIST + "\n## More\n\n- `--port`: again\n- `--dry-run`: do nothing\n",
        LIST + "- `--dry-run`: removed in 2.0\n",
        LIST + "\n```\n- --dry-run\n```\n\n`--dry-run` is for git.\n",
    ],
)
def test_options_of_others_are_not_judged(tmp_path, text):
    files = {**SHIP, "README.md": text, "ship/run.py": "wet_run = 1\n"}
    assert seen(options_exist.collect(survey_of(tmp_path, files))) == [("HOLDS", "")]


@pytest.mark.parametrize(
    "spelling", ["dry_run = 1", "x.dryRun()", "DryRun", "'--dry-run'", "# --dry-run"]
)
def test_an_option_is_known_in_any_spelling(tmp_path, spelling):
    files = {**SHIP, "other.txt": spelling, "README.md": LIST + "- `--dry-run`: do nothing\n"}
    assert seen(options_exist.collect(survey_of(tmp_path, files))) == [("HOLDS", "")]


MAIN_GO = 'package main\n\nvar a = flag.Int("port", "host", "log-level")\n'


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"a": "x"}, [("NOT_APPLICABLE", "")]),
        ({"docs/a.md": UNREAD}, [("UNAVAILABLE", "")]),
        ({**SHIP, "README.md": LIST + "- `--dry-run`\n", "b.go": UNREAD},
         [("UNAVAILABLE", "README.md:6")]),
        ({**SHIP, "README.md": LIST, "docs/a.md": UNREAD}, [("UNAVAILABLE", "")]),
        ({**SHIP, "CHANGELOG.md": LIST + "- `--dry-run`\n"}, [("NOT_APPLICABLE", "")]),
        ({"go.mod": "module example.com/ship/v2\n", "main.go": MAIN_GO,
          "README.md": KNOWN + "ship --dry-run\n```\n"}, [("FAILS", "README.md:5")]),
        ({"package.json": '{"name": "@a/ship", "bin": "a.js"}', "a.js": CLI,
          "README.md": KNOWN + "npx ship --dry-run\n```\n"}, [("FAILS", "README.md:5")]),
        ({"Cargo.toml": '[package]\nname = "ship"\n', "src/main.rs": 'fn f() { "--port"; "host"; '
          '"log-level"; }', "README.md": KNOWN + "./target/release/ship --dry-run\n```\n"},
         [("FAILS", "README.md:5")]),
        ({"ship/__init__.py": "", "ship/cli.py": CLI, "README.md":
          KNOWN.replace("ship", "python -m ship") + "python3 -m ship --dry-run\n```\n"},
         [("FAILS", "README.md:5")]),
        ({"bin.sh": "", "ship.py": CLI, "README.md":
          KNOWN.replace("ship", "python ship.py") + "./ship.py --dry-run\n```\n"},
         [("FAILS", "README.md:5")]),
        ({"manage.py": CLI, "README.md":
          KNOWN.replace("ship", "python manage.py") + "./manage.py --dry-run\n```\n"},
         [("NOT_APPLICABLE", "")]),
    ],
)  # fmt: skip
def test_a_program_is_known_by_what_declares_it(tmp_path, files, expected):
    assert seen(options_exist.collect(survey_of(tmp_path, files))) == expected


@pytest.mark.parametrize("text", ["--a-" * 250, "ship " + "--a " * 250, "- `-l, " * 150])
def test_hostile_options_take_no_time(tmp_path, text):
    files = {**SHIP, "README.md": f"```\n{text}\n```\n- {text}\n" * 20}
    assert "FAILS" not in outcomes(options_exist.collect(survey_of(tmp_path, files)))


# -- defaults-agree ---------------------------------------------------------------------------

ROWS = "# A\n\n| Variable | Default | Meaning |\n| --- | --- | --- |\n| `APP_PORT` | {} | port |\n"


@pytest.mark.parametrize(
    ("told", "read", "differs"),
    [
        ("8080", "9090", True),
        ("`8080`", "8080", False),
        ("5 minutes", "300", False),
        ("1,000", "1000", False),
        ("10 MB", "10485760", False),
        ("30s", "45", True),
        ("80%", "0.8", False),
        ("10", "0", False),
        ("true", "1", False),
        ("on", "True", False),
        ("`true`", "False", True),
        ("no", "1", True),
        ("yes", "maybe", False),
        ("`info`", "WARNING", True),
        ("info", "warning", False),
        ("`none`", "redis", False),
        ("`redis://localhost`", "redis://localhost:6379", False),
        ("`the folder`", "data", False),
        ("`auto`", "4", False),
    ],
)
def test_defaults_differ_where_it_is_sure(told, read, differs):
    assert defaults_agree.differ(told, read) is differs


PORT = "import os\n\nPORT = int(os.getenv('APP_PORT', '8080'))\n"
WRONG = [("FAILS", "README.md:5")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (ROWS.format("9090"), WRONG),
        (ROWS.format("8080"), [("HOLDS", "")]),
        (ROWS.format("see below"), [("HOLDS", "")]),
        (ROWS.replace("Default", "Default (Docker)").format("9090"), [("NOT_APPLICABLE", "")]),
        ("# A\n\nText.\n\n- `APP_PORT`: port (default: `9090`)\n", WRONG),
        ("# A\n\nText.\n\n`APP_PORT` defaults to 9090.\n", WRONG),
        ("# A\n\n## `APP_PORT`\n\nDefault: `9090`\n", WRONG),
        ("`APP_PORT` defaults to 9090 in Docker.\n", [("NOT_APPLICABLE", "")]),
        ("`APP_PORT`, `APP_HOST`: default `9090`\n", [("NOT_APPLICABLE", "")]),
        ("```\n# APP_PORT: default `9090`\n```\n", [("NOT_APPLICABLE", "")]),
        (ROWS.format("9090") + "\n`APP_PORT` defaults to `8080`.\n", [("NOT_APPLICABLE", "")]),
    ],
)
def test_a_default_that_a_document_states_is_that_of_the_code(tmp_path, text, expected):
    survey = survey_of(tmp_path, {"app.py": PORT, "README.md": text})
    assert seen(defaults_agree.collect(survey)) == expected


@pytest.mark.parametrize(
    ("path", "code", "expected"),
    [
        ("a.py", "env.int('APP_PORT', default=8080)\n", WRONG),
        ("a.py", "os.environ.get('APP_PORT') or '8080'\n", WRONG),
        ("a.py", "os.environ.get(\n    'APP_PORT',\n    '8080',\n)\n", WRONG),
        ("a.py", "os.getenv('APP_PORT', DEFAULT)\n", [("NOT_APPLICABLE", "")]),
        ("a.py", "os.getenv('APP_PORT', '80' + X)\n", [("NOT_APPLICABLE", "")]),
        ("a.py", PORT + "x = os.getenv('APP_PORT')\n", [("NOT_APPLICABLE", "")]),
        ("a.py", PORT + "x = os.getenv('APP_PORT', '80')\n", [("NOT_APPLICABLE", "")]),
        ("a.py", "log.info('APP_PORT', 8080)\n", [("NOT_APPLICABLE", "")]),
        ("a.js", "const p = process.env.APP_PORT || 8080;\n", WRONG),
        ("a.ts", "const p = process.env['APP_PORT'] ?? '8080'\n", WRONG),
        ("a.js", "const p = process.env.APP_PORT || 8080 + x;\n", [("NOT_APPLICABLE", "")]),
        ("a.go", 'package a\n\nvar p = getEnv("APP_PORT", "8080")\n', WRONG),
        ("tests/test_a.py", PORT, [("NOT_APPLICABLE", "")]),
    ],
)
def test_a_default_is_one_literal(tmp_path, path, code, expected):
    survey = survey_of(tmp_path, {path: code, "README.md": ROWS.format("9090")})
    assert seen(defaults_agree.collect(survey)) == expected


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"Dockerfile": "FROM a\nENV APP_PORT=9090\n"}, [("HOLDS", "")]),
        ({".env.example": "APP_PORT=9090\n"}, [("HOLDS", "")]),
        ({"b.go": UNREAD}, [("UNAVAILABLE", "README.md:5")]),
        ({"docs/a.md": UNREAD}, [*WRONG, ("UNAVAILABLE", "")]),
    ],
)
def test_another_place_may_give_the_default(tmp_path, files, expected):
    files = {"app.py": PORT, "README.md": ROWS.format("9090"), **files}
    assert seen(defaults_agree.collect(survey_of(tmp_path, files))) == expected


@pytest.mark.parametrize("text", ["default " * 120, "| A_B " * 160, "A_B default: " + "9" * 900])
def test_hostile_defaults_take_no_time(tmp_path, text):
    files = {"app.py": "env('A_B', " * 50 + " " * 900, "README.md": f"{text}\n" * 20}
    assert "FAILS" not in outcomes(defaults_agree.collect(survey_of(tmp_path, files)))
