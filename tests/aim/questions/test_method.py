"""What the Method page is told: by the settings before anything is built, and by each picture as it then stood."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from holding import FIRE, HOUSING, POLICE, Holding, rows
from hypothesis import given
from hypothesis import strategies as st

from aim import build, concerns, config, months
from aim.config import Break, Config
from aim.engine.classes import RoomClass
from aim.errors import UnknownPictureError
from aim.questions.method import method_view
from aim.questions.method_tables import experiments
from aim.questions.method_views import MethodView
from aim.questions.method_words import at_least, one_in, terms
from aim.questions.shown import show
from aim.schema import CATEGORY_KEYS


def changed(found: Config, **thresholds: object) -> Config:
    """The same configuration with other thresholds."""
    hotspots = found.partnership.hotspots.model_copy(update=thresholds)
    return found.model_copy(update={"partnership": found.partnership.model_copy(update={"hotspots": hotspots})})


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> tuple[Config, str, str]:
    """A store with two pictures, the first of an alpha of 0.05, the current one of 0.01, and the ids of both."""
    holding = Holding(tmp_path_factory.mktemp("method") / "store")
    counts = dict.fromkeys(months.between("2024-06", "2026-08"), 60) | {"2026-09": 4}
    holding.take(
        POLICE, {month: rows(("burglary", "North", n), ("drugs", "East", 5)) for month, n in counts.items()},
        on="2026-11-20",
    )  # fmt: skip
    holding.take(FIRE, {"2026-10": rows(("fire-deliberate-secondary", "West", 3))}, on="2026-10-20")
    holding.take(HOUSING, {"2026-07": rows(("housing-asb", "South", 2))}, on="2026-11-20")
    first = holding.config()
    first = first.model_copy(
        update={"breaks": (Break(name="New system", month="2024-03", sources=("calls",), note="Told", owner="A"),)}
    )
    build.build(first)
    second = changed(first, alpha=0.01)
    older = method_view(first).picture
    build.build(second)
    return second, older, method_view(second).picture


def meaning(view: MethodView, key: str) -> str:
    (term,) = [term for term in view.terms if term.key == key]
    return " ".join(term.meaning)


def test_before_anything_is_built_the_rules_of_the_settings_stand(tmp_path: Path) -> None:
    empty = changed(config.load(tmp_path / "none", {}), floor=4)
    view = method_view(empty)
    assert (view.picture, view.sources, view.breaks, view.events) == ("", (), (), ())
    assert "at least four reports of its own" in meaning(view, "stands-out")
    assert "hectares" not in meaning(view, "place")
    assert view.tables
    assert view.seriousness is not None
    assert view.contact == ""


def test_a_picture_keeps_the_rules_it_was_made_with(pictures: tuple[Config, str, str]) -> None:
    found, older, newer = pictures
    assert older != newer
    then, now = method_view(found, older), method_view(found)
    assert (then.picture, now.picture, now.since) == (older, newer, None)
    assert then.since, "what differs today is listed"
    assert "one in twenty" in meaning(then, "stands-out")
    assert "one in a hundred" in meaning(now, "stands-out")
    values = [
        {each.title: each.value for each in view.settings}["Marks that may be chance, at most"] for view in (then, now)
    ]
    assert values == ["5 %", "1 %"]
    with pytest.raises(UnknownPictureError):
        method_view(found, "99-00000000")


def test_each_source_says_how_far_it_is_and_what_is_doubted(pictures: tuple[Config, str, str]) -> None:
    police, fire, housing = method_view(pictures[0]).sources
    assert (police.due, police.last) == ("one month after the month", "August 2026")
    assert len(police.doubted) == 1
    assert police.doubted[0].startswith("September 2026: 9 of ")
    assert (fire.due, fire.last, fire.waiting) == ("once the month is over", "none yet", "October 2026")
    assert housing.due == "once the quarter is over"
    assert housing.last == "none yet"  # the rest of its quarter is not there
    assert housing.doubted


def test_every_category_is_in_the_table_of_seriousness_once(pictures: tuple[Config, str, str]) -> None:
    found = method_view(pictures[0]).seriousness
    assert found is not None
    harm = pictures[0].harm
    assert len(found.weights) + sum(len(group.categories) for group in harm.unweighed) == len(CATEGORY_KEYS)
    assert all(row.source for row in found.weights)
    assert [row.typical for row in found.weights] == sorted((row.typical for row in found.weights), reverse=True)
    assert {row.local for row in found.weights} == {True, False}


def test_breaks_and_calendar_are_those_of_the_picture(pictures: tuple[Config, str, str]) -> None:
    view = method_view(pictures[0])
    (only,) = view.breaks
    assert (only.name, only.month, only.sources, only.note) == ("New system", "March 2024", "Fire", "Told")
    assert {event.name for event in view.events} == {entry.name for entry in pictures[0].calendar}
    assert (view.events[0].name, view.events[0].when) == ("New Year's Eve", "31 December")
    assert view.events[-1].when == "none within a year"


def test_every_table_of_the_experiments_says_of_how_many_cases_and_which_seed() -> None:
    view_tables = experiments()
    assert len({table.name for table in view_tables}) == len(view_tables)
    for table in view_tables:
        assert "; seed " in table.made
        assert all(len(row) == len(table.columns) for row in table.rows)


def test_who_answers_is_named_where_the_settings_say_so_and_changes_no_picture(tmp_path: Path) -> None:
    quiet = config.load(tmp_path / "none", {})
    named = quiet.model_copy(
        update={"partnership": quiet.partnership.model_copy(update={"contact": "the community safety analyst"})}
    )
    assert method_view(named).contact == "the community safety analyst"
    assert named.settings_record() == quiet.settings_record()


def test_the_classes_of_a_room_all_have_a_word_a_shape_and_their_order() -> None:
    said = [
        term for term in terms(config.load("anywhere", {}).partnership.hotspots, concerns.load(), (), ()) if term.shape
    ]
    assert [term.word for term in said] == [each.words for each in sorted(RoomClass) if each]
    assert len({term.shape for term in said}) == len(said)


def test_places_set_apart_are_named_and_sensitive_ones_never(tmp_path: Path) -> None:
    shipped = config.load(tmp_path / "none", {})
    place = shipped.places[0]
    secret = place.model_copy(update={"name": "A hostel", "treatment": "sensitive"})
    shown = place.model_copy(update={"name": "A station", "treatment": "apart", "review": date(2027, 1, 1)})
    said = meaning(method_view(shipped.model_copy(update={"places": (secret, shown)})), "apart")
    assert "A station" in said
    assert "A hostel" not in said


@given(part=st.sampled_from([0.1, 0.5, 0.8, 0.9]), held=st.integers(1, 60))
def test_at_least_is_the_smallest_whole_number_of_the_part(part: float, held: int) -> None:
    found = at_least(part, held)
    assert found / held >= part - 1e-9
    assert (found - 1) / held < part - 1e-9


def test_a_part_is_said_as_people_say_it() -> None:
    assert [one_in(part) for part in (0.05, 0.01, 0.025, 0.001, 0.25)] == [
        "one in twenty", "one in a hundred", "one in forty", "one in a thousand", "one in four",
    ]  # fmt: skip
    assert one_in(0.03) == "3 in 100"


def test_the_current_picture_named_by_its_id_is_the_current_one(pictures: tuple[Config, str, str]) -> None:
    found, _, newer = pictures
    shown = show(found)
    assert shown is not None
    assert method_view(found, newer) == replace(method_view(found), behind=False)
