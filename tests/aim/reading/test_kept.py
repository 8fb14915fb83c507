"""Answers stored with a picture: the same after they were written down, and used only while the sources stand so."""

from collections import OrderedDict
from dataclasses import replace

import listed
import numpy as np
import pytest
from holding import Holding
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from listed import LAST, PUBLISHED, SPAN, cell, happened

from aim import months
from aim.config import Config
from aim.questions import shown as pictures
from aim.questions.freshness import freshness
from aim.questions.hotspot_map import hotspot_table
from aim.questions.places import places_table
from aim.questions.shown import show
from aim.reading import classing, discussion, ranking, surging
from aim.reading.basis import basis
from aim.reading.freshness import Freshness
from aim.reading.hotspot_map import hotspot_map
from aim.reading.kept import KeptMonth, kept_month, standing
from aim.reading.shown import Shown
from aim.reading.trends import month_trends
from aim.store.picture import Answers


def seen(config: Config, *, stored: bool = False) -> Freshness:
    shown = show(config)
    assert shown is not None
    return freshness(config, Shown(shown.picture if stored else replace(shown.picture, answers=Answers())))


@given(
    st.dictionaries(st.text(min_size=1, max_size=8), st.one_of(st.integers(-99, 99), st.text(max_size=9)), max_size=3),
    st.dictionaries(
        st.sampled_from(["count", "expected", "room", "surge", "low"]),
        arrays.arrays(
            st.sampled_from([np.int32, np.float64, np.int8, np.bool_]), arrays.array_shapes(max_dims=3, max_side=4)
        ),
    ),
)
def test_a_month_is_the_same_after_it_was_written_down(said: dict, found: dict) -> None:
    again = KeptMonth.from_bytes(KeptMonth(said, found).to_bytes())
    assert again.said == said
    assert set(again.arrays) == set(found)
    for name, values in found.items():
        assert again.arrays[name].dtype == values.dtype
        np.testing.assert_array_equal(again.arrays[name], values)


def test_it_holds_the_concerns_and_windows_of_the_meeting_at_its_resolution_alone(listed_town: Config) -> None:
    fresh = seen(listed_town, stored=True)
    kept = kept_month(fresh, LAST)
    assert kept is not None
    assert all(kept.holds(concern.name, window, 9) for concern in fresh.shown.concerns for window in (1, 3, None))
    assert not any([kept.holds("all", 6, 9), kept.holds("all", 3, 8), kept.holds("piracy", 3, 9)])
    assert kept_month(fresh, months.shift(LAST, -1)) is None
    assert kept_month(seen(listed_town), LAST) is None


def changed(fresh: Freshness, **changes: object) -> Freshness:
    """The same picture where something about its sources is otherwise."""
    return replace(fresh, key=(*fresh.key, *changes), **changes)


def test_answers_are_not_used_where_sources_stand_otherwise(listed_town: Config) -> None:
    fresh = seen(listed_town, stored=True)
    assert standing(fresh) == fresh.shown.manifest["standing"]
    source = fresh.sources["published"]
    for changes in (
        {"states": {**fresh.states, "reports": {**fresh.states["reports"], "2025-05": "not complete yet"}}},
        {"sources": {**fresh.sources, "published": replace(source, supersedes=(("reports", ("fly-tipping",)),))}},
        {"sources": {**fresh.sources, "published": replace(source, frequency="quarterly")}},
        {"titles": {**fresh.titles, "published": "Force"}},
    ):
        other = changed(fresh, **changes)
        assert standing(other) != standing(fresh)
        assert kept_month(other, LAST) is None
    assert kept_month(changed(fresh, today=months.first_day("2027-01")), LAST) is not None


def test_what_is_worked_out_anew_follows_how_the_sources_stand(listed_town: Config) -> None:
    fresh = seen(listed_town, stored=True)
    late = changed(fresh, states={**fresh.states, "published": {**fresh.states["published"], LAST: "not complete yet"}})
    concern = fresh.shown.concern("burglary")
    assert surging.surging(fresh, concern, LAST, 1, 9).said
    assert surging.surging(late, concern, LAST, 1, 9).reason == "not complete yet: Police"
    assert surging.surging(fresh, concern, LAST, 1, 9).said


def test_ranks_and_verdicts_are_stored_as_they_are_worked_out(listed_town: Config) -> None:
    stored, fresh = seen(listed_town, stored=True), seen(listed_town)
    some = 0
    for concern in fresh.shown.concerns:
        one, other = (
            ranking.cell_ranks(each, concern, LAST, 3, hotspot_map(basis(each, concern, LAST, 3), resolution=9))
            for each in (stored, fresh)
        )
        np.testing.assert_array_equal(one, other)
        some += int((one[0] > 0).any())
    assert some >= 4
    for asked in (fresh.shown.concerns, fresh.shown.concerns[3:5]):
        found, again = (month_trends(each, asked, LAST).found for each in (stored, fresh))
        for name in vars(found):
            np.testing.assert_allclose(getattr(found, name), getattr(again, name), rtol=1e-12, err_msg=name)


def test_ranks_lie_among_the_hot_cells_and_others_have_none(listed_town: Config) -> None:
    fresh = seen(listed_town)
    for name in ("all", "crime", "violence"):
        concern = fresh.shown.concern(name)
        made = hotspot_map(basis(fresh, concern, LAST, 3), resolution=9)
        low, high = ranking.cell_ranks(fresh, concern, LAST, 3, made)
        hot = made.result.hotspot
        assert hot.any()
        assert ((low[hot] >= 1) & (low[hot] <= high[hot]) & (high[hot] <= hot.sum())).all()
        assert (low[~hot] == 0).all()
        assert (high[~hot] == 0).all()
    short = hotspot_map(basis(fresh, concern, "2025-02", 3), resolution=9)
    assert not np.any(ranking.cell_ranks(fresh, concern, "2025-02", 3, short))


def test_an_older_picture_answers_as_it_did_whatever_the_code_does_now(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    holding = Holding(tmp_path_factory.mktemp("older") / "store")
    held = {month: happened("burglary", cell("West"), 5) + happened("burglary", cell("East"), 4) for month in SPAN}
    held[LAST] += happened("burglary", cell("West"), 20)
    holding.take(PUBLISHED, held, on="2026-11-19")
    config = holding.config()
    first = listed.make(config)["picture"]
    asked = {"month": LAST, "window": 3, "concern": "burglary"}
    before = places_table(config, month=LAST, as_of=first)[0], hotspot_table(config, **asked, as_of=first)[0]
    assert before[0]["count"].tolist() == [25, 12]
    held[LAST] += happened("burglary", cell("East"), 30)
    holding.take(PUBLISHED, {LAST: held[LAST]}, on="2026-11-20")
    assert listed.make(config)["picture"] != first
    now = places_table(config, month=LAST)[0]
    assert sorted(now["count"]) == [25, 34]

    def broken(*asked: object, **named: object) -> None:
        raise AssertionError("worked out again")

    monkeypatch.setattr(surging, "surges", broken)
    monkeypatch.setattr(classing, "room_classes", broken)
    monkeypatch.setattr(ranking, "rank_intervals", broken)
    monkeypatch.setattr(discussion, "benjamini_hochberg", broken)
    monkeypatch.setattr(pictures, "_memo", OrderedDict())  # what was asked before must not answer
    then = places_table(config, month=LAST, as_of=first)[0], hotspot_table(config, **asked, as_of=first)[0]
    assert all(one.equals(other) for one, other in zip(then, before, strict=True))
    with pytest.raises(AssertionError, match="worked out again"):
        places_table(config, month="2026-08", as_of=first)
