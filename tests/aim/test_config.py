import math
from datetime import date
from pathlib import Path

import pytest

from aim import config, schema
from aim.errors import SettingsError


def test_the_shipped_settings_load_and_cannot_be_changed(tmp_path: Path) -> None:
    loaded = config.load(tmp_path)
    assert loaded.partnership.neighbourhoods == ("East", "North", "South", "West")
    assert not loaded.partnership.membership_confirmed
    assert {place.treatment for place in loaded.places} <= {"show", "apart", "sensitive"}
    with pytest.raises(ValueError, match="frozen"):
        loaded.data = tmp_path / "other"


def test_an_argument_wins_over_the_environment(tmp_path: Path) -> None:
    environ = {"AIM_DATA": str(tmp_path / "env"), "AIM_TODAY": "2026-11-22"}
    assert config.load(environ=environ).data == tmp_path / "env"
    assert config.load(tmp_path / "own", environ).data == tmp_path / "own"
    assert config.load(environ=environ).today() == date(2026, 11, 22)


def test_own_settings_replace_the_shipped_file_by_file(tmp_path: Path) -> None:
    (tmp_path / "places.toml").write_text("places = []\n", encoding="utf-8")
    loaded = config.load(tmp_path, {"AIM_SETTINGS": str(tmp_path)})
    assert loaded.places == ()
    assert loaded.partnership.town == "Middlesbrough"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[places]]\nname = 3\n", "places.toml"),
        ("not toml", "places.toml"),
        (
            '[[places]]\nname="A"\nlongitude=0\nlatitude=0\nradius_m=1\ntreatment="hide"\nnote=""\nowner=""\nreview=2027-01-01\n',
            "'hide'",
        ),
    ],
)
def test_a_fault_names_the_file_and_the_value(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "places.toml").write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match=said):
        config.load(tmp_path, {"AIM_SETTINGS": str(tmp_path)})


def test_a_wrong_day_and_a_wrong_folder_are_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="AIM_TODAY='soon'"):
        config.load(tmp_path, {"AIM_TODAY": "soon"})
    with pytest.raises(SettingsError, match="not a folder"):
        config.load(tmp_path, {"AIM_SETTINGS": str(tmp_path / "absent")})


HARM = 'owner = "A"\nreviewed = 2026-11-22\nunweighed = []\n'
ROBBERY = '[[weights]]\ncategory = "robbery"\nlow = 1\ntypical = 2\nhigh = 3\nbasis = "local"\nsource = "ours"\n'


def test_a_table_of_ones_own_weighs_what_it_names(tmp_path: Path) -> None:
    (tmp_path / "harm.toml").write_text(HARM + ROBBERY, encoding="utf-8")
    harm = config.load(tmp_path, {"AIM_SETTINGS": str(tmp_path)}).harm
    table = dict(zip(schema.CATEGORY_KEYS, harm.rows(), strict=True))
    assert table.pop("robbery") == (1, 2, 3)
    assert all(math.isnan(value) for row in table.values() for value in row)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (ROBBERY.replace("robbery", "piracy"), "piracy is no category"),
        (ROBBERY + ROBBERY, "robbery stands in 2 places"),
        (ROBBERY.replace("low = 1", "low = 2.5"), "robbery: low 2.5, typical 2.0, high 3.0 do not rise"),
        (ROBBERY.replace("low = 1", "low = -1"), "greater than or equal to 0"),
        (ROBBERY.replace('"ours"', '""'), "weights.0.source"),
    ],
)
def test_a_fault_of_the_seriousness_table_is_named(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "harm.toml").write_text(HARM + text, encoding="utf-8")
    with pytest.raises(SettingsError, match=r"harm\.toml") as raised:
        config.load(tmp_path, {"AIM_SETTINGS": str(tmp_path)})
    assert said in str(raised.value)


BREAK = (
    '[[breaks]]\nname = "New system"\nmonth = "2026-04"\nsources = ["police"]\nnote = "The force"\nowner = "Analyst"\n'
)


def test_no_break_is_shipped_and_the_example_in_the_file_is_one(tmp_path: Path) -> None:
    assert config.load(tmp_path).breaks == ()
    shipped = (config.SHIPPED_SETTINGS / "breaks.toml").read_text(encoding="utf-8")
    (tmp_path / "breaks.toml").write_text(
        shipped.split("like this:\n#\n")[1].replace("\n# ", "\n")[2:], encoding="utf-8"
    )
    (example,) = config.load(tmp_path, {"AIM_SETTINGS": str(tmp_path)}).breaks
    assert (example.month, example.sources) == ("2026-04", ("police", "police-crime"))


def test_a_break_is_of_some_sources_or_of_all_and_part_of_the_picture(tmp_path: Path) -> None:
    environ = {"AIM_SETTINGS": str(tmp_path)}
    bare = config.load(tmp_path).settings_record()
    (tmp_path / "breaks.toml").write_text(BREAK, encoding="utf-8")
    own = config.load(tmp_path, environ)
    assert [own.breaks[0].holds_for(source) for source in ("police", "fire")] == [True, False]
    assert own.settings_record() != bare
    (tmp_path / "breaks.toml").write_text(BREAK.replace('["police"]', '"all"'), encoding="utf-8")
    assert config.load(tmp_path, environ).breaks[0].holds_for("fire")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"2026-04"', '"April 2026"', "New system: 'April 2026' is not a month"),
        ('["police"]', '"every"', "'every'"),
        ('["police"]', "[]", "breaks.0.sources"),
        ('"The force"', '""', "breaks.0.note"),
        ("[[breaks]]", "[[break]]", "Extra inputs"),
    ],
)
def test_a_fault_of_the_breaks_is_named(tmp_path: Path, old: str, new: str, said: str) -> None:
    (tmp_path / "breaks.toml").write_text(BREAK.replace(old, new), encoding="utf-8")
    with pytest.raises(SettingsError, match=said):
        config.load(tmp_path, {"AIM_SETTINGS": str(tmp_path)})
