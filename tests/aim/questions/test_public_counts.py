"""Concerns that are parts of each other share one table; those that merely overlap do not both leave."""

import pytest

from aim.config import Config
from aim.questions.freshness import freshness
from aim.questions.public_counts import PublicCounts, alike, public_counts
from aim.questions.shown import show
from aim.reading.shown import Shown

MONTH = "2026-09"


def counts_of(config: Config, **categories: tuple[str, ...]) -> PublicCounts:
    """The public counts of a picture whose concerns are of these categories."""
    current = show(config)
    assert current is not None
    shown = Shown(current.picture)
    usual = shown.concern("all")
    shown.concerns = tuple(
        usual.model_copy(update={"name": name, "categories": keys, "proactive": ()})
        for name, keys in categories.items()
    )
    return public_counts(freshness(config, shown), MONTH)


def test_of_two_concerns_that_share_some_incidents_the_later_is_left_out(demonstration: Config) -> None:
    found = counts_of(
        demonstration,
        all=("burglary", "robbery", "vehicle-crime"),
        indoors=("burglary", "robbery"),
        outdoors=("robbery", "vehicle-crime"),
        again=("robbery", "burglary"),
    )
    assert found.crossing == ("outdoors",)
    assert found.offered.tolist() == [True, True, False, True]
    assert found.hidden[2].all()
    assert (found.hidden[1] == found.hidden[3]).all()  # the same incidents under two names
    assert not found.hidden[0, 0]


def test_what_two_parts_leave_of_a_total_is_protected_as_they_are(demonstration: Config) -> None:
    """Of deliberate fires two kinds have a concern: whoever has both and the total knows the third."""
    kinds = ("fire-deliberate-primary", "fire-deliberate-vehicle", "fire-deliberate-secondary")
    found = counts_of(demonstration, all=kinds, primary=kinds[:1], secondary=kinds[2:])
    rest = found.count[0] - found.count[1] - found.count[2]
    all_shown = ~found.hidden.any(axis=0)
    assert all_shown.any()
    assert not ((rest > 0) & (rest < 5) & all_shown).any()


def test_a_map_fits_the_counts_of_the_same_sources_only(demonstration: Config) -> None:
    shown = show(demonstration)
    assert shown is not None
    fresh = freshness(demonstration, shown)
    quarter = ("2026-07", "2026-08", "2026-09")
    assert alike(fresh, quarter, list(fresh.sources))
    assert not alike(fresh, quarter, ["police"])
    assert not alike(fresh, ("2026-09", "2026-10"), list(fresh.sources))


def test_an_unknown_concern_has_no_place_in_it(demonstration: Config) -> None:
    with pytest.raises(ValueError, match="not in tuple"):
        counts_of(demonstration, all=("burglary",)).at("robbery")
