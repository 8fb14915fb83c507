"""Loopback only, this server's files only."""

import re
from collections.abc import Iterator

import pytest
from dash import Dash
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from aim import config
from aim.errors import AimError
from aim.pages import create_app, security, server

HERE = "http://127.0.0.1:8050"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Dash:
    return create_app(config.load(tmp_path_factory.mktemp("empty"), {}))


@pytest.fixture
def client(app: Dash) -> Iterator[FlaskClient]:
    with app.server.test_client() as client:
        yield client


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "127.0.0.1:8050", "localhost", "LOCALHOST:1", "[::1]", "[::1]:8050", "localhost:65535"]
)
def test_a_loopback_name_with_any_port_is_served(client: FlaskClient, host: str) -> None:
    assert client.get("/", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:8050",
        "127.0.0.1.evil.example",
        "localhost.evil.example",
        "evil.example@127.0.0.1",
        "127.0.0.1@evil.example",
        "127.0.0.1/evil",
        "127.0.0.1:8050:8050",
        "127.0.0.1:http",
        "127.0.0.1:99999",
        "127.0.0.1, evil.example",
        "127.0.0.2",
        "0.0.0.0",
        "192.168.1.10:8050",
        "[::ffff:127.0.0.1]",
        "[::1",
        "::1",
        "2130706433",
        "localhost.",
        "",
        " ",
    ],
)
@pytest.mark.parametrize("path", ["/", "/_dash-layout", "/assets/map.js", "/geometry/x/cells.geojson"])
def test_any_other_host_is_refused(client: FlaskClient, host: str, path: str) -> None:
    with client.get(path, environ_overrides={"HTTP_HOST": host}) as answer:
        assert answer.status_code == 400
        assert "evil" not in answer.text


def test_a_request_without_a_host_is_refused(app: Dash) -> None:
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/", "SERVER_NAME": "127.0.0.1", "SERVER_PORT": "8050"}
    with app.server.request_context(environ | {"wsgi.url_scheme": "http", "wsgi.input": None}):
        assert app.server.full_dispatch_request().status_code == 400


@given(st.text(max_size=60))
def test_no_text_but_a_loopback_name_passes(text: str) -> None:
    name = security.host_name(text)
    if name is not None and security.is_loopback(name):
        assert re.fullmatch(r"(127\.0\.0\.1|localhost|\[::1\])(:\d{0,5})?", text, re.IGNORECASE)


def test_a_write_from_another_site_is_refused(client: FlaskClient) -> None:
    def post(origin: str) -> int:
        return client.post("/_dash-update-component", json={}, headers={"Origin": origin}, base_url=HERE).status_code

    for origin in ("http://evil.example", "null", "http://127.0.0.1:9", "file://", "https://evil.example:8050"):
        assert post(origin) == 403, origin
    assert post(HERE) != 403


def test_headers_of_every_answer(client: FlaskClient) -> None:
    for path in ("/", "/no-such-page", "/assets/map.js", "/_dash-layout", "/geometry/x/cells.geojson", "/healthz"):
        with client.get(path, base_url=HERE) as answer:
            headers = answer.headers
        assert headers["X-Content-Type-Options"] == "nosniff", path
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert "Access-Control-Allow-Origin" not in headers
        assert "Server" not in headers or "Werkzeug" not in headers["Server"]
    assert client.get("/", base_url=HERE).headers["Cache-Control"] == "no-store"


def test_the_policy_is_the_measured_one(client: FlaskClient) -> None:
    policy = client.get("/", base_url=HERE).headers["Content-Security-Policy"]
    script = re.search(r"script-src 'self'((?: 'sha256-[A-Za-z0-9+/=]+')+);", policy)
    assert script is not None
    assert policy.replace(script[1], "") == (
        "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
        "worker-src 'self' blob:; connect-src 'self'; form-action 'self'; frame-ancestors 'none'"
    )


def test_every_inline_script_of_the_page_is_allowed_by_its_hash(app: Dash, client: FlaskClient) -> None:
    import base64
    import hashlib

    answer = client.get("/", base_url=HERE)
    scripts = re.findall(r"<script(?![^>]*\bsrc=)([^>]*)>(.*?)</script>", answer.text, re.DOTALL)
    inline = [body for attributes, body in scripts if "application/json" not in attributes]
    assert len(inline) >= 2
    for body in inline:
        digest = base64.b64encode(hashlib.sha256(body.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in answer.headers["Content-Security-Policy"]


def test_pages_name_no_other_machine(client: FlaskClient) -> None:
    text = client.get("/", base_url=HERE).text
    assert not re.findall(r"(?:src|href)=[\"']?(?:https?:)?//", text)


def test_a_body_too_large_is_refused(client: FlaskClient) -> None:
    large = b'{"output": "' + b"x" * security.MAX_REQUEST_BYTES + b'"}'
    answer = client.post("/_dash-update-component", data=large, content_type="application/json", base_url=HERE)
    assert answer.status_code == 413


@pytest.mark.parametrize("host", ["0.0.0.0", "", "192.168.1.10", "::", "aim.example", "127.0.0.1.nip.io", "*"])
def test_serving_refuses_every_host_but_this_machine_and_says_why(host: str) -> None:
    with pytest.raises(AimError, match="this machine only"):
        server.serve(config.load("nowhere", {}), host=host, port=0)


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "[::1]", "localhost", "LocalHost"])
def test_serving_takes_this_machine(host: str) -> None:
    server.check_host(host)
