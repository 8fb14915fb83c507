"""The application as a whole: what is served, what is switched off, what happens when something goes wrong."""

import json
import logging
import re
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dash
import pytest
from dash import Dash, dcc, html
from dash.development.base_component import Component
from flask.testing import FlaskClient

from aim import config
from aim.config import PROJECT, Config
from aim.errors import AimError, QuestionError
from aim.pages import create_app, errors, graph, ids, month, server

HERE = "http://127.0.0.1:8050"
LOCAL = {"base_url": HERE}
SUITES = "/_dash-component-suites/dash"


@pytest.fixture(scope="module")
def app(demonstration: Config) -> Dash:
    return create_app(demonstration)


@pytest.fixture
def client(app: Dash) -> Iterator[FlaskClient]:
    with app.server.test_client() as client:
        yield client


def test_configuration_travels_with_the_server(app: Dash, demonstration: Config) -> None:
    assert app.server.config["AIM"] is demonstration
    assert not app.server.debug


def test_mcp_server_is_off_even_where_the_environment_asks_for_it(
    client: FlaskClient, demonstration: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DASH_MCP_ENABLED", "true")
    other = create_app(demonstration)
    for each in (client, other.server.test_client()):
        assert each.get("/_mcp", **LOCAL).status_code == 404
        assert each.post("/_mcp", json={}, **LOCAL).status_code in (404, 405)
    assert not [rule for rule in other.server.url_map.iter_rules() if "mcp" in rule.rule]


def test_a_second_application_has_every_callback_of_the_first(app: Dash, demonstration: Config) -> None:
    other = create_app(demonstration)
    assert set(other.callback_map) == set(app.callback_map)
    assert len(other.callback_map) > 3


def graphs(component: Any) -> Iterator[dcc.Graph]:
    if isinstance(component, dcc.Graph):
        yield component
    if isinstance(component, list | tuple):
        for child in component:
            yield from graphs(child)
    elif isinstance(component, Component):
        yield from graphs(getattr(component, "children", None))


def test_no_graph_of_any_page_offers_to_upload(app: Dash) -> None:
    found = [each for page in dash.page_registry.values() for each in graphs(page["layout"]())]
    assert found
    for each in found:
        assert each.config["showSendToCloud"] is False
        assert each.config["plotlyServerURL"] == ""
        assert each.config["displaylogo"] is False


def test_graphs_are_made_in_one_place_only() -> None:
    """Nobody calls dcc.Graph but the factory that switches uploading off."""
    makers = [path.name for path in (PROJECT / "aim").rglob("*.py") if "dcc.Graph(" in path.read_text(encoding="utf-8")]
    assert makers == ["graph.py"]


def test_a_graph_says_what_it_shows() -> None:
    frame = graph.graph("g", {"data": []}, label="Twelve months", className="wide")
    made = frame.to_plotly_json()["props"]
    assert (made["role"], made["aria-label"], made["id"]) == ("img", "Twelve months", graph.frame_id("g"))
    assert made["className"] == "graph wide"


def test_every_page_is_registered_by_hand_and_answers(client: FlaskClient) -> None:
    assert [page["path"] for page in errors.pages()] == ["/", "/briefing", "/hotspots", "/trends", "/data", "/method"]
    for page in errors.pages():
        assert client.get(page["path"], **LOCAL).status_code == 200


def test_a_wrong_address_is_a_page_with_status_404(client: FlaskClient) -> None:
    for path in ("/no-such-page", "/briefing/x", "/%00", "/" + "a" * 3000, "/<script>alert(1)</script>"):
        answer = client.get(path, **LOCAL)
        assert answer.status_code == 404
        assert "alert(1)" not in answer.text
    assert "react-entry-point" in client.get("/no-such-page", **LOCAL).text


def ask(client: FlaskClient, pathname: str, search: str = "") -> Any:
    """What Dash asks when somebody opens an address."""
    body = {
        "output": ".._pages_content.children..._pages_store.data..",
        "outputs": [{"id": "_pages_content", "property": "children"}, {"id": "_pages_store", "property": "data"}],
        "inputs": [
            {"id": "_pages_location", "property": "pathname", "value": pathname},
            {"id": "_pages_location", "property": "search", "value": search},
        ],
        "changedPropIds": ["_pages_location.pathname", "_pages_location.search"],
    }
    return client.post("/_dash-update-component", json=body, **LOCAL)


def test_a_wrong_address_names_the_pages_that_exist(client: FlaskClient) -> None:
    text = json.dumps(ask(client, "/no-such-page").get_json())
    assert "There is no page at this address" in text
    assert '"href": "/"' in text
    assert '"href": "/data"' in text
    assert "Wrong address" not in text


@pytest.mark.parametrize(
    "search",
    [
        "?month=1999-13",
        "?self=1&cls=2&_query=3",
        "?pathname_=x&search_=y&layout=z",
        "?" + "&".join(f"a{n}=b" for n in range(500)),
        "?month=%00%ff",
        "?%3Cscript%3E=1",
        "?=",
        "?&&&",
    ],
)
def test_hostile_queries_open_the_page(client: FlaskClient, search: str) -> None:
    for path, page in (("/", ids.MONTH), ("/data", ids.DATA)):
        answer = ask(client, path, search)
        assert answer.status_code == 200
        assert f'"id": "{page}"' in json.dumps(answer.get_json())


def test_a_page_that_fails_is_replaced_and_the_cause_is_in_the_log(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(**_query: str) -> html.Div:
        raise RuntimeError("/secret/path")

    monkeypatch.setitem(dash.page_registry[month.__name__], "layout", broken)
    with caplog.at_level(logging.ERROR, logger="aim.pages"):
        text = json.dumps(ask(client, "/").get_json())
    assert "This page could not be shown" in text
    assert "secret" not in text
    reference = re.search(r'"children": "([0-9A-F]{8})"', text)
    assert reference is not None
    assert f"reference {reference[1]}" in caplog.text
    assert "RuntimeError: /secret/path" in caplog.text


def change(client: FlaskClient) -> Any:
    """What Dash asks when the picture token changes."""
    body = {
        "output": f"..{ids.STRIP}.children...{ids.DEMONSTRATION}.children..",
        "outputs": [{"id": ids.STRIP, "property": "children"}, {"id": ids.DEMONSTRATION, "property": "children"}],
        "inputs": [{"id": ids.TOKEN, "property": "data", "value": "x"}],
        "changedPropIds": [f"{ids.TOKEN}.data"],
    }
    return client.post("/_dash-update-component", json=body, **LOCAL)


@pytest.mark.parametrize(
    ("error", "shown", "hidden"),
    [
        (RuntimeError("/secret/path"), "Something went wrong on this page", "secret"),
        (QuestionError("there is no month 2031-01"), "there is no month 2031-01", "Something went wrong"),
    ],
)
def test_a_callback_that_fails_leaves_the_page_and_says_so(
    client: FlaskClient,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    error: Exception,
    shown: str,
    hidden: str,
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("aim.pages.shell.month_view", broken)
    with caplog.at_level(logging.ERROR, logger="aim.pages"):
        answer = change(client)
    assert answer.status_code == 200
    content = answer.get_json()
    assert content.get("response", {}) == {}
    assert content["sideUpdate"][errors.NOTICE] == {"hidden": False}
    words = json.dumps(content["sideUpdate"][errors.NOTICE_WORDS])
    assert shown in words
    assert hidden not in words
    reference = re.search(r'"children": "([0-9A-F]{8})"', words)
    assert reference is not None
    assert f"reference {reference[1]}" in caplog.text
    assert str(error) in caplog.text


@pytest.mark.parametrize("page", [ids.MONTH, ids.BRIEFING, ids.HOTSPOTS, ids.TRENDS, ids.DATA, ids.METHOD, ids.PRESENT])
def test_who_leaves_a_page_asks_nothing_more_of_it(app: Dash, client: FlaskClient, page: str) -> None:
    """The address changes while the page still stands: its question would be asked of another page's query."""
    output = next(key for key in app.callback_map if f"..{page}.className." in key)
    asked = app.callback_map[output]
    outputs = [dict(zip(("id", "property"), each.split("."), strict=True)) for each in output.strip(".").split("...")]
    elsewhere = {"path": "/elsewhere", "search": "?month=2026-09"}
    inputs = [each | {"value": elsewhere if each["id"] == ids.ADDRESS else None} for each in asked["inputs"]]
    body = {"output": output, "outputs": outputs, "inputs": inputs, "state": asked["state"]}
    body["changedPropIds"] = [f"{ids.ADDRESS}.data"]
    assert client.post("/_dash-update-component", json=body, **LOCAL).status_code == 204


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b"null", b'"x"', b'{"output": "nothing.children"}', b"{", b"\xff"])
def test_a_malformed_callback_is_an_error_without_an_inside(client: FlaskClient, body: bytes) -> None:
    answer = client.post("/_dash-update-component", data=body, content_type="application/json", **LOCAL)
    assert 400 <= answer.status_code <= 500
    assert "Traceback" not in answer.text
    assert "site-packages" not in answer.text


def test_an_error_outside_dash_has_a_page_and_a_reference(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("/secret/path")

    monkeypatch.setattr("aim.questions.geometry.layer", broken)
    with caplog.at_level(logging.ERROR, logger="aim.pages"):
        answer = client.get(f"/geometry/{'a' * 64}/cells.geojson", **LOCAL)
    assert answer.status_code == 500
    assert "secret" not in answer.text
    reference = re.search(r"Reference ([0-9A-F]{8})", answer.text)
    assert reference is not None
    assert reference[1] in caplog.text


def test_an_address_cannot_write_a_line_of_the_log(client: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR, logger="aim.pages"):
        trouble = errors.record(ValueError("x"), "/a\nreference 00000000: forged\x1b[2J")
    message = caplog.records[-1].getMessage()
    assert message.startswith(f"reference {trouble.reference}: ")
    assert "\n" not in message
    assert "\x1b" not in message


@pytest.mark.parametrize("path", ["/assets/no.js", "/assets/../app.py", "/assets/%2e%2e/app.py", f"{SUITES}/x.js"])
def test_unknown_files_are_not_found(client: FlaskClient, path: str) -> None:
    answer = client.get(path, **LOCAL)
    assert answer.status_code == 404
    assert "create_app" not in answer.text


def test_an_empty_store_serves_its_pages(tmp_path: Path) -> None:
    client = create_app(config.load(tmp_path, {})).server.test_client()
    assert client.get("/", **LOCAL).status_code == 200
    assert ask(client, "/").status_code == ask(client, "/data").status_code == 200
    assert change(client).get_json()["response"][ids.STRIP]["children"] == []


def test_python_app_py_serves_and_says_where(demonstration: Config) -> None:
    env = {"AIM_DATA": str(demonstration.data), "PORT": "0", "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        [sys.executable, "app.py"], cwd=PROJECT, env=env, stdout=subprocess.PIPE, text=True
    ) as running:
        try:
            assert running.stdout is not None
            address = running.stdout.readline().strip()
            assert re.fullmatch(r"http://127\.0\.0\.1:\d+", address)
            with urllib.request.urlopen(f"{address}/healthz", timeout=10) as answer:
                assert answer.read() == b"ok\n"
        finally:
            running.terminate()


def test_a_port_in_use_is_said_with_the_way_out(demonstration: Config) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(AimError, match=rf"port {port} cannot be taken .* --port {port + 1}"):
            server.serve(demonstration, port=port)


def test_the_mark_in_the_tab_is_a_file_of_this_server(client: FlaskClient) -> None:
    link = re.search(r'<link rel="icon"[^>]* href="([^"]+)"', client.get("/", **LOCAL).text)
    assert link is not None
    assert link[1].startswith("/assets/favicon.ico")
    with client.get(link[1], **LOCAL) as answer:
        assert answer.data[:4] == b"\0\0\1\0"


def test_app_module_is_the_wsgi_entry() -> None:
    import app as entry

    assert entry.create_app is create_app


def test_python_app_py_refuses_a_broken_setting_in_one_sentence(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "app.py"],
        cwd=PROJECT,
        env={"AIM_DATA": str(tmp_path), "AIM_TODAY": "yesterday", "PATH": ""},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 1
    assert "AIM_TODAY" in done.stderr
    assert "Traceback" not in done.stderr
