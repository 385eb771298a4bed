"""Every format: which packages a file names, in which version, for whom, and where."""

import pytest

from seatrial.evidence.packages.formats import foreign_lock, format_of, read_file
from seatrial.evidence.packages.reader import rows_of
from tests.evidence.packages import samples


def named(path: str, content: str) -> list[str]:
    """`name version scope direct line`, as short as can be read."""
    kinds = {True: "direct", False: "indirect", None: "?"}
    reading = read_file(content, path)
    assert not reading.unread
    return [
        f"{p.name} {p.version or '-'} {p.scope} {kinds[p.direct]} {p.line}"
        for p in reading.packages
    ]


@pytest.mark.parametrize(
    ("path", "content", "expected"),
    [
        (
            "uv.lock",
            samples.UV,
            [
                "flask 3.1.0 runtime direct 32",
                "pytest 9.0 dev direct 43",
                "ujson 5.0 optional direct 48",
                "werkzeug 3.1.1 runtime indirect 53",
            ],
        ),
        (
            "poetry.lock",
            samples.POETRY,
            ["flask 3.1.0 runtime ? 3", "pytest 9.0 dev ? 17", "core 1.0 runtime ? 24"],
        ),
        ("pdm.lock", samples.PDM, ["anyio 4.13.0 runtime ? 4", "pytest 9.0 dev ? 15"]),
        ("pylock.toml", samples.PYLOCK, ["attrs 25.1.0 unknown ? 4", "tool - unknown ? 12"]),
        (
            "Pipfile.lock",
            samples.PIPFILE_LOCK,
            ["flask 3.1.0 runtime ? 6", "pytest 9.0 dev ? 12"],
        ),
        (
            "package-lock.json",
            samples.PACKAGE_LOCK,
            [
                "@s/b 2.0.0 dev direct 10",
                "c 1.5.0 dev direct 19",
                "a 1.2.3 runtime direct 23",
                "c 2.5.0 runtime direct 28",
            ],
        ),
        (
            "npm-shrinkwrap.json",
            samples.PACKAGE_LOCK_1,
            ["a 1.2.3 runtime ? 5", "c 1.5.0 dev ? 9"],
        ),
        (
            "pnpm-lock.yaml",
            samples.PNPM,
            [
                "@s/b 2.0.0 dev direct 23",
                "a 1.2.3 runtime direct 26",
                "c 1.5.0 runtime indirect 30",
            ],
        ),
        (
            "pnpm-lock.yaml",
            samples.PNPM_5,
            ["@s/b 2.0.0 dev indirect 11", "a 1.2.3 runtime direct 15"],
        ),
        ("yarn.lock", samples.YARN_1, ["@s/b 2.1.0 unknown ? 5", "c 1.5.0 unknown ? 12"]),
        ("yarn.lock", samples.YARN_BERRY, ["@s/b 2.1.0 unknown ? 7", "c 1.5.0 unknown ? 24"]),
        (
            "go.mod",
            samples.GO_MOD,
            [
                "example.com/a v1.2.3 runtime direct 6",
                "example.com/b v0.1.0 runtime indirect 7",
                "golang.org/x/net v0.40.0 runtime direct 10",
            ],
        ),
        ("go.sum", samples.GO_SUM, ["example.com/a v1.2.3 unknown ? 1"]),
        (
            "Cargo.lock",
            samples.CARGO_LOCK,
            [
                "a 1.2.3 unknown direct 3",
                "app 0.1.0 unknown indirect 12",
                "c 1.5.0 unknown indirect 19",
            ],
        ),
        (
            "pom.xml",
            samples.POM,
            [
                "org.a:a 1.2.3 runtime direct 20",
                "org.b:managed 4.0 runtime direct 13",
                "org.c:inherited - dev direct 29",
            ],
        ),
        (
            "gradle.lockfile",
            samples.GRADLE_LOCK,
            ["org.a:a 1.2.3 runtime ? 2", "org.b:b 2.0 dev ? 3"],
        ),
        (
            "gradle/libs.versions.toml",
            samples.CATALOGUE,
            [
                "org.a:a 1.2.3 unknown direct 2",
                "org.b:b - unknown direct 6",
                "org.c:c 3.0 unknown direct 7",
            ],
        ),
        (
            "build.gradle",
            samples.BUILD_GRADLE,
            [
                "org.a:a 1.2.3 runtime direct 6",
                "org.b:b - runtime direct 7",
                "org.c:c - dev direct 8",
                "org.d:d - runtime direct 11",
            ],
        ),
        (
            "Gemfile.lock",
            samples.GEMFILE_LOCK,
            [
                "far 1.0 unknown direct 5",
                "rack 3.1.0 unknown indirect 10",
                "rails 8.0.0 unknown direct 11",
                "nokogiri 1.18.0 unknown indirect 13",
            ],
        ),
        (
            "composer.lock",
            samples.COMPOSER_LOCK,
            ["vendor/a v1.2.3 runtime ? 4", "vendor/t 1.0 dev ? 13"],
        ),
    ],
)  # fmt: skip
def test_packages_of_a_lock(path, content, expected):
    assert named(path, content) == expected


@pytest.mark.parametrize(
    ("path", "content", "hashes", "origins"),
    [
        (
            "uv.lock",
            samples.UV,
            [f"sha256:{samples.SHA}"],
            ["git+https://git.example/ujson?rev=1#2"],
        ),
        (
            "poetry.lock",
            samples.POETRY,
            [f"sha256:{samples.SHA}"],
            ["git+https://git.example/core.git"],
        ),
        ("pylock.toml", samples.PYLOCK, ["sha256:c75a"], ["git+https://git.example/tool"]),
        (
            "package-lock.json",
            samples.PACKAGE_LOCK,
            ["sha512-AAAA"],
            ["git+ssh://git@git.example/a.git#0f"],
        ),
        (
            "pnpm-lock.yaml",
            samples.PNPM,
            ["sha512-AAAA", "sha512-BBBB"],
            ["https://codeload.github.com/x/c/tar.gz/0f"],
        ),
        (
            "yarn.lock",
            samples.YARN_1,
            ["sha512-AAAA", "sha1:bbbb"],
            ["http://npm.example/c/-/c-1.5.0.tgz"],
        ),
        ("yarn.lock", samples.YARN_BERRY, ["yarn:10c0/aaaa"], []),
        ("go.mod", samples.GO_MOD, [], ["../b"]),
        (
            "Cargo.lock",
            samples.CARGO_LOCK,
            [f"sha256:{samples.SHA}"],
            ["./", "git+https://git.example/c#0f"],
        ),
        (
            "Gemfile.lock",
            samples.GEMFILE_LOCK,
            ["sha256:aaaa"],
            ["git+https://git.example/far.git"],
        ),
        ("composer.lock", samples.COMPOSER_LOCK, ["sha1:aaaa"], []),
    ],
)
def test_hashes_and_what_comes_from_elsewhere(path, content, hashes, origins):
    packages = read_file(content, path).packages

    assert [h for p in packages for h in p.hashes] == hashes
    assert [p.origin for p in packages if p.origin] == origins


@pytest.mark.parametrize(
    ("path", "content", "expected"),
    [
        ("uv.lock", samples.UV, {"flask": ("werkzeug",)}),
        ("poetry.lock", samples.POETRY, {"flask": ("werkzeug",)}),
        ("pdm.lock", samples.PDM, {"anyio": ("idna",)}),
        ("package-lock.json", samples.PACKAGE_LOCK, {"@s/b": ("c@1.5.0",), "a": ("c@2.5.0",)}),
        ("pnpm-lock.yaml", samples.PNPM, {"@s/b": ("c@1.5.0",), "a": ("c@1.5.0",)}),
        ("yarn.lock", samples.YARN_1, {"@s/b": ("c@1.5.0",)}),
        ("yarn.lock", samples.YARN_BERRY, {"@s/b": ("c@1.5.0",)}),
        ("Cargo.lock", samples.CARGO_LOCK, {"a": ("c@1.5.0",), "app": ("a",)}),
        ("Gemfile.lock", samples.GEMFILE_LOCK, {"rails": ("rack",)}),
        ("composer.lock", samples.COMPOSER_LOCK, {"vendor/a": ("vendor/b",)}),
    ],
)
def test_what_a_package_needs_in_turn(path, content, expected):
    packages = read_file(content, path).packages

    assert {p.name: p.requires for p in packages if p.requires} == expected


def test_licences_and_install_scripts_that_a_lock_states():
    packages = {p.name: p for p in read_file(samples.PACKAGE_LOCK, "package-lock.json").packages}

    assert (packages["@s/b"].licence, packages["@s/b"].runs_script) == ("MIT", True)
    assert read_file(samples.COMPOSER_LOCK, "composer.lock").packages[0].licence == "MIT"


def test_requirement_files_state_pins_hashes_addresses_and_registries():
    content = (
        "-i http://pypi.example/simple\n"
        "flask==3.1.0 \\\n    --hash=sha256:aa \\\n    --hash=sha256:bb  # web\n"
        "Django>=5 ; python_version > '3'\n"
        "-e git+https://git.example/far.git@0f#egg=Far\n"
        "near @ https://files.example/near.whl\n"
        "-r other.txt\n./local\n"
    )
    reading = read_file(content, "requirements.txt")

    assert [(a.url, a.line) for a in reading.registries] == [("http://pypi.example/simple", 1)]
    assert [(n.name, n.wants, n.origin, n.line) for n in reading.needs] == [
        ("flask", "==3.1.0", "", 2),
        ("django", ">=5", "", 5),
        ("far", "", "git+https://git.example/far.git@0f#egg=Far", 6),
        ("near", "", "https://files.example/near.whl", 7),
    ]
    assert reading.packages[0].hashes == ("sha256:aa", "sha256:bb")
    assert not reading.lock


def test_a_requirement_file_with_every_version_pinned_is_a_lock():
    assert read_file("a==1\nb===2 ; x == 'y'\n", "requirements/run.txt").lock
    assert not read_file("a==1\nb==2.*\n", "requirements.txt").lock
    assert not read_file("# nothing\n", "requirements.txt").lock


def test_what_manifests_declare():
    cargo = read_file(samples.CARGO_TOML, "Cargo.toml")
    assert [(n.name, n.scope, n.origin, n.line) for n in cargo.needs] == [
        ("a", "runtime", "", 7),
        ("b", "optional", "", 8),
        ("own", "runtime", "./own", 9),
        ("far", "runtime", "git+https://git.example/far", 10),
        ("d", "dev", "", 16),
        ("c", "runtime", "", 13),
    ]
    pom = read_file(samples.POM, "pom.xml")
    assert (pom.name, pom.version, pom.licence) == ("org.example:app", "1.0", "Apache-2.0")
    assert [(a.url, a.line) for a in pom.registries] == [("http://maven.example/repo", 36)]
    gradle = read_file(samples.BUILD_GRADLE, "app/build.gradle.kts")
    assert [a.url for a in gradle.registries] == ["http://maven.example/repo"]


def test_what_package_json_declares():
    content = (
        '{\n "private": true,\n "license": {"type": "MIT"},\n "scripts": {"postinstall": "x"},\n'
        ' "dependencies": {"a": "^1", "b": "user/repo", "c": "workspace:*"},\n'
        ' "peerDependencies": {"p": "*"}\n}\n'
    )
    reading = read_file(content, "web/package.json")

    assert (reading.shipped, reading.licence, reading.installs) == (
        False,
        "MIT",
        (("postinstall", 4),),
    )
    assert [(n.name, n.origin, n.extra) for n in reading.needs] == [
        ("a", "", ""),
        ("b", "user/repo", ""),
        ("c", "./*", ""),
        ("p", "", "peer"),
    ]


POETRY_PROJECT = """\
[tool.poetry]
name = "app"

[tool.poetry.dependencies]
python = "^3.11"
flask = "^3"
near = { path = "../near" }
maybe = { version = "1", optional = true }

[tool.poetry.group.dev.dependencies]
pytest = "*"

[[tool.poetry.source]]
name = "inside"
url = "http://pypi.example/simple"
"""
UV_PROJECT = """\
[project]
name = "My.App"
dependencies = ["flask>=3", "Far", "own"]

[project.optional-dependencies]
fast = ["ujson"]
test = ["pytest"]

[dependency-groups]
lint = ["ruff", {include-group = "x"}]

[tool.uv.sources]
far = { git = "https://git.example/far" }
own = { workspace = true }
"""


def test_what_python_manifests_declare():
    poetry = read_file(POETRY_PROJECT, "pyproject.toml")
    assert [(n.name, n.scope, n.origin) for n in poetry.needs] == [
        ("flask", "runtime", ""),
        ("near", "runtime", "../near"),
        ("maybe", "optional", ""),
        ("pytest", "dev", ""),
    ]
    assert [(a.url, a.line) for a in poetry.registries] == [("http://pypi.example/simple", 15)]
    uv = read_file(UV_PROJECT, "pyproject.toml")
    assert uv.name == "my-app"
    assert [(n.name, n.scope, n.origin, n.line) for n in uv.needs] == [
        ("flask", "runtime", "", 3),
        ("far", "runtime", "git+https://git.example/far", 3),
        ("own", "runtime", "./", 3),
        ("ujson", "optional", "", 6),
        ("pytest", "dev", "", 7),
        ("ruff", "dev", "", 10),
    ]


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("uv.lock", "[[package"),
        ("poetry.lock", "a = " + "[" * 5000),
        ("Cargo.lock", "\0"),
        ("package-lock.json", "{"),
        ("package-lock.json", "[]"),
        ("package-lock.json", '{"a": ' * 100_000),
        ("package.json", '{"name": "\\ud800"}'),
        ("pnpm-lock.yaml", "a: b"),
        ("pnpm-lock.yaml", "\n".join(" " * n + "a:" for n in range(100))),
        ("yarn.lock", "just words\n"),
        ("go.mod", "go 1.24"),
        ("go.sum", "<<<<<<< HEAD\n"),
        ("pom.xml", "<project>"),
        ("pom.xml", "<html/>"),
        ("pom.xml", '<!DOCTYPE p [<!ENTITY a "b">]><project>&a;</project>'),
        ("gradle.lockfile", "words"),
        ("Gemfile.lock", "words"),
        ("composer.lock", "null"),
        ("setup.cfg", "[a\nb"),
    ],
)
def test_a_broken_file_is_named_unread_and_nothing_is_made_up(path, content):
    reading = read_file(content, path)

    assert reading.unread
    assert not reading.packages
    assert rows_of(content.encode(), path)["unread"]


@pytest.mark.parametrize(
    "path",
    ["uv.lock", "package-lock.json", "pnpm-lock.yaml", "Cargo.lock", "composer.lock", "pom.xml"],
)
@pytest.mark.parametrize("value", ["1", '"a"', "[1, {}]", "true"])
def test_values_of_another_kind_than_expected_are_not_there(path, value):
    keys = ("package", "packages", "dependencies", "metadata", "importers", "lockfileVersion")
    toml = "".join(f"{key} = {value}\n" for key in keys)
    json = "{" + ", ".join(f'"{key}": {value}' for key in keys) + "}"

    assert not read_file(json if path.endswith("json") else toml, path).packages


def test_names_of_files_tell_their_format():
    known = {
        "a/requirements-dev.txt": "requirements",
        "requirements/prod.in": "requirements",
        "web/yarn.lock": "yarn.lock",
        "app/build.gradle.kts": "build.gradle",
    }
    assert {path: format_of(path).name for path in known} == known
    assert format_of("my-package.json") is None
    assert foreign_lock("web/bun.lockb") == "npm"


def test_a_long_lock_is_read_whole():
    entry = 'p{0}@^1.0.0:\n  version "1.0.{0}"\n  resolved "https://registry.yarnpkg.com/p#a"\n'
    padding = "  dependencies:\n" + "".join(f'    p{n} "^1.0.0"\n' for n in range(8))
    content = "".join(entry.format(n) + padding + "\n" for n in range(4_000))

    packages = read_file(content, "yarn.lock").packages
    assert len(packages) == 4_000
    assert packages[-1].requires[0] == "p0@1.0.0"
