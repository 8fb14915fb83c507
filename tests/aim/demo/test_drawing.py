"""One month, drawn for any day: what holds whatever the day and the seed."""

import csv
import io
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aim import months
from aim.demo import anchors, drawing, mix, places, seasons, writing
from aim.geography import locate, postcodes

days = st.dates(date(1903, 1, 1), date(2099, 12, 31))
seeds = st.integers(0, 2**32)


@pytest.fixture(scope="module")
def points(codes: postcodes.Postcodes, locator: locate.Locator) -> anchors.Anchors:
    institutions = [place for place in places.planted(date(2026, 11, 21)) if place.institution]
    return anchors.choose(codes, locator, institutions, seed=2026)


def test_the_anchors_lie_where_they_say(points: anchors.Anchors, locator: locate.Locator) -> None:
    wards = locator.wards(points.longitude, points.latitude)
    assert points.inside == mix.ANCHORS
    assert (wards[: points.inside] >= 0).all()
    assert (wards[points.outside] < 0).all()
    assert len(wards[points.outside]) == anchors.NEIGHBOURING
    assert len(np.unique(np.column_stack([points.longitude, points.latitude]), axis=0)) == len(wards)
    np.testing.assert_allclose(points.weights.sum(axis=1), 1)
    assert (points.weights[:, points.inside :] == 0).all()


def test_a_planted_place_spreads_over_several_anchors_and_an_institution_over_one(points: anchors.Anchors) -> None:
    for place in places.planted(date(2026, 11, 21)):
        parts = points.spread(place)
        assert parts.sum() == pytest.approx(1)
        assert np.count_nonzero(parts) == (1 if place.institution else 6)
        assert parts.max() <= (1 if place.institution else 0.6)


@settings(max_examples=40, deadline=None)
@given(until=days, seed=seeds)
def test_the_month_of_any_day(points: anchors.Anchors, until: date, seed: int) -> None:
    month = months.of(until)
    rows = drawing.draw(month, until, points, places.planted(until), seed)
    part = seasons.elapsed(month, until)
    mean = part * (mix.MONTHLY_TOTAL * (mix.SHARES * seasons.season(month)).sum() + mix.MONTHLY_OUTSIDE)
    # Six standard deviations of a count whose variance is 3 times its mean, and the planted places' ups and downs.
    assert abs(len(rows.category) - mean) <= 6 * np.sqrt(3 * mean) + 60 * part

    read = list(csv.reader(io.StringIO(writing.text(rows, points))))
    assert read[0] == writing.HEADER.split(",")
    assert len(read) == len(rows.category) + 1
    assert {tuple(row[1:4]) for row in read[1:]} == {(month, "Cleveland Police", "Cleveland Police")}
    assert {row[11] for row in read[1:]} == {mix.MARKER}
    assert all((row[0] == "") == (row[9] == "Anti-social behaviour") == (row[10] == "") for row in read[1:])


@settings(max_examples=15, deadline=None)
@given(until=days, seed=seeds)
def test_drawing_again_gives_the_same_and_a_shorter_month_is_a_part_of_it(
    points: anchors.Anchors, until: date, seed: int
) -> None:
    month, planted = months.of(until), places.planted(until)
    whole = drawing.draw(month, until, points, planted, seed)
    again = drawing.draw(month, until, points, planted, seed)
    assert writing.text(whole, points) == writing.text(again, points)
    start = drawing.draw(month, until.replace(day=1), points, planted, seed)
    lines = writing.text(whole, points).splitlines()
    assert set(writing.text(start, points).splitlines()) <= set(lines)
    assert len(start.category) <= len(whole.category)


@given(means=st.lists(st.floats(0, 50), min_size=14, max_size=14), seed=seeds)
def test_nothing_is_drawn_where_nothing_is_expected(means: list[float], seed: int) -> None:
    table = np.array(means)[:, None] * np.array([[1.0, 0.0, 3.0]])
    counts = drawing._overdispersed(np.random.default_rng(seed), table)
    assert counts.shape == (14, 3)
    assert (counts >= 0).all()
    assert (counts[table == 0] == 0).all()


def test_counts_have_the_means_and_the_variances_asked_for() -> None:
    # 200,000 repetitions of one anchor, thin to busy; five standard errors of a mean whose variance is 3 times itself.
    n = 200_000
    for level in (0.2, 5.0, 60.0):
        means = np.outer(mix.SHARES * level, np.ones(n))
        counts = drawing._overdispersed(np.random.default_rng(5), means)
        assert (np.abs(counts.mean(axis=1) - means[:, 0]) < 5 * np.sqrt(3 * means[:, 0] / n)).all()
        total, antisocial = counts.sum(axis=0), counts[0]
        assert total.var() / total.mean() == pytest.approx(2.5, rel=0.1)
        assert antisocial.var() / antisocial.mean() == pytest.approx(2.5, rel=0.15)
