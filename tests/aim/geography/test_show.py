import json

import pytest
import shapely
from shapely.geometry import shape

from aim.config import Config
from aim.geography import show
from aim.geography.outlines import Outlines


def test_what_is_in_force(outlines: Outlines, config: Config) -> None:
    found = show.describe(outlines, config)
    assert json.loads(json.dumps(found)) == found
    assert found["status"] == "built from Code-Point Open"
    assert found["membership_confirmed"] is False
    assert found["expired"] is None
    assert found["cells"] == {"8": 116, "9": 672, "10": 4321}
    assert found["postcodes"] == 3_837
    assert found["area_km2"] == pytest.approx(53.3, abs=0.05)
    assert [area["name"] for area in found["neighbourhoods"]] == ["East", "North", "South", "West"]
    assert sum(len(area["wards"]) for area in found["neighbourhoods"]) == 20
    assert sum(area["area_km2"] for area in found["neighbourhoods"]) == pytest.approx(found["area_km2"], abs=0.001)


def test_the_geojson_of_the_neighbourhoods(outlines: Outlines) -> None:
    found = show.to_geojson(outlines)
    assert json.loads(json.dumps(found)) == found
    assert found["attribution"] == outlines.attribution
    assert [feature["properties"]["name"] for feature in found["features"]] == list(outlines.neighbourhoods)
    for feature in found["features"]:
        outline = shape(feature["geometry"])
        assert outline.is_valid
        name = feature["properties"]["neighbourhood"]
        assert outline.symmetric_difference(outlines.neighbourhood_outline(name)).area < 1e-12
        wards = [ward for ward in outlines.wards if ward.name in feature["properties"]["wards"]]
        assert {ward.neighbourhood for ward in wards} == {name}
        for polygon in shapely.get_parts(outline):
            assert polygon.exterior.is_ccw
            assert not any(ring.is_ccw for ring in polygon.interiors)
