"""Dockerfiles as stages of instructions."""

import pytest

from seatrial.evidence.dockerfile import read_dockerfile

BUILT = """\
# syntax=docker/dockerfile:1
ARG PYTHON=3.12.7
FROM python:${PYTHON}-slim AS build
RUN pip install \\
    # a comment within
    --no-cache-dir \\
    .

FROM build as final
USER app
COPY --from=build --chown=app /srv /srv
RUN <<EOF
USER root
EOF
CMD ["app"]
"""


def read(text: str):
    return read_dockerfile(text.splitlines())


def test_stages_have_bases_names_and_lines():
    stages = read(BUILT).stages

    assert [(s.base, s.name, s.start, s.end) for s in stages] == [
        ("python:3.12.7-slim", "build", 3, 7),
        ("build", "final", 9, 15),
    ]


def test_continued_lines_are_one_instruction():
    run = read(BUILT).stages[0].instructions[1]

    assert (run.name, run.value) == ("RUN", "pip install --no-cache-dir .")
    assert (run.start, run.end) == (4, 7)


def test_flags_are_taken_off_the_value():
    copy = read(BUILT).stages[1].last("COPY")

    assert copy.flags == ("--from=build", "--chown=app")
    assert copy.value == "/srv /srv"


def test_what_a_here_document_holds_is_no_instruction():
    assert read(BUILT).effective("USER").value == "app"


def test_a_stage_inherits_from_the_stage_it_names():
    found = read("FROM a AS one\nUSER app\nFROM one AS two\nFROM two\nCMD x\n")

    assert found.effective("USER").start == 2
    assert found.root_image == "a"


def test_a_stage_that_is_only_copied_from_gives_nothing():
    found = read("FROM a AS one\nUSER app\nFROM b\nCOPY --from=one /x /x\n")

    assert found.effective("USER") is None


def test_the_escape_directive_is_obeyed():
    found = read("# escape=`\nFROM a\nRUN one `\n  two\nUSER C:\\\nCMD x")

    assert found.stages[0].instructions[1].value == "one two"
    assert found.effective("USER").value == "C:\\"


@pytest.mark.parametrize("text", ["", "# nothing", "RUN x", "FROM", "FROM a AS\nRUN <<EOF\nnever"])
def test_odd_text_is_read_without_an_error(text):
    assert len(read(text).stages) == text.startswith("FROM")


def test_a_stage_named_like_its_base_does_not_go_round():
    assert read("FROM python AS python\nFROM python AS python\n").root_image == "python"
