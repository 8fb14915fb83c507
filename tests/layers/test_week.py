"""A week as a picture: a cell for every hour, darker for more, nothing for none."""

import re

import pytest

from layers.style import LIGHT
from layers.week import GREYS, week_svg


def fills(svg: str) -> list[str]:
    return re.findall(r'<rect [^>]*fill="([^"]+)"', svg)


def test_every_hour_has_its_step_and_an_empty_one_none() -> None:
    found = fills(week_svg([0.0, 1.0, 5.0, 9.99, 10.0, *[0.0] * 163]))
    assert len(found) == 168
    assert found[:5] == ["none", LIGHT.ramp[0], LIGHT.ramp[2], LIGHT.ramp[4], LIGHT.ramp[4]]
    assert set(fills(week_svg([2.0, 10.0, *[4.0] * 166], grey=True))) <= set(GREYS)


def test_a_quiet_week_is_empty_and_another_length_refused() -> None:
    assert set(fills(week_svg([0.0] * 168))) == {"none"}
    with pytest.raises(ValueError, match="24 parts of a week: it has 168 hours"):
        week_svg([1.0] * 24)
