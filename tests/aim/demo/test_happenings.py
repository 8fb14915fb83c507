"""What partners report in the demonstration: sizes, seasons, nights, the emerging estate, and the same for a seed."""

from datetime import date

import numpy as np
import pytest

from aim import months
from aim.demo import anchors, happenings, places, seasons, streams
from aim.geography import crs

UNTIL = date(2026, 11, 21)
LAST = months.of(UNTIL)
MONTHS = months.between(months.shift(LAST, -36), months.shift(LAST, -1))


@pytest.fixture(scope="module")
def ground(codes, locator) -> anchors.Anchors:
    return anchors.choose(codes, locator, [p for p in places.planted(UNTIL) if p.institution], 2026)


def drawn(stream: streams.Stream, ground: anchors.Anchors, which: list[str] = MONTHS, **how) -> list:
    return [happenings.draw(stream, month, UNTIL, ground, seed=2026, **how) for month in which]


def number(found: list, stream: streams.Stream, *kinds: str) -> np.ndarray:
    """Reports of the kinds, month by month."""
    wanted = [stream.number(kind) for kind in kinds]
    return np.array([np.isin(month.kind, wanted).sum() for month in found])


FIRES = ("deliberate secondary", "deliberate primary", "deliberate vehicle")


@pytest.mark.parametrize(
    ("stream", "kinds", "wanted"),
    [
        (streams.FIRE, FIRES, 60.0),
        (streams.COUNCIL, tuple(kind.name for kind in streams.COUNCIL.kinds), 500.0),
        (streams.HOUSING, ("nuisance", "noise"), 45.0),
    ],
)
def test_a_month_is_of_a_likely_size(stream, kinds, wanted, ground):
    assert number(drawn(stream, ground), stream, *kinds).mean() == pytest.approx(wanted, rel=0.08)


def test_bonfire_night_stands_out_every_year(ground):
    for month in (each for each in MONTHS if each.endswith("-11")):
        (found,) = drawn(streams.FIRE, ground, [month])
        secondary = found.kind == streams.FIRE.number("deliberate secondary")
        day = found.moment[secondary].astype("datetime64[D]")
        nights = np.unique(day, return_counts=True)
        assert nights[0][nights[1].argmax()] == np.datetime64(f"{month}-05")
        others = found.moment[found.kind == streams.FIRE.number("false alarm")].astype("datetime64[D]")
        assert (others == np.datetime64(f"{month}-05")).mean() < 0.2


def test_the_estate_emerges_over_four_months(ground):
    place = streams.estate(UNTIL)
    began = months.shift(seasons.last_complete(UNTIL), -3)
    assert place.first == began
    found = drawn(streams.FIRE, ground, planted=((place, "deliberate secondary"),))
    near = []
    for month in found:
        longitude, latitude = crs.to_wgs84(month.easting, month.northing)
        away = crs.distance_m(place.lon, place.lat, longitude, latitude)
        near.append(int(((away < 500) & (month.kind == streams.FIRE.number("deliberate secondary"))).sum()))
    before, after = near[: MONTHS.index(began)], near[MONTHS.index(began) :]
    assert len(after) == 4
    assert min(after) > max(before)
    assert np.mean(after) > 8 * max(np.mean(before), 0.5)


def test_reports_lie_around_anchors_and_a_few_outside(ground, locator):
    (found,) = drawn(streams.COUNCIL, ground, ["2026-06"])
    longitude, latitude = crs.to_wgs84(found.easting, found.northing)
    inside = locator.wards(longitude, latitude) >= 0
    assert 0.9 < inside.mean() < 0.99
    assert len(np.unique(np.column_stack([found.easting, found.northing]), axis=0)) > 0.95 * len(found.kind)
    assert (found.easting == np.round(found.easting)).all()


def test_moments_are_in_the_month_in_order_and_end_with_the_day(ground):
    for month in ("2026-02", LAST):
        (found,) = drawn(streams.FIRE, ground, [month])
        assert (found.moment[1:] >= found.moment[:-1]).all()
        assert set(found.moment.astype("datetime64[M]").astype(str)) == {month}
    assert found.moment.max() < np.datetime64("2026-11-22")


def test_a_later_day_keeps_every_report_and_adds(ground):
    early = happenings.draw(streams.COUNCIL, LAST, date(2026, 11, 9), ground, seed=2026)
    late = happenings.draw(streams.COUNCIL, LAST, UNTIL, ground, seed=2026)
    n = len(early.kind)
    assert 0 < n < len(late.kind)
    for name in ("kind", "moment", "easting", "northing"):
        assert (getattr(early, name) == getattr(late, name)[:n]).all()


def test_streams_and_seeds_differ_and_repeat(ground):
    one = happenings.draw(streams.FIRE, "2026-05", UNTIL, ground, seed=1)
    same = happenings.draw(streams.FIRE, "2026-05", UNTIL, ground, seed=1)
    other = happenings.draw(streams.FIRE, "2026-05", UNTIL, ground, seed=2)
    assert (one.moment == same.moment).all()
    assert (one.easting == same.easting).all()
    assert len(one.kind) != len(other.kind) or (one.moment != other.moment).any()


def test_offices_sleep_at_night(ground):
    found = drawn(streams.COUNCIL, ground, MONTHS[-12:])
    hours = np.concatenate(
        [
            m.moment[m.kind == streams.COUNCIL.number("fly-tipping")].astype("datetime64[h]").astype(int) % 24
            for m in found
        ]
    )
    assert ((hours >= 7) & (hours < 18)).mean() > 0.85


def test_a_kind_that_is_none_is_named():
    with pytest.raises(KeyError, match="flood"):
        streams.FIRE.number("flood")
