import threading

import pytest
from werkzeug import Response

from seatrial.egress import is_here
from seatrial.errors import EnvironmentRefused
from seatrial.llm.backend import BackendUnavailable, RequestTooLong
from seatrial.llm.transport import Client, base_url, translated

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("127.0.0.1:11434", "http://127.0.0.1:11434"),
        ("127.0.0.1", "http://127.0.0.1:11434"),
        ("http://localhost:80/", "http://localhost:80"),
        ("127.3.4.5:1", "http://127.3.4.5:1"),
        ("[::1]:11434", "http://[::1]:11434"),
        ("0.0.0.0:11434", "http://127.0.0.1:11434"),
        ("https://127.0.0.1:443", "https://127.0.0.1:443"),
    ],
)
def test_this_machine_may_be_spoken_to(host, url):
    assert base_url(host) == url


@pytest.mark.parametrize(
    "host",
    [
        "gpu.example.org",
        "10.0.0.7:11434",
        "http://169.254.169.254",
        "localhost.example.org",
        "127.0.0.1.example.org",
        "127.1",
        "2130706433",
        "[::ffff:10.0.0.7]",
        "",
        ":11434",
    ],
)
def test_another_machine_is_refused(host):
    with pytest.raises(EnvironmentRefused, match="--allow-remote-model"):
        base_url(host)


@pytest.mark.parametrize(
    "host",
    [
        "http://user@127.0.0.1",
        "file://127.0.0.1/x",
        "127.0.0.1/v1",
        "127.0.0.1:port",
        "http://[::1",
    ],
)
def test_what_is_no_plain_address_is_refused(host):
    with pytest.raises(EnvironmentRefused, match="write HOST:PORT"):
        base_url(host)


def test_only_the_named_host_is_allowed():
    assert base_url("GPU.example.org", allowed="gpu.example.org") == "http://gpu.example.org:11434"
    with pytest.raises(EnvironmentRefused):
        base_url("cpu.example.org", allowed="gpu.example.org")


def test_loopback_is_judged_by_the_name_alone():
    assert is_here("localhost")
    assert not is_here("localhost.localdomain")


def listing(url, **limits):
    client = Client(url, **{"seconds": 5.0, **limits})
    try:
        with translated(url, "m"):
            return client.list()
    finally:
        client.close()


def test_nobody_there_is_one_line_with_the_next_step():
    with pytest.raises(BackendUnavailable, match=r"no model server.*seatrial models pull"):
        listing("http://127.0.0.1:1")


def test_a_proxy_of_the_environment_is_not_used(fake, monkeypatch):
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    fake.serves()
    assert listing(fake.url).models == []


def test_no_key_leaves(fake, monkeypatch):
    monkeypatch.setenv("OLLAMA_API_KEY", "leak")
    fake.serves()
    listing(fake.url)
    request, _ = fake.server.log[0]
    assert "authorization" not in request.headers
    assert request.headers["accept-encoding"] == "identity"


@pytest.mark.parametrize("code", [301, 302, 307, 308])
def test_a_redirect_is_not_followed(fake, code):
    there = Response(status=code, headers={"location": f"{fake.url}/elsewhere"})
    fake.server.expect_request("/api/tags").respond_with_response(there)
    with pytest.raises(BackendUnavailable, match=rf"redirects elsewhere \({code}\)"):
        listing(fake.url)
    assert [r.path for r, _ in fake.server.log] == ["/api/tags"]


@pytest.mark.parametrize(
    ("status", "body", "error", "said"),
    [
        (404, '{"error": "model not found"}', BackendUnavailable, "`ollama pull m`"),
        (500, '{"error": "out of memory"}', BackendUnavailable, "500: 'out of memory'"),
        (500, "<html>boom", BackendUnavailable, "500: '<html>boom'"),
        (502, "", BackendUnavailable, "502"),
        (400, '{"error": "exceeds the context length"}', RequestTooLong, "context length"),
    ],
)
def test_a_refusal_is_told_with_its_words(fake, status, body, error, said):
    fake.server.expect_request("/api/tags").respond_with_data(body, status=status)
    with pytest.raises(error, match=said):
        listing(fake.url)


def test_a_long_or_many_lined_error_stays_one_short_line(fake):
    fake.server.expect_request("/api/tags").respond_with_data("x\n" * 9000, status=500)
    with pytest.raises(BackendUnavailable) as caught:
        listing(fake.url)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 300


@pytest.mark.parametrize(
    "body",
    [
        b"<html>a web page</html>",
        b"\xff\xfe\x00",
        b"[]",
        b"null",
        b'{"models": 7}',
        b'{"models": [{"size": "large"}]}',
        b"[" * 200_000,
        b"",
    ],
)
def test_what_is_no_ollama_is_told_so(fake, body):
    fake.server.expect_request("/api/tags").respond_with_data(body)
    with pytest.raises(BackendUnavailable, match="does not speak as Ollama does"):
        listing(fake.url)


def test_a_deep_error_body_is_told_too(fake):
    fake.server.expect_request("/api/tags").respond_with_data(b"[" * 200_000, status=500)
    with pytest.raises(BackendUnavailable):
        listing(fake.url)


def test_a_server_that_hangs_is_left(fake):
    released = threading.Event()

    def hang(_):
        released.wait(5)
        return Response("{}")

    fake.server.expect_request("/api/tags").respond_with_handler(hang)
    try:
        with pytest.raises(BackendUnavailable, match="did not answer in time"):
            listing(fake.url, seconds=0.3)
    finally:
        released.set()


def test_a_server_that_drips_is_left(fake):
    released = threading.Event()

    def drip():
        while not released.wait(0.05):
            yield b" "

    fake.server.expect_request("/api/tags").respond_with_handler(lambda _: Response(drip()))
    try:
        with pytest.raises(BackendUnavailable, match="did not answer in time"):
            listing(fake.url, seconds=0.5)
    finally:
        released.set()


def test_a_reply_that_breaks_off_is_not_taken(fake):
    def cut(_):
        return Response(iter([b'{"models": []}']), headers={"content-length": "5000"})

    fake.server.expect_request("/api/tags").respond_with_handler(cut)
    with pytest.raises(BackendUnavailable, match="broke"):
        listing(fake.url)


def test_a_giant_reply_is_not_read_to_its_end(fake):
    fake.server.expect_request("/api/tags").respond_with_data(b" " * 3_000_000)
    with pytest.raises(BackendUnavailable, match="sent more than 1 MiB"):
        listing(fake.url, most_bytes=1024 * 1024)


def test_a_compressed_reply_is_refused(fake):
    fake.server.expect_request("/api/tags").respond_with_data(
        b"x", headers={"content-encoding": "gzip"}
    )
    with pytest.raises(BackendUnavailable, match="compressed"):
        listing(fake.url)


def test_the_version_is_asked_for(fake):
    fake.serves()
    client = Client(fake.url, seconds=5)
    assert client.version() == "0.35.1"
    client.close()
