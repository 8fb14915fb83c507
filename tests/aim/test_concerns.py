from pathlib import Path

import pytest

from aim import concerns, schema
from aim.errors import QuestionError, SettingsError


def test_every_shipped_concern_loads_and_all_holds_every_category() -> None:
    loaded = concerns.load()
    assert set(concerns.find(loaded, concerns.ALL).categories) == set(schema.CATEGORY_KEYS)
    crime = set(concerns.find(loaded, "crime").categories)
    assert crime == set(schema.CATEGORY_KEYS) - {"anti-social-behaviour"}
    assert len({concern.order for concern in loaded}) == len(loaded)


def test_categories_are_told_apart_by_key_and_title() -> None:
    assert len(set(schema.CATEGORY_KEYS)) == len(set(schema.CATEGORY_TITLES.values())) == 14


def test_an_unknown_name_lists_what_there_is() -> None:
    with pytest.raises(QuestionError, match="burglary"):
        concerns.find(concerns.load(), "arsonn")


def test_a_concern_of_an_unknown_category_names_it(tmp_path: Path) -> None:
    text = (concerns.FOLDER / "burglary.toml").read_text(encoding="utf-8").replace('"burglary"', '"burglaries"')
    (tmp_path / "burglary.toml").write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match="burglaries"):
        concerns.load(tmp_path)
