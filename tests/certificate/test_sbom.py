"""The bill of materials, held against the strict validator of CycloneDX's own library."""

import json
from datetime import UTC, datetime

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from seatrial.certificate.compile import repository_of
from seatrial.certificate.sbom import sbom_bytes
from seatrial.evidence.packages import inventory
from tests.evidence.packages import samples
from tests.trees import EXAMPLES, survey_folder, survey_of

STRICT = JsonStrictValidator(SchemaVersion.V1_6)
EVERYTHING = {
    "pyproject.toml": '[project]\nname = "app"\nversion = "1.0"\nlicense = "MIT"\n',
    "uv.lock": samples.UV,
    "a/poetry.lock": samples.POETRY,
    "b/package-lock.json": samples.PACKAGE_LOCK,
    "c/pnpm-lock.yaml": samples.PNPM,
    "d/yarn.lock": samples.YARN_1,
    "e/yarn.lock": samples.YARN_BERRY,
    "f/go.mod": samples.GO_MOD,
    "f/go.sum": samples.GO_SUM,
    "g/Cargo.lock": samples.CARGO_LOCK,
    "h/pom.xml": samples.POM,
    "i/gradle.lockfile": samples.GRADLE_LOCK,
    "j/Gemfile.lock": samples.GEMFILE_LOCK,
    "k/composer.lock": samples.COMPOSER_LOCK,
    "l/uv.lock": "[[broken",
    "docs/requirements.txt": "sphinx==8\n",
}


def written(survey, **changes) -> str:
    repository = repository_of(survey.snapshot).model_copy(update=changes)
    return sbom_bytes(repository, inventory(survey), survey.snapshot.redact).decode()


def component(document, name):
    return next(c for c in document["components"] if c["name"] == name)


def test_every_ecosystem_validates_strictly_and_comes_out_the_same_twice(tmp_path):
    first = written(survey_of(tmp_path / "a", EVERYTHING), name="tree")
    second = written(survey_of(tmp_path / "b", EVERYTHING), name="tree")

    assert STRICT.validate_str(first) is None
    assert first == second


@pytest.mark.parametrize("name", ["berthbook", "parcelgate"])
def test_the_examples_validate(tmp_path, name):
    text = written(survey_folder(EXAMPLES / name, tmp_path / "state"))

    assert STRICT.validate_str(text) is None
    assert component(json.loads(text), "flask")["scope"] == "required"


def test_a_component_states_what_its_lock_states(tmp_path):
    document = json.loads(written(survey_of(tmp_path, EVERYTHING)))

    a = next(c for c in document["components"] if c["purl"] == "pkg:npm/%40s/b@2.0.0")
    assert (a["group"], a["scope"]) == ("@s", "excluded")
    assert a["licenses"] == [{"license": {"id": "MIT", "acknowledgement": "declared"}}]
    flask = component(document, "flask")
    assert flask["hashes"] == [{"alg": "SHA-256", "content": samples.SHA}]
    assert flask["evidence"]["occurrences"] == [
        {"location": "a/poetry.lock", "line": 3},
        {"location": "uv.lock", "line": 32},
    ]
    managed = component(document, "managed")
    assert (managed["group"], managed["version"]) == ("org.b", "4.0")
    assert "version" not in component(document, "inherited")


def test_edges_lead_from_the_repository_through_what_it_needs(tmp_path):
    document = json.loads(written(survey_of(tmp_path, {"uv.lock": samples.UV})))
    edges = {d["ref"]: d["dependsOn"] for d in document["dependencies"]}

    assert "pkg:pypi/flask@3.1.0" in edges["repository"]
    assert "pkg:pypi/werkzeug@3.1.1" not in edges["repository"]
    assert edges["pkg:pypi/flask@3.1.0"] == ["pkg:pypi/werkzeug@3.1.1"]


def test_an_edge_to_one_of_two_versions_is_not_guessed(tmp_path):
    lock = samples.CARGO_LOCK.replace('"c 1.5.0"', '"c"') + (
        '\n[[package]]\nname = "c"\nversion = "2.0.0"\n'
        'source = "registry+https://github.com/rust-lang/crates.io-index"\n'
    )
    document = json.loads(written(survey_of(tmp_path, {"Cargo.lock": lock})))
    edges = {d["ref"]: d["dependsOn"] for d in document["dependencies"]}

    assert edges["pkg:cargo/a@1.2.3"] == []


def test_several_files_of_one_version_are_no_hash_of_the_component(tmp_path):
    lock = f"a==1 --hash=sha256:{'a' * 64} --hash=sha256:{'b' * 64}\n"
    text = written(survey_of(tmp_path, {"requirements.txt": lock}))

    found = component(json.loads(text), "a")
    assert "hashes" not in found
    assert len(found["externalReferences"][0]["hashes"]) == 2
    assert STRICT.validate_str(text) is None


def test_what_could_not_be_read_or_was_left_aside_is_said(tmp_path):
    document = json.loads(written(survey_of(tmp_path, EVERYTHING)))
    said = [(p["name"], p["value"]) for p in document["properties"]]

    assert ("seatrial:unread", "l/uv.lock: no readable TOML") in said
    assert ("seatrial:left-aside", "docs/requirements.txt") in said
    assert ("seatrial:read", "uv.lock") in said


def test_the_repository_is_the_component_and_its_commit_the_time(tmp_path):
    survey = survey_of(tmp_path, EVERYTHING)
    at = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    timed = json.loads(written(survey, commit="c" * 40, committed_at=at))
    plain = json.loads(written(survey))

    assert "timestamp" not in plain["metadata"]
    assert timed["metadata"]["timestamp"] == "2026-01-02T03:04:05Z"
    audited = timed["metadata"]["component"]
    assert (audited["name"], audited["version"]) == ("app", "1.0")
    assert {"name": "seatrial:commit", "value": "c" * 40} in audited["properties"]
    assert timed["serialNumber"] == plain["serialNumber"]


def test_no_secret_and_no_credential_is_written_down(tmp_path):
    token = "ghp_" + "x7Kq2LmN9pR4sT6vW8yZ1aB3cD5eF7gH9jK0"
    files = {
        "config.py": f'TOKEN = "{token}"\n',
        "package-lock.json": samples.PACKAGE_LOCK.replace(
            "git+ssh://git@git.example/a.git", f"https://bot:{token}@git.example/{token}/a.tgz"
        ),
        "yarn.lock": samples.YARN_1.replace("npm.example", "user:hidden@npm.example"),
    }
    text = written(survey_of(tmp_path, files))

    assert token not in text
    assert "hidden" not in text
    assert STRICT.validate_str(text) is None


@pytest.mark.parametrize(
    "name", ["/", "a b", "<script>", "\\u0000", "%2f", "é" * 300, "@/", "a@1", "\\u202e", "../.."]
)
def test_hostile_names_stay_valid_text(tmp_path, name):
    row = f'{{"name": "{name}", "version": "{name}", "license": "{"(" * 300}"}}'
    lock = f'{{"lockfileVersion": 3, "packages": {{"node_modules/x": {row}}}}}'
    text = written(survey_of(tmp_path, {"package-lock.json": lock}))

    assert STRICT.validate_str(text) is None
    assert len(json.loads(text)["components"]) == 1
