"""The palettes: readable, ordered, and the same classes on every page."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers import style

THEMES = ("light", "dark")
TEXT = ("ink", "muted", "label")


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("ground", ["paper", "surface", "land"])
@pytest.mark.parametrize("text", TEXT)
def test_text_reaches_the_contrast_of_wcag_on_every_ground(theme: str, ground: str, text: str) -> None:
    colours = style.palette(theme)
    assert style.contrast(getattr(colours, text), getattr(colours, ground)) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
def test_pairs_that_carry_text_or_a_mark_stand_out(theme: str) -> None:
    colours = style.palette(theme)
    assert style.contrast(colours.on_accent, colours.accent) >= 4.5
    assert style.contrast(colours.on_hotspot, colours.hotspot) >= 4.5
    assert style.contrast(colours.accent, colours.paper) >= 4.5
    assert style.contrast(colours.ink, colours.amber) >= 7
    # WCAG 1.4.11: what is not text but says something needs 3:1.
    assert style.contrast(colours.hotspot, colours.land) >= 3
    if theme == "dark":  # outlines and discs are white there, and so must no step be
        assert min(style.contrast(colours.hotspot, step) for step in colours.ramp) >= 3
    assert style.contrast(colours.neighbourhood, colours.land) >= 3
    assert style.contrast(colours.bar_strong, colours.surface) >= 3


@pytest.mark.parametrize(("theme", "sign"), [("light", -1), ("dark", 1)])
def test_more_is_further_from_the_paper_in_every_step(theme: str, sign: int) -> None:
    colours = style.palette(theme)
    luminances = [style.luminance(colour) for colour in colours.ramp]
    assert sorted(luminances, reverse=sign < 0) == luminances
    for paler, stronger in zip(colours.ramp, colours.ramp[1:], strict=False):
        assert style.contrast(paler, stronger) >= 1.39
    assert style.contrast(colours.ramp[0], colours.land) >= 1.2, "the first step must differ from unfilled"


def test_every_colour_is_six_digits_and_the_stylesheet_gets_them_all() -> None:
    for theme in THEMES:
        variables = style.css_variables(theme)
        assert len(variables) == len(style.Palette.__dataclass_fields__) - 1 + style.STEPS
        for name, colour in variables.items():
            assert name.startswith("--aim-")
            assert len(colour) == 7
            assert int(colour[1:], 16) >= 0


def test_the_stylesheet_holds_the_same_palette(pytestconfig: pytest.Config) -> None:
    sheet = (pytestconfig.rootpath / "assets" / "00-palette.css").read_text(encoding="utf-8")
    light, dark = sheet.split('[data-mantine-color-scheme="dark"]')
    for theme, part in (("light", light), ("dark", dark)):
        for name, colour in style.css_variables(theme).items():
            assert f"{name}: {colour};" in part, f"{name} of the {theme} theme"


def test_a_theme_that_does_not_exist_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="'sepia'"):
        style.palette("sepia")


@pytest.mark.parametrize(
    ("count", "expected"), [(0, 0), (1, 1), (4, 1), (5, 2), (9, 2), (10, 3), (49, 4), (50, 5), (10_000, 5)]
)
def test_a_count_falls_in_the_step_that_begins_at_or_below_it(count: int, expected: int) -> None:
    bounds = (1, 5, 10, 20, 50)
    assert style.classify([count], bounds).tolist() == [expected]


@given(
    st.lists(st.integers(0, 10_000), max_size=50),
    st.lists(st.integers(2, 500), min_size=4, max_size=4, unique=True).map(sorted),
)
def test_classes_never_fall_as_counts_rise(counts: list[int], bounds: list[int]) -> None:
    classes = style.classify(sorted(counts), [1, *bounds])
    assert np.all(np.diff(classes) >= 0)
    assert all(0 <= step <= style.STEPS for step in classes)
    assert [int(step) for step in classes] == [sum(c >= bound for bound in [1, *bounds]) for c in sorted(counts)]


def test_legend_says_every_count_once() -> None:
    words = [text for _, text in style.legend((1, 2, 5, 10, 20), "light")]
    assert words == ["1", "2–4", "5–9", "10–19", "20 or more"]
    assert [colour for colour, _ in style.legend((1, 2, 5, 10, 20), "dark")] == list(style.DARK.ramp)


def test_contrast_is_that_of_the_definition() -> None:
    assert style.contrast("#ffffff", "#000000") == pytest.approx(21)
    assert style.contrast("#777777", "#ffffff") == pytest.approx(4.478, abs=1e-3)
    assert style.rgba("#0b5cad", 0.5) == "rgba(11,92,173,0.5)"
