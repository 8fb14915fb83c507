"""Tables as files beside the pages: what is on screen, in two editions, and nothing else than was asked for."""

import io
import json
import re
from codecs import BOM_UTF8
from collections.abc import Iterator
from typing import Any

import pandas as pd
import pytest
from dash import html
from flask.testing import FlaskClient
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from sightings import of_class, parts, text
from werkzeug.test import TestResponse

from aim.config import Config
from aim.pages import create_app, hotspots_export, month_export
from aim.pages.downloads import TYPES, download_url
from aim.pages.exporting import Offer, menu
from aim.pages.hotspots_address import Choices as HotspotChoices
from aim.questions.bench import bench_view
from aim.questions.bench_views import Asking
from aim.questions.editions import Edition
from aim.questions.month import month_view

HERE = "http://127.0.0.1:8050"
LAST = "2026-09"  # of a quarter that is whole
MARK = "OFFICIAL - for partners of the Community Safety Partnership only"
HOSTILE = ("%00", "<script>", "../../etc/passwd", "' OR 1=1", "2026-09&month=2026-08", "\u202e", "9" * 3_000, "=1+1")


@pytest.fixture(scope="module")
def client(demonstration: Config) -> Iterator[FlaskClient]:
    with create_app(demonstration).server.test_client() as client:
        yield client


def get(client: FlaskClient, table: str, suffix: str = "csv", edition: str = "internal", **query: str) -> TestResponse:
    return client.get(f"/download/{table}.{suffix}", base_url=HERE, query_string=query | {"edition": edition})


def csv(answer: TestResponse) -> pd.DataFrame:
    assert answer.status_code == 200, answer.text
    return pd.read_csv(io.BytesIO(answer.data), dtype={"cell": str})


def name_of(answer: TestResponse) -> str:
    (found,) = re.findall(r'attachment; filename="([A-Za-z0-9.-]+)"', answer.headers["Content-Disposition"])
    return str(found)


def test_the_file_has_exactly_the_hexagons_and_breaks_of_the_screen(client: FlaskClient, demonstration: Config) -> None:
    asked = Asking(month="2026-08", window=6, concern="crime", area="North", floor=10)
    view, _, left = bench_view(demonstration, asked)
    assert view is not None
    assert not left
    where = {"month": "2026-08", "window": "6", "concern": "crime", "area": "North", "floor": "10"}
    answer = get(client, "hotspots", "geojson", **where)
    written = json.loads(answer.data)
    on_screen = {
        cell: (count, hot)
        for cell, count, hot, area in zip(
            view.drawn.cell, view.drawn.count, view.drawn.hotspot, view.drawn.neighbourhood, strict=True
        )
        if area == "North"
    }
    rows = [feature["properties"] for feature in written["features"]]
    assert {row["cell"]: (row["count"], row["hotspot"]) for row in rows} == on_screen
    assert written["breaks"] == list(view.breaks)
    assert (written["floor"], written["edition"], written["marking"]) == (10, "internal", MARK)
    assert written["attribution"].startswith("Contains ")
    assert {row["edition"] for row in rows} == {MARK}
    assert name_of(answer) == f"aim-hotspots-2026-08-6-months-crime-North-{view.picture}-internal.geojson"


def test_the_public_map_is_of_a_quarter_and_hides_small_counts(client: FlaskClient) -> None:
    inside = csv(get(client, "hotspots", month=LAST, window="3")).set_index("cell")
    answer = get(client, "hotspots", edition="public", month=LAST)
    public = csv(answer).set_index("cell")
    assert name_of(answer).startswith(f"aim-hotspots-{LAST}-3-months-all-town-")
    assert name_of(answer).endswith("-public.csv")
    assert set(public.index) == set(inside.index)
    shown = public.index[~public["withheld"]]
    assert (public["count"][shown] == inside["count"][shown]).all()
    assert public["count"][public["withheld"]].isna().all()
    assert public["withheld"][inside["count"].between(1, 4)].all()
    assert not public["count"].between(1, 4).any()
    assert set(public["edition"]) == {"public"}
    assert set(public["place"]) == set(public["ward"])
    assert not public["hotspot"][public["withheld"]].any()
    said = get(client, "hotspots", "txt", "public", month=LAST).text
    assert said.startswith(f"{public['withheld'].sum()} of {len(public)} counts withheld")


def test_trends_of_an_area_and_a_concern(client: FlaskClient) -> None:
    answer = get(client, "trends", "xlsx", month=LAST, concern="burglary", area="East")
    book = load_workbook(io.BytesIO(answer.data))
    header, *rows = book["data"].iter_rows(values_only=True)
    assert {row[header.index("concern")] for row in rows} == {"burglary"}
    assert {row[header.index("neighbourhood")] for row in rows} == {"East"}
    about = dict(list(book["about"].iter_rows(values_only=True))[1:])
    assert (about["edition"], about["marking"]) == ("internal", MARK)
    assert name_of(answer).startswith(f"aim-trends-{LAST}-burglary-East-")
    town = csv(get(client, "trends", month=LAST, concern="burglary", area="town"))
    assert town["kind"].tolist() == ["town"]
    assert " of 525 counts withheld" in get(client, "trends", "txt", "public", month=LAST).text


def test_places_for_the_public_are_called_by_concern_and_ward(client: FlaskClient) -> None:
    inside = csv(get(client, "places", month=LAST))
    public = csv(get(client, "places", edition="public", month=LAST))
    assert list(public.columns) == [
        "lane", "number", "place", "ward", "neighbourhood", "concerns", "class", "agencies", "edition",
    ]  # fmt: skip
    assert public["number"].tolist() == inside["number"].tolist()
    assert all(
        re.fullmatch(rf"[\w -]+ in {re.escape(ward)}( \(\d of \d\))?", place)  # two of one ward and concern
        for place, ward in zip(public["place"], public["ward"], strict=True)
    )
    drawn = json.loads(get(client, "places", "geojson", "public", month=LAST).data)
    assert len({json.dumps(each["geometry"]) for each in drawn["features"]}) == public["ward"].nunique()


@pytest.mark.parametrize("suffix", TYPES)
def test_every_format_is_a_file_of_its_kind(client: FlaskClient, suffix: str) -> None:
    begins = {"csv": BOM_UTF8, "xlsx": b"PK", "geojson": b"{", "gpkg": b"SQLite format 3", "parquet": b"PAR1"}
    answer = get(client, "places", suffix, "public", month=LAST)
    assert answer.status_code == 200
    assert answer.mimetype == TYPES[suffix]
    assert answer.data.startswith(begins[suffix])
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("table", "query", "said"),
    [
        ("trends", {"edition": "public"}, "name the month"),
        ("trends", {"month": LAST}, "say once which edition"),
        ("trends", {"month": LAST, "edition": ["public", "internal"]}, "say once which edition"),
        ("trends", {"month": LAST, "edition": "secret"}, "say once which edition"),
        ("trends", {"month": "1999-01", "edition": "internal"}, "is not held"),
        ("trends", {"month": LAST, "area": "Leeds", "edition": "internal"}, "no area"),
        ("trends", {"month": LAST, "as-of": "12-00", "edition": "public"}, "current picture only"),
        ("hotspots", {"month": "2026-08", "edition": "public"}, "ask for the month 2026-06, not 2026-08"),
        ("hotspots", {"month": LAST, "floor": "2", "edition": "public"}, "leave out floor"),
        ("hotspots", {"month": LAST, "sources": "fire", "edition": "public"}, "leave out sources"),
        ("hotspots", {"month": LAST, "concern": "fires", "edition": "public"}, "no other window, concern"),
        ("hotspots", {"month": LAST, "concern": "nonsense", "edition": "internal"}, "there is none of that name"),
        ("places", {"month": LAST, "area": "North", "edition": "public"}, "leave concern and area out"),
    ],
)
def test_what_is_not_offered_is_refused_by_name(
    client: FlaskClient, table: str, query: dict[str, Any], said: str
) -> None:
    answer = client.get(f"/download/{table}.csv", base_url=HERE, query_string=query)
    assert answer.status_code == 400
    assert said in " ".join(answer.text.split()).lower() or said in answer.text
    assert answer.mimetype == "text/html"
    assert "Content-Disposition" not in answer.headers


def test_nothing_else_is_a_file_and_nothing_is_written(client: FlaskClient) -> None:
    for path in ("trends.exe", "incidents.csv", "..%2f.csv", "trends.csv.csv"):
        assert client.get(f"/download/{path}?edition=public", base_url=HERE).status_code == 404
    assert get(client, "trends", month=LAST, **{"as-of": "no-such"}).status_code == 400
    assert get(client, "trends", month=LAST, **{"as-of": "99-0a1b2c3d"}).status_code == 404
    assert client.post("/download/trends.csv", base_url=HERE).status_code == 405


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(["hotspots", "trends", "places"]),
    st.dictionaries(
        st.sampled_from(["month", "area", "concern", "as-of", "box", "floor", "view", "x"]),
        st.sampled_from(HOSTILE) | st.text(max_size=20),
        min_size=1,
        max_size=3,
    ),
)
@example("hotspots", {"box": "nan,nan,nan,nan"})
@example("trends", {"month": "2026-09", "concern": "\u0130"})
def test_hostile_values_are_refused_and_never_repeated(client: FlaskClient, table: str, query: dict[str, str]) -> None:
    answer = get(client, table, "csv", "public", **query)
    assert answer.status_code in (400, 404)
    assert "<script>" not in answer.text
    assert "etc/passwd" not in answer.text
    assert "Traceback" not in answer.text


def test_menus_of_the_pages_lead_to_files_that_are_there(client: FlaskClient, demonstration: Config) -> None:
    month = month_view(demonstration, month="2026-08", concern="crime", area="North")
    bench, choices, _ = bench_view(demonstration, HotspotChoices(month="2026-08", concern="crime", area="North"))
    assert month is not None
    assert bench is not None
    for offer in (*month_export.offers(month, None, MARK), *hotspots_export.offers(bench, choices, MARK)):
        internal = client.get(download_url(offer.table, "csv", offer.query, Edition.INTERNAL), base_url=HERE)
        public = client.get(download_url(offer.table, "csv", offer.public, Edition.PUBLIC), base_url=HERE)
        assert (internal.status_code, public.status_code) == (200, 200), offer
        if offer.table == "hotspots":
            assert "-2026-08-3-months-crime-North-" in name_of(internal)
            assert "-2026-06-3-months-all-North-" in name_of(public)
            assert offer.public_title == "All concerns, April to June 2026"
    assert len(of_class(month_export.export(month, None, MARK), "export-formats")) == 4


def test_the_menu_offers_both_editions_in_every_format_and_what_is_withheld() -> None:
    offer = Offer("trends", "?month=2025-06", public="?month=2025-06", marking=MARK, link="?month=2025-06", caption="C")
    found = menu(offer)
    links = [part for part in parts(found) if isinstance(part, html.A)]
    assert [link.href for link in links] == [
        download_url("trends", suffix, "?month=2025-06", edition)
        for edition in (Edition.INTERNAL, Edition.PUBLIC)
        for suffix in ("csv", "xlsx", "geojson", "gpkg")
    ]
    assert len({getattr(link, "aria-label") for link in links}) == 8
    assert MARK in text(found)
    (asked,) = [part for part in parts(found) if hasattr(part, "data-preview")]
    assert getattr(asked, "data-preview") == "/download/trends.txt?month=2025-06&edition=public"
    assert len(of_class(found, "export-copy")) == 1
    elsewhere = menu(Offer("places", "", public="", marking=MARK))
    assert not of_class(elsewhere, "export-copy")
    assert download_url("places", "csv", "", Edition.PUBLIC) == "/download/places.csv?edition=public"
