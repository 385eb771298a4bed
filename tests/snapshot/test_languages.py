import pytest

from seatrial.snapshot.languages import language_of
from seatrial.snapshot.model import Role
from seatrial.snapshot.roles import role_of


@pytest.mark.parametrize(
    ("path", "language", "role"),
    [
        ("Dockerfile", "dockerfile", Role.CONTAINER),
        ("docker/Dockerfile.dev", "dockerfile", Role.CONTAINER),
        ("Dockerfile.txt", "dockerfile", Role.CONTAINER),
        ("app.dockerfile", "dockerfile", Role.CONTAINER),
        ("app/dockerfile.py", "python", Role.SOURCE),
        ("app/dockerfile_parser.go", "go", Role.SOURCE),
        ("compose.yaml", "yaml", Role.CONTAINER),
    ],
)
def test_a_program_about_dockerfiles_is_a_program(path, language, role):
    assert language_of(path, b"") == language
    assert role_of(path, language, b"") is role
