"""The Hotspots page as pure functions: what stands where, what a link leads to, what is sent of a map."""

from collections.abc import Iterator
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest
from dash import Patch, html, no_update
from listed import LAST, cell

from aim import config as configuration
from aim.config import Config
from aim.pages import hotspots, hotspots_card, hotspots_head, hotspots_map, hotspots_rail, hotspots_table, ids
from aim.pages.hotspots_address import Choices, address, read
from aim.pages.plain import element, plain
from aim.questions.bench import bench_view
from aim.questions.bench_views import COMPARE, COUNTED, MULTIPLES, PLAIN, Asking, BenchView
from aim.questions.hotspot_map import SERIOUSNESS
from aim.questions.month import month_view


def view(config: Config, **asked: Any) -> BenchView:
    found, _, _ = bench_view(config, Asking(**asked))
    assert found is not None
    return found


def elements(content: Any) -> Iterator[dict[str, Any]]:
    """Every element of plain content, outermost first."""
    if isinstance(content, list):
        for each in content:
            yield from elements(each)
    elif isinstance(content, dict):
        yield content
        yield from elements(content["content"])


def text(content: Any) -> str:
    if isinstance(content, list):
        return " ".join(filter(None, map(text, content)))
    return text(content["content"]) if isinstance(content, dict) else content


def links(content: Any) -> dict[str, str]:
    """By the words of each link where it leads."""
    return {text(each).strip(): each["attributes"]["href"] for each in elements(content) if each["tag"] == "a"}


def of_class(content: Any, name: str) -> list[dict[str, Any]]:
    return [each for each in elements(content) if name in each["attributes"].get("class", "").split()]


def chosen(content: Any) -> list[str]:
    return [text(each) for each in elements(content) if each["attributes"].get("aria-current") and each["tag"] == "a"]


# ---- plain content ---------------------------------------------------------------------------------------------------
def test_an_element_is_what_a_component_would_become() -> None:
    made = html.P([html.Strong("a"), "b", None, 3], className="c", tabIndex="0", **{"aria-label": "d"}, style={"x": 1})
    same = element(
        "p", [element("strong", "a"), "b", None, 3], className="c", tabIndex="0", **{"aria-label": "d"}, style={"x": 1}
    )
    assert plain(made) == same == plain(same)
    assert element("p", title=None) == {"tag": "p", "attributes": {}, "style": {}, "content": ""}


# ---- the rail --------------------------------------------------------------------------------------------------------
def test_every_choice_of_the_rail_is_a_link_and_the_meetings_own_leaves_no_trace(listed_town: Config) -> None:
    found = view(listed_town, window=6)
    rail = hotspots_rail.rail(found, Choices(window=6))
    there = links(rail)
    assert there["3"] == there["Reset"] == "?"
    assert there["12"] == "?window=12"
    assert there["Burglary"] == "?concern=burglary&window=6"
    assert there["North"] == "?window=6&area=North"
    assert there["Seriousness"] == "?window=6&by=seriousness"
    assert there["Counted"] == "?window=6&known=counted"
    assert there["Earlier: August 2026"] == "?month=2026-08&window=6"
    marked = ["All concerns", "Sep September 2026", "6", "Town", *(each.title for each in found.offered.sources)]
    assert chosen(rail) == [*marked, "Incidents", "Apart"]


def test_a_source_is_left_out_and_taken_in_again_and_one_always_stays(listed_town: Config) -> None:
    both = view(listed_town).offered.sources
    first, second = (each.title for each in both)
    there = links(hotspots_rail.rail(view(listed_town), Choices()))
    assert (there[first], there[second]) == ("?sources=reports", "?sources=published")
    alone = links(hotspots_rail.rail(view(listed_town, sources=("reports",)), Choices(sources=("reports",))))
    assert alone[first] == alone[second] == "?"


def test_what_differs_is_listed_and_reset_keeps_what_the_page_is_about(listed_town: Config) -> None:
    asked = Choices(
        month="2026-08", concern="violence", window=6, area="South", by=SERIOUSNESS, known=COUNTED, significance=0.01,
        adjustment=PLAIN, resolution=8, floor=10, view=COMPARE, sources=("published",), within="South",
    )  # fmt: skip
    found, _, left = bench_view(listed_town, asked)
    assert found is not None
    assert left == ()
    (box,) = of_class(hotspots_rail.rail(found, asked), "differs")
    assert [text(each) for each in elements(box) if each["tag"] == "li"] == list(found.differs)
    assert len(found.differs) == 7  # of violence there is one source
    back, _ = read(links(box)["Reset"])
    assert back == Choices(month="2026-08", concern="violence", area="South", view=COMPARE, within="South")
    assert set(hotspots_rail.MEETING) == {each.name for each in fields(Asking)} - {
        "month", "concern", "area", "view", "beside", "cell", "box", "within",
    }  # fmt: skip
    assert of_class(hotspots_rail.rail(view(listed_town), Choices()), "differs") == []


def test_the_method_offers_small_hexagons_inside_a_neighbourhood(listed_town: Config) -> None:
    town = hotspots_rail.method(view(listed_town), Choices())
    assert "Small" not in links(town)
    assert "inside a neighbourhood only" in text(town)
    asked = Choices(area="West", cell=cell("West"))
    west = links(hotspots_rail.method(view(listed_town, area="West", cell=cell("West")), asked))
    assert west["Small"] == "?area=West&resolution=10"
    assert west["1 in 1,000"] == f"?area=West&significance=0.001&cell={cell('West')}"
    assert west["1 in 20"] == f"?area=West&cell={cell('West')}"
    assert "about 1 in 20 at most is so by chance" in text(town)
    assert "About 1 in 40 of all hexagons" in text(hotspots_rail.method(view(listed_town, adjustment=PLAIN), Choices()))


# ---- the maps --------------------------------------------------------------------------------------------------------
BOUNDS = (-1.3, 54.5, -1.1, 54.6)


def sent(before: BenchView, after: BenchView, *, theme: str = "light") -> Any:
    old = hotspots_map.drawn(before, before.drawn, "light", BOUNDS, "")
    now = hotspots_map.drawn(after, after.drawn, theme, BOUNDS, "")
    return hotspots_map.redrawn(after, after.drawn, now=now, before=old, blank={})


def changes(patch: Patch) -> dict[tuple[Any, ...], Any]:
    return {tuple(each["location"]): each["params"]["value"] for each in patch.to_plotly_json()["operations"]}


def test_another_window_sends_values_and_breaks_and_no_shape(listed_town: Config) -> None:
    one, other = view(listed_town), view(listed_town, window=1)
    assert sent(one, one) is no_update
    patch = changes(sent(one, other))
    assert patch["data", 0, "z"] == list(other.drawn.value)
    assert ("data", 0, "colorscale") in patch
    assert not [path for path in patch if path[:2] == ("data", 0) and path[2] in ("geojson", "locations")]
    assert isinstance(sent(one, one, theme="dark"), dict)


def test_another_hexagon_sends_its_outline_alone(listed_town: Config) -> None:
    patch = changes(sent(view(listed_town), view(listed_town, cell=cell("South"))))
    assert {path[:4] for path in patch} == {("layout", "map", "layers", 2)}
    (line,) = patch["layout", "map", "layers", 2, "source", "coordinates"]
    assert (len(line), line[0]) == (7, line[-1])


def test_what_is_summed_is_outlined_as_one_area(listed_town: Config) -> None:
    found = view(listed_town, within="South", cell=cell("North"))
    lines = hotspots_map.outlined(found)
    assert found.sum is not None
    assert len(lines) < len(found.sum.cells) / 10
    assert len(lines[-1]) == 7
    nothing = view(listed_town, box=(0.0, 0.0, 0.1, 0.1))
    assert hotspots_map.outlined(nothing) == []
    assert hotspots_map.selected(nothing) == ()


def test_hexagons_of_another_size_come_from_an_address_of_their_own(listed_town: Config) -> None:
    made = sent(view(listed_town), view(listed_town, resolution=8))
    assert made["data"][0]["geojson"].endswith("/cells-8.geojson")
    usual = hotspots_map.whole(
        view(listed_town),
        view(listed_town).drawn,
        hotspots_map.drawn(view(listed_town), view(listed_town).drawn, "light", BOUNDS, ""),
    )
    assert usual["data"][0]["geojson"].endswith("/cells.geojson")


def test_two_maps_share_breaks_and_the_second_goes_when_it_is_not_asked_for(listed_town: Config) -> None:
    found = hotspots.regions(listed_town, "?view=compare&window=1", theme="light", before=None)
    assert found["page"] == "hotspots is-compare"
    first, second = found["map"]["data"][0], found["beside"]["data"][0]
    assert (first["colorscale"], first["zmax"]) == (second["colorscale"], second["zmax"])
    assert first["z"] != second["z"]
    assert "Map of All of Middlesbrough: all concerns, September 2025." in found["beside_text"]
    one = hotspots.regions(listed_town, "?window=1", theme="light", before=found["shown"])
    assert one["map"] is no_update
    assert one["beside"]["data"] == []


def test_the_legend_names_its_steps_and_follows_the_theme_by_itself(listed_town: Config) -> None:
    legend = hotspots_map.legend(view(listed_town))
    assert text(legend).startswith("Incidents, July to September 2026 1")
    assert [each["style"]["background"] for each in of_class(legend, "swatch")[:5]] == [
        f"var(--aim-step-{n})" for n in range(1, 6)
    ]


# ---- the table -------------------------------------------------------------------------------------------------------
def test_the_table_holds_every_hexagon_with_an_incident_and_what_it_sums_to(listed_town: Config) -> None:
    found = view(listed_town)
    made = hotspots_table.table(found, Choices())
    keys = [row[0] for row in made["rows"]]
    assert set(keys) == {key for key, count in zip(found.drawn.cell, found.drawn.count, strict=True) if count}
    counted = f"{len(keys)} hexagons with an incident, {sum(found.drawn.count):,} incidents."
    assert found.columns.expected is not None
    compared = f"{sum(found.columns.compared):,} of these rank; {sum(found.columns.expected):,.0f} were expected."
    assert made["caption"].endswith(f"{counted} {compared}")
    assert [each["name"] for each in made["headers"]][3:6] == ["count", "compared", "expected"]
    alike = replace(found, columns=replace(found.columns, compared=found.drawn.count))
    assert hotspots_table.table(alike, Choices())["caption"].endswith(counted)
    assert "compared" not in dict(hotspots_table.columns(alike))
    assert "".join([made["href"][0], keys[0], made["href"][1]]) == address(Choices(cell=keys[0]))
    assert [each["title"] for each in made["headers"] if each["order"]] == ["Incidents"]
    counts = [int(row[6].replace(",", "")) for row in made["rows"]]
    assert counts == sorted(counts, reverse=True)


def test_the_table_is_of_what_is_summed_and_of_the_area(listed_town: Config) -> None:
    box = view(listed_town, box=(-1.26, 54.55, -1.22, 54.58))
    assert box.sum is not None
    shown = hotspots_table.lines(box, None)
    assert sum(line.incidents for line in shown) == box.sum.count
    west = view(listed_town, area="West")
    assert {line.area for line in hotspots_table.lines(west, None)} == {"West"}


@pytest.mark.parametrize("sort", ["place", "-ward", "area", "count", "compared", "-expected", "-stands-out", "kind"])
def test_every_order_keeps_every_row(listed_town: Config, sort: str) -> None:
    found = view(listed_town)
    usual = hotspots_table.lines(found, None)
    assert sorted(hotspots_table.lines(found, sort)) == sorted(usual)
    if sort == "-stands-out":
        numbers = [line.number for line in hotspots_table.lines(found, sort) if line.number]
        assert numbers == sorted(numbers)
        assert hotspots_table.lines(found, sort)[0].number == 1


def test_a_second_press_turns_the_order_and_the_usual_one_leaves_no_trace(listed_town: Config) -> None:
    found = view(listed_town)
    there = {each["name"]: each["href"] for each in hotspots_table.table(found, Choices(sort="count"))["headers"]}
    assert (there["count"], there["expected"], there["place"]) == ("?", "?sort=-expected", "?sort=place")


def test_by_seriousness_days_stand_beside_counts_and_lead(listed_town: Config) -> None:
    found = view(listed_town, concern="crime", by=SERIOUSNESS)
    lines = hotspots_table.lines(found, None)
    assert [line.days for line in lines] == sorted((line.days for line in lines), reverse=True)
    assert "Days: of imprisonment." in hotspots_table.table(found, Choices())["caption"]


def test_where_nothing_can_be_expected_there_is_no_such_column(listed_town: Config) -> None:
    early = view(listed_town, month="2024-07")
    assert "expected" not in dict(hotspots_table.columns(early))
    assert any("history" in text(each) for each in hotspots_card.more(early, Choices()))
    asked = {"month": "2026-02", "cell": cell("West")}
    said = text(hotspots_card.card(view(listed_town, **asked), Choices(**asked)))
    # One reason: that a class wants a month more than what is expected does read as two different histories.
    assert "cannot say what was expected: only 22 of the 24 months needed One location" in said


# ---- the card and the sum --------------------------------------------------------------------------------------------
def test_the_card_says_what_was_counted_against_what_was_expected(listed_town: Config) -> None:
    asked = Choices(concern="burglary", window=1, cell=cell("West"))
    found = view(listed_town, concern="burglary", window=1, cell=cell("West"))
    said = text(hotspots_card.card(found, asked))
    assert found.card is not None
    assert f"{found.card.count} {found.card.against}" in said
    assert "▲ new or worse" in said
    assert links(hotspots_card.card(found, asked)) == {"": "?concern=burglary&window=1"}
    more = hotspots_card.more(found, asked)
    assert len(of_class(more, "dot")) == 24
    assert "Dots: stood out in" in text(more)
    assert "Dotted line: expected now, " in text(more)
    figure, words = hotspots_card.bars(found, "light")
    assert list(figure["data"][0]["y"]) == list(found.card.series)
    assert words.startswith(f"Incidents at {found.card.name} by month.")
    every = view(listed_town, window=1)
    counts = zip(every.drawn.cell, every.drawn.count, every.columns.compared, strict=True)
    unlike = next(key for key, count, compared in counts if count != compared)
    every = view(listed_town, window=1, cell=unlike)
    assert every.card is not None
    assert every.card.against.startswith(f"{every.card.series[-1]} of them rank, against ")
    assert "24 months, what ranks" in text(hotspots_card.card(every, Choices(window=1)))


def test_one_location_is_said_and_kept_off_paper(listed_town: Config) -> None:
    asked = {"concern": "fly-tipping", "window": 1, "cell": cell("East", 3, 0)}
    found = view(listed_town, **asked)
    made = hotspots_card.card(found, Choices(**asked))
    assert "One location may explain this: check before naming." in text(made)
    assert of_class(made, "is-named-here")
    caption = hotspots_head.caption(found, "Internal")
    assert found.card is not None
    assert f"{found.card.called}: 14 incidents" in caption
    assert found.card.name not in caption
    table = hotspots_table.table(found, Choices())
    rows = table["rows"]
    assert table["alone"] == "One location may explain this: check before naming."
    guarded = dict(zip(found.drawn.cell, found.columns.one_location, strict=True))
    assert {row[0]: row[2] for row in rows} == {row[0]: guarded[row[0]] for row in rows}  # whatever stands out
    assert next(row for row in rows if row[0] == found.card.key)[2] is True


def test_the_sum_is_by_agency_and_can_be_cleared(listed_town: Config) -> None:
    asked = Choices(within="South", cell=cell("South"))
    found = view(listed_town, within="South", cell=cell("South"))
    made = hotspots_card.more(found, asked)
    assert found.sum is not None
    assert links(made)["Clear"] == f"?cell={cell('South')}"
    assert f"{found.sum.count:,}" in text(made)
    assert text(hotspots_head.sentence(found)).startswith("In the whole town ")
    beside = found.sum.against.split()[-2]
    assert hotspots_table.table(found, asked)["caption"].endswith(f"; {beside} were expected.")
    for name, count in found.sum.agencies:
        assert f"{name} {count:,}" in text(made)


def test_without_a_choice_the_card_says_how_the_page_is_used(listed_town: Config) -> None:
    found = view(listed_town)
    assert hotspots_card.card(found, Choices()) == []
    assert "How to use the bench" in text(hotspots_card.more(found, Choices()))
    assert hotspots_card.bars(found, "dark") == ({}, "")


# ---- around the maps -------------------------------------------------------------------------------------------------
def test_the_permalink_opens_the_same_whatever_changes_later(listed_town: Config) -> None:
    asked = Choices(concern="violence", window=6, area="West", view=COMPARE, floor=1, sort="place")
    found, _, _ = bench_view(listed_town, asked)
    assert found is not None
    there, ignored = read(hotspots_head.permalink(found, asked))
    assert ignored == ()
    assert there.as_of == found.picture
    assert None not in (there.month, there.window, there.significance, there.resolution, there.floor, there.beside)
    again, _, left = bench_view(listed_town, there, as_of=there.as_of)
    assert left == ()
    assert again is not None
    assert replace(again, asked=found.asked) == found


def test_the_caption_leaves_with_its_mark_and_what_it_is_of(listed_town: Config) -> None:
    found = view(listed_town, window=6, within="South")
    said = hotspots_head.caption(found, "OFFICIAL")
    assert said.startswith("OFFICIAL\nAll concerns, April to September 2026, All of Middlesbrough. ")
    assert found.sentence in said
    assert "Differs from the meeting's settings: 6 months instead of 3." in said
    assert f"Picture {found.picture}, as at {found.as_at}." in said
    assert "South: " in said


def test_areas_are_summed_from_the_keyboard_and_a_box_from_the_map(listed_town: Config) -> None:
    made = hotspots_head.head(view(listed_town), Choices(box=(-1.2, 54.5, -1.1, 54.6)), "MARK")
    there = links(made)
    assert there["Central"] == "?within=Central"
    assert there["North"] == "?within=North"
    assert "hotspots-box" in {each["attributes"].get("id") for each in elements(made)}
    assert there["Compare"] == "?view=compare&box=-1.2,54.5,-1.1,54.6"
    many = hotspots_head.head(view(listed_town, view=MULTIPLES), Choices(view=MULTIPLES), "MARK")
    assert "hotspots-box" not in {each["attributes"].get("id") for each in elements(many)}


def test_what_is_on_screen_leaves_marked_and_for_the_public_by_its_own_rules(listed_town: Config) -> None:
    made = hotspots_head.head(view(listed_town, concern="violence"), Choices(concern="violence"), "MARK")
    there = [
        each["attributes"]["href"] for each in elements(made) if "/download/" in str(each["attributes"].get("href"))
    ]
    assert [href for href in there if "concern=violence" in href and "edition=internal" in href]
    assert not [href for href in there if "concern=violence" in href and "edition=public" in href]
    assert "Marked “MARK”." in text(made)


def test_the_second_map_steps_through_every_other_month(listed_town: Config) -> None:
    found = view(listed_town, view=COMPARE)
    made = hotspots_head.second_title(found, Choices(view=COMPARE))
    assert text(made).startswith("July to September 2025")
    months = [href for words, href in links(made).items() if "beside=" in href]
    assert f"?view=compare&beside={LAST}" not in months
    assert not [each for each in elements(made) if "data-step" in each["attributes"]]
    alone = replace(found, beside=None)
    assert "No other period" in text(hotspots_head.second_title(alone, Choices(view=COMPARE)))


def test_twelve_small_maps_lead_to_their_months(listed_town: Config) -> None:
    found = view(listed_town, view=MULTIPLES)
    made = hotspots_head.many(found, Choices(view=MULTIPLES, concern="all"))
    title = text(hotspots_head.head(found, Choices(view=MULTIPLES), "MARK"))
    assert title.startswith("All concerns, 12 single months to September 2026 ")
    assert text(hotspots_head.sentence(found)).startswith("July to September 2026: ")
    assert len(made) == 12
    assert made[-1]["href"] == f"?month={LAST}&window=1"
    assert made[-1]["words"].startswith(f"{found.many[-1].total:,} incidents, ")
    assert {len(each["steps"]) for each in made} == {len(found.drawn.cell)}
    assert made[0]["cells"] is None
    missing = replace(found.many[0], held=False, steps="", marks="")
    assert hotspots_head.many(replace(found, many=(missing,)), Choices())[0]["words"] == "not received"


# ---- the whole page --------------------------------------------------------------------------------------------------
def test_the_page_shows_the_demonstration_as_the_month_has_it(demonstration: Config) -> None:
    found = hotspots.regions(demonstration, "", theme="light", before=None)
    month = month_view(demonstration, listed="busiest")
    assert month is not None
    assert found["page"] == "hotspots is-one"
    assert found["map"]["data"][0]["z"] == list(month.cells.count)
    content = found["content"]["plain"]
    assert f"{len(month.places)} places stand out" in text(content[ids.HOTSPOTS_SENTENCE])
    assert content[ids.HOTSPOTS_NOTICES] == []
    assert month.picture in text(content[ids.HOTSPOTS_FOOT])
    assert found["content"]["many"] == []


def test_a_wrong_address_shows_the_usual_page_and_says_what_was_left_out(listed_town: Config) -> None:
    hostile = "?concern=zzz&month=1999-01&area=<b>&as-of=99-00000000&sources=nobody&resolution=10&cell=" + "8" * 15
    found = hotspots.regions(listed_town, hostile, theme="dark", before=None)
    said = text(found["content"]["plain"][ids.HOTSPOTS_NOTICES])
    for part in ("the concern", "the month", "the area", "the picture", "a source", "the size of hexagon", "the place"):
        assert said.count(part) == 1
    assert "<b>" not in said
    usual = hotspots.regions(listed_town, "", theme="dark", before=None)
    assert found["map"] == usual["map"]
    assert found["content"]["table"] == usual["content"]["table"]


def test_of_an_older_picture_the_way_back_is_said(listed_town: Config) -> None:
    older = replace(view(listed_town), since=("Burglary: its categories changed",))
    asked = Choices(area="West", as_of="4-0a1b2c3d")
    made = [plain(each) for each in hotspots._notices(older, asked, ())]
    assert links(made) == {"Show today’s": "?area=West"}
    assert "1 thing differs today. Burglary: its categories changed." in " ".join(text(made).split())
    leaves = [href for href in links(hotspots_head.head(older, asked, "MARK")).values() if "/download/" in href]
    assert leaves
    assert all("as-of=4-0a1b2c3d" in href and "edition=internal" in href for href in leaves)
    assert "Not offered: the public edition is of the current picture only" in text(
        hotspots_head.head(older, asked, "MARK")
    )
    behind = hotspots._notices(replace(view(listed_town), behind=True, caution="Beware."), Choices(), ())
    assert text([plain(each) for each in behind]).startswith("Beware. ")


def test_before_anything_is_built_the_page_says_how_it_begins(tmp_path: Path) -> None:
    found = hotspots.regions(configuration.load(tmp_path / "none", {}), "?month=2025-06", theme="light", before=None)
    assert "Nothing is loaded yet" in text(found["content"]["plain"][ids.HOTSPOTS_EMPTY])
    assert found["page"].endswith("is-empty")
    assert found["map"]["data"] == []
