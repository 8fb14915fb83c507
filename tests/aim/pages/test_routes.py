"""Outlines and cells under a versioned address."""

import gzip
import json
import re
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from aim.config import Config
from aim.pages import create_app, graph, routes
from aim.questions import geometry
from aim.questions.month import month_view

HERE = "http://127.0.0.1:8050"


@pytest.fixture(scope="module")
def client(demonstration: Config) -> Iterator[FlaskClient]:
    with create_app(demonstration).server.test_client() as client:
        yield client


@pytest.fixture(scope="module")
def fingerprint(demonstration: Config) -> str:
    return geometry.picture_token(demonstration)


@pytest.mark.parametrize("name", geometry.LAYERS)
def test_every_layer_is_served_as_geojson_and_may_be_kept(client: FlaskClient, fingerprint: str, name: str) -> None:
    answer = client.get(f"{routes.geometry_url(fingerprint)}/{name}.geojson", base_url=HERE)
    assert answer.status_code == 200
    assert answer.mimetype == "application/geo+json"
    assert answer.headers["Cache-Control"] == "private, max-age=31536000, immutable"
    content = json.loads(answer.data)
    assert content["type"] == "FeatureCollection"
    assert content["features"]


def test_packed_answer_is_the_same_content(client: FlaskClient, fingerprint: str) -> None:
    url = f"{routes.geometry_url(fingerprint)}/cells.geojson"
    plain = client.get(url, base_url=HERE)
    packed = client.get(url, base_url=HERE, headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert len(packed.data) * 4 < len(plain.data)
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["ETag"] != plain.headers["ETag"]
    assert packed.headers["Vary"] == plain.headers["Vary"] == "Accept-Encoding"
    refused = client.get(url, base_url=HERE, headers={"Accept-Encoding": "gzip;q=0"})
    assert refused.data == plain.data


def test_a_browser_that_has_it_is_told_so(client: FlaskClient, fingerprint: str) -> None:
    url = f"{routes.geometry_url(fingerprint)}/wards.geojson"
    tag = client.get(url, base_url=HERE).headers["ETag"]
    again = client.get(url, base_url=HERE, headers={"If-None-Match": tag})
    assert again.status_code == 304
    assert again.data == b""


def test_every_cell_of_the_map_has_a_shape(client: FlaskClient, demonstration: Config, fingerprint: str) -> None:
    view = month_view(demonstration)
    assert view is not None
    content = client.get(f"{routes.geometry_url(fingerprint)}/cells.geojson", base_url=HERE).get_json(force=True)
    shapes = [feature["id"] for feature in content["features"]]
    assert len(set(shapes)) == len(shapes)
    assert set(view.cells.cell) == set(shapes)


@pytest.mark.parametrize(
    "path",
    [
        "/geometry/{fp}/incidents.geojson",
        "/geometry/{fp}/cells",
        "/geometry/{fp}/cells.csv",
        "/geometry/{fp}/../manifest.geojson",
        "/geometry/{fp}/%2e%2e%2fmanifest.geojson",
        "/geometry/{fp}/cells%00.geojson",
        "/geometry/0/cells.geojson",
        "/geometry/1/cells.geojson",
        "/geometry/current/cells.geojson",
        "/geometry/" + "0" * 64 + "/cells.geojson",
        "/geometry/" + "f" * 64 + "/cells.geojson",
        "/geometry/..%2f..%2fetc/cells.geojson",
        "/geometry/%0a/cells.geojson",
        "/geometry/" + "a" * 5000 + "/cells.geojson",
        "/geometry/" + "A" * 64 + "/cells.geojson",
        "/geometry/<script>alert(1)</script>/cells.geojson",
    ],
)
def test_anything_else_is_not_found(client: FlaskClient, fingerprint: str, path: str) -> None:
    answer = client.get(path.format(fp=fingerprint), base_url=HERE)
    assert answer.status_code == 404
    assert "alert(1)" not in answer.text
    assert "immutable" not in answer.headers["Cache-Control"]


def test_short_picture_id_is_no_address_for_a_year(client: FlaskClient, demonstration: Config) -> None:
    view = month_view(demonstration)
    assert view is not None
    assert client.get(f"/geometry/{view.picture}/cells.geojson", base_url=HERE).status_code == 404


def test_only_reading_is_offered(client: FlaskClient, fingerprint: str) -> None:
    assert client.post(f"/geometry/{fingerprint}/cells.geojson", base_url=HERE).status_code == 405


def test_what_names_its_version_is_kept_by_the_browser(client: FlaskClient) -> None:
    page = client.get("/", base_url=HERE).text
    own = re.findall(r'(?:src|href)="(/assets/[^"]+\.(?:js|css)[^"]*)"', page)
    assert len(own) == len(set(own)) > 40
    for path in own:
        with client.get(path, base_url=HERE) as answer:
            assert answer.headers["Cache-Control"] == "private, max-age=31536000, immutable", path
        with client.get(path.partition("?")[0], base_url=HERE) as answer:
            assert "immutable" not in answer.headers["Cache-Control"]
    assert "immutable" not in client.get("/assets/none.js?m=1", base_url=HERE).headers["Cache-Control"]
    # plotly.js, and what Dash fetches beside it, which it would ask for by addresses without one.
    plotly = re.search(r'data-plotly="([^"]+)"', page)
    beside = re.search(r'src="([^"]+/dcc/async-graph\.[^"]+)"', page)
    assert plotly is not None
    assert beside is not None
    for path in (plotly[1], beside[1]):
        answer = client.get(path, base_url=HERE)
        assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "max-age=31536000")


def test_sign_of_life(client: FlaskClient) -> None:
    answer = client.get("/healthz", base_url=HERE)
    assert (answer.status_code, answer.text) == (200, "ok\n")


def test_mark_where_a_browser_looks_for_it(client: FlaskClient) -> None:
    with client.get("/favicon.ico", base_url=HERE) as answer:
        assert answer.status_code == 200
        assert answer.data[:4] == b"\0\0\1\0"


def test_bounds_of_the_town_hold_those_of_each_neighbourhood(demonstration: Config, fingerprint: str) -> None:
    west, south, east, north = graph.area_bounds(demonstration, fingerprint)
    assert -1.4 < west < east < -1.0
    assert 54.4 < south < north < 54.7
    for name in ("East", "North", "South", "West"):
        part = graph.area_bounds(demonstration, fingerprint, name)
        assert west <= part[0] < part[2] <= east
        assert south <= part[1] < part[3] <= north
    with pytest.raises(ValueError, match="Atlantis"):
        graph.area_bounds(demonstration, fingerprint, "Atlantis")
