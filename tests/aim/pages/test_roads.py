"""Roads on the Month page: their address names their content, and the foot says whose they are."""

import json
from collections.abc import Iterator
from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from commandline import Aim, runner
from flask import Flask
from flask.testing import FlaskClient

from aim import config as configuration
from aim.config import Config
from aim.pages import month, routes
from aim.pages.asking import ask
from aim.questions import ground

HERE = "http://127.0.0.1:8050"
LINES = [shapely.LineString([(-1.24, 54.57), (-1.23, 54.57)]), shapely.LineString([(-1.24, 54.56), (-1.23, 54.56)])]


@pytest.fixture
def aim(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Aim:
    return runner(monkeypatch, capsys)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two roads of Middlesbrough and a path."""
    columns = {"class": ["A Road", "Local Road", "Towpath"], "name1": ["Marton Road", None, None]}
    path = tmp_path_factory.mktemp("roads") / "roads.geojson"
    gpd.GeoDataFrame(columns, geometry=[*LINES, shapely.Point(-1.24, 54.57)], crs=4326).to_file(path, driver="GeoJSON")
    return path


@pytest.fixture
def client(own_store: Path) -> Iterator[FlaskClient]:
    """The files beside the pages, over an empty store."""
    server = Flask("files")
    server.config["AIM"] = configuration.load(own_store)
    routes.add_routes(server)
    with server.test_client() as client:
        yield client


def test_the_command_imports_shows_and_removes_roads(aim: Aim, file: Path, own_store: Path) -> None:
    assert "roads: none; `aim geography import-roads FILE`" in aim("geography", "show").out
    done = aim("geography", "import-roads", file, "--attribution", "© somebody")
    assert done.code == 0
    assert "1 km (a 0.6, local 0.6). © somebody" in done.out
    assert "2 pieces of roads.geojson taken; 1 left out: no line" in done.out
    assert "drawn as the thinnest, of no known class: Towpath" in done.out
    assert "roads: roads.geojson of " in aim("geography", "show").out
    assert aim("geography", "import-roads").code == 2
    assert aim("geography", "import-roads", file, "--remove").code == 2
    assert aim("geography", "import-roads", file.with_name("none.gpkg")).code == 1
    assert "roads removed" in aim("geography", "import-roads", "--remove").out
    assert "there were no roads" in aim("geography", "import-roads", "--remove").out
    assert not list((own_store / "geography").iterdir())


def test_another_import_is_another_address_and_the_old_one_is_gone(
    aim: Aim, file: Path, own_store: Path, client: FlaskClient
) -> None:
    config = configuration.load(own_store)
    assert routes.roads_url(ground.roads_to_draw(config)) == ""
    aim("geography", "import-roads", file)
    url = routes.roads_url(ground.roads_to_draw(config))
    answer = client.get(url, base_url=HERE)
    assert answer.mimetype == "application/geo+json"
    assert answer.headers["Cache-Control"] == "private, max-age=31536000, immutable"
    assert [f["properties"]["class"] for f in json.loads(answer.data)["features"]] == ["a", "local"]
    packed = client.get(url, base_url=HERE, headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert client.get(url, base_url=HERE, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    aim("geography", "import-roads", file, "--attribution", "© somebody else")
    assert client.get(url, base_url=HERE).status_code == 404
    other = routes.roads_url(ground.roads_to_draw(config))
    assert client.get(other, base_url=HERE).status_code == 200
    (own_store / "geography" / "roads.geojson").write_text("cut sho")
    assert ground.roads_to_draw(config) is None
    assert client.get(other, base_url=HERE).status_code == 404


def test_the_page_draws_roads_says_whose_and_counts_as_before(aim: Aim, file: Path, own_demonstration: Config) -> None:
    asked = ask(own_demonstration, "")
    plain = month.regions(own_demonstration, asked, theme="light", before=None)
    assert "Roads:" not in str(plain["foot"])
    assert aim("geography", "import-roads", file, "--data", own_demonstration.data).code == 0
    roads = ground.roads(own_demonstration)
    assert roads is not None
    again = ask(own_demonstration, "")
    assert again == asked, "no number and no picture depends on roads"
    drawn = month.regions(own_demonstration, again, theme="light", before=plain["shown"])
    style = drawn["map"]["layout"]["map"]["style"]
    assert style["sources"]["roads"]["data"] == routes.roads_url(roads)
    assert drawn["map"]["data"] == plain["map"]["data"]
    assert f"Roads: {roads.attribution}" in str(drawn["foot"])
    standing = month.regions(own_demonstration, again, theme="light", before=drawn["shown"])
    assert not isinstance(standing["map"], dict)
