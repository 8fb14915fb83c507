from pathlib import Path

import pytest

from aim import concerns, schema
from aim.errors import QuestionError, SettingsError

CONTEXT = {category.key for category in schema.CATEGORIES if category.context}
LOADED = {concern.name: concern for concern in concerns.load()}
# A concern that has parts, the parts, and what the parts leave to the whole alone.
WHOLES = {
    "crime": (
        ("violence", "burglary", "vehicle-crime", "robbery", "damage-and-arson", "drugs", "shoplifting-and-theft"),
        {"other-crime", "possession-of-weapons", "public-order", "hate-crime", "exploitation"},
    ),
    "environmental-crime": (
        ("fly-tipping", "litter", "graffiti", "noise", "abandoned-vehicles", "dog-fouling"),
        set(),
    ),
    "fires": (("fires-primary", "fires-vehicle", "fires-secondary"), set()),
}  # fmt: skip


def test_all_concerns_span_all_agencies_and_leave_out_context() -> None:
    everything = set(LOADED[concerns.ALL].categories)
    assert everything == set(schema.CATEGORY_KEYS) - CONTEXT
    agencies = {category.agency for category in schema.CATEGORIES if category.key in everything}
    assert agencies == set(schema.AGENCY_LETTERS)


def test_every_category_but_context_and_missing_persons_is_of_one_leading_concern() -> None:
    leading = ("crime", "anti-social-behaviour", "environmental-crime", "fires")
    counted = [key for name in leading for key in LOADED[name].categories]
    assert len(counted) == len(set(counted))
    assert set(counted) == set(LOADED[concerns.ALL].categories) - {"missing-person"}


@pytest.mark.parametrize("whole", WHOLES)
def test_the_parts_of_a_concern_hold_what_it_holds(whole: str) -> None:
    parts, rest = WHOLES[whole]
    held = [key for name in parts for key in LOADED[name].categories]
    assert len(held) == len(set(held))
    assert {*held, *rest} == set(LOADED[whole].categories)
    assert not rest & set(held)
    assert all(LOADED[whole].order < LOADED[name].order for name in parts)


def test_concerns_are_told_apart_by_order_title_and_short_name() -> None:
    for field in ("order", "title", "short"):
        assert len({getattr(concern, field) for concern in LOADED.values()}) == len(LOADED)


def test_no_category_stands_twice_in_a_concern() -> None:
    for concern in LOADED.values():
        assert len(set(concern.categories)) == len(concern.categories)
        assert set(concern.proactive) <= set(concern.categories)


def test_categories_are_told_apart_by_key_and_title() -> None:
    assert len(set(schema.CATEGORY_KEYS)) == len(set(schema.CATEGORY_TITLES.values())) == len(schema.CATEGORIES)


def test_an_unknown_name_lists_what_there_is() -> None:
    with pytest.raises(QuestionError, match="burglary"):
        concerns.find(concerns.load(), "arsonn")


def test_a_concern_of_an_unknown_category_names_it(tmp_path: Path) -> None:
    text = (concerns.FOLDER / "burglary.toml").read_text(encoding="utf-8").replace('"burglary"', '"burglaries"')
    (tmp_path / "burglary.toml").write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match="burglaries"):
        concerns.load(tmp_path)
