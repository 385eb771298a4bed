"""What stays in an image: secrets of its build, and tools."""

import pytest

from seatrial.evidence.collectors.delivery import image_slim, no_secrets_in_image
from tests.evidence.collectors.seen import seen
from tests.trees import survey_of


def dockerfile(text: str) -> dict[str, str]:
    return {"Dockerfile": text}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("FROM a:1\nARG NPM_TOKEN\nRUN x\n", [("FAILS", "low", 2)]),
        (
            "FROM a:1\nARG NPM_TOKEN\nENV NPM_TOKEN=${NPM_TOKEN}\n",
            [("FAILS", "low", 2), ("FAILS", "medium", 3)],
        ),
        ("FROM a:1\nCOPY .env /srv/\n", [("FAILS", "medium", 2)]),
        ('FROM a:1\nCOPY ["id_rsa", "/root/.ssh/"]\n', [("FAILS", "medium", 2)]),
    ],
)
def test_a_secret_that_stays_in_a_layer_is_seen(tmp_path, text, expected):
    found = no_secrets_in_image.collect(survey_of(tmp_path, dockerfile(text)))

    assert [(e.outcome, str(e.severity), e.places[0].line_start) for e in found] == expected


@pytest.mark.parametrize(
    "text",
    [
        "FROM a:1 AS build\nARG NPM_TOKEN\nRUN x\nFROM b:1\nCOPY --from=build /a /a\n",
        "FROM a:1\nRUN --mount=type=secret,id=token x\n",
        "FROM a:1\nCOPY .env.example /srv/.env\n",
        "FROM a:1\nARG VERSION=1\nENV TOKEN_URL=$VERSION\n",
        "FROM a:1\nENV SECRET_KEY_FILE=/run/secrets/key\n",
        "FROM a:1\nARG STRIPE_PUBLIC_KEY\nARG KEYCLOAK_VERSION\nARG TOKENIZER\n",
    ],
)
def test_what_leaves_no_secret_is_left_alone(tmp_path, text):
    found = no_secrets_in_image.collect(survey_of(tmp_path, dockerfile(text)))

    assert seen(found) == [("HOLDS", "")]


@pytest.mark.parametrize(
    ("command", "outcome"),
    [
        ("apt-get update && apt-get install -y --no-install-recommends gcc curl", "FAILS"),
        ("apk add --no-cache build-base", "FAILS"),
        ("apk add build-base && pip install . && apk del build-base", "HOLDS"),
        ("apt-get install -y gcc && make && apt-get purge -y gcc", "HOLDS"),
        ("apt-get install -y libgcc-s1 ca-certificates", "HOLDS"),
        ("make install", "HOLDS"),
    ],
)
def test_tools_that_stay_are_named(tmp_path, command, outcome):
    survey = survey_of(tmp_path, dockerfile(f"FROM a:1\nRUN {command}\n"))

    assert [str(e.outcome) for e in image_slim.collect(survey)] == [outcome]


def test_tools_of_an_earlier_stage_do_not_stay(tmp_path):
    text = "FROM a:1 AS build\nRUN apt-get install -y gcc\nFROM b:1\nCOPY --from=build /a /a\n"

    assert seen(image_slim.collect(survey_of(tmp_path, dockerfile(text)))) == [("HOLDS", "")]


@pytest.mark.parametrize("collector", [image_slim, no_secrets_in_image])
def test_without_an_image_there_is_nothing_to_ask(tmp_path, collector):
    assert seen(collector.collect(survey_of(tmp_path, {"a": "x"}))) == [("NOT_APPLICABLE", "")]
