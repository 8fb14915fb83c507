import json
import math
from datetime import date, datetime, timedelta
from itertools import pairwise
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


# ---- calendar ------------------------------------------------------------------------------------------------------
NIGHT = 'name = "Bonfire Night"\nday = "11-05"\nfrom = "11-01"\nto = "11-08"\n'
FAST = 'name = "Ramadan"\ndates = [{ from = 2026-02-18, to = 2026-03-19 }, { from = 2027-02-08 }]\nabout = true\n'
REST = 'note = ""\nsource = "Published"\nowner = "Analyst"\n'


def read_calendar(folder: Path, *entries: str) -> tuple[config.Event, ...]:
    text = "\n".join(f"[[events]]\n{entry}{REST}" for entry in entries)
    (folder / "calendar.toml").write_text(text, encoding="utf-8")
    return config.load(folder, {"AIM_SETTINGS": str(folder)}).calendar


def shipped_days(name: str) -> list[date]:
    (event,) = [event for event in config.load("anywhere", {}).calendar if event.name == name]
    return [dates.start for dates in event.dates]


def mondays(month: int, at: int) -> list[date]:
    found = [date(year, month, 1) + timedelta(days=n) for year in range(2023, 2028) for n in range(31)]
    return [[day for day in found if (day.year, day.weekday()) == (year, 0)][at] for year in range(2023, 2028)]


def test_the_shipped_bank_holidays_are_the_mondays_of_their_rule() -> None:
    assert shipped_days("Early May bank holiday") == mondays(5, 0)
    assert shipped_days("Spring bank holiday") == mondays(5, -1)
    assert shipped_days("Summer bank holiday") == mondays(8, -1)


def test_the_shipped_clock_changes_are_those_of_the_town() -> None:
    zone = config.load("anywhere", {}).zone
    noon = [datetime(2023, 1, 1, 12, tzinfo=zone) + timedelta(days=n) for n in range(5 * 365 + 1)]
    changes = [(b.date(), b.utcoffset() > a.utcoffset()) for a, b in pairwise(noon) if a.utcoffset() != b.utcoffset()]
    assert shipped_days("Clocks go forward") == [day for day, forward in changes if forward]
    assert shipped_days("Clocks go back") == [day for day, forward in changes if not forward]


def test_the_shipped_fast_ends_with_its_feast_and_all_three_move_with_the_moon() -> None:
    (fast,) = [event for event in config.load("anywhere", {}).calendar if event.name == "Ramadan"]
    assert [dates.last + timedelta(days=1) for dates in fast.dates] == shipped_days("Eid al-Fitr")
    assert {(dates.last - dates.start).days + 1 for dates in fast.dates} <= {29, 30}
    for name in ("Ramadan", "Eid al-Fitr", "Eid al-Adha"):
        assert {(after - day).days for day, after in pairwise(shipped_days(name))} <= {354, 355}


def test_the_examples_in_the_calendar_are_entries(tmp_path: Path) -> None:
    shipped = (config.SHIPPED_SETTINGS / "calendar.toml").read_text(encoding="utf-8")
    head = shipped.split("look like this", 1)[1].split("\n#\n", 1)[1].split("\n\n")[0]
    (tmp_path / "calendar.toml").write_text(head.replace("\n# ", "\n")[2:].replace("\n#\n", "\n"), encoding="utf-8")
    examples = config.load(tmp_path, {"AIM_SETTINGS": str(tmp_path)}).calendar
    assert [(event.name, len(event.dates)) for event in examples] == [("School holidays", 1), ("Home match", 2)]


def test_the_calendar_is_part_of_the_picture_and_read_back_from_it(tmp_path: Path) -> None:
    entries = read_calendar(tmp_path, NIGHT, FAST)
    assert entries[0].day == "11-05"
    assert [dates.last for dates in entries[1].dates] == [date(2026, 3, 19), date(2027, 2, 8)]
    record = config.load(tmp_path, {"AIM_SETTINGS": str(tmp_path)}).settings_record()
    assert record != config.load(tmp_path, {}).settings_record()
    assert tuple(map(config.Event.model_validate, json.loads(json.dumps(record))["calendar"])) == entries
    (tmp_path / "calendar.toml").write_text("", encoding="utf-8")
    assert config.load(tmp_path, {"AIM_SETTINGS": str(tmp_path)}).calendar == ()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"11-05"', '"5 November"', "Bonfire Night: '5 November' is no day of every year: write month and day"),
        ('"11-05"', '"02-29"', "Bonfire Night: '02-29' is no day of every year"),
        ('"11-05"', '"W10-1"', "Bonfire Night: 'W10-1' is no day of every year"),
        ('"11-05"', '"11-09"', "Bonfire Night: day 11-09 does not lie from 11-01 to 11-08: put from before to"),
        ('to = "11-08"', 'to = "01-02"', "does not lie from 11-01 to 01-02: put from before to, and write dates out"),
        ('to = "11-08"\n', "", "Bonfire Night: from 11-01, to None, day 11-05: give all three"),
        ('day = "11-05"\n', "", "Bonfire Night: give either the day of every year or dates"),
        ('day = "11-05"', "dates = []", "Bonfire Night: give either the day of every year or dates"),
        ('day = "11-05"', 'day = "11-05"\ndates = [{ from = 2026-11-05 }]', "Bonfire Night: give either"),
        ('day = "11-05"', "dates = [{ from = 2026-11-05 }]", "Bonfire Night: from 11-01, to 11-08, day None"),
        ('day = "11-05"', 'on = "11-05"', "on: Extra inputs are not permitted ('11-05'): leave it out, or correct"),
        ('name = "Bonfire Night"\n', "", "an entry without a name: name: Field required: add it"),
        ("2026-03-19", "2026-02-17", "Ramadan: to 2026-02-17 lies before from 2026-02-18: exchange them"),
        ("2026-02-18", '"spring"', "('spring'): write a date as 2026-11-05, without quotes"),
        ("2027-02-08", "2026-03-19", "Ramadan: 2026-03-19 is not after 2026-03-19: order the dates"),
        ("to = 2026", "until = 2026", "Ramadan: dates.0.until: Extra inputs are not permitted"),
        ("about = true", 'about = "perhaps"', "Ramadan: about: "),
        ('"Published"', '""', "source: String should have at least 1 character (''): correct it as the head"),
        ("[[events]]", "[[event]]", "Extra inputs"),
    ],
)
def test_a_fault_of_the_calendar_is_named(tmp_path: Path, old: str, new: str, said: str) -> None:
    read_calendar(tmp_path, NIGHT, FAST)
    text = (tmp_path / "calendar.toml").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "calendar.toml").write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(SettingsError, match=r"calendar\.toml") as raised:
        config.load(tmp_path, {"AIM_SETTINGS": str(tmp_path)})
    assert said in str(raised.value)


def test_an_event_says_what_it_moves_and_that_there_is_such_a_thing(tmp_path: Path) -> None:
    (event,) = read_calendar(tmp_path, NIGHT + 'moves = ["fire-deliberate-secondary"]\n')
    assert event.moves == ("fire-deliberate-secondary",)
    with pytest.raises(SettingsError, match=r"moves bonfires: no such category, correct it"):
        read_calendar(tmp_path, NIGHT + 'moves = ["bonfires"]\n')
